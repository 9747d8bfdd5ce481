/*
 * The in-memory store: entries of a fixed size, an index of them that is searched by hash, and a
 * queue of those that may be forgotten, in the order in which they were last of use: keys since
 * they were committed, entities since their latest event. Room doubles until it reaches its bound.
 *
 * An entry knows its key by 128 bits of SipHash under a secret key, drawn when the store is made:
 * nobody can bring about that two keys have the same. The index has 32 of them beside the number of
 * the entry, so that whether a key is known is mostly seen in one cache line.
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

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

/* How long what is not retained is kept all the same: see prune in host.h. */
#define UNFINISHED_MS DAY_MS
#define ENTITY_MS (7 * DAY_MS)

enum state { FREE, CLAIMED, COMMITTED, ENTITY };

struct hash {
    uint64_t low;
    uint64_t high;
};

_Static_assert(sizeof(struct hash) == crypto_shorthash_siphashx24_BYTES, "room for the hash");

/* Neighbours in the queue. The free entries are a list by `later`. */
struct neighbours {
    uint32_t earlier;
    uint32_t later;
};

struct entry {
    struct hash hash;
    int64_t time_ms; /* CLAIMED: end of the lease; COMMITTED: of retention; ENTITY: the latest */
    union {
        uint64_t token;           /* of what is CLAIMED */
        struct neighbours queued; /* of all else */
    } as;
    enum state state;
};

/* The index is searched from the slot that the tag says onwards, up to one that is free. */
struct slot {
    uint32_t tag;
    uint32_t entry; /* NONE where the slot is free */
};

/* Behind the entries lie twice as many slots. */
struct table {
    struct entry *entries;
    struct slot *slots;
    uint32_t capacity; /* of entries; a power of two */
};

struct apideck_memory_store {
    apideck_store callbacks;
    apideck_allocator allocator;
    size_t max_bytes;
    apideck_lock host_lock; /* lock is NULL when the host gave none: then `own_lock` serves */
    unsigned char hash_key[crypto_shorthash_siphashx24_KEYBYTES];
    unsigned char apart[64]; /* what changes is in another cache line than what is only read */
    atomic_flag own_lock;
    uint32_t used; /* entries that were ever in use */
    uint32_t keys; /* entries that are, without entities */
    uint32_t free;
    uint32_t oldest;
    uint32_t newest;
    uint64_t last_token;
    struct table table;
};

/* The lock ------------------------------------------------------------------------------------- */

static void lock(apideck_memory_store *store) {
    if (store->host_lock.lock) {
        store->host_lock.lock(store->host_lock.user);
    } else {
        apideck__lock(&store->own_lock);
    }
}

static void unlock(apideck_memory_store *store) {
    if (store->host_lock.unlock) {
        store->host_lock.unlock(store->host_lock.user);
    } else {
        apideck__unlock(&store->own_lock);
    }
}

/* The table ------------------------------------------------------------------------------------ */

static size_t table_size(uint32_t capacity) {
    return (size_t)capacity * (sizeof(struct entry) + 2 * sizeof(struct slot));
}

static bool table_make(const apideck_allocator *allocator, uint32_t capacity, struct table *table) {
    struct entry *entries = apideck__alloc(allocator, table_size(capacity));
    if (!entries) {
        return false;
    }
    *table = (struct table){entries, (struct slot *)(entries + capacity), capacity};
    memset(table->slots, 0xff, 2 * (size_t)capacity * sizeof *table->slots);
    return true;
}

static void table_free(const apideck_allocator *allocator, const struct table *table) {
    apideck__free(allocator, table->entries, table_size(table->capacity));
}

static uint32_t tag_of(struct hash hash) {
    return (uint32_t)hash.low;
}

static struct slot *slot_at(const struct table *table, uint32_t place) {
    return &table->slots[place & (2 * table->capacity - 1)];
}

static void add_slot(struct table *table, struct slot added) {
    uint32_t place = added.tag;
    while (slot_at(table, place)->entry != NONE) {
        place++;
    }
    *slot_at(table, place) = added;
}

/* Frees the slot of an entry, and moves those up that were searched across it. */
static void remove_slot(struct table *table, uint32_t entry) {
    uint32_t gap = tag_of(table->entries[entry].hash);
    while (slot_at(table, gap)->entry != entry) {
        gap++;
    }
    for (uint32_t place = gap + 1; slot_at(table, place)->entry != NONE; place++) {
        uint32_t searched = (place - slot_at(table, place)->tag) & (2 * table->capacity - 1);
        if (searched >= place - gap) {
            *slot_at(table, gap) = *slot_at(table, place);
            gap = place;
        }
    }
    slot_at(table, gap)->entry = NONE;
}

