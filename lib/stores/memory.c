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
#define FIRST_CAPACITY 16u
#define PARTS 16u
#define PARTED_BYTES ((size_t)1 << 20) /* a store that may have so many has so many parts */

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

/* What one lock guards. */
struct part {
    unsigned char apart[64]; /* no two of them in one cache line, so that threads seldom meet */
    atomic_bool lock;
    uint32_t used; /* entries that were ever in use */
    uint32_t keys; /* entries that are, without entities */
    uint32_t free;
    uint32_t oldest;
    uint32_t newest;
    uint64_t last_token;
    struct table table;
    size_t max_bytes; /* of the table */
    const apideck_allocator *allocator;
};

struct apideck_memory_store {
    apideck_store callbacks;
    apideck_allocator allocator;
    apideck_lock host_lock; /* lock is NULL when the host gave none: then each part has its own */
    unsigned char hash_key[crypto_shorthash_siphashx24_KEYBYTES];
    uint32_t part_count; /* a power of two */
    struct part parts[];
};

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
static bool is_at_bound(const struct part *part) {
    return part->table.capacity > NONE / 4 ||
           table_size(part->table.capacity) > part->max_bytes / 3;
}

/* Doubles the room; entries keep their numbers. Only called when every entry is in use. Returns
 * false when there is no memory. */
static bool grow(struct part *part) {
    uint32_t capacity = part->table.capacity;
    struct table table;
    if (!table_make(part->allocator, capacity * 2, &table)) {
        return false;
    }
    memcpy(table.entries, part->table.entries, capacity * sizeof *table.entries);
    for (uint32_t place = 0; place < 2 * capacity; place++) {
        if (part->table.slots[place].entry != NONE) {
            add_slot(&table, part->table.slots[place]);
        }
    }
    table_free(part->allocator, &part->table);
    part->table = table;
    return true;
}

/* The queue of what may be forgotten ----------------------------------------------------------- */

static struct neighbours *queued(const struct part *part, uint32_t i) {
    return &part->table.entries[i].as.queued;
}

static void queue_add(struct part *part, uint32_t i) {
    *queued(part, i) = (struct neighbours){part->newest, NONE};
    if (part->newest == NONE) {
        part->oldest = i;
    } else {
        queued(part, part->newest)->later = i;
    }
    part->newest = i;
}

static void queue_remove(struct part *part, uint32_t i) {
    struct neighbours around = *queued(part, i);
    if (around.earlier == NONE) {
        part->oldest = around.later;
    } else {
        queued(part, around.earlier)->later = around.later;
    }
    if (around.later == NONE) {
        part->newest = around.earlier;
    } else {
        queued(part, around.later)->earlier = around.earlier;
    }
}

/* Entries -------------------------------------------------------------------------------------- */

static void forget(struct part *part, uint32_t i) {
    struct entry *entry = &part->table.entries[i];
    if (entry->state != CLAIMED) {
        queue_remove(part, i);
    }
    part->keys -= entry->state != ENTITY;
    remove_slot(&part->table, i);
    entry->state = FREE;
    entry->as.queued.later = part->free;
    part->free = i;
}

/* Finds room where there is none: within the bound by growing, at the bound by forgetting what was
 * of use longest ago. */
static void make_room(struct part *part) {
    if (!is_at_bound(part)) {
        (void)grow(part);
    } else if (part->oldest != NONE) {
        forget(part, part->oldest);
    }
}

/* A new entry for a hash that has none, or NONE. */
static uint32_t take_entry(struct part *part, struct hash hash) {
    if (part->free == NONE && part->used == part->table.capacity) {
        make_room(part);
    }
    uint32_t i = part->free;
    if (i != NONE) {
        part->free = queued(part, i)->later;
    } else if (part->used < part->table.capacity) {
        i = part->used++;
    } else {
        return NONE;
    }
    part->table.entries[i].hash = hash;
    add_slot(&part->table, (struct slot){tag_of(hash), i});
    return i;
}

