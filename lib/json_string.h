/*
 * JSON strings in place: checking one, and reading what it says. Every function but
 * apideck__string_read takes a string that apideck__string_read has accepted.
 */
#ifndef APIDECK_LIB_JSON_STRING_H
#define APIDECK_LIB_JSON_STRING_H

#include "word.h"

#include <stddef.h>
#include <stdint.h>

/* What a string holds. */
#define APIDECK__STRING_ESCAPED 1u /* a backslash */
#define APIDECK__STRING_REWRITE 2u /* an escape that its canonical form writes otherwise */

/* What apideck__string_read leaves to do where a string holds more than plain ASCII. */
int apideck__string_read_rest(const unsigned char **p, const unsigned char *end, unsigned *flags);

/*
 * Reads a string; *p is behind its opening quote. Returns 0 with *p behind the closing quote, or
 * an error code with *p at the byte at fault. Adds what the string holds to *flags.
 */
static inline int apideck__string_read(const unsigned char **p, const unsigned char *end,
                                       unsigned *flags) {
    const unsigned char *s = *p;
    while (end - s >= 8) {
        uint64_t word = apideck__load(s);
        uint64_t control_or_wide = (word - APIDECK__EACH_BYTE * 0x20) | word;
        uint64_t stop = (control_or_wide & APIDECK__EACH_TOP) | apideck__find(word, '"') |
                        apideck__find(word, '\\');
        if (stop) {
            s += apideck__first(stop);
            if (*s == '"') {
                *p = s + 1;
                return 0;
            }
            break;
        }
        s += 8;
    }
    *p = s;
    return apideck__string_read_rest(p, end, flags);
}

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
