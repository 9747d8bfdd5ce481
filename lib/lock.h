/* A lock for what is short: usually held for well under a microsecond, so that waiting for it costs
 * less than asking the system would. */
#ifndef APIDECK_LIB_LOCK_H
#define APIDECK_LIB_LOCK_H

#include <stdatomic.h>

#ifndef __STDC_NO_THREADS__
#include <threads.h>
#endif

/* Lets the thread that is waited for run, where there is a way to ask for it. */
static inline void apideck__yield(void) {
#ifndef __STDC_NO_THREADS__
    thrd_yield();
#endif
}

static inline void apideck__lock(atomic_flag *lock) {
    while (atomic_flag_test_and_set_explicit(lock, memory_order_acquire)) {
        apideck__yield();
    }
}

static inline void apideck__unlock(atomic_flag *lock) {
    atomic_flag_clear_explicit(lock, memory_order_release);
}

#endif
