/* Text in a block of exactly its size, so that a sanitizer sees every read beyond its end. */
#ifndef APIDECK_TESTS_EXACT_H
#define APIDECK_TESTS_EXACT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program when there is no memory. */
static inline unsigned char *exact_block(size_t size) {
    unsigned char *block = malloc(size ? size : 1);
    if (!block) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return block;
}

static inline unsigned char *exact_copy(const void *bytes, size_t len) {
    unsigned char *copy = exact_block(len);
    memcpy(copy, bytes, len);
    return copy;
}

/* The same numbers in every run, on every machine. */
static inline unsigned next_random(unsigned long *state) {
    *state = (*state * 1103515245ul + 12345ul) & 0x7ffffffful;
    return (unsigned)(*state >> 12);
}

#endif
