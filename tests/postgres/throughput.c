/* Events per second through the store, beside the bare insert of such a row in a transaction of its
 * own, and beside the same insert in a transaction of two round trips, which is the least that a
 * store has to send when a handler runs in between. All statements are prepared. Prints a row of
 * the table in docs/performance.md. Usage: throughput CONNINFO [EVENTS [THREADS]] */
#define _POSIX_C_SOURCE 200809L

#include "../by_turns.h"
#include "../in_threads.h"
#include "held.h"

#include <stdatomic.h>

#define INSERT "INSERT INTO tests.events VALUES (sha256($1::text::bytea), 0) ON CONFLICT DO NOTHING"

struct load {
    apideck_postgres_store *store;
    int threads;
    PGconn *connections[IN_THREADS_MAX]; /* of the bare statements */
    int round;
    long events; /* of each thread */
    atomic_int failures;
};

static void key_of(char key[64], const char *kind, const struct load *load, int number, long i) {
    snprintf(key, 64, "apideck:id:%s-%d-%d-%ld", kind, number, load->round, i);
}

static void through_the_store(int number, void *user) {
    struct load *load = user;
    for (long i = 0; i < load->events; i++) {
        char key[64];
        key_of(key, "store", load, number, i);
        struct held held = held_of(load->store, key);
        if (held_claim(&held) != APIDECK_CLAIM_NEW || held_commit(&held) != 0) {
            atomic_fetch_add(&load->failures, 1);
        }
    }
}

static void bare_insert(int number, void *user) {
    struct load *load = user;
    for (long i = 0; i < load->events; i++) {
        char key[64];
        const char *const values[] = {key};
        key_of(key, "bare", load, number, i);
        PGresult *result =
            PQexecPrepared(load->connections[number], "bare_insert", 1, values, NULL, NULL, 0);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            atomic_fetch_add(&load->failures, 1);
        }
        PQclear(result);
    }
}

/* Sends what was queued, and reads it to its end. Returns how many statements failed. */
static int round_trip(PGconn *connection) {
    int failures = !PQpipelineSync(connection);
    int is_synced = failures;
    while (!is_synced) {
        PGresult *result = PQgetResult(connection);
        if (result) {
            const ExecStatusType status = PQresultStatus(result);
            is_synced = status == PGRES_PIPELINE_SYNC || status == PGRES_FATAL_ERROR;
            failures += status == PGRES_FATAL_ERROR;
        }
        PQclear(result);
    }
    return failures;
}

static void two_round_trips(int number, void *user) {
    struct load *load = user;
    PGconn *connection = load->connections[number];
    int failures = !PQenterPipelineMode(connection);
    for (long i = 0; i < load->events; i++) {
        char key[64];
        const char *const values[] = {key};
        key_of(key, "two", load, number, i);
        failures += !PQsendQueryPrepared(connection, "bare_begin", 0, NULL, NULL, NULL, 0);
        failures += !PQsendQueryPrepared(connection, "bare_insert", 1, values, NULL, NULL, 0);
        failures += round_trip(connection);
        failures += !PQsendQueryPrepared(connection, "bare_commit", 0, NULL, NULL, NULL, 0);
        failures += round_trip(connection);
    }
    failures += !PQexitPipelineMode(connection);
    atomic_fetch_add(&load->failures, failures);
}

static int on_threads(struct load *load, int round, long events,
                      void (*run)(int number, void *user)) {
    load->round = round;
    load->events = events / load->threads;
    return in_threads(load->threads, run, load) || atomic_load(&load->failures);
}

static int way_store(int round, long events, void *user) {
    return on_threads(user, round, events, through_the_store);
}

static int way_bare(int round, long events, void *user) {
    return on_threads(user, round, events, bare_insert);
}

static int way_two_round_trips(int round, long events, void *user) {
    return on_threads(user, round, events, two_round_trips);
}

static int prepare(PGconn *connection, const char *name, const char *sql) {
    PGresult *result = PQprepare(connection, name, sql, 0, NULL);
    const int failed = PQresultStatus(result) != PGRES_COMMAND_OK;
    PQclear(result);
    return failed;
}

static int connect_all(struct load *load) {
    int failed = 0;
    for (int i = 0; i < load->threads; i++) {
        load->connections[i] = PQconnectdb(database);
        failed += prepare(load->connections[i], "bare_begin", "BEGIN") ||
                  prepare(load->connections[i], "bare_insert", INSERT) ||
                  prepare(load->connections[i], "bare_commit", "COMMIT");
    }
    return failed;
}

int main(int argc, char **argv) {
    static const by_turns_way ways[BY_TURNS_WAYS] = {way_store, way_bare, way_two_round_trips};
    const long events = argc > 2 ? atol(argv[2]) : 11000;
    struct load load = {.threads = argc > 3 ? atoi(argv[3]) : 4};
    char name[48];
    if (argc < 2 || load.threads < 1 || load.threads > IN_THREADS_MAX ||
        events < BY_TURNS_ROUNDS * load.threads) {
        fprintf(stderr, "usage: throughput CONNINFO [EVENTS [THREADS]]\n");
        return 2;
    }
    database = argv[1];
    database_reset();
    apideck_postgres_config config = store_config();
    config.max_connections = (size_t)load.threads;
    load.store = store_open_with(&config);
    if (connect_all(&load)) {
        fprintf(stderr, "the bare statements cannot be prepared\n");
        return 2;
    }
    snprintf(name, sizeof name, "PostgreSQL, threads: %d", load.threads);
    const int status = by_turns(name, ways, events / BY_TURNS_ROUNDS, &load);
    apideck_postgres_store_free(load.store);
    for (int i = 0; i < load.threads; i++) {
        PQfinish(load.connections[i]);
    }
    return status;
}
