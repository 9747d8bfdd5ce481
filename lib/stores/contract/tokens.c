/* Leases that run out, and the tokens that keep a claim which was overtaken from doing harm. */
#include "contract.h"

/* Claims a key, and lets another caller take it over when the lease is over. Returns whether that
 * went as promised. */
static int take_over(struct run *run, apideck_str key, apideck_claim *late, apideck_claim *newer) {
    const apideck_store *other = run->second.claim ? &run->second : &run->store;
    int64_t end = run->now + LEASE_MS;
    return !(
        apideck__contract_differs(run, "claim", claim(&run->store, key, run->now, late),
                                  APIDECK_CLAIM_NEW) ||
        apideck__contract_differs(run, "just before the lease ends",
                                  claim(other, key, end - 1, newer), APIDECK_CLAIM_BUSY) ||
        apideck__contract_differs(run, "when the lease has ended", claim(other, key, end, newer),
                                  APIDECK_CLAIM_NEW) ||
        apideck__contract_differs(run, "the new token is larger", newer->token > late->token, 1));
}

static void lease_ends(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim late = {0, NULL};
    apideck_claim newer = {0, NULL};
    if (take_over(run, key, &late, &newer)) {
        EXPECT(run, "commit", commit(&run->store, key, &newer, run->now + RETENTION_MS), 0);
    }
}

static void late_commit(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim late = {0, NULL};
    apideck_claim newer = {0, NULL};
    apideck_claim other = {0, NULL};
    int64_t end = run->now + 2 * DAY_MS;
    if (!take_over(run, key, &late, &newer)) {
        return;
    }
    EXPECT(run, "late commit", commit(&run->store, key, &late, run->now + 9 * RETENTION_MS),
           APIDECK_ERR_SUPERSEDED);
    EXPECT(run, "the new claim after it", claim(&run->store, key, run->now + LEASE_MS, &other),
           APIDECK_CLAIM_BUSY);
    EXPECT(run, "commit of the new claim", commit(&run->store, key, &newer, end), 0);
    EXPECT(run, "later commit", commit(&run->store, key, &late, run->now + 9 * RETENTION_MS),
           APIDECK_ERR_SUPERSEDED);
    EXPECT(run, "retention as the new claim had it", claim(&run->store, key, end - 1, &other),
           APIDECK_CLAIM_DONE);
    EXPECT(run, "end of that retention", claim(&run->store, key, end, &other), APIDECK_CLAIM_NEW);
}

static void late_release(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim late = {0, NULL};
    apideck_claim newer = {0, NULL};
    apideck_claim other = {0, NULL};
    if (!take_over(run, key, &late, &newer)) {
        return;
    }
    EXPECT(run, "late release", release(&run->store, key, &late), 0);
    EXPECT(run, "the new claim after it", claim(&run->store, key, run->now + LEASE_MS, &other),
           APIDECK_CLAIM_BUSY);
    EXPECT(run, "commit", commit(&run->store, key, &newer, run->now + RETENTION_MS), 0);
    EXPECT(run, "later release", release(&run->store, key, &late), 0);
    EXPECT(run, "done all the same", claim(&run->store, key, run->now, &other), APIDECK_CLAIM_DONE);
}

/* Commit or release may be called again only by mistake; nothing may come of it. */
static void over_is_over(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    apideck_claim other = {0, NULL};
    int64_t end = run->now + 2 * DAY_MS;
    EXPECT(run, "claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "commit", commit(&run->store, key, &held, end), 0);
    EXPECT(run, "second commit", commit(&run->store, key, &held, end + DAY_MS),
           APIDECK_ERR_SUPERSEDED);
    (void)release(&run->store, key, &held);
    EXPECT(run, "still done", claim(&run->store, key, end - 1, &other), APIDECK_CLAIM_DONE);
    EXPECT(run, "no longer than that", claim(&run->store, key, end, &other), APIDECK_CLAIM_NEW);
    EXPECT(run, "release", release(&run->store, key, &other), 0);
    EXPECT(run, "commit after release", commit(&run->store, key, &other, end + DAY_MS),
           APIDECK_ERR_SUPERSEDED);
    EXPECT(run, "free after that", claim(&run->store, key, end, &other), APIDECK_CLAIM_NEW);
}

static void never_claimed(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim made_up = {1, NULL};
    apideck_claim held = {0, NULL};
    int result = commit(&run->store, key, &made_up, run->now + RETENTION_MS);
    EXPECT(run, "commit of what was never claimed fails", result < 0, 1);
    (void)release(&run->store, key, &made_up);
    EXPECT(run, "claim after it", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "release", release(&run->store, key, &held), 0);
}

static void tokens_grow(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    uint64_t last = 0;
    int64_t now = run->now;
    for (int i = 0; i < 12; i++) {
        EXPECT(run, "claim", claim(&run->store, key, now, &held), APIDECK_CLAIM_NEW);
        EXPECT(run, "the token is larger", held.token > last, 1);
        last = held.token;
        if (i % 3 == 0) {
            EXPECT(run, "release", release(&run->store, key, &held), 0);
            continue;
        }
        EXPECT(run, "commit", commit(&run->store, key, &held, now + DAY_MS), 0);
        now += 2 * DAY_MS;
        if (i % 3 == 1 && run->store.prune) {
            EXPECT(run, "prune", run->store.prune(now, run->store.user), 0);
        }
    }
}

const struct contract_case apideck__contract_tokens[] = {
    {"a key is taken over when its lease ends", lease_ends, NEED_LEASE},
    {"a second handle takes over when the lease ends", lease_ends, NEED_LEASE | NEED_SECOND},
    {"a commit that comes late is superseded and changes nothing", late_commit, NEED_LEASE},
    {"a release that comes late leaves the new claim alone", late_release, NEED_LEASE},
    {"a claim that is over has no say", over_is_over, NEED_LEASE},
    {"what was never claimed cannot be committed", never_claimed, NEED_NOTHING},
    {"tokens grow over release, end of retention and prune", tokens_grow, NEED_NOTHING},
    {NULL, NULL, 0},
};
