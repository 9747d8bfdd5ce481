/* Claim, commit and release, as a transaction or under a lease. */
#include "sqlite.h"

static bool is_transactional(const apideck_sqlite_store *store) {
    return store->mode == APIDECK_SQLITE_TRANSACTION;
}

/* Locked by others for as long as we wait: the sender comes back. */
static int busy_or_failed(const apideck_sqlite_store *store, int result, const char *what) {
    return (result & 0xff) == SQLITE_BUSY ? APIDECK_CLAIM_BUSY
                                          : apideck__sqlite_failed(store, what);
}

static void bind_key(sqlite3_stmt *statement, int place, apideck_str key) {
    sqlite3_bind_blob64(statement, place, key.ptr, key.len, SQLITE_STATIC);
}

/* For a key that somebody has. It may have been given up meanwhile, which looks as if it were busy:
 * the sender comes back. */
static int done_or_busy(apideck_sqlite_store *store, apideck_str key) {
    sqlite3_stmt *look_up = store->statements[LOOK_UP];
    bind_key(look_up, 1, key);
    int step = sqlite3_step(look_up);
    int result = APIDECK_CLAIM_BUSY;
    if (step == SQLITE_ROW && sqlite3_column_int(look_up, 0)) {
        result = APIDECK_CLAIM_DONE;
    } else if (step != SQLITE_ROW && step != SQLITE_DONE) {
        result = busy_or_failed(store, step, "look up");
    }
    sqlite3_reset(look_up);
    sqlite3_clear_bindings(look_up);
    return result;
}

/* Returns an apideck_claim_result, or an error. */
static int claim_row(apideck_sqlite_store *store, apideck_str key, int64_t now_ms, int64_t until_ms,
                     apideck_claim *claim_out) {
    sqlite3_stmt *claim = store->statements[CLAIM];
    int changed = 0;
    bind_key(claim, 1, key);
    sqlite3_bind_int64(claim, 2, now_ms);
    sqlite3_bind_int64(claim, 3, until_ms);
    int result = apideck__sqlite_run(store, CLAIM, &changed);
    if (result != SQLITE_DONE) {
        return busy_or_failed(store, result, "claim");
    }
    if (changed == 0) {
        return done_or_busy(store, key);
    }
    claim_out->token = (uint64_t)sqlite3_last_insert_rowid(store->db);
    claim_out->context = is_transactional(store) ? store : NULL;
    return APIDECK_CLAIM_NEW;
}

/* Ends the transaction of a claim; nothing of it is left. */
static void roll_back(apideck_sqlite_store *store) {
    if (!sqlite3_get_autocommit(store->db) &&
        apideck__sqlite_run(store, ROLLBACK, NULL) != SQLITE_DONE) {
        (void)apideck__sqlite_failed(store, "rollback");
    }
    store->may_commit = true;
}

static int claim_under_lease(apideck_sqlite_store *store, apideck_str key, int64_t now_ms,
                             int64_t until_ms, apideck_claim *claim_out) {
    int error = apideck__sqlite_sync_later(store);
    return error ? error : claim_row(store, key, now_ms, until_ms, claim_out);
}

/* The transaction of a claim that is NEW stays open; nobody but the store may commit it. */
static int claim_in_transaction(apideck_sqlite_store *store, apideck_str key, int64_t now_ms,
                                int64_t until_ms, apideck_claim *claim_out) {
    int result = apideck__sqlite_run(store, BEGIN, NULL);
    if (result != SQLITE_DONE) {
        return busy_or_failed(store, result, "begin");
    }
    result = claim_row(store, key, now_ms, until_ms, claim_out);
    if (result != APIDECK_CLAIM_NEW) {
        roll_back(store);
        return result;
    }
    store->may_commit = false;
    atomic_store(&store->open_token, claim_out->token);
    return APIDECK_CLAIM_NEW;
}

int apideck__sqlite_claim(apideck_str key, int64_t now_ms, int64_t lease_ms,
                          apideck_claim *claim_out, void *user) {
    apideck_sqlite_store *store = user;
    if (!key.ptr || lease_ms <= 0 || !claim_out) {
        return APIDECK_ERR_ARGUMENT;
    }
    int64_t until_ms = now_ms > INT64_MAX - lease_ms ? INT64_MAX : now_ms + lease_ms;
    if (!apideck__turn_take(&store->turn, store->wait_ms)) {
        return APIDECK_CLAIM_BUSY;
    }
    int result = 0;
    if (is_transactional(store)) {
        result = claim_in_transaction(store, key, now_ms, until_ms, claim_out);
    } else {
        result = claim_under_lease(store, key, now_ms, until_ms, claim_out);
    }
    if (result != APIDECK_CLAIM_NEW || !is_transactional(store)) {
        apideck__turn_give_back(&store->turn);
    }
    return result;
}

