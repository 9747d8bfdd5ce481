/* The same key twice in an object is always found, and nothing else is taken for it. */
#include "check.h"
#include "exact.h"
#include "index.h"

#include <stdarg.h>

/* A body that is written piece by piece. */
struct text {
    char bytes[1 << 16];
    size_t len;
};

static struct text text;

static void put(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    text.len +=
        (size_t)vsnprintf(text.bytes + text.len, sizeof text.bytes - text.len, format, arguments);
    va_end(arguments);
}

/* `duplicate` is the place of the key that is there for the second time; 0 for none. */
static void check_body(const char *body, size_t len, size_t duplicate) {
    for (int deep = 0; deep < 2; deep++) {
        static struct apideck__index index;
        unsigned char *copy = exact_copy(body, len);
        apideck_error error = {0, 0, NULL};
        int before = check_failed;
        CHECK_INT(apideck__index_read(&index, copy, len,
                                      deep ? APIDECK__ARRAYS_SORTED : APIDECK__ARRAYS_AS_IS, NULL,
                                      &error),
                  duplicate ? APIDECK_ERR_JSON_DUPLICATE_KEY : 0);
        CHECK_INT(error.offset, duplicate);
        if (check_failed > before) {
            fprintf(stderr, "    reading %.*s\n", len < 400 ? (int)len : 400, body);
        }
        apideck__index_free(&index);
        free(copy);
    }
}

/* Also with white space behind it, since what lies near the end of a body is read another way. */
static void check_text(size_t duplicate) {
    check_body(text.bytes, text.len, duplicate);
    put("%80s", "");
    check_body(text.bytes, text.len, duplicate);
}

