/*
 * The contract of apideck_store as a test: every promise of host.h as a case with a name. Link
 * libapideck-store-contract (pkg-config: libapideck-store-contract) into a test program, say how to
 * open your store, and call apideck_store_contract_run. The adapters of this library pass it.
 */
#ifndef APIDECK_STORE_CONTRACT_H
#define APIDECK_STORE_CONTRACT_H

#include <apideck/base.h>
#include <apideck/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What kind of store it is, or-ed together. */
typedef enum apideck_contract_flag {
    /* A claim is an open transaction: nobody takes it over while it is, and a release takes back
     * what `advance` noted. The cases about leases that run out are skipped. */
    APIDECK_CONTRACT_TRANSACTIONAL = 1,
    /* No more than one claim, of whatever key, is open at a time; another waits or is BUSY. */
    APIDECK_CONTRACT_ONE_CLAIM = 2
} apideck_contract_flag;

typedef enum apideck_contract_result {
    APIDECK_CONTRACT_FAILED = 0,
    APIDECK_CONTRACT_PASSED = 1,
    APIDECK_CONTRACT_SKIPPED = 2 /* the store, or this table, lacks what the case needs */
} apideck_contract_result;

/**
 * How the suite gets at the store. Callbacks return 0, or anything else for a failure, which fails
 * the case. They are called on the thread that called apideck_store_contract_run; the store's own
 * are called on many.
 */
typedef struct apideck_store_contract {
    size_t size;
    /* must: opens a store that is empty. Each case begins with it.
     *   store_out  out: the table to test */
    int (*open)(apideck_store *store_out, void *user);
    /* must: closes every handle; claims that are still open are abandoned. Each case ends with it.
     */
    void (*close)(void *user);
    /* may: opens a second handle on the data of the first, as another process has it. */
    int (*open_second)(apideck_store *store_out, void *user);
    /* may: closes every handle, as when the process ends, and opens one on the same data. */
    int (*reopen)(apideck_store *store_out, void *user);
    /* may: how many keys the store holds, claimed and committed ones, without entities; it shows
     * that `prune` does forget. */
    int (*count)(size_t *count_out, void *user);
    /* may: told once for each case.
     *   name    in: what is promised, static text
     *   detail  in: what was found instead, or why it was skipped; "" for a case that passed */
    void (*report)(const char *name, apideck_contract_result result, const char *detail,
                   void *user);
    void *user;
    unsigned flags; /* apideck_contract_flag */
} apideck_store_contract;

/** Zeroes the table and sets its size. Thread-safe. */
static inline void apideck_store_contract_init(apideck_store_contract *contract) {
    apideck_table_init(contract, sizeof *contract);
}

/**
 * Runs all cases, which takes seconds. Times begin at the present and reach years ahead.
 *   contract  in: kept no longer than the call
 * Returns how many cases failed, or APIDECK_ERR_HOST_TABLE, APIDECK_ERR_CALLBACK_MISSING.
 * Not thread-safe for one store.
 */
APIDECK_API APIDECK_MUST_USE int apideck_store_contract_run(const apideck_store_contract *contract);

#ifdef __cplusplus
}
#endif

#endif
