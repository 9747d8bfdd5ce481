/* The query of a request. */
#ifndef APIDECK_LIB_API_QUERY_H
#define APIDECK_LIB_API_QUERY_H

#include <apideck/base.h>

/* A value of NULL is left out. */
struct apideck__parameter {
    const char *name; /* encoded already */
    const char *value;
};

/* Writes the parameters one behind the other, their values percent-encoded, into a block of
 * *size_out bytes; NULL without memory. */
char *apideck__query_make(const apideck_allocator *allocator,
                          const struct apideck__parameter *parameters, size_t count,
                          size_t *size_out);

#endif
