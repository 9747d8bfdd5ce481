#include "rewrite.h"

#include "json_space.h"
#include "json_string.h"
#include "number.h"
#include "utf8.h"

/* What stands behind the backslash for a character that JSON.stringify escapes shortly, else 0. */
static char short_escape(uint32_t code_point) {
    switch (code_point) {
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    case '"':
    case '\\':
        return (char)code_point;
    default:
        return 0;
    }
}

/* Writes a character that stood escaped: as an escape only if JavaScript needs one. */
static void write_character(uint32_t code_point, struct apideck__sink *sink) {
    static const char digits[] = "0123456789abcdef";
    char escape = short_escape(code_point);
    if (escape) {
        apideck__sink_write(sink, (char[2]){'\\', escape}, 2);
    } else if (code_point < 0x20 || (code_point >= 0xd800 && code_point <= 0xdfff)) {
        const char unicode[6] = {'\\',
                                 'u',
                                 digits[code_point >> 12],
                                 digits[code_point >> 8 & 15],
                                 digits[code_point >> 4 & 15],
                                 digits[code_point & 15]};
        apideck__sink_write(sink, unicode, sizeof unicode);
    } else {
        unsigned char utf8[4];
        apideck__sink_write(sink, utf8, apideck__utf8_encode(code_point, utf8));
    }
}

/* Writes the string whose opening quote is at `p`; returns the byte behind its closing quote. */
static const unsigned char *rewrite_string(const unsigned char *p, struct apideck__sink *sink) {
    const unsigned char *plain = p++;
    while (*p != '"') {
        if (*p != '\\') {
            p++;
            continue;
        }
        apideck__sink_write(sink, plain, (size_t)(p - plain));
        write_character(apideck__string_escape(&p), sink);
        plain = p;
    }
    p++;
    apideck__sink_write(sink, plain, (size_t)(p - plain));
    return p;
}

static const unsigned char *rewrite_number(const unsigned char *p, const unsigned char *end,
                                           struct apideck__sink *sink) {
    const unsigned char *begin = p;
    while (p < end && ((*p >= '0' && *p <= '9') || *p == '-' || *p == '+' || *p == '.' ||
                       *p == 'e' || *p == 'E')) {
        p++;
    }
    char canonical[APIDECK_NUMBER_MAX];
    size_t len = apideck__number_canonical((const char *)begin, (size_t)(p - begin), canonical);
    apideck__sink_write(sink, canonical, len);
    return p;
}

/* Punctuation, and the letters of true, false and null. */
static int is_verbatim(unsigned char c) {
    return !apideck__is_space(c) && c != '"' && c != '-' && (c < '0' || c > '9');
}

void apideck__rewrite(const unsigned char *text, const unsigned char *end,
                      struct apideck__sink *sink) {
    const unsigned char *p = text;
    while (p < end) {
        if (*p == '"') {
            p = rewrite_string(p, sink);
        } else if (apideck__is_space(*p)) {
            p++;
        } else if (!is_verbatim(*p)) {
            p = rewrite_number(p, end, sink);
        } else {
            const unsigned char *verbatim = p;
            while (p < end && is_verbatim(*p)) {
                p++;
            }
            apideck__sink_write(sink, verbatim, (size_t)(p - verbatim));
        }
    }
}
