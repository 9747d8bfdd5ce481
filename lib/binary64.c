#include "binary64.h"

#include "halfway.h"
#include "powers_of_ten.h"

/* Decimals below 10^-324 are less than half the smallest double; those from 10^309 on overflow. */
#define LOWEST_POINT (-323)
#define HIGHEST_POINT 309

/* Every integer of this many digits fits into 64 bits. */
#define LEADING_DIGITS 19

struct uint128 {
    uint64_t high, low;
};

/* An unsigned integer of 192 bits: a 64-bit significand times a power of ten from the table. */
struct product {
    uint64_t high, middle, low;
};

/* APIDECK_NO_INT128 selects the portable versions of both functions below, to test them. */
#if defined(__SIZEOF_INT128__) && !defined(APIDECK_NO_INT128)

__extension__ typedef unsigned __int128 native_uint128;

static struct uint128 multiply_64(uint64_t a, uint64_t b) {
    const native_uint128 product = (native_uint128)a * b;
    return (struct uint128){(uint64_t)(product >> 64), (uint64_t)product};
}

#else

static struct uint128 multiply_64(uint64_t a, uint64_t b) {
    const uint64_t a1 = a >> 32, a0 = a & UINT32_MAX;
    const uint64_t b1 = b >> 32, b0 = b & UINT32_MAX;
    const uint64_t low = a0 * b0;
    /* Neither sum can overflow: (2^32 - 1)^2 + 2 * (2^32 - 1) is 2^64 - 1. */
    const uint64_t middle = a1 * b0 + (low >> 32);
    const uint64_t middle2 = a0 * b1 + (middle & UINT32_MAX);
    const uint64_t high = a1 * b1 + (middle >> 32) + (middle2 >> 32);
    return (struct uint128){high, middle2 << 32 | (low & UINT32_MAX)};
}

#endif

#if defined(__GNUC__) && !defined(APIDECK_NO_INT128)

static int leading_zeros(uint64_t x) {
    return __builtin_clzll(x);
}

#else

static int leading_zeros(uint64_t x) {
    int zeros = 0;
    for (; x >> 63 == 0; x <<= 1)
        zeros++;
    return zeros;
}

#endif

static struct product multiply_128(uint64_t a, struct uint128 b) {
    const struct uint128 upper = multiply_64(a, b.high);
    const struct uint128 lower = multiply_64(a, b.low);
    const uint64_t middle = upper.low + lower.high;
    return (struct product){upper.high + (middle < upper.low), middle, lower.low};
}

static struct product add_64(struct product a, uint64_t b) {
    const uint64_t low = a.low + b;
    const uint64_t middle = a.middle + (low < b);
    return (struct product){a.high + (middle < a.middle), middle, low};
}

static struct uint128 power_of_ten(int k) {
    const uint64_t *entry = powers_of_ten[k - POWERS_OF_TEN_FIRST];
    return (struct uint128){entry[0], entry[1]};
}

/* floor(x / 2^n); C leaves the right shift of a negative number to the implementation. */
static int floor_shift(int x, int n) {
    return x < 0 ? ~(~x >> n) : x >> n;
}

/* The factors below are log2(10) and log10(2), precise enough for every exponent of a double. */
static int floor_log2_of_power_of_10(int k) {
    return floor_shift(k * 1741647, 19);
}

static int floor_log10_of_power_of_2(int k) {
    return floor_shift(k * 1262611, 22);
}

static int floor_log10_of_three_quarters_of_power_of_2(int k) {
    return floor_shift(k * 1262611 - 524031, 22);
}

/*
 * Decimal to double. The leading 19 digits times a table entry give a lower and an upper bound of
 * the decimal. Rounding is monotonic: if both bounds round to the same double, so does the decimal.
 */

/* Shifts to the right, but keeps in the lowest bit whether anything non-zero was shifted out: that
 * is all a later rounding needs to know about it. */
static uint64_t shift_right_sticky(uint64_t x, int n) {
    const uint64_t lost = x & ((UINT64_C(1) << n) - 1);
    return x >> n | (lost != 0);
}

