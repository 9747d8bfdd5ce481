#include "event.h"

#include "allocator.h"
#include "error.h"
#include "json_string.h"
#include "signature.h"
#include "timestamp.h"

#include <stddef.h>
#include <string.h>

/* What precedes an event in its block, so that freeing needs nothing but the event. */
struct block {
    apideck_allocator allocator;
    size_t size;
};

static size_t aligned(size_t size) {
    const size_t align = _Alignof(max_align_t);
    return (size + align - 1) / align * align;
}

#define HEAD_SIZE aligned(sizeof(struct block))

/* Every event has room for the two further fields that the typed structs end with. */
#define EVENT_SIZE aligned(sizeof(apideck_event) + 2 * sizeof(apideck_str))

/* Making the event ------------------------------------------------------------------------- */

/* Decodes one field to *end, with a NUL behind it, and moves *end on. */
static int decode_text(const struct apideck__index *index, apideck_str json, unsigned char **end,
                       apideck_str *text_out, apideck_error *error_out) {
    if (!json.ptr) {
        *text_out = (apideck_str){NULL, 0};
        return 0;
    }
    size_t len = json.len - 2;
    const char *inside = json.ptr + 1;
    if (index->escaped && memchr(inside, '\\', len)) {
        ptrdiff_t decoded = apideck__string_decode((const unsigned char *)inside, *end);
        if (decoded < 0) {
            size_t place = (size_t)((const unsigned char *)json.ptr - index->body);
            return apideck__fail(error_out, APIDECK_ERR_FIELD_TEXT, place);
        }
        len = (size_t)decoded;
    } else {
        memcpy(*end, inside, len);
    }
    (*end)[len] = 0;
    *text_out = (apideck_str){(char *)*end, len};
    *end += len + 1;
    return 0;
}

static size_t text_size(const struct apideck__event_fields *fields) {
    size_t size = 0;
    for (int i = 0; i < APIDECK__EVENT_NAMES; i++) {
        size += fields->text[i].len; /* the quotes make room for the NUL */
    }
    return size;
}

/* The same stretch in the event's own copy of the body. */
static apideck_str moved(const struct apideck__index *index, apideck_str text, const char *copy) {
    if (!text.ptr) {
        return text;
    }
    return (apideck_str){copy + (text.ptr - (const char *)index->body), text.len};
}

static int fill_texts(const struct apideck__index *index,
                      const struct apideck__event_fields *fields, unsigned char *room,
                      apideck_event *event, apideck_error *error_out) {
    apideck_str *const texts[APIDECK__EVENT_NAMES] = {
        [APIDECK__CONSUMER_ID] = &event->consumer_id, [APIDECK__ENTITY_ID] = &event->entity_id,
        [APIDECK__ENTITY_TYPE] = &event->entity_type, [APIDECK__ENTITY_URL] = &event->entity_url,
        [APIDECK__EVENT_ID] = &event->event_id,       [APIDECK__EVENT_TYPE] = &event->event_type,
        [APIDECK__OCCURRED_AT] = &event->occurred_at, [APIDECK__SERVICE_ID] = &event->service_id,
        [APIDECK__UNIFIED_API] = &event->unified_api,
    };
    for (int i = 0; i < APIDECK__EVENT_NAMES; i++) {
        int error = texts[i] ? decode_text(index, fields->text[i], &room, texts[i], error_out) : 0;
        if (error) {
            return error;
        }
    }
    return 0;
}

