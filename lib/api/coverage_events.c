/* The events of a connector: what their names are, how they come about, and what it means when one
 * is not there. */
#include "catalogue.h"
#include "coverage.h"
#include "heap_sort.h"

#include <string.h>

int apideck__text_compare(apideck_str a, apideck_str b) {
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.ptr, b.ptr, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is(apideck_str text, const char *word) {
    return text.len == strlen(word) && text.len && memcmp(text.ptr, word, text.len) == 0;
}

/* APIs --------------------------------------------------------------------------------------- */

/* What a connector has of an API. */
struct standing {
    bool is_there;
    bool lists_events;
};

static struct standing standing_of(const apideck_connector *connector, apideck_str api) {
    size_t first = 0;
    size_t end = connector->unified_api_count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (apideck__text_compare(connector->unified_apis[middle]->id, api) < 0) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    const apideck_connector_api *found =
        first < connector->unified_api_count ? connector->unified_apis[first] : NULL;
    bool is_there = found && apideck__text_compare(found->id, api) == 0;
    return (struct standing){is_there, is_there && found->lists_events};
}

static bool is_of_catalogue(apideck_str api) {
    size_t count;
    const apideck_event_type_info *types = apideck_event_types(&count);
    for (size_t i = 0; i < count; i++) {
        if (is(api, types[i].unified_api)) {
            return true;
        }
    }
    return false;
}

/* The API in front of an event's name, which has its dot behind it; ptr NULL when what stands there
 * is none, as in "employee.created". */
static apideck_str api_of(const apideck_connector *connector, apideck_str name) {
    const apideck_str none = {NULL, 0};
    const char *dot = name.len ? memchr(name.ptr, '.', name.len) : NULL;
    if (!dot) {
        return none;
    }
    apideck_str api = {name.ptr, (size_t)(dot - name.ptr)};
    bool known = standing_of(connector, api).is_there || is_of_catalogue(api);
    return known && api.len ? api : none;
}

/* Names and levels --------------------------------------------------------------------------- */

/* The API whose event this is, where its name does not tell: that of the list, or the only one that
 * the connector has. */
static apideck_str api_around(const apideck_connector *connector,
                              const struct apideck__listed_event *listed) {
    if (listed->api) {
        return listed->api->id;
    }
    return connector->unified_api_count == 1 ? connector->unified_apis[0]->id
                                             : (apideck_str){NULL, 0};
}

static void give_name(const apideck_connector *connector, struct apideck__listed_event *listed,
                      char **names) {
    apideck_connector_event *event = &listed->event;
    event->event_type = event->written;
    event->unified_api = api_of(connector, event->written);
    if (event->unified_api.ptr) {
        /* Cut out of the name, it would have no NUL behind it. */
        event->unified_api.ptr = memcpy(*names, event->unified_api.ptr, event->unified_api.len);
        *names += event->unified_api.len;
        *(*names)++ = '\0';
    } else if (event->written.len) {
        event->unified_api = api_around(connector, listed);
        if (event->unified_api.len) {
            char *name = *names;
            size_t api_len = event->unified_api.len;
            memcpy(name, event->unified_api.ptr, api_len);
            name[api_len] = '.';
            memcpy(name + api_len + 1, event->written.ptr, event->written.len + 1);
            event->event_type = (apideck_str){name, api_len + 1 + event->written.len};
            *names += event->event_type.len + 1;
        }
    }
    event->type = apideck_event_type_from_name(event->event_type.ptr, event->event_type.len);
}

static apideck_coverage_level level_of(const apideck_connector *connector,
                                       const struct apideck__listed_event *listed) {
    apideck_str source = listed->event.event_source;
    if (listed->origin == APIDECK__OF_POLLING || is(source, "virtual")) {
        return APIDECK_COVERAGE_VIRTUAL;
    }
    if (is(source, "native")) {
        return APIDECK_COVERAGE_NATIVE;
    }
    const apideck_webhook_support *support = connector->webhook_support;
    bool mode_tells = !source.ptr && support && support->mode != APIDECK_COVERAGE_NONE;
    return mode_tells ? support->mode : APIDECK_COVERAGE_UNKNOWN;
}

/* The struct that an event of a connector's list is the beginning of. */
static struct apideck__listed_event *listed_of(const apideck_connector_event *event) {
    return (struct apideck__listed_event *)(void *)event;
}

/* By name; of equals the one that counts first. */
static int compare_events(const void *a, const void *b, const void *context) {
    (void)context;
    const struct apideck__listed_event *first =
        listed_of(*(const apideck_connector_event *const *)a);
    const struct apideck__listed_event *second =
        listed_of(*(const apideck_connector_event *const *)b);
    int order = apideck__text_compare(first->event.event_type, second->event.event_type);
    if (order) {
        return order;
    }
    order = (first->event.level == APIDECK_COVERAGE_UNKNOWN) -
            (second->event.level == APIDECK_COVERAGE_UNKNOWN);
    order = order ? order : (int)first->origin - (int)second->origin;
    order = order ? order : (int)second->event.level - (int)first->event.level;
    return order ? order : (first->place > second->place) - (first->place < second->place);
}

void apideck__connector_events_finish(const apideck_connector *connector,
                                      const apideck_connector_event **events, size_t count,
                                      char **names) {
    for (size_t i = 0; i < count; i++) {
        struct apideck__listed_event *listed = listed_of(events[i]);
        give_name(connector, listed, names);
        listed->event.level = level_of(connector, listed);
    }
    apideck__heap_sort(events, count, sizeof *events, compare_events, NULL);
}

/* Asking ------------------------------------------------------------------------------------- */

/* The entry that counts of those with that name. */
static const apideck_connector_event *find_event(const apideck_connector *connector,
                                                 apideck_str name) {
    size_t first = 0;
    size_t end = connector->event_count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (apideck__text_compare(connector->events[middle]->event_type, name) < 0) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    const apideck_connector_event *found =
        first < connector->event_count ? connector->events[first] : NULL;
    return found && apideck__text_compare(found->event_type, name) == 0 ? found : NULL;
}

/* Whether another API of the connector than `api` may be meant by an event without an API: one that
 * has such an event, and no list in which it is missing. */
static bool is_ambiguous(const apideck_connector *connector, apideck_str api, apideck_str rest) {
    size_t count;
    const apideck_event_type_info *types = apideck_event_types(&count);
    bool is_known = false;
    for (size_t i = 0; i < count; i++) {
        apideck_str other = {types[i].unified_api, strlen(types[i].unified_api)};
        apideck_str name = {types[i].name, strlen(types[i].name)};
        if (!is(rest, types[i].name + other.len + 1)) {
            continue;
        }
        if (apideck__text_compare(other, api) == 0) {
            is_known = true;
            continue;
        }
        struct standing standing = standing_of(connector, other);
        bool may_be = standing.is_there || !connector->lists_apis;
        if (may_be && (!standing.lists_events || find_event(connector, name))) {
            return true;
        }
    }
    /* Of what is in no catalogue, any API may have it. */
    return !is_known && connector->unified_api_count != 1;
}

/* What it means that nothing lists an event of that API. */
static apideck_coverage_level level_unlisted(const apideck_connector *connector, apideck_str api) {
    const apideck_webhook_support *support = connector->webhook_support;
    struct standing standing = standing_of(connector, api);
    if (is(api, "vault")) {
        return APIDECK_COVERAGE_UNKNOWN;
    }
    bool is_missing = connector->lists_events || standing.lists_events ||
                      (connector->lists_apis && !standing.is_there) ||
                      (support && support->mode == APIDECK_COVERAGE_NONE);
    return is_missing ? APIDECK_COVERAGE_NONE : APIDECK_COVERAGE_UNKNOWN;
}

apideck_coverage_level apideck_connector_level(const apideck_connector *connector,
                                               const char *event_type, size_t event_type_len,
                                               const apideck_connector_event **event_out) {
    const apideck_connector_event *ignored;
    const apideck_str name = {event_type, event_type_len};
    event_out = event_out ? event_out : &ignored;
    *event_out = NULL;
    if (!connector || !event_type || !event_type_len) {
        return APIDECK_COVERAGE_UNKNOWN;
    }
    *event_out = find_event(connector, name);
    if (*event_out) {
        return (*event_out)->level;
    }
    apideck_str api = api_of(connector, name);
    if (!api.ptr) {
        return APIDECK_COVERAGE_UNKNOWN;
    }
    const apideck_str rest = {name.ptr + api.len + 1, name.len - api.len - 1};
    struct standing standing = standing_of(connector, api);
    if ((standing.is_there || !connector->lists_apis) && !standing.lists_events) {
        *event_out = find_event(connector, rest);
    }
    if (*event_out) {
        return is_ambiguous(connector, api, rest) ? APIDECK_COVERAGE_UNKNOWN : (*event_out)->level;
    }
    return level_unlisted(connector, api);
}

static const char *const level_names[] = {
    [APIDECK_COVERAGE_UNKNOWN] = "unknown",
    [APIDECK_COVERAGE_NONE] = "none",
    [APIDECK_COVERAGE_VIRTUAL] = "virtual",
    [APIDECK_COVERAGE_NATIVE] = "native",
};

const char *apideck_coverage_level_name(apideck_coverage_level level) {
    size_t number = (size_t)level;
    return number < sizeof level_names / sizeof *level_names ? level_names[number] : NULL;
}
