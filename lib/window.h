/*
 * A window that slides over a text and tells where the next byte is that a JSON string cannot just
 * contain: a quote, a backslash, a control character, or anything beyond ASCII.
 *
 * All of them within the window are found at once and kept as bits, so that finding the next one is
 * a shift and a count, and does not wait for a load. SSE2 is part of every x86-64, so it is chosen
 * when compiling; tests hold both ways against each other.
 */
#ifndef APIDECK_LIB_WINDOW_H
#define APIDECK_LIB_WINDOW_H

#include "word.h"

#include <stddef.h>

#if defined(__SSE2__) && defined(__GNUC__) && !defined(APIDECK_NO_SSE2)
#include <emmintrin.h>

#define APIDECK__WINDOW 64     /* bytes */
#define APIDECK__WINDOW_STEP 1 /* bits for each */

static inline uint64_t apideck__special_16(const unsigned char *p) {
    __m128i block = _mm_loadu_si128((const __m128i *)(const void *)p);
    /* Signed, what is beyond ASCII is less than a space too. */
    __m128i special = _mm_cmplt_epi8(block, _mm_set1_epi8(' '));
    special = _mm_or_si128(special, _mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
    special = _mm_or_si128(special, _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
    return (uint64_t)(unsigned)_mm_movemask_epi8(special);
}

static inline uint64_t apideck__special(const unsigned char *p) {
    return apideck__special_16(p) | apideck__special_16(p + 16) << 16 |
           apideck__special_16(p + 32) << 32 | apideck__special_16(p + 48) << 48;
}

#else

#define APIDECK__WINDOW 8
#define APIDECK__WINDOW_STEP 8

static inline uint64_t apideck__special(const unsigned char *p) {
    uint64_t word = apideck__load(p);
    uint64_t low = word & ~APIDECK__EACH_TOP;
    uint64_t ordinary = low + APIDECK__EACH_BYTE * (0x80 - ' ');
    uint64_t quote = (low ^ (APIDECK__EACH_BYTE * '"')) + APIDECK__EACH_BYTE * 0x7f;
    uint64_t backslash = (low ^ (APIDECK__EACH_BYTE * '\\')) + APIDECK__EACH_BYTE * 0x7f;
    return (word | ~(ordinary & quote & backslash)) & APIDECK__EACH_TOP;
}

#endif

struct apideck__window {
    const unsigned char *base;
    const unsigned char *end; /* of the text */
    uint64_t special;
};

/* Moves the window to `p` and on, to the next special byte; returns it, or the end. */
const unsigned char *apideck__window_slide(struct apideck__window *window, const unsigned char *p);

static inline void apideck__window_init(struct apideck__window *window, const unsigned char *begin,
                                        const unsigned char *end) {
    window->base = begin;
    window->end = end;
    (void)apideck__window_slide(window, begin);
}

/* The first special byte from p on, or the end; p may be anywhere behind where it was before. */
static inline const unsigned char *apideck__next_special(struct apideck__window *window,
                                                         const unsigned char *p) {
    size_t offset = (size_t)(p - window->base);
    if (offset < APIDECK__WINDOW) {
        uint64_t rest = window->special >> offset * APIDECK__WINDOW_STEP;
        if (rest) {
            return p + apideck__lowest_bit(rest) / APIDECK__WINDOW_STEP;
        }
        p = window->base + APIDECK__WINDOW;
    }
    return apideck__window_slide(window, p);
}

#endif
