/* The in-memory store between threads: of all that claim a key, one gets it. */
#include "check.h"
#include "in_threads.h"

#include <apideck/store_memory.h>
#include <stdatomic.h>
#include <stdint.h>

#define THREADS 8
#define KEYS 5000u

struct shared {
    apideck_store table;
    atomic_int owners[KEYS]; /* how often each key was NEW and committed */
    atomic_int wrong;
};

/* Goes through all keys until each is DONE, releasing each at first. */
static void run(int number_of_thread, void *user) {
    (void)number_of_thread;
    struct shared *shared = user;
    const apideck_store *table = &shared->table;
    for (uint32_t done = 0, released = 0; done < KEYS;) {
        uint32_t number = done;
        apideck_str key = {(const char *)&number, sizeof number};
        apideck_claim held = {0, NULL};
        int result = table->claim(key, 0, 1000, &held, table->user);
        if (result == APIDECK_CLAIM_DONE) {
            done++;
        } else if (result == APIDECK_CLAIM_NEW && released <= done) {
            released = done + 1;
            shared->wrong += table->release(key, &held, table->user) != 0;
        } else if (result == APIDECK_CLAIM_NEW) {
            shared->owners[done]++;
            shared->wrong += table->commit(key, &held, 1000000, table->user) != 0;
        } else if (result != APIDECK_CLAIM_BUSY) {
            shared->wrong++;
            done++;
        }
    }
}

int main(void) {
    static struct shared shared;
    apideck_memory_store *store = NULL;
    CHECK_INT(apideck_memory_store_new(NULL, 1 << 22, &store), 0);
    shared.table = *apideck_memory_store_table(store);
    CHECK_INT(in_threads(THREADS, run, &shared), 0);
    CHECK_INT(shared.wrong, 0);
    for (uint32_t i = 0; i < KEYS; i++) {
        CHECK_INT(shared.owners[i], 1);
    }
    CHECK_INT(apideck_memory_store_count(store), KEYS);
    apideck_memory_store_free(store);
    return check_summary();
}
