/* JSON numbers in place. */
#ifndef APIDECK_LIB_JSON_NUMBER_H
#define APIDECK_LIB_JSON_NUMBER_H

#include <stdbool.h>

/*
 * Reads a number; *p is at its minus sign or first digit. Returns 0 with *p behind it, or an error
 * code with *p at the byte at fault. Clears *canonical when JavaScript would write it otherwise.
 */
int apideck__number_read(const unsigned char **p, const unsigned char *end, bool *canonical);

#endif
