/* Events per second of the SQLite store, beside SQLite's own bare insert of a row with a unique
 * key, one transaction each, at the same durability. Usage: sqlite_throughput FILE [EVENTS] */
#define _POSIX_C_SOURCE 200809L

#include <apideck/apideck.h>
#include <apideck/store_sqlite.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec time = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void remove_files(const char *path) {
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[1024];
        (void)snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)remove(name);
    }
}

static apideck_str key_of(char text[64], long i) {
    const int len =
        snprintf(text, 64, "apideck:id:%08lx-5b1f-4c9c-8d6e-%012lx", i * 2654435761L, i);
    return (apideck_str){text, (size_t)len};
}

/* Seconds for so many events, or negative. */
static double bare(const char *path, long events) {
    sqlite3 *db = NULL;
    sqlite3_stmt *insert = NULL;
    char text[64];
    remove_files(path);
    int ok = sqlite3_open(path, &db) == SQLITE_OK &&
             sqlite3_exec(db,
                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                          "CREATE TABLE bare (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE)",
                          NULL, NULL, NULL) == SQLITE_OK &&
             sqlite3_prepare_v2(db, "INSERT INTO bare (key) VALUES (?1)", -1, &insert, NULL) ==
                 SQLITE_OK;
    const double begin = now();
    for (long i = 0; i < events && ok; i++) {
        const apideck_str key = key_of(text, i);
        (void)sqlite3_bind_blob64(insert, 1, key.ptr, key.len, SQLITE_STATIC);
        ok = sqlite3_step(insert) == SQLITE_DONE;
        (void)sqlite3_reset(insert);
    }
    const double took = now() - begin;
    (void)sqlite3_finalize(insert);
    (void)sqlite3_close(db);
    return ok ? took : -1;
}

static double stored(const char *path, long events, apideck_sqlite_mode mode) {
    apideck_sqlite_config config;
    apideck_sqlite_store *store = NULL;
    char text[64];
    remove_files(path);
    apideck_sqlite_config_init(&config);
    config.path = path;
    config.mode = mode;
    if (apideck_sqlite_store_new(&config, &store, NULL)) {
        return -1;
    }
    const apideck_store table = *apideck_sqlite_store_table(store);
    int ok = 1;
    const double begin = now();
    for (long i = 0; i < events && ok; i++) {
        const apideck_str key = key_of(text, i);
        apideck_claim held = {0, NULL};
        ok = table.claim(key, i, 300000, &held, table.user) == APIDECK_CLAIM_NEW &&
             table.commit(key, &held, i + 604800000, table.user) == 0;
    }
    const double took = now() - begin;
    apideck_sqlite_store_free(store);
    return ok ? took : -1;
}

int main(int argc, char **argv) {
    const long events = argc > 2 ? strtol(argv[2], NULL, 10) : 20000;
    if (argc < 2 || events < 1) {
        fprintf(stderr, "usage: %s FILE [EVENTS]\n", argv[0]);
        return 2;
    }
    double best[3] = {1e9, 1e9, 1e9};
    for (int round = 0; round < 3; round++) { /* in turns: the machine has other things to do */
        const double took[3] = {bare(argv[1], events),
                                stored(argv[1], events, APIDECK_SQLITE_TRANSACTION),
                                stored(argv[1], events, APIDECK_SQLITE_LEASE)};
        for (int i = 0; i < 3; i++) {
            if (took[i] < 0) {
                fprintf(stderr, "SQLite failed\n");
                return 1;
            }
            best[i] = took[i] < best[i] ? took[i] : best[i];
        }
    }
    static const char *const names[] = {"bare insert", "transaction", "lease"};
    for (int i = 0; i < 3; i++) {
        printf("%-12s %8.0f events/s  %.2f of the bare insert\n", names[i],
               (double)events / best[i], best[0] / best[i]);
    }
    remove_files(argv[1]);
    return 0;
}
