/* Numbers, printed the way JavaScript prints them. */
#ifndef APIDECK_NUMBER_H
#define APIDECK_NUMBER_H

#include <stddef.h>

/** Room for every canonical number; the longest, such as -0.0000012345678901234567, has 25. */
#define APIDECK_NUMBER_MAX 32

/**
 * Writes what JSON.stringify(JSON.parse(literal)) gives: the shortest digits that read back as the
 * same double, `0` for -0 and for underflow, `null` for overflow.
 *
 * @param literal a text already known to match the number grammar of RFC 8259
 * @param len     its length in bytes, of any size
 * @param out     receives the canonical text, without a terminating NUL
 * @return the length of the canonical text; there is no failure
 */
size_t apideck__number_canonical(const char *literal, size_t len, char out[APIDECK_NUMBER_MAX]);

/**
 * The double nearest to the literal, ties to even, whatever the floating-point environment.
 * Overflow gives an infinity, and the sign of zero is kept.
 *
 * @param literal a text already known to match the number grammar of RFC 8259
 * @param len     its length in bytes, of any size
 */
double apideck__number_value(const char *literal, size_t len);

#endif
