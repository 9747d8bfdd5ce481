/* What a store in PostgreSQL is made of. */
#ifndef APIDECK_LIB_POSTGRES_STORE_H
#define APIDECK_LIB_POSTGRES_STORE_H

#include "postgres_pool.h"
#include "postgres_schema.h"
#include "postgres_sql.h"

struct apideck_postgres_store {
    struct apideck__pg_pool pool;
    apideck_allocator allocator;
    size_t allocated;
    apideck_log log;
    struct apideck__pg_sql sql;
    char schema[APIDECK__PG_SCHEMA_SIZE];
    char *conninfo; /* NULL where connections are lent */
};

/* The callbacks of apideck_store; `user` is the store. */
int apideck__pg_claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                      void *user);
int apideck__pg_commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                       void *user);
int apideck__pg_release(apideck_str key, const apideck_claim *claim, void *user);
int apideck__pg_advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                        void *user);
int apideck__pg_prune(int64_t before_ms, void *user);

#endif
