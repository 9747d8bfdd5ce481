/* Making and freeing a store in PostgreSQL. */
#include "postgres_config.h"
#include "postgres_store.h"

#include <stdlib.h>
#include <string.h>

static void *from_malloc(size_t size, void *unused) {
    (void)unused;
    return malloc(size);
}

static void to_malloc(void *block, size_t size, void *unused) {
    (void)size;
    (void)unused;
    free(block);
}

/* Making one ----------------------------------------------------------------------------------- */

/* One block: the store, its slots, the connection string. */
static apideck_postgres_store *allocate(const apideck_postgres_config *config) {
    const apideck_allocator allocator =
        config->allocator ? *config->allocator : (apideck_allocator){from_malloc, to_malloc, NULL};
    const size_t slots_size = config->max_connections * sizeof(struct apideck__pg_slot);
    const size_t conninfo_size = config->conninfo ? strlen(config->conninfo) + 1 : 0;
    const size_t size = sizeof(apideck_postgres_store) + slots_size + conninfo_size;
    apideck_postgres_store *store = allocator.alloc(size, allocator.user);
    if (!store) {
        return NULL;
    }
    memset(store, 0, size);
    store->allocator = allocator;
    store->allocated = size;
    memcpy(store->schema, config->schema, strlen(config->schema) + 1);
    if (config->log) {
        store->log = *config->log;
    }
    if (config->conninfo) {
        store->conninfo = (char *)(store + 1) + slots_size;
        memcpy(store->conninfo, config->conninfo, conninfo_size);
    }
    return store;
}

/* The copy that is kept points to what is the store's own. */
static int init_pool(apideck_postgres_store *store, const apideck_postgres_config *config) {
    apideck_postgres_config own = *config;
    own.allocator = NULL;
    own.log = &store->log;
    own.conninfo = store->conninfo;
    own.schema = store->schema;
    return apideck__pg_pool_init(&store->pool, &own, (struct apideck__pg_slot *)(store + 1));
}

/* A password may be in the connection string. Written through a volatile pointer, so that it is
 * done. */
static void deallocate(apideck_postgres_store *store) {
    const apideck_allocator allocator = store->allocator;
    const size_t size = store->allocated;
    volatile unsigned char *bytes = (unsigned char *)store;
    for (size_t i = 0; i < size; i++) {
        bytes[i] = 0;
    }
    allocator.free(store, size, allocator.user);
}

static int prepare(apideck_postgres_store *store, const char **message_out) {
    struct apideck__pg_slot *slot = apideck__pg_take(&store->pool);
    if (!slot) {
        *message_out = "the database cannot be reached";
        return APIDECK_ERR_STORE;
    }
    const int error = apideck__pg_schema_prepare(slot->connection, store->schema, &store->log);
    if (error) {
        *message_out = error == APIDECK_ERR_VERSION ? "the schema was made by a newer library"
                                                    : "the schema could not be made";
    }
    apideck__pg_give_back(&store->pool, slot);
    return error;
}

static int make(const apideck_postgres_config *config, apideck_postgres_store **store_out,
                const char **message_out) {
    apideck_postgres_store *store = allocate(config);
    if (!store || init_pool(store, config) != 0) {
        if (store) {
            deallocate(store);
        }
        *message_out = "out of memory";
        return APIDECK_ERR_NO_MEMORY;
    }
    *message_out = "the name of the schema is too long";
    int error = apideck__pg_sql_fill(&store->sql, store->schema) ? APIDECK_ERR_ARGUMENT : 0;
    error = error ? error : prepare(store, message_out);
    if (error) {
        apideck_postgres_store_free(store);
        return error;
    }
    /* Only now, since nothing can be prepared without the tables. */
    if (config->prepare && config->conninfo) {
        store->pool.prepare = &store->sql;
    }
    *store_out = store;
    return 0;
}

int apideck_postgres_store_new(const apideck_postgres_config *config,
                               apideck_postgres_store **store_out, apideck_error *error_out) {
    const char *message = "an argument is NULL";
    int error = APIDECK_ERR_ARGUMENT;
    if (config && store_out) {
        apideck_postgres_config own;
        error = apideck__pg_config_copy(config, &own, &message);
        error = error ? error : make(&own, store_out, &message);
    }
    if (error && error_out) {
        *error_out = (apideck_error){error, 0, message};
    }
    return error;
}

apideck_store apideck_postgres_store_table(apideck_postgres_store *store) {
    apideck_store table;
    apideck_store_init(&table);
    table.claim = apideck__pg_claim;
    table.commit = apideck__pg_commit;
    table.release = apideck__pg_release;
    table.advance = apideck__pg_advance;
    table.prune = apideck__pg_prune;
    table.user = store;
    return table;
}

struct pg_conn *apideck_postgres_connection(const apideck_delivery *delivery) {
    return apideck_delivery_store_context(delivery);
}

void apideck_postgres_store_free(apideck_postgres_store *store) {
    if (store) {
        apideck__pg_pool_close(&store->pool);
        deallocate(store);
    }
}
