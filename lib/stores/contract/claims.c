/* Claim, commit and release in the ordinary course. */
#include "contract.h"

static void new_busy_done(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    apideck_claim untouched = {77, &held};
    EXPECT(run, "first claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "its token is 0", held.token == 0, 0);
    EXPECT(run, "claim of what is claimed", claim(&run->store, key, run->now, &untouched),
           APIDECK_CLAIM_BUSY);
    EXPECT(run, "commit", commit(&run->store, key, &held, run->now + RETENTION_MS), 0);
    EXPECT(run, "claim of what is committed", claim(&run->store, key, run->now, &untouched),
           APIDECK_CLAIM_DONE);
    EXPECT(run, "BUSY or DONE wrote a token", untouched.token == 77, 1);
    EXPECT(run, "BUSY or DONE wrote a context", untouched.context == &held, 1);
}

static void release_lets_in(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    EXPECT(run, "claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "release", release(&run->store, key, &held), 0);
    EXPECT(run, "claim after release", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "commit", commit(&run->store, key, &held, run->now + RETENTION_MS), 0);
    EXPECT(run, "claim after commit", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_DONE);
}

static void retention_ends(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    int64_t end = run->now + 30 * HOUR_MS;
    EXPECT(run, "first", apideck__contract_handle(&run->store, key, run->now, end), 0);
    EXPECT(run, "just before the end", claim(&run->store, key, end - 1, &held), APIDECK_CLAIM_DONE);
    EXPECT(run, "at the end", claim(&run->store, key, end, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "commit again", commit(&run->store, key, &held, end + RETENTION_MS), 0);
    EXPECT(run, "after the second commit", claim(&run->store, key, end, &held), APIDECK_CLAIM_DONE);
}

/* A commit after the end of the lease is good as long as nobody took over. */
static void late_commit_alone(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    int64_t late = run->now + 100 * LEASE_MS;
    EXPECT(run, "claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "late commit", commit(&run->store, key, &held, late + RETENTION_MS), 0);
    EXPECT(run, "claim after it", claim(&run->store, key, late, &held), APIDECK_CLAIM_DONE);
}

static void keys_do_not_meet(struct run *run) {
    apideck_claim a = {0, NULL};
    apideck_claim b = {0, NULL};
    apideck_claim other = {0, NULL};
    EXPECT(run, "claim a", claim(&run->store, key_of("a"), run->now, &a), APIDECK_CLAIM_NEW);
    EXPECT(run, "claim b", claim(&run->store, key_of("b"), run->now, &b), APIDECK_CLAIM_NEW);
    EXPECT(run, "release a", release(&run->store, key_of("a"), &a), 0);
    EXPECT(run, "b is busy", claim(&run->store, key_of("b"), run->now, &other), APIDECK_CLAIM_BUSY);
    EXPECT(run, "commit b", commit(&run->store, key_of("b"), &b, run->now + RETENTION_MS), 0);
    EXPECT(run, "a is free", claim(&run->store, key_of("a"), run->now, &a), APIDECK_CLAIM_NEW);
    EXPECT(run, "release a", release(&run->store, key_of("a"), &a), 0);
}

static void second_handle_sees(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim held = {0, NULL};
    apideck_claim other = {0, NULL};
    EXPECT(run, "claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "claim elsewhere", claim(&run->second, key, run->now, &other), APIDECK_CLAIM_BUSY);
    EXPECT(run, "release", release(&run->store, key, &held), 0);
    EXPECT(run, "claim elsewhere after release", claim(&run->second, key, run->now, &other),
           APIDECK_CLAIM_NEW);
    EXPECT(run, "busy here", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_BUSY);
    EXPECT(run, "commit elsewhere", commit(&run->second, key, &other, run->now + RETENTION_MS), 0);
    EXPECT(run, "done here", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_DONE);
    EXPECT(run, "done elsewhere", claim(&run->second, key, run->now, &held), APIDECK_CLAIM_DONE);
}

const struct contract_case apideck__contract_claims[] = {
    {"a key is new, then busy, then done", new_busy_done, NEED_NOTHING},
    {"release lets the next delivery in", release_lets_in, NEED_NOTHING},
    {"a key is new again when its retention ends", retention_ends, NEED_NOTHING},
    {"a late commit is good when nobody took over", late_commit_alone, NEED_NOTHING},
    {"claims of different keys do not meet", keys_do_not_meet, NEED_MANY},
    {"a second handle sees claims, releases and commits", second_handle_sees, NEED_SECOND},
    {NULL, NULL, 0},
};
