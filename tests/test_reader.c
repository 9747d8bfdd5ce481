/* The one reading of a body: what it accepts, and where it finds which fault. */
#include "check.h"
#include "exact.h"
#include "index.h"

#include <apideck/signature.h>

static const enum apideck__array_order orders[] = {APIDECK__ARRAYS_AS_IS, APIDECK__ARRAYS_SORTED};

/* Reads a block of exactly these bytes in both orders. */
static void check_read(const char *body, size_t len, int code, size_t offset) {
    for (size_t i = 0; i < 2; i++) {
        static struct apideck__index index;
        unsigned char *copy = exact_copy(body, len);
        apideck_error error = {1, 2, NULL};
        int before = check_failed;
        CHECK_INT(apideck__index_read(&index, copy, len, orders[i], NULL, &error), code);
        CHECK_INT(error.code, code ? code : 1);
        CHECK_INT(error.offset, code ? offset : 2);
        CHECK(!error.message == !code);
        CHECK_INT(apideck__index_read(&index, copy, len, orders[i], NULL, NULL), code);
        if (check_failed > before) {
            fprintf(stderr, "    reading %.*s\n", len < 200 ? (int)len : 200, body);
        }
        apideck__index_free(&index);
        free(copy);
    }
}

/* Also with white space behind it, since what lies near the end of a body is read another way. */
static void check_text(const char *body, int code, size_t offset) {
    check_read(body, strlen(body), code, offset);
    if (code != APIDECK_ERR_JSON_TRUNCATED && code != APIDECK_ERR_JSON_EMPTY) {
        char longer[2000];
        int len = snprintf(longer, sizeof longer, "%s%80s", body, "");
        CHECK(len < (int)sizeof longer);
        check_read(longer, (size_t)len, code, offset);
    }
}

static const char *const accepted[] = {
    "0",
    "-1.5e+3",
    "\"\"",
    "\"\xef\xbb\xbf\"",
    "true",
    "false",
    "null",
    "[]",
    "{}",
    " [ ] ",
    "\t{\r\n}\n",
    "[[],{},[{}],{\"\":[]}]",
    "{\"a\":1,\"b\":{\"a\":1},\"c\":[{\"a\":1},{\"a\":1}]}",
    "[true,false,null,0,-0,\"\"]",
    "{\"a\":1,\"A\":1,\"a \":1,\"a\\u0000\":1,\"\\u00e9\":1,\"e\xcc\x81\":1}",
    "{\"1\":1,\"01\":1,\"1.0\":1,\"4294967295\":1}",
    "{\"\\ud800\":1,\"\\udc00\":1,\"\\ud800\\udc00\":1,\"\\udc00\\ud800\":1}",
    "{\"__proto__\":1,\"constructor\":2}",
    "[{\"a\":1},{},{\"a\":1},{ \"a\":1},{\"a\":[{\"a\":1},{\"a\":1}]},{\"a\":{\"a\":1}}]",
    "{\"abcdefgh1\":1,\"abcdefgh2\":2,\"abcdefgh\":3,\"abcdefgh11\":4}",
};

