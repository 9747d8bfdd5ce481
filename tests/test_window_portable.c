/* The same tests for the window in plain C, whatever the library was compiled with. */
#define APIDECK_NO_SSE2
#define apideck__window_from portable_window_from

#include "test_window.c"
#include "window.c"
