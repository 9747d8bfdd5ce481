/* PostgreSQL: the handler writes inside the transaction of the claim. WHERE is a connection
 * string. */
#include "crash_store.h"

#include <apideck/store_postgres.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

static apideck_postgres_store *opened;
static const char *opened_where;
static PGconn *beside; /* for a look from outside, connected when it is first needed */

static void say(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)level;
    (void)user;
    fprintf(stderr, "%.*s\n", (int)len, message);
}

static int run(PGconn *connection, const char *sql) {
    PGresult *result = PQexec(connection, sql);
    const int ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!ok) {
        fprintf(stderr, "%s", PQerrorMessage(connection));
    }
    return !ok;
}

static int reset(const char *where) {
    PGconn *connection = PQconnectdb(where);
    const int error =
        run(connection, "SET client_min_messages = error; DROP SCHEMA IF EXISTS crash CASCADE;"
                        "DROP TABLE IF EXISTS crash_rows; CREATE TABLE crash_rows (event bigint);"
                        "CREATE INDEX ON crash_rows (event)");
    PQfinish(connection);
    return error;
}

static void close_store(void) {
    apideck_postgres_store_free(opened);
    PQfinish(beside);
    opened = NULL;
    beside = NULL;
}

/* The sender's clock is simulated, and the server's is not: a process that was killed a moment ago
 * may still have its transaction. (Idle ones are a pooler's.) In the course of things the sender
 * leaves 3 minutes. */
static void await_end_of_the_last(const char *where) {
    PGconn *connection = PQconnectdb(where);
    int there = 1;
    for (int i = 0; there && i < 1000; i++) {
        PGresult *result =
            PQexec(connection, "SELECT pg_sleep(0.01) FROM pg_stat_activity"
                               " WHERE application_name = 'libapideck' AND state <> 'idle'"
                               " AND pid <> pg_backend_pid() LIMIT 1");
        there = PQntuples(result);
        PQclear(result);
    }
    PQfinish(connection);
}

static int open_with(const char *where, int threads, int prepare, apideck_store *store_out) {
    if (threads == 1) {
        await_end_of_the_last(where);
    }
    apideck_log log;
    apideck_log_init(&log);
    log.write = say;
    apideck_postgres_config config;
    apideck_postgres_config_init(&config);
    config.conninfo = where;
    config.schema = "crash";
    config.max_connections = (size_t)threads;
    config.log = &log;
    config.prepare = prepare;
    if (apideck_postgres_store_new(&config, &opened, NULL) != 0) {
        return -1;
    }
    opened_where = where;
    *store_out = apideck_postgres_store_table(opened);
    return 0;
}

static int open_store(const char *where, int threads, apideck_store *store_out) {
    return open_with(where, threads, 1, store_out);
}

static int open_unprepared(const char *where, int threads, apideck_store *store_out) {
    return open_with(where, threads, 0, store_out);
}

static int write_row(const apideck_delivery *delivery, long event) {
    char sql[80];
    snprintf(sql, sizeof sql, "INSERT INTO crash_rows VALUES (%ld)", event);
    return run(apideck_postgres_connection(delivery), sql);
}

static long rows(long event) {
    char sql[80];
    if (!beside) {
        beside = PQconnectdb(opened_where);
    }
    snprintf(sql, sizeof sql, "SELECT count(*) FROM crash_rows WHERE event = %ld", event);
    PGresult *result = PQexec(beside, sql);
    const long count =
        PQresultStatus(result) == PGRES_TUPLES_OK ? strtol(PQgetvalue(result, 0, 0), NULL, 10) : -1;
    PQclear(result);
    return count;
}

const struct crash_store crash_store_postgres = {
    .name = "postgres",
    .exactly_once = 1,
    .reset = reset,
    .open = open_store,
    .write = write_row,
    .rows = rows,
    .close = close_store,
};

/* Behind a pooler that does not know prepared statements. */
const struct crash_store crash_store_postgres_unprepared = {
    .name = "postgres-unprepared",
    .exactly_once = 1,
    .reset = reset,
    .open = open_unprepared,
    .write = write_row,
    .rows = rows,
    .close = close_store,
};
