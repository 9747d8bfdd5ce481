#include "event.h"

#include "allocator.h"
#include "canonical.h"
#include "error.h"
#include "json_string.h"
#include "key_order.h"
#include "number.h"
#include "signature.h"
#include "timestamp.h"

#include <stdbool.h>
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

/* Finding the fields ----------------------------------------------------------------------- */

enum { ENTITY = APIDECK__TEXT_FIELDS, EXECUTION_ATTEMPT, FIELDS, NO_FIELD };

/* The first eight bytes of a name, as apideck__key_prefix gives them, tell the fields apart. */
#define PREFIX(A, B, C, D, E, F, G, H)                                                             \
    ((uint64_t)(A) << 56 | (uint64_t)(B) << 48 | (uint64_t)(C) << 40 | (uint64_t)(D) << 32 |       \
     (uint64_t)(E) << 24 | (uint64_t)(F) << 16 | (uint64_t)(G) << 8 | (uint64_t)(H))

#define NAME(TEXT) TEXT, sizeof TEXT - 1

static const struct {
    const char *name;
    size_t len;
} field_names[FIELDS] = {
    [APIDECK__CONSUMER_ID] = {NAME("consumer_id")},    [APIDECK__ENTITY_ID] = {NAME("entity_id")},
    [APIDECK__ENTITY_TYPE] = {NAME("entity_type")},    [APIDECK__ENTITY_URL] = {NAME("entity_url")},
    [APIDECK__EVENT_ID] = {NAME("event_id")},          [APIDECK__EVENT_TYPE] = {NAME("event_type")},
    [APIDECK__OCCURRED_AT] = {NAME("occurred_at")},    [APIDECK__SERVICE_ID] = {NAME("service_id")},
    [APIDECK__UNIFIED_API] = {NAME("unified_api")},    [ENTITY] = {NAME("entity")},
    [EXECUTION_ATTEMPT] = {NAME("execution_attempt")},
};

/* The one field that a key with this prefix can name. */
static int field_of_prefix(uint64_t prefix) {
    switch (prefix) {
    case PREFIX('c', 'o', 'n', 's', 'u', 'm', 'e', 'r'):
        return APIDECK__CONSUMER_ID;
    case PREFIX('e', 'n', 't', 'i', 't', 'y', '_', 'i'):
        return APIDECK__ENTITY_ID;
    case PREFIX('e', 'n', 't', 'i', 't', 'y', '_', 't'):
        return APIDECK__ENTITY_TYPE;
    case PREFIX('e', 'n', 't', 'i', 't', 'y', '_', 'u'):
        return APIDECK__ENTITY_URL;
    case PREFIX('e', 'v', 'e', 'n', 't', '_', 'i', 'd'):
        return APIDECK__EVENT_ID;
    case PREFIX('e', 'v', 'e', 'n', 't', '_', 't', 'y'):
        return APIDECK__EVENT_TYPE;
    case PREFIX('o', 'c', 'c', 'u', 'r', 'r', 'e', 'd'):
        return APIDECK__OCCURRED_AT;
    case PREFIX('s', 'e', 'r', 'v', 'i', 'c', 'e', '_'):
        return APIDECK__SERVICE_ID;
    case PREFIX('u', 'n', 'i', 'f', 'i', 'e', 'd', '_'):
        return APIDECK__UNIFIED_API;
    case PREFIX('e', 'n', 't', 'i', 't', 'y', 0, 0):
        return ENTITY;
    case PREFIX('e', 'x', 'e', 'c', 'u', 't', 'i', 'o'):
        return EXECUTION_ATTEMPT;
    default:
        return NO_FIELD;
    }
}

/* A key may spell a name with escapes, and means the same then. */
static int field_of_escaped(const unsigned char *key, size_t *key_len_out) {
    *key_len_out = (size_t)(apideck__string_skip(key) - key) - 1;
    for (int i = 0; i < FIELDS; i++) {
        if (apideck__key_equals(key, field_names[i].name)) {
            return i;
        }
    }
    return NO_FIELD;
}

/* Which field a key names; *key_len_out is the length of the key as it is written. */
static int field_of(const struct apideck__index *index, const unsigned char *key,
                    size_t *key_len_out) {
    int field = field_of_prefix(apideck__key_prefix(key, index->body + index->body_len));
    if (field != NO_FIELD) {
        const char *name = field_names[field].name;
        size_t len = field_names[field].len;
        size_t i = len < 8 ? len : 8; /* so much the prefix has told */
        while (i < len && key[i] == (unsigned char)name[i]) {
            i++;
        }
        if (i == len && key[len] == '"') {
            *key_len_out = len;
            return field;
        }
    }
    return index->escaped ? field_of_escaped(key, key_len_out) : NO_FIELD;
}

