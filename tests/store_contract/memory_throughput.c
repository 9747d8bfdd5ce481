/* Events per second of the in-memory store, which has no engine to stand beside. Prints a row of
 * the table in docs/performance.md. Usage: memory_throughput [EVENTS] */
#define _POSIX_C_SOURCE 200809L

#include "../by_turns.h"

#include <apideck/apideck.h>
#include <apideck/store_memory.h>

static int through_the_store(int round, long events, void *user) {
    const apideck_store *store = user;
    int ok = 1;
    for (long i = 0; i < events && ok; i++) {
        char text[64];
        const int len = snprintf(text, sizeof text, "apideck:id:%08x-5b1f-4c9c-%04x-%012lx",
                                 (unsigned)i * 2654435761u, (unsigned)round & 0xffff, i);
        const apideck_str key = {text, (size_t)len};
        apideck_claim held = {0, NULL};
        ok = store->claim(key, i, 300000, &held, store->user) == APIDECK_CLAIM_NEW &&
             store->commit(key, &held, i + 604800000, store->user) == 0;
    }
    return !ok;
}

int main(int argc, char **argv) {
    static const by_turns_way ways[BY_TURNS_WAYS] = {through_the_store, NULL, NULL};
    const long events = (argc > 1 ? strtol(argv[1], NULL, 10) : 1100000) / BY_TURNS_ROUNDS;
    apideck_memory_store *store = NULL;
    if (events < 1 || apideck_memory_store_new(NULL, (size_t)256 << 20, &store)) {
        fprintf(stderr, "usage: %s [EVENTS]\n", argv[0]);
        return 2;
    }
    apideck_store table = *apideck_memory_store_table(store);
    const int status = by_turns("memory", ways, events, &table);
    apideck_memory_store_free(store);
    return status;
}
