#include "window.h"

#include <string.h>

/* Near the end, the window looks at a copy; the zeros behind it count as special and stop it. */
static uint64_t special_at_end(const unsigned char *p, size_t len) {
    unsigned char copy[APIDECK__WINDOW] = {0};
    memcpy(copy, p, len);
    return apideck__special(copy);
}

const unsigned char *apideck__window_slide(struct apideck__window *window, const unsigned char *p) {
    size_t left = p < window->end ? (size_t)(window->end - p) : 0;
    for (; left >= APIDECK__WINDOW; left -= APIDECK__WINDOW) {
        window->base = p;
        window->special = apideck__special(p);
        if (window->special) {
            return p + apideck__lowest_bit(window->special) / APIDECK__WINDOW_STEP;
        }
        p += APIDECK__WINDOW;
    }
    p = window->end - left;
    window->base = p;
    window->special = left ? special_at_end(p, left) : 1;
    return p + apideck__lowest_bit(window->special) / APIDECK__WINDOW_STEP;
}
