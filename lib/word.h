/*
 * Eight bytes at a time, in plain C: the first byte of the text is the lowest of the word on every
 * machine. A mask has the top bit of each byte that was found; only its lowest bit is exact, since
 * the subtractions below carry upwards.
 */
#ifndef APIDECK_LIB_WORD_H
#define APIDECK_LIB_WORD_H

#include <stdint.h>

#define APIDECK__EACH_BYTE 0x0101010101010101u
#define APIDECK__EACH_TOP 0x8080808080808080u

/* Compilers make this one load where the machine allows it. */
static inline uint64_t apideck__load(const unsigned char *p) {
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* Which bytes equal `byte`. */
static inline uint64_t apideck__find(uint64_t word, unsigned char byte) {
    uint64_t x = word ^ (APIDECK__EACH_BYTE * byte);
    return (x - APIDECK__EACH_BYTE) & ~x & APIDECK__EACH_TOP;
}

/* The number of the lowest byte that has a bit in `mask`, which is not 0. */
static inline unsigned apideck__first(uint64_t mask) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(mask) / 8;
#else
    unsigned n = 0;
    while (!(mask & 0xff)) {
        mask >>= 8;
        n++;
    }
    return n;
#endif
}

#endif
