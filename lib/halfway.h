/* The exact comparison that decides when 128 bits of precision do not. */
#ifndef APIDECK_HALFWAY_H
#define APIDECK_HALFWAY_H

#include <stdint.h>

#include "decimal.h"

/**
 * Compares the magnitude of a decimal with the point halfway between two neighbouring doubles.
 *
 * @param decimal lies between the two doubles
 * @param bits    the smaller of the two; the greater may be infinity, taken as 2^1024
 * @return negative, zero or positive as the decimal is below, at or above the halfway point
 */
int apideck__halfway_compare(const struct apideck__decimal *decimal, uint64_t bits);

#endif
