/* What the cases of the contract suite have in common. */
#ifndef APIDECK_LIB_STORE_CONTRACT_H
#define APIDECK_LIB_STORE_CONTRACT_H

#include <apideck/store_contract.h>

#define MINUTE_MS (INT64_C(60) * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define LEASE_MS (5 * MINUTE_MS)
#define RETENTION_MS (7 * DAY_MS)

/* One case while it runs. */
struct run {
    const apideck_store_contract *host;
    apideck_store store;
    apideck_store second; /* of a case that needs it */
    int64_t now;          /* when the case began */
    char detail[240];     /* empty while all is well */
};

/* What a case cannot do without; more than one may be or-ed together. */
enum need {
    NEED_NOTHING = 0,
    NEED_LEASE = 1,    /* claims are not transactions */
    NEED_MANY = 2,     /* several claims are open at once */
    NEED_SECOND = 4,   /* a second handle */
    NEED_REOPEN = 8,   /* the same data once more */
    NEED_ADVANCE = 16, /* the store keeps the order of entities */
    NEED_PRUNE = 32,
    NEED_COUNT = 64,
    NEED_TRANSACTION = 128 /* claims are transactions */
};

struct contract_case {
    const char *name;
    void (*run)(struct run *run);
    unsigned needs;
};

/* Each ends with a case without a name. */
extern const struct contract_case apideck__contract_claims[];
extern const struct contract_case apideck__contract_tokens[];
extern const struct contract_case apideck__contract_keys[];
extern const struct contract_case apideck__contract_clock[];
extern const struct contract_case apideck__contract_order[];
extern const struct contract_case apideck__contract_prune[];
extern const struct contract_case apideck__contract_nonsense[];
extern const struct contract_case apideck__contract_threads[];
extern const struct contract_case apideck__contract_reopen[];

/* Notes the first thing that is not as promised. Returns whether `actual` differs. */
int apideck__contract_differs(struct run *run, const char *what, int64_t actual, int64_t expected);

/* Ends the case when the promise is not kept. */
#define EXPECT(run, what, actual, expected)                                                        \
    do {                                                                                           \
        if (apideck__contract_differs(run, what, actual, expected)) {                              \
            return;                                                                                \
        }                                                                                          \
    } while (0)

static inline int is_transactional(const struct run *run) {
    return (run->host->flags & APIDECK_CONTRACT_TRANSACTIONAL) != 0;
}

/* The callbacks, with less to write. --------------------------------------------------------- */

static inline apideck_str key_of(const char *text) {
    apideck_str key = {text, 0};
    while (text[key.len]) {
        key.len++;
    }
    return key;
}

static inline int claim(const apideck_store *store, apideck_str key, int64_t now,
                        apideck_claim *claim_out) {
    return store->claim(key, now, LEASE_MS, claim_out, store->user);
}

static inline int commit(const apideck_store *store, apideck_str key, const apideck_claim *held,
                         int64_t until) {
    return store->commit(key, held, until, store->user);
}

static inline int release(const apideck_store *store, apideck_str key, const apideck_claim *held) {
    return store->release(key, held, store->user);
}

/* Claims and commits. Returns 0, or what was answered in place of NEW and success. */
int apideck__contract_handle(const apideck_store *store, apideck_str key, int64_t now,
                             int64_t until);

#endif
