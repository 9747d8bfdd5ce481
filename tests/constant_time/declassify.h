/* Included in front of lib/signature.c: what the library says becomes public is so for valgrind. */
#include <valgrind/memcheck.h>

#define APIDECK__DECLASSIFY(bytes, size) ((void)VALGRIND_MAKE_MEM_DEFINED(bytes, size))
