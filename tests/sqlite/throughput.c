/* Events per second of the SQLite store, beside SQLite's own bare insert of a row with a unique
 * key, one transaction each, at the same durability; and under a lease beside the two transactions
 * that it takes, an insert and an update, of which the second waits for the disk. Prints rows of
 * the table in docs/performance.md. Usage: sqlite_throughput FILE [EVENTS] */
#define _POSIX_C_SOURCE 200809L

#include "../by_turns.h"

#include <apideck/apideck.h>
#include <apideck/store_sqlite.h>
#include <sqlite3.h>
#include <string.h>

struct measured {
    apideck_store table;
    sqlite3 *db; /* of the bare statements, a file of their own */
    sqlite3_stmt *insert;
    sqlite3_stmt *update;
};

static void remove_files(const char *path) {
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[1024];
        (void)snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)remove(name);
    }
}

static apideck_str key_of(char text[64], int round, long i) {
    const int len =
        snprintf(text, 64, "apideck:id:%08lx-5b1f-4c9c-%04x-%012lx", i * 2654435761L, round, i);
    return (apideck_str){text, (size_t)len};
}

static int through_the_store(int round, long events, void *user) {
    const apideck_store *store = &((struct measured *)user)->table;
    int ok = 1;
    for (long i = 0; i < events && ok; i++) {
        char text[64];
        const apideck_str key = key_of(text, round, i);
        apideck_claim held = {0, NULL};
        ok = store->claim(key, i, 300000, &held, store->user) == APIDECK_CLAIM_NEW &&
             store->commit(key, &held, i + 604800000, store->user) == 0;
    }
    return !ok;
}

static int run(sqlite3_stmt *statement, apideck_str key) {
    (void)sqlite3_bind_blob64(statement, 1, key.ptr, key.len, SQLITE_STATIC);
    const int ok = sqlite3_step(statement) == SQLITE_DONE;
    (void)sqlite3_reset(statement);
    return ok;
}

static int bare_insert(int round, long events, void *user) {
    const struct measured *measured = user;
    int ok = 1;
    for (long i = 0; i < events && ok; i++) {
        char text[64];
        ok = run(measured->insert, key_of(text, round, i));
    }
    return !ok;
}

static int execute(sqlite3 *db, const char *sql) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int insert_and_update(int round, long events, void *user) {
    const struct measured *measured = user;
    int ok = 1;
    for (long i = 0; i < events && ok; i++) {
        char text[64];
        const apideck_str key = key_of(text, round + BY_TURNS_ROUNDS, i);
        ok = execute(measured->db, "PRAGMA synchronous = NORMAL") && run(measured->insert, key) &&
             execute(measured->db, "PRAGMA synchronous = FULL") && run(measured->update, key);
    }
    return !ok;
}

static int open_bare(const char *path, struct measured *measured) {
    remove_files(path);
    return sqlite3_open(path, &measured->db) == SQLITE_OK &&
           execute(measured->db,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                   "CREATE TABLE bare (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
                   " done INTEGER NOT NULL DEFAULT 0)") &&
           sqlite3_prepare_v2(measured->db, "INSERT INTO bare (key) VALUES (?1)", -1,
                              &measured->insert, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(measured->db, "UPDATE bare SET done = 1 WHERE key = ?1", -1,
                              &measured->update, NULL) == SQLITE_OK;
}

static int measure(const char *path, const char *name, apideck_sqlite_mode mode, long events) {
    char bare_path[1024];
    struct measured measured = {0};
    apideck_sqlite_store *store = NULL;
    apideck_sqlite_config config;
    const by_turns_way ways[BY_TURNS_WAYS] = {
        through_the_store, bare_insert, mode == APIDECK_SQLITE_LEASE ? insert_and_update : NULL};
    (void)snprintf(bare_path, sizeof bare_path, "%s-bare", path);
    remove_files(path);
    apideck_sqlite_config_init(&config);
    config.path = path;
    config.mode = mode;
    if (!open_bare(bare_path, &measured) || apideck_sqlite_store_new(&config, &store, NULL)) {
        fprintf(stderr, "SQLite cannot open %s\n", path);
        return 1;
    }
    measured.table = *apideck_sqlite_store_table(store);
    const int status = by_turns(name, ways, events, &measured);
    apideck_sqlite_store_free(store);
    (void)sqlite3_finalize(measured.insert);
    (void)sqlite3_finalize(measured.update);
    (void)sqlite3_close(measured.db);
    remove_files(bare_path);
    remove_files(path);
    return status;
}

int main(int argc, char **argv) {
    const long events = (argc > 2 ? strtol(argv[2], NULL, 10) : 11000) / BY_TURNS_ROUNDS;
    if (argc < 2 || events < 1) {
        fprintf(stderr, "usage: %s FILE [EVENTS]\n", argv[0]);
        return 2;
    }
    return measure(argv[1], "SQLite, one transaction", APIDECK_SQLITE_TRANSACTION, events) |
           measure(argv[1], "SQLite, lease", APIDECK_SQLITE_LEASE, events);
}
