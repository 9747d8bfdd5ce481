#define _POSIX_C_SOURCE 200809L

#include "postgres_round.h"

#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TEXT, BINARY };

struct apideck__pg_param apideck__pg_bytes(apideck_str bytes) {
    struct apideck__pg_param param = {bytes, ""};
    return param;
}

struct apideck__pg_param apideck__pg_number(int64_t number) {
    struct apideck__pg_param param = {{NULL, 0}, ""};
    snprintf(param.digits, sizeof param.digits, "%" PRId64, number);
    return param;
}

/* Waiting -------------------------------------------------------------------------------------- */

static int64_t monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until PQgetResult would not block. A server that hangs, or a network that has gone away
 * without a word, would otherwise keep the thread for as long as TCP hopes. Returns 0 when the time
 * is up; a lost connection is the result's to tell. */
static int await_result(PGconn *connection, int64_t deadline_ms) {
    while (PQisBusy(connection)) {
        struct pollfd readable = {.fd = PQsocket(connection), .events = POLLIN};
        if (readable.fd < 0) {
            return 1;
        }
        const int64_t left = deadline_ms - monotonic_ms();
        if (left <= 0) {
            return 0;
        }
        if (poll(&readable, 1, left < INT_MAX ? (int)left : INT_MAX) > 0 &&
            !PQconsumeInput(connection)) {
            return 1;
        }
    }
    return 1;
}

/* Sending and reading -------------------------------------------------------------------------- */

static int send_statement(PGconn *connection, const struct apideck__pg_statement *statement) {
    if (statement->kind == APIDECK__PG_PREPARE) {
        return PQsendPrepare(connection, statement->name, statement->sql, 0, NULL);
    }
    const char *values[APIDECK__PG_MAX_PARAMS];
    int lengths[APIDECK__PG_MAX_PARAMS];
    int formats[APIDECK__PG_MAX_PARAMS];
    for (int i = 0; i < statement->count; i++) {
        const struct apideck__pg_param *param = &statement->params[i];
        const int is_number = param->digits[0] != '\0';
        if (param->bytes.len > INT_MAX) {
            return 0;
        }
        values[i] = is_number ? param->digits : param->bytes.ptr ? param->bytes.ptr : "";
        lengths[i] = (int)param->bytes.len;
        formats[i] = is_number ? TEXT : BINARY;
    }
    if (statement->kind == APIDECK__PG_PREPARED) {
        return PQsendQueryPrepared(connection, statement->name, statement->count, values, lengths,
                                   formats, TEXT);
    }
    return PQsendQueryParams(connection, statement->sql, statement->count, NULL, values, lengths,
                             formats, TEXT);
}

static int send_all(PGconn *connection, const struct apideck__pg_statement *statements, int count) {
    for (int i = 0; i < count; i++) {
        if (!send_statement(connection, &statements[i])) {
            return 0;
        }
    }
    return PQpipelineSync(connection);
}

static int succeeded(const PGresult *result) {
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Keeps a result where it belongs. */
static void keep(struct apideck__pg_round *round, int i, PGresult *result) {
    round->results[i] = result;
    if (!round->failed && !succeeded(result)) {
        round->failed = result;
    }
}

/* Reads up to the synchronization point. Each statement gives one result and then NULL; after a
 * lost connection NULL alone comes. */
static int read_all(PGconn *connection, int count, int64_t deadline_ms,
                    struct apideck__pg_round *round) {
    int i = 0;
    int nothing = 0;
    while (nothing < 2) {
        if (!await_result(connection, deadline_ms)) {
            round->timed_out = 1;
            return 0;
        }
        PGresult *result = PQgetResult(connection);
        if (!result) {
            nothing++;
            continue;
        }
        nothing = 0;
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return i == count;
        }
        if (i < count) {
            keep(round, i++, result);
        } else {
            PQclear(result);
        }
    }
    return 0;
}

int apideck__pg_run(PGconn *connection, const struct apideck__pg_statement *statements, int count,
                    int64_t timeout_ms, struct apideck__pg_round *round_out) {
    memset(round_out, 0, sizeof *round_out);
    const int64_t deadline_ms = monotonic_ms() + timeout_ms;
    const int complete =
        PQenterPipelineMode(connection) && send_all(connection, statements, count) &&
        read_all(connection, count, deadline_ms, round_out) && PQexitPipelineMode(connection);
    return complete && !round_out->failed ? 0 : -1;
}

void apideck__pg_round_clear(struct apideck__pg_round *round) {
    for (int i = 0; i < APIDECK__PG_MAX_STATEMENTS; i++) {
        PQclear(round->results[i]);
        round->results[i] = NULL;
    }
    round->failed = NULL;
}

int apideck__pg_is_usable(const PGconn *connection) {
    return PQstatus(connection) == CONNECTION_OK &&
           PQpipelineStatus(connection) == PQ_PIPELINE_OFF &&
           PQtransactionStatus(connection) == PQTRANS_IDLE;
}
