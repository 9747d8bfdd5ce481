/* The connections of a store: its own, or those that the host lends. Each claim has one. */
#ifndef APIDECK_LIB_POSTGRES_POOL_H
#define APIDECK_LIB_POSTGRES_POOL_H

#include "postgres_sql.h"

#include <apideck/store_postgres.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdbool.h>

struct apideck__pg_slot {
    PGconn *connection; /* NULL: not connected */
    bool is_taken;
    bool is_prepared;    /* the frequent statements are known to the connection by name */
    bool is_fresh;       /* connected since it was taken */
    uint64_t token;      /* of the open claim, else 0 */
    int64_t lock_number; /* of the open claim's key */
};

struct apideck__pg_pool {
    apideck_postgres_config config;
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    const struct apideck__pg_sql *prepare; /* on each connection; NULL: nothing */
    struct apideck__pg_slot *slots;        /* config.max_connections of them */
};

/* `config` is kept as it is, and `slots` are the caller's. Returns 0 or -1. */
int apideck__pg_pool_init(struct apideck__pg_pool *pool, const apideck_postgres_config *config,
                          struct apideck__pg_slot *slots);

/* A slot with a connection, or NULL: none came free in time, or there is no connecting. */
struct apideck__pg_slot *apideck__pg_take(struct apideck__pg_pool *pool);

/* Puts another connection in the place of one that is lost. Returns 0 or -1. */
int apideck__pg_renew(struct apideck__pg_pool *pool, struct apideck__pg_slot *slot);

/* Ends the claim, if there is one. A connection that cannot be used again is closed; what it had
 * not committed is undone by the server. */
void apideck__pg_give_back(struct apideck__pg_pool *pool, struct apideck__pg_slot *slot);

/* Makes the slot known as that of an open claim. */
void apideck__pg_open_claim(struct apideck__pg_pool *pool, struct apideck__pg_slot *slot,
                            uint64_t token, int64_t lock_number);

/* The slot of an open claim, which stays open, or NULL. */
struct apideck__pg_slot *apideck__pg_find_claim(struct apideck__pg_pool *pool,
                                                const apideck_claim *claim);

/* The same, and ends the claim: of several callers that would, one gets it. */
struct apideck__pg_slot *apideck__pg_end_claim(struct apideck__pg_pool *pool,
                                               const apideck_claim *claim, int64_t lock_number);

void apideck__pg_pool_close(struct apideck__pg_pool *pool);

#endif
