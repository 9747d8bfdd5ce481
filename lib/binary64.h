/* IEEE 754 binary64 to and from decimal. Doubles are handled as their bits, without the sign, so
 * that neither the rounding mode nor excess precision can have a say. */
#ifndef APIDECK_BINARY64_H
#define APIDECK_BINARY64_H

#include <stdint.h>

#include "decimal.h"

#define APIDECK__BINARY64_INFINITY UINT64_C(0x7ff0000000000000)

/** The exponent of the subnormals: the smallest double is 1 * 2^-1074. */
#define APIDECK__BINARY64_MIN_EXPONENT (-1074)

/** A finite double as significand * 2^exponent. */
struct apideck__binary64 {
    uint64_t significand;
    int exponent;
};

static inline struct apideck__binary64 apideck__binary64_split(uint64_t bits) {
    const uint64_t hidden_bit = UINT64_C(1) << 52;
    const uint64_t fraction = bits & (hidden_bit - 1);
    const int biased = (int)(bits >> 52);
    if (biased == 0)
        return (struct apideck__binary64){fraction, APIDECK__BINARY64_MIN_EXPONENT};
    return (struct apideck__binary64){fraction | hidden_bit,
                                      APIDECK__BINARY64_MIN_EXPONENT + biased - 1};
}

/** The bits of the double nearest to the magnitude of a decimal, ties to even. */
uint64_t apideck__binary64_nearest(const struct apideck__decimal *decimal);

/**
 * The shortest decimal that reads back as the given positive finite double, and of several the
 * closest: returns its digits as an integer of at most 17 digits, which may still end in zeros, and
 * sets the power of ten to multiply it with.
 */
uint64_t apideck__binary64_shortest(uint64_t bits, int *exponent);

/** Whether `digits` (2^52 to 10^18) times 10^exponent is plainly that shortest decimal of the
 * double nearest to it, which has an exponent well inside the range. False leaves it open. */
bool apideck__binary64_is_plainly_shortest(uint64_t digits, int exponent);

#endif
