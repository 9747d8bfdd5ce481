/* Any bytes as an event, with memory that runs out where the script says so: what is parsed lies
 * within its own copy of the body, members are found by any name, and nothing leaks. */
#include "fuzz.h"

#include <apideck/apideck.h>
#include <apideck/json.h>

static void check_text(apideck_str text) {
    MUST(!text.ptr || (text.ptr[text.len] == 0 && strlen(text.ptr) == text.len));
}

static void check_inside(const apideck_event *event, apideck_str json) {
    MUST(!json.ptr || (json.ptr >= event->body.ptr && json.len > 0 &&
                       json.ptr + json.len <= event->body.ptr + event->body.len));
}

/* The rest of the script is the name. */
static void check_member(const apideck_event *event, struct script *script) {
    apideck_str value = {NULL, 0};
    const char *name = (const char *)script->p;
    if (apideck_event_member(event, name, script->left, &value) == 0) {
        check_inside(event, value);
    } else {
        MUST(!value.ptr);
    }
    if (apideck_event_member(event, "event_id", 8, &value) == 0) {
        check_inside(event, value);
    } else {
        MUST(!event->event_id.ptr);
    }
}

static void check_documents(const apideck_event *event) {
    for (int part = 0; part <= APIDECK_PART_ENTITY; part++) {
        json_t *json = NULL;
        apideck_error detail = {0, 0, NULL};
        int error = part ? apideck_event_json(event, (apideck_event_part)part, &json, &detail)
                         : apideck_event_to_json(event, &json, &detail);
        MUST((error == 0) == (json != NULL));
        MUST(error == 0 || error == APIDECK_ERR_JSON_UNREPRESENTABLE ||
             (part == APIDECK_PART_ENTITY && error == APIDECK_ERR_NOT_FOUND && !event->entity.ptr));
        MUST(detail.offset <= event->body.len);
        json_decref(json);
    }
}

static void check_event(const apideck_event *event, const unsigned char *body, size_t len) {
    MUST(event->body.len == len && memcmp(event->body.ptr, body, len) == 0);
    check_inside(event, event->payload);
    check_inside(event, event->entity);
    const apideck_str texts[] = {event->event_type,  event->event_id,    event->unified_api,
                                 event->service_id,  event->consumer_id, event->entity_id,
                                 event->entity_type, event->entity_url,  event->occurred_at};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_text(texts[i]);
    }
    MUST(event->type == apideck_event_type_from_name(event->event_type.ptr, event->event_type.len));
    MUST(event->occurred_at.ptr || event->occurred_at_ms == APIDECK_NO_TIME);
    MUST(event->execution_attempt >= APIDECK_NO_ATTEMPT);
    const apideck_invoice_created_event *invoice = apideck_event_as_invoice_created(event);
    MUST((invoice != NULL) == (event->type == APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED));
    MUST(!invoice || invoice->invoice_id.ptr == event->entity_id.ptr);
    check_documents(event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct script script;
    size_t len = 0;
    unsigned char *body = split_input(data, size, &len, &script);
    struct memory memory = {.left = next_byte(&script) % 5};
    apideck_allocator allocator = memory_allocator(&memory);
    apideck_event *event = NULL;
    apideck_error detail = {0, 0, NULL};
    int error = apideck_parse_event(body, len, &allocator, &event, &detail);
    if (error) {
        MUST(error < 0 && !event && detail.code == error && detail.offset <= len);
        MUST((error == APIDECK_ERR_NO_MEMORY) == (memory.failed > 0));
    } else {
        check_event(event, body, len);
        check_member(event, &script);
        apideck_event_free(event);
    }
    MUST(memory.blocks == 0 && memory.bytes == 0);
    free(body);
    return 0;
}
