/* Tables of a host that was compiled against an older or a newer header. */
#include "check.h"
#include "exact.h"
#include "host_table.h"

#include <apideck/host.h>
#include <stdint.h>

/* The same table as three versions of a header have it. */
struct first_version {
    size_t size;
    uint64_t a;
};

struct our_version {
    size_t size;
    uint64_t a;
    uint64_t b;
};

struct next_version {
    size_t size;
    uint64_t a;
    uint64_t b;
    uint64_t c[2];
};

#define LEAST sizeof(struct first_version)

static const struct our_version untouched = {7, 8, 9};

/* Copies from a block of exactly the size that the table claims. */
static int copy_from(const void *table, size_t size, struct our_version *to) {
    unsigned char *exact = exact_copy(table, size);
    int error = apideck__host_table_copy(to, sizeof *to, exact, LEAST);
    free(exact);
    return error;
}

static void test_same_version(void) {
    const struct our_version from = {sizeof from, 1, 2};
    struct our_version to = untouched;
    CHECK_INT(copy_from(&from, sizeof from, &to), 0);
    CHECK_INT(to.size, sizeof to);
    CHECK_INT(to.a, 1);
    CHECK_INT(to.b, 2);
}

static void test_older_version_lacks_members(void) {
    const struct first_version from = {sizeof from, 1};
    struct our_version to = untouched;
    CHECK_INT(copy_from(&from, sizeof from, &to), 0);
    CHECK_INT(to.size, sizeof to);
    CHECK_INT(to.a, 1);
    CHECK_INT(to.b, 0);
}

static void test_newer_version_with_nothing_new(void) {
    const struct next_version from = {sizeof from, 1, 2, {0, 0}};
    struct our_version to = untouched;
    CHECK_INT(copy_from(&from, sizeof from, &to), 0);
    CHECK_INT(to.size, sizeof to);
    CHECK_INT(to.a, 1);
    CHECK_INT(to.b, 2);
}

/* A member that this library does not know of would be ignored, so it is refused; be it one byte.
 */
static void test_newer_version_with_something_new(void) {
    for (size_t i = sizeof(struct our_version); i < sizeof(struct next_version); i++) {
        struct next_version from = {sizeof from, 1, 2, {0, 0}};
        ((unsigned char *)&from)[i] = 1;
        struct our_version to = untouched;
        CHECK_INT(copy_from(&from, sizeof from, &to), APIDECK_ERR_HOST_TABLE);
        CHECK(memcmp(&to, &untouched, sizeof to) == 0);
    }
}

static void test_smaller_than_the_first_version(void) {
    for (size_t size = 0; size < LEAST; size++) {
        struct our_version from = {size, 1, 2};
        struct our_version to = untouched;
        CHECK_INT(apideck__host_table_copy(&to, sizeof to, &from, LEAST), APIDECK_ERR_HOST_TABLE);
        CHECK(memcmp(&to, &untouched, sizeof to) == 0);
    }
}

static void test_init(void) {
    apideck_clock clock;
    memset(&clock, 0xa5, sizeof clock);
    apideck_clock_init(&clock);
    CHECK_INT(clock.size, sizeof clock);
    CHECK(!clock.now_ms && !clock.user);

    apideck_log log;
    memset(&log, 0xa5, sizeof log);
    apideck_log_init(&log);
    CHECK_INT(log.size, sizeof log);
    CHECK(!log.write && !log.user);

    apideck_store store;
    memset(&store, 0xa5, sizeof store);
    apideck_store_init(&store);
    CHECK_INT(store.size, sizeof store);
    CHECK(!store.claim && !store.commit && !store.release && !store.advance && !store.prune);
    CHECK(!store.user);
}

int main(void) {
    test_same_version();
    test_older_version_lacks_members();
    test_newer_version_with_nothing_new();
    test_newer_version_with_something_new();
    test_smaller_than_the_first_version();
    test_init();
    return check_summary();
}