/* The entry with that hash, or NONE. */
static uint32_t find(const struct table *table, struct hash hash) {
    for (uint32_t place = tag_of(hash);; place++) {
        const struct slot *slot = slot_at(table, place);
        if (slot->entry == NONE) {
            return NONE;
        }
        if (slot->tag == tag_of(hash)) {
            const struct hash *known = &table->entries[slot->entry].hash;
            if (known->low == hash.low && known->high == hash.high) {
                return slot->entry;
            }
        }
    }
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
    for (uint32_t place = 0; place < 2 * capacity; place++) {
        if (store->table.slots[place].entry != NONE) {
            add_slot(&table, store->table.slots[place]);
        }
    }
    table_free(&store->allocator, &store->table);
    store->table = table;
    return true;
}

/* The queue of what may be forgotten ----------------------------------------------------------- */

static struct neighbours *queued(const apideck_memory_store *store, uint32_t i) {
    return &store->table.entries[i].as.queued;
}

static void queue_add(apideck_memory_store *store, uint32_t i) {
    *queued(store, i) = (struct neighbours){store->newest, NONE};
    if (store->newest == NONE) {
        store->oldest = i;
    } else {
        queued(store, store->newest)->later = i;
    }
    store->newest = i;
}

static void queue_remove(apideck_memory_store *store, uint32_t i) {
    struct neighbours around = *queued(store, i);
    if (around.earlier == NONE) {
        store->oldest = around.later;
    } else {
        queued(store, around.earlier)->later = around.later;
    }
    if (around.later == NONE) {
        store->newest = around.earlier;
    } else {
        queued(store, around.later)->earlier = around.earlier;
    }
}

/* Entries -------------------------------------------------------------------------------------- */

static void forget(apideck_memory_store *store, uint32_t i) {
    struct entry *entry = &store->table.entries[i];
    if (entry->state != CLAIMED) {
        queue_remove(store, i);
    }
    store->keys -= entry->state != ENTITY;
    remove_slot(&store->table, i);
    entry->state = FREE;
    entry->as.queued.later = store->free;
    store->free = i;
}

/* Finds room where there is none: within the bound by growing, at the bound by forgetting what was
 * of use longest ago. */
static void make_room(apideck_memory_store *store) {
    if (!is_at_bound(store)) {
        (void)grow(store);
    } else if (store->oldest != NONE) {
        forget(store, store->oldest);
    }
}

/* A new entry for a hash that has none, or NONE. */
static uint32_t take_entry(apideck_memory_store *store, struct hash hash) {
    if (store->free == NONE && store->used == store->table.capacity) {
        make_room(store);
    }
    uint32_t i = store->free;
    if (i != NONE) {
        store->free = queued(store, i)->later;
    } else if (store->used < store->table.capacity) {
        i = store->used++;
    } else {
        return NONE;
    }
    store->table.entries[i].hash = hash;
    add_slot(&store->table, (struct slot){tag_of(hash), i});
    return i;
}

static struct hash hash_of(const apideck_memory_store *store, apideck_str key) {
    struct hash hash;
    (void)crypto_shorthash_siphashx24((unsigned char *)&hash, (const unsigned char *)key.ptr,
                                      key.len, store->hash_key);
    return hash;
}

/* That of an entity is another than that of a key with the same bytes. */
static struct hash entity_hash_of(const apideck_memory_store *store, apideck_str entity) {
    struct hash hash = hash_of(store, entity);
    hash.high = ~hash.high;
    return hash;
}

/* The contract --------------------------------------------------------------------------------- */

static int claim_locked(apideck_memory_store *store, struct hash hash, int64_t now_ms,
                        int64_t lease_ms, apideck_claim *claim_out) {
    uint32_t i = find(&store->table, hash);
    if (i != NONE) {
        struct entry *entry = &store->table.entries[i];
        if (entry->time_ms > now_ms) {
            return entry->state == COMMITTED ? APIDECK_CLAIM_DONE : APIDECK_CLAIM_BUSY;
        }
        if (entry->state == COMMITTED) {
            queue_remove(store, i);
        }
    } else {
        i = take_entry(store, hash);
        if (i == NONE) {
            return APIDECK_ERR_NO_MEMORY;
        }
        store->keys++;
    }
    struct entry *entry = &store->table.entries[i];
    entry->state = CLAIMED;
    entry->time_ms = apideck__later(now_ms, lease_ms);
    entry->as.token = ++store->last_token;
    *claim_out = (apideck_claim){entry->as.token, NULL};
    return APIDECK_CLAIM_NEW;
}

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    apideck_memory_store *store = user;
    if (!key.ptr || lease_ms <= 0 || !claim_out) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct hash hash = hash_of(store, key);
    lock(store);
    int result = claim_locked(store, hash, now_ms, lease_ms, claim_out);
    unlock(store);
    return result;
}

/* The entry that a claim holds, if it still does. */
static uint32_t held(const apideck_memory_store *store, struct hash hash,
                     const apideck_claim *claim) {
    uint32_t i = find(&store->table, hash);
    if (i == NONE || store->table.entries[i].state != CLAIMED ||
        store->table.entries[i].as.token != claim->token) {
        return NONE;
    }
    return i;
}

