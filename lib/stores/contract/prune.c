/* What may be forgotten, and what must not be. */
#include "contract.h"

static int prune(const struct run *run, int64_t before) {
    return run->store.prune(before, run->store.user);
}

static void keeps_what_is_retained(struct run *run) {
    apideck_claim held = {0, NULL};
    int64_t end = run->now + DAY_MS;
    EXPECT(run, "commit", apideck__contract_handle(&run->store, key_of("a"), run->now, end), 0);
    EXPECT(run, "prune", prune(run, end - 1), 0);
    EXPECT(run, "claim", claim(&run->store, key_of("a"), end - 1, &held), APIDECK_CLAIM_DONE);
    EXPECT(run, "prune of nothing", prune(run, INT64_MIN), 0);
    EXPECT(run, "claim", claim(&run->store, key_of("a"), end - 1, &held), APIDECK_CLAIM_DONE);
}

static void forgets_what_is_over(struct run *run) {
    size_t count = 0;
    for (int i = 0; i < 10; i++) {
        char text[] = {(char)('a' + i), 0};
        int64_t end = run->now + (i + 1) * DAY_MS;
        EXPECT(run, "commit", apideck__contract_handle(&run->store, key_of(text), run->now, end),
               0);
    }
    EXPECT(run, "count", run->host->count(&count, run->host->user), 0);
    EXPECT(run, "keys before", (int64_t)count, 10);
    EXPECT(run, "prune", prune(run, run->now + 4 * DAY_MS + HOUR_MS), 0);
    EXPECT(run, "count", run->host->count(&count, run->host->user), 0);
    EXPECT(run, "keys after", (int64_t)count, 6);
    EXPECT(run, "prune of all", prune(run, run->now + 100 * DAY_MS), 0);
    EXPECT(run, "count", run->host->count(&count, run->host->user), 0);
    EXPECT(run, "keys at the end", (int64_t)count, 0);
}

/* The handler may still be at work, or have done it and come late with the commit. */
static void keeps_claims(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    apideck_claim other = {0, NULL};
    int64_t late = run->now + LEASE_MS + DAY_MS - MINUTE_MS;
    EXPECT(run, "claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "prune while the lease runs", prune(run, run->now + LEASE_MS - 1), 0);
    EXPECT(run, "busy", claim(&run->store, key, run->now, &other), APIDECK_CLAIM_BUSY);
    EXPECT(run, "prune almost a day after it", prune(run, late), 0);
    EXPECT(run, "late commit", commit(&run->store, key, &held, late + RETENTION_MS), 0);
    EXPECT(run, "done", claim(&run->store, key, late, &other), APIDECK_CLAIM_DONE);
}

static void forgotten_claim(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim late = {0, NULL};
    apideck_claim newer = {0, NULL};
    int64_t then = run->now + 30 * DAY_MS;
    EXPECT(run, "claim", claim(&run->store, key, run->now, &late), APIDECK_CLAIM_NEW);
    EXPECT(run, "prune a month later", prune(run, then), 0);
    EXPECT(run, "claim", claim(&run->store, key, then, &newer), APIDECK_CLAIM_NEW);
    EXPECT(run, "the token is larger", newer.token > late.token, 1);
    EXPECT(run, "late commit", commit(&run->store, key, &late, then + RETENTION_MS),
           APIDECK_ERR_SUPERSEDED);
    EXPECT(run, "late release", release(&run->store, key, &late), 0);
    EXPECT(run, "commit", commit(&run->store, key, &newer, then + RETENTION_MS), 0);
}

static void keeps_entities(struct run *run) {
    const apideck_store *store = &run->store;
    apideck_claim held = {0, NULL};
    EXPECT(run, "claim", claim(store, key_of("a"), run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "first", store->advance(key_of("e"), run->now, &held, store->user),
           APIDECK_ORDER_UNKNOWN);
    EXPECT(run, "commit", commit(store, key_of("a"), &held, run->now + DAY_MS), 0);
    EXPECT(run, "prune almost a week later", prune(run, run->now + 7 * DAY_MS - MINUTE_MS), 0);
    EXPECT(run, "claim", claim(store, key_of("b"), run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "earlier", store->advance(key_of("e"), run->now - 1, &held, store->user),
           APIDECK_ORDER_STALE);
    EXPECT(run, "release", release(store, key_of("b"), &held), 0);
}

const struct contract_case apideck__contract_prune[] = {
    {"prune keeps what is retained", keeps_what_is_retained, NEED_PRUNE},
    {"prune forgets what was retained long enough", forgets_what_is_over, NEED_PRUNE | NEED_COUNT},
    {"prune keeps an unfinished claim for a day", keeps_claims, NEED_PRUNE | NEED_LEASE},
    {"a forgotten claim has no say", forgotten_claim, NEED_PRUNE | NEED_LEASE},
    {"prune keeps the order of an entity for a week", keeps_entities, NEED_PRUNE | NEED_ADVANCE},
    {NULL, NULL, 0},
};