static const struct {
    const char *body;
    int code;
    size_t offset;
} refused[] = {
    {"", APIDECK_ERR_JSON_EMPTY, 0},
    {" \t\r\n", APIDECK_ERR_JSON_EMPTY, 4},
    {"\xef\xbb\xbf{}", APIDECK_ERR_JSON_BOM, 0},
    {"\xef\xbb\xbf", APIDECK_ERR_JSON_BOM, 0},
    {" \xef\xbb\xbf{}", APIDECK_ERR_JSON_SYNTAX, 1},
    {"{}{}", APIDECK_ERR_JSON_TRAILING, 2},
    {"{} x", APIDECK_ERR_JSON_TRAILING, 3},
    {"[1]]", APIDECK_ERR_JSON_TRAILING, 3},
    {"1 2", APIDECK_ERR_JSON_TRAILING, 2},
    {"nulll", APIDECK_ERR_JSON_TRAILING, 4},
    {"\"\"\"", APIDECK_ERR_JSON_TRAILING, 2},
    {"0x10", APIDECK_ERR_JSON_TRAILING, 1},
    {"{},", APIDECK_ERR_JSON_TRAILING, 2},
    {"]", APIDECK_ERR_JSON_SYNTAX, 0},
    {"}", APIDECK_ERR_JSON_SYNTAX, 0},
    {",", APIDECK_ERR_JSON_SYNTAX, 0},
    {":", APIDECK_ERR_JSON_SYNTAX, 0},
    {"+1", APIDECK_ERR_JSON_SYNTAX, 0},
    {".5", APIDECK_ERR_JSON_SYNTAX, 0},
    {"NaN", APIDECK_ERR_JSON_SYNTAX, 0},
    {"Infinity", APIDECK_ERR_JSON_SYNTAX, 0},
    {"'a'", APIDECK_ERR_JSON_SYNTAX, 0},
    {"True", APIDECK_ERR_JSON_SYNTAX, 0},
    {"\v1", APIDECK_ERR_JSON_SYNTAX, 0},
    {"\f1", APIDECK_ERR_JSON_SYNTAX, 0},
    {"\xc2\xa0", APIDECK_ERR_JSON_SYNTAX, 0},
    {"trux", APIDECK_ERR_JSON_SYNTAX, 3},
    {"[fals]", APIDECK_ERR_JSON_SYNTAX, 5},
    {"[nul1]", APIDECK_ERR_JSON_SYNTAX, 4},
    {"[1,]", APIDECK_ERR_JSON_SYNTAX, 3},
    {"[,1]", APIDECK_ERR_JSON_SYNTAX, 1},
    {"[1,,2]", APIDECK_ERR_JSON_SYNTAX, 3},
    {"[1 2]", APIDECK_ERR_JSON_SYNTAX, 3},
    {"[1}", APIDECK_ERR_JSON_SYNTAX, 2},
    {"[1:2]", APIDECK_ERR_JSON_SYNTAX, 2},
    {"[\"a\":1]", APIDECK_ERR_JSON_SYNTAX, 4},
    {"{\"a\":1]", APIDECK_ERR_JSON_SYNTAX, 6},
    {"{\"a\":1,}", APIDECK_ERR_JSON_SYNTAX, 7},
    {"{,\"a\":1}", APIDECK_ERR_JSON_SYNTAX, 1},
    {"{\"a\":1,,\"b\":1}", APIDECK_ERR_JSON_SYNTAX, 7},
    {"{\"a\" 1}", APIDECK_ERR_JSON_SYNTAX, 5},
    {"{\"a\"::1}", APIDECK_ERR_JSON_SYNTAX, 5},
    {"{\"a\",1}", APIDECK_ERR_JSON_SYNTAX, 4},
    {"{\"a\":}", APIDECK_ERR_JSON_SYNTAX, 5},
    {"{\"a\"}", APIDECK_ERR_JSON_SYNTAX, 4},
    {"{\"a\":1 \"b\":2}", APIDECK_ERR_JSON_SYNTAX, 7},
    {"{\"a\":{\"b\":1},{\"c\":2}}", APIDECK_ERR_JSON_SYNTAX, 13},
    {"[{\"a\":{\"b\":1},{\"c\":2}}]", APIDECK_ERR_JSON_SYNTAX, 14},
    {"[[1},{\"c\":2}]", APIDECK_ERR_JSON_SYNTAX, 3},
    {"[{\"a\":1},{}, {\"b\":2},{,}]", APIDECK_ERR_JSON_SYNTAX, 22},
    {"{a:1}", APIDECK_ERR_JSON_SYNTAX, 1},
    {"{1:1}", APIDECK_ERR_JSON_SYNTAX, 1},
    {"{null:1}", APIDECK_ERR_JSON_SYNTAX, 1},
    {"{[]:1}", APIDECK_ERR_JSON_SYNTAX, 1},
    {"[/**/]", APIDECK_ERR_JSON_SYNTAX, 1},
    {"[01]", APIDECK_ERR_JSON_NUMBER, 2},
    {"[-]", APIDECK_ERR_JSON_NUMBER, 2},
    {"{\"a\":1.}", APIDECK_ERR_JSON_NUMBER, 7},
    {"[1e+]", APIDECK_ERR_JSON_NUMBER, 4},
    {"[1.5.2]", APIDECK_ERR_JSON_SYNTAX, 4},
    {"[\"a\nb\"]", APIDECK_ERR_JSON_CONTROL, 3},
    {"{\"a\tb\":1}", APIDECK_ERR_JSON_CONTROL, 3},
    {"{\"abcdefghijk\x1f\":1}", APIDECK_ERR_JSON_CONTROL, 13},
    {"[\"\\x\"]", APIDECK_ERR_JSON_ESCAPE, 3},
    {"{\"\\u00g0\":1}", APIDECK_ERR_JSON_ESCAPE, 6},
    {"[\"\xff\"]", APIDECK_ERR_JSON_UTF8, 2},
    {"[\"\xed\xa0\x80\"]", APIDECK_ERR_JSON_UTF8, 2},
    {"{\"a\xc3\":1}", APIDECK_ERR_JSON_UTF8, 3},
    {"{\"abcdefgh\xf4\x90\x80\x80\":1}", APIDECK_ERR_JSON_UTF8, 10},
};

