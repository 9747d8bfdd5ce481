/* The same tests for vectors in plain C, whatever the library was compiled with. */
#define APIDECK_NO_SSE2

#include "test_vector.c"
