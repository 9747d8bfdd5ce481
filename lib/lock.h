/* A lock for what is short: usually held for well under a microsecond, so that waiting for it costs
 * less than asking the system would. */
#ifndef APIDECK_LIB_LOCK_H
#define APIDECK_LIB_LOCK_H

#include <stdatomic.h>
#include <stdbool.h>

#ifndef __STDC_NO_THREADS__
#include <threads.h>
#endif

/* Lets the thread that is waited for run, where there is a way to ask for it. */
static inline void apideck__yield(void) {
#ifndef __STDC_NO_THREADS__
    thrd_yield();
#endif
}

/* Looks at a lock before the system is asked: some times as long as one is usually held. */
#define APIDECK__LOOKS 256

/* Who waits only looks until the lock is free, and leaves the cache line to the one who has it. */
static inline void apideck__lock(atomic_bool *lock) {
    for (unsigned looks = 1; atomic_exchange_explicit(lock, true, memory_order_acquire);) {
        while (atomic_load_explicit(lock, memory_order_relaxed)) {
            if (looks++ % APIDECK__LOOKS == 0) {
                apideck__yield();
            }
        }
    }
}

static inline void apideck__unlock(atomic_bool *lock) {
    atomic_store_explicit(lock, false, memory_order_release);
}

#endif
