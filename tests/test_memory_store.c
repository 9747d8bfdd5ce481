/* The in-memory store keeps the contract of host.h. */
#include "check.h"
#include "counting_allocator.h"

#include <apideck/store_memory.h>

#define LEASE 1000
#define DAY (INT64_C(24) * 60 * 60 * 1000)
#define FOREVER (INT64_MAX / 4)

/* A store with its table. */
struct opened {
    struct counting memory;
    apideck_memory_store *store;
    apideck_store table;
};

static void open_store(struct opened *opened, size_t max_bytes) {
    memset(opened, 0, sizeof *opened);
    apideck_allocator allocator = counting_allocator(&opened->memory);
    CHECK_INT(apideck_memory_store_new(&allocator, max_bytes, &opened->store), 0);
    opened->table = *apideck_memory_store_table(opened->store);
}

static void close_store(struct opened *opened) {
    apideck_memory_store_free(opened->store);
    CHECK_NOTHING_LEAKED(&opened->memory);
}

static apideck_str str(const char *text) {
    return (apideck_str){text, strlen(text)};
}

static int claim(struct opened *opened, const char *key, int64_t now, apideck_claim *claim_out) {
    return opened->table.claim(str(key), now, LEASE, claim_out, opened->table.user);
}

static int commit(struct opened *opened, const char *key, const apideck_claim *held,
                  int64_t until) {
    return opened->table.commit(str(key), held, until, opened->table.user);
}

static int release(struct opened *opened, const char *key, const apideck_claim *held) {
    return opened->table.release(str(key), held, opened->table.user);
}

static void test_table(void) {
    struct opened opened;
    open_store(&opened, 1 << 20);
    CHECK_INT(opened.table.size, sizeof opened.table);
    CHECK(opened.table.claim && opened.table.commit && opened.table.release && opened.table.prune);
    CHECK_INT(apideck_memory_store_count(opened.store), 0);
    close_store(&opened);
}

static void test_new_busy_done(void) {
    struct opened opened;
    apideck_claim held = {0, &opened};
    open_store(&opened, 1 << 20);
    CHECK_INT(claim(&opened, "a", 5000, &held), APIDECK_CLAIM_NEW);
    CHECK(held.token != 0);
    apideck_claim untouched = {77, &held};
    CHECK_INT(claim(&opened, "a", 5000, &untouched), APIDECK_CLAIM_BUSY);
    CHECK_INT(claim(&opened, "a", 5000 + LEASE - 1, &untouched), APIDECK_CLAIM_BUSY);
    CHECK_INT(commit(&opened, "a", &held, 20000), 0);
    CHECK_INT(claim(&opened, "a", 5001, &untouched), APIDECK_CLAIM_DONE);
    CHECK_INT(claim(&opened, "a", 19999, &untouched), APIDECK_CLAIM_DONE);
    CHECK_INT(untouched.token, 77);
    CHECK(untouched.context == &held);
    CHECK_INT(apideck_memory_store_count(opened.store), 1);
    close_store(&opened);
}

static void test_release_lets_the_next_in(void) {
    struct opened opened;
    apideck_claim first = {0, NULL};
    apideck_claim second = {0, NULL};
    open_store(&opened, 1 << 20);
    CHECK_INT(claim(&opened, "a", 0, &first), APIDECK_CLAIM_NEW);
    CHECK_INT(release(&opened, "a", &first), 0);
    CHECK_INT(apideck_memory_store_count(opened.store), 0);
    CHECK_INT(claim(&opened, "a", 0, &second), APIDECK_CLAIM_NEW);
    CHECK(second.token != 0);
    /* The first has no say any more. */
    (void)release(&opened, "a", &first);
    CHECK_INT(claim(&opened, "a", 0, &first), APIDECK_CLAIM_BUSY);
    CHECK_INT(commit(&opened, "a", &second, 9000), 0);
    close_store(&opened);
}

