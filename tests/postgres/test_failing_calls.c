/* Every call into libpq fails in turn, alone or with all behind it, while a store is opened,
 * claims, notes, commits, releases and prunes: what fails says so, nothing is left open, and what
 * was committed stays so. Usage: test_failing_calls CONNINFO */
#define _GNU_SOURCE 1

#include "../check.h"
#include "../failing_calls.h"
#include "held.h"

#include <poll.h>
#include <pthread.h>

FAILING_CALL(PGconn *, PQconnectdbParams,
             (const char *const *names, const char *const *values, int expand),
             (names, values, expand), NULL)
FAILING_CALL(int, PQenterPipelineMode, (PGconn * connection), (connection), 0)
FAILING_CALL(int, PQexitPipelineMode, (PGconn * connection), (connection), 0)
FAILING_CALL(int, PQpipelineSync, (PGconn * connection), (connection), 0)
FAILING_CALL(int, PQsendPrepare,
             (PGconn * connection, const char *name, const char *sql, int count, const Oid *types),
             (connection, name, sql, count, types), 0)
FAILING_CALL(int, PQsendQueryParams,
             (PGconn * connection, const char *sql, int count, const Oid *types,
              const char *const *values, const int *lengths, const int *formats, int format),
             (connection, sql, count, types, values, lengths, formats, format), 0)
FAILING_CALL(int, PQsendQueryPrepared,
             (PGconn * connection, const char *name, int count, const char *const *values,
              const int *lengths, const int *formats, int format),
             (connection, name, count, values, lengths, formats, format), 0)

static PGconn *own; /* the test's; what is asked over it does not fail */

PGresult *PQexec(PGconn *connection, const char *sql) {
    static PGresult *(*next)(PGconn *, const char *);
    if (!next) {
        *(void **)&next = next_call("PQexec");
    }
    return connection != own && call_fails("PQexec") ? NULL : next(connection, sql);
}

/* What makes the locks of the store's pool. */
static int threads_fail_at;

#define FAILING_THREAD_CALL(NAME, PARAMETERS, ARGUMENTS)                                           \
    int NAME PARAMETERS {                                                                          \
        static int(*next) PARAMETERS;                                                              \
        if (!next) {                                                                               \
            *(void **)&next = next_call(#NAME);                                                    \
        }                                                                                          \
        return threads_fail_at && --threads_fail_at == 0 ? 11 : next ARGUMENTS;                    \
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

static void check_result(int result, int most) {
    CHECK(result <= most);
    CHECK(result >= 0 || result == APIDECK_ERR_STORE || result == APIDECK_ERR_SUPERSEDED);
    CHECK(result >= 0 || result == APIDECK_ERR_SUPERSEDED || last_logged[0]);
}

/* Claims, notes, commits; claims, releases; prunes. Returns whether "a" was committed. */
static int use(apideck_postgres_store *store) {
    struct held a = held_of(store, "a");
    struct held b = held_of(store, "b");
    int committed = 0;
    int result = held_claim(&a);
    check_result(result, APIDECK_CLAIM_NEW);
    if (result == APIDECK_CLAIM_NEW) {
        check_result(held_advance(&a, "e", 5), APIDECK_ORDER_STALE);
        result = held_commit(&a);
        check_result(result, 0);
        committed = result == 0;
    }
    result = held_claim(&b);
    check_result(result, APIDECK_CLAIM_NEW);
    if (result == APIDECK_CLAIM_NEW) {
        check_result(held_release(&b), 0);
    }
    check_result(a.table.prune(NOW, a.table.user), 0);
    return committed;
}

/* Claims once the server has noticed that a connection is gone. */
static int claim_when_free(struct held *held) {
    int result = held_claim(held);
    for (int i = 0; i < 250 && result == APIDECK_CLAIM_BUSY; i++) {
        poll(NULL, 0, 20);
        result = held_claim(held);
    }
    return result;
}

/* A call that failed leaves nothing behind: the same store serves again. */
static void check_store(apideck_postgres_store *store, int committed) {
    struct held a = held_of(store, "a");
    struct held b = held_of(store, "b");
    int result = claim_when_free(&a);
    CHECK(committed ? result == APIDECK_CLAIM_DONE
                    : result == APIDECK_CLAIM_NEW || result == APIDECK_CLAIM_DONE);
    if (result == APIDECK_CLAIM_NEW) {
        CHECK_INT(held_release(&a), 0);
    }
    CHECK_INT(claim_when_free(&b), APIDECK_CLAIM_NEW);
    CHECK_INT(held_commit(&b), 0);
}

/* Returns whether a call failed. */
static int try_failing(int prepare, unsigned fail_at, int go_on) {
    apideck_postgres_config config = store_config();
    apideck_postgres_store *store = NULL;
    apideck_error error = {0, 0, NULL};
    int committed = 0;
    int before = check_failed;
    config.prepare = prepare;
    CHECK_INT(database_run(own, "DROP SCHEMA IF EXISTS tests CASCADE"), 0);
    last_logged[0] = '\0';
    failing_calls_start(fail_at, go_on);
    int result = apideck_postgres_store_new(&config, &store, &error);
    CHECK((result == 0) == (store != NULL));
    CHECK(result == 0 || (result == APIDECK_ERR_STORE && error.code == result && last_logged[0]));
    committed = store ? use(store) : 0;
    const char *failed = failing_calls.failed;
    CHECK(*failed || committed);
    failing_calls_start(0, 0);
    if (!store) {
        store = store_open_with(&config);
    }
    check_store(store, committed);
    apideck_postgres_store_free(store);
    if (check_failed > before) {
        fprintf(stderr, "    prepare %d, call %u fails%s: %s\n", prepare, fail_at,
                go_on ? ", and all behind it" : "", failed);
    }
    return *failed != 0;
}

static void each_call(int prepare) {
    for (int go_on = 0; go_on < 2; go_on++) {
        unsigned fail_at = 1;
        while (fail_at < 500 && try_failing(prepare, fail_at, go_on)) {
            fail_at++;
        }
        CHECK(fail_at > 30 && fail_at < 500);
    }
}

static void no_locks(void) {
    for (int i = 1; i <= 4; i++) {
        apideck_postgres_config config = store_config();
        apideck_postgres_store *store = NULL;
        threads_fail_at = i;
        CHECK_INT(apideck_postgres_store_new(&config, &store, NULL), APIDECK_ERR_NO_MEMORY);
        CHECK(!store);
        CHECK_INT(threads_fail_at, 0);
    }
    threads_fail_at = 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        return 2;
    }
    database = argv[1];
    own = PQconnectdb(database);
    database_reset();
    each_call(1);
    each_call(0);
    no_locks();
    PQfinish(own);
    return check_summary();
}
