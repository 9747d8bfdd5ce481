/* Many callers at once. */
#include "threads.h"
#include "contract.h"

#include <stdatomic.h>

#define THREADS 8
#define ROUNDS 10
#define KEYS 40
#define ATTEMPTS 20000 /* a store that never lets go must not hold up the suite for ever */

/* What the threads of one case share. */
struct shared {
    struct run *run;
    apideck_str key;
    atomic_int arrived;
    atomic_int answered;
    atomic_int won;
    atomic_int wrong; /* an answer that the contract does not have, the last one */
    atomic_int committed[KEYS];
    atomic_int released[KEYS];
};

/* Half of them use the second handle, where there is one. */
static const apideck_store *store_of(const struct shared *shared, int number) {
    const struct run *run = shared->run;
    return number % 2 && run->second.claim ? &run->second : &run->store;
}

static void wait_for_all(atomic_int *arrived) {
    atomic_fetch_add(arrived, 1);
    while (atomic_load(arrived) < THREADS) {
        apideck__contract_yield();
    }
}

/* The one that gets it keeps it until all the others were told. */
static void claim_at_once(int number, void *user) {
    struct shared *shared = user;
    const apideck_store *store = store_of(shared, number);
    apideck_claim held = {0, NULL};
    wait_for_all(&shared->arrived);
    int result = claim(store, shared->key, shared->run->now, &held);
    wait_for_all(&shared->answered);
    if (result == APIDECK_CLAIM_NEW) {
        atomic_fetch_add(&shared->won, 1);
        if (commit(store, shared->key, &held, shared->run->now + RETENTION_MS)) {
            atomic_store(&shared->wrong, APIDECK_ERR_STORE);
        }
    } else if (result != APIDECK_CLAIM_BUSY) {
        atomic_store(&shared->wrong, result);
    }
}

static void one_of_many(struct run *run) {
    for (int i = 0; i < ROUNDS; i++) {
        const char text[] = {'k', (char)('a' + i), 0};
        struct shared shared = {.run = run, .key = key_of(text)};
        EXPECT(run, "threads that did not start",
               apideck__contract_in_threads(THREADS, claim_at_once, &shared), 0);
        EXPECT(run, "an answer other than NEW and BUSY", atomic_load(&shared.wrong), 0);
        EXPECT(run, "how many got it", atomic_load(&shared.won), 1);
    }
}

/* Handles one event: now and then the handler fails, and the event comes again. */
static int handle(struct shared *shared, const apideck_store *store, int i, int fails) {
    const char text[] = {'e', (char)('0' + i / 10), (char)('0' + i % 10), 0};
    apideck_claim held = {0, NULL};
    int result = claim(store, key_of(text), shared->run->now, &held);
    if (result != APIDECK_CLAIM_NEW) {
        return result;
    }
    if (fails) {
        atomic_fetch_add(&shared->released[i], 1);
        result = release(store, key_of(text), &held);
    } else {
        result = commit(store, key_of(text), &held, shared->run->now + RETENTION_MS);
        atomic_fetch_add(&shared->committed[i], result == 0);
    }
    return result < 0 ? result : APIDECK_CLAIM_NEW;
}

/* Sends each event until it is done, as the sender does. */
static void send_all(int number, void *user) {
    struct shared *shared = user;
    const apideck_store *store = store_of(shared, number);
    wait_for_all(&shared->arrived);
    for (int i = 0; i < KEYS; i++) {
        int result = 0;
        for (int attempt = 0; result != APIDECK_CLAIM_DONE; attempt++) {
            result = handle(shared, store, i, attempt == 0 && (i + number) % 4 == 0);
            if (result < 0 || attempt == ATTEMPTS) {
                atomic_store(&shared->wrong, result);
                return;
            }
            if (result == APIDECK_CLAIM_BUSY) {
                apideck__contract_yield();
            }
        }
    }
}

static void all_exactly_once(struct run *run) {
    struct shared shared = {.run = run};
    EXPECT(run, "threads that did not start",
           apideck__contract_in_threads(THREADS, send_all, &shared), 0);
    EXPECT(run, "a failure", atomic_load(&shared.wrong), 0);
    for (int i = 0; i < KEYS; i++) {
        EXPECT(run, "how often an event was committed", atomic_load(&shared.committed[i]), 1);
    }
}

const struct contract_case apideck__contract_threads[] = {
    {"of many that claim a key at once, one gets it", one_of_many, NEED_NOTHING},
    {"of many on two handles, one gets it", one_of_many, NEED_SECOND},
    {"events sent on many threads are committed once each", all_exactly_once, NEED_NOTHING},
    {"events sent through two handles are committed once each", all_exactly_once, NEED_SECOND},
    {NULL, NULL, 0},
};
