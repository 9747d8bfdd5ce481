/* The in-memory store keeps the contract. */
#include "contract_main.h"

#include <apideck/store_memory.h>

static apideck_memory_store *opened;

static int open_store(apideck_store *store_out, void *user) {
    (void)user;
    const int error = apideck_memory_store_new(NULL, 1 << 20, &opened);
    if (!error) {
        *store_out = *apideck_memory_store_table(opened);
    }
    return error;
}

/* Its table may be handed out any number of times. */
static int open_second(apideck_store *store_out, void *user) {
    (void)user;
    *store_out = *apideck_memory_store_table(opened);
    return 0;
}

static int count(size_t *count_out, void *user) {
    (void)user;
    *count_out = apideck_memory_store_count(opened);
    return 0;
}

static void close_store(void *user) {
    (void)user;
    apideck_memory_store_free(opened);
    opened = NULL;
}

int main(void) {
    apideck_store_contract contract;
    apideck_store_contract_init(&contract);
    contract.open = open_store;
    contract.open_second = open_second;
    contract.count = count;
    contract.close = close_store;
    contract_run("memory", &contract);
    return contract_summary();
}
