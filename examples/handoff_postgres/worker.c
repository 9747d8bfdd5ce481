/*
 * A worker: takes records out of the inbox and handles them. Start as many as you like, on as many
 * machines; kill them as you like.
 *
 *   handoff_worker CONNINFO [WORK_MS]
 *
 * WORK_MS stands for work that takes a while. SIGTERM ends the worker after the record in hand.
 */
#define _POSIX_C_SOURCE 200809L

#include <apideck/event.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "handle.h"
#include "inbox.h"

#define IDLE_MS 200

static volatile sig_atomic_t stopping;

static void stop(int signal_number) {
    (void)signal_number;
    stopping = 1;
}

/* The body was verified before it was stored, so it is only parsed. */
static const char *handle_body(PGconn *connection, const PGresult *body) {
    apideck_event *event = NULL;
    apideck_error error;
    if (apideck_parse_event(PQgetvalue(body, 0, 0), (size_t)PQgetlength(body, 0, 0), NULL, &event,
                            &error) != 0) {
        return error.message;
    }
    const char *reason = handle(event, connection);
    apideck_event_free(event);
    return reason;
}

/* Returns 0, or -1 when the database failed: whatever was begun is undone, and comes again. */
static int work(PGconn *connection, const struct inbox_record *record, int work_ms) {
    PGresult *body = NULL;
    if (record->attempts > INBOX_MAX_ATTEMPTS) {
        return inbox_bury(connection, record, record->reason);
    }
    const int begun = inbox_begin(connection, record, &body);
    if (begun != 1) {
        return begun;
    }
    const char *reason = handle_body(connection, body);
    poll(NULL, 0, work_ms);
    PQclear(body);
    if (reason) {
        printf("record %s, attempt %d: %s\n", record->id, record->attempts, reason);
        return inbox_failed(connection, record, reason);
    }
    return inbox_done(connection, record);
}

static void work_until_stopped(PGconn *connection, int work_ms) {
    while (!stopping) {
        struct inbox_record record;
        const int taken = inbox_take(connection, &record);
        if (taken == 1 && work(connection, &record, work_ms) == 0) {
            continue;
        }
        poll(NULL, 0, IDLE_MS);
        if (taken < 0 || PQtransactionStatus(connection) != PQTRANS_IDLE) {
            PQreset(connection); /* undoes, and connects again */
        }
    }
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 3) {
        fputs("usage: handoff_worker CONNINFO [WORK_MS]\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    PGconn *connection = PQconnectdb(argv[1]);
    if (PQstatus(connection) != CONNECTION_OK) {
        fprintf(stderr, "worker: %s", PQerrorMessage(connection));
        PQfinish(connection);
        return 1;
    }
    work_until_stopped(connection, argc == 3 ? atoi(argv[2]) : 0);
    PQfinish(connection);
    return 0;
}