/* Rounds m * 2^exponent, where m has its top bit set and its lowest bit sticky. */
static uint64_t round_to_binary64(uint64_t m, int exponent) {
    exponent += 11;
    if (exponent < APIDECK__BINARY64_MIN_EXPONENT) {
        /* By 55 at most: nothing below 10^-324 gets here. */
        m = shift_right_sticky(m, APIDECK__BINARY64_MIN_EXPONENT - exponent);
        exponent = APIDECK__BINARY64_MIN_EXPONENT;
    }
    uint64_t significand = m >> 11;
    const uint64_t rest = m & 0x7ff, half = 0x400;
    significand += rest > half || (rest == half && (significand & 1) != 0);

    /* The hidden bit, and a carry out of the significand, add the missing 1 to the exponent. */
    const int biased = exponent - APIDECK__BINARY64_MIN_EXPONENT;
    const uint64_t bits = ((uint64_t)biased << 52) + significand;
    return bits < APIDECK__BINARY64_INFINITY ? bits : APIDECK__BINARY64_INFINITY;
}

/* Rounds p * 2^exponent, where one of the two topmost bits of p is set. */
static uint64_t round_product(struct product p, int exponent) {
    exponent += 128;
    if (p.high >> 63 == 0) {
        p.high = p.high << 1 | p.middle >> 63;
        p.middle <<= 1;
        exponent--;
    }
    return round_to_binary64(p.high | ((p.middle | p.low) != 0), exponent);
}

static bool power_of_ten_is_exact(int k) {
    return k >= 0 && k <= 55;
}

struct bounds {
    uint64_t lower, upper;
};

/* The doubles nearest to a lower and an upper bound of w * 10^k; equal when that is all exact. */
static struct bounds round_bounds(uint64_t w, int k) {
    const int zeros = leading_zeros(w);
    const int exponent = floor_log2_of_power_of_10(k) - 127 - zeros;
    w <<= zeros;
    const struct product product = multiply_128(w, power_of_ten(k));
    const uint64_t lower = round_product(product, exponent);
    if (power_of_ten_is_exact(k))
        return (struct bounds){lower, lower};
    /* The table entry is less than 1 too small, so the product is less than w too small. */
    return (struct bounds){lower, round_product(add_64(product, w), exponent)};
}

uint64_t apideck__binary64_nearest(const struct apideck__decimal *decimal) {
    if (decimal->count == 0 || decimal->point < LOWEST_POINT)
        return 0;
    if (decimal->point > HIGHEST_POINT)
        return APIDECK__BINARY64_INFINITY;

    const bool truncated = decimal->count > LEADING_DIGITS;
    const size_t kept = truncated ? LEADING_DIGITS : decimal->count;
    const char *cursor = decimal->first;
    const uint64_t w = apideck__decimal_read(&cursor, kept);
    const int k = decimal->point - (int)kept;

    struct bounds bounds = round_bounds(w, k);
    if (truncated)
        bounds.upper = round_bounds(w + 1, k).upper;
    if (bounds.lower == bounds.upper)
        return bounds.lower;

    /* The bounds are far closer together than two doubles: one halfway point lies between them. */
    const int order = apideck__halfway_compare(decimal, bounds.lower);
    if (order == 0)
        return bounds.lower + (bounds.lower & 1);
    return order < 0 ? bounds.lower : bounds.upper;
}

/*
 * Double to decimal: Schubfach (Raffaele Giulietti, "The Schubfach way to render doubles"). The
 * numbers that read back as the double form an interval around it. With 10^k the largest power of
 * ten not above the length of the interval, some multiple of 10^k lies in it, but at most one of
 * 10^(k+1): that one is the shortest decimal if it exists, else the multiple of 10^k closest to the
 * double.
 */

/* x * g / 2^128, rounded down, except that a result with a fraction becomes odd: it then compares
 * with the even numbers as the exact result would. g is up to 1 too large, so a whole result may
 * show a fraction of up to x / 2^128. That is less than 2^-69, and the results that are not whole
 * all keep 2^-66 away from whole numbers: neither can be taken for the other. */
