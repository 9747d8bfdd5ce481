/* Bodies that try to cost more than their size: what somebody without a key can send. */
#ifndef APIDECK_GROWTH_SHAPES_H
#define APIDECK_GROWTH_SHAPES_H

#include <stddef.h>

struct text {
    char *bytes;
    size_t len;
    size_t room;
};

struct shape {
    const char *name;
    const char *unit; /* of n */
    unsigned log_n;   /* n is at most 2 to the power of this */
    /* Appends the body to an empty text. */
    void (*make)(struct text *text, unsigned n);
    int parse_result; /* of apideck_parse_event */
};

extern const struct shape shapes[];
extern const size_t shape_count;

/* Frees what a text holds. */
void text_free(struct text *text);

#endif
