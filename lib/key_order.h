/*
 * The order of keys in an object as JavaScript gives it after Object.keys(o).sort(): array indexes
 * first, ascending by number (ECMA-262, OrdinaryOwnPropertyKeys), then the rest by UTF-16 code
 * unit.
 */
#ifndef APIDECK_LIB_KEY_ORDER_H
#define APIDECK_LIB_KEY_ORDER_H

#include <stdbool.h>
#include <stdint.h>

/* Keys are given by the byte behind their opening quote, in a body that ends at `end`. */

/* For keys without escapes and without array indexes: negative, 0 or positive. */
int apideck__key_compare_plain(const unsigned char *a, const unsigned char *b,
                               const unsigned char *end);

/* For any keys. */
int apideck__key_compare(const unsigned char *a, const unsigned char *b);

/* Whether a key is an array index ("0", "17", not "017", at most 4294967294), and which. */
bool apideck__key_is_index(const unsigned char *key, uint32_t *index_out);

/* Whether a key reads `name`, of ASCII letters and underscores. */
bool apideck__key_equals(const unsigned char *key, const char *name);

#endif
