/*
 * The SQLite store, libapideck-sqlite: one file that outlives the process, and that several
 * processes on one machine share. docs/store-sqlite.md says which mode suits whom.
 */
#ifndef APIDECK_STORE_SQLITE_H
#define APIDECK_STORE_SQLITE_H

#include <apideck/base.h>
#include <apideck/host.h>
#include <apideck/receiver.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sqlite3;

typedef enum apideck_sqlite_mode {
    /* Claim, what the handler writes through apideck_sqlite_connection, and commit are one
     * transaction: the writes happen exactly once. SQLite has one writer at a time, so handlers
     * run one after the other, in all processes that share the file. */
    APIDECK_SQLITE_TRANSACTION = 1,
    /* The claim is a transaction of its own: handlers run at once, and at least once. There is no
     * connection for them. */
    APIDECK_SQLITE_LEASE = 2
} apideck_sqlite_mode;

/** How a store is opened. apideck_sqlite_config_init sets the defaults named here. */
typedef struct apideck_sqlite_config {
    size_t size;
    const char *path; /* must: the database file, made where there is none; the host may have tables
                         of its own in it. Tables of the store begin with apideck_ */
    apideck_sqlite_mode mode; /* APIDECK_SQLITE_TRANSACTION */
    int wait_ms; /* how long a call waits for others to be done with the database: 5000. A claim
                    that waited in vain is BUSY, anything else fails */
    const apideck_log *log; /* copied; told why a call failed; NULL for none */
    /* may: called once with the open connection, to set it up: PRAGMAs, functions, the host's
     * tables. It stays the store's. Returns 0, or anything else to have opening fail. */
    int (*opened)(struct sqlite3 *connection, void *user);
    void *user;
} apideck_sqlite_config;

/** What apideck_sqlite_config_init calls, with the size that the host knows. */
APIDECK_API void apideck_sqlite_config_init_sized(apideck_sqlite_config *config, size_t size);

/** Zeroes the struct, sets its size and the defaults named there. Thread-safe. */
static inline void apideck_sqlite_config_init(apideck_sqlite_config *config) {
    apideck_sqlite_config_init_sized(config, sizeof *config);
}

typedef struct apideck_sqlite_store apideck_sqlite_store;

/**
 * Opens the database, in WAL mode, and brings the store's tables up to date. After a fork, the
 * child has to open a store of its own.
 *   config     in:  kept no longer than the call
 *   store_out  out: owned by the caller, apideck_sqlite_store_free
 *   error_out  out: may be NULL; its message says in English what is wrong
 * Errors: ARGUMENT, HOST_TABLE, CALLBACK_MISSING (log.write), NO_MEMORY, VERSION (the tables are
 * those of a newer library), STORE (SQLite cannot open, read or write the file; the log says more).
 */
APIDECK_API APIDECK_MUST_USE int apideck_sqlite_store_new(const apideck_sqlite_config *config,
                                                          apideck_sqlite_store **store_out,
                                                          apideck_error *error_out);

/** The table to hand to a receiver; valid as long as the store. It is thread-safe. */
APIDECK_API const apideck_store *apideck_sqlite_store_table(apideck_sqlite_store *store);

/**
 * For a handler: the connection in whose transaction its event was claimed. What it writes through
 * it is committed with the event, or not at all. It must leave the transaction as it is, that is,
 * it may use savepoints, but neither BEGIN nor COMMIT nor ROLLBACK; a COMMIT is refused. A handler
 * to which SQLite reports a failure returns something other than 0.
 *   delivery  in: of a receiver whose store is an apideck_sqlite_store
 * Returns NULL with APIDECK_SQLITE_LEASE. For the thread that runs the handler, until it returns.
 */
APIDECK_API struct sqlite3 *apideck_sqlite_connection(const apideck_delivery *delivery);

/** NULL is fine. No receiver may use the store any more. A claim that is open is rolled back. */
APIDECK_API void apideck_sqlite_store_free(apideck_sqlite_store *store);

#ifdef __cplusplus
}
#endif

#endif
