/*
 * The in-memory store: a hash table of fixed-size entries that doubles until it reaches its bound,
 * and a queue of the committed ones in the order in which they were committed.
 *
 * An entry knows its key by 128 bits of SipHash under a secret key, drawn when the store is made:
 * nobody can bring about that two keys have the same.
 */
#include "../allocator.h"
#include "../host_table.h"
#include "../lock.h"
#include "../time_ms.h"

#include <apideck/store_memory.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#define NONE UINT32_MAX
#define FIRST_CAPACITY 64u
#define HASH_KEY_SIZE crypto_shorthash_KEYBYTES

enum state { CLAIMED, COMMITTED };

struct hash {
    uint64_t low;
    uint64_t high;
};

struct entry {
    struct hash hash;
    uint64_t token;
    int64_t until_ms; /* CLAIMED: of the lease; COMMITTED: of the retention */
    uint32_t chain;   /* the next entry of the bucket, or of the free ones */
    uint32_t earlier; /* neighbours in the queue of committed entries */
    uint32_t later;
    enum state state;
};

/* Entries, and behind them as many bucket heads. */
struct table {
    struct entry *entries;
    uint32_t *buckets;
    uint32_t capacity; /* a power of two */
};

struct apideck_memory_store {
    apideck_allocator allocator;
    size_t max_bytes;
    atomic_flag lock;
    struct table table;
    uint32_t used;  /* entries that were ever in use */
    uint32_t count; /* entries that are */
    uint32_t free;
    uint32_t oldest;
    uint32_t newest;
    uint64_t last_token;
    unsigned char hash_keys[2][HASH_KEY_SIZE];
};

/* The table ------------------------------------------------------------------------------------ */

static size_t table_size(uint32_t capacity) {
    return (size_t)capacity * (sizeof(struct entry) + sizeof(uint32_t));
}

static bool table_make(const apideck_allocator *allocator, uint32_t capacity, struct table *table) {
    struct entry *entries = apideck__alloc(allocator, table_size(capacity));
    if (!entries) {
        return false;
    }
    *table = (struct table){entries, (uint32_t *)(entries + capacity), capacity};
    memset(table->buckets, 0xff, capacity * sizeof *table->buckets);
    return true;
}

static void table_free(const apideck_allocator *allocator, const struct table *table) {
    apideck__free(allocator, table->entries, table_size(table->capacity));
}

static uint32_t *bucket_of(const struct table *table, struct hash hash) {
    return &table->buckets[hash.low & (table->capacity - 1)];
}

static void link_entry(struct table *table, uint32_t i) {
    uint32_t *bucket = bucket_of(table, table->entries[i].hash);
    table->entries[i].chain = *bucket;
    *bucket = i;
}

static void unlink_entry(struct table *table, uint32_t i) {
    uint32_t *link = bucket_of(table, table->entries[i].hash);
    while (*link != i) {
        link = &table->entries[*link].chain;
    }
    *link = table->entries[i].chain;
}

static uint32_t find(const struct table *table, struct hash hash) {
    uint32_t i = *bucket_of(table, hash);
    while (i != NONE &&
           (table->entries[i].hash.low != hash.low || table->entries[i].hash.high != hash.high)) {
        i = table->entries[i].chain;
    }
    return i;
}

/* Whether twice the room, beside the room there is, would exceed the bound. */
static bool is_at_bound(const apideck_memory_store *store) {
    return store->table.capacity > NONE / 4 ||
           table_size(store->table.capacity) > store->max_bytes / 3;
}

/* Doubles the room; entries keep their numbers. Only called when every entry is in use. Returns
 * false when there is no memory. */
static bool grow(apideck_memory_store *store) {
    uint32_t capacity = store->table.capacity;
    struct table table;
    if (!table_make(&store->allocator, capacity * 2, &table)) {
        return false;
    }
    memcpy(table.entries, store->table.entries, capacity * sizeof *table.entries);
    for (uint32_t i = 0; i < capacity; i++) {
        link_entry(&table, i);
    }
    table_free(&store->allocator, &store->table);
    store->table = table;
    return true;
}

