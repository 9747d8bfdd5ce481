/* The program's own malloc comes before that of the C library, for every library in the process. */
#include "counted_malloc.h"

#include <stdlib.h>

static size_t calls;

size_t counted_mallocs(void) {
    return calls;
}

#ifdef __GLIBC__
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size) {
    calls++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    calls++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    calls++;
    return __libc_realloc(old, size);
}
#endif
