#include "inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The pause, 1 s and more with each attempt, counts from the taking. A worker that has the record
 * in hand holds its row locked, so that it is passed over for as long as the work takes; when the
 * worker is gone, the lock is gone, and the record comes up again. */
static const char take_sql[] =
    "UPDATE handoff.inbox AS record SET attempts = attempts + 1,"
    " not_before = now() + attempts * attempts * interval '1 s' + interval '1 s'"
    " FROM (SELECT id FROM handoff.inbox WHERE not_before <= now() ORDER BY not_before"
    "       LIMIT 1 FOR UPDATE SKIP LOCKED) AS next"
    " WHERE record.id = next.id"
    " RETURNING record.id, attempts, coalesce(reason, 'the worker ended while it had the record')";

/* The number of the attempt tells whether the record was taken over between the two. */
static const char lock_sql[] = "SELECT body FROM handoff.inbox WHERE id = $1 AND attempts = $2"
                               " FOR UPDATE SKIP LOCKED";

static const char bury_sql[] =
    "WITH gone AS (DELETE FROM handoff.inbox WHERE id = $1 RETURNING *)"
    " INSERT INTO handoff.dead_letters (id, received_at, body, attempts, reason)"
    " SELECT id, received_at, body, attempts, $2 FROM gone";

/* Runs a statement with parameters of text. Returns NULL after saying what is wrong. */
static PGresult *run(PGconn *connection, const char *sql, int count, const char *const *values,
                     int binary) {
    PGresult *result = PQexecParams(connection, sql, count, NULL, values, NULL, NULL, binary);
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        return result;
    }
    fprintf(stderr, "inbox: %s", PQerrorMessage(connection));
    PQclear(result);
    return NULL;
}

static int change(PGconn *connection, const char *sql, int count, const char *const *values) {
    PGresult *result = run(connection, sql, count, values, 0);
    PQclear(result);
    return result ? 0 : -1;
}

int inbox_put(PGconn *connection, const void *body, size_t len) {
    const char *const values[] = {body};
    const int lengths[] = {(int)len};
    const int binary[] = {1};
    PGresult *result = PQexecParams(connection, "INSERT INTO handoff.inbox (body) VALUES ($1)", 1,
                                    NULL, values, lengths, binary, 0);
    const int ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!ok) {
        fprintf(stderr, "inbox: %s", PQerrorMessage(connection));
    }
    return ok ? 0 : -1;
}

int inbox_take(PGconn *connection, struct inbox_record *record_out) {
    PGresult *result = run(connection, take_sql, 0, NULL, 0);
    if (!result) {
        return -1;
    }
    const int taken = PQntuples(result) == 1;
    if (taken) {
        snprintf(record_out->id, sizeof record_out->id, "%s", PQgetvalue(result, 0, 0));
        record_out->attempts = atoi(PQgetvalue(result, 0, 1));
        snprintf(record_out->reason, sizeof record_out->reason, "%s", PQgetvalue(result, 0, 2));
    }
    PQclear(result);
    return taken;
}

int inbox_begin(PGconn *connection, const struct inbox_record *record, PGresult **body_out) {
    char attempts[16];
    snprintf(attempts, sizeof attempts, "%d", record->attempts);
    const char *const values[] = {record->id, attempts};
    if (change(connection, "BEGIN", 0, NULL) != 0) {
        return -1;
    }
    PGresult *body = run(connection, lock_sql, 2, values, 1);
    if (body && PQntuples(body) == 1) {
        *body_out = body;
        return 1;
    }
    const int result = body ? 0 : -1;
    PQclear(body);
    return change(connection, "ROLLBACK", 0, NULL) == 0 ? result : -1;
}

/* A statement that failed, and that the handler did not notice, makes COMMIT a ROLLBACK. */
int inbox_done(PGconn *connection, const struct inbox_record *record) {
    const char *const values[] = {record->id};
    if (change(connection, "DELETE FROM handoff.inbox WHERE id = $1", 1, values) != 0) {
        return -1;
    }
    PGresult *result = run(connection, "COMMIT", 0, NULL, 0);
    const int committed = result && strcmp(PQcmdStatus(result), "COMMIT") == 0;
    PQclear(result);
    return committed ? 0 : -1;
}

int inbox_failed(PGconn *connection, const struct inbox_record *record, const char *reason) {
    const char *const values[] = {record->id, reason};
    if (change(connection, "ROLLBACK", 0, NULL) != 0) {
        return -1;
    }
    if (record->attempts >= INBOX_MAX_ATTEMPTS) {
        return inbox_bury(connection, record, reason);
    }
    return change(connection, "UPDATE handoff.inbox SET reason = $2 WHERE id = $1", 2, values);
}

int inbox_bury(PGconn *connection, const struct inbox_record *record, const char *reason) {
    const char *const values[] = {record->id, reason};
    return change(connection, bury_sql, 2, values);
}
