/*
 * The order of keys in an object as JavaScript gives it after Object.keys(o).sort(): array indexes
 * first, ascending by number (ECMA-262, OrdinaryOwnPropertyKeys), then the rest by UTF-16 code
 * unit.
 */
#ifndef APIDECK_LIB_KEY_ORDER_H
#define APIDECK_LIB_KEY_ORDER_H

#include "word.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys are given by the byte behind their opening quote. A plain key is ASCII without escapes and
 * does not begin with a digit. */

/* For plain keys: negative, 0 or positive. */
int apideck__key_compare_plain(const unsigned char *a, const unsigned char *b);

/*
 * The first eight bytes of a plain key as a number that sorts as they do, the end of the key
 * lowest. Different numbers order two keys; the same number makes them equal when its lowest byte
 * is 0, and else leaves it open. `word` holds the key's first bytes, and maybe what follows it.
 */
static inline uint64_t apideck__word_prefix(uint64_t word, size_t len) {
    /* By a table, since the length cannot be predicted. */
    static const uint64_t own_bytes[9] = {
        0,
        0xff,
        0xffff,
        0xffffff,
        0xffffffff,
        0xffffffffff,
        0xffffffffffff,
        0xffffffffffffff,
        0xffffffffffffffff,
    };
    return apideck__reverse(word & own_bytes[len < 8 ? len : 8]);
}

/* The same for a key so near the end of the body that no word can be loaded. */
uint64_t apideck__key_prefix_at_end(const unsigned char *key, const unsigned char *end);

/* The same for a key in a body that ends at `end`. */
static inline uint64_t apideck__key_prefix(const unsigned char *key, const unsigned char *end) {
    if (end - key < 8) {
        return apideck__key_prefix_at_end(key, end);
    }
    uint64_t word = apideck__load(key);
    uint64_t quotes = apideck__find(word, '"');
    return apideck__word_prefix(word, quotes ? apideck__first(quotes) : 8);
}

/* For any keys. */
int apideck__key_compare(const unsigned char *a, const unsigned char *b);

/* Whether a key is an array index ("0", "17", not "017", at most 4294967294), and which. */
bool apideck__key_is_index(const unsigned char *key, uint32_t *index_out);

/* Whether a key reads `name`, of ASCII letters and underscores. */
bool apideck__key_equals(const unsigned char *key, const char *name);

#endif
