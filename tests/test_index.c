/* What one reading leaves behind: flags, records and values, and where they lie in memory. */
#include "check.h"
#include "counting_allocator.h"
#include "exact.h"
#include "index.h"
#include "json_string.h"
#include "members.h"

#include <apideck/testing.h>

static struct apideck__index index_;

static int read_text(const char *body, enum apideck__array_order order) {
    return apideck__index_read(&index_, body, strlen(body), order, NULL, NULL);
}

static struct apideck__record record_of(uint32_t nested) {
    CHECK(nested != 0);
    return apideck__index_record(&index_, nested);
}

static void check_text_between(uint32_t begin, uint32_t end, const char *expected) {
    begin &= ~APIDECK__REWRITE;
    CHECK_STR((const char *)index_.body + begin, end - begin, expected);
}

struct flags {
    int reordered;
    int rewritten;
    int arrays_differ; /* meaningful for AS_IS alone */
};

/* Form sorted, then form sorted-deep. `reordered` is whether the order of some members changes,
 * `rewritten` whether some token or white space does. */
static const struct {
    const char *body;
    struct flags as_is;
    struct flags sorted;
} flag_cases[] = {
    {"{}", {0, 0, 0}, {0, 0, 0}},
    {"1", {0, 0, 0}, {0, 0, 0}},
    {"1.0", {0, 1, 0}, {0, 1, 0}},
    {" 1", {0, 1, 0}, {0, 1, 0}},
    {"1\n", {0, 1, 0}, {0, 1, 0}},
    {"[ ]", {0, 1, 0}, {0, 1, 0}},
    {"\"\\/\"", {0, 1, 0}, {0, 1, 0}},
    {"\"\\n \\ud800\"", {0, 0, 0}, {0, 0, 0}},
    {"{\"\\u0061\":1}", {0, 1, 0}, {0, 1, 0}},
    {"{\"\\\"\":1,\"a\":1}", {0, 0, 0}, {0, 0, 0}},
    {"{\"a\":1,\"b\":2}", {0, 0, 0}, {0, 0, 0}},
    {"{\"b\":1,\"a\":2}", {1, 0, 0}, {1, 0, 0}},
    {"{\"b\":1, \"a\":2}", {1, 1, 0}, {1, 1, 0}},
    {"{\"\":1}", {0, 0, 0}, {0, 0, 0}},
    {"{\"\":1,\"a\":2}", {0, 0, 0}, {0, 0, 0}},
    {"{\"a\":1,\"\":2}", {1, 0, 0}, {1, 0, 0}},
    {"{\"a\":{\"\":1},\"b\":[]}", {0, 0, 0}, {0, 0, 0}},
    {"[{\"\":1,\"a\":2}]", {0, 0, 0}, {0, 0, 0}},
    {"[{\"a\":1,\"\":2}]", {0, 0, 1}, {1, 0, 0}},
    {"{\"2\":1,\"10\":2,\"a\":3}", {0, 0, 0}, {0, 0, 0}},
    {"{\"10\":1,\"2\":2}", {1, 0, 0}, {1, 0, 0}},
    {"{\"a\":1,\"0\":2}", {1, 0, 0}, {1, 0, 0}},
    {"{\"!\":1,\"0\":2}", {1, 0, 0}, {1, 0, 0}},
    {"{\"00\":1,\"01\":2}", {0, 0, 0}, {0, 0, 0}},
    {"{\"\xf0\x9f\x98\x80\":1,\"\xef\xbf\xbd\":2}", {0, 0, 0}, {0, 0, 0}},
    {"{\"\xef\xbf\xbd\":1,\"\xf0\x9f\x98\x80\":2}", {1, 0, 0}, {1, 0, 0}},
    {"{\"abcdefgh1\":1,\"abcdefgh2\":2}", {0, 0, 0}, {0, 0, 0}},
    {"{\"abcdefgh2\":1,\"abcdefgh1\":2}", {1, 0, 0}, {1, 0, 0}},
    {"{\"b\":{\"b\":1,\"a\":2}}", {1, 0, 0}, {1, 0, 0}},
    {"[{\"b\":1,\"a\":2}]", {0, 0, 1}, {1, 0, 0}},
    {"[{\"a\":1,\"b\":2}]", {0, 0, 0}, {0, 0, 0}},
    {"[{\"a\":{\"b\":1,\"a\":2}}]", {0, 0, 1}, {1, 0, 0}},
    {"[{\"a\":1,\"0\":2}]", {1, 0, 0}, {1, 0, 0}},
    {"[{\"b\":1,\"a\":2,\"0\":3}]", {1, 0, 1}, {1, 0, 0}},
    {"[{\"0\":3,\"b\":1,\"a\":2}]", {0, 0, 1}, {1, 0, 0}},
    {"[{\"1\":1,\"0\":2}]", {1, 0, 0}, {1, 0, 0}},
    {"[{\"c\":{\"b\":1,\"1\":2},\"b\":3}]", {1, 0, 1}, {1, 0, 0}},
    {"[{\"\\u0062\":1,\"a\":2}]", {0, 1, 1}, {1, 1, 0}},
    {"{\"b\":[{\"b\":1,\"a\":2}],\"a\":1}", {1, 0, 1}, {1, 0, 0}},
    {"[{\"abcdefgh1\":1,\"abcdefgh2\":2}]", {0, 0, 0}, {0, 0, 0}},
    {"[{\"a\":1,\"b\":2},{\"a\":1,\"b\":2},[\"behind them\"]]", {0, 0, 0}, {0, 0, 0}},
    {"[{\"b\":1,\"a\":2},{\"a\":1,\"b\":2},[\"behind them\"]]", {0, 0, 1}, {1, 0, 0}},
    {"[{\"a\":1,\"b\":2},{\"b\":1,\"a\":2},[\"behind them\"]]", {0, 0, 1}, {1, 0, 0}},
    {"[{\"b\":1,\"a\":2},{\"1\":1,\"0\":2},[\"behind them\"]]", {1, 0, 1}, {1, 0, 0}},
};

