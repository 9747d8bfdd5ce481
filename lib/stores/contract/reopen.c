/* What is still known when the process ends and another one opens the store. */
#include "contract.h"

static int reopen(struct run *run) {
    return run->host->reopen(&run->store, run->host->user);
}

static void commits_last(struct run *run) {
    apideck_claim held = {0, NULL};
    EXPECT(run, "commit",
           apideck__contract_handle(&run->store, key_of("a\nb"), run->now, run->now + RETENTION_MS),
           0);
    EXPECT(run, "reopen", reopen(run), 0);
    EXPECT(run, "done", claim(&run->store, key_of("a\nb"), run->now, &held), APIDECK_CLAIM_DONE);
    EXPECT(run, "reopen", reopen(run), 0);
    EXPECT(run, "just before its retention ends",
           claim(&run->store, key_of("a\nb"), run->now + RETENTION_MS - 1, &held),
           APIDECK_CLAIM_DONE);
    EXPECT(run, "when it ends", claim(&run->store, key_of("a\nb"), run->now + RETENTION_MS, &held),
           APIDECK_CLAIM_NEW);
}

/* The process died with a claim in its hands. */
static void claims_end_with_their_lease(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim lost = {0, NULL};
    apideck_claim held = {0, NULL};
    EXPECT(run, "claim", claim(&run->store, key, run->now, &lost), APIDECK_CLAIM_NEW);
    EXPECT(run, "reopen", reopen(run), 0);
    EXPECT(run, "its lease runs", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_BUSY);
    EXPECT(run, "its lease ended", claim(&run->store, key, run->now + LEASE_MS, &held),
           APIDECK_CLAIM_NEW);
    EXPECT(run, "the token is larger", held.token > lost.token, 1);
    EXPECT(run, "commit", commit(&run->store, key, &held, run->now + RETENTION_MS), 0);
}

/* A transaction ends with the process: nothing of the claim is left. */
static void claims_end_with_the_process(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim lost = {0, NULL};
    apideck_claim held = {0, NULL};
    EXPECT(run, "claim", claim(&run->store, key, run->now, &lost), APIDECK_CLAIM_NEW);
    EXPECT(run, "reopen", reopen(run), 0);
    EXPECT(run, "claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "commit", commit(&run->store, key, &held, run->now + RETENTION_MS), 0);
}

static void tokens_last(struct run *run) {
    apideck_str key = key_of("a");
    apideck_claim first = {0, NULL};
    apideck_claim second = {0, NULL};
    EXPECT(run, "claim", claim(&run->store, key, run->now, &first), APIDECK_CLAIM_NEW);
    EXPECT(run, "release", release(&run->store, key, &first), 0);
    EXPECT(run, "reopen", reopen(run), 0);
    EXPECT(run, "claim", claim(&run->store, key, run->now, &second), APIDECK_CLAIM_NEW);
    EXPECT(run, "the token is larger", second.token > first.token, 1);
    EXPECT(run, "release", release(&run->store, key, &second), 0);
}

static void order_lasts(struct run *run) {
    apideck_claim held = {0, NULL};
    const apideck_store *store = &run->store;
    EXPECT(run, "claim", claim(store, key_of("a"), run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "first", store->advance(key_of("e"), run->now, &held, store->user),
           APIDECK_ORDER_UNKNOWN);
    EXPECT(run, "commit", commit(store, key_of("a"), &held, run->now + RETENTION_MS), 0);
    EXPECT(run, "reopen", reopen(run), 0);
    EXPECT(run, "claim", claim(store, key_of("b"), run->now, &held), APIDECK_CLAIM_NEW);
    EXPECT(run, "earlier", store->advance(key_of("e"), run->now - 1, &held, store->user),
           APIDECK_ORDER_STALE);
    EXPECT(run, "release", release(store, key_of("b"), &held), 0);
}

const struct contract_case apideck__contract_reopen[] = {
    {"what was committed outlives the process", commits_last, NEED_REOPEN},
    {"a claim outlives the process until its lease ends", claims_end_with_their_lease,
     NEED_REOPEN | NEED_LEASE},
    {"a transaction ends with the process", claims_end_with_the_process,
     NEED_REOPEN | NEED_TRANSACTION},
    {"tokens grow over the end of the process", tokens_last, NEED_REOPEN},
    {"the order of entities outlives the process", order_lasts, NEED_REOPEN | NEED_ADVANCE},
    {NULL, NULL, 0},
};
