/* The order of the events of an entity. */
#include "contract.h"

/* Notes a time of an entity inside a claim of its own, which is committed or released. Returns
 * what `advance` returned, or a failure of the claim. */
static int noted(const struct run *run, const apideck_store *store, apideck_str entity,
                 int64_t time, int keep) {
    apideck_str key = key_of("an event");
    apideck_claim held = {0, NULL};
    int result = claim(store, key, run->now, &held);
    if (result != APIDECK_CLAIM_NEW) {
        return result < 0 ? result : -1000 - result;
    }
    int order = store->advance(entity, time, &held, store->user);
    /* Its retention ends at once, so that the key serves again. */
    result = keep ? commit(store, key, &held, run->now) : release(store, key, &held);
    return result < 0 ? result : order;
}

static void newer_and_stale(struct run *run) {
    const apideck_store *store = &run->store;
    apideck_str entity = key_of("invoice 7");
    int64_t t = run->now;
    EXPECT(run, "the first", noted(run, store, entity, t, 1), APIDECK_ORDER_UNKNOWN);
    EXPECT(run, "a later one", noted(run, store, entity, t + 1, 1), APIDECK_ORDER_NEWER);
    EXPECT(run, "an earlier one", noted(run, store, entity, t, 1), APIDECK_ORDER_STALE);
    EXPECT(run, "the same time again", noted(run, store, entity, t + 1, 1), APIDECK_ORDER_NEWER);
    EXPECT(run, "between", noted(run, store, entity, t, 1), APIDECK_ORDER_STALE);
    EXPECT(run, "much later", noted(run, store, entity, t + DAY_MS, 1), APIDECK_ORDER_NEWER);
    EXPECT(run, "still stale", noted(run, store, entity, t + DAY_MS - 1, 1), APIDECK_ORDER_STALE);
}

static void entities_do_not_meet(struct run *run) {
    static const apideck_str names[] = {{"e", 1},   {"e\0", 2}, {"e\0a", 3}, {"an event", 8},
                                        {"'--", 3}, {"", 0},    {"\xff", 1}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int64_t t = run->now - (int64_t)i * HOUR_MS;
        EXPECT(run, "first of its entity", noted(run, &run->store, names[i], t, 1),
               APIDECK_ORDER_UNKNOWN);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int64_t t = run->now - (int64_t)i * HOUR_MS;
        EXPECT(run, "a little later", noted(run, &run->store, names[i], t + 1, 1),
               APIDECK_ORDER_NEWER);
        EXPECT(run, "as before", noted(run, &run->store, names[i], t, 1), APIDECK_ORDER_STALE);
    }
}

static void times_of_any_size(struct run *run) {
    apideck_str entity = key_of("e");
    EXPECT(run, "before 1970", noted(run, &run->store, entity, -DAY_MS, 1), APIDECK_ORDER_UNKNOWN);
    EXPECT(run, "1970", noted(run, &run->store, entity, 0, 1), APIDECK_ORDER_NEWER);
    EXPECT(run, "before it", noted(run, &run->store, entity, -1, 1), APIDECK_ORDER_STALE);
    EXPECT(run, "the year 9999", noted(run, &run->store, entity, INT64_C(253402300799999), 1),
           APIDECK_ORDER_NEWER);
    EXPECT(run, "just before that", noted(run, &run->store, entity, INT64_C(253402300799998), 1),
           APIDECK_ORDER_STALE);
}

/* The retry of an event whose handler failed is not out of date for that. */
static void released(struct run *run) {
    apideck_str entity = key_of("e");
    int order = noted(run, &run->store, entity, run->now, 0);
    EXPECT(run, "the first", order, APIDECK_ORDER_UNKNOWN);
    order = noted(run, &run->store, entity, run->now, 0);
    EXPECT(run, "its retry is stale", order == APIDECK_ORDER_STALE, 0);
    if (is_transactional(run)) {
        EXPECT(run, "released, so not noted", order, APIDECK_ORDER_UNKNOWN);
        order = noted(run, &run->store, entity, run->now - 1, 1);
        EXPECT(run, "an earlier one", order, APIDECK_ORDER_UNKNOWN);
    }
}

static void second_handle_knows(struct run *run) {
    apideck_str entity = key_of("e");
    EXPECT(run, "first", noted(run, &run->store, entity, run->now, 1), APIDECK_ORDER_UNKNOWN);
    EXPECT(run, "elsewhere, earlier", noted(run, &run->second, entity, run->now - 1, 1),
           APIDECK_ORDER_STALE);
    EXPECT(run, "elsewhere, later", noted(run, &run->second, entity, run->now + 1, 1),
           APIDECK_ORDER_NEWER);
    EXPECT(run, "here", noted(run, &run->store, entity, run->now, 1), APIDECK_ORDER_STALE);
}

const struct contract_case apideck__contract_order[] = {
    {"later events are newer, earlier ones stale", newer_and_stale, NEED_ADVANCE},
    {"entities do not meet, nor do entities and keys", entities_do_not_meet, NEED_ADVANCE},
    {"events may have any time", times_of_any_size, NEED_ADVANCE},
    {"the retry of a released event is not stale", released, NEED_ADVANCE},
    {"a second handle knows the order", second_handle_knows, NEED_ADVANCE | NEED_SECOND},
    {NULL, NULL, 0},
};
