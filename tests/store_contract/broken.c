/* The contract suite finds what is wrong: the in-memory store, spoilt in one way after the other.
 */
#include "../check.h"

#include <apideck/store_contract.h>
#include <apideck/store_memory.h>
#include <ctype.h>
#include <stdatomic.h>

enum fault {
    NONE,
    LATE_COMMIT_IS_FINE,
    LATE_COMMIT_FAILS_OTHERWISE,
    LATE_RELEASE_FAILS,
    BUSY_IS_NEW,
    BUSY_IS_DONE,
    DONE_IS_BUSY,
    DONE_WRITES_CLAIM,
    TOKEN_ZERO,
    LEASE_FOR_EVER,
    LEASE_LONGER_BY_ONE,
    LEASE_SHORTER_BY_ONE,
    RETENTION_FOR_EVER,
    RETENTION_SHORTER_BY_ONE,
    RELEASE_DOES_NOTHING,
    KEYS_CUT_AT_NUL,
    KEYS_CUT_AT_255,
    KEYS_WITHOUT_CASE,
    OWN_CLOCK,
    NULL_KEY_IS_EMPTY,
    NULL_CLAIM_IS_FINE,
    LEASE_OF_ZERO,
    ALWAYS_NEWER,
    FIRST_IS_NEWER,
    SAME_IS_STALE,
    ONE_ENTITY,
    PRUNE_NOTHING,
    PRUNE_ALL,
    PRUNE_CLAIMS_EARLY,
    FORGETS_AT_THE_END,
    FAULTS
};

static enum fault fault;
static apideck_memory_store *opened;
static apideck_store inner;
static _Atomic int64_t first_now; /* what OWN_CLOCK says */

/* What a store may do to the bytes of a key. `bytes` has room for a long one. */
static apideck_str spoilt(apideck_str key, char bytes[256]) {
    if (!key.ptr) {
        return fault == NULL_KEY_IS_EMPTY ? (apideck_str){"", 0} : key;
    }
    if (fault == KEYS_CUT_AT_255 && key.len > 255) {
        key.len = 255;
    }
    if (fault == KEYS_CUT_AT_NUL && memchr(key.ptr, 0, key.len)) {
        key.len = strlen(key.ptr);
    }
    if (fault == KEYS_WITHOUT_CASE && key.len <= 256) {
        for (size_t i = 0; i < key.len; i++) {
            bytes[i] = (char)tolower((unsigned char)key.ptr[i]);
        }
        key.ptr = bytes;
    }
    return key;
}

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    char bytes[256];
    (void)user;
    int64_t unset = 0;
    (void)atomic_compare_exchange_strong(&first_now, &unset, now_ms);
    now_ms = fault == OWN_CLOCK ? first_now : now_ms;
    if (lease_ms > 0 && lease_ms < INT64_MAX) {
        lease_ms = fault == LEASE_FOR_EVER ? INT64_MAX : lease_ms;
        lease_ms += fault == LEASE_LONGER_BY_ONE;
        lease_ms -= fault == LEASE_SHORTER_BY_ONE;
    } else if (lease_ms <= 0 && fault == LEASE_OF_ZERO) {
        lease_ms = 1;
    }
    int result = inner.claim(spoilt(key, bytes), now_ms, lease_ms, claim_out, inner.user);
    if (result == APIDECK_CLAIM_BUSY && fault == BUSY_IS_NEW) {
        *claim_out = (apideck_claim){UINT64_MAX, NULL};
        return APIDECK_CLAIM_NEW;
    }
    if (result == APIDECK_CLAIM_NEW && fault == TOKEN_ZERO) {
        claim_out->token = 0;
    }
    if (result == APIDECK_CLAIM_DONE && fault == DONE_WRITES_CLAIM) {
        claim_out->token = 1;
    }
    result = result == APIDECK_CLAIM_BUSY && fault == BUSY_IS_DONE ? APIDECK_CLAIM_DONE : result;
    return result == APIDECK_CLAIM_DONE && fault == DONE_IS_BUSY ? APIDECK_CLAIM_BUSY : result;
}

