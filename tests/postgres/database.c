#include "database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *database;
char last_logged[512];

int database_run(PGconn *connection, const char *sql) {
    PGresult *result = PQexec(connection, sql);
    const ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? 0 : -1;
}

long database_number(const char *sql) {
    PGconn *connection = PQconnectdb(database);
    PGresult *result = PQexec(connection, sql);
    const ExecStatusType status = PQresultStatus(result);
    long number = status == PGRES_COMMAND_OK ? 0 : -1;
    if (status == PGRES_TUPLES_OK) {
        number = PQntuples(result) > 0 ? strtol(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    } else if (number < 0) {
        fprintf(stderr, "%s", PQerrorMessage(connection));
    }
    PQclear(result);
    PQfinish(connection);
    return number;
}

void database_reset(void) {
    if (database_number("SET client_min_messages = error;"
                        "DROP SCHEMA IF EXISTS tests CASCADE; DROP TABLE IF EXISTS tests_rows;"
                        "CREATE TABLE tests_rows (event text)") != 0) {
        exit(2);
    }
}

static void keep(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)level;
    (void)user;
    if (len < sizeof last_logged) {
        memcpy(last_logged, message, len);
        last_logged[len] = '\0';
    }
}

apideck_postgres_config store_config(void) {
    static const apideck_log log = {sizeof log, keep, NULL};
    apideck_postgres_config config;
    apideck_postgres_config_init(&config);
    config.conninfo = database;
    config.schema = "tests";
    config.log = &log;
    return config;
}

apideck_postgres_store *store_open_with(const apideck_postgres_config *config) {
    apideck_postgres_store *store = NULL;
    apideck_error error;
    if (apideck_postgres_store_new(config, &store, &error) != 0) {
        fprintf(stderr, "the store does not open: %s: %s\n", error.message, last_logged);
        exit(2);
    }
    return store;
}

apideck_postgres_store *store_open(void) {
    const apideck_postgres_config config = store_config();
    return store_open_with(&config);
}
