/* The callbacks of a store in PostgreSQL. An open claim is an open transaction, which holds an
 * advisory lock on a number made of the key. Others try the lock and never wait for it. */
#include "postgres_report.h"
#include "postgres_store.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define GRACE_MS 5000 /* for the way to the server and back, beyond what the statement may take */
#define PRUNED_AT_ONCE 5000
#define WEEK_MS ((int64_t)7 * 24 * 3600 * 1000)

typedef struct apideck_postgres_store store_t;

static int64_t timeout_ms(const store_t *store) {
    return store->pool.config.statement_timeout_ms + GRACE_MS;
}

/* The number that stands for a key in this schema: 64 bits of FNV-1a. Two keys that have the same
 * are not both let in at a time, and nothing else comes of it. */
static int64_t lock_number(const store_t *store, apideck_str key) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *c = store->schema; *c; c++) {
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    }
    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (unsigned char)key.ptr[i]) * 0x100000001b3u;
    }
    int64_t number;
    memcpy(&number, &hash, sizeof number);
    return number;
}

/* Reports a round that failed. The server ended the session because nothing was heard for the time
 * of the lease, or the transaction is not that of the claim any more: then the claim is not the
 * caller's any more. */
static int failure(const store_t *store, const char *what, const PGconn *connection,
                   const struct apideck__pg_round *round) {
    const char *state = apideck__pg_sqlstate(round);
    const int is_over = strcmp(state, "25P03") == 0 || strcmp(state, "23502") == 0;
    apideck__pg_report_round(&store->log, what, connection, round);
    return is_over ? APIDECK_ERR_SUPERSEDED : APIDECK_ERR_STORE;
}

/* Runs what gives no rows. */
static int change(const store_t *store, const char *what, PGconn *connection,
                  const struct apideck__pg_statement *statements, int count) {
    struct apideck__pg_round round;
    const int error = apideck__pg_run(connection, statements, count, timeout_ms(store), &round)
                          ? failure(store, what, connection, &round)
                          : 0;
    apideck__pg_round_clear(&round);
    return error;
}

/* The statement of a query, to which its parameters are added. */
static struct apideck__pg_statement
statement(const store_t *store, const struct apideck__pg_slot *slot, enum apideck__pg_query query) {
    return apideck__pg_statement_of(&store->sql, query,
                                    slot->is_prepared ? APIDECK__PG_PREPARED : APIDECK__PG_ONCE);
}

static void add(struct apideck__pg_statement *statement, struct apideck__pg_param param) {
    statement->params[statement->count++] = param;
}

/* Ends the transaction, where the connection can still be spoken on. Where not, it is closed when
 * it is given back, and the server undoes what was done on it. */
static int roll_back(const store_t *store, const struct apideck__pg_slot *slot) {
    const struct apideck__pg_statement rollback = statement(store, slot, APIDECK__PG_ROLLBACK);
    const PGTransactionStatusType status = PQtransactionStatus(slot->connection);
    if (status != PQTRANS_INTRANS && status != PQTRANS_INERROR) {
        return status == PQTRANS_IDLE ? 0 : APIDECK_ERR_STORE;
    }
    return change(store, "roll back", slot->connection, &rollback, 1);
}

/* Claim ---------------------------------------------------------------------------------------- */

static int64_t as_setting(int64_t ms) {
    return ms < INT_MAX ? ms : INT_MAX;
}

/* Reads what the lock and the look said: an apideck_claim_result, and the token with NEW. */
static int read_claim(const struct apideck__pg_round *round, uint64_t *token_out) {
    const PGresult *lock = round->results[1];
    const PGresult *look = round->results[2];
    if (PQgetisnull(look, 0, 0)) {
        return APIDECK_CLAIM_DONE;
    }
    *token_out = strtoull(PQgetvalue(look, 0, 0), NULL, 10);
    return PQgetvalue(lock, 0, 0)[0] == 't' ? APIDECK_CLAIM_NEW : APIDECK_CLAIM_BUSY;
}

