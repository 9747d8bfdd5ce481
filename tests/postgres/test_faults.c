/* Connections that are cut, a server that hangs, handlers that are late.
 * Usage: test_faults CONNINFO RESTART_COMMAND */
#define _POSIX_C_SOURCE 200809L

#include "../check.h"
#include "held.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

static void wait_ms(int ms) {
    poll(NULL, 0, ms);
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int terminate(const struct held *held) {
    char sql[80];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d)", PQbackendPID(held->claim.context));
    return database_number(sql) < 0;
}

/* A server process that was told to end takes a moment. */
static int claim_when_free(struct held *held) {
    int result = held_claim(held);
    for (int i = 0; i < 100 && result == APIDECK_CLAIM_BUSY; i++) {
        wait_ms(20);
        result = held_claim(held);
    }
    return result;
}

/* The event comes again, and everything is as if nothing had been. */
static void retry_is_handled(struct held *held, long rows_before) {
    CHECK_INT(rows(), rows_before);
    CHECK_INT(claim_when_free(held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_write(held), 0);
    CHECK_INT(held_commit(held), 0);
    CHECK_INT(rows(), rows_before + 1);
    CHECK_INT(held_claim(held), APIDECK_CLAIM_DONE);
}

static void terminated_before_the_commit(apideck_postgres_store *store) {
    struct held held = held_of(store, "terminated before the commit");
    const long before = rows();
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_write(&held), 0);
    CHECK_INT(terminate(&held), 0);
    CHECK_INT(held_commit(&held), APIDECK_ERR_STORE);
    retry_is_handled(&held, before);
}

static void terminated_in_the_handler(apideck_postgres_store *store) {
    struct held held = held_of(store, "terminated in the handler");
    const long before = rows();
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(terminate(&held), 0);
    wait_ms(50);
    CHECK_INT(held_write(&held), -1);
    CHECK(held_release(&held) < 0);
    retry_is_handled(&held, before);
}

static void terminated_before_the_order(apideck_postgres_store *store) {
    struct held held = held_of(store, "terminated before the order");
    const long before = rows();
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(terminate(&held), 0);
    CHECK_INT(held_advance(&held, "entity", NOW), APIDECK_ERR_STORE);
    (void)held_release(&held);
    retry_is_handled(&held, before);
}

/* Connections that lie idle are lost without a sound. */
static void terminated_while_idle(apideck_postgres_store *store) {
    struct held held = held_of(store, "terminated while idle");
    CHECK(database_number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                          " WHERE application_name = 'libapideck'") >= 1);
    wait_ms(100);
    retry_is_handled(&held, rows());
    CHECK(database_number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                          " WHERE application_name = 'libapideck'") >= 1);
    wait_ms(100);
    CHECK_INT(held.table.prune(NOW, held.table.user), 0);
}

/* The connection is lost, and nobody gets a new one. */
static void terminated_and_shut_out(apideck_postgres_store *store) {
    struct held held = held_of(store, "shut out");
    PGconn *beside = PQconnectdb(database);
    CHECK_INT(database_run(beside, "UPDATE pg_database SET datallowconn = false"
                                   " WHERE datname = current_database()"),
              0);
    CHECK_INT(database_run(beside, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                   " WHERE application_name = 'libapideck'"),
              0);
    wait_ms(100);
    CHECK_INT(held_claim(&held), APIDECK_ERR_STORE);
    CHECK_INT(database_run(beside, "UPDATE pg_database SET datallowconn = true"
                                   " WHERE datname = current_database()"),
              0);
    PQfinish(beside);
    retry_is_handled(&held, rows());
}

/* The server ends the session when the handler was silent for the time of the lease. */
static void lease_runs_out(apideck_postgres_store *store) {
    struct held late = held_of(store, "late");
    struct held next = held_of(store, "late");
    const long before = rows();
    CHECK_INT(held_claim_for(&late, 400), APIDECK_CLAIM_NEW);
    CHECK_INT(held_write(&late), 0);
    CHECK_INT(held_claim(&next), APIDECK_CLAIM_BUSY);
    wait_ms(600);
    CHECK_INT(held_claim(&next), APIDECK_CLAIM_NEW);
    CHECK(next.claim.token > late.claim.token);
    CHECK_INT(held_write(&next), 0);
    CHECK_INT(held_commit(&late), APIDECK_ERR_SUPERSEDED);
    CHECK_INT(held_commit(&next), 0);
    CHECK_INT(rows(), before + 1);
    CHECK_INT(held_commit(&late), APIDECK_ERR_SUPERSEDED);
    CHECK_INT(held_release(&late), 0);
}

