#include "postgres_report.h"

#include <stdio.h>
#include <string.h>

#define LINE_SIZE 512

const char *apideck__pg_sqlstate(const struct apideck__pg_round *round) {
    const char *state = round->failed ? PQresultErrorField(round->failed, PG_DIAG_SQLSTATE) : NULL;
    return state ? state : "";
}

/* Appends text; a byte that is not printable ASCII stands as \xNN, but line breaks, in which
 * libpq's messages end, as a space. */
static size_t append(char *line, size_t len, const char *text) {
    for (const unsigned char *c = (const unsigned char *)text; *c && len + 5 < LINE_SIZE; c++) {
        if (*c == '\n') {
            if (c[1]) {
                line[len++] = ' ';
            }
        } else if (*c >= 0x20 && *c < 0x7f) {
            line[len++] = (char)*c;
        } else {
            len += (size_t)snprintf(line + len, 5, "\\x%02x", *c);
        }
    }
    return len;
}

void apideck__pg_report(const apideck_log *log, const char *what, const char *reason) {
    if (!log->write) {
        return;
    }
    char line[LINE_SIZE];
    size_t len = append(line, 0, "postgres: ");
    len = append(line, len, what);
    len = append(line, len, ": ");
    len = append(line, len, reason);
    line[len] = '\0';
    log->write(APIDECK_LOG_ERROR, line, len, log->user);
}

void apideck__pg_report_round(const apideck_log *log, const char *what, const PGconn *connection,
                              const struct apideck__pg_round *round) {
    const char *said =
        round->failed ? PQresultErrorField(round->failed, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (round->timed_out) {
        said = "the server does not answer";
    } else if (!said) {
        said = PQerrorMessage(connection);
    }
    apideck__pg_report(log, what, said && *said ? said : "the connection is lost");
}
