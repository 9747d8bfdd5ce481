/* The in-memory store stays within its bytes, and forgets in the right order. */
#include "check.h"
#include "counting_allocator.h"

#include <apideck/store_memory.h>
#include <stdint.h>
#include <stdlib.h>

#define LEASE 1000
#define FOREVER (INT64_MAX / 4)

struct opened {
    struct counting memory;
    apideck_memory_store *store;
    apideck_store table;
};

/* Returns what making the store returned. */
static int open_store(struct opened *opened, size_t max_bytes) {
    memset(opened, 0, sizeof *opened);
    apideck_allocator allocator = counting_allocator(&opened->memory);
    int result = apideck_memory_store_new(&allocator, max_bytes, &opened->store);
    if (result == 0) {
        opened->table = *apideck_memory_store_table(opened->store);
    }
    return result;
}

static void close_store(struct opened *opened) {
    apideck_memory_store_free(opened->store);
    CHECK_NOTHING_LEAKED(&opened->memory);
}

/* Keys are numbers here. */
static int claim(struct opened *opened, uint32_t number, apideck_claim *claim_out) {
    apideck_str key = {(const char *)&number, sizeof number};
    return opened->table.claim(key, 0, LEASE, claim_out, opened->table.user);
}

static int commit(struct opened *opened, uint32_t number, const apideck_claim *held) {
    apideck_str key = {(const char *)&number, sizeof number};
    return opened->table.commit(key, held, FOREVER, opened->table.user);
}

static int release(struct opened *opened, uint32_t number, const apideck_claim *held) {
    apideck_str key = {(const char *)&number, sizeof number};
    return opened->table.release(key, held, opened->table.user);
}

/* How many of the events 0 to count-1 could be claimed, and committed, in turn. */
static uint32_t handle(struct opened *opened, uint32_t count) {
    uint32_t handled = 0;
    for (uint32_t i = 0; i < count; i++) {
        apideck_claim held;
        handled += claim(opened, i, &held) == APIDECK_CLAIM_NEW && commit(opened, i, &held) == 0;
    }
    return handled;
}

/* How many of the events first to last-1 are known as committed. */
static uint32_t remembered(struct opened *opened, uint32_t first, uint32_t last) {
    uint32_t count = 0;
    for (uint32_t i = first; i < last; i++) {
        apideck_claim held;
        int result = claim(opened, i, &held);
        count += result == APIDECK_CLAIM_DONE;
        if (result == APIDECK_CLAIM_NEW) {
            (void)release(opened, i, &held);
        }
    }
    return count;
}

/* Whatever the bound is, no byte more is ever allocated, also not for a moment, and no event is
 * turned away. */
static void test_bytes(void) {
    int refused = 0;
    for (size_t bytes = 0; bytes < 100000; bytes += bytes < 500 ? 1 : 997) {
        struct opened opened;
        int result = open_store(&opened, bytes);
        if (result) {
            CHECK_INT(result, APIDECK_ERR_ARGUMENT);
            CHECK_INT(opened.memory.calls, 0);
            refused++;
            continue;
        }
        CHECK_INT(handle(&opened, 3000), 3000);
        CHECK(opened.memory.peak <= bytes);
        size_t count = apideck_memory_store_count(opened.store);
        CHECK(count > 0 && count <= 3000);
        /* The newest are those that are remembered. */
        CHECK_INT(remembered(&opened, 3000 - (uint32_t)count, 3000), count);
        close_store(&opened);
    }
    CHECK(refused > 0 && refused < 500);
}

/* The bound is put to use: with four times the bytes, at least twice the events. */
static void test_more_bytes_more_events(void) {
    size_t before = 0;
    for (size_t bytes = 4096; bytes <= (size_t)4 << 20; bytes *= 4) {
        struct opened opened;
        CHECK_INT(open_store(&opened, bytes), 0);
        CHECK_INT(handle(&opened, 100000), 100000);
        size_t count = apideck_memory_store_count(opened.store);
        CHECK(count >= 2 * before);
        before = count;
        close_store(&opened);
    }
}

/* Fills a store with claims; returns how many there were room for. */
static uint32_t fill(struct opened *opened, apideck_claim *held, uint32_t most) {
    uint32_t count = 0;
    while (count < most && claim(opened, count, &held[count]) == APIDECK_CLAIM_NEW) {
        count++;
    }
    return count;
}

/* Committed first, forgotten first; when it was claimed does not matter. */
static void test_oldest_committed_goes_first(void) {
    static apideck_claim held[1000];
    struct opened opened;
    CHECK_INT(open_store(&opened, 8192), 0);
    uint32_t room = fill(&opened, held, 1000);
    CHECK(room > 2 && room < 1000);
    for (uint32_t i = room; i-- > 0;) {
        CHECK_INT(commit(&opened, i, &held[i]), 0);
    }
    apideck_claim one;
    CHECK_INT(claim(&opened, 1000, &one), APIDECK_CLAIM_NEW);
    CHECK_INT(claim(&opened, 1001, &one), APIDECK_CLAIM_NEW);
    CHECK_INT(remembered(&opened, 0, room - 2), room - 2);
    CHECK_INT(remembered(&opened, room - 2, room), 0);
    close_store(&opened);
}

/* What is not committed is never forgotten: the claim fails instead, and its delivery comes again.
 */
