#include "json_number.h"

#include "binary64.h"
#include "number.h"

#include <apideck/base.h>
#include <stddef.h>
#include <string.h>

static bool is_digit(const unsigned char *p, const unsigned char *end) {
    return p < end && *p >= '0' && *p <= '9';
}

static const unsigned char *skip_digits(const unsigned char *p, const unsigned char *end) {
    while (end - p >= 8) {
        uint64_t others = apideck__find_non_digits(apideck__load(p));
        if (others) {
            return p + apideck__first(others);
        }
        p += 8;
    }
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

/* What `value` becomes when more digits are written behind it. */
static uint64_t digits_value(uint64_t value, const unsigned char *digits, size_t len) {
    for (; len >= 8; len -= 8, digits += 8) {
        value = value * 100000000 + apideck__eight_digits(apideck__load(digits));
    }
    for (; len > 0; len--, digits++) {
        value = value * 10 + (uint64_t)(*digits - '0');
    }
    return value;
}

/* Decides for the decimals that senders write, without an exponent and with up to 17 digits,
 * whether JavaScript prints them as they stand. False leaves it open. */
static bool is_plain_decimal(const unsigned char *text, size_t len) {
    bool below_one = *text == '0';
    if (len > 19 || text[len - 1] == '0' ||
        (below_one && len >= 8 && memcmp(text + 2, "000000", 6) == 0)) {
        return false; /* 1e-7 and less are printed with an exponent */
    }
    if (len <= 16) {
        return true; /* a double always keeps 15 digits */
    }
    size_t point = 1;
    while (text[point] != '.') {
        point++;
    }
    uint64_t digits = digits_value(0, text, point);
    digits = digits_value(digits, text + point + 1, len - point - 1);
    return apideck__binary64_is_shortest(digits, (int)point + 1 - (int)len);
}

static bool is_canonical(const unsigned char *text, size_t len, bool whole, bool exponent) {
    bool negative = *text == '-';
    const unsigned char *digits = text + negative;
    size_t digits_len = len - negative;
    if (whole && digits_len <= 15) {
        return !(negative && *digits == '0'); /* -0 is printed as 0 */
    }
    if (!whole && !exponent && is_plain_decimal(digits, digits_len)) {
        return true;
    }
    if (len > APIDECK_NUMBER_MAX) {
        return false;
    }
    char canonical[APIDECK_NUMBER_MAX];
    return apideck__number_canonical((const char *)text, len, canonical) == len &&
           memcmp(text, canonical, len) == 0;
}

/* What a number is made of besides its integer. */
struct parts {
    bool fraction;
    bool exponent;
};

static int read(const unsigned char **p, const unsigned char *end, struct parts *parts) {
    *p += **p == '-';
    int error = read_integer(p, end);
    if (!error && *p < end && **p == '.') {
        parts->fraction = true;
        ++*p;
        error = read_digits(p, end);
    }
    if (!error && *p < end && (**p == 'e' || **p == 'E')) {
        parts->exponent = true;
        error = read_exponent(p, end);
    }
    return error;
}

const unsigned char *apideck__number_read(const unsigned char *p, const unsigned char *end,
                                          bool *canonical, struct apideck__refusal *refusal) {
    const unsigned char *begin = p;
    struct parts parts = {false, false};
    int error = read(&p, end, &parts);
    if (error) {
        *refusal = (struct apideck__refusal){error, p};
        return NULL;
    }
    *canonical = *canonical && is_canonical(begin, (size_t)(p - begin),
                                            !parts.fraction && !parts.exponent, parts.exponent);
    return p;
}
