/* What a store has to bring to take part in the crash and contention tests: see README.md. */
#ifndef APIDECK_TESTS_CRASH_STORE_H
#define APIDECK_TESTS_CRASH_STORE_H

#include <apideck/apideck.h>

/* Each callback returns 0, or anything else for a failure. One store is open at a time in a
 * process; `write` is called on many threads. */
struct crash_store {
    const char *name;
    /* Whether an event is written exactly once; else at least once, and doubles are counted. */
    int exactly_once;
    /* Makes the store and the rows empty; nothing is open. */
    int (*reset)(const char *where);
    /* Opens them in this process, for so many threads. */
    int (*open)(const char *where, int threads, apideck_store *store_out);
    /* The handler: adds a row for the event; through the store's context where it has one. */
    int (*write)(const apideck_delivery *delivery, long event);
    /* How many rows the event has, or negative; called while it is open. */
    long (*rows)(long event);
    void (*close)(void);
};

#endif
