#include "json_number.h"

#include "binary64.h"
#include "number.h"
#include "vector.h"

#include <apideck/base.h>
#include <stddef.h>
#include <string.h>

/* A number taken apart; a part that is not there has no length. */
struct parts {
    const unsigned char *whole;
    size_t whole_len;
    const unsigned char *fraction; /* behind the point */
    size_t fraction_len;
    bool negative;
    bool has_exponent;
};

/* How many digits stand at p. */
static size_t digit_run(const unsigned char *p, const unsigned char *end) {
    const unsigned char *begin = p;
    while (p < end && *p >= '0' && *p <= '9') {
        p++;
    }
    return (size_t)(p - begin);
}

static const unsigned char *refuse(const unsigned char *at, const unsigned char *end,
                                   struct apideck__refusal *refusal) {
    int error = at == end ? APIDECK_ERR_JSON_TRUNCATED : APIDECK_ERR_JSON_NUMBER;
    *refusal = (struct apideck__refusal){error, at};
    return NULL;
}

/* p is at the e. */
static const unsigned char *read_exponent(const unsigned char *p, const unsigned char *end,
                                          struct apideck__refusal *refusal) {
    p++;
    if (p < end && (*p == '+' || *p == '-')) {
        p++;
    }
    size_t len = digit_run(p, end);
    return len ? p + len : refuse(p, end, refusal);
}

static const unsigned char *read_parts(const unsigned char *p, const unsigned char *end,
                                       struct parts *parts, struct apideck__refusal *refusal) {
    parts->negative = *p == '-';
    p += parts->negative;
    parts->whole = p;
    parts->whole_len = digit_run(p, end);
    if (parts->whole_len == 0) {
        return refuse(p, end, refusal);
    }
    if (*p == '0' && parts->whole_len > 1) {
        return refuse(p + 1, end, refusal);
    }
    p += parts->whole_len;
    if (p < end && *p == '.') {
        parts->fraction = p + 1;
        parts->fraction_len = digit_run(p + 1, end);
        if (parts->fraction_len == 0) {
            return refuse(p + 1, end, refusal);
        }
        p += 1 + parts->fraction_len;
    }
    parts->has_exponent = p < end && (*p | 0x20) == 'e';
    return parts->has_exponent ? read_exponent(p, end, refusal) : p;
}

/* The same for what most numbers are: well-formed, without an exponent, of less than 31 bytes, and
 * not near the end of the text. Returns NULL for any other. */
static inline const unsigned char *read_short(const unsigned char *p, const unsigned char *end,
                                              struct parts *parts) {
    if (end - p < 1 + 32 + 1) { /* a minus, digits, and what is behind them */
        return NULL;
    }
    parts->negative = *p == '-';
    parts->whole = p += parts->negative;
    uint64_t others = ~apideck__digits_32(p);
    parts->whole_len = apideck__lowest_bit(others);
    parts->fraction = p + parts->whole_len + 1;
    p += parts->whole_len;
    if (*p == '.') {
        parts->fraction_len = apideck__lowest_bit(others & (others - 1)) - parts->whole_len - 1;
        p = parts->fraction + parts->fraction_len;
        if (parts->fraction_len == 0) {
            return NULL;
        }
    }
    bool ends = p - parts->whole < 31 && (*p | 0x20) != 'e';
    bool starts = parts->whole_len == 1 || (parts->whole_len > 1 && *parts->whole != '0');
    return starts && ends ? p : NULL;
}

/* What `value` becomes when more digits are written behind it. */
static inline uint64_t digits_value(uint64_t value, const unsigned char *digits, size_t len) {
    for (; len >= 8; len -= 8, digits += 8) {
        value = value * 100000000 + apideck__eight_digits(apideck__load(digits));
    }
    for (; len > 0; len--, digits++) {
        value = value * 10 + (uint64_t)(*digits - '0');
    }
    return value;
}

/* Decides for the numbers that senders write, without an exponent and with up to 17 digits, whether
 * JavaScript prints them as they stand. False leaves it open. */
static bool is_plainly_canonical(const struct parts *parts) {
    size_t digits = parts->whole_len + parts->fraction_len;
    bool below_one = *parts->whole == '0';
    if (parts->fraction_len == 0) {
        return digits <= 15 && !(parts->negative && below_one); /* -0 is printed as 0 */
    }
    if (parts->fraction[parts->fraction_len - 1] == '0' || digits > 18 ||
        (below_one && parts->fraction_len > 6 && memcmp(parts->fraction, "000000", 6) == 0)) {
        return false; /* 1e-7 and less are printed with an exponent */
    }
    if (digits <= 15) {
        return true; /* a double always keeps so many */
    }
    uint64_t value = digits_value(0, parts->whole, parts->whole_len);
    value = digits_value(value, parts->fraction, parts->fraction_len);
    if (value < (uint64_t)1 << 52) {
        return true; /* decimals of so few units lie farther apart than doubles of their size */
    }
    return apideck__binary64_is_plainly_shortest(value, -(int)parts->fraction_len);
}

static bool prints_as_it_stands(const unsigned char *text, size_t len) {
    if (len > APIDECK_NUMBER_MAX) {
        return false;
    }
    char canonical[APIDECK_NUMBER_MAX];
    return apideck__number_canonical((const char *)text, len, canonical) == len &&
           memcmp(text, canonical, len) == 0;
}

const unsigned char *apideck__number_read(const unsigned char *p, const unsigned char *end,
                                          bool *canonical, struct apideck__refusal *refusal) {
    struct parts parts = {0};
    const unsigned char *behind = read_short(p, end, &parts);
    if (!behind) {
        behind = read_parts(p, end, &parts, refusal);
    }
    if (behind && (parts.has_exponent || !is_plainly_canonical(&parts)) &&
        !prints_as_it_stands(p, (size_t)(behind - p))) {
        *canonical = false;
    }
    return behind;
}
