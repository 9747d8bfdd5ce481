/* The order of keys, as JavaScript gives it. */
#include "check.h"
#include "exact.h"
#include "key_order.h"

/* Object.keys(o).sort() put into an object again and enumerated: every key behind those of the
 * lines before it. A line has one key in several spellings. */
static const char *const in_order[][3] = {
    {"0", "\\u0030"},
    {"7", "\\u0037"},
    {"10", "1\\u0030", "\\u00310"},
    {"4294967294", "429496729\\u0034"},
    {""},
    {"\\u0000"},
    {"\\n", "\\u000a", "\\u000A"},
    {" ", "\\u0020"},
    {"!"},
    {"\\\"", "\\u0022"},
    {"#"},
    {"-0"},
    {"-1"},
    {"00", "0\\u0030"},
    {"01"},
    {"1.0"},
    {"1a"},
    {"4294967295", "\\u0034294967295"},
    {"9007199254740992"},
    {"A", "\\u0041"},
    {"\\\\", "\\u005c", "\\u005C"},
    {"a", "\\u0061"},
    {"aa", "a\\u0061"},
    {"aab"},
    {"ab"},
    {"abcdefg"},
    {"abcdefgh", "abcdefg\\u0068"},
    {"abcdefghi", "\\u0061bcdefghi"},
    {"abcdefghj"},
    {"abcdefgh\xc3\xa9", "abcdefgh\\u00e9"},
    {"abcdefgh\xf0\x9f\x98\x80", "abcdefgh\\uD83D\\uDE00"},
    {"abcdefgh\xee\x80\x80", "abcdefgh\\ue000"},
    {"b"},
    {"e\xcc\x81"},
    {"~"},
    {"\x7f"},
    {"\xc3\xa9", "\\u00e9", "\\u00E9"},
    {"\xdf\xbf"},
    {"\xe0\xa0\x80"},
    {"\xe2\x80\xa8"},
    {"\xed\x9f\xbf"},
    {"\\ud800", "\\uD800"},
    {"\xf0\x90\x80\x80", "\\ud800\\udc00"},
    {"\xf0\x9f\x98\x80", "\\ud83d\\ude00"},
    {"\xf0\x9f\x98\x81"},
    {"\xf4\x8f\xbf\xbf", "\\udbff\\udfff"},
    {"\\udc00"},
    {"\xee\x80\x80", "\\ue000"},
    {"\xef\xa3\xbf"},
    {"\xef\xbb\xbf"},
    {"\xef\xbf\xbd"},
    {"\xef\xbf\xbf", "\\uffff"},
};

#define LINES (sizeof in_order / sizeof *in_order)

static int sign(int n) {
    return (n > 0) - (n < 0);
}

/* ASCII without escapes that does not begin with a digit. */
static int is_plain(const char *key) {
    for (const char *p = key; *p; p++) {
        if ((unsigned char)*p >= 0x80 || *p == '\\') {
            return 0;
        }
    }
    return *key < '0' || *key > '9';
}

/* The key, its closing quote, and `behind`, which is no part of it. */
static unsigned char *block_of(const char *key, const char *behind, const unsigned char **end) {
    char text[64];
    int len = snprintf(text, sizeof text, "%s\"%s", key, behind);
    unsigned char *block = exact_copy(text, (size_t)len);
    *end = block + len;
    return block;
}

/* What two prefixes say of the order: negative, 0 or positive, and 2 where they leave it open. */
static int by_prefix(uint64_t a, uint64_t b) {
    if (a != b) {
        return a < b ? -1 : 1;
    }
    return a & 0xff ? 2 : 0;
}

static void check_pair(const char *a, const char *b, const char *behind, int expected) {
    const unsigned char *a_end = NULL;
    const unsigned char *b_end = NULL;
    unsigned char *x = block_of(a, behind, &a_end);
    unsigned char *y = block_of(b, "", &b_end);
    int before = check_failed;
    CHECK_INT(sign(apideck__key_compare(x, y)), expected);
    if (is_plain(a) && is_plain(b)) {
        CHECK_INT(sign(apideck__key_compare_plain(x, y)), expected);
        int told = by_prefix(apideck__key_prefix(x, a_end), apideck__key_prefix(y, b_end));
        CHECK(told == expected || (told == 2 && strlen(a) >= 8 && strlen(b) >= 8));
    }
    if (check_failed > before) {
        fprintf(stderr, "    comparing %s with %s\n", a, b);
    }
    free(x);
    free(y);
}

