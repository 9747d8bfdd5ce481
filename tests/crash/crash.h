/* What the parts of the driver share. */
#ifndef APIDECK_TESTS_CRASH_H
#define APIDECK_TESTS_CRASH_H

#include "crash_store.h"

#include <stdatomic.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define ATTEMPTS 10

/* The steps of the way at which a receiver may be killed. Those called IN_ a callback are some time
 * after it was called, at its end at the latest. */
enum step {
    NOWHERE,
    BEFORE_CLAIM,
    AFTER_CLAIM,
    IN_ADVANCE,
    IN_HANDLER,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    IN_RELEASE,
    IN_PRUNE,
    BEFORE_ANSWER,
    STEPS
};

/* One delivery as the sender means it. */
struct sending {
    long event;
    int attempt;
    int64_t occurred_at_ms;
    int64_t now_ms;     /* what the receiver's clock says then */
    int die_at;         /* enum step; with IN_PRUNE the receiver prunes before it takes it */
    int die_after_us;   /* for the steps inside a callback */
    int handler_result; /* what the handler returns after its write */
};

/* stores.c: NULL when there is none of that name. */
const struct crash_store *crash_store_find(const char *name);
void crash_store_list(void);

/* sender.c: how long after attempt n, counted from 1, the next one comes. */
int64_t crash_delay_ms(int attempt);
/* A number below `below`, from a sequence that is the same in every run. */
unsigned long crash_random(unsigned long *state, unsigned long below);
/* Milliseconds since 1970 of this very moment. */
int64_t crash_present_ms(void);

/* receiver.c: one receiver on an open store, and deliveries to it. */
apideck_receiver *crash_receiver_new(const struct crash_store *store, const apideck_store *table);
/* How often its last_chance was called, for any event. */
extern atomic_long crash_last_chances;
/* Signs and delivers; returns the answer's status, or dies where it is told to. */
int crash_deliver(apideck_receiver *receiver, const struct sending *sending);
/* For processes that deliver on one thread: only there is `die_at` of use. */
extern int crash_die_at;
extern int crash_die_after_us;
void crash_step(enum step step);

/* tally.c: opens the store, counts the rows of events 1 to `events`, `expected` for each being 0 or
 * 1, or all 1 where it is NULL; prints the line that sums up, which begins with `what`. Returns
 * whether all is as the store promises. */
int crash_tally(const struct crash_store *store, const char *where, long events,
                const unsigned char *expected, const char *what);

/* What the driver does. Each returns an exit status. */
int crash_kill(const struct crash_store *store, const char *where, long kills);
int crash_contend(const struct crash_store *store, const char *where, long events, int processes,
                  int threads);
int crash_schedule(const struct crash_store *store, const char *where, long events);

#endif
