/* A connection of the test's own, beside those of the store. */
#ifndef POSTGRES_TESTS_DATABASE_H
#define POSTGRES_TESTS_DATABASE_H

#include <apideck/store_postgres.h>
#include <libpq-fe.h>

/* The connection string that the program was given. */
extern const char *database;

/* Drops the schema "tests" and its tables, and makes the table tests_rows (event text). */
void database_reset(void);

/* Runs SQL on a connection of its own. Returns the number in its first field, 0 where there is
 * none, or -1. */
long database_number(const char *sql);

/* Runs SQL on this connection. Returns 0 or -1. */
int database_run(PGconn *connection, const char *sql);

/* Opens a store in the schema "tests". Aborts the program when that fails. */
apideck_postgres_store *store_open(void);
apideck_postgres_store *store_open_with(const apideck_postgres_config *config);

/* The defaults, with database and schema. */
apideck_postgres_config store_config(void);

/* The last line that the stores logged. */
extern char last_logged[512];

#endif
