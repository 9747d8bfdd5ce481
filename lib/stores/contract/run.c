/* Runs the cases one after the other, each on an empty store. */
#include "contract.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct contract_case *const groups[] = {
    apideck__contract_claims, apideck__contract_tokens,   apideck__contract_keys,
    apideck__contract_clock,  apideck__contract_order,    apideck__contract_prune,
    apideck__contract_reopen, apideck__contract_nonsense, apideck__contract_threads,
};

int apideck__contract_differs(struct run *run, const char *what, int64_t actual, int64_t expected) {
    if (actual == expected) {
        return 0;
    }
    if (!*run->detail) {
        (void)snprintf(run->detail, sizeof run->detail, "%s: is %" PRId64 ", expected %" PRId64,
                       what, actual, expected);
    }
    return 1;
}

int apideck__contract_handle(const apideck_store *store, apideck_str key, int64_t now,
                             int64_t until) {
    apideck_claim held = {0, NULL};
    int result = claim(store, key, now, &held);
    return result == APIDECK_CLAIM_NEW ? commit(store, key, &held, until) : result;
}

/* The times are of the present: a store may let its engine forget by a clock of its own. */
static int64_t present_ms(void) {
    struct timespec now = {0};
    (void)timespec_get(&now, TIME_UTC);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Why a case cannot be run, or NULL. */
static const char *lacking(const struct run *run, unsigned needs) {
    const apideck_store_contract *host = run->host;
    if (needs & NEED_LEASE && is_transactional(run)) {
        return "claims are transactions";
    }
    if (needs & NEED_TRANSACTION && !is_transactional(run)) {
        return "claims are not transactions";
    }
    if (needs & NEED_MANY && host->flags & APIDECK_CONTRACT_ONE_CLAIM) {
        return "one claim at a time";
    }
    if ((needs & NEED_SECOND && !host->open_second) || (needs & NEED_REOPEN && !host->reopen) ||
        (needs & NEED_COUNT && !host->count)) {
        return "the table has no callback for it";
    }
    if ((needs & NEED_ADVANCE && !run->store.advance) ||
        (needs & NEED_PRUNE && !run->store.prune)) {
        return "the store does not have it";
    }
    return NULL;
}

static apideck_contract_result run_open(struct run *run, const struct contract_case *one) {
    const char *reason = lacking(run, one->needs);
    if (reason) {
        (void)snprintf(run->detail, sizeof run->detail, "%s", reason);
        return APIDECK_CONTRACT_SKIPPED;
    }
    if (one->needs & NEED_SECOND) {
        (void)apideck__contract_differs(run, "open_second",
                                        run->host->open_second(&run->second, run->host->user), 0);
    }
    if (!*run->detail) {
        one->run(run);
    }
    return *run->detail ? APIDECK_CONTRACT_FAILED : APIDECK_CONTRACT_PASSED;
}

static int run_case(const apideck_store_contract *host, const struct contract_case *one) {
    struct run run;
    memset(&run, 0, sizeof run);
    run.host = host;
    run.now = present_ms();
    apideck_contract_result result = APIDECK_CONTRACT_FAILED;
    if (!apideck__contract_differs(&run, "open", host->open(&run.store, host->user), 0)) {
        result = run_open(&run, one);
    }
    host->close(host->user);
    if (host->report) {
        host->report(one->name, result, run.detail, host->user);
    }
    return result == APIDECK_CONTRACT_FAILED;
}

int apideck_store_contract_run(const apideck_store_contract *contract) {
    if (!contract || contract->size < sizeof *contract) {
        return APIDECK_ERR_HOST_TABLE;
    }
    if (!contract->open || !contract->close) {
        return APIDECK_ERR_CALLBACK_MISSING;
    }
    int failures = 0;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        for (const struct contract_case *one = groups[i]; one->name; one++) {
            failures += run_case(contract, one);
        }
    }
    return failures;
}
