/* The SQL of the callbacks. */
#ifndef APIDECK_LIB_POSTGRES_SQL_H
#define APIDECK_LIB_POSTGRES_SQL_H

#include "postgres_store.h"

/* Writes SQL with the schema in the place of each @. Returns 0, or -1 when it does not fit. */
int apideck__pg_sql_write(char *out, size_t size, const char *sql, const char *schema);

/* Writes the statements. Returns 0; they fit for every valid name of a schema. */
int apideck__pg_sql_fill(struct apideck__pg_sql *sql, const char *schema);

/* Whatever the database's defaults are: each statement has to see what others committed before it,
 * above all the look that follows the lock. */
#define APIDECK__PG_BEGIN "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"

/* $1 the lock's number, $2 the lease, $3 the limit of a statement, both in ms. Tries the lock of
 * the key, and has the server end the session when it hears nothing for the time of the lease. */
#define APIDECK__PG_LOCK                                                                           \
    "SELECT pg_try_advisory_xact_lock($1),"                                                        \
    " set_config('idle_in_transaction_session_timeout', $2::text, true),"                          \
    " set_config('statement_timeout', $3::text, true)"

#endif
