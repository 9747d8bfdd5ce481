/*
 * What all threads of a receiver write to, split so that threads seldom meet: counters, and who is
 * using the keyring. A thread is told from others by where its stack is, since the library keeps
 * nothing per thread; two that share a shard are only slower.
 */
#ifndef APIDECK_LIB_SHARDS_H
#define APIDECK_LIB_SHARDS_H

#include <apideck/receiver.h>
#include <stdatomic.h>

#define APIDECK__SHARDS 16
#define APIDECK__COUNTERS                                                                          \
    ((sizeof(apideck_stats) - offsetof(apideck_stats, handled)) / sizeof(uint64_t))

struct apideck__shard {
    atomic_uint_fast64_t counters[APIDECK__COUNTERS]; /* of outcomes, as in apideck_stats */
    atomic_uint readers[2];
    unsigned char apart[64]; /* no two shards in one cache line */
};

/*
 * A pointer that readers use while it is replaced (as in RCU with two generations of readers): a
 * reader counts itself into the generation that is current, a writer puts in the new pointer, and
 * lets both generations run out before it gives up the old one.
 */
struct apideck__shards {
    struct apideck__shard shard[APIDECK__SHARDS];
    _Atomic(apideck_keyring *) ring;
    atomic_uint generation;
    atomic_bool replacing;
};

struct apideck__reading {
    const apideck_keyring *ring;
    atomic_uint *readers;
};

void apideck__shards_init(struct apideck__shards *shards, apideck_keyring *ring);

/* The ring to verify with, until apideck__ring_leave. */
struct apideck__reading apideck__ring_enter(struct apideck__shards *shards);
void apideck__ring_leave(struct apideck__reading reading);

/* Puts in a new ring and returns the old one once nobody reads it any more. */
apideck_keyring *apideck__ring_replace(struct apideck__shards *shards, apideck_keyring *ring);

/* Counts a delivery by its outcome, whose counter is at that offset in apideck_stats. */
void apideck__count(struct apideck__shards *shards, size_t stats_offset);

/* Fills in all but the size. */
void apideck__counters_sum(const struct apideck__shards *shards, apideck_stats *stats_out);

#endif
