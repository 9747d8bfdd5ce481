/*
 * The special bytes of a text, one after the other: those that a JSON string cannot just contain,
 * which are a quote, a backslash, a control character, and anything beyond ASCII.
 *
 * They are found 64 at a time and kept as bits. So the place of one does not hang on where the one
 * before it led to: going on to the next is to clear a bit, and waits for no byte of the text.
 */
#ifndef APIDECK_LIB_WINDOW_H
#define APIDECK_LIB_WINDOW_H

#include "vector.h"

#include <stddef.h>

#define APIDECK__WINDOW 64 /* bytes */

/* Small enough to be kept in registers. */
struct apideck__window {
    const unsigned char *base;
    uint64_t special; /* those within the window that are still to come; never 0 */
};

/* The first window from p on that has a special byte in it, or the end of the text. */
struct apideck__window apideck__window_from(const unsigned char *p, const unsigned char *end);

/* The next special byte, or the end. */
static inline const unsigned char *apideck__next_special(const struct apideck__window *window) {
    return window->base + apideck__lowest_bit(window->special);
}

/* Leaves the next special byte, which is not the end, behind. */
static inline void apideck__pass_special(struct apideck__window *window, const unsigned char *end) {
    window->special &= window->special - 1;
    if (window->special == 0) {
        *window = apideck__window_from(window->base + APIDECK__WINDOW, end);
    }
}

/* Leaves all that is before p behind, the next special byte among it. */
static inline void apideck__pass_until(struct apideck__window *window, const unsigned char *p,
                                       const unsigned char *end) {
    size_t offset = (size_t)(p - window->base);
    if (offset < APIDECK__WINDOW) {
        window->special = window->special >> offset << offset;
        if (window->special) {
            return;
        }
        p = window->base + APIDECK__WINDOW;
    }
    *window = apideck__window_from(p, end);
}

#endif
