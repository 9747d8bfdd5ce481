#include "entity_value.h"

#include "number.h"
#include "timestamp.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Digits behind a sign, and nothing else. */
static int read_digits(const char *text, size_t len, int64_t *value_out) {
    bool negative = *text == '-';
    int64_t value = 0; /* kept negative: there is one number more */
    for (size_t i = negative; i < len; i++) {
        if (!is_digit(text[i])) {
            return APIDECK_ERR_FIELD_RANGE;
        }
        int digit = text[i] - '0';
        if (value < (INT64_MIN + digit) / 10) {
            return APIDECK_ERR_FIELD_RANGE;
        }
        value = value * 10 - digit;
    }
    if (!negative && value == INT64_MIN) {
        return APIDECK_ERR_FIELD_RANGE;
    }
    *value_out = negative ? value : -value;
    return 0;
}

int apideck__integer_read(apideck_str literal, int64_t *value_out) {
    if (!memchr(literal.ptr, '.', literal.len) && !memchr(literal.ptr, 'e', literal.len) &&
        !memchr(literal.ptr, 'E', literal.len)) {
        return read_digits(literal.ptr, literal.len, value_out);
    }
    char digits[APIDECK_NUMBER_MAX];
    size_t len = apideck__number_canonical(literal.ptr, literal.len, digits);
    /* Beyond 15 digits a double is not what was written. */
    return len > 15 + (size_t)(*digits == '-') ? APIDECK_ERR_FIELD_RANGE
                                               : read_digits(digits, len, value_out);
}

bool apideck__day_read(apideck_str text, int *year_out, int *month_out, int *day_out) {
    if (text.len > 10 && text.ptr[10] == 'T') {
        text.len = 10;
    }
    return apideck__calendar_day(text, year_out, month_out, day_out);
}