static void test_take_over(void) {
    struct opened opened;
    apideck_claim late = {0, NULL};
    apideck_claim second = {0, NULL};
    open_store(&opened, 1 << 20);
    CHECK_INT(claim(&opened, "a", 0, &late), APIDECK_CLAIM_NEW);
    CHECK_INT(claim(&opened, "a", LEASE + 1, &second), APIDECK_CLAIM_NEW);
    CHECK(second.token > late.token);
    CHECK_INT(apideck_memory_store_count(opened.store), 1);
    CHECK_INT(commit(&opened, "a", &late, 9000), APIDECK_ERR_SUPERSEDED);
    apideck_claim other = {0, NULL};
    CHECK_INT(claim(&opened, "a", LEASE + 2, &other), APIDECK_CLAIM_BUSY);
    (void)release(&opened, "a", &late);
    CHECK_INT(claim(&opened, "a", LEASE + 2, &other), APIDECK_CLAIM_BUSY);
    CHECK_INT(commit(&opened, "a", &second, 9000), 0);
    CHECK_INT(claim(&opened, "a", LEASE + 2, &other), APIDECK_CLAIM_DONE);
    CHECK_INT(commit(&opened, "a", &late, FOREVER), APIDECK_ERR_SUPERSEDED);
    (void)release(&opened, "a", &late);
    CHECK_INT(claim(&opened, "a", 8999, &other), APIDECK_CLAIM_DONE);
    CHECK_INT(claim(&opened, "a", 9001, &other), APIDECK_CLAIM_NEW); /* not FOREVER */
    close_store(&opened);
}

