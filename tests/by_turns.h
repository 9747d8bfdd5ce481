/* A store beside its engine: the ways take turns, a round each, so that all of them meet the same
 * machine. What is told are medians over the rounds, of rates and of the ratios within a round. */
#ifndef APIDECK_TESTS_BY_TURNS_H
#define APIDECK_TESTS_BY_TURNS_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BY_TURNS_ROUNDS 11
#define BY_TURNS_WAYS 3

/* Does `events` events that no other round has. Returns 0, or anything else for a failure. */
typedef int (*by_turns_way)(int round, long events, void *user);

static inline double by_turns_seconds(void) {
    struct timespec time = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static inline int by_turns_order(const void *a, const void *b) {
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

static inline double by_turns_median(double numbers[BY_TURNS_ROUNDS]) {
    qsort(numbers, BY_TURNS_ROUNDS, sizeof *numbers, by_turns_order);
    return numbers[BY_TURNS_ROUNDS / 2];
}

/* Measures the store (way 0), and beside it what may be NULL: the engine's bare insert, and the
 * engine's part of claim and commit alone. Prints a row of the table in docs/performance.md.
 * Returns an exit status. */
static inline int by_turns(const char *name, const by_turns_way ways[BY_TURNS_WAYS], long events,
                           void *user) {
    double rates[BY_TURNS_WAYS][BY_TURNS_ROUNDS];
    double ratios[BY_TURNS_WAYS][BY_TURNS_ROUNDS];
    for (int round = 0; round < BY_TURNS_ROUNDS; round++) {
        for (int way = 0; way < BY_TURNS_WAYS; way++) {
            const double begin = by_turns_seconds();
            if (ways[way] && ways[way](round, events, user)) {
                fprintf(stderr, "%s: way %d failed\n", name, way);
                return 1;
            }
            rates[way][round] = (double)events / (by_turns_seconds() - begin);
            ratios[way][round] = rates[0][round] / rates[way][round];
        }
    }
    printf("| %s | %.0f |", name, by_turns_median(rates[0]));
    for (int way = 1; way < BY_TURNS_WAYS; way++) {
        if (ways[way]) {
            printf(" %.0f | %.2f |", by_turns_median(rates[way]), by_turns_median(ratios[way]));
        } else {
            printf(" | |");
        }
    }
    printf("\n");
    return 0;
}

#endif
