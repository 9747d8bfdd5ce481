#include "sqlite_store.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* Statements are prepared once, and one mutex keeps each with its result: sqlite3_changes and
 * sqlite3_last_insert_rowid speak of whatever the connection did last. */
struct sqlite_store {
    sqlite3 *db;
    pthread_mutex_t lock;
    sqlite3_stmt *claim;
    sqlite3_stmt *look_up;
    sqlite3_stmt *commit;
    sqlite3_stmt *release;
    sqlite3_stmt *prune;
};

/* AUTOINCREMENT never gives a number twice, not even one whose row is gone. So a row's number
 * serves as the token: each claim is a new row, and a claim that was taken over finds none.
 * FULL, so that a power cut does not forget what was handled: the sender may not have got its
 * answer and send it again. */
static const char schema[] = "PRAGMA busy_timeout = 5000;"
                             "PRAGMA journal_mode = WAL;"
                             "PRAGMA synchronous = FULL;"
                             "CREATE TABLE IF NOT EXISTS apideck_events ("
                             "  token INTEGER PRIMARY KEY AUTOINCREMENT,"
                             "  key BLOB NOT NULL UNIQUE,"
                             "  done INTEGER NOT NULL,"    /* 0: claimed, 1: handled */
                             "  until_ms INTEGER NOT NULL" /* end of the lease, or of retention */
                             ");";

/* One statement, so nobody comes between the look and the claim. */
static const char claim_sql[] = "INSERT OR REPLACE INTO apideck_events (key, done, until_ms)"
                                " SELECT ?1, 0, ?2 + ?3 WHERE NOT EXISTS"
                                " (SELECT 1 FROM apideck_events WHERE key = ?1 AND until_ms > ?2)";
static const char look_up_sql[] = "SELECT done FROM apideck_events WHERE key = ?1";
static const char commit_sql[] =
    "UPDATE apideck_events SET done = 1, until_ms = ?2 WHERE token = ?1 AND done = 0";
static const char release_sql[] = "DELETE FROM apideck_events WHERE token = ?1 AND done = 0";
/* A claim whose handler never came back may still be committed late, so it is kept a day longer. */
static const char prune_sql[] =
    "DELETE FROM apideck_events WHERE until_ms < CASE done WHEN 1 THEN ?1 ELSE ?1 - 86400000 END";

static int failed(struct sqlite_store *store, const char *what) {
    fprintf(stderr, "server: store: %s: %s\n", what, sqlite3_errmsg(store->db));
    return APIDECK_ERR_STORE;
}

/* Runs a statement that gives no rows. Returns how many it changed, or APIDECK_ERR_STORE. */
static int change(struct sqlite_store *store, sqlite3_stmt *statement, const char *what) {
    const int changed =
        sqlite3_step(statement) == SQLITE_DONE ? sqlite3_changes(store->db) : failed(store, what);
    sqlite3_reset(statement);
    return changed;
}

/* For a key that somebody has. It may have been given up meanwhile, which looks as if it were busy:
 * the sender comes back. */
static int done_or_busy(struct sqlite_store *store, apideck_str key) {
    sqlite3_bind_blob64(store->look_up, 1, key.ptr, key.len, SQLITE_STATIC);
    const int step = sqlite3_step(store->look_up);
    int result = APIDECK_CLAIM_BUSY;
    if (step == SQLITE_ROW && sqlite3_column_int(store->look_up, 0)) {
        result = APIDECK_CLAIM_DONE;
    } else if (step != SQLITE_ROW && step != SQLITE_DONE) {
        result = failed(store, "look up");
    }
    sqlite3_reset(store->look_up);
    return result;
}

