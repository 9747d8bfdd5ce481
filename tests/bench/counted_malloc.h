/* Counts what the whole process asks of malloc, whoever asks. */
#ifndef APIDECK_BENCH_COUNTED_MALLOC_H
#define APIDECK_BENCH_COUNTED_MALLOC_H

#include <stddef.h>

/* Calls of malloc, calloc and realloc since the start. For one thread. */
size_t counted_mallocs(void);

#endif
