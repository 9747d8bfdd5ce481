/* Finding the fields of an event among the members of its payload. */
#include "canonical.h"
#include "error.h"
#include "event.h"
#include "json_space.h"
#include "json_string.h"
#include "key_order.h"
#include "number.h"
#include "word.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { ENTITY = APIDECK__TEXT_FIELDS, EXECUTION_ATTEMPT, FIELDS, NO_FIELD };

#define NAME(TEXT)                                                                                 \
    { TEXT, sizeof TEXT - 1 }

static const struct name {
    const char *text;
    size_t len;
} names[FIELDS] = {
    [APIDECK__CONSUMER_ID] = NAME("consumer_id"),    [APIDECK__ENTITY_ID] = NAME("entity_id"),
    [APIDECK__ENTITY_TYPE] = NAME("entity_type"),    [APIDECK__ENTITY_URL] = NAME("entity_url"),
    [APIDECK__EVENT_ID] = NAME("event_id"),          [APIDECK__EVENT_TYPE] = NAME("event_type"),
    [APIDECK__OCCURRED_AT] = NAME("occurred_at"),    [APIDECK__SERVICE_ID] = NAME("service_id"),
    [APIDECK__UNIFIED_API] = NAME("unified_api"),    [ENTITY] = NAME("entity"),
    [EXECUTION_ATTEMPT] = NAME("execution_attempt"),
};

#define WORD(A, B, C, D, E, F, G, H)                                                               \
    ((uint64_t)(A) | (uint64_t)(B) << 8 | (uint64_t)(C) << 16 | (uint64_t)(D) << 24 |              \
     (uint64_t)(E) << 32 | (uint64_t)(F) << 40 | (uint64_t)(G) << 48 | (uint64_t)(H) << 56)

/* The factor was chosen so that no two fields share a slot. */
#define SLOTS 16
#define SLOT(WORD) ((WORD)*1217 >> 60)

/* The one field that a key which begins with these eight bytes may name; all names but "entity" are
 * so long. */
static const unsigned char field_of_slot[SLOTS] = {
    [SLOT(WORD('c', 'o', 'n', 's', 'u', 'm', 'e', 'r'))] = APIDECK__CONSUMER_ID,
    [SLOT(WORD('e', 'n', 't', 'i', 't', 'y', '_', 'i'))] = APIDECK__ENTITY_ID,
    [SLOT(WORD('e', 'n', 't', 'i', 't', 'y', '_', 't'))] = APIDECK__ENTITY_TYPE,
    [SLOT(WORD('e', 'n', 't', 'i', 't', 'y', '_', 'u'))] = APIDECK__ENTITY_URL,
    [SLOT(WORD('e', 'v', 'e', 'n', 't', '_', 'i', 'd'))] = APIDECK__EVENT_ID,
    [SLOT(WORD('e', 'v', 'e', 'n', 't', '_', 't', 'y'))] = APIDECK__EVENT_TYPE,
    [SLOT(WORD('e', 'x', 'e', 'c', 'u', 't', 'i', 'o'))] = EXECUTION_ATTEMPT,
    [SLOT(WORD('o', 'c', 'c', 'u', 'r', 'r', 'e', 'd'))] = APIDECK__OCCURRED_AT,
    [SLOT(WORD('s', 'e', 'r', 'v', 'i', 'c', 'e', '_'))] = APIDECK__SERVICE_ID,
    [SLOT(WORD('u', 'n', 'i', 'f', 'i', 'e', 'd', '_'))] = APIDECK__UNIFIED_API,
};

/* Whether a key begins with a name of eight bytes or more: three words, which overlap, cover it. */
static bool begins_with(const unsigned char *key, const struct name *name) {
    const unsigned char *text = (const unsigned char *)name->text;
    size_t last = name->len - 8;
    return apideck__load(key) == apideck__load(text) &&
           apideck__load(key + last / 2) == apideck__load(text + last / 2) &&
           apideck__load(key + last) == apideck__load(text + last);
}

/* Which field a key names as it is written; `left` bytes of the body begin there. */
static int field_of_written(const unsigned char *key, size_t left) {
    if (left < 8) {
        return NO_FIELD; /* a name, its quote, a colon and a value take more */
    }
    int field = field_of_slot[SLOT(apideck__load(key))];
    size_t len = names[field].len;
    if (len < left && key[len] == '"' && begins_with(key, &names[field])) {
        return field;
    }
    return memcmp(key, "entity\"", 7) == 0 ? ENTITY : NO_FIELD;
}

/* A key may spell a name with escapes, and means the same then. */
static int field_of_escaped(const unsigned char *key) {
    for (int i = 0; i < FIELDS; i++) {
        if (apideck__key_equals(key, names[i].text)) {
            return i;
        }
    }
    return NO_FIELD;
}

/* Which field a key names; *key_len_out is the length of the key as it is written. */
static int field_of(const struct apideck__index *index, const unsigned char *key,
                    size_t *key_len_out) {
    int field = field_of_written(key, (size_t)(index->body + index->body_len - key));
    if (field != NO_FIELD) {
        *key_len_out = names[field].len;
    } else if (index->escaped) {
        field = field_of_escaped(key);
        *key_len_out = (size_t)(apideck__string_skip(key) - key) - 1;
    }
    return field;
}

/* The text of a member's value; `key_len` is the length of its key as it is written. */
static apideck_str value_of(const struct apideck__index *index, const struct apideck__span *member,
                            const unsigned char *key, size_t key_len) {
    const unsigned char *p = apideck__skip_space(apideck__skip_space(key + key_len + 1) + 1);
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
