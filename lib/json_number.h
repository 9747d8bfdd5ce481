/* JSON numbers in place. */
#ifndef APIDECK_LIB_JSON_NUMBER_H
#define APIDECK_LIB_JSON_NUMBER_H

#include "json_string.h"

#include <stdbool.h>

/*
 * Reads a number; p is at its minus sign or first digit. Returns the byte behind it, or NULL with
 * *refusal filled in. Clears *canonical when JavaScript would write it otherwise.
 */
const unsigned char *apideck__number_read(const unsigned char *p, const unsigned char *end,
                                          bool *canonical, struct apideck__refusal *refusal);

#endif
