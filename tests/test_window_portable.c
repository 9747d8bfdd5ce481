/* The same tests for the window in plain C, whatever the library was compiled with. */
#define APIDECK_NO_SSE2
#define apideck__window_slide portable_window_slide

#include "test_window.c"
#include "window.c"
