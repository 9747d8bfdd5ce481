#include "json_string.h"

#include "utf8.h"

#include <apideck/base.h>
#include <stdbool.h>
#include <string.h>

static int hex_value(unsigned char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_high(uint32_t unit) {
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(uint32_t unit) {
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* The four digits at p, which are known to be hexadecimal. */
static uint32_t hex4(const unsigned char *p) {
    return (uint32_t)hex_value(p[0]) << 12 | (uint32_t)hex_value(p[1]) << 8 |
           (uint32_t)hex_value(p[2]) << 4 | (uint32_t)hex_value(p[3]);
}

static bool is_pair(const unsigned char *backslash_of_low) {
    return backslash_of_low[0] == '\\' && backslash_of_low[1] == 'u' &&
           is_low(hex4(backslash_of_low + 2));
}

/* Whether \uXXXX is what JSON.stringify itself would write: a control character without a short
 * escape, or a surrogate on its own, in lower case. The digits stand at p. */
static bool is_canonical_unicode_escape(const unsigned char *p, uint32_t unit) {
    for (int i = 0; i < 4; i++) {
        if (p[i] >= 'A' && p[i] <= 'F') {
            return false;
        }
    }
    if (unit < 0x20) {
        return unit != '\b' && unit != '\t' && unit != '\n' && unit != '\f' && unit != '\r';
    }
    return is_high(unit) || is_low(unit);
}

/* Checks the digits of \uXXXX at *p; on error *p is the byte at fault. */
static int read_hex4(const unsigned char **p, const unsigned char *end, uint32_t *unit_out) {
    for (int i = 0; i < 4; i++, ++*p) {
        if (*p == end) {
            return APIDECK_ERR_JSON_TRUNCATED;
        }
        if (hex_value(**p) < 0) {
            return APIDECK_ERR_JSON_ESCAPE;
        }
    }
    *unit_out = hex4(*p - 4);
    return 0;
}

/* Checks \uXXXX, *p behind the u. `*after_high` tells that a high surrogate stands right before it,
 * which a low one completes to a pair: JSON.stringify writes a pair unescaped. */
static int read_unicode_escape(const unsigned char **p, const unsigned char *end, bool *after_high,
                               unsigned *flags) {
    const unsigned char *digits = *p;
    uint32_t unit = 0;
    int error = read_hex4(p, end, &unit);
    if (error) {
        return error;
    }
    if ((is_low(unit) && *after_high) || !is_canonical_unicode_escape(digits, unit)) {
        *flags |= APIDECK__STRING_REWRITE;
    }
    *after_high = is_high(unit);
    return 0;
}

/* Checks the escape at *p, a backslash. */
static int read_escape(const unsigned char **p, const unsigned char *end, bool *after_high,
                       unsigned *flags) {
    *flags |= APIDECK__STRING_ESCAPED;
    ++*p;
    if (*p == end) {
        return APIDECK_ERR_JSON_TRUNCATED;
    }
    switch (**p) {
    case 'u':
        ++*p;
        return read_unicode_escape(p, end, after_high, flags);
    case '/':
        *flags |= APIDECK__STRING_REWRITE;
        break;
    case '"':
    case '\\':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        break;
    default:
        return APIDECK_ERR_JSON_ESCAPE;
    }
    ++*p;
    *after_high = false;
    return 0;
}

static int read_wide(const unsigned char **p, const unsigned char *end) {
    int length = apideck__utf8_length(*p, end);
    if (length <= 0) {
        *p = length < 0 ? end : *p;
        return length < 0 ? APIDECK_ERR_JSON_TRUNCATED : APIDECK_ERR_JSON_UTF8;
    }
    *p += length;
    return 0;
}

/* Checks what stands at *p and is special; on error *p is the byte at fault. */
static int read_special(const unsigned char **p, const unsigned char *end, bool *after_high,
                        unsigned *flags) {
    if (*p == end) {
        return APIDECK_ERR_JSON_TRUNCATED;
    }
    if (**p == '\\') {
        return read_escape(p, end, after_high, flags);
    }
    if (**p < 0x20) {
        return APIDECK_ERR_JSON_CONTROL;
    }
    *flags |= APIDECK__STRING_WIDE;
    *after_high = false;
    return read_wide(p, end);
}

const unsigned char *apideck__string_read(struct apideck__window *window, const unsigned char *end,
                                          unsigned *flags, struct apideck__refusal *refusal) {
    struct apideck__window ahead = *window;
    const unsigned char *p = apideck__next_special(&ahead);
    bool after_high = false;
    while (p == end || *p != '"') {
        int error = read_special(&p, end, &after_high, flags);
        if (error) {
            *refusal = (struct apideck__refusal){error, p};
            return NULL;
        }
        const unsigned char *plain = p;
        apideck__pass_until(&ahead, p, end);
        p = apideck__next_special(&ahead);
        after_high = after_high && p == plain;
    }
    apideck__pass_special(&ahead, end);
    *window = ahead;
    return p + 1;
}

const unsigned char *apideck__string_skip(const unsigned char *p) {
    while (*p != '"') {
        p += *p == '\\' ? 2 : 1;
    }
    return p + 1;
}

static uint32_t short_escape(unsigned char c) {
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

uint32_t apideck__string_escape(const unsigned char **p) {
    const unsigned char *s = *p;
    if (s[1] != 'u') {
        *p = s + 2;
        return short_escape(s[1]);
    }
    uint32_t unit = hex4(s + 2);
    if (is_high(unit) && is_pair(s + 6)) {
        *p = s + 12;
        return 0x10000 + ((unit - 0xd800) << 10) + (hex4(s + 8) - 0xdc00);
    }
    *p = s + 6;
    return unit;
}

struct apideck__units apideck__units_of(const unsigned char *string) {
    return (struct apideck__units){string, 0};
}

int32_t apideck__next_unit(struct apideck__units *units) {
    if (units->low) {
        uint32_t low = units->low;
        units->low = 0;
        return (int32_t)low;
    }
    if (*units->p == '"') {
        return -1;
    }
    uint32_t code_point =
        *units->p == '\\' ? apideck__string_escape(&units->p) : apideck__utf8_decode(&units->p);
    if (code_point < 0x10000) {
        return (int32_t)code_point;
    }
    units->low = 0xdc00 + ((code_point - 0x10000) & 0x3ff);
    return (int32_t)(0xd800 + ((code_point - 0x10000) >> 10));
}

ptrdiff_t apideck__string_decode(const unsigned char *string, unsigned char *out) {
    const unsigned char *p = string;
    unsigned char *o = out;
    while (*p != '"') {
        if (*p != '\\') {
            *o++ = *p++;
            continue;
        }
        uint32_t code_point = apideck__string_escape(&p);
        if (code_point == 0 || is_high(code_point) || is_low(code_point)) {
            return -1;
        }
        o += apideck__utf8_encode(code_point, o);
    }
    return o - out;
}
