#define _POSIX_C_SOURCE 200809L

#include "sqlite_turn.h"

#include <time.h>

/* A clock that nobody sets, so that nobody waits for an hour where a condition can be told so. */
#ifdef __APPLE__
#define WAIT_CLOCK CLOCK_REALTIME
#define SET_CLOCK(attributes) 0
#else
#define WAIT_CLOCK CLOCK_MONOTONIC
#define SET_CLOCK(attributes) pthread_condattr_setclock(attributes, CLOCK_MONOTONIC)
#endif

static bool make_condition(pthread_cond_t *condition) {
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes)) {
        return false;
    }
    bool ok = SET_CLOCK(&attributes) == 0 && pthread_cond_init(condition, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return ok;
}

bool apideck__turn_init(struct turn *turn) {
    turn->taken = false;
    if (pthread_mutex_init(&turn->mutex, NULL)) {
        return false;
    }
    if (!make_condition(&turn->given_back)) {
        (void)pthread_mutex_destroy(&turn->mutex);
        return false;
    }
    return true;
}

static struct timespec in_ms(int wait_ms) {
    struct timespec when = {0, 0};
    (void)clock_gettime(WAIT_CLOCK, &when);
    when.tv_sec += wait_ms / 1000;
    when.tv_nsec += wait_ms % 1000 * 1000000L;
    when.tv_sec += when.tv_nsec / 1000000000;
    when.tv_nsec %= 1000000000;
    return when;
}

bool apideck__turn_take(struct turn *turn, int wait_ms) {
    (void)pthread_mutex_lock(&turn->mutex);
    if (turn->taken) {
        struct timespec until = in_ms(wait_ms);
        while (turn->taken &&
               pthread_cond_timedwait(&turn->given_back, &turn->mutex, &until) == 0) {
        }
    }
    bool got = !turn->taken;
    turn->taken = true;
    (void)pthread_mutex_unlock(&turn->mutex);
    return got;
}

void apideck__turn_give_back(struct turn *turn) {
    (void)pthread_mutex_lock(&turn->mutex);
    turn->taken = false;
    (void)pthread_cond_signal(&turn->given_back);
    (void)pthread_mutex_unlock(&turn->mutex);
}

void apideck__turn_destroy(struct turn *turn) {
    (void)pthread_cond_destroy(&turn->given_back);
    (void)pthread_mutex_destroy(&turn->mutex);
}