static int commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                  void *user) {
    apideck_memory_store *store = user;
    if (!key.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct hash hash = hash_of(store, key);
    lock(store);
    uint32_t i = held(store, hash, claim);
    if (i != NONE) {
        store->table.entries[i].state = COMMITTED;
        store->table.entries[i].time_ms = retain_until_ms;
        queue_add(store, i);
    }
    unlock(store);
    return i == NONE ? APIDECK_ERR_SUPERSEDED : 0;
}

static int release(apideck_str key, const apideck_claim *claim, void *user) {
    apideck_memory_store *store = user;
    if (!key.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct hash hash = hash_of(store, key);
    lock(store);
    uint32_t i = held(store, hash, claim);
    if (i != NONE) {
        forget(store, i);
    }
    unlock(store);
    return 0;
}

/* Where there is no room for an entity, nothing is known of its order, which is no failure. */
static apideck_order advance_locked(apideck_memory_store *store, struct hash hash,
                                    int64_t occurred_at_ms) {
    uint32_t i = find(&store->table, hash);
    apideck_order order = i == NONE ? APIDECK_ORDER_UNKNOWN : APIDECK_ORDER_NEWER;
    if (i == NONE) {
        i = take_entry(store, hash);
        if (i == NONE) {
            return APIDECK_ORDER_UNKNOWN;
        }
        store->table.entries[i].state = ENTITY;
    } else if (store->table.entries[i].time_ms > occurred_at_ms) {
        return APIDECK_ORDER_STALE;
    } else {
        queue_remove(store, i);
    }
    store->table.entries[i].time_ms = occurred_at_ms;
    queue_add(store, i);
    return order;
}

static int advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                   void *user) {
    apideck_memory_store *store = user;
    if (!entity.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct hash hash = entity_hash_of(store, entity);
    lock(store);
    apideck_order order = advance_locked(store, hash, occurred_at_ms);
    unlock(store);
    return (int)order;
}

static bool is_over(const struct entry *entry, int64_t before_ms) {
    switch (entry->state) {
    case CLAIMED:
        return apideck__later(entry->time_ms, UNFINISHED_MS) <= before_ms;
    case COMMITTED:
        return entry->time_ms <= before_ms;
    case ENTITY:
        return apideck__later(entry->time_ms, ENTITY_MS) <= before_ms;
    default:
        return false;
    }
}

static int prune(int64_t before_ms, void *user) {
    apideck_memory_store *store = user;
    lock(store);
    for (uint32_t i = 0; i < store->used; i++) {
        if (is_over(&store->table.entries[i], before_ms)) {
            forget(store, i);
        }
    }
    unlock(store);
    return 0;
}

/* Making one ----------------------------------------------------------------------------------- */

static int make(const apideck_allocator *allocator, size_t max_bytes, const apideck_lock *host_lock,
                apideck_memory_store **store_out) {
    apideck_memory_store *store = apideck__alloc(allocator, sizeof *store);
    if (!store) {
        return APIDECK_ERR_NO_MEMORY;
    }
    memset(store, 0, sizeof *store);
    store->callbacks = (apideck_store){
        .size = sizeof store->callbacks,
        .claim = claim,
        .commit = commit,
        .release = release,
        .advance = advance,
        .prune = prune,
        .user = store,
    };
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
    store->host_lock = *host_lock;
    atomic_flag_clear(&store->own_lock);
    store->free = store->oldest = store->newest = NONE;
    randombytes_buf(store->hash_key, sizeof store->hash_key);
    *store_out = store;
    return 0;
}

int apideck_memory_store_new_with_lock(const apideck_allocator *allocator, size_t max_bytes,
                                       const apideck_lock *lock, apideck_memory_store **store_out) {
    apideck_lock host_lock = {0, NULL, NULL, NULL};
    if (!store_out || !apideck__allocator_valid(allocator) ||
        max_bytes < sizeof(apideck_memory_store) + table_size(1)) {
        return APIDECK_ERR_ARGUMENT;
    }
    if (lock && apideck__host_table_copy(&host_lock, sizeof host_lock, lock,
                                         APIDECK__FIRST_SIZE(apideck_lock, user))) {
        return APIDECK_ERR_HOST_TABLE;
    }
    if (lock && (!host_lock.lock || !host_lock.unlock)) {
        return APIDECK_ERR_CALLBACK_MISSING;
    }
    if (sodium_init() < 0) {
        return APIDECK_ERR_HMAC;
    }
    apideck_allocator own = apideck__allocator(allocator);
    return make(&own, max_bytes, &host_lock, store_out);
}

int apideck_memory_store_new(const apideck_allocator *allocator, size_t max_bytes,
                             apideck_memory_store **store_out) {
    return apideck_memory_store_new_with_lock(allocator, max_bytes, NULL, store_out);
}

const apideck_store *apideck_memory_store_table(apideck_memory_store *store) {
    return &store->callbacks;
}

size_t apideck_memory_store_count(apideck_memory_store *store) {
    lock(store);
    size_t count = store->keys;
    unlock(store);
    return count;
}

void apideck_memory_store_free(apideck_memory_store *store) {
    if (store) {
        apideck_allocator allocator = store->allocator;
        table_free(&allocator, &store->table);
        apideck__free(&allocator, store, sizeof *store);
    }
}
