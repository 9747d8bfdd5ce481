/* How much stack a function uses. */
#ifndef APIDECK_BENCH_STACK_H
#define APIDECK_BENCH_STACK_H

#include <stddef.h>

/* Runs it on a thread whose stack was filled with a pattern, and looks how far the pattern is gone;
 * what a function that does nothing uses is taken off. */
size_t stack_used(void (*function)(void *user), void *user);

#endif