/* Takes the claim's turn: that of its transaction, which it has, or one for this call alone.
 * Returns 0, SUPERSEDED for a claim whose transaction is over, or STORE. */
static int enter(apideck_sqlite_store *store, apideck_str key, const apideck_claim *claim) {
    if (!key.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    if (is_transactional(store)) {
        /* Whoever sets it to 0 is the one that ends the claim. */
        unsigned long long token = claim->token;
        bool is_open = token != 0 && claim->context == store &&
                       atomic_compare_exchange_strong(&store->open_token, &token, 0);
        return is_open ? 0 : APIDECK_ERR_SUPERSEDED;
    }
    return apideck__turn_take(&store->turn, store->wait_ms) ? 0 : APIDECK_ERR_STORE;
}

/* Marks the row of the claim, if it has one still. */
static int mark_done(apideck_sqlite_store *store, apideck_str key, uint64_t token,
                     int64_t retain_until_ms) {
    sqlite3_stmt *mark = store->statements[MARK_DONE];
    int changed = 0;
    sqlite3_bind_int64(mark, 1, (sqlite3_int64)token);
    bind_key(mark, 2, key);
    sqlite3_bind_int64(mark, 3, retain_until_ms);
    if (apideck__sqlite_run(store, MARK_DONE, &changed) != SQLITE_DONE) {
        return apideck__sqlite_failed(store, "commit");
    }
    return changed ? 0 : APIDECK_ERR_SUPERSEDED;
}

/* A transaction that SQLite or the handler ended has nothing left to commit. */
static int commit_transaction(apideck_sqlite_store *store, apideck_str key, uint64_t token,
                              int64_t retain_until_ms) {
    int error = sqlite3_get_autocommit(store->db) ? APIDECK_ERR_STORE : 0;
    if (!error) {
        error = mark_done(store, key, token, retain_until_ms);
    }
    if (!error) {
        store->may_commit = true;
        if (apideck__sqlite_run(store, COMMIT, NULL) != SQLITE_DONE) {
            error = apideck__sqlite_failed(store, "commit");
        }
    }
    roll_back(store); /* what is still open */
    return error;
}

/* Waits for the disk: the sender is told that the event need not come again. */
static int commit_row(apideck_sqlite_store *store, apideck_str key, uint64_t token,
                      int64_t retain_until_ms) {
    int error = apideck__sqlite_sync_all(store);
    return error ? error : mark_done(store, key, token, retain_until_ms);
}

int apideck__sqlite_commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                           void *user) {
    apideck_sqlite_store *store = user;
    int error = enter(store, key, claim);
    if (error) {
        return error;
    }
    error = is_transactional(store) ? commit_transaction(store, key, claim->token, retain_until_ms)
                                    : commit_row(store, key, claim->token, retain_until_ms);
    apideck__turn_give_back(&store->turn);
    return error;
}

/* What was rolled back took the token back too; it must not be given again. */
static int release_transaction(apideck_sqlite_store *store, uint64_t token) {
    roll_back(store);
    sqlite3_bind_int64(store->statements[KEEP_TOKEN], 1, (sqlite3_int64)token);
    return apideck__sqlite_run(store, KEEP_TOKEN, NULL);
}

/* One that a power cut undoes leaves a claim whose lease ends. */
static int release_row(apideck_sqlite_store *store, apideck_str key, uint64_t token) {
    if (apideck__sqlite_sync_later(store)) {
        return SQLITE_ERROR;
    }
    sqlite3_bind_int64(store->statements[UNCLAIM], 1, (sqlite3_int64)token);
    bind_key(store->statements[UNCLAIM], 2, key);
    return apideck__sqlite_run(store, UNCLAIM, NULL);
}

int apideck__sqlite_release(apideck_str key, const apideck_claim *claim, void *user) {
    apideck_sqlite_store *store = user;
    int error = enter(store, key, claim);
    if (error) {
        return error == APIDECK_ERR_SUPERSEDED ? 0 : error;
    }
    int result = is_transactional(store) ? release_transaction(store, claim->token)
                                         : release_row(store, key, claim->token);
    if (result != SQLITE_DONE) {
        error = apideck__sqlite_failed(store, "release");
    }
    apideck__turn_give_back(&store->turn);
    return error;
}
