/* A store in an SQLite database: it still knows which events were handled after a restart, and
 * several processes can share it. */
#ifndef SERVER_SQLITE_STORE_H
#define SERVER_SQLITE_STORE_H

#include <apideck/host.h>

struct sqlite_store;

/* Opens the database, made where there is none.
 * Returns 0, or -1 after saying on stderr what is wrong. */
int sqlite_store_open(const char *file, struct sqlite_store **store_out);

/* The table to hand to a receiver; valid as long as the store. */
apideck_store sqlite_store_table(struct sqlite_store *store);

/* NULL is fine. */
void sqlite_store_close(struct sqlite_store *store);

#endif
