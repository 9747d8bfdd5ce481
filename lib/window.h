/*
 * A window that slides over a text and tells where the next byte is that a JSON string cannot just
 * contain: a quote, a backslash, a control character, or anything beyond ASCII.
 *
 * All of them within the window are found at once and kept as bits, so that finding the next one is
 * a shift and a count, and does not wait for a load.
 */
#ifndef APIDECK_LIB_WINDOW_H
#define APIDECK_LIB_WINDOW_H

#include "vector.h"

#include <stddef.h>

#define APIDECK__WINDOW 64 /* bytes */

struct apideck__window {
    const unsigned char *base;
    const unsigned char *end; /* of the text */
    uint64_t special;
};

/* Moves the window to `p` and on, to the next special byte; returns it, or the end. */
const unsigned char *apideck__window_slide(struct apideck__window *window, const unsigned char *p);

static inline void apideck__window_init(struct apideck__window *window, const unsigned char *begin,
                                        const unsigned char *end) {
    window->end = end;
    (void)apideck__window_slide(window, begin);
}

/* The first special byte from p on, or the end; p may be anywhere behind where it was before. */
static inline const unsigned char *apideck__next_special(struct apideck__window *window,
                                                         const unsigned char *p) {
    size_t offset = (size_t)(p - window->base);
    if (offset < APIDECK__WINDOW) {
        uint64_t rest = window->special >> offset;
        if (rest) {
            return p + apideck__lowest_bit(rest);
        }
        p = window->base + APIDECK__WINDOW;
    }
    return apideck__window_slide(window, p);
}

#endif
