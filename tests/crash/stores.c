/* The stores that the driver was built with. */
#include "crash.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_SQLITE
extern const struct crash_store crash_store_sqlite;
extern const struct crash_store crash_store_sqlite_lease;
#endif
#ifdef HAVE_POSTGRES
extern const struct crash_store crash_store_postgres;
extern const struct crash_store crash_store_postgres_unprepared;
#endif
#ifdef HAVE_REDIS
extern const struct crash_store crash_store_redis;
#endif

static const struct crash_store *const stores[] = {
#ifdef HAVE_SQLITE
    &crash_store_sqlite,
    &crash_store_sqlite_lease,
#endif
#ifdef HAVE_POSTGRES
    &crash_store_postgres,
    &crash_store_postgres_unprepared,
#endif
#ifdef HAVE_REDIS
    &crash_store_redis,
#endif
    NULL,
};

const struct crash_store *crash_store_find(const char *name) {
    for (size_t i = 0; stores[i]; i++) {
        if (strcmp(stores[i]->name, name) == 0) {
            return stores[i];
        }
    }
    return NULL;
}

void crash_store_list(void) {
    for (size_t i = 0; stores[i]; i++) {
        printf("%s\n", stores[i]->name);
    }
}
