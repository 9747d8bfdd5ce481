/*
 * Any bytes as a document of connectors, added as a whole, in part, and again, with memory that
 * fails where the script says so. What is read is in order and lies in its own block, every
 * question has one answer, what is added again changes nothing, and nothing leaks.
 */
#include "fuzz.h"

#include <apideck/coverage.h>
#include <string.h>

#define LONGEST 8192 /* of an input, as `run` says */

static void check_text(apideck_str text) {
    MUST(text.ptr || text.len == 0);
    MUST(!text.ptr || strlen(text.ptr) == text.len);
}

static int compare(apideck_str a, apideck_str b) {
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.ptr, b.ptr, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static void check_json(apideck_str json) {
    MUST(json.len >= 2 && strchr("{[\"", json.ptr[0]));
    MUST(strchr("}]\"", json.ptr[json.len - 1]));
}

static void check_event(const apideck_connector *connector, size_t place) {
    const apideck_connector_event *event = connector->events[place];
    const apideck_connector_event *found = NULL;
    check_text(event->event_type);
    check_text(event->unified_api);
    check_text(event->written);
    check_text(event->event_source);
    check_text(event->downstream_event_type);
    check_text(event->entity_type);
    check_json(event->json);
    for (size_t i = 0; i < event->resource_count; i++) {
        check_text(event->resources[i]);
    }
    MUST(event->level != APIDECK_COVERAGE_NONE);
    MUST(event->event_type.len >= event->written.len);
    MUST(place == 0 || compare(connector->events[place - 1]->event_type, event->event_type) <= 0);
    if (event->event_type.len) {
        apideck_coverage_level level = apideck_connector_level(connector, event->event_type.ptr,
                                                               event->event_type.len, &found);
        MUST(found && found->level == level && compare(found->event_type, event->event_type) == 0);
    }
}

static void check_support(const apideck_webhook_support *support) {
    check_json(support->json);
    check_text(support->mode_text);
    check_text(support->subscription_level_text);
    check_text(support->managed_via_text);
    check_text(support->request_rate_unit);
    MUST(support->request_rate >= -1 && support->request_rate_size >= -1);
    MUST(support->poll_interval_ms >= -1);
    for (size_t i = 0; i < support->polled_count; i++) {
        const apideck_polled_resource *polled = support->polled[i];
        check_text(polled->id);
        MUST(i == 0 || compare(support->polled[i - 1]->id, polled->id) < 0);
        for (size_t j = 0; j < polled->event_count; j++) {
            check_text(polled->events[j]);
        }
    }
}

static void check_connector(const apideck_connector *connector) {
    check_json(connector->json);
    check_text(connector->service_id);
    check_text(connector->id);
    check_text(connector->name);
    check_text(connector->status);
    MUST(connector->service_id.len);
    MUST(connector->lists_apis || connector->unified_api_count == 0);
    for (size_t i = 0; i < connector->unified_api_count; i++) {
        check_text(connector->unified_apis[i]->id);
        check_text(connector->unified_apis[i]->name);
        MUST(i == 0 ||
             compare(connector->unified_apis[i - 1]->id, connector->unified_apis[i]->id) <= 0);
    }
    if (connector->webhook_support) {
        check_support(connector->webhook_support);
    }
    for (size_t i = 0; i < connector->event_count; i++) {
        check_event(connector, i);
    }
}

/* What is found under a service is at least what any of its connectors says. */
static size_t count_not_native(const apideck_coverage *coverage, apideck_str service_id) {
    size_t count;
    size_t not_native = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    for (size_t i = 0; i < count; i++) {
        const apideck_connector *connector = NULL;
        apideck_coverage_level level =
            apideck_coverage_of(coverage, service_id.ptr, service_id.len, types[i].name,
                                strlen(types[i].name), &connector, NULL);
        MUST(connector && compare(connector->service_id, service_id) == 0);
        MUST(level ==
             apideck_connector_level(connector, types[i].name, strlen(types[i].name), NULL));
        not_native +=
            level != APIDECK_COVERAGE_NATIVE && strcmp(types[i].unified_api, "accounting") == 0;
    }
    return not_native;
}

static int report(const apideck_coverage_finding *finding, void *user) {
    MUST(finding->level != APIDECK_COVERAGE_NATIVE && finding->connector);
    MUST(finding->poll_interval_ms == -1 || finding->level == APIDECK_COVERAGE_VIRTUAL);
    ++*(size_t *)user;
    return 0;
}

static void check_all(const apideck_coverage *coverage) {
    size_t count = apideck_coverage_count(coverage);
    MUST(!apideck_coverage_at(coverage, count));
    for (size_t i = 0; i < count; i++) {
        const apideck_connector *connector = apideck_coverage_at(coverage, i);
        const apideck_connector *before = i ? apideck_coverage_at(coverage, i - 1) : NULL;
        check_connector(connector);
        if (before) {
            int order = compare(before->service_id, connector->service_id);
            MUST(order < 0 || (order == 0 && compare(before->id, connector->id) < 0));
        }
        apideck_str service_id = connector->service_id;
        const apideck_connector *found =
            apideck_coverage_find(coverage, service_id.ptr, service_id.len);
        MUST(found && compare(found->service_id, service_id) == 0);
        size_t reported = 0;
        size_t findings = 0;
        MUST(apideck_coverage_check(coverage, &service_id.ptr, 1, NULL, 0, report, &reported,
                                    &findings) == 0);
        MUST(reported == findings);
        MUST(findings == count_not_native(coverage, service_id));
    }
}

static int add(apideck_coverage *coverage, const unsigned char *document, size_t len) {
    apideck_problem *problem = NULL;
    size_t count = apideck_coverage_count(coverage);
    int error = apideck_coverage_add(coverage, document, len, &problem);
    MUST(error || !problem);
    MUST(!error || apideck_coverage_count(coverage) == count);
    if (problem) {
        MUST(problem->code == error && problem->message);
        MUST(problem->offset <= len);
    }
    apideck_problem_free(problem);
    return error;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct script script;
    size_t len = 0;
    unsigned char *body = split_input(data, size, &len, &script);
    unsigned cut = next_byte(&script);
    struct memory memory = {.script = &script};
    apideck_allocator allocator = memory_allocator(&memory);
    apideck_coverage_options options;
    apideck_coverage_options_init(&options);
    options.allocator = &allocator;
    apideck_coverage *coverage = NULL;
    if (apideck_coverage_new(&options, &coverage, NULL) == 0) {
        size_t first = len * cut / 256;
        (void)add(coverage, body, first);
        (void)add(coverage, body + first, len - first);
        int error = add(coverage, body, len);
        check_all(coverage);
        size_t count = apideck_coverage_count(coverage);
        memset(&script, 0, sizeof script);
        if (!error) {
            MUST(add(coverage, body, len) == 0); /* each takes its own place */
            MUST(apideck_coverage_count(coverage) == count);
            check_all(coverage);
        }
    }
    apideck_coverage_free(coverage);
    MUST(memory.blocks == 0 && memory.bytes == 0);
    /* Five pages at most are there at once, or three and an index. */
    MUST(len > LONGEST || memory.most_bytes < 5 * (((size_t)1 << 20) + 18 * LONGEST) + 65536);
    free(body);
    return 0;
}
