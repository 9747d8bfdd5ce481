/* Sorting of members: both algorithms, every order, and members that stay whole. */
#include "check.h"
#include "exact.h"
#include "sort.h"

#define MOST 2000
#define WIDTH 16 /* of a member in the body, such as `"k0000000001":1,` */

/* Makes members out of numbers: the body has them as they come, and so have the spans. */
struct fixture {
    struct apideck__index index;
    struct apideck__span members[MOST];
    unsigned char *body;
    uint32_t numbers[MOST];
    uint32_t count;
};

static struct fixture f;

/* The format gives every number WIDTH bytes. */
static void make(const uint32_t *numbers, uint32_t count, const char *format) {
    f.body = exact_block((size_t)count * WIDTH);
    f.count = count;
    f.index.body = f.body;
    f.index.body_len = count * WIDTH;
    for (uint32_t i = 0; i < count; i++) {
        char text[WIDTH + 1];
        CHECK_INT(snprintf(text, sizeof text, format, (unsigned)numbers[i]), WIDTH);
        memcpy(f.body + i * WIDTH, text, WIDTH);
        f.numbers[i] = numbers[i];
        f.members[i].begin = i * WIDTH | (i % 3 ? 0 : APIDECK__REWRITE);
        f.members[i].end = i * WIDTH + WIDTH - 1;
        f.members[i].nested = i % 5 ? 0 : i + 1;
    }
}

static uint32_t place_of(const struct apideck__span *member) {
    return (member->begin & ~APIDECK__REWRITE) / WIDTH;
}

/* Each member is one of those that were made, none is there twice, and they ascend. */
static void check_sorted(int by_place) {
    static unsigned char seen[MOST];
    memset(seen, 0, sizeof seen);
    int wrong = 0;
    for (uint32_t i = 0; i < f.count; i++) {
        const struct apideck__span *member = &f.members[i];
        uint32_t place = place_of(member);
        if (place >= f.count || seen[place]++) {
            wrong++;
            continue;
        }
        wrong += (member->begin & APIDECK__REWRITE) != (place % 3 ? 0 : APIDECK__REWRITE);
        wrong += member->end != place * WIDTH + WIDTH - 1;
        wrong += member->nested != (place % 5 ? 0 : place + 1);
        if (i > 0) {
            uint32_t before = place_of(&f.members[i - 1]);
            wrong += by_place ? before > place : f.numbers[before] > f.numbers[place];
        }
    }
    CHECK_INT(wrong, 0);
}

static void check_sort(const uint32_t *numbers, uint32_t count, const char *format,
                       enum apideck__member_order order) {
    make(numbers, count, format);
    apideck__members_sort(&f.index, f.members, count, order);
    check_sorted(0);
    apideck__members_sort(&f.index, f.members, count, APIDECK__BY_PLACE);
    check_sorted(1);
    free(f.body);
}

/* Keys of which some differ within their first eight bytes, and some behind them, and indexes. */
static void check_every_order(const uint32_t *numbers, uint32_t count) {
    check_sort(numbers, count, "\"k%05u\":\"text\",", APIDECK__BY_PLAIN_KEY);
    check_sort(numbers, count, "\"k%010u\":1,", APIDECK__BY_PLAIN_KEY);
    check_sort(numbers, count, "\"k%010u\":1,", APIDECK__BY_KEY);
    check_sort(numbers, count, "\"prefixed%05u\",", APIDECK__BY_KEY);
    check_sort(numbers, count, "\"1%06u\":12345,", APIDECK__BY_KEY);
    check_sort(numbers, count, "\"1%06u\":12345,", APIDECK__INDEXES_THEN_PLACE);
}

static void check_every_arrangement(uint32_t count) {
    static uint32_t numbers[MOST];
    unsigned long state = count;
    for (uint32_t i = 0; i < count; i++) {
        numbers[i] = i;
    }
    check_every_order(numbers, count);
    for (uint32_t i = 0; i < count; i++) {
        numbers[i] = count - i;
    }
    check_every_order(numbers, count);
    for (uint32_t i = 0; i < count; i++) {
        numbers[i] = i % 2 ? i : count - i;
    }
    check_every_order(numbers, count);
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < count; i++) {
            numbers[i] = next_random(&state) % 10000;
        }
        check_every_order(numbers, count);
    }
}

