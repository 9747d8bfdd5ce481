/* Times are the receiver's, and its clock may be set. */
#include "contract.h"

static void back_while_claimed(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    apideck_claim other = {0, NULL};
    EXPECT(run, "claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "an hour earlier", claim(&run->store, key, run->now - HOUR_MS, &other),
           APIDECK_CLAIM_BUSY);
    EXPECT(run, "commit", commit(&run->store, key, &held, run->now + RETENTION_MS), 0);
    EXPECT(run, "an hour earlier, when committed",
           claim(&run->store, key, run->now - HOUR_MS, &other), APIDECK_CLAIM_DONE);
}

static void back_after_release(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim first = {0, NULL};
    apideck_claim second = {0, NULL};
    EXPECT(run, "claim", claim(&run->store, key, run->now, &first), APIDECK_CLAIM_NEW);
    EXPECT(run, "release", release(&run->store, key, &first), 0);
    EXPECT(run, "an hour earlier", claim(&run->store, key, run->now - HOUR_MS, &second),
           APIDECK_CLAIM_NEW);
    EXPECT(run, "the token is larger", second.token > first.token, 1);
    EXPECT(run, "release", release(&run->store, key, &second), 0);
}

/* Take-over by one whose clock is behind that of the first: leases end by the later clock. */
static void back_and_take_over(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim late = {0, NULL};
    apideck_claim newer = {0, NULL};
    int64_t behind = run->now - HOUR_MS;
    EXPECT(run, "claim", claim(&run->store, key, run->now, &late), APIDECK_CLAIM_NEW);
    EXPECT(run, "by a clock behind", claim(&run->store, key, behind + LEASE_MS, &newer),
           APIDECK_CLAIM_BUSY);
    EXPECT(run, "when the lease ended", claim(&run->store, key, run->now + LEASE_MS, &newer),
           APIDECK_CLAIM_NEW);
    EXPECT(run, "late commit", commit(&run->store, key, &late, run->now + RETENTION_MS),
           APIDECK_ERR_SUPERSEDED);
    EXPECT(run, "commit", commit(&run->store, key, &newer, run->now + RETENTION_MS), 0);
}

static void no_overflow(struct run *run) {
    const apideck_store *store = &run->store;
    apideck_claim held = {0, NULL};
    apideck_claim other = {0, NULL};
    EXPECT(run, "a lease without end",
           store->claim(key_of("a"), run->now, INT64_MAX, &held, store->user), APIDECK_CLAIM_NEW);
    EXPECT(run, "busy", claim(store, key_of("a"), run->now + RETENTION_MS, &other),
           APIDECK_CLAIM_BUSY);
    EXPECT(run, "a retention without end", commit(store, key_of("a"), &held, INT64_MAX), 0);
    EXPECT(run, "done", claim(store, key_of("a"), run->now + 9 * RETENTION_MS, &other),
           APIDECK_CLAIM_DONE);
}

const struct contract_case apideck__contract_clock[] = {
    {"a clock that steps back finds a claim busy, a commit done", back_while_claimed, NEED_NOTHING},
    {"a clock that steps back claims what was released", back_after_release, NEED_NOTHING},
    {"a clock that is behind takes nothing over early", back_and_take_over, NEED_LEASE},
    {"times at the end of the range do not overflow", no_overflow, NEED_NOTHING},
    {NULL, NULL, 0},
};
