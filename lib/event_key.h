/* The keys under which a store knows events and entities. */
#ifndef APIDECK_LIB_EVENT_KEY_H
#define APIDECK_LIB_EVENT_KEY_H

#include "event.h"

/* Room that both keys of an event need, at most. */
size_t apideck__keys_size(size_t name_len, const struct apideck__event_fields *fields);

/*
 * The key of an event: `name`:id:`event_id`, or, where it has no id, `name`:digest: and the SHA-256
 * of its canonical body in hexadecimal, sorted in arrays too, so that it is the same whatever form
 * was signed, and without execution_attempt, which changes when it is sent again. Writes it to
 * *out, which moves behind it.
 *   index  may be read again; the fields stay what they are
 * Errors: NO_MEMORY.
 */
int apideck__event_key(apideck_str name, struct apideck__index *index,
                       const struct apideck__event_fields *fields, const apideck_event *event,
                       char **out, apideck_str *key_out);

/* The key of the entity that an event is about: name, API, service, consumer, type and id, parted
 * by NUL, which none of them holds. ptr NULL when the event has no id of an entity. */
apideck_str apideck__entity_key(apideck_str name, const apideck_event *event, char **out);

#endif
