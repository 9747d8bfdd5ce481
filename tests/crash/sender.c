/* The sender's habits [help.apideck.com 4231682]. */
#define _POSIX_C_SOURCE 200809L

#include "crash.h"

#include <time.h>

int64_t crash_delay_ms(int attempt) {
    static const int minutes[] = {3, 5, 10, 30, 60, 120, 240, 480, 720};
    return attempt >= 1 && attempt < ATTEMPTS ? minutes[attempt - 1] * MINUTE_MS : 24 * HOUR_MS;
}

unsigned long crash_random(unsigned long *state, unsigned long below) {
    *state = (*state * 1103515245UL + 12345UL) & 0x7fffffffUL;
    return (*state >> 8) % below;
}

int64_t crash_present_ms(void) {
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
