/* What an SQLite store is, for the files that make it one. */
#ifndef APIDECK_LIB_STORES_SQLITE_H
#define APIDECK_LIB_STORES_SQLITE_H

#include "sqlite_turn.h"

#include <apideck/store_sqlite.h>
#include <sqlite3.h>
#include <stdatomic.h>

enum statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    CLAIM,
    LOOK_UP,
    MARK_DONE,
    UNCLAIM,
    KEEP_TOKEN,
    ADVANCE,
    TOKEN_RANGE,
    PRUNE_EVENTS,
    PRUNE_ENTITIES,
    STATEMENTS
};

/* One connection serves all threads, each in its turn: a transaction of a claim keeps the turn
 * until it is committed or released. */
struct apideck_sqlite_store {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    struct turn turn;
    apideck_store table;
    apideck_sqlite_mode mode;
    int wait_ms;
    apideck_log log;          /* write is NULL when the host gave none */
    atomic_ullong open_token; /* of the claim whose transaction is open; 0 when none is */
    bool may_commit;          /* nobody but the store ends a transaction */
    int sync_of_host;         /* PRAGMA synchronous, as config.opened left it */
    int sync;                 /* the same, as it is at the moment */
};

/* sqlite_schema.c: brings the tables of the store up to date, and prepares its statements. Returns
 * 0, or an error code and what is wrong, static text. */
int apideck__sqlite_migrate(apideck_sqlite_store *store, const char **wrong_out);
int apideck__sqlite_prepare(apideck_sqlite_store *store);

/* sqlite_step.c. Tells the log what SQLite says, and returns APIDECK_ERR_STORE. */
int apideck__sqlite_failed(const apideck_sqlite_store *store, const char *what);

/* Runs a statement to its end, unbinds it, and gives what it changed. Returns SQLITE_DONE, or what
 * went wrong. */
int apideck__sqlite_run(apideck_sqlite_store *store, enum statement which, int *changed_out);

/* A busy handler: waits for other processes, for so long in all as the store does. Returns whether
 * to try again; `times` is how often it was called before. */
int apideck__sqlite_wait(void *user, int times);

/* sqlite_sync.c: whether the transactions that follow wait for the disk, as far as the host has any
 * wait: all of them, or only their turn in the log is kept. Not inside a transaction. Return 0, or
 * STORE. */
int apideck__sqlite_sync_init(apideck_sqlite_store *store);
int apideck__sqlite_sync_all(apideck_sqlite_store *store);
int apideck__sqlite_sync_later(apideck_sqlite_store *store);

/* sqlite_claim.c, sqlite_upkeep.c: the contract of host.h. */
int apideck__sqlite_claim(apideck_str key, int64_t now_ms, int64_t lease_ms,
                          apideck_claim *claim_out, void *user);
int apideck__sqlite_commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                           void *user);
int apideck__sqlite_release(apideck_str key, const apideck_claim *claim, void *user);
int apideck__sqlite_advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                            void *user);
int apideck__sqlite_prune(int64_t before_ms, void *user);

#endif
