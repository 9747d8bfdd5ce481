/* Events per second through the store, beside the bare insert of such a row, a transaction each:
 * the two by turns, and the median of the rounds.
 * Usage: throughput CONNINFO [EVENTS [THREADS]] */
#define _POSIX_C_SOURCE 200809L

#include "held.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define THREADS_MAX 64
#define ROUNDS 11

/* What one thread does with its events. */
struct work {
    apideck_postgres_store *store;
    int first;
    int count;
    int failures;
};

static void *through_the_store(void *of) {
    struct work *work = of;
    for (int i = 0; i < work->count; i++) {
        char key[64];
        snprintf(key, sizeof key, "apideck:id:store-%d", work->first + i);
        struct held held = held_of(work->store, key);
        work->failures += held_claim(&held) != APIDECK_CLAIM_NEW || held_commit(&held) != 0;
    }
    return NULL;
}

static void *bare(void *of) {
    struct work *work = of;
    PGconn *connection = PQconnectdb(database);
    for (int i = 0; i < work->count; i++) {
        char key[64];
        const char *const values[] = {key};
        snprintf(key, sizeof key, "apideck:id:bare-%d", work->first + i);
        PGresult *result =
            PQexecParams(connection,
                         "INSERT INTO tests.events VALUES (sha256($1::text::bytea), 0)"
                         " ON CONFLICT DO NOTHING",
                         1, NULL, values, NULL, NULL, 0);
        work->failures += PQresultStatus(result) != PGRES_COMMAND_OK;
        PQclear(result);
    }
    PQfinish(connection);
    return NULL;
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Returns events per second. */
static double measure(apideck_postgres_store *store, void *(*run)(void *), int first, int events,
                      int threads) {
    pthread_t handles[THREADS_MAX];
    struct work work[THREADS_MAX];
    const int each = events / threads;
    const double begin = seconds_now();
    for (int i = 0; i < threads; i++) {
        work[i] = (struct work){store, first + i * each, each, 0};
        if (pthread_create(&handles[i], NULL, run, &work[i]) != 0) {
            exit(2);
        }
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(handles[i], NULL);
        if (work[i].failures) {
            fprintf(stderr, "%d failures: %s\n", work[i].failures, last_logged);
        }
    }
    return each * threads / (seconds_now() - begin);
}

static int by_size(const void *a, const void *b) {
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double numbers[ROUNDS]) {
    qsort(numbers, ROUNDS, sizeof *numbers, by_size);
    return numbers[ROUNDS / 2];
}

int main(int argc, char **argv) {
    const int events = argc > 2 ? atoi(argv[2]) : 11000;
    const int threads = argc > 3 ? atoi(argv[3]) : 4;
    if (argc < 2 || events < ROUNDS * threads || threads < 1 || threads > THREADS_MAX) {
        fprintf(stderr, "usage: throughput CONNINFO [EVENTS [THREADS]]\n");
        return 2;
    }
    database = argv[1];
    database_reset();
    apideck_postgres_config config = store_config();
    config.max_connections = (size_t)threads;
    apideck_postgres_store *store = store_open_with(&config);
    double own[ROUNDS];
    double engine[ROUNDS];
    double ratios[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        const int each = events / ROUNDS;
        own[i] = measure(store, through_the_store, i * each, each, threads);
        engine[i] = measure(store, bare, i * each, each, threads);
        ratios[i] = own[i] / engine[i];
    }
    printf("%d threads: %.0f events/s, bare insert %.0f/s, ratio %.2f\n", threads, median(own),
           median(engine), median(ratios));
    apideck_postgres_store_free(store);
    return 0;
}
