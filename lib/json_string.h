/*
 * JSON strings in place: checking one, and reading what it says. Every function but
 * apideck__string_read takes a string that apideck__string_read has accepted.
 */
#ifndef APIDECK_LIB_JSON_STRING_H
#define APIDECK_LIB_JSON_STRING_H

#include "window.h"

#include <stddef.h>
#include <stdint.h>

/* What a string holds. */
#define APIDECK__STRING_ESCAPED 1u /* a backslash */
#define APIDECK__STRING_REWRITE 2u /* an escape that its canonical form writes otherwise */
#define APIDECK__STRING_WIDE 4u    /* a character beyond ASCII */

/* Why a text was refused, and at which byte. */
struct apideck__refusal {
    int error;
    const unsigned char *at;
};

/*
 * Reads a string; p is its first special byte, as the window finds it, or the end of the text, and
 * may be the closing quote. Returns the byte behind the closing quote, or NULL with *refusal filled
 * in. Adds what the string holds to *flags.
 */
const unsigned char *apideck__string_read(struct apideck__window *window, const unsigned char *end,
                                          unsigned *flags, struct apideck__refusal *refusal);

/* The byte behind a string that was read before; p is behind its opening quote. */
const unsigned char *apideck__string_skip(const unsigned char *p);

/* The string's UTF-16 code units, one by one: what JavaScript compares keys by. */
struct apideck__units {
    const unsigned char *p;
    uint32_t low; /* the second half of a pair, or 0 */
};

/* `string` points behind the opening quote. */
struct apideck__units apideck__units_of(const unsigned char *string);

/* The next code unit, or -1 at the closing quote. */
int32_t apideck__next_unit(struct apideck__units *units);

/* The code point of the escape at *p, a backslash, which moves behind it; a pair of surrogate
 * escapes is one code point, a surrogate without its partner is given as it is. */
uint32_t apideck__string_escape(const unsigned char **p);

/*
 * Decodes a string to UTF-8 without a NUL; `string` points behind the opening quote, and `out` has
 * room for as many bytes as the string's text has. Returns the length, or -1 when the string holds
 * U+0000 or a surrogate without its partner, which text for C cannot hold.
 */
ptrdiff_t apideck__string_decode(const unsigned char *string, unsigned char *out);

#endif
