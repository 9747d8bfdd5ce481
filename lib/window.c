#include "window.h"

#include <string.h>

/* Near the end, the window looks at a copy; the zeros behind it count as special and stop it. */
static const unsigned char *slide_at_end(struct apideck__window *window, const unsigned char *p) {
    unsigned char copy[APIDECK__WINDOW] = {0};
    memcpy(copy, p, (size_t)(window->end - p));
    window->base = p;
    window->special = apideck__special_64(copy);
    return p + apideck__lowest_bit(window->special);
}

const unsigned char *apideck__window_slide(struct apideck__window *window, const unsigned char *p) {
    for (; window->end - p >= APIDECK__WINDOW; p += APIDECK__WINDOW) {
        uint64_t special = apideck__special_64(p);
        if (special) {
            window->base = p;
            window->special = special;
            return p + apideck__lowest_bit(special);
        }
    }
    return slide_at_end(window, p);
}
