/*
 * Connectors from their documents. A document that has been checked is walked twice: to count what
 * room its connectors take, in coverage_room.c, and here to fill one block.
 */
#include "allocator.h"
#include "coverage_room.h"
#include "heap_sort.h"
#include "json_string.h"
#include "member.h"

#include <string.h>

/* On the way through a document. */
struct connector_reading {
    struct apideck__page_reading reading; /* first, so that both are found at one address */
    unsigned char *structs;               /* where the next one goes */
    char *names;                          /* where the next name goes that has to be written */
    const apideck_connector **connectors; /* where the next one goes */
    /* Of the connector that is being read: */
    const apideck_connector_event **events; /* where the next one goes */
    size_t event_count;
    const apideck_connector_api **apis;
    const apideck_connector_api *api; /* whose events are being read */
};

static struct connector_reading *whole(struct apideck__page_reading *reading) {
    return (struct connector_reading *)(void *)reading;
}

/* Room --------------------------------------------------------------------------------------- */

/* Of what coverage_room.c has counted alone: where it looks at a type, so does whoever takes. */
static void *take(struct connector_reading *reading, size_t size) {
    void *taken = reading->structs;
    reading->structs += (size_t)apideck__aligned(size);
    return memset(taken, 0, size);
}

/* Lists of texts ------------------------------------------------------------------------------ */

struct text_list {
    apideck_str *items;
    size_t count;
};

static int read_list_text(struct apideck__page_reading *reading, apideck_str json, void *list) {
    struct text_list *texts = list;
    if (apideck__page_absent(json)) {
        return 0;
    }
    return apideck__page_text(reading, json, &texts->items[texts->count++]);
}

