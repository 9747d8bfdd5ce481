#include "allocator.h"

#include <stdlib.h>

static void *heap_alloc(size_t size, void *user) {
    (void)user;
    return malloc(size);
}

static void heap_free(void *ptr, size_t size, void *user) {
    (void)size;
    (void)user;
    free(ptr);
}

apideck_allocator apideck__allocator(const apideck_allocator *allocator) {
    const apideck_allocator heap = {heap_alloc, heap_free, NULL};
    return allocator ? *allocator : heap;
}

int apideck__allocator_valid(const apideck_allocator *allocator) {
    return !allocator || (allocator->alloc && allocator->free);
}

void *apideck__alloc(const apideck_allocator *allocator, size_t size) {
    return allocator->alloc(size, allocator->user);
}

void apideck__free(const apideck_allocator *allocator, void *ptr, size_t size) {
    if (ptr) {
        allocator->free(ptr, size, allocator->user);
    }
}
