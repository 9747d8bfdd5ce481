/* JSON strings in place: what is accepted, where the fault is, and what a string says. */
#include "check.h"
#include "exact.h"
#include "json_string.h"

#include <apideck/base.h>

#define ESCAPED APIDECK__STRING_ESCAPED
#define REWRITE APIDECK__STRING_REWRITE
#define WIDE APIDECK__STRING_WIDE

/* More than a window holds, so that every case lies in it at every place. */
#define PADDING (APIDECK__WINDOW + 2)

/* Reads `pad` plain bytes, then `text`; the result is checked without the plain bytes. */
static void check_read(const void *text, size_t len, size_t pad, int code, size_t place,
                       unsigned flags) {
    unsigned char *copy = exact_block(pad + len);
    memset(copy, 'a', pad);
    memcpy(copy + pad, text, len);
    const unsigned char *end = copy + pad + len;
    struct apideck__window window = apideck__window_from(copy, end);
    struct apideck__refusal refusal = {0, NULL};
    unsigned seen = 0;
    const unsigned char *p = apideck__string_read(&window, end, &seen, &refusal);
    int before = check_failed;
    CHECK_INT(p ? 0 : refusal.error, code);
    CHECK_INT((p ? p : refusal.at) - copy, pad + place);
    if (code == 0) {
        CHECK_INT(seen, flags);
        CHECK(apideck__string_skip(copy) == p);
        CHECK(apideck__next_special(&window) >= p);
    }
    if (check_failed > before) {
        fprintf(stderr, "    reading %.*s behind %zu bytes\n", (int)len, (const char *)text, pad);
    }
    free(copy);
}

static void check_padded(const void *text, size_t len, int code, size_t place, unsigned flags) {
    for (size_t pad = 0; pad <= PADDING; pad++) {
        check_read(text, len, pad, code, place, flags);
    }
}

/* Each ends with its closing quote. JSON.stringify(JSON.parse(s)) === s but for REWRITE. */
static void test_accepted(void) {
    static const struct {
        const char *text;
        unsigned flags;
    } cases[] = {
        {"\"", 0},
        {" ~\x7f\"", 0},
        {"/'<>&\"", 0},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xe2\x80\xa8\"", WIDE},
        {"\xef\xbb\xbf\"", WIDE},
        {"\\\"\\\\\\b\\f\\n\\r\\t\"", ESCAPED},
        {"\\/\"", ESCAPED | REWRITE},
        {"\\u0000\\u0007\\u000b\\u000e\\u001f\"", ESCAPED},
        {"\\u000B\"", ESCAPED | REWRITE},
        {"\\u001F\"", ESCAPED | REWRITE},
        {"\\u0008\"", ESCAPED | REWRITE},
        {"\\u0009\"", ESCAPED | REWRITE},
        {"\\u000a\"", ESCAPED | REWRITE},
        {"\\u000c\"", ESCAPED | REWRITE},
        {"\\u000d\"", ESCAPED | REWRITE},
        {"\\u0020\"", ESCAPED | REWRITE},
        {"\\u0022\"", ESCAPED | REWRITE},
        {"\\u005c\"", ESCAPED | REWRITE},
        {"\\u007f\"", ESCAPED | REWRITE},
        {"\\u2028\"", ESCAPED | REWRITE},
        {"\\ud7ff\"", ESCAPED | REWRITE},
        {"\\ud800\"", ESCAPED},
        {"\\udbff\"", ESCAPED},
        {"\\udc00\"", ESCAPED},
        {"\\udfff\"", ESCAPED},
        {"\\ue000\"", ESCAPED | REWRITE},
        {"\\uD800\"", ESCAPED | REWRITE},
        {"\\ud83d\\ude00\"", ESCAPED | REWRITE},
        {"\\ude00\\ud83d\"", ESCAPED},
        {"\\ud83d\\ud83d\"", ESCAPED},
        {"\\ud83d\\ud83d\\ude00\"", ESCAPED | REWRITE},
        {"\\ud83dx\\ude00\"", ESCAPED},
        {"\\ud83d\\n\\ude00\"", ESCAPED},
        {"\\ud83d\xc3\xa9\\ude00\"", ESCAPED | WIDE},
        {"\\ud83d\\u0001\\ude00\"", ESCAPED},
        {"\\ud83dabcdefghijkl\\ude00\"", ESCAPED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strlen(cases[i].text);
        check_padded(cases[i].text, len, 0, len, cases[i].flags);
        for (size_t cut = 0; cut < len; cut++) {
            check_padded(cases[i].text, cut, APIDECK_ERR_JSON_TRUNCATED, cut, 0);
        }
    }
}

