/* The tables of the store, their versions, and its statements. */
#include "sqlite.h"

#include <string.h>

/* What takes the tables from one version to the next. The version stands in a table and not in
 * PRAGMA user_version, which is the host's where the host has tables in the same file.
 *
 * AUTOINCREMENT never gives a number twice, not even one whose row is gone. So a row's number
 * serves as the token: each claim is a new row, and a claim that was taken over finds none. The row
 * of sqlite_sequence is made here, for KEEP_TOKEN to find. */
static const char *const steps[] = {
    "CREATE TABLE IF NOT EXISTS apideck_events ("
    "  token INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  key BLOB NOT NULL UNIQUE,"
    "  done INTEGER NOT NULL,"    /* 0: claimed, 1: handled */
    "  until_ms INTEGER NOT NULL" /* end of the lease, or of retention */
    ");"
    "INSERT INTO sqlite_sequence (name, seq) SELECT 'apideck_events', 0"
    "  WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'apideck_events');"
    "CREATE TABLE apideck_entities ("
    "  number INTEGER PRIMARY KEY,"
    "  entity BLOB NOT NULL UNIQUE,"
    "  latest_ms INTEGER NOT NULL"
    ");",
};

#define NEWEST ((int)(sizeof steps / sizeof *steps))

static const char *const statements[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    /* One statement, so nobody comes between the look and the claim. */
    [CLAIM] = "INSERT OR REPLACE INTO apideck_events (key, done, until_ms) SELECT ?1, 0, ?3"
              " WHERE NOT EXISTS"
              " (SELECT 1 FROM apideck_events WHERE key = ?1 AND until_ms > ?2)",
    [LOOK_UP] = "SELECT done FROM apideck_events WHERE key = ?1",
    [MARK_DONE] = "UPDATE apideck_events SET done = 1, until_ms = ?3"
                  " WHERE token = ?1 AND key = ?2 AND done = 0",
    [UNCLAIM] = "DELETE FROM apideck_events WHERE token = ?1 AND key = ?2 AND done = 0",
    [KEEP_TOKEN] = "UPDATE sqlite_sequence SET seq = ?1"
                   " WHERE name = 'apideck_events' AND seq < ?1",
    [ADVANCE] = "INSERT INTO apideck_entities (entity, latest_ms) VALUES (?1, ?2)"
                " ON CONFLICT (entity) DO UPDATE SET latest_ms = ?2 WHERE latest_ms <= ?2",
    [TOKEN_RANGE] = "SELECT min(token), max(token) FROM apideck_events",
    /* ?3: for what was committed, ?4: for claims that were never finished */
    [PRUNE_EVENTS] = "DELETE FROM apideck_events WHERE token BETWEEN ?1 AND ?2"
                     " AND until_ms <= CASE done WHEN 1 THEN ?3 ELSE ?4 END",
    [PRUNE_ENTITIES] = "DELETE FROM apideck_entities WHERE latest_ms <= ?1",
};

/* The version of the tables, 0 where there are none; negative when that cannot be read. */
static int read_version(sqlite3 *db) {
    static const char sql[] = "SELECT max(version) FROM apideck_schema";
    sqlite3_stmt *statement = NULL;
    if (sqlite3_exec(db, "CREATE TABLE IF NOT EXISTS apideck_schema (version INTEGER NOT NULL)",
                     NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
        return -1;
    }
    int version = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    sqlite3_finalize(statement);
    return version;
}

static int write_version(sqlite3 *db, int version) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, "INSERT INTO apideck_schema (version) VALUES (?1)", -1, &statement,
                           NULL) != SQLITE_OK) {
        return SQLITE_ERROR;
    }
    sqlite3_bind_int(statement, 1, version);
    int result = sqlite3_step(statement) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
    sqlite3_finalize(statement);
    return result;
}

static int migrate_inside(apideck_sqlite_store *store, const char **wrong_out) {
    int version = read_version(store->db);
    if (version > NEWEST) {
        *wrong_out = "the tables in the database are those of a newer library";
        return APIDECK_ERR_VERSION;
    }
    bool ok = version >= 0;
    for (int i = version; ok && i < NEWEST; i++) {
        ok = sqlite3_exec(store->db, steps[i], NULL, NULL, NULL) == SQLITE_OK &&
             write_version(store->db, i + 1) == SQLITE_OK;
    }
    return ok ? 0 : apideck__sqlite_failed(store, "migrate");
}

/* One transaction: of several processes that start at once, one does it. */
int apideck__sqlite_migrate(apideck_sqlite_store *store, const char **wrong_out) {
    *wrong_out = "the tables of the store cannot be made";
    if (sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) {
        return apideck__sqlite_failed(store, "migrate");
    }
    int error = migrate_inside(store, wrong_out);
    if (!error && sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        error = apideck__sqlite_failed(store, "migrate");
    }
    if (error) {
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return error;
}

int apideck__sqlite_prepare(apideck_sqlite_store *store) {
    for (int i = 0; i < STATEMENTS; i++) {
        if (sqlite3_prepare_v3(store->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &store->statements[i], NULL) != SQLITE_OK) {
            return apideck__sqlite_failed(store, "prepare");
        }
    }
    return 0;
}
