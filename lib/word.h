/*
 * Eight bytes at a time, in plain C: the first byte of the text is the lowest of the word on every
 * machine. A mask has the top bit of each byte that was found; only its lowest bit is exact, since
 * the subtractions below carry upwards.
 */
#ifndef APIDECK_LIB_WORD_H
#define APIDECK_LIB_WORD_H

#include <stddef.h>
#include <stdint.h>

#define APIDECK__EACH_BYTE 0x0101010101010101u
#define APIDECK__EACH_TOP 0x8080808080808080u

/* Compilers make this one load where the machine allows it. */
static inline uint64_t apideck__load(const unsigned char *p) {
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* The same bytes the other way round: the first byte is the highest. */
static inline uint64_t apideck__reverse(uint64_t word) {
    word = (word & 0x00ff00ff00ff00ffu) << 8 | (word >> 8 & 0x00ff00ff00ff00ffu);
    word = (word & 0x0000ffff0000ffffu) << 16 | (word >> 16 & 0x0000ffff0000ffffu);
    return word << 32 | word >> 32;
}

/* Which bytes equal `byte`. */
static inline uint64_t apideck__find(uint64_t word, unsigned char byte) {
    uint64_t x = word ^ (APIDECK__EACH_BYTE * byte);
    return (x - APIDECK__EACH_BYTE) & ~x & APIDECK__EACH_TOP;
}

/* The number that eight digits stand for, the first byte of the word the highest of them: pairs are
 * joined, then fours, then all. */
static inline uint64_t apideck__eight_digits(uint64_t word) {
    word -= APIDECK__EACH_BYTE * '0';
    word = word * 10 + (word >> 8);
    word = (word & 0x00ff00ff00ff00ffu) * 100 + (word >> 16 & 0x00ff00ff00ff00ffu);
    return (word & 0xffff) * 10000 + (word >> 32 & 0xffff);
}

/* The number of the lowest bit of `bits`, which is not 0. */
static inline size_t apideck__lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits);
#else
    size_t n = 0;
    while (!(bits & 1)) {
        bits >>= 1;
        n++;
    }
    return n;
#endif
}

/* The number of the lowest byte that has a bit in `mask`, which is not 0. */
static inline size_t apideck__first(uint64_t mask) {
    return apideck__lowest_bit(mask) / 8;
}

#endif
