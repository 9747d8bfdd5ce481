/*
 * Events and entities as jansson documents: the one header that includes jansson.h.
 *
 * jansson allocates through its own process-wide functions, not through an apideck_allocator.
 */
#ifndef APIDECK_JSON_H
#define APIDECK_JSON_H

#include <apideck/base.h>
#include <apideck/entity.h>
#include <apideck/event.h>
#include <jansson.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which part of an event. */
typedef enum apideck_event_part {
    APIDECK_PART_BODY = 1,    /* the whole body */
    APIDECK_PART_PAYLOAD = 2, /* the event object */
    APIDECK_PART_ENTITY = 3   /* the entity object that vault events carry */
} apideck_event_part;

/**
 * Decodes a part of an event.
 *   json_out   out: a new reference, owned by the caller, json_decref
 *   error_out  out: may be NULL; the offset is a byte of event->body
 * Errors: ARGUMENT, NOT_FOUND (the event has no entity), JSON_UNREPRESENTABLE (jansson holds no
 * integer beyond 64 bits, no real beyond a double and no lone surrogate), NO_MEMORY.
 * Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_event_json(const apideck_event *event,
                                                    apideck_event_part part, json_t **json_out,
                                                    apideck_error *error_out);

/**
 * Composes the event's known fields as one flat JSON object, named as in apideck_event: texts as
 * strings, occurred_at_ms and execution_attempt as numbers, the entity decoded, absent fields left
 * out.
 *   json_out  out: a new reference, owned by the caller, json_decref
 * Errors: as apideck_event_json. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_event_to_json(const apideck_event *event,
                                                       json_t **json_out, apideck_error *error_out);

/**
 * Decodes an entity's JSON text, fields that are newer than the library included. Its decimals
 * become doubles: what has to be exact is to be taken from the entity.
 *   json_out   out: a new reference, owned by the caller, json_decref
 *   error_out  out: may be NULL; the offset is a byte of entity->document
 * Errors: ARGUMENT, JSON_UNREPRESENTABLE, NO_MEMORY, as apideck_event_json. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_entity_json(const apideck_entity *entity,
                                                     json_t **json_out, apideck_error *error_out);

#ifdef __cplusplus
}
#endif

#endif