static int commit(apideck_str key, const apideck_claim *held, int64_t until_ms, void *user) {
    char bytes[256];
    (void)user;
    if (!held && fault == NULL_CLAIM_IS_FINE) {
        return 0;
    }
    until_ms = fault == RETENTION_FOR_EVER ? INT64_MAX : until_ms;
    until_ms -= fault == RETENTION_SHORTER_BY_ONE;
    int result = inner.commit(spoilt(key, bytes), held, until_ms, inner.user);
    if (result == APIDECK_ERR_SUPERSEDED && fault == LATE_COMMIT_FAILS_OTHERWISE) {
        return APIDECK_ERR_STORE;
    }
    return result == APIDECK_ERR_SUPERSEDED && fault == LATE_COMMIT_IS_FINE ? 0 : result;
}

static int release(apideck_str key, const apideck_claim *held, void *user) {
    char bytes[256];
    (void)user;
    if (fault == RELEASE_DOES_NOTHING) {
        return held && key.ptr ? 0 : APIDECK_ERR_ARGUMENT;
    }
    if (fault == LATE_RELEASE_FAILS && held && key.ptr) {
        apideck_claim probe = {0, NULL};
        int before = inner.claim(key, INT64_MIN, 1, &probe, inner.user);
        (void)inner.release(key, held, inner.user);
        int after = inner.claim(key, INT64_MIN, 1, &probe, inner.user);
        (void)inner.release(key, &probe, inner.user);
        return before == after ? APIDECK_ERR_SUPERSEDED : 0;
    }
    return inner.release(spoilt(key, bytes), held, inner.user);
}

static int advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *held,
                   void *user) {
    static int64_t last; /* of any entity: enough to tell the same time again */
    (void)user;
    if (fault == ONE_ENTITY && entity.ptr) {
        entity = (apideck_str){"e", 1};
    }
    int order = inner.advance(entity, occurred_at_ms, held, inner.user);
    if (fault == SAME_IS_STALE && order == APIDECK_ORDER_NEWER && last == occurred_at_ms) {
        order = APIDECK_ORDER_STALE;
    }
    last = occurred_at_ms;
    if (fault == FIRST_IS_NEWER && order == APIDECK_ORDER_UNKNOWN) {
        return APIDECK_ORDER_NEWER;
    }
    return order >= 0 && fault == ALWAYS_NEWER ? APIDECK_ORDER_NEWER : order;
}

static int prune(int64_t before_ms, void *user) {
    (void)user;
    if (fault == PRUNE_NOTHING) {
        return 0;
    }
    const int64_t day = INT64_C(24) * 60 * 60 * 1000;
    before_ms = fault == PRUNE_ALL ? INT64_MAX : before_ms;
    before_ms += fault == PRUNE_CLAIMS_EARLY && before_ms < INT64_MAX - day ? day / 2 : 0;
    return inner.prune(before_ms, inner.user);
}

static int open_store(apideck_store *store_out, void *user) {
    (void)user;
    if (apideck_memory_store_new(NULL, 1 << 20, &opened)) {
        return 1;
    }
    inner = *apideck_memory_store_table(opened);
    first_now = 0;
    apideck_store_init(store_out);
    store_out->claim = claim;
    store_out->commit = commit;
    store_out->release = release;
    store_out->advance = advance;
    store_out->prune = prune;
    return 0;
}

static void close_store(void *user) {
    (void)user;
    apideck_memory_store_free(opened);
    opened = NULL;
}

static int count(size_t *count_out, void *user) {
    (void)user;
    *count_out = apideck_memory_store_count(opened);
    return 0;
}

static int open_anew(apideck_store *store_out, void *user) {
    close_store(user);
    return open_store(store_out, user);
}

int main(void) {
    apideck_store_contract contract;
    apideck_store_contract_init(&contract);
    contract.open = open_store;
    contract.close = close_store;
    contract.count = count;
    for (int i = 0; i < FAULTS; i++) {
        fault = (enum fault)i;
        contract.reopen = fault == FORGETS_AT_THE_END ? open_anew : NULL;
        const int failures = apideck_store_contract_run(&contract);
        if ((failures > 0) != (fault != NONE)) {
            printf("fault %d: %d cases failed\n", i, failures);
        }
        CHECK((failures > 0) == (fault != NONE));
    }
    contract.size--;
    CHECK_INT(apideck_store_contract_run(&contract), APIDECK_ERR_HOST_TABLE);
    contract.size++;
    contract.close = NULL;
    CHECK_INT(apideck_store_contract_run(&contract), APIDECK_ERR_CALLBACK_MISSING);
    CHECK_INT(apideck_store_contract_run(NULL), APIDECK_ERR_HOST_TABLE);
    return check_summary();
}
