/* Counts what the handlers left behind. */
#include "crash.h"

#include <stdio.h>

static void print_tally(const struct crash_store *store, const char *what, const long counts[4]) {
    printf("%s %s: %ld events as they should be, %ld lost, %ld doubled, %ld that should not be\n",
           store->name, what, counts[0], counts[1], counts[2], counts[3]);
}

int crash_tally(const struct crash_store *store, const char *where, long events,
                const unsigned char *expected, const char *what) {
    apideck_store table;
    long counts[4] = {0, 0, 0, 0}; /* well, lost, doubled, not to be there */
    if (store->open(where, 1, &table)) {
        fprintf(stderr, "crash_driver: %s does not open at the end\n", store->name);
        return 0;
    }
    for (long event = 1; event <= events; event++) {
        const long rows = store->rows(event);
        const int wanted = expected ? expected[event] : 1;
        counts[rows == wanted ? 0 : rows <= 0 ? 1 : wanted ? 2 : 3]++;
    }
    store->close();
    print_tally(store, what, counts);
    return counts[1] == 0 && counts[3] == 0 && (counts[2] == 0 || !store->exactly_once);
}
