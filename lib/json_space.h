/* White space between the tokens of JSON (RFC 8259, 2). */
#ifndef APIDECK_LIB_JSON_SPACE_H
#define APIDECK_LIB_JSON_SPACE_H

#include <stdbool.h>

static inline bool apideck__is_space(unsigned char c) {
    return c <= ' ' && (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

/* The first byte from p on that is none, in a text that has one. */
static inline const unsigned char *apideck__skip_space(const unsigned char *p) {
    while (apideck__is_space(*p)) {
        p++;
    }
    return p;
}

#endif
