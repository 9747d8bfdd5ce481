/* The index outgrowing its fixed room: nothing is lost on the way, everything is given back, and no
 * body makes it take more than eight times the body's size. */
#include "check.h"
#include "counting_allocator.h"
#include "exact.h"
#include "index.h"
#include "members.h"

#define BODY_MAX (16u << 20)

/* A body that is written piece by piece. */
static char body[BODY_MAX];
static size_t len;

static void put(const char *piece) {
    size_t piece_len = strlen(piece);
    memcpy(body + len, piece, piece_len);
    len += piece_len;
}

static void put_number(const char *format, unsigned long number) {
    len += (size_t)snprintf(body + len, BODY_MAX - len, format, number);
}

static struct apideck__index index_;

/* Reads the body in both orders, and checks what it took. */
static void check_peak(const char *shape) {
    for (int deep = 0; deep < 2; deep++) {
        unsigned char *copy = exact_copy(body, len);
        struct counting counting = {0};
        apideck_allocator allocator = counting_allocator(&counting);
        int before = check_failed;
        CHECK_INT(apideck__index_read(&index_, copy, len,
                                      deep ? APIDECK__ARRAYS_SORTED : APIDECK__ARRAYS_AS_IS,
                                      &allocator, NULL),
                  0);
        apideck__index_free(&index_);
        CHECK_NOTHING_LEAKED(&counting);
        CHECK(counting.peak <= 8 * len);
        if (check_failed > before) {
            fprintf(stderr, "    %s, %zu bytes, %s: peak %zu, %.2f times\n", shape, len,
                    deep ? "deep" : "as is", counting.peak, (double)counting.peak / (double)len);
        }
        free(copy);
    }
}

/* The leaves and nodes that need most spans for their length. */
static const struct {
    const char *name;
    const char *leaf;
    const char *open;
    const char *between;
    const char *close;
} shapes[] = {
    {"pairs in arrays", "{\"b\":1,\"\":1}", "[", ",", "]"},
    {"pairs in arrays of their own", "[{\"b\":1,\"\":1}]", "[", ",", "]"},
    {"pairs in pairs", "{\"b\":1,\"\":1}", "{\"b\":", ",\"\":", "}"},
    {"empty keys in arrays", "{\"\":1}", "[", ",", "]"},
    {"empty keys in pairs", "{\"\":1}", "{\"b\":", ",\"\":", "}"},
    {"indexes in arrays", "{\"1\":1,\"0\":1}", "[", ",", "]"},
    {"an index behind a key", "{\"\":1,\"0\":1}", "[", ",", "]"},
    {"escaped pairs", "{\"\\n\":1,\"\":1}", "[", ",", "]"},
    {"triples", "{\"c\":1,\"b\":1,\"\":1}", "[", ",", "]"},
    {"empty objects", "{}", "[", ",", "]"},
    {"empty objects in pairs", "{}", "{\"b\":", ",\"\":", "}"},
};

#define SHAPES (sizeof shapes / sizeof *shapes)

/* A binary tree: every node has two children. */
static void put_tree(size_t shape, unsigned depth) {
    if (depth == 0) {
        put(shapes[shape].leaf);
        return;
    }
    put(shapes[shape].open);
    put_tree(shape, depth - 1);
    put(shapes[shape].between);
    put_tree(shape, depth - 1);
    put(shapes[shape].close);
}

static void test_trees(void) {
    for (size_t shape = 0; shape < SHAPES; shape++) {
        for (unsigned depth = 1; depth <= 14; depth++) {
            len = 0;
            put_tree(shape, depth);
            check_peak(shapes[shape].name);
        }
    }
}

/* One long array; the counts lie close enough for every step of growth to be met. */
static void test_lists(void) {
    for (size_t shape = 0; shape < SHAPES; shape++) {
        for (unsigned long count = 50; count < 10000; count += count / 12 + 1) {
            len = 0;
            put("[");
            for (unsigned long i = 0; i < count; i++) {
                put(i ? "," : "");
                put(shapes[shape].leaf);
            }
            put("]");
            check_peak(shapes[shape].name);
        }
    }
}

/* {"b":{"b":…,"":1},"":1} as deep as a body may be, alone and many times over. */
static void test_chains(void) {
    for (unsigned long count = 1; count < 1000; count *= 3) {
        len = 0;
        put("[");
        for (unsigned long i = 0; i < count; i++) {
            put(i ? "," : "");
            for (int depth = 0; depth < 127; depth++) {
                put("{\"b\":");
            }
            put("1");
            for (int depth = 0; depth < 127; depth++) {
                put(",\"\":1}");
            }
        }
        put("]");
        check_peak("chains");
    }
}

static void test_many_short_keys(void) {
    static const struct {
        const char *format;
        unsigned long most;
    } keys[] = {{"\"g%lx\":1", 1000000}, {"\"%lx\":1", 100000}, {"\"%lu\":1", 100000}};
    for (size_t i = 0; i < 3; i++) {
        for (unsigned long count = 100; count <= keys[i].most; count *= 10) {
            len = 0;
            put("{");
            for (unsigned long key = count; key > 0; key--) {
                put_number(keys[i].format, key);
                put(key > 1 ? "," : "}");
            }
            check_peak("short keys in reverse");
        }
    }
}

/* Numbered pairs, so that every span can be told from every other. */
static void put_pairs(unsigned long count) {
    len = 0;
    put("[");
    for (unsigned long i = 0; i < count; i++) {
        put_number(i ? ",{\"b\":%lu" : "{\"b\":%lu", i);
        put_number(",\"a\":%lu}", i + 1);
    }
    put("]");
}

