/* Every outcome has its name, status, reason and counter. */
#include "check.h"
#include "outcome.h"

static const struct {
    apideck_outcome outcome;
    int number;
    const char *name;
    int status;
    size_t counter;
} expected[] = {
    {APIDECK_OUTCOME_HANDLED, 1, "handled", 200, offsetof(apideck_stats, handled)},
    {APIDECK_OUTCOME_DUPLICATE, 2, "duplicate", 200, offsetof(apideck_stats, duplicate)},
    {APIDECK_OUTCOME_UNHANDLED, 3, "unhandled", 200, offsetof(apideck_stats, unhandled)},
    {APIDECK_OUTCOME_UNKNOWN, 4, "unknown", 200, offsetof(apideck_stats, unknown)},
    {APIDECK_OUTCOME_HANDSHAKE, 5, "handshake", 200, offsetof(apideck_stats, handshake)},
    {APIDECK_OUTCOME_UNAUTHENTIC, 10, "unauthentic", 401, offsetof(apideck_stats, unauthentic)},
    {APIDECK_OUTCOME_MALFORMED, 11, "malformed", 400, offsetof(apideck_stats, malformed)},
    {APIDECK_OUTCOME_TOO_LARGE, 12, "too_large", 413, offsetof(apideck_stats, too_large)},
    {APIDECK_OUTCOME_BUSY, 20, "busy", 503, offsetof(apideck_stats, busy)},
    {APIDECK_OUTCOME_STORE_FAILED, 21, "store_failed", 503, offsetof(apideck_stats, store_failed)},
    {APIDECK_OUTCOME_HANDLER_FAILED, 22, "handler_failed", 500,
     offsetof(apideck_stats, handler_failed)},
    {APIDECK_OUTCOME_UNAVAILABLE, 23, "unavailable", 503, offsetof(apideck_stats, unavailable)},
    {APIDECK_OUTCOME_TOO_OLD, 13, "too_old", 400, offsetof(apideck_stats, too_old)},
};

#define EXPECTED_COUNT (sizeof expected / sizeof *expected)

static void test_each(void) {
    for (size_t i = 0; i < EXPECTED_COUNT; i++) {
        const struct apideck__outcome_info *info = apideck__outcome_info(expected[i].outcome);
        CHECK_INT(expected[i].outcome, expected[i].number);
        CHECK(info != NULL);
        if (!info) {
            continue;
        }
        const char *name = apideck_outcome_name(expected[i].outcome);
        CHECK_INT(info->outcome, expected[i].outcome);
        CHECK_STR(name, strlen(name), expected[i].name);
        CHECK_INT(info->status, expected[i].status);
        CHECK_INT(info->counter, expected[i].counter);
        CHECK(info->reason && *info->reason);
    }
}

/* The table above names all of them, and each has a counter in apideck_stats. */
static void test_count(void) {
    size_t count = 0;
    for (int number = -10; number < 1000; number++) {
        count += apideck__outcome_info((apideck_outcome)number) != NULL;
    }
    CHECK_INT(count, EXPECTED_COUNT);
    CHECK_INT(sizeof(apideck_stats),
              offsetof(apideck_stats, handled) + EXPECTED_COUNT * sizeof(uint64_t));
}

static void test_no_outcome(void) {
    static const int none[] = {0, 6, 24, -1, 9999};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        const char *name = apideck_outcome_name((apideck_outcome)none[i]);
        CHECK_STR(name, strlen(name), "?");
        CHECK(!apideck__outcome_info((apideck_outcome)none[i]));
    }
}

int main(void) {
    test_each();
    test_count();
    test_no_outcome();
    return check_summary();
}