/* What is done under the lock ------------------------------------------------------------------ */

static int claim_locked(struct part *part, struct hash hash, int64_t now_ms, int64_t lease_ms,
                        apideck_claim *claim_out) {
    uint32_t i = find(&part->table, hash);
    if (i != NONE) {
        struct entry *entry = &part->table.entries[i];
        if (entry->time_ms > now_ms) {
            return entry->state == COMMITTED ? APIDECK_CLAIM_DONE : APIDECK_CLAIM_BUSY;
        }
        if (entry->state == COMMITTED) {
            queue_remove(part, i);
        }
    } else {
        i = take_entry(part, hash);
        if (i == NONE) {
            return APIDECK_ERR_NO_MEMORY;
        }
        part->keys++;
    }
    struct entry *entry = &part->table.entries[i];
    entry->state = CLAIMED;
    entry->time_ms = apideck__later(now_ms, lease_ms);
    entry->as.token = ++part->last_token;
    *claim_out = (apideck_claim){entry->as.token, NULL};
    return APIDECK_CLAIM_NEW;
}

/* The entry that a claim holds, if it still does. */
static uint32_t held(const struct part *part, struct hash hash, const apideck_claim *claim) {
    uint32_t i = find(&part->table, hash);
    if (i == NONE || part->table.entries[i].state != CLAIMED ||
        part->table.entries[i].as.token != claim->token) {
        return NONE;
    }
    return i;
}

/* Where there is no room for an entity, nothing is known of its order, which is no failure. */
static apideck_order advance_locked(struct part *part, struct hash hash, int64_t occurred_at_ms) {
    uint32_t i = find(&part->table, hash);
    if (i == NONE) {
        i = take_entry(part, hash);
        if (i != NONE) {
            part->table.entries[i].state = ENTITY;
            part->table.entries[i].time_ms = occurred_at_ms;
            queue_add(part, i);
        }
        return APIDECK_ORDER_UNKNOWN;
    }
    if (part->table.entries[i].time_ms > occurred_at_ms) {
        return APIDECK_ORDER_STALE;
    }
    part->table.entries[i].time_ms = occurred_at_ms;
    if (part->newest != i) {
        queue_remove(part, i);
        queue_add(part, i);
    }
    return APIDECK_ORDER_NEWER;
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

static void prune_locked(struct part *part, int64_t before_ms) {
    for (uint32_t i = 0; i < part->used; i++) {
        if (is_over(&part->table.entries[i], before_ms)) {
            forget(part, i);
        }
    }
}

/* The contract --------------------------------------------------------------------------------- */

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

static void lock(const apideck_memory_store *store, struct part *part) {
    if (store->host_lock.lock) {
        store->host_lock.lock(store->host_lock.user);
    } else {
        apideck__lock(&part->lock);
    }
}

static void unlock(const apideck_memory_store *store, struct part *part) {
    if (store->host_lock.unlock) {
        store->host_lock.unlock(store->host_lock.user);
    } else {
        apideck__unlock(&part->lock);
    }
}

/* The part in which a hash is, or would be, under its lock. */
static struct part *lock_part_of(apideck_memory_store *store, struct hash hash) {
    struct part *part = &store->parts[hash.high & (store->part_count - 1)];
    lock(store, part);
    return part;
}

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    apideck_memory_store *store = user;
    if (!key.ptr || lease_ms <= 0 || !claim_out) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct hash hash = hash_of(store, key);
    struct part *part = lock_part_of(store, hash);
    int result = claim_locked(part, hash, now_ms, lease_ms, claim_out);
    unlock(store, part);
    return result;
}

