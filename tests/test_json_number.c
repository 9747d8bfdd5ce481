/* The grammar of numbers (RFC 8259, section 6), the place of a fault, and which literals JavaScript
 * would write otherwise. */
#include "check.h"
#include "exact.h"
#include "json_number.h"

#include <apideck/base.h>

struct result {
    int code;
    size_t place;
    bool canonical;
};

/* Reads a block of exactly these bytes. */
static struct result read_number(const char *text, size_t len) {
    unsigned char *copy = exact_copy(text, len);
    struct apideck__refusal refusal = {0, NULL};
    struct result result = {0, 0, true};
    const unsigned char *p = apideck__number_read(copy, copy + len, &result.canonical, &refusal);
    result.code = p ? 0 : refusal.error;
    result.place = (size_t)((p ? p : refusal.at) - copy);
    free(copy);
    return result;
}

/* Whether JSON.stringify(JSON.parse(text)) === text. */
static const struct {
    const char *text;
    bool canonical;
} accepted[] = {
    {"0", true},
    {"-0", false},
    {"0.0", false},
    {"-0.0", false},
    {"0e0", false},
    {"0E-5", false},
    {"1", true},
    {"-1", true},
    {"9", true},
    {"10", true},
    {"999999999999999", true},
    {"-999999999999999", true},
    {"1000000000000000", true},
    {"9007199254740991", true},
    {"9007199254740992", true},
    {"9007199254740993", false},
    {"-9007199254740993", false},
    {"10000000000000000", true},
    {"12345678901234567", false},
    {"100000000000000000000", true},
    {"123456789012345680000", true},
    {"1000000000000000000000", false},
    {"1e21", false},
    {"1e+21", true},
    {"1E+21", false},
    {"1.0e+21", false},
    {"1e+021", false},
    {"1e20", false},
    {"1e5", false},
    {"1E400", false},
    {"-1e400", false},
    {"1.5", true},
    {"1.50", false},
    {"-1.5", true},
    {"0.1", true},
    {"0.10", false},
    {"1.0", false},
    {"0.000001", true},
    {"0.0000001", false},
    {"1e-7", true},
    {"1.0e-7", false},
    {"1e-07", false},
    {"-1.5e-7", true},
    {"1e-6", false},
    {"5e-324", true},
    {"4.9e-324", false},
    {"2e-324", false},
    {"1.7976931348623157e+308", true},
    {"1.7976931348623157e308", false},
    {"1.7976931348623158e+308", false},
    {"-1.2345678901234567e-308", true},
    {"-0.0000012345678901234567", true},
    {"0.30000000000000004", true},
    {"0.3000000000000000444", false},
    {"123456789.125", true},
    {"12345678901234.5", true},
    {"1234567890123.45", true},
    {"0.123456789012345", true},
    {"0.1234567890123456", true},
    {"-0.12345678901234", true},
    {"123456789012345.6", true},
    {"1234567890123456.7", false},
    {"0.00000123456789", true},
    {"0.000000123456789", false},
    {"-0.000001", true},
    {"-0.0000001", false},
    {"0.0000010", false},
    {"0.00000", false},
    {"-0.5", true},
    {"0.5", true},
    {"10.000001", true},
    {"10.0000001", true},
    {"1.0000001", true},
    {"1.0e5", false},
    {"1.5e5", false},
    {"1.5e+21", true},
    {"150000000000000.5", true},
    {"100000000000000000000000000000000000000000000000000", false},
    {"0.00000000000000000000000000000000000000000000000001", false},
};

/* So much behind a number that it is not near the end of the text. */
#define PADDING "                                        "

/* Alone, and before everything that may follow a number, and some that may not: the reader of
 * numbers leaves that to its caller. */
static void test_accepted(void) {
    static const char *const behind[] = {
        "",  ",", "]", "}", " ",        "\n",   "x",     "\"",
        ":", "-", "+", "/", ",1234567", "\xff", PADDING, ",1.5,1e5,-0.25,9999999999999999,0,1,2"};
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        for (size_t j = 0; j < sizeof behind / sizeof *behind; j++) {
            char text[200];
            int len = snprintf(text, sizeof text, "%s%s", accepted[i].text, behind[j]);
            struct result result = read_number(text, (size_t)len);
            int before = check_failed;
            CHECK_INT(result.code, 0);
            CHECK_INT(result.place, strlen(accepted[i].text));
            CHECK_INT(result.canonical, accepted[i].canonical);
            if (check_failed > before) {
                fprintf(stderr, "    reading %s\n", text);
            }
        }
    }
}

