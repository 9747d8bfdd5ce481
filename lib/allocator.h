/* The one way to memory: the caller's allocator, or malloc when there is none. */
#ifndef APIDECK_LIB_ALLOCATOR_H
#define APIDECK_LIB_ALLOCATOR_H

#include <apideck/base.h>

/* The table to keep: a copy of the caller's, or malloc's when `allocator` is NULL. */
apideck_allocator apideck__allocator(const apideck_allocator *allocator);

/* NULL for one without both callbacks. */
int apideck__allocator_valid(const apideck_allocator *allocator);

void *apideck__alloc(const apideck_allocator *allocator, size_t size);

/* NULL is fine. */
void apideck__free(const apideck_allocator *allocator, void *ptr, size_t size);

#endif
