/* Any bytes as an event, with an allocator that fails at a fuzzed point: what is parsed lies within
 * its own copy of the body, and nothing leaks. */
#include "fuzz.h"

#include <apideck/event.h>
#include <string.h>

struct memory {
    size_t blocks;
    size_t bytes;
    unsigned left; /* allocations until one fails; 0 for never */
};

static void *alloc(size_t size, void *user) {
    struct memory *memory = user;
    if (memory->left && --memory->left == 0) {
        return NULL;
    }
    void *block = malloc(size);
    memory->blocks += block != NULL;
    memory->bytes += block ? size : 0;
    return block;
}

static void release(void *ptr, size_t size, void *user) {
    struct memory *memory = user;
    memory->blocks--;
    memory->bytes -= size;
    free(ptr);
}

static void check_text(apideck_str text) {
    MUST(!text.ptr || (text.ptr[text.len] == 0 && strlen(text.ptr) == text.len));
}

static void check_inside(const apideck_event *event, apideck_str json) {
    MUST(!json.ptr || (json.ptr >= event->body.ptr && json.len > 0 &&
                       json.ptr + json.len <= event->body.ptr + event->body.len));
}

static void check_event(const apideck_event *event, const uint8_t *body, size_t len) {
    MUST(event->body.len == len && memcmp(event->body.ptr, body, len) == 0);
    check_inside(event, event->payload);
    check_inside(event, event->entity);
    const apideck_str texts[] = {event->event_type,  event->event_id,    event->unified_api,
                                 event->service_id,  event->consumer_id, event->entity_id,
                                 event->entity_type, event->entity_url,  event->occurred_at};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_text(texts[i]);
    }
    apideck_str value = {NULL, 0};
    if (apideck_event_member(event, "event_id", 8, &value) == 0) {
        check_inside(event, value);
    } else {
        MUST(!event->event_id.ptr);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct memory memory = {0, 0, take_byte(&data, &size) % 5};
    apideck_allocator allocator = {alloc, release, &memory};
    apideck_event *event = NULL;
    apideck_error detail = {0, 0, NULL};
    int error = apideck_parse_event(data, size, &allocator, &event, &detail);
    if (error) {
        MUST(error < 0 && !event && detail.code == error && detail.offset <= size);
    } else {
        check_event(event, data, size);
        apideck_event_free(event);
    }
    MUST(memory.blocks == 0 && memory.bytes == 0);
    return 0;
}
