/*
 * What the plain keys of an object, one after the other, tell of themselves: whether they ascend,
 * and whether one may be there twice. Keys are given by their prefix (key_order.h).
 */
#ifndef APIDECK_LIB_SEEN_KEYS_H
#define APIDECK_LIB_SEEN_KEYS_H

#include <stdbool.h>
#include <stdint.h>

/* Zeroed before the first key. Small enough to be kept in registers. */
struct apideck__seen_keys {
    uint64_t last; /* one more than the last prefix */
    uint64_t bits; /* one for every prefix, drawn from it */
    /* The top bit is set when some prefix was not more than the one before it. The others come from
     * the subtractions that tell, and mean nothing. */
    uint64_t disorder;
};

static inline unsigned apideck__seen_keys_place(uint64_t prefix) {
    return (unsigned)(prefix * 0x5851f42d4c957f2du >> 58);
}

/* False when no key had this prefix; true leaves it open. */
static inline bool apideck__seen_keys_maybe(const struct apideck__seen_keys *keys,
                                            uint64_t prefix) {
    return keys->bits >> apideck__seen_keys_place(prefix) & 1;
}

static inline void apideck__seen_keys_add(struct apideck__seen_keys *keys, uint64_t prefix) {
    keys->disorder |= prefix - keys->last;
    keys->bits |= (uint64_t)1 << apideck__seen_keys_place(prefix);
    keys->last = prefix + 1;
}

#endif
