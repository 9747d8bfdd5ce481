/* Stretches of JSON text written canonically, their order kept: white space, escapes, numbers. */
#include "check.h"
#include "exact.h"
#include "rewrite.h"

struct collected {
    char text[8192];
    size_t len;
};

static int collect(const void *bytes, size_t len, void *user) {
    struct collected *c = user;
    CHECK(c->len + len < sizeof c->text);
    memcpy(c->text + c->len, bytes, len);
    c->len += len;
    return 0;
}

/* The text lies in a block of exactly its size. */
static void check_rewrite(const char *text, size_t len, const char *expected) {
    unsigned char *copy = exact_copy(text, len);
    struct collected got = {.len = 0};
    struct apideck__sink sink;
    apideck__sink_init(&sink, collect, &got);
    apideck__rewrite(copy, copy + len, &sink);
    CHECK_INT(apideck__sink_flush(&sink), 0);
    int before = check_failed;
    CHECK_STR(got.text, got.len, expected);
    if (check_failed > before) {
        fprintf(stderr, "    of %.*s\n", (int)len, text);
    }
    free(copy);
}

struct example {
    const char *text;
    const char *expected;
};

static void check_examples(const struct example *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        check_rewrite(examples[i].text, strlen(examples[i].text), examples[i].expected);
        check_rewrite(examples[i].expected, strlen(examples[i].expected), examples[i].expected);
    }
}

#define CHECK_EXAMPLES(examples) check_examples(examples, sizeof(examples) / sizeof *(examples))

/* A stretch may begin and end at any token, so brackets need not match. */
static void test_tokens_and_white_space(void) {
    static const struct example examples[] = {
        {"", ""},
        {" ", ""},
        {" \t\r\n", ""},
        {"{ \"a\" : true , \"b\" : false , \"c\" : null }", "{\"a\":true,\"b\":false,\"c\":null}"},
        {"true", "true"},
        {" null ", "null"},
        {"[ 1 , ", "[1,"},
        {" , 2 ] }", ",2]}"},
        {"\"key\" : ", "\"key\":"},
        {"] ] } ,", "]]},"},
        {"{\"b\":1, \"a\":2}", "{\"b\":1,\"a\":2}"},
        {"[\"  a  \"]", "[\"  a  \"]"},
    };
    CHECK_EXAMPLES(examples);
}

static void test_numbers(void) {
    static const struct example examples[] = {
        {"1.0", "1"},
        {"-0", "0"},
        {"-0.0e-5", "0"},
        {"[1E2,2e+2]", "[100,200]"},
        {"1e21,", "1e+21,"},
        {"0.00000010", "1e-7"},
        {"1e400", "null"},
        {"-1e400]", "null]"},
        {"0.1 , 0.10", "0.1,0.1"},
        {"[true,1.50,false]", "[true,1.5,false]"},
    };
    CHECK_EXAMPLES(examples);
}

/* QuoteJSONString of ECMA-262. */
static void test_strings(void) {
    static const struct example examples[] = {
        {"\"\"", "\"\""},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\""},
        {"\"\\u0008\\u0009\\u000A\\u000c\\u000D\"", "\"\\b\\t\\n\\f\\r\""},
        {"\"\\u0000\\u000B\\u001F\"", "\"\\u0000\\u000b\\u001f\""},
        {"\"\\u0022\\u005C\\u002f\\u0020\\u007F\"", "\"\\\"\\\\/ \x7f\""},
        {"\"\\u0080\\u07ff\\u0800\\u2028\\uffff\"",
         "\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xe2\x80\xa8\xef\xbf\xbf\""},
        {"\"\\uD83D\\uDE00\"", "\"\xf0\x9f\x98\x80\""},
        {"\"\\uDBFF\\uDFFF\\uD800\\uDC00\"", "\"\xf4\x8f\xbf\xbf\xf0\x90\x80\x80\""},
        {"\"\\uDFFF\\uDC00\\uD800 \\uDBFF\"", "\"\\udfff\\udc00\\ud800 \\udbff\""},
        {"\"\\uD7FF\\uE000\"", "\"\xed\x9f\xbf\xee\x80\x80\""},
        {"\"\\uDEAD\\uDABC\"", "\"\\udead\\udabc\""},
        {"\"\\uD83D\\uD83D\\uDE00\\uDE00\"", "\"\\ud83d\xf0\x9f\x98\x80\\ude00\""},
        {"\"\\uD83Dx\\uDE00\"", "\"\\ud83dx\\ude00\""},
        {"\"\\uD83D\\u0041\"", "\"\\ud83dA\""},
        {"\"\\uD83D\\n\"", "\"\\ud83d\\n\""},
        {"\"a\\u0062c\\/d\"", "\"abc/d\""},
        {"[\"\\\\\",\"\\\"\" , \"\\\\\\\"\"]", "[\"\\\\\",\"\\\"\",\"\\\\\\\"\"]"},
        {"\"1.0 \\/ -0\"", "\"1.0 / -0\""},
        {"\"\xf0\x9f\x98\x80\xc3\xa9\"", "\"\xf0\x9f\x98\x80\xc3\xa9\""},
    };
    CHECK_EXAMPLES(examples);
}

/* Every escape \u0000 to \u001f, in both cases of its digits. */
static void test_every_control_character(void) {
    static const char *const shorts[0x20] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"};
    for (unsigned c = 0; c < 0x20; c++) {
        char text[16];
        char expected[16];
        if (shorts[c]) {
            snprintf(expected, sizeof expected, "\"%s\"", shorts[c]);
        } else {
            snprintf(expected, sizeof expected, "\"\\u%04x\"", c);
        }
        snprintf(text, sizeof text, "\"\\u%04X\"", c);
        check_rewrite(text, strlen(text), expected);
        snprintf(text, sizeof text, "\"\\u%04x\"", c);
        check_rewrite(text, strlen(text), expected);
    }
}

static void test_long_text(void) {
    static char text[6000];
    static char expected[6000];
    size_t len = 0;
    size_t expected_len = 0;
    while (len < 5000) {
        len += (size_t)snprintf(text + len, sizeof text - len, "%s\"abcdefghijkl\\u0041\"",
                                len ? " , " : "[");
        expected_len += (size_t)snprintf(expected + expected_len, sizeof expected - expected_len,
                                         "%s\"abcdefghijklA\"", expected_len ? "," : "[");
    }
    check_rewrite(text, len, expected);
}

int main(void) {
    test_tokens_and_white_space();
    test_numbers();
    test_strings();
    test_every_control_character();
    test_long_text();
    return check_summary();
}