static int fill(const struct apideck__index *index, const struct apideck__event_fields *fields,
                unsigned char *room, apideck_event *event, apideck_error *error_out) {
    memset(event, 0, sizeof *event);
    memcpy(room, index->body, index->body_len);
    room[index->body_len] = 0;
    const char *copy = (const char *)room;
    event->body = (apideck_str){copy, index->body_len};
    event->payload = moved(index, fields->payload, copy);
    event->entity = moved(index, fields->entity, copy);
    event->execution_attempt = fields->execution_attempt;
    int error = fill_texts(index, fields, room + index->body_len + 1, event, error_out);
    if (error) {
        return error;
    }
    event->occurred_at_ms = apideck__timestamp_ms(event->occurred_at);
    event->type = apideck_event_type_from_name(event->event_type.ptr, event->event_type.len);
    /* The typed structs end with the entity's id and URL, whatever they call them. */
    memcpy((unsigned char *)event + sizeof *event, &event->entity_id, sizeof(apideck_str));
    memcpy((unsigned char *)event + sizeof *event + sizeof(apideck_str), &event->entity_url,
           sizeof(apideck_str));
    return 0;
}

int apideck__event_make(const struct apideck__index *index,
                        const struct apideck__event_fields *fields,
                        const apideck_allocator *allocator, size_t extra, apideck_event **event_out,
                        void **extra_out, apideck_error *error_out) {
    apideck_allocator own = apideck__allocator(allocator);
    size_t size = HEAD_SIZE + EVENT_SIZE + aligned(extra) + index->body_len + 1 + text_size(fields);
    struct block *block = apideck__alloc(&own, size);
    if (!block) {
        return apideck__fail(error_out, APIDECK_ERR_NO_MEMORY, 0);
    }
    *block = (struct block){own, size};
    unsigned char *event = (unsigned char *)block + HEAD_SIZE;
    int error =
        fill(index, fields, event + EVENT_SIZE + aligned(extra), (apideck_event *)event, error_out);
    if (error) {
        apideck__free(&own, block, size);
        return error;
    }
    *event_out = (apideck_event *)event;
    if (extra_out) {
        *extra_out = event + EVENT_SIZE;
    }
    return 0;
}

void apideck_event_free(apideck_event *event) {
    if (!event) {
        return;
    }
    struct block *block = (struct block *)((unsigned char *)event - HEAD_SIZE);
    apideck_allocator allocator = block->allocator;
    apideck__free(&allocator, block, block->size);
}

/* From a body ------------------------------------------------------------------------------ */

static int parse(const struct apideck__index *index, const apideck_allocator *allocator,
                 apideck_event **event_out, apideck_error *error_out) {
    struct apideck__event_fields fields;
    int error = apideck__event_find(index, &fields, error_out);
    if (error) {
        return error;
    }
    return apideck__event_make(index, &fields, allocator, 0, event_out, NULL, error_out);
}

int apideck_parse_event(const void *body, size_t body_len, const apideck_allocator *allocator,
                        apideck_event **event_out, apideck_error *error_out) {
    if ((!body && body_len) || !event_out || !apideck__allocator_valid(allocator)) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    struct apideck__index index;
    int error =
        apideck__index_read(&index, body, body_len, APIDECK__ARRAYS_AS_IS, allocator, error_out);
    if (!error) {
        error = parse(&index, allocator, event_out, error_out);
    }
    apideck__index_free(&index);
    return error;
}

int apideck_verify_event(const apideck_keyring *ring, const void *body, size_t body_len,
                         const char *signature, size_t signature_len,
                         const apideck_allocator *allocator, apideck_event **event_out,
                         apideck_verdict *verdict_out, apideck_error *error_out) {
    if (!ring || (!body && body_len) || !event_out || !apideck__allocator_valid(allocator)) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    int error = apideck__signature_check(signature, signature_len);
    if (error) {
        return apideck__fail(error_out, error, 0);
    }
    struct apideck__index index;
    apideck_verdict verdict;
    error =
        apideck__index_read(&index, body, body_len, APIDECK__ARRAYS_AS_IS, allocator, error_out);
    if (!error) {
        error = apideck__signature_verify(ring, &index, signature, signature_len, &verdict);
        if (error) {
            error = apideck__fail(error_out, error, 0);
        } else {
            error = parse(&index, allocator, event_out, error_out);
        }
    }
    apideck__index_free(&index);
    if (!error && verdict_out) {
        *verdict_out = verdict;
    }
    return error;
}
