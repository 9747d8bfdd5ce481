/* crash_driver: see README.md. */
#include "crash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void) {
    fputs("usage: crash_driver kill     STORE WHERE KILLS\n"
          "       crash_driver contend  STORE WHERE EVENTS PROCESSES THREADS\n"
          "       crash_driver schedule STORE WHERE EVENTS\n"
          "       crash_driver --list\n",
          stderr);
    return 2;
}

/* A number from 1 to a million, or 0. */
static long number(const char *text) {
    char *end = NULL;
    const long value = strtol(text, &end, 10);
    return *end || value < 1 || value > 1000000 ? 0 : value;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        crash_store_list();
        return 0;
    }
    if (argc < 5 || number(argv[4]) == 0) {
        return usage();
    }
    const char *what = argv[1];
    const char *where = argv[3];
    const struct crash_store *store = crash_store_find(argv[2]);
    if (!store) {
        fprintf(stderr, "crash_driver: no store %s; --list names them\n", argv[2]);
        return 2;
    }
    if (store->reset(where)) {
        fprintf(stderr, "crash_driver: %s cannot be made empty\n", store->name);
        return 2;
    }
    if (strcmp(what, "kill") == 0 && argc == 5) {
        return crash_kill(store, where, number(argv[4]));
    }
    if (strcmp(what, "schedule") == 0 && argc == 5) {
        return crash_schedule(store, where, number(argv[4]));
    }
    if (strcmp(what, "contend") == 0 && argc == 7 && number(argv[5]) && number(argv[6])) {
        return crash_contend(store, where, number(argv[4]), (int)number(argv[5]),
                             (int)number(argv[6]));
    }
    return usage();
}
