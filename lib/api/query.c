#include "query.h"

#include "allocator.h"

#include <stdbool.h>
#include <string.h>

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-._~", c);
}

static char *put(char *end, const char *text) {
    size_t len = strlen(text);
    memcpy(end, text, len);
    return end + len;
}

static char *put_encoded(char *end, const char *text) {
    static const char digits[] = "0123456789ABCDEF";
    for (; *text; text++) {
        if (is_plain(*text)) {
            *end++ = *text;
            continue;
        }
        *end++ = '%';
        *end++ = digits[(unsigned char)*text >> 4];
        *end++ = digits[(unsigned char)*text & 15];
    }
    return end;
}

char *apideck__query_make(const apideck_allocator *allocator,
                          const struct apideck__parameter *parameters, size_t count,
                          size_t *size_out) {
    size_t size = 1;
    for (size_t i = 0; i < count; i++) {
        const char *value = parameters[i].value;
        size += value ? strlen(parameters[i].name) + 3 * strlen(value) + 2 : 0;
    }
    char *query = apideck__alloc(allocator, size);
    if (!query) {
        return NULL;
    }
    char *end = query;
    for (size_t i = 0; i < count; i++) {
        if (parameters[i].value) {
            end = put(end, end == query ? "" : "&");
            end = put(put(end, parameters[i].name), "=");
            end = put_encoded(end, parameters[i].value);
        }
    }
    *end = '\0';
    *size_out = size;
    return query;
}
