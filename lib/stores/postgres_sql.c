#include "postgres_sql.h"

#include <string.h>

/* In each, @ stands for the schema. */

/* $1 the key, $2 now. NULL when it was handled, and else the transaction's number, the token. A
 * statement of its own: it has to see what was committed before the lock was had. */
static const char look_up[] =
    "SELECT CASE WHEN max(until_ms) > $2 THEN NULL ELSE pg_current_xact_id() END"
    " FROM @.events WHERE key = sha256($1)";

/* $1 the key, $2 the end of the retention, $3 the token. Where the transaction is not that of the
 * claim any more, because the handler ended it, a NULL comes about; the table refuses it, and the
 * COMMIT that is sent along is not run. A row that is there already is one whose retention ended.
 */
static const char commit[] =
    "INSERT INTO @.events (key, until_ms)"
    " VALUES (sha256($1), CASE WHEN pg_current_xact_id() = $3::xid8 THEN $2::bigint END)"
    " ON CONFLICT (key) DO UPDATE SET until_ms = EXCLUDED.until_ms";

/* $1 the entity, $2 the time. No row when it is stale; else the time before it, or NULL. */
static const char advance[] =
    "INSERT INTO @.entities AS known (key, occurred_at_ms) VALUES (sha256($1), $2)"
    " ON CONFLICT (key) DO UPDATE"
    " SET previous_ms = known.occurred_at_ms, occurred_at_ms = EXCLUDED.occurred_at_ms"
    " WHERE known.occurred_at_ms <= EXCLUDED.occurred_at_ms"
    " RETURNING previous_ms";

/* $1 the time, $2 how many at most. What others are at is left for another time. */
static const char prune_events[] =
    "DELETE FROM @.events WHERE key IN (SELECT key FROM @.events WHERE until_ms <= $1"
    " ORDER BY until_ms LIMIT $2 FOR UPDATE SKIP LOCKED)";
static const char prune_entities[] =
    "DELETE FROM @.entities WHERE key IN (SELECT key FROM @.entities"
    " WHERE occurred_at_ms <= $1 ORDER BY occurred_at_ms LIMIT $2 FOR UPDATE SKIP LOCKED)";

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
    const size_t size = APIDECK__PG_SQL_SIZE;
    return apideck__pg_sql_write(sql->look_up, size, look_up, schema) ||
           apideck__pg_sql_write(sql->commit, size, commit, schema) ||
           apideck__pg_sql_write(sql->advance, size, advance, schema) ||
           apideck__pg_sql_write(sql->prune_events, size, prune_events, schema) ||
           apideck__pg_sql_write(sql->prune_entities, size, prune_entities, schema);
}
