/* Running statements, waiting for other processes, and saying what went wrong. */
#define _POSIX_C_SOURCE 200809L

#include "sqlite.h"

#include <stdio.h>
#include <time.h>

int apideck__sqlite_failed(const apideck_sqlite_store *store, const char *what) {
    if (store->log.write) {
        char line[200];
        int code = sqlite3_extended_errcode(store->db);
        int len =
            snprintf(line, sizeof line, "sqlite %s: %s (%d)", what, sqlite3_errstr(code), code);
        size_t used = len < 0 ? 0 : (size_t)len < sizeof line ? (size_t)len : sizeof line - 1;
        store->log.write(APIDECK_LOG_ERROR, line, used, store->log.user);
    }
    return APIDECK_ERR_STORE;
}

int apideck__sqlite_run(apideck_sqlite_store *store, enum statement which, int *changed_out) {
    sqlite3_stmt *statement = store->statements[which];
    int result = sqlite3_step(statement);
    if (changed_out) {
        *changed_out = result == SQLITE_DONE ? sqlite3_changes(store->db) : 0;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement); /* what was bound is the caller's */
    return result;
}

/* SQLite's own waiting has pauses of up to 100 ms, in which others take the lock many times over:
 * the pauses here are short, and of different lengths. */
int apideck__sqlite_wait(void *user, int times) {
    const apideck_sqlite_store *store = user;
    int pause_us = 200 + times % 8 * 250; /* 1075 us on average */
    if ((int64_t)times * 1075 > (int64_t)store->wait_ms * 1000) {
        return 0;
    }
    struct timespec pause = {0, pause_us * 1000L};
    (void)nanosleep(&pause, NULL);
    return 1;
}