static void check_value(const struct apideck__span *member, unsigned long expected) {
    apideck_str value = value_of(&index_, member, 1);
    char text[24];
    snprintf(text, sizeof text, "%lu", expected);
    CHECK_STR(value.ptr, value.len, text);
}

static void test_nothing_is_lost_while_growing(void) {
    enum { PAIRS = 20000 };
    put_pairs(PAIRS);
    struct counting counting = {0};
    apideck_allocator allocator = counting_allocator(&counting);
    CHECK_INT(apideck__index_read(&index_, body, len, APIDECK__ARRAYS_SORTED, &allocator, NULL), 0);
    CHECK(counting.calls >= 2);
    struct apideck__record array = apideck__index_record(&index_, index_.root.nested);
    CHECK_INT(array.count, PAIRS);
    for (uint32_t i = 0; i < array.count; i++) {
        struct apideck__record pair = apideck__index_record(&index_, array.spans[i].nested);
        CHECK_INT(pair.count, 2);
        check_value(&pair.spans[0], i + 1);
        check_value(&pair.spans[1], i);
    }
    apideck__index_free(&index_);
    CHECK_NOTHING_LEAKED(&counting);
}

/* A body of 48000 bytes needs 5/12 of that in spans, and 16, at most: 20016, which the room grows
 * to in halves. As many as a half has take that half; one more takes the whole. */
static void test_a_half_that_fits_is_taken(void) {
    for (uint32_t more = 0; more < 2; more++) {
        struct counting counting = {0};
        apideck_allocator allocator = counting_allocator(&counting);
        apideck__index_begin(&index_, body, 48000, &allocator);
        CHECK_INT(apideck__index_reserve(&index_, 10008 + more), 0);
        CHECK_INT(counting.bytes, (more ? 20016 : 10008) * sizeof(struct apideck__span));
        apideck__index_free(&index_);
        CHECK_NOTHING_LEAKED(&counting);
    }
}

/* Every allocation in turn fails: the call says so, and gives back what it took. */
static void test_no_memory(void) {
    put_pairs(20000);
    int failed = 0;
    for (size_t fail_at = 1; fail_at < 100; fail_at++) {
        struct counting counting = {0};
        apideck_allocator allocator = counting_allocator(&counting);
        counting_fail_at(&counting, fail_at);
        apideck_error error = {0, 0, NULL};
        int code =
            apideck__index_read(&index_, body, len, APIDECK__ARRAYS_SORTED, &allocator, &error);
        apideck__index_free(&index_);
        CHECK_NOTHING_LEAKED(&counting);
        if (code == 0) {
            break;
        }
        CHECK_INT(code, APIDECK_ERR_NO_MEMORY);
        CHECK_INT(error.code, APIDECK_ERR_NO_MEMORY);
        CHECK(error.offset <= len);
        failed++;
    }
    CHECK(failed >= 2 && failed < 50);
}

/* An object that fills the room to the last span, and the end of it. */
static void put_full_object(const char *end) {
    len = 0;
    for (unsigned long i = 0; i < APIDECK__SPANS_FIXED; i++) {
        put_number(i ? ",\"m%04lu\":1" : "{\"m%04lu\":1", i);
    }
    put(end);
}

static void check_refused_then_read(size_t offset, uint32_t members) {
    struct counting counting = {0};
    apideck_allocator allocator = counting_allocator(&counting);
    counting_fail_at(&counting, 1);
    apideck_error error = {0, 0, NULL};
    CHECK_INT(apideck__index_read(&index_, body, len, APIDECK__ARRAYS_AS_IS, &allocator, &error),
              APIDECK_ERR_NO_MEMORY);
    CHECK_INT(error.offset, offset);
    apideck__index_free(&index_);
    counting_fail_at(&counting, 0);
    CHECK_INT(apideck__index_read(&index_, body, len, APIDECK__ARRAYS_AS_IS, &allocator, NULL), 0);
    CHECK_INT(apideck__index_record(&index_, index_.root.nested).count, members);
    apideck__index_free(&index_);
    CHECK_NOTHING_LEAKED(&counting);
}

/* It has to grow for its own record. */
static void test_no_memory_for_a_record(void) {
    put_full_object("}");
    check_refused_then_read(len, APIDECK__SPANS_FIXED);
}

/* It has to grow for one more member, which is known where its value closes. */
static void test_no_memory_for_a_container(void) {
    static const char *const ends[] = {",\"n\":{}}", ",\"n\":[1]}", ",\"n\":[[2],3]}"};
    for (size_t i = 0; i < 3; i++) {
        put_full_object(ends[i]);
        check_refused_then_read(len - 1, APIDECK__SPANS_FIXED + 1);
    }
}

/* A fault behind the growing gives everything back too. */
static void test_refused_after_growing(void) {
    put_pairs(20000);
    body[len - 1] = '}';
    struct counting counting = {0};
    apideck_allocator allocator = counting_allocator(&counting);
    CHECK_INT(apideck__index_read(&index_, body, len, APIDECK__ARRAYS_SORTED, &allocator, NULL),
              APIDECK_ERR_JSON_SYNTAX);
    CHECK(counting.blocks > 0);
    apideck__index_free(&index_);
    CHECK_NOTHING_LEAKED(&counting);
    apideck__index_free(&index_);
    CHECK_NOTHING_LEAKED(&counting);
}

int main(void) {
    test_trees();
    test_lists();
    test_chains();
    test_many_short_keys();
    test_nothing_is_lost_while_growing();
    test_a_half_that_fits_is_taken();
    test_no_memory();
    test_no_memory_for_a_record();
    test_no_memory_for_a_container();
    test_refused_after_growing();
    return check_summary();
}
