#include "headers.h"

#include <string.h>

bool apideck__header_is(apideck_str name, const char *lower_case) {
    if (name.len != strlen(lower_case)) {
        return false;
    }
    if (memcmp(name.ptr, lower_case, name.len) == 0) {
        return true; /* as HTTP/2 has it, and most servers hand it on */
    }
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c >= 'A' && c <= 'Z') {
            c = (unsigned char)(c - 'A' + 'a');
        }
        if (c != (unsigned char)lower_case[i]) {
            return false;
        }
    }
    return true;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

apideck_str apideck__header_value(apideck_str value) {
    if (!value.ptr) {
        return (apideck_str){"", 0};
    }
    while (value.len && is_blank(value.ptr[0])) {
        value.ptr++;
        value.len--;
    }
    while (value.len && is_blank(value.ptr[value.len - 1])) {
        value.len--;
    }
    return value;
}

static int note(apideck_str *found, apideck_str value) {
    if (found->ptr) {
        return APIDECK_ERR_HEADER_REPEATED;
    }
    *found = apideck__header_value(value);
    return 0;
}

int apideck__headers_find(const apideck_header *headers, size_t count,
                          struct apideck__headers *found_out) {
    memset(found_out, 0, sizeof *found_out);
    for (size_t i = 0; i < count; i++) {
        apideck_str name = headers[i].name;
        apideck_str value = headers[i].value;
        int error = 0;
        if ((!name.ptr && name.len) || (!value.ptr && value.len)) {
            return APIDECK_ERR_ARGUMENT;
        }
        if (apideck__header_is(name, APIDECK_HEADER_EVENT_TYPE)) {
            error = note(&found_out->event_type, value);
        } else if (apideck__header_is(name, APIDECK_HEADER_SIGNATURE)) {
            error = note(&found_out->signature, value);
        } else if (apideck__header_is(name, APIDECK_HEADER_IDEMPOTENCY_KEY)) {
            error = note(&found_out->idempotency_key, value);
        }
        if (error) {
            return error;
        }
    }
    return 0;
}
