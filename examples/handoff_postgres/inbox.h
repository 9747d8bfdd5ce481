/* The table handoff.inbox: records are put in by the receiver, and taken out by workers. */
#ifndef HANDOFF_INBOX_H
#define HANDOFF_INBOX_H

#include <libpq-fe.h>
#include <stddef.h>

#define INBOX_MAX_ATTEMPTS 5

/* A record that a worker has taken. */
struct inbox_record {
    char id[24];
    int attempts; /* this one included */
    char reason[256];
};

/* All return 0, or -1 after saying on stderr what is wrong. */

int inbox_put(PGconn *connection, const void *body, size_t len);

/* Takes the record that is due next and that no worker has, and counts the attempt.
 * Returns 1, or 0 when there is none. */
int inbox_take(PGconn *connection, struct inbox_record *record_out);

/* Begins a transaction in which the record is this worker's, and gives its body.
 *   body_out  out: the caller's, PQclear
 * Returns 1, or 0 when somebody else has taken the record meanwhile; then there is no
 * transaction. */
int inbox_begin(PGconn *connection, const struct inbox_record *record, PGresult **body_out);

/* The record was handled: ends the transaction, and the record with it. */
int inbox_done(PGconn *connection, const struct inbox_record *record);

/* It was not: undoes the transaction. The record comes again later, or is a dead letter now. */
int inbox_failed(PGconn *connection, const struct inbox_record *record, const char *reason);

/* Makes it a dead letter. */
int inbox_bury(PGconn *connection, const struct inbox_record *record, const char *reason);

#endif