static void check_flags(const char *body, enum apideck__array_order order, struct flags expected) {
    int before = check_failed;
    CHECK_INT(read_text(body, order), 0);
    CHECK_INT(index_.reordered, expected.reordered);
    CHECK_INT(index_.rewritten, expected.rewritten);
    if (order == APIDECK__ARRAYS_AS_IS) {
        CHECK_INT(index_.arrays_differ, expected.arrays_differ);
    }
    CHECK_INT(index_.root_is_object, *body == '{');
    if (check_failed > before) {
        fprintf(stderr, "    reading %s in order %d\n", body, (int)order);
    }
    apideck__index_free(&index_);
}

static void test_flags(void) {
    for (size_t i = 0; i < sizeof flag_cases / sizeof *flag_cases; i++) {
        check_flags(flag_cases[i].body, APIDECK__ARRAYS_AS_IS, flag_cases[i].as_is);
        check_flags(flag_cases[i].body, APIDECK__ARRAYS_SORTED, flag_cases[i].sorted);
    }
}

/* Members of the root and the payload are there even when nothing is out of order. */
static void test_members_and_values(void) {
    static const struct {
        const char *body;
        const char *values[4]; /* in canonical order of the keys */
        const char *payload;
    } cases[] = {
        {"{}", {NULL}, NULL},
        {"{\"a\":1}", {"1"}, NULL},
        {" { \"b\" : [ 1 ] , \"a\"\t:\n{ } } ", {"{ }", "[ 1 ]"}, NULL},
        {"{\"b\":\"x\",\"10\":true,\"9\":null,\"a\":-1.50}",
         {"null", "true", "-1.50", "\"x\""},
         NULL},
        {"{\"a\\\"\":\"\\\"}\"}", {"\"\\\"}\""}, NULL},
        {"{\"payload\":{\"b\":1,\"a\":2}}", {"{\"b\":1,\"a\":2}"}, "{\"b\":1,\"a\":2}"},
        {"{\"z\":1,\"p\\u0061yload\": {} }", {"{}", "1"}, "{}"},
        {"{\"payload\":[{}]}", {"[{}]"}, NULL},
        {"{\"a\":{\"payload\":{}}}", {"{\"payload\":{}}"}, NULL},
        {"{\"payload\":null}", {"null"}, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int before = check_failed;
        CHECK_INT(read_text(cases[i].body, APIDECK__ARRAYS_AS_IS), 0);
        struct apideck__record record = record_of(index_.root.nested);
        CHECK_INT(record.kind, APIDECK__MEMBERS);
        uint32_t count = 0;
        while (count < 4 && cases[i].values[count]) {
            count++;
        }
        CHECK_INT(record.count, count);
        for (uint32_t j = 0; j < count && j < record.count; j++) {
            const unsigned char *key =
                index_.body + (record.spans[j].begin & ~APIDECK__REWRITE) + 1;
            size_t key_len = (size_t)(apideck__string_skip(key) - key) - 1;
            apideck_str value = value_of(&index_, &record.spans[j], key_len);
            CHECK_STR(value.ptr, value.len, cases[i].values[j]);
        }
        CHECK_INT(index_.payload != 0, cases[i].payload != NULL);
        if (index_.payload && cases[i].payload) {
            record = record_of(index_.payload);
            CHECK_INT(record.kind, APIDECK__MEMBERS);
            check_text_between(record.begin, record.end, cases[i].payload);
        }
        if (check_failed > before) {
            fprintf(stderr, "    reading %s\n", cases[i].body);
        }
        apideck__index_free(&index_);
    }
    CHECK_INT(read_text("[{\"payload\":{}}]", APIDECK__ARRAYS_AS_IS), 0);
    CHECK(!index_.payload && !index_.root_is_object);
    apideck__index_free(&index_);
}

/* A container that only holds containers with records has their stretches, and nothing else. */
static void test_parts(void) {
    static const char body[] = "[0,{\"b\":1,\"a\":2},[3],[[{\"d\":4,\"c\":5}]],{\"a\":6}]";
    CHECK_INT(read_text(body, APIDECK__ARRAYS_SORTED), 0);
    struct apideck__record array = record_of(index_.root.nested);
    CHECK_INT(array.kind, APIDECK__PARTS);
    check_text_between(array.begin, array.end, body);
    CHECK_INT(array.count, 2);
    check_text_between(array.spans[0].begin, array.spans[0].end, "{\"b\":1,\"a\":2}");
    check_text_between(array.spans[1].begin, array.spans[1].end, "[[{\"d\":4,\"c\":5}]]");
    struct apideck__record inner = record_of(array.spans[1].nested);
    CHECK_INT(inner.kind, APIDECK__MEMBERS);
    check_text_between(inner.begin, inner.end, "{\"d\":4,\"c\":5}");
    CHECK_INT(inner.count, 2);
    check_text_between(inner.spans[0].begin, inner.spans[0].end, "\"c\":5");
    check_text_between(inner.spans[1].begin, inner.spans[1].end, "\"d\":4");
    apideck__index_free(&index_);
    CHECK_INT(read_text(body, APIDECK__ARRAYS_AS_IS), 0);
    CHECK_INT(index_.root.nested, 0);
    apideck__index_free(&index_);
}

/* Text that is not canonical as it stands is flagged where it is, not around it. */
static void test_rewrite_flags(void) {
    CHECK_INT(read_text("{\"a\":1.0,\"b\":1,\"c\": 1,\"d\":\"\\/\",\"\\u0065\":1}",
                        APIDECK__ARRAYS_AS_IS),
              0);
    static const int expected[] = {1, 0, 1, 1, 1};
    struct apideck__record record = record_of(index_.root.nested);
    CHECK_INT(record.count, 5);
    for (uint32_t i = 0; i < record.count && i < 5; i++) {
        CHECK_INT((record.spans[i].begin & APIDECK__REWRITE) != 0, expected[i]);
    }
    apideck__index_free(&index_);
}

static void test_ordinary_bodies_allocate_nothing(void) {
    size_t count = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    for (size_t i = 0; i < count; i++) {
        char body[4096];
        size_t len = 0;
        CHECK_INT(apideck_example_event(types[i].type, NULL, body, sizeof body, &len), 0);
        for (int deep = 0; deep < 2; deep++) {
            struct counting counting = {0};
            apideck_allocator allocator = counting_allocator(&counting);
            CHECK_INT(apideck__index_read(&index_, body, len,
                                          deep ? APIDECK__ARRAYS_SORTED : APIDECK__ARRAYS_AS_IS,
                                          &allocator, NULL),
                      0);
            apideck__index_free(&index_);
            CHECK_INT(counting.calls, 0);
        }
    }
    CHECK_INT(count, 140);
}

int main(void) {
    test_flags();
    test_members_and_values();
    test_parts();
    test_rewrite_flags();
    test_ordinary_bodies_allocate_nothing();
    return check_summary();
}
