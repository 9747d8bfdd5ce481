/* What room the connectors of a document take. */
#include "coverage_room.h"

#include "member.h"
#include "page.h"

#include <string.h>

/* What a document may blow up to. Connectors that say anything are longer than their structs. */
#define ROOM_ALWAYS (UINT64_C(1) << 20)
#define ROOM_PER_BYTE 16

/* A member that is an array or object, as `opening` says. */
static bool find(apideck_str object, const char *name, char opening, apideck_str *value_out) {
    return *object.ptr == '{' && apideck__member_find(object, name, strlen(name), value_out) &&
           *value_out->ptr == opening;
}

/* The length of a string's text; 0 when there is none. */
static size_t find_length(apideck_str object, const char *name) {
    apideck_str text;
    return find(object, name, '"', &text) ? text.len : 0;
}

static void add_pointers(struct apideck__coverage_room *room, size_t count) {
    room->structs += apideck__aligned((uint64_t)count * sizeof(void *));
}

static void add_structs(struct apideck__coverage_room *room, size_t count, size_t size) {
    room->structs += count * apideck__aligned(size);
}

static void add_texts(struct apideck__coverage_room *room, apideck_str list) {
    room->structs += apideck__aligned((uint64_t)apideck__page_count(list) * sizeof(apideck_str));
}

static void add_event(struct apideck__coverage_room *room, size_t prefix, size_t name) {
    add_structs(room, 1, sizeof(struct apideck__listed_event));
    room->names += (uint64_t)prefix + name + 2;
    room->events++;
}

/* The events that an object lists; `prefix` is the length of what may come before their names. */
static void add_events(struct apideck__coverage_room *room, apideck_str object, size_t prefix) {
    struct apideck__walk walk;
    apideck_str list;
    apideck_str event;
    apideck_str resources;
    if (!find(object, "supported_events", '[', &list)) {
        return;
    }
    apideck__walk_begin(&walk, list);
    while (apideck__walk_element(&walk, &event)) {
        add_event(room, prefix, find_length(event, "event_type"));
        if (find(event, "resources", '[', &resources)) {
            add_texts(room, resources);
        }
    }
}

/* Returns the length of the longest id. */
static size_t add_apis(struct apideck__coverage_room *room, apideck_str connector) {
    struct apideck__walk walk;
    apideck_str list;
    apideck_str api;
    size_t longest = 0;
    if (!find(connector, "unified_apis", '[', &list)) {
        return 0;
    }
    size_t count = apideck__page_count(list);
    add_structs(room, count, sizeof(apideck_connector_api));
    add_pointers(room, count);
    apideck__walk_begin(&walk, list);
    while (apideck__walk_element(&walk, &api)) {
        size_t prefix = find_length(api, "id");
        longest = prefix > longest ? prefix : longest;
        add_events(room, api, prefix);
    }
    return longest;
}

static void add_polled(struct apideck__coverage_room *room, apideck_str support, size_t prefix) {
    struct apideck__walk walk;
    struct apideck__walk events;
    const unsigned char *key;
    apideck_str json;
    if (!find(support, "virtual_webhooks", '{', &json) || !find(json, "resources", '{', &json)) {
        return;
    }
    add_pointers(room, apideck__page_member_count(json));
    apideck__walk_begin(&walk, json);
    while (apideck__walk_member(&walk, &key, &json)) {
        add_structs(room, 1, sizeof(apideck_polled_resource));
        if (find(json, "events", '[', &json)) {
            add_texts(room, json);
            apideck__walk_begin(&events, json);
            while (apideck__walk_element(&events, &json)) {
                add_event(room, prefix, json.len);
            }
        }
    }
}

static void add_connector(struct apideck__coverage_room *room, apideck_str connector) {
    apideck_str support;
    add_structs(room, 1, sizeof(apideck_connector));
    size_t longest = add_apis(room, connector);
    add_events(room, connector, longest);
    if (find(connector, "webhook_support", '{', &support)) {
        add_structs(room, 1, sizeof(apideck_webhook_support));
        add_polled(room, support, longest);
    }
}

/* Whether it is within bounds. */
static bool is_bounded(const struct apideck__coverage_room *room, size_t document_len) {
    uint64_t size = room->structs + room->names;
    return size <= ROOM_ALWAYS + (uint64_t)ROOM_PER_BYTE * document_len && size <= SIZE_MAX / 2 &&
           document_len <= SIZE_MAX / 8;
}

bool apideck__coverage_measure(apideck_str connectors, size_t document_len,
                               struct apideck__coverage_room *room) {
    struct apideck__walk walk;
    apideck_str connector;
    *room = (struct apideck__coverage_room){0, 0, 0, 1};
    if (*connectors.ptr == '{') {
        add_connector(room, connectors);
    } else {
        room->connectors = apideck__page_count(connectors);
        apideck__walk_begin(&walk, connectors);
        while (apideck__walk_element(&walk, &connector)) {
            if (!apideck__page_absent(connector)) {
                add_connector(room, connector);
            }
        }
    }
    add_pointers(room, room->connectors);
    add_pointers(room, room->events);
    return is_bounded(room, document_len);
}