static void test_accepted_and_refused(void) {
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        check_text(accepted[i], 0, 0);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        check_text(refused[i].body, refused[i].code, refused[i].offset);
    }
    check_read("{}\0", 3, APIDECK_ERR_JSON_TRAILING, 2);
    check_read("[\0]", 3, APIDECK_ERR_JSON_SYNTAX, 1);
    check_read("[1\0", 3, APIDECK_ERR_JSON_SYNTAX, 2);
    check_read("nul\0", 4, APIDECK_ERR_JSON_SYNTAX, 3);
    check_read("{\"a\"\0:1}", 8, APIDECK_ERR_JSON_SYNTAX, 4);
    check_read("[\"\0\"]", 5, APIDECK_ERR_JSON_CONTROL, 2);
}

/* Bodies that are whole only at their last byte. */
static void test_truncation_at_every_byte(void) {
    static const char *const bodies[] = {
        "{\"payload\":{\"event_id\":\"abc\",\"entity\":{\"b\":[true,null],\"a\":{}},\"z\":false}}",
        "[ -10.25e+12 , 0 , \"\\u00e9\\ud83d\\ude00\\n\" , [ ] , { } ]",
        "{\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\":\"\xf4\x8f\xbf\xbf\",\"10\":1,\"9\":2}",
        "[[{\"z\":[{\"b\":1,\"a\":2}],\"a\":{\"1\":1,\"0\":2}}]]",
        "\"abcdefghijklmnopqrstuvwxyz\\\"\"",
        "true",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        size_t len = strlen(bodies[i]);
        check_read(bodies[i], len, 0, 0);
        check_read(bodies[i], 0, APIDECK_ERR_JSON_EMPTY, 0);
        for (size_t cut = 1; cut < len; cut++) {
            check_read(bodies[i], cut, APIDECK_ERR_JSON_TRUNCATED, cut);
        }
    }
}

/* Writes `depth` containers inside each other, objects where the bit of the pattern is set. */
static size_t nest(char *out, size_t depth, unsigned pattern) {
    size_t len = 0;
    for (size_t i = 0; i < depth; i++) {
        const char *opening = pattern >> (i % 8) & 1 ? "{\"a\":" : "[";
        memcpy(out + len, opening, strlen(opening));
        len += strlen(opening);
    }
    out[len++] = '0';
    for (size_t i = depth; i > 0; i--) {
        out[len++] = pattern >> ((i - 1) % 8) & 1 ? '}' : ']';
    }
    return len;
}

static void test_depth(void) {
    static const unsigned patterns[] = {0, 0xff, 0x55, 0xaa, 0x0f, 0x31};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char body[6 * 130 + 1];
        check_read(body, nest(body, 127, patterns[i]), 0, 0);
        check_read(body, nest(body, 128, patterns[i]), 0, 0);
        size_t place = 0;
        for (size_t d = 0; d < 128; d++) {
            place += patterns[i] >> (d % 8) & 1 ? 5 : 1;
        }
        check_read(body, nest(body, 129, patterns[i]), APIDECK_ERR_JSON_DEPTH, place);
        check_read(body, place + 1, APIDECK_ERR_JSON_DEPTH, place);
    }
}

/* Depth counts what is open at once, not what there is. */
static void test_depth_of_siblings(void) {
    char body[4 * 300 + 2] = "[";
    for (int i = 0; i < 300; i++) {
        strcat(body, i ? ",[]" : "[]");
    }
    strcat(body, "]");
    check_text(body, 0, 0);
}

static void test_too_large(void) {
    static struct apideck__index index;
    apideck_error error = {0, 1, NULL};
    CHECK_INT(apideck__index_read(&index, "{}", (size_t)APIDECK_BODY_MAX + 1, APIDECK__ARRAYS_AS_IS,
                                  NULL, &error),
              APIDECK_ERR_TOO_LARGE);
    CHECK_INT(error.offset, 0);
    apideck__index_free(&index);
    CHECK_INT(apideck__index_read(&index, NULL, 0, APIDECK__ARRAYS_AS_IS, NULL, &error),
              APIDECK_ERR_JSON_EMPTY);
    apideck__index_free(&index);
}

int main(void) {
    test_accepted_and_refused();
    test_truncation_at_every_byte();
    test_depth();
    test_depth_of_siblings();
    test_too_large();
    return check_summary();
}