/* Begins the transaction. Returns an apideck_claim_result, or an error. */
static int begin(store_t *store, struct apideck__pg_slot *slot, apideck_str key, int64_t now_ms,
                 int64_t lease_ms, uint64_t *token_out) {
    struct apideck__pg_statement statements[] = {
        statement(store, slot, APIDECK__PG_BEGIN),
        statement(store, slot, APIDECK__PG_LOCK),
        statement(store, slot, APIDECK__PG_LOOK_UP),
    };
    add(&statements[1], apideck__pg_number(lock_number(store, key)));
    add(&statements[1], apideck__pg_number(as_setting(lease_ms)));
    add(&statements[1], apideck__pg_number(store->pool.config.statement_timeout_ms));
    add(&statements[2], apideck__pg_bytes(key));
    add(&statements[2], apideck__pg_number(now_ms));
    struct apideck__pg_round round;
    const int failed =
        apideck__pg_run(slot->connection, statements, 3, timeout_ms(store), &round) != 0;
    const int result =
        failed ? failure(store, "claim", slot->connection, &round) : read_claim(&round, token_out);
    apideck__pg_round_clear(&round);
    return result;
}

/* A connection that was idle may have been lost, when the server was restarted for example, which
 * shows only now. Nothing has happened yet, so another one may try. */
static int begin_or_renew(store_t *store, struct apideck__pg_slot *slot, apideck_str key,
                          int64_t now_ms, int64_t lease_ms, uint64_t *token_out) {
    const int result = begin(store, slot, key, now_ms, lease_ms, token_out);
    if (result > 0 || slot->is_fresh || PQstatus(slot->connection) == CONNECTION_OK) {
        return result;
    }
    if (apideck__pg_renew(&store->pool, slot) != 0) {
        return APIDECK_ERR_STORE;
    }
    return begin(store, slot, key, now_ms, lease_ms, token_out);
}

int apideck__pg_claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                      void *user) {
    store_t *store = user;
    if (!key.ptr || lease_ms <= 0 || !claim_out) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct apideck__pg_slot *slot = apideck__pg_take(&store->pool);
    if (!slot) {
        return APIDECK_ERR_STORE;
    }
    uint64_t token = 0;
    const int result = begin_or_renew(store, slot, key, now_ms, lease_ms, &token);
    if (result == APIDECK_CLAIM_NEW) {
        apideck__pg_open_claim(&store->pool, slot, token, lock_number(store, key));
        *claim_out = (apideck_claim){token, slot->connection};
        return APIDECK_CLAIM_NEW;
    }
    if (slot->connection) {
        (void)roll_back(store, slot);
    }
    apideck__pg_give_back(&store->pool, slot);
    return result < 0 ? APIDECK_ERR_STORE : result;
}

/* Commit and release --------------------------------------------------------------------------- */

/* COMMIT of a transaction in which a statement failed would undo it and say so only in passing. */
static int commit_in(store_t *store, const struct apideck__pg_slot *slot, apideck_str key,
                     uint64_t token, int64_t retain_until_ms) {
    struct apideck__pg_statement statements[] = {
        statement(store, slot, APIDECK__PG_REMEMBER),
        statement(store, slot, APIDECK__PG_COMMIT),
    };
    add(&statements[0], apideck__pg_bytes(key));
    add(&statements[0], apideck__pg_number(retain_until_ms));
    add(&statements[0], apideck__pg_number((int64_t)token));
    int error = APIDECK_ERR_STORE;
    if (PQtransactionStatus(slot->connection) == PQTRANS_INERROR) {
        apideck__pg_report(&store->log, "commit", "a statement of the handler failed");
    } else {
        error = change(store, "commit", slot->connection, statements, 2);
    }
    if (error) {
        (void)roll_back(store, slot);
    }
    return error;
}

