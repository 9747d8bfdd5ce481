#include "bench.h"

double run_here(const struct contender *self, int body, size_t times) {
    int failed = 0;
    double begin = cpu_ns();
    for (size_t i = 0; i < times; i++) {
        failed |= self->once(&bench_bodies[body], self->user);
    }
    double end = cpu_ns();
    return failed ? -1 : end - begin;
}

static double run(const struct contender *contender, int body, size_t times) {
    double ns = contender->run(contender, body, times);
    if (ns < 0) {
        give_up(contender->name, "gives a wrong result");
    }
    return ns;
}

/* How often the work fits into a turn. Warms up what gets faster by being used. */
static size_t calibrate(const struct contender *contender, int body, double turn_ns) {
    size_t times = 1;
    double begin = wall_ns();
    double ns = run(contender, body, times);
    while (ns < turn_ns || wall_ns() - begin < 20 * turn_ns) {
        if (ns < turn_ns / 2) {
            times *= 2;
        } else if (ns < turn_ns) {
            times += times / 4 + 1;
        }
        ns = run(contender, body, times);
    }
    return times;
}

static double take_turn(const struct contender *contender, int body, size_t times, bool warmed_up) {
    if (warmed_up) {
        (void)run(contender, body, (times + 9) / 10);
    }
    return run(contender, body, times) / (double)times;
}

void measure(const struct contender *contenders, int count, int rounds, struct turns turns,
             struct results *results) {
    size_t times[CONTENDERS_MAX][BODIES];
    results->rounds = rounds;
    results->contenders = count;
    for (int c = 0; c < count; c++) {
        for (int b = 0; b < BODIES; b++) {
            times[c][b] = calibrate(&contenders[c], b, turns.ns);
        }
    }
    for (int round = 0; round < rounds; round++) {
        for (int b = 0; b < BODIES; b++) {
            for (int c = 0; c < count; c++) {
                results->samples[c][b][round] =
                    take_turn(&contenders[c], b, times[c][b], turns.warmed_up);
            }
        }
    }
}
