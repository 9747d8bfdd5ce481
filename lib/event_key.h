/* The keys under which a store knows events and entities. */
#ifndef APIDECK_LIB_EVENT_KEY_H
#define APIDECK_LIB_EVENT_KEY_H

#include "event.h"

/* Room that both keys of an event need, at most. */
size_t apideck__keys_size(size_t name_len, const struct apideck__event_fields *fields);

/*
 * The key of an event: `name`:id:`event_id`, or, where it has no id, `name`:digest: and the SHA-256
 * of its canonical body in hexadecimal, without execution_attempt, which changes when it is sent
 * again. Returns what was written to `out`, and moves *out behind it.
 */
apideck_str apideck__event_key(apideck_str name, const struct apideck__index *index,
                               const struct apideck__event_fields *fields,
                               const apideck_event *event, char **out);

/* The key of the entity that an event is about: name, API, service, consumer, type and id, parted
 * by NUL, which none of them holds. ptr NULL when the event has no id of an entity. */
apideck_str apideck__entity_key(apideck_str name, const apideck_event *event, char **out);

#endif