/* The queue of committed entries --------------------------------------------------------------- */

static void queue_add(apideck_memory_store *store, uint32_t i) {
    struct entry *entries = store->table.entries;
    entries[i].earlier = store->newest;
    entries[i].later = NONE;
    if (store->newest == NONE) {
        store->oldest = i;
    } else {
        entries[store->newest].later = i;
    }
    store->newest = i;
}

static void queue_remove(apideck_memory_store *store, uint32_t i) {
    struct entry *entries = store->table.entries;
    const struct entry *entry = &entries[i];
    if (entry->earlier == NONE) {
        store->oldest = entry->later;
    } else {
        entries[entry->earlier].later = entry->later;
    }
    if (entry->later == NONE) {
        store->newest = entry->earlier;
    } else {
        entries[entry->later].earlier = entry->earlier;
    }
}

/* Entries -------------------------------------------------------------------------------------- */

static void forget(apideck_memory_store *store, uint32_t i) {
    if (store->table.entries[i].state == COMMITTED) {
        queue_remove(store, i);
    }
    unlink_entry(&store->table, i);
    store->table.entries[i].chain = store->free;
    store->free = i;
    store->count--;
}

/* Finds room where there is none: within the bound by growing, at the bound by forgetting what was
 * committed longest ago. */
static void make_room(apideck_memory_store *store) {
    if (!is_at_bound(store)) {
        (void)grow(store);
    } else if (store->oldest != NONE) {
        forget(store, store->oldest);
    }
}

/* A number that is not in use, or NONE. */
static uint32_t take_entry(apideck_memory_store *store) {
    if (store->free == NONE && store->used == store->table.capacity) {
        make_room(store);
    }
    uint32_t i = store->free;
    if (i != NONE) {
        store->free = store->table.entries[i].chain;
    } else if (store->used < store->table.capacity) {
        i = store->used++;
    } else {
        return NONE;
    }
    store->count++;
    return i;
}

static struct hash hash_of(const apideck_memory_store *store, apideck_str key) {
    struct hash hash;
    const unsigned char *bytes = (const unsigned char *)key.ptr;
    crypto_shorthash((unsigned char *)&hash.low, bytes, key.len, store->hash_keys[0]);
    crypto_shorthash((unsigned char *)&hash.high, bytes, key.len, store->hash_keys[1]);
    return hash;
}

/* The contract --------------------------------------------------------------------------------- */

static int claim_locked(apideck_memory_store *store, struct hash hash, int64_t now_ms,
                        int64_t lease_ms, apideck_claim *claim_out) {
    uint32_t i = find(&store->table, hash);
    if (i != NONE) {
        struct entry *entry = &store->table.entries[i];
        if (entry->until_ms > now_ms) {
            return entry->state == COMMITTED ? APIDECK_CLAIM_DONE : APIDECK_CLAIM_BUSY;
        }
        if (entry->state == COMMITTED) {
            queue_remove(store, i);
        }
    } else {
        i = take_entry(store);
        if (i == NONE) {
            return APIDECK_ERR_NO_MEMORY;
        }
        store->table.entries[i].hash = hash;
        link_entry(&store->table, i);
    }
    struct entry *entry = &store->table.entries[i];
    entry->state = CLAIMED;
    entry->until_ms = apideck__later(now_ms, lease_ms);
    entry->token = ++store->last_token;
    *claim_out = (apideck_claim){entry->token, NULL};
    return APIDECK_CLAIM_NEW;
}

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    apideck_memory_store *store = user;
    struct hash hash = hash_of(store, key);
    apideck__lock(&store->lock);
    int result = claim_locked(store, hash, now_ms, lease_ms, claim_out);
    apideck__unlock(&store->lock);
    return result;
}