/* Nothing behind the closing quote is looked at. */
static void test_ends_at_the_quote(void) {
    static const char behind[] = "\"\x00\xff\\x\"abcdefgh";
    check_padded(behind, sizeof behind - 1, 0, 1, 0);
}

static void test_control_characters(void) {
    for (unsigned c = 0; c < 0x20; c++) {
        const unsigned char text[] = {(unsigned char)c, '"', 'a', 'b', 'c', 'd', 'e', 'f', 'g'};
        check_padded(text, sizeof text, APIDECK_ERR_JSON_CONTROL, 0, 0);
        check_padded(text, 1, APIDECK_ERR_JSON_CONTROL, 0, 0);
    }
}

static void test_every_byte_behind_a_backslash(void) {
    for (unsigned c = 0; c < 256; c++) {
        const unsigned char text[] = {'\\', (unsigned char)c, '"', '"'};
        if (c == 'u') {
            check_padded(text, sizeof text, APIDECK_ERR_JSON_ESCAPE, 2, 0);
        } else if (c && strchr("\"\\/bfnrt", (int)c)) {
            check_padded(text, sizeof text, 0, 3, ESCAPED | (c == '/' ? REWRITE : 0));
        } else {
            check_padded(text, sizeof text, APIDECK_ERR_JSON_ESCAPE, 1, 0);
        }
    }
}

static void test_every_byte_as_a_digit(void) {
    for (size_t digit = 0; digit < 4; digit++) {
        for (unsigned c = 0; c < 256; c++) {
            unsigned char text[] = "\\u0aB9\"";
            text[2 + digit] = (unsigned char)c;
            int is_hex = c && strchr("0123456789abcdefABCDEF", (int)c);
            if (!is_hex) {
                check_read(text, 7, digit, APIDECK_ERR_JSON_ESCAPE, 2 + digit, 0);
                continue;
            }
            check_read(text, 7, digit, 0, 7, ESCAPED | REWRITE);
        }
    }
}

static void test_ill_formed_utf8(void) {
    static const char *const cases[] = {
        "\x80\"",
        "\xbf\"",
        "\xc0\xaf\"",
        "\xc1\xbf\"",
        "\xc3\"",
        "\xc3(\"",
        "\xe0\x80\xaf\"",
        "\xe2\x82\"",
        "\xed\xa0\x80\"",
        "\xf0\x80\x80\xaf\"",
        "\xf5\x80\"",
        "\xfe\"",
        "\xf4\x90\x80\x80\"",
        "\xff\"",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_padded(cases[i], strlen(cases[i]), APIDECK_ERR_JSON_UTF8, 0, 0);
    }
    check_padded("\xc3\xa9\xff\"", 4, APIDECK_ERR_JSON_UTF8, 2, 0);
}

/* What a string says: as UTF-16, as Array.from(s, (_, i) => s.charCodeAt(i)) gives it, and as
 * UTF-8; NULL where that cannot be. */
