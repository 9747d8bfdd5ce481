#include "json_number.h"

#include "number.h"

#include <apideck/base.h>
#include <stddef.h>
#include <string.h>

static bool is_digit(const unsigned char *p, const unsigned char *end) {
    return p < end && *p >= '0' && *p <= '9';
}

static const unsigned char *skip_digits(const unsigned char *p, const unsigned char *end) {
    while (is_digit(p, end)) {
        p++;
    }
    return p;
}

/* One digit at least. */
static int read_digits(const unsigned char **p, const unsigned char *end) {
    if (!is_digit(*p, end)) {
        return *p == end ? APIDECK_ERR_JSON_TRUNCATED : APIDECK_ERR_JSON_NUMBER;
    }
    *p = skip_digits(*p, end);
    return 0;
}

static int read_integer(const unsigned char **p, const unsigned char *end) {
    if (*p < end && **p == '0') {
        ++*p;
        return is_digit(*p, end) ? APIDECK_ERR_JSON_NUMBER : 0;
    }
    return read_digits(p, end);
}

static int read_exponent(const unsigned char **p, const unsigned char *end) {
    ++*p;
    if (*p < end && (**p == '+' || **p == '-')) {
        ++*p;
    }
    return read_digits(p, end);
}

/* Compares with what JavaScript prints. Whole numbers of up to 15 digits are printed as they
 * stand, so most numbers need no look. */
static bool is_canonical(const unsigned char *text, size_t len, bool whole) {
    if (whole && len <= 15) {
        return len != 2 || memcmp(text, "-0", 2) != 0;
    }
    if (len > APIDECK_NUMBER_MAX) {
        return false;
    }
    char canonical[APIDECK_NUMBER_MAX];
    return apideck__number_canonical((const char *)text, len, canonical) == len &&
           memcmp(text, canonical, len) == 0;
}

int apideck__number_read(const unsigned char **p, const unsigned char *end, bool *canonical) {
    const unsigned char *begin = *p;
    *p += *begin == '-';
    int error = read_integer(p, end);
    bool whole = true;
    if (!error && *p < end && **p == '.') {
        whole = false;
        ++*p;
        error = read_digits(p, end);
    }
    if (!error && *p < end && (**p == 'e' || **p == 'E')) {
        whole = false;
        error = read_exponent(p, end);
    }
    if (!error && !is_canonical(begin, (size_t)(*p - begin), whole)) {
        *canonical = false;
    }
    return error;
}
