/* The tables of a store, their versions, and the way from each version to the next. */
#ifndef APIDECK_LIB_POSTGRES_SCHEMA_H
#define APIDECK_LIB_POSTGRES_SCHEMA_H

#include <apideck/host.h>
#include <libpq-fe.h>
#include <stdbool.h>

#define APIDECK__PG_SCHEMA_SIZE 49

/* Whether the name needs no quotes. */
bool apideck__pg_schema_name_valid(const char *name);

/* Makes the tables, or brings them to this library's version. Several processes may do so at once.
 * A schema that is up to date is only read.
 * Returns 0; APIDECK_ERR_STORE, reported; or APIDECK_ERR_VERSION: a newer library made them. */
int apideck__pg_schema_prepare(PGconn *connection, const char *schema, const apideck_log *log);

#endif
