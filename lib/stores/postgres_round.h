/* Statements that go to the server together and come back together: one round trip, with an end to
 * the waiting. */
#ifndef APIDECK_LIB_POSTGRES_ROUND_H
#define APIDECK_LIB_POSTGRES_ROUND_H

#include <apideck/base.h>
#include <libpq-fe.h>

#define APIDECK__PG_MAX_PARAMS 3
#define APIDECK__PG_MAX_STATEMENTS 7

/* A parameter: bytes, or a number in `digits`. */
struct apideck__pg_param {
    apideck_str bytes;
    char digits[24];
};

/* What is done with a statement. */
enum apideck__pg_kind {
    APIDECK__PG_ONCE,    /* it is run */
    APIDECK__PG_PREPARE, /* it is kept by the connection under its name */
    APIDECK__PG_PREPARED /* the one of this name is run */
};

struct apideck__pg_statement {
    enum apideck__pg_kind kind;
    const char *name; /* unless it is run once */
    const char *sql;
    int count;
    struct apideck__pg_param params[APIDECK__PG_MAX_PARAMS];
};

struct apideck__pg_param apideck__pg_bytes(apideck_str bytes);
struct apideck__pg_param apideck__pg_number(int64_t number);

/* What came back. A statement after one that failed was not run. */
struct apideck__pg_round {
    PGresult *results[APIDECK__PG_MAX_STATEMENTS];
    const PGresult *failed; /* among the results, NULL where it was not the server that failed */
    int timed_out;
};

/*
 * Sends the statements, in order. The server runs them as one pipeline: where one fails, those
 * after it are skipped.
 * Returns 0 when all of them succeeded, else -1. The round has to be cleared in either case.
 */
int apideck__pg_run(PGconn *connection, const struct apideck__pg_statement *statements, int count,
                    int64_t timeout_ms, struct apideck__pg_round *round_out);

void apideck__pg_round_clear(struct apideck__pg_round *round);

/* Whether the connection can take another round. */
int apideck__pg_is_usable(const PGconn *connection);

#endif
