#include "member.h"

#include "json_string.h"
#include "utf8.h"

#include <apideck/event.h>
#include <string.h>

static const unsigned char *skip_space(const unsigned char *p) {
    while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r') {
        p++;
    }
    return p;
}

static bool ends_scalar(unsigned char c) {
    return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The value is a member's: a brace or a comma ends it at the latest. */
static const unsigned char *skip_value(const unsigned char *p) {
    size_t depth = 0;
    do {
        if (*p == '"') {
            p = apideck__string_skip(p + 1);
            continue;
        }
        if (*p == '{' || *p == '[') {
            depth++;
        } else if (*p == '}' || *p == ']') {
            depth--;
        } else if (depth == 0) {
            while (!ends_scalar(*p)) {
                p++;
            }
            return p;
        }
        p++;
    } while (depth > 0);
    return p;
}

/* Compares what a key reads, encoded, with a name; a lone surrogate is in no name. */
static bool key_reads(const unsigned char *key, const char *name, size_t name_len) {
    while (*key != '"') {
        uint32_t code_point =
            *key == '\\' ? apideck__string_escape(&key) : apideck__utf8_decode(&key);
        unsigned char utf8[4];
        size_t len = apideck__utf8_encode(code_point, utf8);
        bool lone = code_point >= 0xd800 && code_point <= 0xdfff;
        if (lone || len > name_len || memcmp(name, utf8, len) != 0) {
            return false;
        }
        name += len;
        name_len -= len;
    }
    return name_len == 0;
}

bool apideck__member_find(apideck_str object, const char *name, size_t name_len,
                          apideck_str *value_out) {
    const unsigned char *p = (const unsigned char *)object.ptr;
    p = skip_space(p + 1);
    while (*p != '}') {
        const unsigned char *key = p + 1;
        p = skip_space(apideck__string_skip(key));
        const unsigned char *value = skip_space(p + 1);
        p = skip_value(value);
        if (key_reads(key, name, name_len)) {
            *value_out = (apideck_str){(const char *)value, (size_t)(p - value)};
            return true;
        }
        p = skip_space(p);
        if (*p == ',') {
            p = skip_space(p + 1);
        }
    }
    return false;
}

int apideck_event_member(const apideck_event *event, const char *name, size_t name_len,
                         apideck_str *json_out) {
    if (!event || (!name && name_len) || !json_out) {
        return APIDECK_ERR_ARGUMENT;
    }
    return apideck__member_find(event->payload, name ? name : "", name_len, json_out)
               ? 0
               : APIDECK_ERR_NOT_FOUND;
}
