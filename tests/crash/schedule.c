/* The sender's real schedule in simulated time: 9 retries over 27 h 48 min, out of order, with
 * handlers that fail, answers that are lost, and a store that prunes in between. */
#include "crash.h"

#include <stdio.h>
#include <stdlib.h>

struct attempt {
    int64_t time_ms;
    long event;
    int number;
};

/* By event, counted from 1. */
struct plan {
    struct attempt *attempts; /* in the order of time */
    int64_t *occurred_at_ms;
    unsigned char *acknowledged;
    unsigned char *handled; /* whether a row must be there */
    long events;
};

static int by_time(const void *a, const void *b) {
    const struct attempt *left = a;
    const struct attempt *right = b;
    return left->time_ms < right->time_ms ? -1 : left->time_ms > right->time_ms;
}

/* An event happens up to a day before it is sent first, on one of two days. */
static void plan_event(struct plan *plan, long event, int64_t begin, unsigned long *state) {
    int64_t time = begin + (int64_t)crash_random(state, 48 * 60) * MINUTE_MS;
    plan->occurred_at_ms[event] = time - (int64_t)crash_random(state, 24 * 60) * MINUTE_MS;
    for (int i = 1; i <= ATTEMPTS; i++) {
        plan->attempts[(event - 1) * ATTEMPTS + i - 1] = (struct attempt){time, event, i};
        time += crash_delay_ms(i);
    }
}

static int plan_make(struct plan *plan, long events, unsigned long *state) {
    const size_t count = (size_t)events + 1;
    plan->events = events;
    plan->attempts = calloc(count * ATTEMPTS, sizeof *plan->attempts);
    plan->occurred_at_ms = calloc(count, sizeof *plan->occurred_at_ms);
    plan->acknowledged = calloc(count, 1);
    plan->handled = calloc(count, 1);
    if (!plan->attempts || !plan->occurred_at_ms || !plan->acknowledged || !plan->handled) {
        return 1;
    }
    const int64_t begin = crash_present_ms();
    for (long event = 1; event <= events; event++) {
        plan_event(plan, event, begin, state);
    }
    qsort(plan->attempts, (size_t)events * ATTEMPTS, sizeof *plan->attempts, by_time);
    return 0;
}

static void plan_free(struct plan *plan) {
    free(plan->attempts);
    free(plan->occurred_at_ms);
    free(plan->acknowledged);
    free(plan->handled);
}

/* Every fiftieth event fails at every attempt. */
static int never_works(long event) {
    return event % 50 == 0;
}

/* Returns how many answers were not as they should be. */
static int attempt_one(apideck_receiver *receiver, struct plan *plan, const struct attempt *attempt,
                       unsigned long *state) {
    const long event = attempt->event;
    const int fails = never_works(event) || crash_random(state, 2) == 0;
    const struct sending sending = {.event = event,
                                    .attempt = attempt->number,
                                    .occurred_at_ms = plan->occurred_at_ms[event],
                                    .now_ms = attempt->time_ms,
                                    .handler_result = fails};
    const int status = crash_deliver(receiver, &sending);
    const int expected = plan->handled[event] || !fails ? 200 : 500;
    plan->handled[event] |= status == 200;
    /* Now and then the answer is lost on its way. */
    plan->acknowledged[event] |= status == 200 && crash_random(state, 3) != 0;
    return status != expected;
}

static int run(apideck_receiver *receiver, struct plan *plan, unsigned long *state) {
    int64_t next_prune = plan->attempts[0].time_ms;
    int wrong = 0;
    for (long i = 0; i < plan->events * ATTEMPTS; i++) {
        const struct attempt *attempt = &plan->attempts[i];
        if (plan->acknowledged[attempt->event]) {
            continue;
        }
        wrong += attempt_one(receiver, plan, attempt, state);
        if (attempt->time_ms >= next_prune) {
            const int error = apideck_receiver_prune(receiver);
            wrong += error != 0 && error != APIDECK_ERR_NOT_FOUND;
            next_prune = attempt->time_ms + 3 * HOUR_MS;
        }
    }
    return wrong;
}

int crash_schedule(const struct crash_store *store, const char *where, long events) {
    struct plan plan = {NULL, NULL, NULL, NULL, 0};
    unsigned long state = 11;
    apideck_store table;
    long lost = 0;
    if (plan_make(&plan, events, &state) || store->open(where, 1, &table)) {
        fprintf(stderr, "crash_driver: %s does not open\n", store->name);
        plan_free(&plan);
        return 2;
    }
    apideck_receiver *receiver = crash_receiver_new(store, &table);
    const int wrong = run(receiver, &plan, &state);
    apideck_receiver_free(receiver);
    store->close();
    for (long event = 1; event <= events; event++) {
        lost += !plan.handled[event];
    }
    printf("%d answers were not as they should be; %ld last chances for %ld events that failed ten "
           "times\n",
           wrong, atomic_load(&crash_last_chances), lost);
    const int ok = crash_tally(store, where, events, plan.handled, "schedule") && wrong == 0 &&
                   atomic_load(&crash_last_chances) == lost;
    plan_free(&plan);
    return ok ? 0 : 1;
}
