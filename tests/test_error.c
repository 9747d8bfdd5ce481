/* Error codes have names and texts, and failing fills in the details. */
#include "check.h"
#include "error.h"

#include <limits.h>

static void test_known_codes(void) {
    static const struct {
        int code;
        const char *name;
    } known[] = {
        {APIDECK_OK, "APIDECK_OK"},
        {APIDECK_ERR_ARGUMENT, "APIDECK_ERR_ARGUMENT"},
        {APIDECK_ERR_SIGNATURE_MISMATCH, "APIDECK_ERR_SIGNATURE_MISMATCH"},
        {APIDECK_ERR_JSON_UTF8, "APIDECK_ERR_JSON_UTF8"},
        {APIDECK_ERR_HANDLER, "APIDECK_ERR_HANDLER"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const char *name = apideck_error_name(known[i].code);
        CHECK_STR(name, strlen(name), known[i].name);
    }
    const char *text = apideck_error_text(APIDECK_ERR_JSON_BOM);
    CHECK_STR(text, strlen(text), "the body begins with a byte-order mark");
}

/* The numbers are part of the ABI. */
static void test_numbers(void) {
    CHECK_INT(APIDECK_OK, 0);
    CHECK_INT(APIDECK_ERR_ARGUMENT, -1);
    CHECK_INT(APIDECK_ERR_NO_KEY, -10);
    CHECK_INT(APIDECK_ERR_SIGNATURE_MISMATCH, -22);
    CHECK_INT(APIDECK_ERR_JSON_DUPLICATE_KEY, -40);
    CHECK_INT(APIDECK_ERR_NOT_AN_EVENT, -50);
    CHECK_INT(APIDECK_ERR_HANDLER, -64);
}

static void test_every_number(void) {
    int known = 0;
    for (int code = -200; code <= 200; code++) {
        const char *name = apideck_error_name(code);
        const char *text = apideck_error_text(code);
        CHECK(name && *name);
        CHECK(text && *text && text[strlen(text) - 1] != '.');
        known += strcmp(name, "APIDECK_ERR_?") != 0;
        CHECK(code <= 0 || strcmp(name, "APIDECK_ERR_?") == 0);
    }
    CHECK(known > 30);
}

static void test_numbers_that_are_no_code(void) {
    static const int none[] = {1, -8, -9999, INT_MIN, INT_MAX};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        const char *name = apideck_error_name(none[i]);
        CHECK_STR(name, strlen(name), "APIDECK_ERR_?");
        CHECK(*apideck_error_text(none[i]) != '\0');
    }
}

static void test_fail(void) {
    apideck_error error = {0, 0, NULL};
    CHECK_INT(apideck__fail(&error, APIDECK_ERR_JSON_DEPTH, 77), APIDECK_ERR_JSON_DEPTH);
    CHECK_INT(error.code, APIDECK_ERR_JSON_DEPTH);
    CHECK_INT(error.offset, 77);
    CHECK(error.message == apideck_error_text(APIDECK_ERR_JSON_DEPTH));

    const char *message = "the clock has no now_ms";
    CHECK_INT(apideck__fail_with(&error, APIDECK_ERR_CALLBACK_MISSING, 3, message),
              APIDECK_ERR_CALLBACK_MISSING);
    CHECK_INT(error.code, APIDECK_ERR_CALLBACK_MISSING);
    CHECK_INT(error.offset, 3);
    CHECK(error.message == message);

    CHECK_INT(apideck__fail(NULL, APIDECK_ERR_HMAC, 1), APIDECK_ERR_HMAC);
    CHECK_INT(apideck__fail_with(NULL, APIDECK_ERR_HMAC, 1, message), APIDECK_ERR_HMAC);
}

static void test_version(void) {
    const char *version = apideck_version();
    char expected[40];
    const int len = snprintf(expected, sizeof expected, "%d.%d.%d", APIDECK_VERSION_MAJOR,
                             APIDECK_VERSION_MINOR, APIDECK_VERSION_PATCH);
    CHECK(len > 0 && (size_t)len < sizeof expected);
    CHECK_STR(version, strlen(version), expected);
}

int main(void) {
    test_known_codes();
    test_numbers();
    test_every_number();
    test_numbers_that_are_no_code();
    test_fail();
    test_version();
    return check_summary();
}
