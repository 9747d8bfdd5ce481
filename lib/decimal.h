/* A number literal taken apart, before anything is known about the double it stands for. */
#ifndef APIDECK_DECIMAL_H
#define APIDECK_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The magnitude is 0.d1d2d3... * 10^point, where d1, d2, d3... are the `count` significant digits:
 * neither the first nor the last of them is 0. Zero has none.
 *
 * The digits stay in the literal, which may be of any length; a '.' may stand between them.
 */
struct apideck__decimal {
    const char *first; /**< the first significant digit */
    const char *stop;  /**< just past the last one */
    size_t count;
    int point; /**< saturates far outside the range of a double */
    bool negative;
};

/** Reads the next n significant digits as an integer (n <= 19) and moves the cursor past them. */
static inline uint64_t apideck__decimal_read(const char **cursor, size_t n) {
    const char *p = *cursor;
    uint64_t value = 0;
    while (n > 0) {
        const char c = *p++;
        if (c == '.')
            continue;
        value = value * 10 + (uint64_t)(c - '0');
        n--;
    }
    *cursor = p;
    return value;
}

#endif
