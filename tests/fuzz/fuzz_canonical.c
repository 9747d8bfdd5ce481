/*
 * The canonical forms of any bytes: refused the same way in every form, and otherwise a fixed
 * point. jansson, which was written by others, has to find the same document in both texts where it
 * can hold it at all.
 */
#include "fuzz.h"

#include <apideck/signature.h>
#include <jansson.h>
#include <string.h>

struct text {
    char *bytes;
    size_t len;
};

static int canonical(const void *body, size_t len, apideck_form form, struct text *text_out) {
    size_t needed = 0;
    apideck_error detail = {0, 0, NULL};
    int error = apideck_canonicalize(body, len, form, NULL, NULL, 0, &needed, &detail);
    if (error != APIDECK_ERR_BUFFER_TOO_SMALL) {
        MUST(error < 0 && detail.code == error && detail.message && detail.offset <= len);
        return error;
    }
    text_out->bytes = malloc(needed);
    text_out->len = needed;
    MUST(text_out->bytes);
    MUST(apideck_canonicalize(body, len, form, NULL, text_out->bytes, needed, &needed, NULL) == 0);
    MUST(needed == text_out->len);
    return 0;
}

static int same(const json_t *x, const json_t *y);

static int same_members(const json_t *x, const json_t *y) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)x, key, value) {
        const json_t *other = json_object_get(y, key);
        if (!other || !same(value, other)) {
            return 0;
        }
    }
    return json_object_size(x) == json_object_size(y);
}

/* As json_equal, but for numbers: JavaScript has doubles only, so 1.0 is printed as 1. */
static int same(const json_t *x, const json_t *y) {
    if (json_is_number(x) && json_is_number(y)) {
        return (double)json_number_value(x) == (double)json_number_value(y);
    }
    if (json_is_object(x) && json_is_object(y)) {
        return same_members(x, y);
    }
    if (json_is_array(x) && json_is_array(y)) {
        size_t count = json_array_size(x);
        for (size_t i = 0; i < count && i < json_array_size(y); i++) {
            if (!same(json_array_get(x, i), json_array_get(y, i))) {
                return 0;
            }
        }
        return count == json_array_size(y);
    }
    return json_equal(x, y);
}

static int same_document(const void *a, size_t a_len, const struct text *b) {
    json_t *x = json_loadb(a, a_len, JSON_DECODE_ANY, NULL);
    json_t *y = json_loadb(b->bytes, b->len, JSON_DECODE_ANY, NULL);
    int result = !x || !y || same(x, y);
    json_decref(x);
    json_decref(y);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const apideck_form forms[] = {APIDECK_FORM_SORTED, APIDECK_FORM_SORTED_DEEP,
                                         APIDECK_FORM_RAW};
    int first = 0;
    for (int i = 0; i < 3; i++) {
        struct text once = {NULL, 0};
        int error = canonical(data, size, forms[i], &once);
        MUST(i == 0 || error == first);
        first = error;
        if (error) {
            continue;
        }
        struct text twice = {NULL, 0};
        MUST(canonical(once.bytes, once.len, forms[i], &twice) == 0);
        MUST(once.len == twice.len && memcmp(once.bytes, twice.bytes, once.len) == 0);
        MUST(same_document(data, size, &once));
        free(once.bytes);
        free(twice.bytes);
    }
    return 0;
}