static uint64_t multiply_round_to_odd(uint64_t x, struct uint128 g) {
    const struct product product = multiply_128(x, g);
    return product.high | (product.middle > 0 || product.low > x);
}

/* Whether u or w = u + step, and not both, lies in lower..upper; if so, sets which. */
static bool only_one_inside(uint64_t u, uint64_t step, uint64_t lower, uint64_t upper, bool *is_w) {
    *is_w = u + step <= upper;
    return *is_w != (lower <= u);
}

uint64_t apideck__binary64_shortest(uint64_t bits, int *exponent) {
    const struct apideck__binary64 v = apideck__binary64_split(bits);
    const uint64_t odd = v.significand & 1;
    /* Below a power of two the doubles lie twice as close, except next to the subnormals. */
    const bool closer_below = (bits << 12) == 0 && (bits >> 52) > 1;
    const int k = closer_below ? floor_log10_of_three_quarters_of_power_of_2(v.exponent)
                               : floor_log10_of_power_of_2(v.exponent);

    /* Scale the double and the ends of its interval, four times each to keep them whole, by 10^-k.
     * The table rounds down and the algorithm needs a factor above 10^-k: hence the + 1. */
    struct uint128 g = power_of_ten(-k);
    g.low++;
    g.high += g.low == 0;
    const int shift = v.exponent + floor_log2_of_power_of_10(-k) + 1;
    const uint64_t middle = multiply_round_to_odd(4 * v.significand << shift, g);
    uint64_t lower = multiply_round_to_odd((4 * v.significand - 2 + closer_below) << shift, g);
    uint64_t upper = multiply_round_to_odd((4 * v.significand + 2) << shift, g);
    /* Ties read back as the even neighbour: an odd double does not own the ends. */
    lower += odd;
    upper -= odd;

    bool up;
    const uint64_t s = middle / 4, tens = s / 10;
    if (tens > 0 && only_one_inside(40 * tens, 40, lower, upper, &up)) {
        *exponent = k + 1;
        return tens + up;
    }
    *exponent = k;
    if (only_one_inside(4 * s, 4, lower, upper, &up))
        return s + up;
    /* Both or neither: the closer one, and of two as close the even one. */
    const uint64_t half = 4 * s + 2;
    return s + (middle > half || (middle == half && (s & 1) != 0));
}

/*
 * The leading 64 bits of the decimal are those of its double, and 11 more that tell how far it is
 * from it: in units of which the interval that reads back as the double has 2048. The decimal is
 * the shortest if no multiple of ten of its own units lies in the interval, and the closest if the
 * double is less than half a unit away.
 */
bool apideck__binary64_is_plainly_shortest(uint64_t digits, int exponent) {
    const uint64_t normalized = digits << leading_zeros(digits);
    uint64_t m = multiply_64(normalized, power_of_ten(exponent).high).high;
    m <<= m >> 63 == 0;
    const uint64_t error = 4; /* the decimal is less than that above m */

    const uint64_t next_power_of_two = UINT64_C(1) << 63;
    const uint64_t fraction = m & (next_power_of_two - 1);
    const bool even_spacing = fraction >= 2048 && fraction < next_power_of_two - 2048;
    const uint64_t from_lower_end = (m + 1024) & 2047, to_upper_end = 2048 - from_lower_end;
    const uint64_t from_middle =
        from_lower_end < 1024 ? 1024 - from_lower_end : from_lower_end + error - 1024;
    /* A unit is m / digits; both are cut so that the products fit into 64 bits, the quotient
     * rounded down. */
    const uint64_t unit = m >> 8, divisor = (digits >> 8) + 1;
    const uint64_t last = digits % 10;
    return even_spacing && from_lower_end > 0 && to_upper_end > error &&
           last * unit > (from_lower_end + error) * divisor &&
           (10 - last) * unit > to_upper_end * divisor && unit > 2 * from_middle * divisor;
}
