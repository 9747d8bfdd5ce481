/*
 * libapideck-postgres: a store in a PostgreSQL database. The claim, whatever the handler writes
 * through apideck_postgres_connection, and the commit are one transaction: the handler's writes
 * happen exactly once, or not at all.
 *
 * An open claim is an open transaction that holds an advisory lock. It ends with the connection, so
 * what a crashed process had claimed is free at once. docs/store-postgres.md has the whole of it.
 */
#ifndef APIDECK_STORE_POSTGRES_H
#define APIDECK_STORE_POSTGRES_H

#include <apideck/base.h>
#include <apideck/host.h>
#include <apideck/receiver.h>

#ifdef __cplusplus
extern "C" {
#endif

/* libpq's PGconn. Named so that this header does not need libpq's. */
struct pg_conn;

typedef struct apideck_postgres_store apideck_postgres_store;

/** What a store is made of. apideck_postgres_config_init gives the defaults. Copied. */
typedef struct apideck_postgres_config {
    size_t size;
    const apideck_allocator *allocator; /* NULL for malloc. libpq uses malloc in any case. */
    const apideck_log *log;             /* why a call failed, one line each; NULL for none */
    const char *conninfo;               /* as of PQconnectdb; must, unless `lend` is set */
    const char *schema; /* holds the tables; made where it is missing; "apideck". Lower-case ASCII
                           letters, digits and _, at most 48, not beginning with a digit. */
    size_t max_connections; /* claims that can be open at once, each has a connection; 8 */
    int64_t wait_ms;        /* how long a claim waits for one of them; 5 s */
    int prepare; /* whether its own connections prepare the statements, which halves the server's
                    work; 1. 0 behind a pooler that changes sessions between transactions and does
                    not know prepared statements. Those of `lend` never do. */
    int64_t connect_timeout_ms;   /* rounded up to seconds, at least 2 s; 5 s. Where conninfo has a
                                     connect_timeout, that counts. */
    int64_t statement_timeout_ms; /* of each statement of a claim, the handler's included unless it
                                     sets another; 30 s */
    /* may: lends a connection, which is the store's until take_back. It must be in blocking mode
     * and in no transaction. NULL when there is none: the claim fails. Any thread. */
    struct pg_conn *(*lend)(void *user);
    /* must where lend is set: the store is done with it.
     *   usable  in:  0 when it is lost or in a state that nobody knows: close it */
    void (*take_back)(struct pg_conn *connection, int usable, void *user);
    void *user;
} apideck_postgres_config;

/** What apideck_postgres_config_init calls, with the size that the host knows. Thread-safe. */
APIDECK_API void apideck_postgres_config_init_sized(apideck_postgres_config *config, size_t size);

/** Zeroes the struct, sets its size and the defaults named there. Thread-safe. */
static inline void apideck_postgres_config_init(apideck_postgres_config *config) {
    apideck_postgres_config_init_sized(config, sizeof *config);
}

/**
 * Connects, and makes or migrates the schema where need be.
 *   config     in:  only read during the call; what `user` and the tables point to must outlive the
 *                   store
 *   store_out  out: owned by the caller, apideck_postgres_store_free
 *   error_out  out: may be NULL; its message names the member or the step at fault
 * Errors: ARGUMENT, HOST_TABLE, CALLBACK_MISSING, NO_MEMORY, STORE, VERSION (the schema was made by
 * a newer library). The store is thread-safe; it does not survive fork().
 */
APIDECK_API APIDECK_MUST_USE int apideck_postgres_store_new(const apideck_postgres_config *config,
                                                            apideck_postgres_store **store_out,
                                                            apideck_error *error_out);

/** The table to hand to a receiver; valid as long as the store. */
APIDECK_API apideck_store apideck_postgres_store_table(apideck_postgres_store *store);

/**
 * The connection inside the transaction of the delivery's claim, for a handler to write through.
 * It is the store's: use it until the handler returns, on one thread at a time, and do not end the
 * transaction. A statement that fails and is not undone to a savepoint makes the commit fail, which
 * is answered 503. Only for deliveries of a receiver that has this store.
 */
APIDECK_API struct pg_conn *apideck_postgres_connection(const apideck_delivery *delivery);

/** Closes the connections. NULL is fine. No receiver may use the store any more, and every delivery
 *  must have been finished. */
APIDECK_API void apideck_postgres_store_free(apideck_postgres_store *store);

#ifdef __cplusplus
}
#endif

#endif
