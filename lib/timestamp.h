/* Points in time and days as events and entities give them. */
#ifndef APIDECK_LIB_TIMESTAMP_H
#define APIDECK_LIB_TIMESTAMP_H

#include <apideck/base.h>
#include <stdbool.h>

/*
 * Milliseconds since 1970-01-01T00:00:00Z of an ISO 8601 date and time, such as
 * 2021-10-01T03:14:55.419Z: with any number of decimals, of which three count, and with Z or an
 * offset such as +02:00. APIDECK_NO_TIME (event.h) for anything else.
 */
int64_t apideck__timestamp_ms(apideck_str text);

/* The parts of a day of the calendar, YYYY-MM-DD; false, with nothing written, for anything else.
 */
bool apideck__calendar_day(apideck_str text, int *year_out, int *month_out, int *day_out);

#endif
