/* The SQL of the callbacks. */
#ifndef APIDECK_LIB_POSTGRES_SQL_H
#define APIDECK_LIB_POSTGRES_SQL_H

#include "postgres_round.h"

#define APIDECK__PG_SQL_SIZE 512

enum apideck__pg_query {
    APIDECK__PG_BEGIN,
    APIDECK__PG_LOCK,
    APIDECK__PG_LOOK_UP,
    APIDECK__PG_ADVANCE,
    APIDECK__PG_REMEMBER,
    APIDECK__PG_COMMIT,
    APIDECK__PG_ROLLBACK,
    APIDECK__PG_FREQUENT, /* those before are worth preparing */
    APIDECK__PG_PRUNE_EVENTS = APIDECK__PG_FREQUENT,
    APIDECK__PG_PRUNE_ENTITIES,
    APIDECK__PG_QUERIES
};

/* The queries, with the schema in them. */
struct apideck__pg_sql {
    char text[APIDECK__PG_QUERIES][APIDECK__PG_SQL_SIZE];
};

/* Writes SQL with the schema in the place of each @. Returns 0, or -1 when it does not fit. */
int apideck__pg_sql_write(char *out, size_t size, const char *sql, const char *schema);

/* Writes the queries. Returns 0; they fit for every valid name of a schema. */
int apideck__pg_sql_fill(struct apideck__pg_sql *sql, const char *schema);

/* The statement of a query, without its parameters. */
struct apideck__pg_statement apideck__pg_statement_of(const struct apideck__pg_sql *sql,
                                                      enum apideck__pg_query query,
                                                      enum apideck__pg_kind kind);

#endif
