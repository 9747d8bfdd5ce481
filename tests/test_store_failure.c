/* Each call that a receiver makes of its store fails in turn, before it had an effect and after,
 * and answers nonsense: the event is handled in the end, and twice only where a commit came to
 * nothing after the handler had run. */
#include "receiving.h"

#include <apideck/store_memory.h>
#include <stdbool.h>

#define LEASE_MS (5 * 60 * 1000)
#define BODY                                                                                       \
    "{\"payload\":{\"entity_id\":\"7\",\"entity_type\":\"invoice\",\"event_id\":\"e-1\","          \
    "\"event_type\":\"" INVOICE_CREATED "\",\"occurred_at\":\"2022-03-10T12:34:56Z\"}}"

/* In front of a store that works. */
struct failing {
    const apideck_store *store;
    int calls;   /* so far */
    int fail_at; /* the call that fails, counted from 1 */
    int fail_with;
    bool has_effect; /* what fails was done all the same */
    bool commit_lost;
};

/* Whether this call fails; `act` is set to whether it is to be done. */
static bool fails(struct failing *failing, bool *act) {
    bool fails_now = ++failing->calls == failing->fail_at;
    *act = !fails_now || failing->has_effect;
    return fails_now;
}

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    struct failing *failing = user;
    bool act = false;
    bool fails_now = fails(failing, &act);
    int result =
        act ? failing->store->claim(key, now_ms, lease_ms, claim_out, failing->store->user) : 0;
    return fails_now ? failing->fail_with : result;
}

static int advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *held,
                   void *user) {
    struct failing *failing = user;
    bool act = false;
    bool fails_now = fails(failing, &act);
    int result =
        act ? failing->store->advance(entity, occurred_at_ms, held, failing->store->user) : 0;
    return fails_now ? failing->fail_with : result;
}

static int commit(apideck_str key, const apideck_claim *held, int64_t retain_until_ms, void *user) {
    struct failing *failing = user;
    bool act = false;
    bool fails_now = fails(failing, &act);
    failing->commit_lost = failing->commit_lost || !act;
    int result = act ? failing->store->commit(key, held, retain_until_ms, failing->store->user) : 0;
    return fails_now ? failing->fail_with : result;
}

static int release(apideck_str key, const apideck_claim *held, void *user) {
    struct failing *failing = user;
    bool act = false;
    bool fails_now = fails(failing, &act);
    int result = act ? failing->store->release(key, held, failing->store->user) : 0;
    return fails_now ? failing->fail_with : result;
}

/* Sends the event as Apideck would, each time after the lease of the one before, until it is
 * acknowledged. The handler fails at first, where that is wanted. Returns whether the call that was
 * to fail was made. */
static bool deliver_until_taken(struct failing *failing, bool handler_fails) {
    struct receiving r;
    apideck_memory_store *memory = NULL;
    apideck_store store;
    int runs = 0;
    int attempts = 0;
    apideck_answer answer;
    receiving_init(&r);
    CHECK_INT(apideck_memory_store_new(&r.allocator, 1 << 20, &memory), 0);
    failing->store = apideck_memory_store_table(memory);
    failing->calls = 0;
    failing->commit_lost = false;
    apideck_store_init(&store);
    store.claim = claim;
    store.advance = advance;
    store.commit = commit;
    store.release = release;
    store.user = failing;
    r.config.store = &store;
    receiving_begin(&r);
    do {
        r.handler_result = handler_fails && attempts == 0 ? -1 : 0;
        int before = r.any;
        answer = deliver(&r, INVOICE_CREATED, BODY);
        runs += r.any - before == 1 && r.handler_result == 0;
        attempts++;
        r.now_ms += LEASE_MS + 1;
    } while (answer.status != 200 && attempts < 5);
    CHECK_INT(answer.status, 200);
    CHECK_INT(runs, failing->commit_lost ? 2 : 1);
    bool failed = failing->calls >= failing->fail_at;
    failing->fail_at = 0;
    /* Acknowledged is committed. */
    CHECK_INT(deliver(&r, INVOICE_CREATED, BODY).outcome, APIDECK_OUTCOME_DUPLICATE);
    apideck_receiver_free(r.receiver);
    apideck_memory_store_free(memory);
    CHECK_NOTHING_LEAKED(&r.memory);
    return failed;
}

int main(void) {
    /* A failure, and what no callback may answer. */
    static const int results[] = {-1, APIDECK_ERR_NO_MEMORY, 99};
    for (int handler_fails = 0; handler_fails < 2; handler_fails++) {
        for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
            for (int has_effect = 0; has_effect < 2; has_effect++) {
                struct failing failing = {.fail_with = results[i], .has_effect = has_effect};
                int call = 1;
                for (; call < 20; call++) {
                    failing.fail_at = call;
                    if (!deliver_until_taken(&failing, handler_fails)) {
                        break;
                    }
                }
                /* claim, advance, commit; before that, claim, advance, release */
                CHECK_INT(call - 1, handler_fails ? 6 : 3);
            }
        }
    }
    return check_summary();
}