static int claim_locked(struct sqlite_store *store, apideck_str key, int64_t now_ms,
                        int64_t lease_ms, apideck_claim *claim_out) {
    sqlite3_bind_blob64(store->claim, 1, key.ptr, key.len, SQLITE_STATIC);
    sqlite3_bind_int64(store->claim, 2, now_ms);
    sqlite3_bind_int64(store->claim, 3, lease_ms);
    const int changed = change(store, store->claim, "claim");
    if (changed < 0) {
        return changed;
    }
    if (changed == 0) {
        return done_or_busy(store, key);
    }
    claim_out->token = (uint64_t)sqlite3_last_insert_rowid(store->db);
    claim_out->context = NULL;
    return APIDECK_CLAIM_NEW;
}

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    struct sqlite_store *store = user;
    pthread_mutex_lock(&store->lock);
    const int result = claim_locked(store, key, now_ms, lease_ms, claim_out);
    pthread_mutex_unlock(&store->lock);
    return result;
}

static int commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                  void *user) {
    struct sqlite_store *store = user;
    (void)key; /* the token stands for it */
    pthread_mutex_lock(&store->lock);
    sqlite3_bind_int64(store->commit, 1, (sqlite3_int64)claim->token);
    sqlite3_bind_int64(store->commit, 2, retain_until_ms);
    const int changed = change(store, store->commit, "commit");
    pthread_mutex_unlock(&store->lock);
    if (changed < 0) {
        return changed;
    }
    return changed == 0 ? APIDECK_ERR_SUPERSEDED : 0;
}

static int release(apideck_str key, const apideck_claim *claim, void *user) {
    struct sqlite_store *store = user;
    (void)key;
    pthread_mutex_lock(&store->lock);
    sqlite3_bind_int64(store->release, 1, (sqlite3_int64)claim->token);
    const int changed = change(store, store->release, "release");
    pthread_mutex_unlock(&store->lock);
    return changed < 0 ? changed : 0;
}

static int prune(int64_t before_ms, void *user) {
    struct sqlite_store *store = user;
    pthread_mutex_lock(&store->lock);
    sqlite3_bind_int64(store->prune, 1, before_ms);
    const int changed = change(store, store->prune, "prune");
    pthread_mutex_unlock(&store->lock);
    return changed < 0 ? changed : 0;
}

static int prepare(struct sqlite_store *store, const char *sql, sqlite3_stmt **statement_out) {
    return sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement_out, NULL);
}

static int open_database(struct sqlite_store *store, const char *file) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    return sqlite3_open_v2(file, &store->db, flags, NULL) != SQLITE_OK ||
           sqlite3_exec(store->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
           prepare(store, claim_sql, &store->claim) != SQLITE_OK ||
           prepare(store, look_up_sql, &store->look_up) != SQLITE_OK ||
           prepare(store, commit_sql, &store->commit) != SQLITE_OK ||
           prepare(store, release_sql, &store->release) != SQLITE_OK ||
           prepare(store, prune_sql, &store->prune) != SQLITE_OK;
}

int sqlite_store_open(const char *file, struct sqlite_store **store_out) {
    struct sqlite_store *store = calloc(1, sizeof *store);
    if (!store || pthread_mutex_init(&store->lock, NULL) != 0) {
        fprintf(stderr, "server: out of memory\n");
        free(store);
        return -1;
    }
    if (open_database(store, file)) {
        fprintf(stderr, "server: database %s: %s\n", file, sqlite3_errmsg(store->db));
        sqlite_store_close(store);
        return -1;
    }
    *store_out = store;
    return 0;
}

apideck_store sqlite_store_table(struct sqlite_store *store) {
    apideck_store table;
    apideck_store_init(&table);
    table.claim = claim;
    table.commit = commit;
    table.release = release;
    table.prune = prune;
    table.user = store;
    return table;
}

void sqlite_store_close(struct sqlite_store *store) {
    if (!store) {
        return;
    }
    sqlite3_finalize(store->claim);
    sqlite3_finalize(store->look_up);
    sqlite3_finalize(store->commit);
    sqlite3_finalize(store->release);
    sqlite3_finalize(store->prune);
    sqlite3_close(store->db);
    pthread_mutex_destroy(&store->lock);
    free(store);
}
