/* The SQLite store in both modes. In a transaction the handler writes through the store's
 * connection; under a lease through one of its own. */
#include "crash_store.h"

#include <apideck/store_sqlite.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>

static apideck_sqlite_store *store;
static sqlite3 *own; /* for counting, and for writing under a lease */
static pthread_mutex_t own_lock = PTHREAD_MUTEX_INITIALIZER;

static int reset(const char *where) {
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char path[1024];
        (void)snprintf(path, sizeof path, "%s%s", where, suffixes[i]);
        (void)remove(path);
    }
    return 0;
}

static int make_table(sqlite3 *connection, void *user) {
    (void)user;
    return sqlite3_exec(connection,
                        "CREATE TABLE IF NOT EXISTS handled (event INTEGER NOT NULL);"
                        "CREATE INDEX IF NOT EXISTS by_event ON handled (event)",
                        NULL, NULL, NULL) != SQLITE_OK;
}

static void complain(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)level, (void)user;
    fprintf(stderr, "%.*s\n", (int)len, message);
}

static int open_mode(const char *where, apideck_sqlite_mode mode, apideck_store *store_out) {
    apideck_sqlite_config config;
    apideck_log log;
    apideck_log_init(&log);
    log.write = complain;
    apideck_sqlite_config_init(&config);
    config.path = where;
    config.mode = mode;
    config.wait_ms = 20000;
    config.log = &log;
    config.opened = make_table;
    if (apideck_sqlite_store_new(&config, &store, NULL)) {
        return 1;
    }
    *store_out = *apideck_sqlite_store_table(store);
    if (sqlite3_open(where, &own) != SQLITE_OK) {
        return 1;
    }
    return sqlite3_busy_timeout(own, 20000) != SQLITE_OK;
}

static int open_transaction(const char *where, int threads, apideck_store *store_out) {
    (void)threads;
    return open_mode(where, APIDECK_SQLITE_TRANSACTION, store_out);
}

static int open_lease(const char *where, int threads, apideck_store *store_out) {
    (void)threads;
    return open_mode(where, APIDECK_SQLITE_LEASE, store_out);
}

static int insert(sqlite3 *connection, long event) {
    sqlite3_stmt *statement = NULL;
    int failed = sqlite3_prepare_v2(connection, "INSERT INTO handled VALUES (?1)", -1, &statement,
                                    NULL) != SQLITE_OK;
    if (!failed) {
        (void)sqlite3_bind_int64(statement, 1, event);
        failed = sqlite3_step(statement) != SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    return failed;
}

static int write_row(const apideck_delivery *delivery, long event) {
    sqlite3 *connection = apideck_sqlite_connection(delivery);
    if (connection) {
        return insert(connection, event);
    }
    (void)pthread_mutex_lock(&own_lock);
    const int failed = insert(own, event);
    (void)pthread_mutex_unlock(&own_lock);
    return failed;
}

static long rows(long event) {
    sqlite3_stmt *statement = NULL;
    long count = -1;
    if (sqlite3_prepare_v2(own, "SELECT count(*) FROM handled WHERE event = ?1", -1, &statement,
                           NULL) == SQLITE_OK) {
        (void)sqlite3_bind_int64(statement, 1, event);
        count =
            sqlite3_step(statement) == SQLITE_ROW ? (long)sqlite3_column_int64(statement, 0) : -1;
    }
    sqlite3_finalize(statement);
    return count;
}

static void close_store(void) {
    apideck_sqlite_store_free(store);
    (void)sqlite3_close(own);
    store = NULL;
    own = NULL;
}

const struct crash_store crash_store_sqlite = {"sqlite",  1,    reset,      open_transaction,
                                               write_row, rows, close_store};
const struct crash_store crash_store_sqlite_lease = {"sqlite-lease", 0,    reset,      open_lease,
                                                     write_row,      rows, close_store};
