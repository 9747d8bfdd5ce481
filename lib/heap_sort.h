/* Sorting anything in place. */
#ifndef APIDECK_LIB_HEAP_SORT_H
#define APIDECK_LIB_HEAP_SORT_H

#include <stddef.h>

/* Heap sort: in time n log n whatever the items, without memory or recursion. It is not stable: let
 * `compare`, which gets `context` too, tell equals apart where that matters. */
void apideck__heap_sort(void *items, size_t count, size_t size,
                        int (*compare)(const void *a, const void *b, const void *context),
                        const void *context);

#endif
