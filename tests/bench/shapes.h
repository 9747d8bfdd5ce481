/* Bodies that are meant to cost the most memory for their size. */
#ifndef APIDECK_BENCH_SHAPES_H
#define APIDECK_BENCH_SHAPES_H

#include <stddef.h>

#define SHAPES 5

struct shape {
    const char *name;
    char *bytes;
    size_t len;
};

/* Each about `size` bytes. Freed with shapes_free. */
void shapes_make(struct shape shapes[SHAPES], size_t size);
void shapes_free(struct shape shapes[SHAPES]);

#endif
