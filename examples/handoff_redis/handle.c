#include "handle.h"

#include <apideck/event.h>
#include <stdio.h>

static const char *handle_event(const apideck_event *event) {
    if (!event->entity_id.ptr) {
        return "the event names no entity";
    }
    printf("handled %s %s %s\n", event->event_id.ptr ? event->event_id.ptr : "-",
           event->event_type.ptr, event->entity_id.ptr);
    return fflush(stdout) == 0 ? NULL : "standard output failed";
}

const char *handle(const char *body, size_t len) {
    apideck_event *event = NULL;
    const int error = apideck_parse_event(body, len, NULL, &event, NULL);
    if (error) {
        return apideck_error_text(error);
    }
    const char *reason = handle_event(event);
    apideck_event_free(event);
    return reason;
}
