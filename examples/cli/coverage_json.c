/* The matrix as one JSON document. */
#include "coverage_matrix.h"
#include "output.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without memory there is no document, and nothing of it was printed. A name that is not UTF-8 can
 * come from the command line alone. */
static void must(int failed) {
    if (failed) {
        complain("coverage: out of memory, or a name that is not UTF-8");
        exit(STATUS_TROUBLE);
    }
}

static void put(json_t *object, const char *name, json_t *value) {
    must(json_object_set_new(object, name, value));
}

static void append(json_t *array, json_t *value) {
    must(json_array_append_new(array, value));
}

/* What is absent is left out. */
static void put_text(json_t *object, const char *name, apideck_str text) {
    if (text.ptr) {
        put(object, name, json_stringn(text.ptr, text.len));
    }
}

static json_t *entry_to_json(const apideck_connector_event *event) {
    json_t *object = json_object();
    json_t *resources = json_array();
    put_text(object, "written", event->written);
    put_text(object, "event_source", event->event_source);
    put_text(object, "downstream_event_type", event->downstream_event_type);
    put_text(object, "entity_type", event->entity_type);
    for (size_t i = 0; i < event->resource_count; i++) {
        append(resources, json_stringn(event->resources[i].ptr, event->resources[i].len));
    }
    put(object, "resources", resources);
    return object;
}

static bool is_same(apideck_str a, apideck_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* The level, and all entries of the event that says so. */
static json_t *event_to_json(const struct matrix *matrix, size_t row, size_t column) {
    const apideck_connector *connector = matrix->connectors[column];
    const apideck_connector_event *event;
    apideck_str name = matrix->events[row];
    json_t *object = json_object();
    json_t *entries = json_array();
    (void)apideck_connector_level(connector, name.ptr, name.len, &event);
    for (size_t i = 0; event && i < connector->event_count; i++) {
        if (is_same(connector->events[i]->event_type, event->event_type)) {
            append(entries, entry_to_json(connector->events[i]));
        }
    }
    put(object, "level", json_string(matrix_level_name(matrix, row, column)));
    put(object, "entries", entries);
    return object;
}

static json_t *support_to_json(const apideck_webhook_support *support) {
    json_t *object = json_object();
    put_text(object, "mode", support->mode_text);
    put_text(object, "subscription_level", support->subscription_level_text);
    put_text(object, "managed_via", support->managed_via_text);
    if (support->poll_interval_ms >= 0) {
        put(object, "poll_interval_ms", json_integer(support->poll_interval_ms));
    }
    return object;
}

static json_t *connector_to_json(const struct matrix *matrix, size_t column) {
    const apideck_connector *connector = matrix->connectors[column];
    json_t *object = json_object();
    json_t *events = json_object();
    put_text(object, "service_id", connector->service_id);
    put_text(object, "id", connector->id);
    put_text(object, "name", connector->name);
    put_text(object, "status", connector->status);
    if (connector->webhook_support) {
        put(object, "webhook_support", support_to_json(connector->webhook_support));
    }
    for (size_t i = 0; i < matrix->event_count; i++) {
        put(events, matrix->events[i].ptr, event_to_json(matrix, i, column));
    }
    put(object, "events", events);
    return object;
}

void matrix_print_json(const struct matrix *matrix) {
    json_t *connectors = json_array();
    for (size_t i = 0; i < matrix->connector_count; i++) {
        append(connectors, connector_to_json(matrix, i));
    }
    char *text = json_dumps(connectors, JSON_COMPACT);
    must(!text);
    puts(text);
    free(text);
    json_decref(connectors);
}
