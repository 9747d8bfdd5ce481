/* Opening and closing an SQLite store. */
#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

void apideck_sqlite_config_init_sized(apideck_sqlite_config *config, size_t size) {
    apideck_table_init(config, size);
    config->mode = APIDECK_SQLITE_TRANSACTION;
    config->wait_ms = 5000;
}

static int fail(apideck_error *error_out, int code, const char *message) {
    if (error_out) {
        *error_out = (apideck_error){code, 0, message};
    }
    return code;
}

/* A table of a newer header passes when it sets nothing that is not known here. */
static bool is_table(const void *table, size_t table_size, size_t known_size) {
    for (size_t i = known_size; i < table_size; i++) {
        if (((const unsigned char *)table)[i]) {
            return false;
        }
    }
    return table_size >= known_size;
}

static int check(const apideck_sqlite_config *config, apideck_error *error_out) {
    if (!config || !is_table(config, config->size, sizeof *config)) {
        return fail(error_out, APIDECK_ERR_HOST_TABLE,
                    "config has a wrong size or unknown members");
    }
    if (!config->path || !*config->path) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "config.path is NULL or empty");
    }
    if (config->mode != APIDECK_SQLITE_TRANSACTION && config->mode != APIDECK_SQLITE_LEASE) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "config.mode is none");
    }
    if (config->wait_ms < 0) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "config.wait_ms is negative");
    }
    if (config->log && !is_table(config->log, config->log->size, sizeof *config->log)) {
        return fail(error_out, APIDECK_ERR_HOST_TABLE,
                    "config.log has a wrong size or unknown members");
    }
    if (config->log && !config->log->write) {
        return fail(error_out, APIDECK_ERR_CALLBACK_MISSING, "config.log lacks write");
    }
    return 0;
}

/* A transaction of a claim is ended by the store alone: what the handler wrote must not last
 * without the event. Anything but 0 turns a COMMIT into a ROLLBACK. */
static int refuse_commit(void *user) {
    const apideck_sqlite_store *store = user;
    return !store->may_commit;
}

static int note_journal_mode(void *user, int columns, char **values, char **names) {
    (void)names;
    *(bool *)user = columns == 1 && values[0] && strcmp(values[0], "wal") == 0;
    return 0;
}

/* SQLite does not wait for others that enter WAL mode at the same moment, but reports them. */
static int enter_wal(apideck_sqlite_store *store, bool *is_wal_out) {
    int result = SQLITE_BUSY;
    for (int times = 0; result == SQLITE_BUSY && apideck__sqlite_wait(store, times); times++) {
        result = sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", note_journal_mode, is_wal_out,
                              NULL);
    }
    return result;
}

/* FULL, so that a power cut does not forget what was handled: the sender may not have got its
 * answer, and send it again. */
static const char *set_up(apideck_sqlite_store *store) {
    bool is_wal = false;
    if (sqlite3_db_readonly(store->db, "main") == 1) {
        return "the database is read-only";
    }
    if (enter_wal(store, &is_wal) != SQLITE_OK) {
        return "the file is no database, or cannot be written";
    }
    if (!is_wal) {
        return "the database does not take WAL mode";
    }
    return sqlite3_exec(store->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL) == SQLITE_OK
               ? NULL
               : "the database cannot be set up";
}

static int open_database(apideck_sqlite_store *store, const apideck_sqlite_config *config,
                         apideck_error *error_out) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (!sqlite3_threadsafe()) {
        return fail(error_out, APIDECK_ERR_STORE, "this SQLite was built for one thread alone");
    }
    if (sqlite3_open_v2(config->path, &store->db, flags, NULL) != SQLITE_OK) {
        (void)apideck__sqlite_failed(store, "open");
        return fail(error_out, APIDECK_ERR_STORE, "the database file cannot be opened");
    }
    (void)sqlite3_busy_handler(store->db, apideck__sqlite_wait, store);
    const char *wrong = set_up(store);
    if (wrong) {
        (void)apideck__sqlite_failed(store, "open");
        return fail(error_out, APIDECK_ERR_STORE, wrong);
    }
    int error = apideck__sqlite_migrate(store, &wrong);
    if (error) {
        return fail(error_out, error, wrong);
    }
    if (config->opened && config->opened(store->db, config->user)) {
        return fail(error_out, APIDECK_ERR_STORE, "config.opened failed");
    }
    if (apideck__sqlite_sync_init(store)) {
        return fail(error_out, APIDECK_ERR_STORE, "the database cannot be set up");
    }
    if (apideck__sqlite_prepare(store)) {
        return fail(error_out, APIDECK_ERR_STORE,
                    "the tables of the store are not as they should be");
    }
    (void)sqlite3_commit_hook(store->db, refuse_commit, store);
    return 0;
}

static void fill_table(apideck_sqlite_store *store) {
    apideck_store_init(&store->table);
    store->table.claim = apideck__sqlite_claim;
    store->table.commit = apideck__sqlite_commit;
    store->table.release = apideck__sqlite_release;
    store->table.advance = apideck__sqlite_advance;
    store->table.prune = apideck__sqlite_prune;
    store->table.user = store;
}

int apideck_sqlite_store_new(const apideck_sqlite_config *config, apideck_sqlite_store **store_out,
                             apideck_error *error_out) {
    if (!store_out) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "store_out is NULL");
    }
    int error = check(config, error_out);
    if (error) {
        return error;
    }
    apideck_sqlite_store *store = calloc(1, sizeof *store);
    if (!store || !apideck__turn_init(&store->turn)) {
        free(store);
        return fail(error_out, APIDECK_ERR_NO_MEMORY, "out of memory");
    }
    atomic_init(&store->open_token, 0);
    store->mode = config->mode;
    store->wait_ms = config->wait_ms;
    store->may_commit = true;
    if (config->log) {
        store->log = *config->log;
    }
    error = open_database(store, config, error_out);
    if (error) {
        apideck_sqlite_store_free(store);
        return error;
    }
    fill_table(store);
    *store_out = store;
    return 0;
}

const apideck_store *apideck_sqlite_store_table(apideck_sqlite_store *store) {
    return &store->table;
}

sqlite3 *apideck_sqlite_connection(const apideck_delivery *delivery) {
    apideck_sqlite_store *store = apideck_delivery_store_context(delivery);
    return store ? store->db : NULL;
}

void apideck_sqlite_store_free(apideck_sqlite_store *store) {
    if (!store) {
        return;
    }
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(store->statements[i]);
    }
    (void)sqlite3_close_v2(store->db);
    apideck__turn_destroy(&store->turn);
    free(store);
}
