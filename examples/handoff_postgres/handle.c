#include "handle.h"

const char *handle(const apideck_event *event, PGconn *connection) {
    if (!event->entity_id.ptr) {
        return "the event names no entity";
    }
    const char *const values[] = {event->event_id.ptr, event->event_type.ptr, event->entity_id.ptr};
    PGresult *result = PQexecParams(connection, "INSERT INTO handoff.handled VALUES ($1, $2, $3)",
                                    3, NULL, values, NULL, NULL, 0);
    const int ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return ok ? NULL : "the row could not be written";
}
