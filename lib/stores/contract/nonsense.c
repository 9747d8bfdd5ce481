/* Arguments that no receiver passes are failures, and leave the store as it was. */
#include "contract.h"

static void bad_claims(struct run *run) {
    const apideck_store *store = &run->store;
    const apideck_str no_key = {NULL, 0};
    const apideck_str no_bytes = {NULL, 5};
    apideck_claim held = {0, NULL};
    int64_t now = run->now;
    EXPECT(run, "a NULL key", claim(store, no_key, now, &held) < 0, 1);
    EXPECT(run, "a NULL key with a length", claim(store, no_bytes, now, &held) < 0, 1);
    EXPECT(run, "nowhere to put the claim", claim(store, key_of("a"), now, NULL) < 0, 1);
    EXPECT(run, "no lease", store->claim(key_of("a"), now, 0, &held, store->user) < 0, 1);
    EXPECT(run, "a negative lease", store->claim(key_of("a"), now, -1, &held, store->user) < 0, 1);
    EXPECT(run, "a claim was written", held.token != 0 || held.context, 0);
    EXPECT(run, "claim after all that", claim(store, key_of("a"), now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "release", release(store, key_of("a"), &held), 0);
}

static void bad_ends(struct run *run) {
    const apideck_store *store = &run->store;
    const apideck_str no_key = {NULL, 0};
    const apideck_claim no_token = {0, NULL};
    apideck_claim held = {0, NULL};
    int64_t until = run->now + RETENTION_MS;
    EXPECT(run, "commit without a claim", commit(store, key_of("a"), NULL, until) < 0, 1);
    EXPECT(run, "release without a claim", release(store, key_of("a"), NULL) < 0, 1);
    EXPECT(run, "commit without a token", commit(store, key_of("a"), &no_token, until) < 0, 1);
    EXPECT(run, "commit without a key", commit(store, no_key, &no_token, until) < 0, 1);
    (void)release(store, no_key, &no_token);
    EXPECT(run, "claim after all that", claim(store, key_of("a"), run->now, &held),
           APIDECK_CLAIM_NEW);
    EXPECT(run, "commit", commit(store, key_of("a"), &held, until), 0);
}

static void bad_order(struct run *run) {
    const apideck_store *store = &run->store;
    const apideck_str none = {NULL, 0};
    apideck_claim held = {0, NULL};
    EXPECT(run, "claim", claim(store, key_of("a"), run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "a NULL entity", store->advance(none, run->now, &held, store->user) < 0, 1);
    EXPECT(run, "no claim", store->advance(key_of("e"), run->now, NULL, store->user) < 0, 1);
    EXPECT(run, "commit after that", commit(store, key_of("a"), &held, run->now + RETENTION_MS), 0);
}

/* A retention that ended in the past is none: the key is new again. */
static void retention_in_the_past(struct run *run) {
    apideck_claim held = {0, NULL};
    EXPECT(run, "commit",
           apideck__contract_handle(&run->store, key_of("a"), run->now, run->now - DAY_MS), 0);
    EXPECT(run, "claim", claim(&run->store, key_of("a"), run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "release", release(&run->store, key_of("a"), &held), 0);
}

const struct contract_case apideck__contract_nonsense[] = {
    {"a claim that makes no sense fails", bad_claims, NEED_NOTHING},
    {"a commit or release that makes no sense fails", bad_ends, NEED_NOTHING},
    {"an order that makes no sense fails", bad_order, NEED_ADVANCE},
    {"a retention may have ended already", retention_in_the_past, NEED_NOTHING},
    {NULL, NULL, 0},
};
