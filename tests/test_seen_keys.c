/* What is known of keys by their prefixes: none that was there goes unnoticed, few alarms are
 * false, and the order is told. */
#include "check.h"
#include "key_order.h"
#include "seen_keys.h"

static uint64_t prefix_of(const char *key) {
    const unsigned char *bytes = (const unsigned char *)key;
    return apideck__key_prefix(bytes, bytes + strlen(key));
}

static bool disordered(const char *const *keys, size_t count) {
    struct apideck__seen_keys seen = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        apideck__seen_keys_add(&seen, prefix_of(keys[i]));
    }
    return seen.disorder >> 63;
}

static void test_order(void) {
    CHECK(!disordered((const char *const[]){"a\"       "}, 1));
    CHECK(!disordered((const char *const[]){"a\"       ", "b\"       "}, 2));
    CHECK(disordered((const char *const[]){"b\"       ", "a\"       "}, 2));
    CHECK(disordered((const char *const[]){"a\"       ", "a\"       "}, 2));
    CHECK(!disordered((const char *const[]){"a\"       ", "aa\"      ", "ab\"      "}, 3));
    CHECK(disordered((const char *const[]){"aa\"      ", "a\"       ", "b\"       "}, 3));
    CHECK(!disordered((const char *const[]){"entity_id\"", "entity_type\""}, 2));
    CHECK(disordered((const char *const[]){"entity_type\"", "entity_id\""}, 2));
    CHECK(disordered((const char *const[]){"same 8 bytes, a\"", "same 8 bytes, b\""}, 2));
    CHECK(!disordered((const char *const[]){"aaaaaaaa\"", "aaaaaaab\""}, 2));
    CHECK(!disordered((const char *const[]){"!\"       ", "~~~~~~~~~\""}, 2));
}

/* Keys as senders write them: much alike. */
static void make_key(char key[32], unsigned number) {
    snprintf(key, 32, "key_%c%u\"       ", 'a' + number % 26, number / 26);
}

static void test_none_goes_unnoticed(void) {
    for (unsigned others = 0; others < 200; others++) {
        struct apideck__seen_keys seen = {0, 0, 0};
        char key[32];
        for (unsigned i = 0; i <= others; i++) {
            make_key(key, i);
            apideck__seen_keys_add(&seen, prefix_of(key));
        }
        for (unsigned i = 0; i <= others; i++) {
            make_key(key, i);
            CHECK(apideck__seen_keys_maybe(&seen, prefix_of(key)));
        }
    }
}

/* One of 64 pairs of keys shares its bit, if the bits are drawn well. */
static void test_few_alarms_are_false(void) {
    enum { KEYS = 260 };
    unsigned alarms = 0;
    for (unsigned i = 0; i < KEYS; i++) {
        struct apideck__seen_keys seen = {0, 0, 0};
        char key[32];
        make_key(key, i);
        CHECK(!apideck__seen_keys_maybe(&seen, prefix_of(key)));
        apideck__seen_keys_add(&seen, prefix_of(key));
        for (unsigned j = 0; j < KEYS; j++) {
            make_key(key, j);
            alarms += j != i && apideck__seen_keys_maybe(&seen, prefix_of(key));
        }
    }
    const unsigned expected = KEYS * (KEYS - 1) / 64;
    CHECK(alarms > expected * 2 / 3 && alarms < expected * 3 / 2);
}

int main(void) {
    test_order();
    test_none_goes_unnoticed();
    test_few_alarms_are_false();
    return check_summary();
}