static const struct {
    const char *text;
    int32_t units[6];
    const char *utf8;
} said[] = {
    {"\"", {-1}, ""},
    {"a\"", {'a', -1}, "a"},
    {"\\\"\\\\\\/\"", {'"', '\\', '/', -1}, "\"\\/"},
    {"\\b\\f\\n\\r\\t\"", {8, 12, 10, 13, 9, -1}, "\b\f\n\r\t"},
    {"\\u0041\\u00E9\"", {'A', 0xe9, -1}, "A\xc3\xa9"},
    {"\xc3\xa9\xe2\x82\xac\"", {0xe9, 0x20ac, -1}, "\xc3\xa9\xe2\x82\xac"},
    {"\xf0\x9f\x98\x80z\"", {0xd83d, 0xde00, 'z', -1}, "\xf0\x9f\x98\x80z"},
    {"\\uD83D\\uDE00z\"", {0xd83d, 0xde00, 'z', -1}, "\xf0\x9f\x98\x80z"},
    {"\\ud800\\udc00\"", {0xd800, 0xdc00, -1}, "\xf0\x90\x80\x80"},
    {"\\udbff\\udfff\"", {0xdbff, 0xdfff, -1}, "\xf4\x8f\xbf\xbf"},
    {"\\uffff\"", {0xffff, -1}, "\xef\xbf\xbf"},
    {"\\u0000\"", {0, -1}, NULL},
    {"\\ud800\"", {0xd800, -1}, NULL},
    {"\\udc00\\ud800\"", {0xdc00, 0xd800, -1}, NULL},
    {"\\ud83d\\ud83d\\ude00\"", {0xd83d, 0xd83d, 0xde00, -1}, NULL},
    {"\\ud83d\\\\ude00\"", {0xd83d, '\\', 'u', 'd', 'e', '0'}, NULL},
};

static void test_units(void) {
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        unsigned char *copy = exact_copy(said[i].text, strlen(said[i].text));
        struct apideck__units units = apideck__units_of(copy);
        int at_end = 0;
        for (size_t j = 0; j < 6 && !at_end; j++) {
            CHECK_INT(apideck__next_unit(&units), said[i].units[j]);
            at_end = said[i].units[j] < 0;
        }
        if (at_end) {
            CHECK_INT(apideck__next_unit(&units), -1);
        }
        free(copy);
    }
}

static void test_decode(void) {
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        size_t len = strlen(said[i].text);
        unsigned char *copy = exact_copy(said[i].text, len);
        unsigned char *out = exact_block(len - 1);
        ptrdiff_t decoded = apideck__string_decode(copy, out);
        CHECK_INT(decoded, said[i].utf8 ? (int)strlen(said[i].utf8) : -1);
        if (decoded >= 0 && said[i].utf8) {
            CHECK_STR((const char *)out, (size_t)decoded, said[i].utf8);
        }
        free(out);
        free(copy);
    }
}

static void test_escape_moves_behind(void) {
    static const struct {
        const char *text;
        uint32_t code_point;
        size_t len;
    } cases[] = {
        {"\\n\"", '\n', 2},
        {"\\u00e9\"", 0xe9, 6},
        {"\\ud83d\\ude00\"", 0x1f600, 12},
        {"\\ud83d\"", 0xd83d, 6},
        {"\\ude00\\ud83d\"", 0xde00, 6},
        {"\\ud83d\\u0041\"", 0xd83d, 6},
        {"\\ud83d\\n\"", 0xd83d, 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char *copy = exact_copy(cases[i].text, strlen(cases[i].text));
        const unsigned char *p = copy;
        CHECK_INT(apideck__string_escape(&p), cases[i].code_point);
        CHECK_INT(p - copy, cases[i].len);
        free(copy);
    }
}

int main(void) {
    test_accepted();
    test_ends_at_the_quote();
    test_control_characters();
    test_every_byte_behind_a_backslash();
    test_every_byte_as_a_digit();
    test_ill_formed_utf8();
    test_units();
    test_decode();
    test_escape_moves_behind();
    return check_summary();
}