/* A lease that ran out without anybody taking over does no harm. */
static void test_late_commit(void) {
    struct opened opened;
    apideck_claim held = {0, NULL};
    open_store(&opened, 1 << 20);
    CHECK_INT(claim(&opened, "a", 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(commit(&opened, "a", &held, FOREVER), 0);
    CHECK_INT(claim(&opened, "a", 100 * LEASE, &held), APIDECK_CLAIM_DONE);
    close_store(&opened);
}

static void test_commit_of_what_was_never_claimed(void) {
    struct opened opened;
    apideck_claim held = {1, NULL};
    open_store(&opened, 1 << 20);
    CHECK_INT(commit(&opened, "a", &held, FOREVER), APIDECK_ERR_SUPERSEDED);
    (void)release(&opened, "a", &held);
    CHECK_INT(apideck_memory_store_count(opened.store), 0);
    CHECK_INT(claim(&opened, "a", 0, &held), APIDECK_CLAIM_NEW);
    close_store(&opened);
}

/* host.h: "in every case the claim is over". What is over has no say any more. */
static void test_claim_is_over_after_commit(void) {
    struct opened opened;
    apideck_claim held = {0, NULL};
    apideck_claim other;
    open_store(&opened, 1 << 20);
    CHECK_INT(claim(&opened, "a", 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(commit(&opened, "a", &held, 5000), 0);
    (void)release(&opened, "a", &held);
    CHECK_INT(claim(&opened, "a", 0, &other), APIDECK_CLAIM_DONE);
    (void)commit(&opened, "a", &held, 9000);
    CHECK_INT(opened.table.prune(FOREVER, opened.table.user), 0);
    CHECK_INT(apideck_memory_store_count(opened.store), 0);
    close_store(&opened);
}

static void test_retention(void) {
    struct opened opened;
    apideck_claim first = {0, NULL};
    apideck_claim again = {0, NULL};
    open_store(&opened, 1 << 20);
    CHECK_INT(claim(&opened, "a", 0, &first), APIDECK_CLAIM_NEW);
    CHECK_INT(commit(&opened, "a", &first, 50000), 0);
    CHECK_INT(claim(&opened, "a", 49999, &again), APIDECK_CLAIM_DONE);
    CHECK_INT(claim(&opened, "a", 50001, &again), APIDECK_CLAIM_NEW);
    CHECK(again.token > first.token);
    CHECK_INT(claim(&opened, "a", 50001, &first), APIDECK_CLAIM_BUSY);
    CHECK_INT(release(&opened, "a", &again), 0);
    CHECK_INT(apideck_memory_store_count(opened.store), 0);
    close_store(&opened);
}

static void test_prune(void) {
    struct opened opened;
    apideck_claim held = {0, NULL};
    open_store(&opened, 1 << 20);
    static const struct {
        const char *key;
        int64_t until;
    } done[] = {{"a", 300}, {"b", 100}, {"c", 200}, {"d", 400}};
    for (int i = 0; i < 4; i++) {
        CHECK_INT(claim(&opened, done[i].key, 0, &held), APIDECK_CLAIM_NEW);
        CHECK_INT(commit(&opened, done[i].key, &held, done[i].until), 0);
    }
    CHECK_INT(claim(&opened, "claimed", 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(opened.table.prune(50, opened.table.user), 0);
    CHECK_INT(apideck_memory_store_count(opened.store), 5);
    CHECK_INT(opened.table.prune(250, opened.table.user), 0);
    CHECK_INT(apideck_memory_store_count(opened.store), 3);
    apideck_claim other;
    CHECK_INT(claim(&opened, "a", 0, &other), APIDECK_CLAIM_DONE);
    CHECK_INT(claim(&opened, "d", 0, &other), APIDECK_CLAIM_DONE);
    CHECK_INT(opened.table.prune(LEASE + DAY - 1, opened.table.user), 0);
    CHECK_INT(apideck_memory_store_count(opened.store), 1);
    CHECK_INT(commit(&opened, "claimed", &held, 900), 0);
    CHECK_INT(claim(&opened, "b", 0, &other), APIDECK_CLAIM_NEW);
    CHECK_INT(opened.table.prune(LEASE + DAY, opened.table.user), 0); /* both */
    CHECK_INT(apideck_memory_store_count(opened.store), 0);
    close_store(&opened);
}

static int advance(struct opened *opened, const char *entity, int64_t time) {
    const apideck_claim held = {1, NULL};
    return opened->table.advance(str(entity), time, &held, opened->table.user);
}

static void test_entities_are_pruned(void) {
    struct opened opened;
    open_store(&opened, 1 << 20);
    CHECK_INT(advance(&opened, "e", 1000), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(advance(&opened, "e", 999), APIDECK_ORDER_STALE);
    CHECK_INT(apideck_memory_store_count(opened.store), 0);
    CHECK_INT(opened.table.prune(1000 + 7 * DAY - 1, opened.table.user), 0);
    CHECK_INT(advance(&opened, "e", 999), APIDECK_ORDER_STALE);
    CHECK_INT(opened.table.prune(1000 + 7 * DAY, opened.table.user), 0);
    CHECK_INT(advance(&opened, "e", 999), APIDECK_ORDER_UNKNOWN);
    close_store(&opened);
}

/* Any number of entities; what was of use lately is known, and claims stay. */
static void test_entities_are_bounded(void) {
    struct opened opened;
    apideck_claim held = {0, NULL};
    open_store(&opened, 1 << 16);
    CHECK_INT(claim(&opened, "claimed", 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(advance(&opened, "often", 0), APIDECK_ORDER_UNKNOWN);
    for (int i = 1; i < 20000; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "e%d", i);
        CHECK_INT(advance(&opened, name, i), APIDECK_ORDER_UNKNOWN);
        CHECK_INT(advance(&opened, "often", i), APIDECK_ORDER_NEWER);
    }
    CHECK(opened.memory.peak <= 1 << 16);
    CHECK_INT(advance(&opened, "e19999", 1), APIDECK_ORDER_STALE);
    CHECK_INT(advance(&opened, "e1", 0), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(commit(&opened, "claimed", &held, FOREVER), 0);
    close_store(&opened);
}

/* Full of claims: the order of an entity is not worth a failure. */
static void test_no_room_for_an_entity(void) {
    struct opened opened;
    apideck_claim held = {0, NULL};
    open_store(&opened, 1 << 13);
    for (int i = 0; i < 1000; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "k%d", i);
        (void)claim(&opened, name, 0, &held);
    }
    CHECK(claim(&opened, "one more", 0, &held) < 0);
    CHECK_INT(advance(&opened, "e", 5), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(advance(&opened, "e", 4), APIDECK_ORDER_UNKNOWN);
    close_store(&opened);
}

/* A lock that counts: 1 while it is held. */
static int held_now;
static int times_held;

static void take_lock(void *user) {
    CHECK(user == &held_now);
    CHECK_INT(held_now, 0);
    held_now++;
    times_held++;
}

static void give_lock(void *user) {
    CHECK(user == &held_now);
    CHECK_INT(held_now, 1);
    held_now--;
}

static void test_lock_of_the_host(void) {
    struct opened opened = {0};
    apideck_claim claimed = {0, NULL};
    apideck_lock lock;
    apideck_lock_init(&lock);
    apideck_allocator allocator = counting_allocator(&opened.memory);
    CHECK_INT(apideck_memory_store_new_with_lock(&allocator, 1 << 20, &lock, &opened.store),
              APIDECK_ERR_CALLBACK_MISSING);
    lock.lock = take_lock;
    lock.user = &held_now;
    CHECK_INT(apideck_memory_store_new_with_lock(&allocator, 1 << 20, &lock, &opened.store),
              APIDECK_ERR_CALLBACK_MISSING);
    lock.unlock = give_lock;
    lock.size = sizeof lock - 1;
    CHECK_INT(apideck_memory_store_new_with_lock(&allocator, 1 << 20, &lock, &opened.store),
              APIDECK_ERR_HOST_TABLE);
    lock.size = sizeof lock;
    CHECK_INT(apideck_memory_store_new_with_lock(&allocator, 1 << 20, &lock, &opened.store), 0);
    opened.table = *apideck_memory_store_table(opened.store);
    CHECK_INT(claim(&opened, "a", 0, &claimed), APIDECK_CLAIM_NEW);
    CHECK_INT(advance(&opened, "e", 0), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(commit(&opened, "a", &claimed, FOREVER), 0);
    CHECK_INT(release(&opened, "a", &claimed), 0);
    CHECK_INT(opened.table.prune(0, opened.table.user), 0);
    CHECK_INT(apideck_memory_store_count(opened.store), 1);
    CHECK_INT(times_held, 6);
    CHECK_INT(held_now, 0);
    close_store(&opened);
}

static void test_keys_are_bytes(void) {
    static const apideck_str keys[] = {{"a\0b", 3}, {"a\0c", 3}, {"a", 1}, {"a\0", 2},
                                       {"\xff", 1}, {"", 0},     {"A", 1}};
    struct opened opened;
    apideck_claim held;
    open_store(&opened, 1 << 20);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        CHECK_INT(opened.table.claim(keys[i], 0, LEASE, &held, opened.table.user),
                  APIDECK_CLAIM_NEW);
        CHECK_INT(opened.table.claim(keys[i], 0, LEASE, &held, opened.table.user),
                  APIDECK_CLAIM_BUSY);
    }
    close_store(&opened);
}

static void test_arguments(void) {
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_memory_store *store = NULL;
    CHECK_INT(apideck_memory_store_new(&allocator, 0, &store), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_memory_store_new(&allocator, 1, &store), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_memory_store_new(&allocator, 1 << 20, NULL), APIDECK_ERR_ARGUMENT);
    allocator.free = NULL;
    CHECK_INT(apideck_memory_store_new(&allocator, 1 << 20, &store), APIDECK_ERR_ARGUMENT);
    CHECK(store == NULL);
    CHECK_INT(memory.calls, 0);
    apideck_memory_store_free(NULL);
}

int main(void) {
    test_table();
    test_new_busy_done();
    test_release_lets_the_next_in();
    test_take_over();
    test_late_commit();
    test_commit_of_what_was_never_claimed();
    test_claim_is_over_after_commit();
    test_retention();
    test_prune();
    test_entities_are_pruned();
    test_entities_are_bounded();
    test_no_room_for_an_entity();
    test_lock_of_the_host();
    test_keys_are_bytes();
    test_arguments();
    return check_summary();
}
