/* UTF-8 as Unicode defines it: shortest forms only, no surrogates, nothing over U+10FFFF. */
#ifndef APIDECK_LIB_UTF8_H
#define APIDECK_LIB_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The length, 2 to 4, of the well-formed sequence at p, whose first byte is 0x80 or more;
 * 0 when it is not well-formed; -1 when it is cut off by `end` and well-formed so far. */
int apideck__utf8_length(const unsigned char *p, const unsigned char *end);

/* The code point of a sequence that is known to be well-formed, of any length; moves *p past it. */
uint32_t apideck__utf8_decode(const unsigned char **p);

/* Writes a code point, which may be a surrogate's neighbour but no surrogate; returns 1 to 4. */
size_t apideck__utf8_encode(uint32_t code_point, unsigned char out[4]);

#endif