/* A literal that would go on as another number is read as far as the grammar goes. */
static void test_ends_where_the_grammar_does(void) {
    static const struct {
        const char *text;
        size_t place;
    } cases[] = {{"0x10", 1}, {"1.5.2", 3}, {"1e5e5", 3}, {"1e5.5", 3},
                 {"1-2", 1},  {"1_000", 1}, {"1f", 1},    {"0-", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct result result = read_number(cases[i].text, strlen(cases[i].text));
        CHECK_INT(result.code, 0);
        CHECK_INT(result.place, cases[i].place);
        char padded[100];
        int padded_len = snprintf(padded, sizeof padded, "%s" PADDING, cases[i].text);
        result = read_number(padded, (size_t)padded_len);
        CHECK_INT(result.code, 0);
        CHECK_INT(result.place, cases[i].place);
    }
}

static void test_refused(void) {
    static const struct {
        const char *text;
        size_t place;
    } cases[] = {
        {"00", 1},   {"01", 1},    {"-00", 2},  {"-01", 2},   {"00.5", 1},  {"-a", 1},
        {"--1", 1},  {"-+1", 1},   {"-.5", 1},  {"- 1", 1},   {"-,", 1},    {"-Infinity", 1},
        {"1.", 2},   {"1.]", 2},   {"1.e5", 2}, {"-1..5", 3}, {"1.-5", 2},  {"0.,", 2},
        {"1e,", 2},  {"1ee5", 2},  {"1e.5", 2}, {"1e+,", 3},  {"1e+-5", 3}, {"1e--5", 3},
        {"1E x", 2}, {"1.5e]", 4}, {"0e}", 2},  {"-0e+ ", 4}, {"1.\"", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strlen(cases[i].text);
        struct result result = read_number(cases[i].text, len);
        int cut = cases[i].place == len;
        int before = check_failed;
        CHECK_INT(result.code, cut ? APIDECK_ERR_JSON_TRUNCATED : APIDECK_ERR_JSON_NUMBER);
        CHECK_INT(result.place, cases[i].place);
        char padded[100];
        int padded_len = snprintf(padded, sizeof padded, "%s" PADDING, cases[i].text);
        result = read_number(padded, (size_t)padded_len);
        CHECK_INT(result.code, APIDECK_ERR_JSON_NUMBER);
        CHECK_INT(result.place, cases[i].place);
        if (check_failed > before) {
            fprintf(stderr, "    reading %s\n", cases[i].text);
        }
    }
}

/* Where a digit has to follow, the end of the text is a cut; elsewhere it ends the number. */
static void test_cut_off(void) {
    static const char text[] = "-10.25e+12";
    static const bool whole[] = {false, true, true, false, true, true, false, false, true, true};
    for (size_t len = 1; len < sizeof text; len++) {
        struct result result = read_number(text, len);
        CHECK_INT(result.code, whole[len - 1] ? 0 : APIDECK_ERR_JSON_TRUNCATED);
        CHECK_INT(result.place, len);
    }
}

static void test_canonical_is_only_cleared(void) {
    const unsigned char text[] = "12";
    struct apideck__refusal refusal = {0, NULL};
    bool canonical = false;
    CHECK(apideck__number_read(text, text + 2, &canonical, &refusal) == text + 2);
    CHECK(!canonical);
}

/* Digits alone, with a minus or a point before them, up to the end of the text. */
static void test_every_length(void) {
    static const char *const starts[] = {"", "-", "1.", "-1."};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        for (size_t len = strlen(starts[i]) + 1; len < 80; len++) {
            unsigned char text[80];
            memset(text, '7', sizeof text);
            memcpy(text, starts[i], strlen(starts[i]));
            struct result result = read_number((const char *)text, len);
            CHECK_INT(result.code, 0);
            CHECK_INT(result.place, len);
        }
    }
}

static void test_very_long(void) {
    enum { LEN = 100000 };
    char *text = (char *)exact_block(LEN);
    memset(text, '7', LEN);
    struct result result = read_number(text, LEN);
    CHECK_INT(result.code, 0);
    CHECK_INT(result.place, LEN);
    CHECK(!result.canonical);
    text[1] = '.';
    text[LEN - 1] = '.';
    result = read_number(text, LEN);
    CHECK_INT(result.code, 0);
    CHECK_INT(result.place, LEN - 1);
    text[LEN - 1] = 'e';
    result = read_number(text, LEN);
    CHECK_INT(result.code, APIDECK_ERR_JSON_TRUNCATED);
    CHECK_INT(result.place, LEN);
    free(text);
}

int main(void) {
    test_accepted();
    test_ends_where_the_grammar_does();
    test_refused();
    test_cut_off();
    test_canonical_is_only_cleared();
    test_every_length();
    test_very_long();
    return check_summary();
}
