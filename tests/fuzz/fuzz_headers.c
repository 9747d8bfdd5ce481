/*
 * The headers of a request, written as lines `name: value`: the three that matter are found, once,
 * in any case of their names and without the blanks around their values. Held against a reading of
 * the same lines that lowers each name and compares it.
 */
#include "fuzz.h"
#include "headers.h"
#include "signature.h"

#include <ctype.h>
#include <stdbool.h>

#define HEADERS_MAX 32

/* Takes a line off the text; its parts are blocks of their own. */
static apideck_header take_header(const char **text, size_t *len) {
    const char *newline = memchr(*text, '\n', *len);
    size_t line = newline ? (size_t)(newline - *text) : *len;
    const char *colon = line ? memchr(*text, ':', line) : NULL;
    size_t name = colon ? (size_t)(colon - *text) : line;
    size_t value = colon ? line - name - 1 : 0;
    apideck_header header = {{(char *)exact_copy(*text, name), name},
                             {(char *)exact_copy(*text + line - value, value), value}};
    *text += line + (newline != NULL);
    *len -= line + (newline != NULL);
    return header;
}

static int is_named(apideck_str name, const char *wanted) {
    char lower[64];
    if (name.len >= sizeof lower) {
        return 0;
    }
    for (size_t i = 0; i < name.len; i++) {
        lower[i] = (char)tolower((unsigned char)name.ptr[i]);
    }
    return name.len == strlen(wanted) && memcmp(lower, wanted, name.len) == 0;
}

/* How often a header stands there; *first_out is where it does first. */
static int times(const apideck_header *headers, size_t count, const char *wanted,
                 const apideck_header **first_out) {
    int found = 0;
    for (size_t i = count; i > 0; i--) {
        if (is_named(headers[i - 1].name, wanted)) {
            found++;
            *first_out = &headers[i - 1];
        }
    }
    return found;
}

static void check_value(apideck_str found, const apideck_header *header) {
    MUST((found.ptr != NULL) == (header != NULL));
    if (header) {
        apideck_str value = header->value;
        size_t before = (size_t)(found.ptr - value.ptr);
        MUST(before <= value.len && found.len <= value.len - before);
        MUST(found.len == 0 || !strchr(" \t", found.ptr[0]) || !found.ptr[0]);
        MUST(found.len == 0 || !strchr(" \t", found.ptr[found.len - 1]) ||
             !found.ptr[found.len - 1]);
        for (size_t i = 0; i < value.len; i++) {
            bool outside = i < before || i >= before + found.len;
            MUST(!outside || value.ptr[i] == ' ' || value.ptr[i] == '\t');
        }
    }
}

static void check(const apideck_header *headers, size_t count) {
    const apideck_header *type = NULL;
    const apideck_header *signature = NULL;
    const apideck_header *key = NULL;
    bool repeated = times(headers, count, "x-apideck-event-type", &type) > 1;
    repeated = times(headers, count, "x-apideck-signature", &signature) > 1 || repeated;
    repeated = times(headers, count, "x-apideck-idempotency-key", &key) > 1 || repeated;
    struct apideck__headers found;
    int error = apideck__headers_find(headers, count, &found);
    MUST(error == (repeated ? APIDECK_ERR_HEADER_REPEATED : 0));
    if (error == 0) {
        check_value(found.event_type, type);
        check_value(found.signature, signature);
        check_value(found.idempotency_key, key);
        int looks = apideck__signature_check(found.signature.ptr, found.signature.len);
        MUST(found.signature.len || looks == APIDECK_ERR_SIGNATURE_MISSING);
        MUST(looks || found.signature.len == 64 || found.signature.len == 44);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    apideck_header headers[HEADERS_MAX];
    const char *text = (const char *)data;
    size_t count = 0;
    while (count < HEADERS_MAX && size > 0) {
        headers[count++] = take_header(&text, &size);
    }
    check(headers, count);
    for (size_t i = 0; i < count; i++) {
        free((void *)(uintptr_t)headers[i].name.ptr);
        free((void *)(uintptr_t)headers[i].value.ptr);
    }
    return 0;
}
