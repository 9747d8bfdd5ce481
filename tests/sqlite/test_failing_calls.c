/* Every call into SQLite fails in turn, alone or with all behind it, while a store is opened,
 * claims, commits, releases and prunes: what fails says so, nothing is left open, and what was
 * committed stays so. Usage: test_failing_calls DIRECTORY */
#define _GNU_SOURCE 1

#include "../check.h"
#include "../failing_calls.h"

#include <apideck/store_sqlite.h>
#include <pthread.h>
#include <sqlite3.h>

#define LEASE 1000
#define FOREVER (INT64_MAX / 4)

FAILING_CALL(int, sqlite3_open_v2, (const char *path, sqlite3 **db, int flags, const char *vfs),
             (path, db, flags, vfs), (*db = NULL, SQLITE_NOMEM))
/* What SQLite calls itself, to run what it is told here, does not count. */
static int inside;

int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **),
                 void *user, char **message) {
    static int (*next)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *,
                       char **);
    if (!next) {
        *(void **)&next = next_call("sqlite3_exec");
    }
    if (call_fails("sqlite3_exec")) {
        return SQLITE_IOERR;
    }
    inside++;
    int result = next(db, sql, row, user, message);
    inside--;
    return result;
}

FAILING_CALL(int, sqlite3_prepare_v2,
             (sqlite3 * db, const char *sql, int len, sqlite3_stmt **out, const char **tail),
             (db, sql, len, out, tail), SQLITE_NOMEM)
FAILING_CALL(int, sqlite3_prepare_v3,
             (sqlite3 * db, const char *sql, int len, unsigned flags, sqlite3_stmt **out,
              const char **tail),
             (db, sql, len, flags, out, tail), SQLITE_NOMEM)
int sqlite3_step(sqlite3_stmt *statement) {
    static int (*next)(sqlite3_stmt *);
    if (!next) {
        *(void **)&next = next_call("sqlite3_step");
    }
    return !inside && call_fails("sqlite3_step") ? SQLITE_IOERR : next(statement);
}

/* What makes the store's turns. SQLite's own locks are made with the same function. */
static int threads_fail_at;

static int thread_call_fails(void) {
    return threads_fail_at && --threads_fail_at == 0;
}

#define FAILING_THREAD_CALL(NAME, PARAMETERS, ARGUMENTS)                                           \
    int NAME PARAMETERS {                                                                          \
        static int(*next) PARAMETERS;                                                              \
        if (!next) {                                                                               \
            *(void **)&next = next_call(#NAME);                                                    \
        }                                                                                          \
        return thread_call_fails() ? 11 : next ARGUMENTS;                                          \
    }

FAILING_THREAD_CALL(pthread_mutex_init,
                    (pthread_mutex_t * mutex, const pthread_mutexattr_t *attributes),
                    (mutex, attributes))
FAILING_THREAD_CALL(pthread_condattr_init, (pthread_condattr_t * attributes), (attributes))
FAILING_THREAD_CALL(pthread_condattr_setclock, (pthread_condattr_t * attributes, clockid_t clock),
                    (attributes, clock))
FAILING_THREAD_CALL(pthread_cond_init,
                    (pthread_cond_t * condition, const pthread_condattr_t *attributes),
                    (condition, attributes))

static int is_for_one_thread;
static int is_read_only;

int sqlite3_threadsafe(void) {
    return !is_for_one_thread;
}

int sqlite3_db_readonly(sqlite3 *db, const char *name) {
    (void)db, (void)name;
    return is_read_only;
}

static char path[512];
static int lines; /* of the log */

static void note(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)user;
    CHECK_INT(level, APIDECK_LOG_ERROR);
    CHECK(len > 0 && message[0]);
    lines++;
}

static const apideck_log noting = {sizeof noting, note, NULL};

static void remove_files(void) {
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[520];
        (void)snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)remove(name);
    }
}

static int open_store(apideck_sqlite_mode mode, apideck_sqlite_store **store_out) {
    apideck_sqlite_config config;
    apideck_error error = {0, 0, NULL};
    apideck_sqlite_config_init(&config);
    config.path = path;
    config.mode = mode;
    config.wait_ms = 20;
    config.log = &noting;
    *store_out = NULL;
    int result = apideck_sqlite_store_new(&config, store_out, &error);
    CHECK_INT(error.code, result);
    CHECK((result == 0) == (*store_out != NULL) && (result == 0 || error.message));
    return result;
}

static apideck_str str(const char *text) {
    return (apideck_str){text, strlen(text)};
}

/* A result is one of the contract's, or a failure that was logged. */
static void check_result(int result, int most, int lines_before) {
    CHECK(result <= most);
    CHECK(result >= 0 || lines > lines_before || result == APIDECK_ERR_SUPERSEDED);
}

static int claim(const apideck_store *table, const char *key, int64_t now, apideck_claim *out) {
    int before = lines;
    int result = table->claim(str(key), now, LEASE, out, table->user);
    check_result(result, APIDECK_CLAIM_BUSY, before);
    CHECK(result != 0);
    return result;
}

