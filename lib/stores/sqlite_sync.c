/* Which transactions wait for the disk. Under a lease that is the commit alone: a claim that a
 * power cut takes back is one whose process the power cut ended, so nobody is left who holds it. In
 * WAL mode synchronous = NORMAL does not wait at the end of a transaction, and the log is one file:
 * the commit that waits has everything before it reach the disk too. */
#include "sqlite.h"

#include <stdio.h>

#define NORMAL 1

int apideck__sqlite_sync_init(apideck_sqlite_store *store) {
    sqlite3_stmt *statement = NULL;
    int step = SQLITE_ERROR;
    if (sqlite3_prepare_v2(store->db, "PRAGMA main.synchronous", -1, &statement, NULL) ==
        SQLITE_OK) {
        step = sqlite3_step(statement);
    }
    store->sync_of_host = step == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
    store->sync = store->sync_of_host;
    sqlite3_finalize(statement);
    return step == SQLITE_ROW ? 0 : apideck__sqlite_failed(store, "synchronous");
}

static int set(apideck_sqlite_store *store, int sync) {
    char sql[40];
    if (sync == store->sync) {
        return 0;
    }
    (void)snprintf(sql, sizeof sql, "PRAGMA main.synchronous = %d", sync);
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return apideck__sqlite_failed(store, "synchronous");
    }
    store->sync = sync;
    return 0;
}

int apideck__sqlite_sync_all(apideck_sqlite_store *store) {
    return set(store, store->sync_of_host);
}

int apideck__sqlite_sync_later(apideck_sqlite_store *store) {
    return set(store, store->sync_of_host < NORMAL ? store->sync_of_host : NORMAL);
}
