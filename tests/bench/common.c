/* What all programs of the benchmark need. */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn void give_up(const char *what, const char *about) {
    fprintf(stderr, "bench: %s: %s\n", what, about);
    exit(1);
}

static double read_clock(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

double cpu_ns(void) {
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

double wall_ns(void) {
    return read_clock(CLOCK_MONOTONIC);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

double median(const double *samples, int count) {
    double sorted[ROUNDS_MAX];
    memcpy(sorted, samples, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, by_value);
    return sorted[count / 2];
}

double least(const double *samples, int count) {
    double least = samples[0];
    for (int i = 1; i < count; i++) {
        least = samples[i] < least ? samples[i] : least;
    }
    return least;
}