/* Claims, notes, commits; claims, releases; prunes. Returns whether "a" was committed. Under a
 * lease one claim can be held beside another. */
static int use(const apideck_store *table, apideck_sqlite_mode mode) {
    apideck_claim held = {0, NULL};
    apideck_claim beside = {0, NULL};
    int committed = 0;
    int before = lines;
    int is_beside =
        mode == APIDECK_SQLITE_LEASE && claim(table, "beside", 0, &beside) == APIDECK_CLAIM_NEW;
    if (claim(table, "a", 0, &held) == APIDECK_CLAIM_NEW) {
        check_result(table->advance(str("e"), 5, &held, table->user), APIDECK_ORDER_STALE, before);
        before = lines;
        int result = table->commit(str("a"), &held, FOREVER, table->user);
        check_result(result, 0, before);
        committed = result == 0;
    }
    if (is_beside) {
        before = lines;
        check_result(table->release(str("beside"), &beside, table->user), 0, before);
    }
    if (claim(table, "b", 0, &held) == APIDECK_CLAIM_NEW) {
        before = lines;
        check_result(table->release(str("b"), &held, table->user), 0, before);
    }
    if (claim(table, "a", 1, &held) == APIDECK_CLAIM_NEW) {
        CHECK(!committed);
        (void)table->release(str("a"), &held, table->user);
    }
    before = lines;
    check_result(table->prune(2, table->user), 0, before);
    return committed;
}

/* Whatever failed, the file is whole: a store that is opened anew finds what was committed, and
 * nothing else is in the way once the leases are over. */
static void check_file(apideck_sqlite_mode mode, int committed) {
    apideck_sqlite_store *store = NULL;
    apideck_claim held = {0, NULL};
    failing_calls_start(0, 0);
    CHECK_INT(open_store(mode, &store), 0);
    if (!store) {
        return;
    }
    const apideck_store *table = apideck_sqlite_store_table(store);
    int result = claim(table, "a", 2 * LEASE, &held);
    CHECK(committed ? result == APIDECK_CLAIM_DONE : result != APIDECK_CLAIM_BUSY);
    if (result == APIDECK_CLAIM_NEW) {
        CHECK_INT(table->release(str("a"), &held, table->user), 0);
    }
    CHECK_INT(claim(table, "b", 2 * LEASE, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(table->commit(str("b"), &held, FOREVER, table->user), 0);
    apideck_sqlite_store_free(store);
}

/* Returns whether a call failed. */
static int try_failing(apideck_sqlite_mode mode, unsigned fail_at, int go_on) {
    apideck_sqlite_store *store = NULL;
    int committed = 0;
    int before = check_failed;
    remove_files();
    failing_calls_start(fail_at, go_on);
    int error = open_store(mode, &store);
    CHECK(error == 0 || error == APIDECK_ERR_STORE);
    if (!error) {
        committed = use(apideck_sqlite_store_table(store), mode);
        apideck_sqlite_store_free(store);
    }
    const char *failed = failing_calls.failed;
    CHECK(*failed || (!error && committed));
    check_file(mode, committed);
    if (check_failed > before) {
        fprintf(stderr, "    mode %d, call %u fails%s: %s\n", (int)mode, fail_at,
                go_on ? ", and all behind it" : "", failed);
    }
    return *failed != 0;
}

static void test_each_call(apideck_sqlite_mode mode) {
    for (int go_on = 0; go_on < 2; go_on++) {
        unsigned fail_at = 1;
        while (fail_at < 500 && try_failing(mode, fail_at, go_on)) {
            fail_at++;
        }
        CHECK(fail_at > 20 && fail_at < 500);
    }
}

static void test_no_locks(void) {
    apideck_sqlite_store *store = NULL;
    (void)sqlite3_initialize();
    for (int i = 1; i <= 4; i++) {
        threads_fail_at = i;
        CHECK_INT(open_store(APIDECK_SQLITE_LEASE, &store), APIDECK_ERR_NO_MEMORY);
        CHECK_INT(threads_fail_at, 0);
    }
    threads_fail_at = 0;
}

static void test_what_sqlite_cannot(void) {
    apideck_sqlite_store *store = NULL;
    is_for_one_thread = 1;
    CHECK_INT(open_store(APIDECK_SQLITE_LEASE, &store), APIDECK_ERR_STORE);
    is_for_one_thread = 0;
    is_read_only = 1;
    CHECK_INT(open_store(APIDECK_SQLITE_LEASE, &store), APIDECK_ERR_STORE);
    is_read_only = 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        return 2;
    }
    (void)snprintf(path, sizeof path, "%s/failing_calls.db", argv[1]);
    test_each_call(APIDECK_SQLITE_TRANSACTION);
    test_each_call(APIDECK_SQLITE_LEASE);
    test_no_locks();
    test_what_sqlite_cannot();
    remove_files();
    return check_summary();
}
