/* What the fuzz targets share. A target is a function that takes any bytes; libFuzzer calls it, or
 * the driver of standalone.c, which AFL++ can run too. */
#ifndef APIDECK_TESTS_FUZZ_H
#define APIDECK_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the run at something that must not be. */
#define MUST(cond)                                                                                 \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, __LINE__, #cond);                  \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Takes bytes from the front of the input, to steer what the rest is used for. */
static inline unsigned take_byte(const uint8_t **data, size_t *size) {
    if (*size == 0) {
        return 0;
    }
    (*size)--;
    return *(*data)++;
}

#endif
