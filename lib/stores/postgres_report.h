/* Why a call failed, for the host's log. */
#ifndef APIDECK_LIB_POSTGRES_REPORT_H
#define APIDECK_LIB_POSTGRES_REPORT_H

#include "postgres_round.h"

#include <apideck/host.h>

/* Writes `postgres: WHAT: REASON`, one line of printable ASCII, when there is a log. */
void apideck__pg_report(const apideck_log *log, const char *what, const char *reason);

/* The same with what the server or libpq said about a round that failed. */
void apideck__pg_report_round(const apideck_log *log, const char *what, const PGconn *connection,
                              const struct apideck__pg_round *round);

/* The five characters of the SQLSTATE, "" where the server gave none. */
const char *apideck__pg_sqlstate(const struct apideck__pg_round *round);

#endif