static int read_texts(struct apideck__page_reading *reading, apideck_str json,
                      const apideck_str **items_out, size_t *count_out) {
    if (*json.ptr != '[') {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    size_t size = apideck__page_count(json) * sizeof(apideck_str);
    struct text_list texts = {take(whole(reading), size), 0};
    int error = apideck__page_list(reading, json, read_list_text, &texts);
    *items_out = texts.items;
    *count_out = texts.count;
    return error;
}

/* Events ------------------------------------------------------------------------------------- */

static int read_resources(struct apideck__page_reading *reading, apideck_str json, void *event) {
    apideck_connector_event *target = event;
    return read_texts(reading, json, &target->resources, &target->resource_count);
}

#define EVENT(NAME, MEMBER)                                                                        \
    { NAME, apideck__page_text, offsetof(apideck_connector_event, MEMBER) }

static const struct apideck__page_field event_fields[] = {
    EVENT("event_type", written),
    EVENT("event_source", event_source),
    EVENT("downstream_event_type", downstream_event_type),
    EVENT("entity_type", entity_type),
    {"resources", read_resources, 0},
    {NULL, NULL, 0},
};

static apideck_connector_event *take_event(struct connector_reading *reading,
                                           enum apideck__event_origin origin, apideck_str json) {
    struct apideck__listed_event *listed = take(reading, sizeof *listed);
    listed->origin = origin;
    listed->api = reading->api;
    listed->place = reading->event_count++;
    listed->event.json = json;
    *reading->events++ = &listed->event;
    return &listed->event;
}

static int read_event(struct apideck__page_reading *reading, apideck_str json, void *unused) {
    (void)unused;
    if (apideck__page_absent(json)) {
        return 0;
    }
    struct connector_reading *own = whole(reading);
    apideck_connector_event *event =
        take_event(own, own->api ? APIDECK__OF_API : APIDECK__OF_CONNECTOR, json);
    return apideck__page_object(reading, json, event_fields, event);
}

/* `member` is lists_events of the connector or of an API. */
static int read_events(struct apideck__page_reading *reading, apideck_str json, void *member) {
    *(int *)member = 1;
    return apideck__page_list(reading, json, read_event, NULL);
}

/* APIs --------------------------------------------------------------------------------------- */

#define API(NAME, READ, MEMBER)                                                                    \
    { NAME, READ, offsetof(apideck_connector_api, MEMBER) }

static const struct apideck__page_field api_fields[] = {
    API("id", apideck__page_text, id),
    API("name", apideck__page_text, name),
    API("supported_events", read_events, lists_events),
    {NULL, NULL, 0},
};

static int read_api(struct apideck__page_reading *reading, apideck_str json, void *connector) {
    if (apideck__page_absent(json)) {
        return 0;
    }
    struct connector_reading *own = whole(reading);
    apideck_connector_api *api = take(own, sizeof *api);
    own->apis[((apideck_connector *)connector)->unified_api_count++] = api;
    own->api = api;
    int error = apideck__page_object(reading, json, api_fields, api);
    own->api = NULL;
    return error;
}

static int read_apis(struct apideck__page_reading *reading, apideck_str json, void *connector) {
    if (*json.ptr != '[') {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    struct connector_reading *own = whole(reading);
    apideck_connector *target = connector;
    target->lists_apis = 1;
    own->apis = take(own, apideck__page_count(json) * sizeof(void *));
    target->unified_apis = own->apis;
    return apideck__page_list(reading, json, read_api, connector);
}

/* The first of several with one id says whether any of them lists events. */
static void unite_apis(const apideck_connector_api **apis, size_t count) {
    for (size_t i = count; i-- > 1;) {
        if (apis[i]->lists_events && apideck__text_compare(apis[i - 1]->id, apis[i]->id) == 0) {
            ((apideck_connector_api *)(void *)apis[i - 1])->lists_events = 1;
        }
    }
}

static int compare_apis(const void *a, const void *b, const void *context) {
    (void)context;
    const apideck_connector_api *const *first = a;
    const apideck_connector_api *const *second = b;
    return apideck__text_compare((*first)->id, (*second)->id);
}

/* How webhooks are managed ------------------------------------------------------------------- */

static int read_polled_events(struct apideck__page_reading *reading, apideck_str json,
                              void *resource) {
    apideck_polled_resource *polled = resource;
    int error = read_texts(reading, json, &polled->events, &polled->event_count);
    for (size_t i = 0; i < polled->event_count && !error; i++) {
        /* The specification does not say what these look like: a name has a dot at least. */
        if (memchr(polled->events[i].ptr, '.', polled->events[i].len)) {
            apideck_connector_event *event = take_event(whole(reading), APIDECK__OF_POLLING, json);
            event->written = polled->events[i];
            event->resources = &polled->id;
            event->resource_count = 1;
        }
    }
    return error;
}

static const struct apideck__page_field polled_fields[] = {
    {"events", read_polled_events, 0},
    {NULL, NULL, 0},
};

/* `json` is the value behind a key that points behind its opening quote. */
static int read_polled(struct apideck__page_reading *reading, const unsigned char *key,
                       apideck_str json, apideck_polled_resource *polled) {
    size_t key_len = (size_t)(apideck__string_skip(key) - key) - 1;
    const apideck_str name = {(const char *)key - 1, key_len + 2};
    apideck__page_name(reading, name.ptr + 1, key_len);
    int error = apideck__page_text(reading, name, &polled->id);
    if (error || apideck__page_absent(json)) {
        return error;
    }
    return apideck__page_object(reading, json, polled_fields, polled);
}

static int compare_polled(const void *a, const void *b, const void *context) {
    (void)context;
    const apideck_polled_resource *const *first = a;
    const apideck_polled_resource *const *second = b;
    return apideck__text_compare((*first)->id, (*second)->id);
}

static int read_polled_resources(struct apideck__page_reading *reading, apideck_str json,
                                 void *support) {
    if (*json.ptr != '{') {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    const size_t path_len = reading->path_len;
    const size_t count = apideck__page_member_count(json);
    const apideck_polled_resource **list = take(whole(reading), count * sizeof *list);
    struct apideck__walk walk;
    const unsigned char *key;
    apideck__walk_begin(&walk, json);
    for (size_t i = 0; apideck__walk_member(&walk, &key, &json); i++) {
        apideck_polled_resource *polled = take(whole(reading), sizeof *polled);
        list[i] = polled;
        int error = read_polled(reading, key, json, polled);
        if (error) {
            return error;
        }
        reading->path_len = path_len;
    }
    apideck__heap_sort(list, count, sizeof *list, compare_polled, NULL);
    ((apideck_webhook_support *)support)->polled = list;
    ((apideck_webhook_support *)support)->polled_count = count;
    return 0;
}

#define SUPPORT(NAME, READ, MEMBER)                                                                \
    { NAME, READ, offsetof(apideck_webhook_support, MEMBER) }

static const struct apideck__page_field rate_fields[] = {
    SUPPORT("rate", apideck__page_whole, request_rate),
    SUPPORT("size", apideck__page_whole, request_rate_size),
    SUPPORT("unit", apideck__page_text, request_rate_unit),
    {NULL, NULL, 0},
};

static int read_rate(struct apideck__page_reading *reading, apideck_str json, void *support) {
    return apideck__page_object(reading, json, rate_fields, support);
}

static const struct apideck__page_field virtual_fields[] = {
    {"request_rate", read_rate, 0},
    {"resources", read_polled_resources, 0},
    {NULL, NULL, 0},
};

static int read_virtual(struct apideck__page_reading *reading, apideck_str json, void *support) {
    return apideck__page_object(reading, json, virtual_fields, support);
}

static const struct apideck__page_field support_fields[] = {
    SUPPORT("mode", apideck__page_text, mode_text),
    SUPPORT("subscription_level", apideck__page_text, subscription_level_text),
    SUPPORT("managed_via", apideck__page_text, managed_via_text),
    {"virtual_webhooks", read_virtual, 0},
    {NULL, NULL, 0},
};

/* The number of a word; 0 for one that is not among them. */
struct word {
    const char *text;
    int64_t value;
};

static int64_t value_of(apideck_str text, const struct word *words) {
    while (words->text && (strlen(words->text) != text.len || !text.ptr ||
                           memcmp(words->text, text.ptr, text.len) != 0)) {
        words++;
    }
    return words->value;
}

static int64_t poll_interval(const apideck_webhook_support *support) {
    static const struct word units[] = {
        {"second", 1000}, {"minute", 60000}, {"hour", 3600000}, {"day", 86400000}, {NULL, 0}};
    int64_t unit = value_of(support->request_rate_unit, units);
    if (unit == 0 || support->request_rate <= 0 || support->request_rate_size <= 0 ||
        support->request_rate_size > INT64_MAX / unit) {
        return -1;
    }
    return support->request_rate_size * unit / support->request_rate;
}

static int read_support(struct apideck__page_reading *reading, apideck_str json, void *member) {
    static const struct word modes[] = {{"native", APIDECK_COVERAGE_NATIVE},
                                        {"virtual", APIDECK_COVERAGE_VIRTUAL},
                                        {"none", APIDECK_COVERAGE_NONE},
                                        {NULL, APIDECK_COVERAGE_UNKNOWN}};
    static const struct word levels[] = {{"connection", APIDECK_SUBSCRIPTION_LEVEL_CONNECTION},
                                         {"integration", APIDECK_SUBSCRIPTION_LEVEL_INTEGRATION},
                                         {NULL, APIDECK_SUBSCRIPTION_LEVEL_UNKNOWN}};
    static const struct word managers[] = {{"manual", APIDECK_MANAGED_VIA_MANUAL},
                                           {"api", APIDECK_MANAGED_VIA_API},
                                           {NULL, APIDECK_MANAGED_VIA_UNKNOWN}};
    if (*json.ptr != '{') {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    apideck_webhook_support *support = take(whole(reading), sizeof *support);
    support->request_rate = support->request_rate_size = -1;
    support->json = json;
    *(const apideck_webhook_support **)member = support;
    int error = apideck__page_object(reading, json, support_fields, support);
    support->mode = (apideck_coverage_level)value_of(support->mode_text, modes);
    support->subscription_level =
        (apideck_subscription_level)value_of(support->subscription_level_text, levels);
    support->managed_via = (apideck_managed_via)value_of(support->managed_via_text, managers);
    support->poll_interval_ms = poll_interval(support);
    return error;
}

/* Connectors --------------------------------------------------------------------------------- */

#define CONNECTOR(NAME, READ, MEMBER)                                                              \
    { NAME, READ, offsetof(apideck_connector, MEMBER) }

static const struct apideck__page_field connector_fields[] = {
    CONNECTOR("id", apideck__page_text, id),
    CONNECTOR("name", apideck__page_text, name),
    CONNECTOR("status", apideck__page_text, status),
    CONNECTOR("service_id", apideck__page_text, service_id),
    CONNECTOR("supported_events", read_events, lists_events),
    CONNECTOR("webhook_support", read_support, webhook_support),
    {"unified_apis", read_apis, 0},
    {NULL, NULL, 0},
};

static int read_connector(struct apideck__page_reading *reading, apideck_str json, void *unused) {
    (void)unused;
    if (apideck__page_absent(json)) {
        return 0;
    }
    struct connector_reading *own = whole(reading);
    apideck_connector *connector = take(own, sizeof *connector);
    const apideck_connector_event **events = own->events;
    connector->json = json;
    connector->events = events;
    own->event_count = 0;
    int error = apideck__page_object(reading, json, connector_fields, connector);
    if (error) {
        return error;
    }
    connector->service_id = connector->service_id.len ? connector->service_id : connector->id;
    if (!connector->service_id.len) {
        return apideck__page_fail(reading, APIDECK_ERR_ENVELOPE, json);
    }
    if (connector->unified_api_count) {
        apideck__heap_sort(own->apis, connector->unified_api_count, sizeof *own->apis, compare_apis,
                           NULL);
        unite_apis(own->apis, connector->unified_api_count);
    }
    connector->event_count = own->event_count;
    apideck__connector_events_finish(connector, events, own->event_count, &own->names);
    *own->connectors++ = connector;
    return 0;
}

/* The document ------------------------------------------------------------------------------- */

/* Finds the connector or the list of them, and whether it stands under "data". */
static bool find_connectors(apideck_str root, apideck_str *connectors_out, bool *enveloped_out) {
    apideck_str ignored;
    *connectors_out = root;
    *enveloped_out = *root.ptr == '{' && apideck__member_find(root, "data", 4, connectors_out);
    if (*root.ptr == '{' && !*enveloped_out) {
        return apideck__member_find(root, "service_id", 10, &ignored) ||
               apideck__member_find(root, "id", 2, &ignored);
    }
    return *connectors_out->ptr == '{' || *connectors_out->ptr == '[';
}

static int fill(struct connector_reading *own, apideck_str root, apideck_str connectors,
                bool enveloped, apideck_str *next_cursor_out) {
    struct apideck__page_reading *reading = &own->reading;
    apideck__page_name(reading, "data", enveloped ? 4 : 0);
    int error = *connectors.ptr == '['
                    ? apideck__page_list(reading, connectors, read_connector, NULL)
                    : read_connector(reading, connectors, NULL);
    if (!error && enveloped) {
        error = apideck__page_cursor(reading, root, next_cursor_out);
    }
    return error;
}

/* Those that are read later stand later in the block, and come first among equals. */
static int compare_connectors(const void *a, const void *b, const void *context) {
    (void)context;
    const apideck_connector *first = *(const apideck_connector *const *)a;
    const apideck_connector *second = *(const apideck_connector *const *)b;
    int order = apideck__connector_compare(first, second);
    return order ? order : (first < second) - (first > second);
}

/* Puts the connectors in order; of several that replace each other the last one stays. */
static size_t arrange(const apideck_connector **connectors, size_t count) {
    size_t kept = 0;
    apideck__heap_sort(connectors, count, sizeof *connectors, compare_connectors, NULL);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || apideck__connector_compare(connectors[kept - 1], connectors[i])) {
            connectors[kept++] = connectors[i];
        }
    }
    return kept;
}

/* Copies a document that has been checked, and reads the copy. */
static int make(apideck_str document, apideck_str root, apideck_str connectors, bool enveloped,
                const apideck_allocator *allocator, struct apideck__coverage_page **page_out,
                struct apideck__page_fault *fault) {
    struct apideck__coverage_room room;
    if (!apideck__coverage_measure(connectors, document.len, &room)) {
        return APIDECK_ERR_TOO_LARGE;
    }
    const size_t head = (size_t)apideck__aligned(sizeof(struct apideck__coverage_page));
    const size_t texts = 2 * (document.len + 1);
    const size_t size = head + (size_t)(room.structs + room.names) + texts;
    struct apideck__coverage_page *page = apideck__alloc(allocator, size);
    if (!page) {
        return APIDECK_ERR_NO_MEMORY;
    }
    unsigned char *structs = (unsigned char *)page + head;
    char *copy = (char *)structs + room.structs;
    memcpy(copy, document.ptr, document.len);
    copy[document.len] = '\0';
    struct connector_reading own = {
        .reading = {.document = copy,
                    .text = (unsigned char *)copy + document.len + 1,
                    .fault = fault},
        .structs = structs,
        .names = copy + texts,
    };
    *page = (struct apideck__coverage_page){.size = size};
    own.connectors = page->connectors = take(&own, room.connectors * sizeof *own.connectors);
    own.events = take(&own, room.events * sizeof *own.events);
    root.ptr = copy + (root.ptr - document.ptr);
    connectors.ptr = copy + (connectors.ptr - document.ptr);
    int error = fill(&own, root, connectors, enveloped, &page->next_cursor);
    if (error) {
        apideck__free(allocator, page, size);
        return error;
    }
    page->count = arrange(page->connectors, (size_t)(own.connectors - page->connectors));
    *page_out = page;
    return 0;
}

int apideck__coverage_page_read(const void *document, size_t document_len,
                                const apideck_allocator *allocator,
                                struct apideck__coverage_page **page_out,
                                struct apideck__page_fault *fault) {
    apideck_str root;
    apideck_str connectors;
    bool enveloped;
    int error = apideck__page_check(document, document_len, allocator, &root, fault);
    if (error) {
        return error;
    }
    if (!find_connectors(root, &connectors, &enveloped)) {
        memcpy(fault->path, "data", sizeof "data");
        return APIDECK_ERR_ENVELOPE;
    }
    return make((apideck_str){document, document_len}, root, connectors, enveloped, allocator,
                page_out, fault);
}
