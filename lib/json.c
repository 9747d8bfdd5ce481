/* Events and entities as jansson documents. */
#include <apideck/json.h>

#include "error.h"

#include <stdbool.h>
#include <string.h>

/* The text was read before, so jansson has three reasons to refuse it; what else it names is a want
 * of memory, which it takes for a fault of the text as often as not. */
static int code_of(const json_error_t *error) {
    static const char lone_surrogate[] = "invalid Unicode";
    enum json_error_code code = json_error_code(error);
    bool unrepresentable = code == json_error_numeric_overflow ||
                           code == json_error_null_byte_in_key ||
                           strncmp(error->text, lone_surrogate, sizeof lone_surrogate - 1) == 0;
    return unrepresentable ? APIDECK_ERR_JSON_UNREPRESENTABLE : APIDECK_ERR_NO_MEMORY;
}

/* jansson says where, but only in the text it was given; ours says where in the body. */
static int decode(apideck_str text, apideck_str body, json_t **json_out, apideck_error *error_out) {
    if (!text.ptr) {
        return apideck__fail(error_out, APIDECK_ERR_NOT_FOUND, 0);
    }
    json_error_t error = {.text = ""};
    json_t *json = json_loadb(text.ptr, text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!json) {
        size_t place = error.position > 0 ? (size_t)error.position - 1 : 0;
        return apideck__fail(error_out, code_of(&error), (size_t)(text.ptr - body.ptr) + place);
    }
    *json_out = json;
    return 0;
}

int apideck_event_json(const apideck_event *event, apideck_event_part part, json_t **json_out,
                       apideck_error *error_out) {
    if (!event || !json_out) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    switch (part) {
    case APIDECK_PART_BODY:
        return decode(event->body, event->body, json_out, error_out);
    case APIDECK_PART_PAYLOAD:
        return decode(event->payload, event->body, json_out, error_out);
    case APIDECK_PART_ENTITY:
        return decode(event->entity, event->body, json_out, error_out);
    default:
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
}

/* Steals `value`, which is NULL when there was no memory for it. Returns 0 or -1. */
static int set(json_t *object, const char *name, json_t *value) {
    return json_object_set_new(object, name, value);
}

static int set_text(json_t *object, const char *name, apideck_str text) {
    return text.ptr ? set(object, name, json_stringn(text.ptr, text.len)) : 0;
}

static int set_number(json_t *object, const char *name, int64_t value, int64_t absent) {
    return value == absent ? 0 : set(object, name, json_integer(value));
}

static int set_fields(json_t *object, const apideck_event *event) {
    return set_text(object, "event_type", event->event_type) |
           set_text(object, "event_id", event->event_id) |
           set_text(object, "unified_api", event->unified_api) |
           set_text(object, "service_id", event->service_id) |
           set_text(object, "consumer_id", event->consumer_id) |
           set_text(object, "entity_id", event->entity_id) |
           set_text(object, "entity_type", event->entity_type) |
           set_text(object, "entity_url", event->entity_url) |
           set_text(object, "occurred_at", event->occurred_at) |
           set_number(object, "occurred_at_ms", event->occurred_at_ms, APIDECK_NO_TIME) |
           set_number(object, "execution_attempt", event->execution_attempt, APIDECK_NO_ATTEMPT);
}

int apideck_event_to_json(const apideck_event *event, json_t **json_out, apideck_error *error_out) {
    if (!event || !json_out) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    json_t *entity = NULL;
    if (event->entity.ptr) {
        int error = decode(event->entity, event->body, &entity, error_out);
        if (error) {
            return error;
        }
    }
    json_t *object = json_object();
    int failed = object ? set_fields(object, event) : -1;
    if (entity && !failed) {
        failed = json_object_set(object, "entity", entity);
    }
    json_decref(entity);
    if (failed) {
        json_decref(object);
        return apideck__fail(error_out, APIDECK_ERR_NO_MEMORY, 0);
    }
    *json_out = object;
    return 0;
}

int apideck_entity_json(const apideck_entity *entity, json_t **json_out, apideck_error *error_out) {
    if (!entity || !json_out) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    return decode(entity->json, entity->document, json_out, error_out);
}