static int commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                  void *user) {
    apideck_memory_store *store = user;
    if (!key.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct hash hash = hash_of(store, key);
    struct part *part = lock_part_of(store, hash);
    uint32_t i = held(part, hash, claim);
    if (i != NONE) {
        part->table.entries[i].state = COMMITTED;
        part->table.entries[i].time_ms = retain_until_ms;
        queue_add(part, i);
    }
    unlock(store, part);
    return i == NONE ? APIDECK_ERR_SUPERSEDED : 0;
}

static int release(apideck_str key, const apideck_claim *claim, void *user) {
    apideck_memory_store *store = user;
    if (!key.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct hash hash = hash_of(store, key);
    struct part *part = lock_part_of(store, hash);
    uint32_t i = held(part, hash, claim);
    if (i != NONE) {
        forget(part, i);
    }
    unlock(store, part);
    return 0;
}

static int advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                   void *user) {
    apideck_memory_store *store = user;
    if (!entity.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct hash hash = entity_hash_of(store, entity);
    struct part *part = lock_part_of(store, hash);
    apideck_order order = advance_locked(part, hash, occurred_at_ms);
    unlock(store, part);
    return (int)order;
}

static int prune(int64_t before_ms, void *user) {
    apideck_memory_store *store = user;
    for (uint32_t i = 0; i < store->part_count; i++) {
        lock(store, &store->parts[i]);
        prune_locked(&store->parts[i], before_ms);
        unlock(store, &store->parts[i]);
    }
    return 0;
}

/* Making one ----------------------------------------------------------------------------------- */

static bool part_make(const apideck_allocator *allocator, size_t max_bytes, struct part *part) {
    part->max_bytes = max_bytes;
    part->allocator = allocator;
    part->free = part->oldest = part->newest = NONE;
    atomic_init(&part->lock, false);
    uint32_t capacity = FIRST_CAPACITY;
    while (table_size(capacity) > max_bytes) {
        capacity /= 2;
    }
    return table_make(allocator, capacity, &part->table);
}

static size_t store_size(uint32_t part_count) {
    return sizeof(apideck_memory_store) + part_count * sizeof(struct part);
}

static int make(const apideck_allocator *allocator, size_t max_bytes, const apideck_lock *host_lock,
                apideck_memory_store **store_out) {
    /* One lock needs no parts, and a small store is to forget what is oldest of all. */
    uint32_t part_count = host_lock->lock || max_bytes < PARTED_BYTES ? 1 : PARTS;
    apideck_memory_store *store = apideck__alloc(allocator, store_size(part_count));
    if (!store) {
        return APIDECK_ERR_NO_MEMORY;
    }
    memset(store, 0, store_size(part_count));
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
    store->host_lock = *host_lock;
    randombytes_buf(store->hash_key, sizeof store->hash_key);
    store->part_count = part_count;
    for (uint32_t i = 0; i < part_count; i++) {
        size_t part_bytes = (max_bytes - store_size(part_count)) / part_count;
        if (!part_make(&store->allocator, part_bytes, &store->parts[i])) {
            apideck_memory_store_free(store);
            return APIDECK_ERR_NO_MEMORY;
        }
    }
    *store_out = store;
    return 0;
}

int apideck_memory_store_new_with_lock(const apideck_allocator *allocator, size_t max_bytes,
                                       const apideck_lock *lock, apideck_memory_store **store_out) {
    apideck_lock host_lock = {0, NULL, NULL, NULL};
    if (!store_out || !apideck__allocator_valid(allocator) ||
        max_bytes < store_size(1) + table_size(1)) {
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
    size_t count = 0;
    for (uint32_t i = 0; i < store->part_count; i++) {
        lock(store, &store->parts[i]);
        count += store->parts[i].keys;
        unlock(store, &store->parts[i]);
    }
    return count;
}

void apideck_memory_store_free(apideck_memory_store *store) {
    if (store) {
        apideck_allocator allocator = store->allocator;
        size_t size = store_size(store->part_count);
        for (uint32_t i = 0; i < store->part_count; i++) {
            table_free(&allocator, &store->parts[i].table);
        }
        apideck__free(&allocator, store, size);
    }
}