static void test_spellings(void) {
    static const char *const pairs[][2] = {
        {"a", "a"},
        {"", ""},
        {"a", "\\u0061"},
        {"\\u0061", "\\u0061"},
        {"abcdefgh", "abcdefg\\u0068"},
        {"abcdefghij", "abcdefghij"},
        {"0", "\\u0030"},
        {"12", "1\\u0032"},
        {"\\n", "\\u000A"},
        {"/", "\\/"},
        {"\\\"", "\\u0022"},
        {"\\\\", "\\u005c"},
        {"\xc3\xa9", "\\u00E9"},
        {"\xf0\x9f\x98\x80", "\\ud83d\\ude00"},
        {"\\ud800", "\\uD800"},
        {"\\u0000", "\\u0000"},
        {"__proto__", "__proto__"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *a = pairs[i][0];
        const char *b = pairs[i][1];
        int place = snprintf(text.bytes, sizeof text.bytes, "{\"%s\":1,", a);
        text.len = 0;
        put("{\"%s\":1,\"%s\":2}", a, b);
        check_text((size_t)place);
        text.len = 0;
        put("[[{\"%s\":1,\"%s\":2}]]", a, b);
        check_text((size_t)place + 2);
        text.len = 0;
        put("{\"%s\":{},\"zzz\":[],\"%s\":2}", a, b);
        check_text((size_t)place + 10);
        text.len = 0;
        put("{\"payload\":{\"%s\":1,\"!\":[{\"%s\":1,\"b\":2}],\"%s\" : 3}}", a, b, b);
        check_text((size_t)place + 10 + 18 + strlen(b) + 2);
    }
}

static void test_same_key_in_different_objects(void) {
    static const char *const bodies[] = {
        "{\"a\":{\"a\":{\"a\":1}}}",
        "[{\"a\":1},{\"a\":1},{\"a\":{\"a\":1}}]",
        "{\"b\":{\"b\":1,\"a\":2},\"a\":{\"b\":1,\"a\":2}}",
        "[{\"b\":[{\"b\":1,\"a\":2}],\"a\":[{\"b\":1,\"a\":2}]}]",
        "{\"a\":\"a\",\"b\":\"a\"}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        check_body(bodies[i], strlen(bodies[i]), 0);
    }
}

/* A thousand keys in some order; the one at place `second` is the one at `first` again. Keys with
 * `stem` differ only behind their first eight bytes. */
static void check_thousand(unsigned step, const char *stem, unsigned first, unsigned second,
                           const char *opening, const char *closing) {
    text.len = 0;
    put("%s{", opening);
    size_t place = 0;
    for (unsigned i = 0; i < 1000; i++) {
        unsigned number = (second && i == second ? first : i) * step % 1009;
        put(i ? "," : "");
        if (second && i == second) {
            place = text.len;
        }
        put("\"%s%04u\":%u", stem, number, i);
    }
    put("}%s", closing);
    check_text(place);
}

static void test_far_apart_among_a_thousand(void) {
    static const unsigned steps[] = {1, 1008, 577}; /* ascending, descending, mixed up */
    static const char *const stems[] = {"k", "common_stem_", "", "\\u006b", "\xc3\xa9"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        for (size_t j = 0; j < sizeof stems / sizeof *stems; j++) {
            check_thousand(steps[i], stems[j], 0, 0, "", "");
            check_thousand(steps[i], stems[j], 0, 0, "[", "]");
            check_thousand(steps[i], stems[j], 0, 999, "", "");
            check_thousand(steps[i], stems[j], 0, 999, "[", "]");
            check_thousand(steps[i], stems[j], 498, 499, "{\"a\":", "}");
            check_thousand(steps[i], stems[j], 3, 700, "{\"payload\":", "}");
            check_thousand(steps[i], stems[j], 998, 999, "[[", "]]");
        }
    }
}

/* Writes an object of random keys, up to one that is there twice; returns the place of that, or 0.
 * Each key is compared with each. */
static size_t put_random_object(unsigned long *state) {
    static const char *const stems[] = {"", "a", "abcdefg", "abcdefgh", "abcdefghijklmnop", "7"};
    static char keys[40][32];
    unsigned count = 1 + next_random(state) % 40;
    unsigned range = 1 + next_random(state) % 2000;
    unsigned kinds = 1 + next_random(state) % 6;
    size_t place = 0;
    put("{");
    for (unsigned i = 0; i < count && !place; i++) {
        unsigned number = next_random(state) % range;
        snprintf(keys[i], sizeof keys[i], "\"%s%c%u\"", stems[next_random(state) % kinds],
                 (int)(' ' + 1 + 2 * (number % 5)), number);
        put(i ? "," : "");
        for (unsigned j = 0; j < i; j++) {
            place = strcmp(keys[i], keys[j]) == 0 ? text.len : place;
        }
        put("%s:1", keys[i]);
    }
    put("}");
    return place;
}

static void test_random_objects(void) {
    unsigned long state = 11;
    int found = 0;
    for (int round = 0; round < 20000; round++) {
        text.len = 0;
        size_t place = put_random_object(&state);
        check_text(place);
        found += place > 0;
    }
    CHECK(found > 1000 && found < 19000);
}

/* Some behind each other in an array, where the keys of one may be those of another. */
static void test_random_objects_in_arrays(void) {
    unsigned long state = 12;
    int found = 0;
    for (int round = 0; round < 10000; round++) {
        unsigned count = 1 + next_random(&state) % 6;
        size_t place = 0;
        text.len = 0;
        put("[");
        for (unsigned i = 0; i < count && !place; i++) {
            put(i ? "," : "");
            place = put_random_object(&state);
        }
        put("]");
        check_text(place);
        found += place > 0;
    }
    CHECK(found > 1000 && found < 9000);
}

/* Objects that have the same keys, of which there are so many that each looks like another's. */
static void test_same_keys_in_an_array(void) {
    text.len = 0;
    for (int object = 0; object < 8; object++) {
        put(object ? ",{" : "[{");
        for (int i = 0; i < 60; i++) {
            put(i ? ",\"k%d\":%d" : "\"k%d\":%d", i * 37 % 60, i);
        }
        put("}");
    }
    put("]");
    check_text(0);
}

int main(void) {
    test_spellings();
    test_same_key_in_different_objects();
    test_far_apart_among_a_thousand();
    test_random_objects();
    test_random_objects_in_arrays();
    test_same_keys_in_an_array();
    return check_summary();
}