static const unsigned char *skip_space(const unsigned char *p) {
    while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r') {
        p++;
    }
    return p;
}

/* The text of a member's value; `key_len` is the length of its key as it is written. */
static apideck_str value_of(const struct apideck__index *index, const struct apideck__span *member,
                            const unsigned char *key, size_t key_len) {
    const unsigned char *p = skip_space(skip_space(key + key_len + 1) + 1);
    return (apideck_str){(const char *)p, (size_t)(index->body + member->end - p)};
}

static int fail_at(const struct apideck__index *index, apideck_str value, int code,
                   apideck_error *error_out) {
    return apideck__fail(error_out, code, (size_t)((const unsigned char *)value.ptr - index->body));
}

/* A number of attempts is what prints as a whole number of up to 15 digits. */
static int read_attempt(const struct apideck__index *index, apideck_str value,
                        struct apideck__event_fields *fields, apideck_error *error_out) {
    if (*value.ptr != '-' && (*value.ptr < '0' || *value.ptr > '9')) {
        return fail_at(index, value, APIDECK_ERR_FIELD_TYPE, error_out);
    }
    char digits[APIDECK_NUMBER_MAX];
    size_t len = apideck__number_canonical(value.ptr, value.len, digits);
    int64_t attempt = 0;
    for (size_t i = 0; i < len; i++) {
        if (len > 15 || digits[i] < '0' || digits[i] > '9') {
            return fail_at(index, value, APIDECK_ERR_FIELD_RANGE, error_out);
        }
        attempt = attempt * 10 + (digits[i] - '0');
    }
    fields->execution_attempt = attempt;
    return 0;
}

static int find_field(const struct apideck__index *index, const struct apideck__span *member,
                      struct apideck__event_fields *fields, apideck_error *error_out) {
    const unsigned char *key = index->body + (member->begin & ~APIDECK__REWRITE) + 1;
    size_t key_len = 0;
    int field = field_of(index, key, &key_len);
    if (field == NO_FIELD) {
        return 0;
    }
    if (field == EXECUTION_ATTEMPT) {
        fields->execution_attempt_place = member->begin & ~APIDECK__REWRITE;
    }
    apideck_str value = value_of(index, member, key, key_len);
    if (*value.ptr == 'n') {
        return 0; /* null */
    }
    if (field == EXECUTION_ATTEMPT) {
        return read_attempt(index, value, fields, error_out);
    }
    if (field == ENTITY) {
        if (*value.ptr == '{') {
            fields->entity = value;
        }
        return 0;
    }
    if (*value.ptr != '"') {
        return fail_at(index, value, APIDECK_ERR_FIELD_TYPE, error_out);
    }
    fields->text[field] = value;
    return 0;
}

static apideck_str text_between(const struct apideck__index *index, uint32_t begin, uint32_t end) {
    begin &= ~APIDECK__REWRITE;
    return (apideck_str){(const char *)index->body + begin, end - begin};
}

int apideck__event_find(const struct apideck__index *index, struct apideck__event_fields *fields,
                        apideck_error *error_out) {
    if (!index->root_is_object) {
        return apideck__fail(error_out, APIDECK_ERR_NOT_AN_EVENT, 0);
    }
    struct apideck__record record =
        apideck__index_record(index, index->payload ? index->payload : index->root.nested);
    memset(fields, 0, sizeof *fields);
    fields->payload = text_between(index, record.begin, record.end);
    fields->execution_attempt = APIDECK_NO_ATTEMPT;
    fields->execution_attempt_place = APIDECK__SKIP_NONE;
    for (uint32_t i = 0; i < record.count; i++) {
        int error = find_field(index, &record.spans[i], fields, error_out);
        if (error) {
            return error;
        }
    }
    return 0;
}

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
            return fail_at(index, json, APIDECK_ERR_FIELD_TEXT, error_out);
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
    for (int i = 0; i < APIDECK__TEXT_FIELDS; i++) {
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
    apideck_str *const texts[APIDECK__TEXT_FIELDS] = {
        [APIDECK__CONSUMER_ID] = &event->consumer_id, [APIDECK__ENTITY_ID] = &event->entity_id,
        [APIDECK__ENTITY_TYPE] = &event->entity_type, [APIDECK__ENTITY_URL] = &event->entity_url,
        [APIDECK__EVENT_ID] = &event->event_id,       [APIDECK__EVENT_TYPE] = &event->event_type,
        [APIDECK__OCCURRED_AT] = &event->occurred_at, [APIDECK__SERVICE_ID] = &event->service_id,
        [APIDECK__UNIFIED_API] = &event->unified_api,
    };
    for (int i = 0; i < APIDECK__TEXT_FIELDS; i++) {
        int error = decode_text(index, fields->text[i], &room, texts[i], error_out);
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
