/* Reading an event from the index of its body. */
#ifndef APIDECK_LIB_EVENT_H
#define APIDECK_LIB_EVENT_H

#include "event_names.h"

#include <apideck/event.h>

/* Where the fields of an event stand in its body: JSON text, ptr NULL where absent. */
struct apideck__event_fields {
    apideck_str text[APIDECK__EVENT_NAMES]; /* by name; those that are strings */
    apideck_str entity;
    apideck_str payload;
    int64_t execution_attempt;
    uint32_t execution_attempt_place; /* of the member; APIDECK__SKIP_NONE where absent */
};

/* Finds the fields and checks their types. Errors: NOT_AN_EVENT, FIELD_TYPE, FIELD_RANGE. */
int apideck__event_find(const struct apideck__index *index, struct apideck__event_fields *fields,
                        apideck_error *error_out);

/*
 * Makes the event, in one block, with `extra` bytes behind it, aligned for any type, for the
 * caller's own use; *extra_out may be NULL when there are none. Errors: FIELD_TEXT, NO_MEMORY.
 */
int apideck__event_make(const struct apideck__index *index,
                        const struct apideck__event_fields *fields,
                        const apideck_allocator *allocator, size_t extra, apideck_event **event_out,
                        void **extra_out, apideck_error *error_out);

#endif