int apideck__pg_commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                       void *user) {
    store_t *store = user;
    if (!key.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct apideck__pg_slot *slot =
        apideck__pg_end_claim(&store->pool, claim, lock_number(store, key));
    if (!slot) {
        return APIDECK_ERR_SUPERSEDED;
    }
    const int error = commit_in(store, slot, key, claim->token, retain_until_ms);
    apideck__pg_give_back(&store->pool, slot);
    return error;
}

int apideck__pg_release(apideck_str key, const apideck_claim *claim, void *user) {
    store_t *store = user;
    if (!key.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct apideck__pg_slot *slot =
        apideck__pg_end_claim(&store->pool, claim, lock_number(store, key));
    if (!slot) {
        return 0; /* it is over, and with it what it wrote */
    }
    const int error = roll_back(store, slot);
    apideck__pg_give_back(&store->pool, slot);
    return error == APIDECK_ERR_SUPERSEDED ? 0 : error;
}

/* Order ---------------------------------------------------------------------------------------- */

static apideck_order read_order(const PGresult *result) {
    if (PQntuples(result) == 0) {
        return APIDECK_ORDER_STALE;
    }
    return PQgetisnull(result, 0, 0) ? APIDECK_ORDER_UNKNOWN : APIDECK_ORDER_NEWER;
}

/* Waits while another event of the entity is being handled: what comes of that decides. */
int apideck__pg_advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                        void *user) {
    store_t *store = user;
    if (!entity.ptr || !claim) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct apideck__pg_slot *slot = apideck__pg_find_claim(&store->pool, claim);
    if (!slot) {
        return APIDECK_ERR_SUPERSEDED;
    }
    struct apideck__pg_statement upsert = statement(store, slot, APIDECK__PG_ADVANCE);
    add(&upsert, apideck__pg_bytes(entity));
    add(&upsert, apideck__pg_number(occurred_at_ms));
    struct apideck__pg_round round;
    const int result = apideck__pg_run(slot->connection, &upsert, 1, timeout_ms(store), &round)
                           ? failure(store, "order", slot->connection, &round)
                           : (int)read_order(round.results[0]);
    apideck__pg_round_clear(&round);
    return result;
}

/* Prune ---------------------------------------------------------------------------------------- */

/* Deletes in portions, so that no lock is held for long. */
static int prune_with(const store_t *store, PGconn *connection, enum apideck__pg_query query,
                      int64_t before_ms) {
    struct apideck__pg_statement deletion =
        apideck__pg_statement_of(&store->sql, query, APIDECK__PG_ONCE);
    add(&deletion, apideck__pg_number(before_ms));
    add(&deletion, apideck__pg_number(PRUNED_AT_ONCE));
    long deleted = PRUNED_AT_ONCE;
    int error = 0;
    while (!error && deleted == PRUNED_AT_ONCE) {
        struct apideck__pg_round round;
        if (apideck__pg_run(connection, &deletion, 1, timeout_ms(store), &round) != 0) {
            error = failure(store, "prune", connection, &round);
        } else {
            deleted = strtol(PQcmdTuples(round.results[0]), NULL, 10);
        }
        apideck__pg_round_clear(&round);
    }
    return error;
}

static int prune_on(const store_t *store, PGconn *connection, int64_t before_ms) {
    const int64_t week_before = before_ms > INT64_MIN + WEEK_MS ? before_ms - WEEK_MS : INT64_MIN;
    const int error = prune_with(store, connection, APIDECK__PG_PRUNE_EVENTS, before_ms);
    return error ? error : prune_with(store, connection, APIDECK__PG_PRUNE_ENTITIES, week_before);
}

int apideck__pg_prune(int64_t before_ms, void *user) {
    store_t *store = user;
    struct apideck__pg_slot *slot = apideck__pg_take(&store->pool);
    if (!slot) {
        return APIDECK_ERR_STORE;
    }
    int error = prune_on(store, slot->connection, before_ms);
    if (error && !slot->is_fresh && PQstatus(slot->connection) != CONNECTION_OK) {
        error = apideck__pg_renew(&store->pool, slot) == 0
                    ? prune_on(store, slot->connection, before_ms)
                    : APIDECK_ERR_STORE;
    }
    apideck__pg_give_back(&store->pool, slot);
    return error;
}
