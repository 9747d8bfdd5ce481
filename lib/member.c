#include "member.h"

#include "json_space.h"
#include "json_string.h"
#include "utf8.h"

#include <apideck/event.h>
#include <string.h>

static bool ends_scalar(unsigned char c) {
    return c == ',' || c == '}' || c == ']' || apideck__is_space(c);
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

/* Moves in front of the next member or element; false at the end. */
static bool walk_on(struct apideck__walk *walk) {
    walk->p = apideck__skip_space(walk->p);
    if (*walk->p == ',') {
        walk->p = apideck__skip_space(walk->p + 1);
    }
    return *walk->p != '}' && *walk->p != ']';
}

static void take_value(struct apideck__walk *walk, apideck_str *value_out) {
    const unsigned char *value = apideck__skip_space(walk->p);
    walk->p = skip_value(value);
    *value_out = (apideck_str){(const char *)value, (size_t)(walk->p - value)};
}

void apideck__walk_begin(struct apideck__walk *walk, apideck_str container) {
    const unsigned char *p = (const unsigned char *)container.ptr;
    *walk = (struct apideck__walk){p + 1};
}

bool apideck__walk_member(struct apideck__walk *walk, const unsigned char **key_out,
                          apideck_str *value_out) {
    if (!walk_on(walk)) {
        return false;
    }
    *key_out = walk->p + 1;
    walk->p = apideck__skip_space(apideck__string_skip(*key_out)) + 1;
    take_value(walk, value_out);
    return true;
}

bool apideck__walk_element(struct apideck__walk *walk, apideck_str *value_out) {
    if (!walk_on(walk)) {
        return false;
    }
    take_value(walk, value_out);
    return true;
}

bool apideck__member_find(apideck_str object, const char *name, size_t name_len,
                          apideck_str *value_out) {
    struct apideck__walk walk;
    const unsigned char *key = NULL;
    apideck_str value;
    apideck__walk_begin(&walk, object);
    while (apideck__walk_member(&walk, &key, &value)) {
        if (key_reads(key, name, name_len)) {
            *value_out = value;
            return true;
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