/* The algorithm changes somewhere between a dozen and some dozens of members. */
static void test_sizes(void) {
    for (uint32_t count = 0; count <= 70; count++) {
        check_every_arrangement(count);
    }
    check_every_arrangement(1000);
    check_every_arrangement(MOST);
}

static void test_every_permutation_of_six(void) {
    for (uint32_t code = 0; code < 720; code++) {
        uint32_t rest[6] = {0, 1, 2, 3, 4, 5};
        uint32_t numbers[6];
        uint32_t left = code;
        for (uint32_t i = 0; i < 6; i++) {
            uint32_t pick = left % (6 - i);
            left /= 6 - i;
            numbers[i] = rest[pick];
            memmove(&rest[pick], &rest[pick + 1], (5 - pick) * sizeof *rest);
        }
        check_every_order(numbers, 6);
    }
}

static void test_same_key_twice_ends_up_side_by_side(void) {
    static const uint32_t counts[] = {2, 10, 24, 25, 26, 100, 1500};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        uint32_t numbers[MOST];
        for (uint32_t j = 0; j < counts[i]; j++) {
            numbers[j] = j * 7919 % counts[i];
        }
        numbers[counts[i] - 1] = numbers[0];
        check_every_order(numbers, counts[i]);
    }
}

static struct apideck__span member_at(const char *body, const char *key) {
    const char *found = strstr(body, key);
    CHECK(found != NULL);
    return (struct apideck__span){found ? (uint32_t)(found - body) : 0, 0, 0};
}

/* {"b":1,"2":2,"a":3,"01":4,"1":5}: indexes by number, then the rest as they stand. */
static void test_indexes_then_place(void) {
    static const char body[] = "{\"b\":1,\"2\":2,\"a\":3,\"01\":4,\"1\":5}";
    static const char *const expected[] = {"\"1\"", "\"2\"", "\"b\"", "\"a\"", "\"01\""};
    struct fixture *g = &f;
    g->index.body = (const unsigned char *)body;
    g->index.body_len = sizeof body - 1;
    static const char *const keys[] = {"\"a\"", "\"01\"", "\"2\"", "\"1\"", "\"b\""};
    for (size_t i = 0; i < 5; i++) {
        g->members[i] = member_at(body, keys[i]);
    }
    apideck__members_sort(&g->index, g->members, 5, APIDECK__INDEXES_THEN_PLACE);
    for (size_t i = 0; i < 5; i++) {
        CHECK_INT(g->members[i].begin, member_at(body, expected[i]).begin);
    }
    CHECK(apideck__members_ascend(&g->index, g->members, 5, APIDECK__INDEXES_THEN_PLACE));
    CHECK(!apideck__members_ascend(&g->index, g->members, 5, APIDECK__BY_KEY));
    CHECK(!apideck__members_ascend(&g->index, g->members, 5, APIDECK__BY_PLACE));
}

static void test_ascend(void) {
    static const uint32_t ascending[] = {1, 2, 3, 9};
    static const uint32_t twice[] = {1, 3, 3, 9};
    make(ascending, 4, "\"k%05u\":\"text\",");
    CHECK(apideck__members_ascend(&f.index, f.members, 4, APIDECK__BY_PLAIN_KEY));
    CHECK(apideck__members_ascend(&f.index, f.members, 0, APIDECK__BY_PLAIN_KEY));
    free(f.body);
    make(twice, 4, "\"k%05u\":\"text\",");
    CHECK(!apideck__members_ascend(&f.index, f.members, 4, APIDECK__BY_PLAIN_KEY));
    free(f.body);
}

int main(void) {
    test_sizes();
    test_every_permutation_of_six();
    test_same_key_twice_ends_up_side_by_side();
    test_indexes_then_place();
    test_ascend();
    return check_summary();
}
