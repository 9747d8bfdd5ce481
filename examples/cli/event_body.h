/* Example bodies in memory. */
#ifndef APIDECK_CLI_EVENT_BODY_H
#define APIDECK_CLI_EVENT_BODY_H

#include "input.h"

#include <apideck/event.h>

/* The example body of a type; `event_id` may be NULL for a fixed one. Complains and returns false
 * when it cannot be made. `body_out` is freed with input_free. */
bool event_body(apideck_event_type type, const char *event_id, struct input *body_out);

#endif
