/* The canonical forms of any bytes: refused the same way in every form, and otherwise a fixed point
 * that is written whatever the size of the buffer. */
#include "fuzz.h"

#include <apideck/signature.h>

struct text {
    unsigned char *bytes;
    size_t len;
};

/* What does not fit is cut off, and the rest of the buffer left alone. */
static void check_cut(const void *body, size_t len, apideck_form form, const struct text *whole) {
    size_t room = whole->len / 2;
    size_t needed = 0;
    char *begin = (char *)exact_block(room);
    int error = apideck_canonicalize(body, len, form, NULL, begin, room, &needed, NULL);
    MUST(error == APIDECK_ERR_BUFFER_TOO_SMALL && needed == whole->len);
    MUST(memcmp(begin, whole->bytes, room) == 0);
    free(begin);
}

static int canonical(const void *body, size_t len, apideck_form form, struct text *text_out) {
    size_t needed = 0;
    apideck_error detail = {0, 0, NULL};
    int error = apideck_canonicalize(body, len, form, NULL, NULL, 0, &needed, &detail);
    if (error != APIDECK_ERR_BUFFER_TOO_SMALL) {
        MUST(error < 0 && detail.code == error && detail.message && detail.offset <= len);
        return error;
    }
    size_t again = 0;
    char *bytes = (char *)exact_block(needed);
    MUST(apideck_canonicalize(body, len, form, NULL, bytes, needed, &again, NULL) == 0);
    MUST(needed == again && needed > 0);
    *text_out = (struct text){(unsigned char *)bytes, needed};
    check_cut(body, len, form, text_out);
    return 0;
}

static void check_fixed_point(const struct text *once, apideck_form form) {
    struct text twice = {NULL, 0};
    MUST(canonical(once->bytes, once->len, form, &twice) == 0);
    MUST(once->len == twice.len && memcmp(once->bytes, twice.bytes, once->len) == 0);
    free(twice.bytes);
}

/* What was sorted deep is sorted, and sorting deep what was sorted is sorting deep. */
static void check_both(const void *body, size_t len, const struct text *sorted) {
    struct text deep = {NULL, 0};
    struct text deep_of_sorted = {NULL, 0};
    MUST(canonical(body, len, APIDECK_FORM_SORTED_DEEP, &deep) == 0);
    MUST(canonical(sorted->bytes, sorted->len, APIDECK_FORM_SORTED_DEEP, &deep_of_sorted) == 0);
    MUST(deep.len == sorted->len && deep.len == deep_of_sorted.len);
    MUST(memcmp(deep.bytes, deep_of_sorted.bytes, deep.len) == 0);
    check_fixed_point(&deep, APIDECK_FORM_SORTED);
    free(deep.bytes);
    free(deep_of_sorted.bytes);
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
        if (error == 0) {
            check_fixed_point(&once, forms[i]);
        }
        if (error == 0 && forms[i] == APIDECK_FORM_SORTED) {
            check_both(data, size, &once);
        }
        MUST(error || forms[i] != APIDECK_FORM_RAW ||
             (once.len == size && memcmp(once.bytes, data, size) == 0));
        free(once.bytes);
    }
    return 0;
}