/* The entry that a claim holds, if it still does. */
static uint32_t held(const apideck_memory_store *store, struct hash hash,
                     const apideck_claim *claim) {
    uint32_t i = find(&store->table, hash);
    if (i == NONE || store->table.entries[i].state != CLAIMED ||
        store->table.entries[i].token != claim->token) {
        return NONE;
    }
    return i;
}

static int commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                  void *user) {
    apideck_memory_store *store = user;
    struct hash hash = hash_of(store, key);
    apideck__lock(&store->lock);
    uint32_t i = held(store, hash, claim);
    if (i != NONE) {
        store->table.entries[i].state = COMMITTED;
        store->table.entries[i].until_ms = retain_until_ms;
        queue_add(store, i);
    }
    apideck__unlock(&store->lock);
    return i == NONE ? APIDECK_ERR_SUPERSEDED : 0;
}

static int release(apideck_str key, const apideck_claim *claim, void *user) {
    apideck_memory_store *store = user;
    struct hash hash = hash_of(store, key);
    apideck__lock(&store->lock);
    uint32_t i = held(store, hash, claim);
    if (i != NONE) {
        forget(store, i);
    }
    apideck__unlock(&store->lock);
    return 0;
}

static int prune(int64_t before_ms, void *user) {
    apideck_memory_store *store = user;
    apideck__lock(&store->lock);
    uint32_t i = store->oldest;
    while (i != NONE) {
        uint32_t later = store->table.entries[i].later;
        if (store->table.entries[i].until_ms <= before_ms) {
            forget(store, i);
        }
        i = later;
    }
    apideck__unlock(&store->lock);
    return 0;
}

/* Making one ----------------------------------------------------------------------------------- */

static int make(const apideck_allocator *allocator, size_t max_bytes,
                apideck_memory_store **store_out) {
    apideck_memory_store *store = apideck__alloc(allocator, sizeof *store);
    if (!store) {
        return APIDECK_ERR_NO_MEMORY;
    }
    memset(store, 0, sizeof *store);
    store->allocator = *allocator;
    store->max_bytes = max_bytes - sizeof *store;
    uint32_t capacity = FIRST_CAPACITY;
    while (table_size(capacity) > store->max_bytes) {
        capacity /= 2;
    }
    if (!table_make(allocator, capacity, &store->table)) {
        apideck__free(allocator, store, sizeof *store);
        return APIDECK_ERR_NO_MEMORY;
    }
    atomic_flag_clear(&store->lock);
    store->free = store->oldest = store->newest = NONE;
    randombytes_buf(store->hash_keys, sizeof store->hash_keys);
    *store_out = store;
    return 0;
}

int apideck_memory_store_new(const apideck_allocator *allocator, size_t max_bytes,
                             apideck_memory_store **store_out) {
    if (!store_out || !apideck__allocator_valid(allocator) ||
        max_bytes < sizeof(apideck_memory_store) + table_size(1)) {
        return APIDECK_ERR_ARGUMENT;
    }
    if (sodium_init() < 0) {
        return APIDECK_ERR_HMAC;
    }
    apideck_allocator own = apideck__allocator(allocator);
    return make(&own, max_bytes, store_out);
}

apideck_store apideck_memory_store_table(apideck_memory_store *store) {
    apideck_store table;
    apideck_store_init(&table);
    table.claim = claim;
    table.commit = commit;
    table.release = release;
    table.prune = prune;
    table.user = store;
    return table;
}

size_t apideck_memory_store_count(apideck_memory_store *store) {
    apideck__lock(&store->lock);
    size_t count = store->count;
    apideck__unlock(&store->lock);
    return count;
}

void apideck_memory_store_free(apideck_memory_store *store) {
    if (store) {
        apideck_allocator allocator = store->allocator;
        table_free(&allocator, &store->table);
        apideck__free(&allocator, store, sizeof *store);
    }
}
