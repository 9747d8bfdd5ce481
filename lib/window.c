#include "window.h"

#include <string.h>

/* Near the end, the window looks at a copy; the zeros behind it count as special and stop it. */
static uint64_t special_at_end(const unsigned char *p, const unsigned char *end) {
    unsigned char copy[APIDECK__WINDOW] = {0};
    memcpy(copy, p, (size_t)(end - p));
    return apideck__special_64(copy);
}

struct apideck__window apideck__window_from(const unsigned char *p, const unsigned char *end) {
    for (; end - p >= APIDECK__WINDOW; p += APIDECK__WINDOW) {
        uint64_t special = apideck__special_64(p);
        if (special) {
            return (struct apideck__window){p, special};
        }
    }
    return (struct apideck__window){p, special_at_end(p, end)};
}
