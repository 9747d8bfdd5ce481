/*
 * Sixteen bytes of a JSON string at a time: how many of them need no look. Those that do are
 * quotes, backslashes, control characters and everything beyond ASCII.
 *
 * SSE2 is part of every x86-64, so it is chosen when compiling; tests hold both ways against each
 * other.
 */
#ifndef APIDECK_LIB_PLAIN_H
#define APIDECK_LIB_PLAIN_H

#include "word.h"

#if defined(__SSE2__) && defined(__GNUC__)
#include <emmintrin.h>
#define APIDECK__PLAIN_SSE2
#endif

#define APIDECK__PLAIN_BLOCK 16

/* Which bytes of a word need a look. Control characters and what is beyond ASCII have the top bit
 * set once 0x20 is taken away, or had it before. */
static inline uint64_t apideck__special(uint64_t word) {
    uint64_t control_or_wide = ((word - APIDECK__EACH_BYTE * 0x20) | word) & APIDECK__EACH_TOP;
    return control_or_wide | apideck__find(word, '"') | apideck__find(word, '\\');
}

/* How many of the 16 bytes at p stand before the first that needs a look. */
static inline unsigned apideck__plain_run_portable(const unsigned char *p) {
    uint64_t special = apideck__special(apideck__load(p));
    if (special) {
        return apideck__first(special);
    }
    special = apideck__special(apideck__load(p + 8));
    return special ? 8 + apideck__first(special) : APIDECK__PLAIN_BLOCK;
}

#ifdef APIDECK__PLAIN_SSE2
static inline unsigned apideck__plain_run(const unsigned char *p) {
    __m128i block = _mm_loadu_si128((const __m128i *)(const void *)p);
    /* Signed, what is beyond ASCII is less than a space too. */
    __m128i special = _mm_cmplt_epi8(block, _mm_set1_epi8(' '));
    special = _mm_or_si128(special, _mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
    special = _mm_or_si128(special, _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
    return (unsigned)__builtin_ctz((unsigned)_mm_movemask_epi8(special) | 1u << 16);
}
#else
static inline unsigned apideck__plain_run(const unsigned char *p) {
    return apideck__plain_run_portable(p);
}
#endif

#endif
