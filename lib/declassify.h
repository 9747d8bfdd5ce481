/* Where what was computed from secrets becomes public, so that a branch may depend on it. It is
 * nothing but a mark; tests/constant_time compiles it to what valgrind understands. */
#ifndef APIDECK_LIB_DECLASSIFY_H
#define APIDECK_LIB_DECLASSIFY_H

#ifndef APIDECK__DECLASSIFY
#define APIDECK__DECLASSIFY(bytes, size) ((void)(bytes), (void)(size))
#endif

#endif
