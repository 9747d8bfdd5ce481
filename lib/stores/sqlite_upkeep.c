/* The order of entities, and forgetting. */
#include "sqlite.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

/* So many tokens are gone through in one transaction: others want their turn. */
#define SLICE 10000

/* Only an insertion sets the number of the last inserted row, not an update. */
static int advance_row(apideck_sqlite_store *store, apideck_str entity, int64_t occurred_at_ms) {
    sqlite3_stmt *advance = store->statements[ADVANCE];
    int changed = 0;
    sqlite3_bind_blob64(advance, 1, entity.ptr, entity.len, SQLITE_STATIC);
    sqlite3_bind_int64(advance, 2, occurred_at_ms);
    sqlite3_set_last_insert_rowid(store->db, 0);
    if (apideck__sqlite_run(store, ADVANCE, &changed) != SQLITE_DONE) {
        return apideck__sqlite_failed(store, "advance");
    }
    if (!changed) {
        return APIDECK_ORDER_STALE;
    }
    return sqlite3_last_insert_rowid(store->db) ? APIDECK_ORDER_UNKNOWN : APIDECK_ORDER_NEWER;
}

int apideck__sqlite_advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                            void *user) {
    apideck_sqlite_store *store = user;
    if (!entity.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    if (store->mode == APIDECK_SQLITE_TRANSACTION) {
        bool is_open = claim->token != 0 && atomic_load(&store->open_token) == claim->token;
        return is_open ? advance_row(store, entity, occurred_at_ms) : APIDECK_ERR_SUPERSEDED;
    }
    if (!apideck__turn_take(&store->turn, store->wait_ms)) {
        return APIDECK_ERR_STORE;
    }
    int order = apideck__sqlite_sync_later(store);
    if (!order) {
        order = advance_row(store, entity, occurred_at_ms);
    }
    apideck__turn_give_back(&store->turn);
    return order;
}

static int64_t earlier(int64_t time_ms, int64_t by_ms) {
    return time_ms < INT64_MIN + by_ms ? INT64_MIN : time_ms - by_ms;
}

/* The first and last token there is; last is less than first when there is none. */
static int token_range(apideck_sqlite_store *store, int64_t *first_out, int64_t *last_out) {
    sqlite3_stmt *range = store->statements[TOKEN_RANGE];
    int step = sqlite3_step(range);
    if (step == SQLITE_ROW) {
        bool is_empty = sqlite3_column_type(range, 0) == SQLITE_NULL;
        *first_out = is_empty ? 1 : sqlite3_column_int64(range, 0);
        *last_out = is_empty ? 0 : sqlite3_column_int64(range, 1);
    }
    sqlite3_reset(range);
    return step == SQLITE_ROW ? 0 : apideck__sqlite_failed(store, "prune");
}

static int prune_slice(apideck_sqlite_store *store, int64_t first, int64_t before_ms) {
    sqlite3_stmt *prune = store->statements[PRUNE_EVENTS];
    sqlite3_bind_int64(prune, 1, first);
    sqlite3_bind_int64(prune, 2, first + SLICE - 1);
    sqlite3_bind_int64(prune, 3, before_ms);
    sqlite3_bind_int64(prune, 4, earlier(before_ms, DAY_MS));
    return apideck__sqlite_run(store, PRUNE_EVENTS, NULL) == SQLITE_DONE
               ? 0
               : apideck__sqlite_failed(store, "prune");
}

static int prune_entities(apideck_sqlite_store *store, int64_t before_ms) {
    sqlite3_bind_int64(store->statements[PRUNE_ENTITIES], 1, earlier(before_ms, 7 * DAY_MS));
    return apideck__sqlite_run(store, PRUNE_ENTITIES, NULL) == SQLITE_DONE
               ? 0
               : apideck__sqlite_failed(store, "prune");
}

int apideck__sqlite_prune(int64_t before_ms, void *user) {
    apideck_sqlite_store *store = user;
    int64_t first = 1;
    int64_t last = 0;
    if (!apideck__turn_take(&store->turn, store->wait_ms)) {
        return APIDECK_ERR_STORE;
    }
    int error = token_range(store, &first, &last);
    if (!error) {
        error = prune_entities(store, before_ms);
    }
    apideck__turn_give_back(&store->turn);
    for (; !error && first <= last; first += SLICE) {
        if (!apideck__turn_take(&store->turn, store->wait_ms)) {
            return APIDECK_ERR_STORE;
        }
        error = prune_slice(store, first, before_ms);
        apideck__turn_give_back(&store->turn);
    }
    return error;
}
