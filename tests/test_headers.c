/* The three headers among those of a request. */
#include "check.h"
#include "headers.h"

static apideck_str str(const char *text) {
    return (apideck_str){text, text ? strlen(text) : 0};
}

static apideck_header header(const char *name, const char *value) {
    return (apideck_header){str(name), str(value)};
}

/* Finds one header, whose values are those of all three then. */
static int find_one(const char *name, const char *value, struct apideck__headers *found) {
    apideck_header one = header(name, value);
    return apideck__headers_find(&one, 1, found);
}

static void test_names_in_any_case(void) {
    static const char *const names[][3] = {
        {"x-apideck-event-type", "X-Apideck-Event-Type", "X-APIDECK-EVENT-TYPE"},
        {"x-apideck-signature", "X-Apideck-Signature", "x-apideck-SIGNATURE"},
        {"x-apideck-idempotency-key", "X-Apideck-Idempotency-Key", "x-ApIdEcK-iDeMpOtEnCy-KeY"},
    };
    for (int which = 0; which < 3; which++) {
        for (int i = 0; i < 3; i++) {
            struct apideck__headers found;
            CHECK_INT(find_one(names[which][i], "value", &found), 0);
            const apideck_str *texts[] = {&found.event_type, &found.signature,
                                          &found.idempotency_key};
            for (int j = 0; j < 3; j++) {
                CHECK_STR(texts[j]->ptr, texts[j]->len, j == which ? "value" : NULL);
            }
        }
    }
}

static void test_other_names(void) {
    static const char *const names[] = {
        "",
        "x-apideck-signatur",
        "x-apideck-signatures",
        " x-apideck-signature",
        "x-apideck-signature ",
        "x_apideck_signature",
        "x-apideck-signature:",
        "apideck-signature",
        "X\rAPIDECK\rSIGNATURE", /* 0x0d is '-' without the bit that tells cases apart */
        "x-apideck-s\xc9gnature",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct apideck__headers found;
        CHECK_INT(find_one(names[i], "value", &found), 0);
        CHECK(!found.event_type.ptr && !found.signature.ptr && !found.idempotency_key.ptr);
    }
}

/* RFC 9110, 5.5: spaces and tabs around a value do not belong to it. */
static void test_white_space(void) {
    static const char *const values[][2] = {
        {"a", "a"},   {" a", "a"},    {"a\t", "a"},   {"\t  a b \t", "a b"},    {"", ""},
        {" \t ", ""}, {"\na", "\na"}, {"a\r", "a\r"}, {"\xc2\xa0", "\xc2\xa0"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct apideck__headers found;
        CHECK_INT(find_one("x-apideck-signature", values[i][0], &found), 0);
        CHECK_STR(found.signature.ptr, found.signature.len, values[i][1]);
    }
}

/* Twice is refused, also the same value, none, or another case. */
static void test_repeated(void) {
    static const char *const names[] = {"x-apideck-event-type", "x-apideck-signature",
                                        "x-apideck-idempotency-key"};
    static const char *const values[][2] = {{"a", "b"}, {"a", "a"}, {"", "a"}, {NULL, NULL}};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 4; j++) {
            apideck_header headers[] = {
                header(names[i], values[j][0]),
                header("content-type", "application/json"),
                header("content-type", "text/plain"),
                header(names[i], values[j][1]),
            };
            struct apideck__headers found;
            CHECK_INT(apideck__headers_find(headers, 4, &found), APIDECK_ERR_HEADER_REPEATED);
            CHECK_INT(apideck__headers_find(headers, 3, &found), 0);
        }
    }
}

static void test_none(void) {
    struct apideck__headers found;
    memset(&found, 0xff, sizeof found);
    CHECK_INT(apideck__headers_find(NULL, 0, &found), 0);
    CHECK(!found.event_type.ptr && !found.signature.ptr && !found.idempotency_key.ptr);
}

static void test_lengths_without_text(void) {
    struct apideck__headers found;
    apideck_header no_name = {{NULL, 3}, str("v")};
    apideck_header no_value = {str("x-apideck-signature"), {NULL, 3}};
    apideck_header other_without_value = {str("accept"), {NULL, 3}};
    apideck_header empty = {{NULL, 0}, {NULL, 0}};
    CHECK_INT(apideck__headers_find(&no_name, 1, &found), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck__headers_find(&no_value, 1, &found), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck__headers_find(&other_without_value, 1, &found), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck__headers_find(&empty, 1, &found), 0);
}

/* Neither names nor values need a NUL behind them. */
static void test_no_nul_needed(void) {
    static const char request[] = "x-apideck-signature: abcdef";
    apideck_header one = {{request, 19}, {request + 20, 4}};
    struct apideck__headers found;
    CHECK_INT(apideck__headers_find(&one, 1, &found), 0);
    CHECK_STR(found.signature.ptr, found.signature.len, "abc");
}

int main(void) {
    test_names_in_any_case();
    test_other_names();
    test_white_space();
    test_repeated();
    test_none();
    test_lengths_without_text();
    test_no_nul_needed();
    return check_summary();
}
