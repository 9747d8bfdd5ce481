/* Points in time, in milliseconds since the epoch. */
#ifndef APIDECK_LIB_TIME_MS_H
#define APIDECK_LIB_TIME_MS_H

#include <stdint.h>

/* `by_ms`, not negative, behind `time_ms`; the end of time where it would lie beyond. */
static inline int64_t apideck__later(int64_t time_ms, int64_t by_ms) {
    return time_ms > INT64_MAX - by_ms ? INT64_MAX : time_ms + by_ms;
}

#endif