static void test_every_pair_of_the_table(void) {
    for (size_t i = 0; i < 3 * LINES; i++) {
        for (size_t j = 0; j < 3 * LINES; j++) {
            const char *a = in_order[i / 3][i % 3];
            const char *b = in_order[j / 3][j % 3];
            if (a && b) {
                int expected = sign((int)(i / 3) - (int)(j / 3));
                check_pair(a, b, "", expected);
                check_pair(a, b, ":1,\"zzzzzzzzzzzz\":2}", expected);
            }
        }
    }
}

static void test_array_indexes(void) {
    static const struct {
        const char *key;
        int is_index;
        uint32_t index;
    } cases[] = {
        {"0", 1, 0},
        {"1", 1, 1},
        {"9", 1, 9},
        {"10", 1, 10},
        {"4294967294", 1, 4294967294u},
        {"4294967295", 0, 0},
        {"4294967296", 0, 0},
        {"4294967304", 0, 0},
        {"42949672940", 0, 0},
        {"8589934592", 0, 0},
        {"18446744073709551616", 0, 0},
        {"", 0, 0},
        {"00", 0, 0},
        {"01", 0, 0},
        {"0x1", 0, 0},
        {"-0", 0, 0},
        {"-1", 0, 0},
        {"+1", 0, 0},
        {"1.0", 0, 0},
        {"1e3", 0, 0},
        {" 1", 0, 0},
        {"1 ", 0, 0},
        {"1a", 0, 0},
        {"a1", 0, 0},
        {"\\u0030", 1, 0},
        {"\\u0031\\u0037", 1, 17},
        {"1\\u0030", 1, 10},
        {"429496729\\u0034", 1, 4294967294u},
        {"429496729\\u0035", 0, 0},
        {"1234567890\\u0031", 0, 0},
        {"0\\u0030", 0, 0},
        {"\xef\xbc\x91", 0, 0},
        {"1\\u0000", 0, 0},
        {"1\\ud800", 0, 0},
        {"99999999999999999999999999", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const unsigned char *end = NULL;
        unsigned char *key = block_of(cases[i].key, "", &end);
        uint32_t index = 12345;
        int is_index = apideck__key_is_index(key, &index);
        int before = check_failed;
        CHECK_INT(is_index, cases[i].is_index);
        CHECK(!is_index || index == cases[i].index);
        if (check_failed > before) {
            fprintf(stderr, "    index %s\n", cases[i].key);
        }
        free(key);
    }
}

static void test_prefixes(void) {
    static const struct {
        const char *key;
        uint64_t prefix;
    } cases[] = {
        {"", 0},
        {"a", 0x6100000000000000u},
        {"abc", 0x6162630000000000u},
        {"abcdefg", 0x6162636465666700u},
        {"abcdefgh", 0x6162636465666768u},
        {"abcdefghijk", 0x6162636465666768u},
        {"# !", 0x2320210000000000u},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const char *const behind[] = {"", ":", ":1}", ":\"\"\"\"}", ":[\"abcdefghi\"]}"};
        for (size_t j = 0; j < sizeof behind / sizeof *behind; j++) {
            const unsigned char *end = NULL;
            unsigned char *key = block_of(cases[i].key, behind[j], &end);
            CHECK(apideck__key_prefix(key, end) == cases[i].prefix);
            free(key);
        }
    }
}

static void test_key_equals(void) {
    static const struct {
        const char *key;
        const char *name;
        int equal;
    } cases[] = {
        {"payload", "payload", 1},
        {"p\\u0061yloa\\u0064", "payload", 1},
        {"payloa", "payload", 0},
        {"payloads", "payload", 0},
        {"Payload", "payload", 0},
        {"", "payload", 0},
        {"payload ", "payload", 0},
        {"payload\\u0000", "payload", 0},
        {"event_id", "event_id", 1},
        {"\\ud870ayload", "payload", 0},
        {"", "", 1},
        {"a", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const unsigned char *end = NULL;
        unsigned char *key = block_of(cases[i].key, "", &end);
        CHECK_INT(apideck__key_equals(key, cases[i].name), cases[i].equal);
        free(key);
    }
}

int main(void) {
    test_every_pair_of_the_table();
    test_array_indexes();
    test_prefixes();
    test_key_equals();
    return check_summary();
}
