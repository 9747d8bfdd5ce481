/* The SQLite store keeps the contract in both of its modes. Usage: contract_sqlite DIRECTORY */
#include "contract_main.h"

#include <apideck/store_sqlite.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* The store under test: its file, and at most two handles on it. */
static struct {
    char path[512];
    apideck_sqlite_mode mode;
    apideck_sqlite_store *handles[2];
} tested;

static void remove_files(void) {
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char path[520];
        (void)snprintf(path, sizeof path, "%s%s", tested.path, suffixes[i]);
        (void)remove(path);
    }
}

static int open_handle(int i, apideck_store *store_out) {
    apideck_error error = {0, 0, ""};
    apideck_sqlite_config config;
    apideck_sqlite_config_init(&config);
    config.path = tested.path;
    config.mode = tested.mode;
    config.wait_ms = tested.mode == APIDECK_SQLITE_TRANSACTION ? 50 : 5000;
    if (apideck_sqlite_store_new(&config, &tested.handles[i], &error)) {
        printf("        %s\n", error.message);
        return 1;
    }
    *store_out = *apideck_sqlite_store_table(tested.handles[i]);
    return 0;
}

static void close_store(void *user) {
    (void)user;
    for (int i = 0; i < 2; i++) {
        apideck_sqlite_store_free(tested.handles[i]);
        tested.handles[i] = NULL;
    }
}

static int open_store(apideck_store *store_out, void *user) {
    (void)user;
    remove_files();
    return open_handle(0, store_out);
}

static int open_second(apideck_store *store_out, void *user) {
    (void)user;
    return open_handle(1, store_out);
}

static int reopen(apideck_store *store_out, void *user) {
    close_store(user);
    return open_handle(0, store_out);
}

static int count(size_t *count_out, void *user) {
    static const char sql[] = "SELECT count(*) FROM apideck_events";
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int failed = 1;
    (void)user;
    if (sqlite3_open(tested.path, &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        *count_out = (size_t)sqlite3_column_int64(statement, 0);
        failed = 0;
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return failed;
}

int main(int argc, char **argv) {
    apideck_store_contract contract;
    if (argc != 2) {
        fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
        return 2;
    }
    (void)snprintf(tested.path, sizeof tested.path, "%s/contract.db", argv[1]);
    apideck_store_contract_init(&contract);
    contract.open = open_store;
    contract.close = close_store;
    contract.open_second = open_second;
    contract.reopen = reopen;
    contract.count = count;
    tested.mode = APIDECK_SQLITE_LEASE;
    contract_run("sqlite, under a lease", &contract);
    tested.mode = APIDECK_SQLITE_TRANSACTION;
    contract.flags = APIDECK_CONTRACT_TRANSACTIONAL | APIDECK_CONTRACT_ONE_CLAIM;
    contract_run("sqlite, in a transaction", &contract);
    remove_files();
    return contract_summary();
}
