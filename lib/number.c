#include "number.h"

#include <string.h>

#include "binary64.h"
#include "decimal.h"

/* A saturated exponent is beyond anything a literal could make up for by its length. */
#define EXPONENT_LIMIT (INT64_MAX / 100)
#define POINT_LIMIT 10000

/* All decimals of so many digits are different doubles: each is the shortest of its own. That holds
 * where doubles have their full precision; how far it does matters little, this is well inside. */
#define SAFE_DIGITS 15
#define SAFE_POINT 290

/* One more than a double ever needs, which makes three groups of 6. */
#define MAX_DIGITS 18

/* ECMAScript's Number::toString: 1e21 is the first integer with an exponent, and 1e-7 has one. */
#define MAX_INTEGER_DIGITS 21
#define MAX_LEADING_ZEROS 5

static const char pairs_of_digits[] = "0001020304050607080910111213141516171819"
                                      "2021222324252627282930313233343536373839"
                                      "4041424344454647484950515253545556575859"
                                      "6061626364656667686970717273747576777879"
                                      "8081828384858687888990919293949596979899";

/* The digits to print, in the terms of struct apideck__decimal: 0.d1d2d3... * 10^point. */
struct digits {
    const char *first;
    int count, point;
    char text[MAX_DIGITS];
};

static const char *skip_digits(const char *p, const char *end) {
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

static int64_t read_exponent(const char *p, const char *end) {
    const bool negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    int64_t value = 0;
    for (; p < end && value < EXPONENT_LIMIT; p++)
        value = value * 10 + (*p - '0');
    return negative ? -value : value;
}

static int saturate_point(int64_t point) {
    if (point > POINT_LIMIT)
        return POINT_LIMIT;
    return point < -POINT_LIMIT ? -POINT_LIMIT : (int)point;
}

static struct apideck__decimal scan(const char *literal, size_t len) {
    const char *const end = literal + len;
    const bool negative = *literal == '-';
    const char *first = literal + negative;
    const char *const dot = skip_digits(first, end); /* where it is, or would be */
    const char *stop = dot;
    if (dot < end && *dot == '.')
        stop = skip_digits(dot + 1, end);
    const int64_t exponent = stop < end ? read_exponent(stop + 1, end) : 0;

    while (first < stop && (*first == '0' || *first == '.'))
        first++;
    while (first < stop && (stop[-1] == '0' || stop[-1] == '.'))
        stop--;
    const bool dot_inside = first < dot && dot < stop;
    const bool dot_before = dot < first;
    return (struct apideck__decimal){
        .first = first,
        .stop = stop,
        .count = (size_t)(stop - first) - dot_inside,
        .point = saturate_point(exponent + (dot - first) + dot_before),
        .negative = negative,
    };
}

static bool is_its_own_shortest(const struct apideck__decimal *decimal) {
    return decimal->count <= SAFE_DIGITS && decimal->point >= -SAFE_POINT &&
           decimal->point <= SAFE_POINT;
}

static void copy_digits(struct digits *digits, const struct apideck__decimal *decimal) {
    int count = 0;
    for (const char *p = decimal->first; p < decimal->stop; p++) {
        if (*p != '.')
            digits->text[count++] = *p;
    }
    digits->first = digits->text;
    digits->count = count;
    digits->point = decimal->point;
}

static void write_6_digits(char *text, uint32_t value) {
    for (int i = 4; i >= 0; i -= 2) {
        memcpy(text + i, pairs_of_digits + value % 100 * 2, 2);
        value /= 100;
    }
}

/* Writes 18 digits, zeros in front included: no group has to wait for the divisions of another. */
static void write_18_digits(char *text, uint64_t value) {
    const uint64_t left = value / 1000000000000, rest = value % 1000000000000;
    write_6_digits(text, (uint32_t)left);
    write_6_digits(text + 6, (uint32_t)(rest / 1000000));
    write_6_digits(text + 12, (uint32_t)(rest % 1000000));
}

static void set_shortest_digits(struct digits *digits, uint64_t bits) {
    int exponent;
    write_18_digits(digits->text, apideck__binary64_shortest(bits, &exponent));
    int first = 0, stop = MAX_DIGITS;
    while (digits->text[first] == '0')
        first++;
    while (digits->text[stop - 1] == '0')
        stop--;
    digits->first = digits->text + first;
    digits->count = stop - first;
    digits->point = MAX_DIGITS - first + exponent;
}

static char *put(char *out, const char *text, int count) {
    memcpy(out, text, (size_t)count);
    return out + count;
}

static char *put_zeros(char *out, int count) {
    memset(out, '0', (size_t)count);
    return out + count;
}

static char *put_exponent(char *out, int exponent) {
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    const int magnitude = exponent < 0 ? -exponent : exponent;
    if (magnitude >= 100)
        *out++ = (char)('0' + magnitude / 100);
    if (magnitude >= 10)
        *out++ = (char)('0' + magnitude / 10 % 10);
    *out++ = (char)('0' + magnitude % 10);
    return out;
}

/* The dot comes after the first `whole` of the digits, unless that is all of them. */
static char *put_with_dot(char *out, const struct digits *digits, int whole) {
    out = put(out, digits->first, whole);
    if (whole == digits->count)
        return out;
    *out++ = '.';
    return put(out, digits->first + whole, digits->count - whole);
}

static char *put_number(char *out, const struct digits *digits) {
    const int count = digits->count, point = digits->point;
    if (point > MAX_INTEGER_DIGITS || point < -MAX_LEADING_ZEROS)
        return put_exponent(put_with_dot(out, digits, 1), point - 1);
    if (point >= count)
        return put_zeros(put(out, digits->first, count), point - count);
    if (point > 0)
        return put_with_dot(out, digits, point);
    return put(put_zeros(put(out, "0.", 2), -point), digits->first, count);
}

size_t apideck__number_canonical(const char *literal, size_t len, char out[APIDECK_NUMBER_MAX]) {
    const struct apideck__decimal decimal = scan(literal, len);
    struct digits digits;
    if (decimal.count > 0 && is_its_own_shortest(&decimal)) {
        copy_digits(&digits, &decimal);
    } else {
        const uint64_t bits = apideck__binary64_nearest(&decimal);
        if (bits == 0)
            return (size_t)(put(out, "0", 1) - out);
        if (bits == APIDECK__BINARY64_INFINITY)
            return (size_t)(put(out, "null", 4) - out);
        set_shortest_digits(&digits, bits);
    }
    char *p = out;
    if (decimal.negative)
        *p++ = '-';
    return (size_t)(put_number(p, &digits) - out);
}

double apideck__number_value(const char *literal, size_t len) {
    const struct apideck__decimal decimal = scan(literal, len);
    const uint64_t sign = (uint64_t)decimal.negative << 63;
    const uint64_t bits = apideck__binary64_nearest(&decimal) | sign;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
