/* Text that the canonical form writes otherwise: white space, escapes and numbers. */
#ifndef APIDECK_LIB_REWRITE_H
#define APIDECK_LIB_REWRITE_H

#include "sink.h"

/* Writes a stretch of checked JSON text, which begins and ends between tokens, canonically. The
 * order of what is in it stays. */
void apideck__rewrite(const unsigned char *text, const unsigned char *end,
                      struct apideck__sink *sink);

#endif
