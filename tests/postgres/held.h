/* The callbacks of a store, with less to write. */
#ifndef POSTGRES_TESTS_HELD_H
#define POSTGRES_TESTS_HELD_H

#include "database.h"

#include <string.h>

#define NOW INT64_C(1700000000000)
#define LEASE 300000
#define UNTIL (NOW + 7 * 86400000)

/* One caller of a store. */
struct held {
    apideck_store table;
    apideck_str key;
    apideck_claim claim;
};

static inline struct held held_of(apideck_postgres_store *store, const char *key) {
    struct held held = {apideck_postgres_store_table(store), {key, strlen(key)}, {0, NULL}};
    return held;
}

static inline int held_claim_for(struct held *held, int64_t lease_ms) {
    return held->table.claim(held->key, NOW, lease_ms, &held->claim, held->table.user);
}

static inline int held_claim(struct held *held) {
    return held_claim_for(held, LEASE);
}

/* As a handler would; inside the claim. */
static inline int held_write(const struct held *held) {
    return database_run(held->claim.context, "INSERT INTO tests_rows VALUES ('row')");
}

static inline int held_commit(const struct held *held) {
    return held->table.commit(held->key, &held->claim, UNTIL, held->table.user);
}

static inline int held_release(const struct held *held) {
    return held->table.release(held->key, &held->claim, held->table.user);
}

static inline int held_advance(const struct held *held, const char *entity, int64_t time_ms) {
    const apideck_str text = {entity, strlen(entity)};
    return held->table.advance(text, time_ms, &held->claim, held->table.user);
}

static inline long rows(void) {
    return database_number("SELECT count(*) FROM tests_rows");
}

#endif