/* A handler that keeps talking to the database keeps its claim. */
static void lease_while_writing(apideck_postgres_store *store) {
    struct held held = held_of(store, "busy writing");
    struct held other = held_of(store, "busy writing");
    CHECK_INT(held_claim_for(&held, 400), APIDECK_CLAIM_NEW);
    for (int i = 0; i < 4; i++) {
        wait_ms(200);
        CHECK_INT(held_write(&held), 0);
    }
    CHECK_INT(held_claim(&other), APIDECK_CLAIM_BUSY);
    CHECK_INT(held_commit(&held), 0);
}

/* A statement that does not end is ended. */
static void statement_runs_out(void) {
    apideck_postgres_config config = store_config();
    config.statement_timeout_ms = 300;
    apideck_postgres_store *store = store_open_with(&config);
    struct held held = held_of(store, "slow statement");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(database_run(held.claim.context, "SELECT pg_sleep(10)"), -1);
    CHECK_INT(held_commit(&held), APIDECK_ERR_STORE);
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_release(&held), 0);
    apideck_postgres_store_free(store);
}

/* A server that is there and says nothing. */
static void server_hangs(void) {
    apideck_postgres_config config = store_config();
    config.statement_timeout_ms = 300;
    apideck_postgres_store *store = store_open_with(&config);
    struct held held = held_of(store, "hangs");
    const long before = rows();
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_write(&held), 0);
    const pid_t server = PQbackendPID(held.claim.context);
    CHECK_INT(kill(server, SIGSTOP), 0);
    const double begun = seconds_now();
    CHECK_INT(held_commit(&held), APIDECK_ERR_STORE);
    CHECK(seconds_now() - begun < 8);
    CHECK(strstr(last_logged, "does not answer") != NULL);
    CHECK_INT(kill(server, SIGCONT), 0);
    /* It comes round to the commit after all, or not: nobody can tell, but once it is. */
    const int result = claim_when_free(&held);
    if (result == APIDECK_CLAIM_NEW) {
        CHECK_INT(held_write(&held), 0);
        CHECK_INT(held_commit(&held), 0);
    } else {
        CHECK_INT(result, APIDECK_CLAIM_DONE);
    }
    CHECK_INT(rows(), before + 1);
    apideck_postgres_store_free(store);
}

/* Two events of an entity: the second is not told its place before that of the first is known. */
static void *advance_beside(void *of) {
    struct held *held = of;
    return (void *)(intptr_t)held_advance(held, "one entity", NOW);
}

static void order_waits(apideck_postgres_store *store) {
    struct held first = held_of(store, "first");
    struct held second = held_of(store, "second");
    pthread_t thread;
    void *order = NULL;
    CHECK_INT(held_claim(&first), APIDECK_CLAIM_NEW);
    CHECK_INT(held_claim(&second), APIDECK_CLAIM_NEW);
    CHECK_INT(held_advance(&first, "one entity", NOW + 1), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(pthread_create(&thread, NULL, advance_beside, &second), 0);
    wait_ms(100);
    CHECK_INT(held_commit(&first), 0);
    pthread_join(thread, &order);
    CHECK_INT((intptr_t)order, APIDECK_ORDER_STALE);
    CHECK_INT(held_release(&second), 0);
}

static void server_restarts(apideck_postgres_store *store, const char *restart) {
    struct held held = held_of(store, "restart");
    struct held idle = held_of(store, "restart, idle");
    const long before = rows();
    CHECK_INT(held_claim(&idle), APIDECK_CLAIM_NEW); /* so that two connections are lost */
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_write(&held), 0);
    CHECK_INT(held_release(&idle), 0);
    CHECK_INT(system(restart), 0);
    CHECK_INT(held_commit(&held), APIDECK_ERR_STORE);
    retry_is_handled(&held, before);
    retry_is_handled(&idle, before + 1);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: test_faults CONNINFO RESTART_COMMAND\n");
        return 2;
    }
    database = argv[1];
    database_reset();
    apideck_postgres_store *store = store_open();
    terminated_before_the_commit(store);
    terminated_in_the_handler(store);
    terminated_before_the_order(store);
    terminated_while_idle(store);
    terminated_and_shut_out(store);
    lease_runs_out(store);
    lease_while_writing(store);
    statement_runs_out();
    server_hangs();
    order_waits(store);
    server_restarts(store, argv[2]);
    apideck_postgres_store_free(store);
    return check_summary();
}
