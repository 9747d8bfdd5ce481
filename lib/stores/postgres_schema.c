#include "postgres_schema.h"

#include "postgres_report.h"
#include "postgres_sql.h"

#include <stdlib.h>
#include <string.h>

#define SQL_SIZE 2048

/* Each @ stands for the schema. Step N leads from version N to N + 1; a step that was released
 * is never changed.
 *   events    what was handled. The key is kept by its SHA-256: an index entry has a limit, keys
 *             have none. A claim leaves no row: it is a transaction that is still open.
 *   entities  the latest time of an event of each, and the one before it. */
static const char *const steps[] = {
    "CREATE TABLE @.events (key bytea PRIMARY KEY, until_ms bigint NOT NULL);"
    "CREATE INDEX events_until_ms ON @.events (until_ms);"
    "CREATE TABLE @.entities (key bytea PRIMARY KEY, occurred_at_ms bigint NOT NULL,"
    " previous_ms bigint);"
    "CREATE INDEX entities_occurred_at_ms ON @.entities (occurred_at_ms);",
};

#define NEWEST ((int)(sizeof steps / sizeof *steps))

bool apideck__pg_schema_name_valid(const char *name) {
    const size_t len = strlen(name);
    return len > 0 && len < APIDECK__PG_SCHEMA_SIZE && (name[0] < '0' || name[0] > '9') &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

/* Runs SQL that names the schema. Returns its last result, or NULL after reporting. */
static PGresult *run(PGconn *connection, const char *schema, const char *sql,
                     const apideck_log *log) {
    char text[SQL_SIZE];
    if (apideck__pg_sql_write(text, sizeof text, sql, schema) != 0) {
        apideck__pg_report(log, "schema", "a statement is too long");
        return NULL;
    }
    PGresult *result = PQexec(connection, text);
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        return result;
    }
    apideck__pg_report(log, "schema", PQerrorMessage(connection));
    PQclear(result);
    return NULL;
}

static int change(PGconn *connection, const char *schema, const char *sql, const apideck_log *log) {
    PGresult *result = run(connection, schema, sql, log);
    PQclear(result);
    return result ? 0 : -1;
}

/* Returns the number in the only field, or -1. */
static int number(PGconn *connection, const char *schema, const char *sql, const apideck_log *log) {
    PGresult *result = run(connection, schema, sql, log);
    const int value = result && PQntuples(result) == 1 ? atoi(PQgetvalue(result, 0, 0)) : -1;
    PQclear(result);
    return value;
}

/* Asks the catalogue as one asks any table: to_regclass may answer from a cache that does not know
 * yet what was committed while this transaction waited. */
static int read_version(PGconn *connection, const char *schema, const apideck_log *log) {
    const int exists =
        number(connection, schema,
               "SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
               " WHERE c.relname = 'schema_version' AND n.nspname = '@'",
               log);
    return exists == 1 ? number(connection, schema, "SELECT version FROM @.schema_version", log)
                       : exists;
}

/* Inside a transaction, and alone: the lock makes others wait, who then find it done. */
static int migrate_locked(PGconn *connection, const char *schema, const apideck_log *log) {
    if (change(connection, schema,
               "SELECT pg_advisory_xact_lock(hashtextextended('libapideck schema @', 0))",
               log) != 0) {
        return -1;
    }
    int version = read_version(connection, schema, log);
    if (version == 0 && change(connection, schema,
                               "CREATE SCHEMA IF NOT EXISTS @;"
                               "CREATE TABLE @.schema_version (version int NOT NULL);"
                               "INSERT INTO @.schema_version VALUES (0)",
                               log) != 0) {
        return -1;
    }
    while (version >= 0 && version < NEWEST) {
        if (change(connection, schema, steps[version], log) != 0 ||
            change(connection, schema, "UPDATE @.schema_version SET version = version + 1", log) !=
                0) {
            return -1;
        }
        version++;
    }
    return version < 0 ? -1 : 0;
}

static int migrate(PGconn *connection, const char *schema, const apideck_log *log) {
    if (change(connection, schema, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", log) != 0) {
        return APIDECK_ERR_STORE;
    }
    const int error = migrate_locked(connection, schema, log);
    const int ended = change(connection, schema, error ? "ROLLBACK" : "COMMIT", log);
    return error || ended ? APIDECK_ERR_STORE : 0;
}

int apideck__pg_schema_prepare(PGconn *connection, const char *schema, const apideck_log *log) {
    const int version = read_version(connection, schema, log);
    if (version < 0) {
        return APIDECK_ERR_STORE;
    }
    if (version > NEWEST) {
        return APIDECK_ERR_VERSION;
    }
    return version == NEWEST ? 0 : migrate(connection, schema, log);
}