static void test_uncommitted_stays(void) {
    static apideck_claim held[1000];
    struct opened opened;
    CHECK_INT(open_store(&opened, 8192), 0);
    uint32_t room = fill(&opened, held, 1000);
    CHECK(room > 2 && room < 1000);
    apideck_claim one = {77, NULL};
    CHECK(claim(&opened, 1000, &one) < 0);
    CHECK_INT(one.token, 77);
    for (uint32_t i = 0; i < room; i++) {
        CHECK_INT(claim(&opened, i, &one), APIDECK_CLAIM_BUSY);
    }
    CHECK_INT(apideck_memory_store_count(opened.store), room);
    CHECK_INT(release(&opened, 1, &held[1]), 0);
    CHECK_INT(claim(&opened, 1000, &one), APIDECK_CLAIM_NEW);
    /* One committed among them: it alone can make room, again and again. */
    CHECK_INT(commit(&opened, 1000, &one), 0);
    for (uint32_t i = 1001; i < 1100; i++) {
        CHECK_INT(claim(&opened, i, &one), APIDECK_CLAIM_NEW);
        CHECK_INT(commit(&opened, i, &one), 0);
    }
    for (uint32_t i = 2; i < room; i++) {
        CHECK_INT(commit(&opened, i, &held[i]), 0);
    }
    CHECK_INT(apideck_memory_store_count(opened.store), room);
    close_store(&opened);
}

/* An event whose retention ended, and that is handled anew, is not committed any more. */
static void test_claimed_again_stays(void) {
    static apideck_claim held[1000];
    const uint32_t first = 0;
    const apideck_str first_key = {(const char *)&first, sizeof first};
    struct opened opened;
    CHECK_INT(open_store(&opened, 8192), 0);
    uint32_t room = fill(&opened, held, 1000);
    const apideck_store *table = &opened.table;
    CHECK_INT(table->commit(first_key, &held[0], 10, table->user), 0);
    for (uint32_t i = 1; i < room; i++) {
        CHECK_INT(commit(&opened, i, &held[i]), 0);
    }
    CHECK_INT(table->claim(first_key, 20, LEASE, &held[0], table->user), APIDECK_CLAIM_NEW);
    apideck_claim one;
    CHECK_INT(claim(&opened, 1000, &one), APIDECK_CLAIM_NEW); /* in the place of event 1 */
    CHECK_INT(claim(&opened, 0, &one), APIDECK_CLAIM_BUSY);
    CHECK_INT(remembered(&opened, 2, room), room - 2);
    CHECK_INT(commit(&opened, 0, &held[0]), 0);
    CHECK_INT(claim(&opened, 1001, &one), APIDECK_CLAIM_NEW); /* in the place of event 2 */
    CHECK_INT(claim(&opened, 0, &one), APIDECK_CLAIM_DONE);
    CHECK_INT(remembered(&opened, 3, room), room - 3);
    CHECK_INT(apideck_memory_store_count(opened.store), room);
    close_store(&opened);
}

/* Claims, commits and releases in an order that nobody planned, against a plain array. */
static void test_against_a_model(void) {
    enum { KEYS = 300, NEITHER = 0, HELD = 1, DONE = 2 };
    static int state[KEYS];
    static apideck_claim held[KEYS];
    struct opened opened;
    CHECK_INT(open_store(&opened, 1 << 20), 0);
    uint32_t random = 12345;
    int wrong = 0;
    size_t count = 0;
    for (int step = 0; step < 200000; step++) {
        random = random * 1664525u + 1013904223u;
        uint32_t i = (random >> 8) % KEYS;
        int result = 0;
        if (state[i] == HELD && (random >> 24) % 3 == 0) {
            wrong += release(&opened, i, &held[i]) != 0;
            state[i] = NEITHER;
            count--;
        } else if (state[i] == HELD && (random >> 24) % 16 == 1) {
            wrong += commit(&opened, i, &held[i]) != 0;
            state[i] = DONE;
        } else {
            apideck_claim now_held = {0, NULL};
            result = claim(&opened, i, &now_held);
            wrong += result != (state[i] == NEITHER ? APIDECK_CLAIM_NEW
                                : state[i] == HELD  ? APIDECK_CLAIM_BUSY
                                                    : APIDECK_CLAIM_DONE);
            if (state[i] == NEITHER) {
                held[i] = now_held;
                state[i] = HELD;
                count++;
            }
        }
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(apideck_memory_store_count(opened.store), count);
    close_store(&opened);
}

static void test_a_million_events(void) {
    struct opened opened;
    CHECK_INT(open_store(&opened, (size_t)128 << 20), 0);
    CHECK_INT(handle(&opened, 1000000), 1000000);
    CHECK_INT(apideck_memory_store_count(opened.store), 1000000);
    CHECK_INT(remembered(&opened, 0, 1000000), 1000000);
    CHECK(opened.memory.peak <= (size_t)128 << 20);
    CHECK_INT(opened.table.prune(INT64_MAX, opened.table.user), 0);
    CHECK_INT(apideck_memory_store_count(opened.store), 0);
    CHECK_INT(handle(&opened, 1000), 1000);
    close_store(&opened);
}

int main(void) {
    test_bytes();
    test_more_bytes_more_events();
    test_oldest_committed_goes_first();
    test_uncommitted_stays();
    test_claimed_again_stays();
    test_against_a_model();
    test_a_million_events();
    return check_summary();
}
