/* The order of random keys, against a comparison of their UTF-16 code units. */
#include "check.h"
#include "exact.h"
#include "key_order.h"

static const struct {
    const char *utf8;
    int units[2];
} letters[] = {
    {"a", {'a', 0}},
    {"b", {'b', 0}},
    {"\x7f", {0x7f, 0}},
    {"\xc2\x80", {0x80, 0}},
    {"\xed\x9f\xbf", {0xd7ff, 0}},
    {"\xee\x80\x80", {0xe000, 0}},
    {"\xef\xbf\xbf", {0xffff, 0}},
    {"\xf0\x90\x80\x80", {0xd800, 0xdc00}},
    {"\xf4\x8f\xbf\xbf", {0xdbff, 0xdfff}},
    {"\\u0061", {'a', 0}},
    {"\\u0080", {0x80, 0}},
    {"\\uE000", {0xe000, 0}},
    {"\\uffff", {0xffff, 0}},
    {"\\ud800\\udc00", {0xd800, 0xdc00}},
    {"\\udbff", {0xdbff, 0}},
    {"\\udfff", {0xdfff, 0}},
};

#define LETTERS 16
#define ASCII_LETTERS 3
#define KEY_MAX 12

/* A key as a list of letters, then as text and as UTF-16 with a 0 behind, which is lowest. */
struct random_key {
    unsigned count;
    unsigned letter[KEY_MAX];
    char text[12 * KEY_MAX + 1];
    int units[2 * KEY_MAX + 1];
};

/* Keeps some of the key's beginning, so that keys often share one. */
static void vary(struct random_key *key, unsigned long *state, unsigned kinds) {
    key->count = key->count ? next_random(state) % (key->count + 1) : 0;
    for (unsigned more = next_random(state) % 5; more && key->count < KEY_MAX; more--) {
        key->letter[key->count++] = next_random(state) % kinds;
    }
    key->text[0] = 0;
    unsigned used = 0;
    for (unsigned i = 0; i < key->count; i++) {
        strcat(key->text, letters[key->letter[i]].utf8);
        for (int half = 0; half < 2 && letters[key->letter[i]].units[half]; half++) {
            key->units[used++] = letters[key->letter[i]].units[half];
        }
    }
    key->units[used] = 0;
}

static int sign(int n) {
    return (n > 0) - (n < 0);
}

static int is_plain(const struct random_key *key) {
    for (unsigned i = 0; i < key->count; i++) {
        if (key->letter[i] >= ASCII_LETTERS) {
            return 0;
        }
    }
    return 1;
}

/* The key, its closing quote, and `behind`, which is no part of it. */
static unsigned char *block_of(const struct random_key *key, const char *behind) {
    char text[12 * KEY_MAX + 16];
    int len = snprintf(text, sizeof text, "%s\"%s", key->text, behind);
    return exact_copy(text, (size_t)len);
}

static void check_pair(const struct random_key *a, const struct random_key *b, const char *behind,
                       int expected) {
    unsigned char *x = block_of(a, behind);
    unsigned char *y = block_of(b, "");
    int before = check_failed;
    CHECK_INT(sign(apideck__key_compare(x, y)), expected);
    CHECK_INT(sign(apideck__key_compare(y, x)), -expected);
    if (is_plain(a) && is_plain(b)) {
        CHECK_INT(sign(apideck__key_compare_plain(x, y)), expected);
        uint64_t p = apideck__key_prefix(x, x + strlen(a->text) + 1 + strlen(behind));
        uint64_t q = apideck__key_prefix(y, y + strlen(b->text) + 1);
        CHECK(p == q ? expected == 0 || p & 0xff : (p < q) == (expected < 0));
    }
    if (check_failed > before) {
        fprintf(stderr, "    comparing %s with %s\n", a->text, b->text);
    }
    free(x);
    free(y);
}

static void test_random_keys(void) {
    unsigned long state = 3;
    struct random_key a = {0};
    struct random_key b = {0};
    for (int round = 0; round < 20000; round++) {
        unsigned kinds = round % 1000 < 500 ? ASCII_LETTERS : LETTERS;
        vary(&b, &state, kinds);
        a = b;
        vary(&a, &state, kinds);
        int i = 0;
        while (a.units[i] == b.units[i] && a.units[i]) {
            i++;
        }
        check_pair(&a, &b, round % 3 ? "" : ":0}", sign(a.units[i] - b.units[i]));
    }
}

int main(void) {
    test_random_keys();
    return check_summary();
}
