/* What this example does with an event. */
#ifndef HANDOFF_HANDLE_H
#define HANDOFF_HANDLE_H

#include <apideck/event.h>
#include <libpq-fe.h>

/* Writes inside the transaction that `connection` is in.
 * Returns NULL when the event was handled, else the reason why not. */
const char *handle(const apideck_event *event, PGconn *connection);

#endif
