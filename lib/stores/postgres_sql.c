#include "postgres_sql.h"

#include <string.h>

/* In each, @ stands for the schema. */
static const char *const queries[APIDECK__PG_QUERIES] = {
    /* Whatever the database's defaults are: each statement has to see what others committed before
     * it, above all the look that follows the lock. */
    [APIDECK__PG_BEGIN] = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",

    /* $1 the lock's number, $2 the lease, $3 the limit of a statement, both in ms. Tries the lock
     * of the key, and has the server end the session when it hears nothing for the time of the
     * lease. */
    [APIDECK__PG_LOCK] = "SELECT pg_try_advisory_xact_lock($1),"
                         " set_config('idle_in_transaction_session_timeout', $2::text, true),"
                         " set_config('statement_timeout', $3::text, true)",

    /* $1 the key, $2 now. NULL when it was handled, and else the transaction's number, the token.
     * A statement of its own: it has to see what was committed before the lock was had. */
    [APIDECK__PG_LOOK_UP] =
        "SELECT CASE WHEN max(until_ms) > $2 THEN NULL ELSE pg_current_xact_id() END"
        " FROM @.events WHERE key = sha256($1)",

    /* $1 the entity, $2 the time. No row when it is stale; else the time before it, or NULL. */
    [APIDECK__PG_ADVANCE] =
        "INSERT INTO @.entities AS known (key, occurred_at_ms) VALUES (sha256($1), $2)"
        " ON CONFLICT (key) DO UPDATE"
        " SET previous_ms = known.occurred_at_ms, occurred_at_ms = EXCLUDED.occurred_at_ms"
        " WHERE known.occurred_at_ms <= EXCLUDED.occurred_at_ms"
        " RETURNING previous_ms",

    /* $1 the key, $2 the end of the retention, $3 the token. Where the transaction is not that of
     * the claim any more, because the handler ended it, a NULL comes about; the table refuses it,
     * and the COMMIT that is sent along is not run. A row that is there already is one whose
     * retention ended. */
    [APIDECK__PG_REMEMBER] =
        "INSERT INTO @.events (key, until_ms)"
        " VALUES (sha256($1), CASE WHEN pg_current_xact_id() = $3::xid8 THEN $2::bigint END)"
        " ON CONFLICT (key) DO UPDATE SET until_ms = EXCLUDED.until_ms",

    [APIDECK__PG_COMMIT] = "COMMIT",
    [APIDECK__PG_ROLLBACK] = "ROLLBACK",

    /* $1 the time, $2 how many at most. What others are at is left for another time. */
    [APIDECK__PG_PRUNE_EVENTS] =
        "DELETE FROM @.events WHERE key IN (SELECT key FROM @.events WHERE until_ms <= $1"
        " ORDER BY until_ms LIMIT $2 FOR UPDATE SKIP LOCKED)",
    [APIDECK__PG_PRUNE_ENTITIES] =
        "DELETE FROM @.entities WHERE key IN (SELECT key FROM @.entities WHERE occurred_at_ms <= $1"
        " ORDER BY occurred_at_ms LIMIT $2 FOR UPDATE SKIP LOCKED)",
};

static const char *const names[APIDECK__PG_FREQUENT] = {
    [APIDECK__PG_BEGIN] = "apideck_begin",       [APIDECK__PG_LOCK] = "apideck_lock",
    [APIDECK__PG_LOOK_UP] = "apideck_look_up",   [APIDECK__PG_ADVANCE] = "apideck_advance",
    [APIDECK__PG_REMEMBER] = "apideck_remember", [APIDECK__PG_COMMIT] = "apideck_commit",
    [APIDECK__PG_ROLLBACK] = "apideck_rollback",
};

int apideck__pg_sql_write(char *out, size_t size, const char *sql, const char *schema) {
    const size_t schema_len = strlen(schema);
    size_t len = 0;
    for (; *sql; sql++) {
        const size_t more = *sql == '@' ? schema_len : 1;
        if (len + more >= size) {
            return -1;
        }
        memcpy(out + len, *sql == '@' ? schema : sql, more);
        len += more;
    }
    out[len] = '\0';
    return 0;
}

int apideck__pg_sql_fill(struct apideck__pg_sql *sql, const char *schema) {
    for (int i = 0; i < APIDECK__PG_QUERIES; i++) {
        if (apideck__pg_sql_write(sql->text[i], sizeof sql->text[i], queries[i], schema) != 0) {
            return -1;
        }
    }
    return 0;
}

struct apideck__pg_statement apideck__pg_statement_of(const struct apideck__pg_sql *sql,
                                                      enum apideck__pg_query query,
                                                      enum apideck__pg_kind kind) {
    return (struct apideck__pg_statement){
        .kind = kind,
        .name = query < APIDECK__PG_FREQUENT ? names[query] : NULL,
        .sql = sql->text[query],
    };
}
