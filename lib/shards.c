#include "shards.h"

#include "lock.h"

#include <string.h>

static struct apideck__shard *own_shard(struct apideck__shards *shards) {
    unsigned char here = 0;
    /* Stacks lie far apart and are used near their top: multiplying spreads what differs. */
    uint64_t place = (uint64_t)(uintptr_t)&here >> 14;
    return &shards->shard[place * 0x9e3779b97f4a7c15u >> 60];
}

void apideck__shards_init(struct apideck__shards *shards, apideck_keyring *ring) {
    memset(shards, 0, sizeof *shards);
    for (size_t i = 0; i < APIDECK__SHARDS; i++) {
        for (size_t j = 0; j < APIDECK__COUNTERS; j++) {
            atomic_init(&shards->shard[i].counters[j], 0);
        }
        atomic_init(&shards->shard[i].readers[0], 0);
        atomic_init(&shards->shard[i].readers[1], 0);
    }
    atomic_init(&shards->ring, ring);
    atomic_init(&shards->generation, 0);
    atomic_init(&shards->replacing, false);
}

struct apideck__reading apideck__ring_enter(struct apideck__shards *shards) {
    unsigned generation = atomic_load(&shards->generation) & 1;
    atomic_uint *readers = &own_shard(shards)->readers[generation];
    atomic_fetch_add(readers, 1);
    return (struct apideck__reading){atomic_load(&shards->ring), readers};
}

void apideck__ring_leave(struct apideck__reading reading) {
    atomic_fetch_sub_explicit(reading.readers, 1, memory_order_release);
}

static void wait_for_readers(struct apideck__shards *shards, unsigned generation) {
    for (size_t i = 0; i < APIDECK__SHARDS; i++) {
        while (atomic_load(&shards->shard[i].readers[generation]) != 0) {
            apideck__yield();
        }
    }
}

apideck_keyring *apideck__ring_replace(struct apideck__shards *shards, apideck_keyring *ring) {
    apideck__lock(&shards->replacing);
    apideck_keyring *old = atomic_exchange(&shards->ring, ring);
    /* Twice: a reader may have looked up the generation before the one that was current, and count
     * itself in only now. */
    for (int i = 0; i < 2; i++) {
        unsigned generation = atomic_fetch_add(&shards->generation, 1) & 1;
        wait_for_readers(shards, generation);
    }
    apideck__unlock(&shards->replacing);
    return old;
}

void apideck__count(struct apideck__shards *shards, size_t stats_offset) {
    size_t counter = (stats_offset - offsetof(apideck_stats, handled)) / sizeof(uint64_t);
    struct apideck__shard *shard = own_shard(shards);
    atomic_fetch_add_explicit(&shard->counters[counter], 1, memory_order_relaxed);
}

void apideck__counters_sum(const struct apideck__shards *shards, apideck_stats *stats_out) {
    uint64_t sums[APIDECK__COUNTERS] = {0};
    for (size_t i = 0; i < APIDECK__SHARDS; i++) {
        for (size_t j = 0; j < APIDECK__COUNTERS; j++) {
            sums[j] += atomic_load_explicit(&shards->shard[i].counters[j], memory_order_relaxed);
        }
    }
    memcpy(&stats_out->handled, sums, sizeof sums);
    stats_out->deliveries = 0;
    for (size_t j = 0; j < APIDECK__COUNTERS; j++) {
        stats_out->deliveries += sums[j];
    }
}
