/* The store in PostgreSQL keeps the contract: with connections of its own, and with those that a
 * host lends. Usage: contract_postgres CONNINFO [unprepared]; the schema contract is made and
 * dropped. "unprepared" is for a pooler that does not know prepared statements. */
#include "contract_main.h"

#include <apideck/store_postgres.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HANDLES 2

static const char *conninfo;
static int prepare = 1;
static apideck_postgres_store *opened[HANDLES];
static int lent_now;

static int run_sql(const char *sql, size_t *number_out) {
    PGconn *connection = PQconnectdb(conninfo);
    PGresult *result = PQexec(connection, sql);
    const ExecStatusType status = PQresultStatus(result);
    if (number_out && status == PGRES_TUPLES_OK) {
        *number_out = strtoul(PQgetvalue(result, 0, 0), NULL, 10);
    }
    PQclear(result);
    PQfinish(connection);
    return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
}

static void write_log(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)level;
    (void)user;
    printf("        %.*s\n", (int)len, message);
}

static PGconn *lend(void *user) {
    (void)user;
    PGconn *connection = PQconnectdb(conninfo);
    PQsetNoticeProcessor(connection, NULL, NULL);
    __atomic_fetch_add(&lent_now, 1, __ATOMIC_SEQ_CST);
    return connection;
}

static void take_back(PGconn *connection, int usable, void *user) {
    (void)user;
    (void)usable;
    PQfinish(connection);
    __atomic_fetch_sub(&lent_now, 1, __ATOMIC_SEQ_CST);
}

/* `user` is NULL for connections of the store's own. */
static int open_handle(int number, apideck_store *store_out, const void *user) {
    apideck_log log;
    apideck_log_init(&log);
    log.write = write_log;
    apideck_postgres_config config;
    apideck_postgres_config_init(&config);
    config.log = &log;
    config.schema = "contract";
    if (user) {
        config.lend = lend;
        config.take_back = take_back;
    } else {
        config.conninfo = conninfo;
        config.prepare = prepare;
    }
    const int error = apideck_postgres_store_new(&config, &opened[number], NULL);
    if (!error) {
        *store_out = apideck_postgres_store_table(opened[number]);
    }
    return error;
}

static int open_store(apideck_store *store_out, void *user) {
    return run_sql("SET client_min_messages = error; DROP SCHEMA IF EXISTS contract CASCADE",
                   NULL) ||
           open_handle(0, store_out, user);
}

static int open_second(apideck_store *store_out, void *user) {
    return open_handle(1, store_out, user);
}

static void close_store(void *user) {
    (void)user;
    for (int i = 0; i < HANDLES; i++) {
        apideck_postgres_store_free(opened[i]);
        opened[i] = NULL;
    }
}

static int reopen(apideck_store *store_out, void *user) {
    close_store(user);
    return open_handle(0, store_out, user);
}

static int count(size_t *count_out, void *user) {
    (void)user;
    return run_sql("SELECT count(*) FROM contract.events", count_out);
}

int main(int argc, char **argv) {
    if (argc != 2 && !(argc == 3 && strcmp(argv[2], "unprepared") == 0)) {
        fprintf(stderr, "usage: contract_postgres CONNINFO [unprepared]\n");
        return 2;
    }
    conninfo = argv[1];
    prepare = argc == 2;
    apideck_store_contract contract;
    apideck_store_contract_init(&contract);
    contract.open = open_store;
    contract.open_second = open_second;
    contract.reopen = reopen;
    contract.count = count;
    contract.close = close_store;
    contract.flags = APIDECK_CONTRACT_TRANSACTIONAL;
    contract_run("PostgreSQL, connections of its own", &contract);
    contract.user = &contract;
    contract_run("PostgreSQL, connections lent", &contract);
    if (lent_now != 0) {
        printf("FAILED  connections not taken back: %d\n", lent_now);
        contract_counts[APIDECK_CONTRACT_FAILED]++;
    }
    return contract_summary();
}
