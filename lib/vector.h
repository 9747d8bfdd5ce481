/*
 * Many bytes looked at together, one bit for each, the first byte the lowest. SSE2 is part of every
 * x86-64, so it is chosen when compiling; tests hold both ways against each other.
 */
#ifndef APIDECK_LIB_VECTOR_H
#define APIDECK_LIB_VECTOR_H

#include "word.h"

#if defined(__SSE2__) && defined(__GNUC__) && !defined(APIDECK_NO_SSE2)
#include <emmintrin.h>

static inline __m128i apideck__load_16(const unsigned char *p) {
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline uint64_t apideck__mask_16(__m128i bytes) {
    return (uint64_t)(unsigned)_mm_movemask_epi8(bytes);
}

/* With its second bit turned, the quote comes right behind the control characters, which stay among
 * themselves. Signed, what is beyond ASCII is less than those. */
static inline uint64_t apideck__ordinary_16(const unsigned char *p) {
    __m128i block = apideck__load_16(p);
    __m128i turned = _mm_xor_si128(block, _mm_set1_epi8(2));
    return apideck__mask_16(_mm_andnot_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('\\')),
                                             _mm_cmpgt_epi8(turned, _mm_set1_epi8('"' ^ 2))));
}

static inline uint64_t apideck__digits_16(const unsigned char *p) {
    __m128i block = apideck__load_16(p);
    /* Moved so that the digits are the ten lowest of all signed bytes. */
    block = _mm_add_epi8(block, _mm_set1_epi8((char)(0x80 - '0')));
    return apideck__mask_16(_mm_cmplt_epi8(block, _mm_set1_epi8((char)(0x80 + 10))));
}

#else

/* The top bits of the bytes side by side: each partial product brings one to its place. */
static inline uint64_t apideck__mask_8(uint64_t tops) {
    return (tops >> 7) * 0x0102040810204080u >> 56;
}

static inline uint64_t apideck__ordinary_8(const unsigned char *p) {
    uint64_t word = apideck__load(p);
    uint64_t low = word & ~APIDECK__EACH_TOP;
    uint64_t ordinary = low + APIDECK__EACH_BYTE * (0x80 - ' ');
    uint64_t quote = (low ^ (APIDECK__EACH_BYTE * '"')) + APIDECK__EACH_BYTE * 0x7f;
    uint64_t backslash = (low ^ (APIDECK__EACH_BYTE * '\\')) + APIDECK__EACH_BYTE * 0x7f;
    return apideck__mask_8(~word & ordinary & quote & backslash & APIDECK__EACH_TOP);
}

static inline uint64_t apideck__ordinary_16(const unsigned char *p) {
    return apideck__ordinary_8(p) | apideck__ordinary_8(p + 8) << 8;
}

static inline uint64_t apideck__digits_8(const unsigned char *p) {
    uint64_t word = apideck__load(p);
    uint64_t low = word & ~APIDECK__EACH_TOP;
    uint64_t above_nine = low + APIDECK__EACH_BYTE * (0x80 - '9' - 1);
    uint64_t from_zero = low + APIDECK__EACH_BYTE * (0x80 - '0');
    return apideck__mask_8(from_zero & ~above_nine & ~word & APIDECK__EACH_TOP);
}

static inline uint64_t apideck__digits_16(const unsigned char *p) {
    return apideck__digits_8(p) | apideck__digits_8(p + 8) << 8;
}

#endif

/* Which of 64 bytes a JSON string cannot just contain: a quote, a backslash, a control character,
 * or anything beyond ASCII. */
static inline uint64_t apideck__special_64(const unsigned char *p) {
    return ~(apideck__ordinary_16(p) | apideck__ordinary_16(p + 16) << 16 |
             apideck__ordinary_16(p + 32) << 32 | apideck__ordinary_16(p + 48) << 48);
}

/* Which of 32 bytes are digits. */
static inline uint64_t apideck__digits_32(const unsigned char *p) {
    return apideck__digits_16(p) | apideck__digits_16(p + 16) << 16;
}

#endif
