/*
 * What the library makes of a body, held against what jansson and the C library make of it. They
 * agree, but for this:
 *   - jansson refuses a lone surrogate escape, U+0000 in a key, and a number beyond the doubles;
 *   - the library refuses nesting deeper than 128;
 *   - jansson overlooks a NUL byte behind a number.
 */
#include "fuzz.h"
#include "oracle.h"

#include <apideck/apideck.h>
#include <apideck/json.h>
#include <math.h>
#include <stdbool.h>

#define FLAGS (JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL)

/* Whether jansson's reason for refusing what the library takes is one of those above. */
static int is_known(const json_error_t *error) {
    enum json_error_code code = json_error_code(error);
    return code == json_error_null_byte_in_key || code == json_error_numeric_overflow ||
           (code == json_error_invalid_syntax && strncmp(error->text, "invalid Unicode", 15) == 0);
}

/* jansson's reading, where both accept; NULL where both refuse, or differ as they may. */
static json_t *read_as_both(const unsigned char *body, size_t len) {
    json_error_t reason;
    apideck_error detail = {0, 0, NULL};
    size_t canonical_len = 0;
    json_t *json = json_loadb((const char *)body, len, FLAGS, &reason);
    int error = apideck_canonicalize(body, len, APIDECK_FORM_SORTED, NULL, NULL, 0, &canonical_len,
                                     &detail);
    bool accepted = error == APIDECK_ERR_BUFFER_TOO_SMALL;
    MUST(!accepted || json || is_known(&reason));
    MUST(accepted || !json || error == APIDECK_ERR_JSON_DEPTH || memchr(body, 0, len));
    if (accepted) {
        return json;
    }
    json_decref(json);
    return NULL;
}

/* Canonical forms ------------------------------------------------------------------------------ */

static void check_form(const unsigned char *body, size_t len, const json_t *json,
                       apideck_form form) {
    struct text expected = {NULL, 0, 0};
    oracle_canonical(json, form == APIDECK_FORM_SORTED_DEEP, &expected);
    char *text = (char *)exact_block(expected.len);
    size_t text_len = 0;
    int error = apideck_canonicalize(body, len, form, NULL, text, expected.len, &text_len, NULL);
    MUST(error == 0 && text_len == expected.len);
    MUST(memcmp(text, expected.bytes, text_len) == 0);
    free(expected.bytes);
    free(text);
}

/* Fields --------------------------------------------------------------------------------------- */

static int is_absent(const json_t *json) {
    return !json || json_is_null(json);
}

static int has_nul(const json_t *text) {
    return memchr(json_string_value(text), 0, json_string_length(text)) != NULL;
}

struct field {
    const char *name;
    apideck_str value;
};

#define TEXTS 9

static void fields_of(const apideck_event *event, struct field out[TEXTS]) {
    const struct field fields[TEXTS] = {
        {"consumer_id", event->consumer_id}, {"entity_id", event->entity_id},
        {"entity_type", event->entity_type}, {"entity_url", event->entity_url},
        {"event_id", event->event_id},       {"event_type", event->event_type},
        {"occurred_at", event->occurred_at}, {"service_id", event->service_id},
        {"unified_api", event->unified_api},
    };
    memcpy(out, fields, sizeof fields);
}

/* Why a payload is no event; 0 if it is one. */
struct refusals {
    int type;
    int range;
    int text;
};

static struct refusals refusals_of(const json_t *payload) {
    static const apideck_event nothing;
    struct field fields[TEXTS];
    struct refusals refusals = {0, 0, 0};
    fields_of(&nothing, fields);
    for (int i = 0; i < TEXTS; i++) {
        const json_t *value = json_object_get(payload, fields[i].name);
        refusals.type |= !is_absent(value) && !json_is_string(value);
        refusals.text |= json_is_string(value) && has_nul(value);
    }
    const json_t *attempt = json_object_get(payload, "execution_attempt");
    refusals.type |= !is_absent(attempt) && !json_is_number(attempt);
    double value = json_is_number(attempt) ? json_number_value(attempt) : 0;
    refusals.range = value < 0 || value >= 1e15 || value != floor(value);
    return refusals;
}

static int may_be(int error, const json_t *json, struct refusals refusals) {
    switch (error) {
    case 0:
        return json_is_object(json) && !refusals.type && !refusals.range && !refusals.text;
    case APIDECK_ERR_NOT_AN_EVENT:
        return !json_is_object(json);
    case APIDECK_ERR_FIELD_TYPE:
        return refusals.type;
    case APIDECK_ERR_FIELD_RANGE:
        return refusals.range;
    case APIDECK_ERR_FIELD_TEXT:
        return refusals.text && !refusals.type && !refusals.range;
    default:
        return 0;
    }
}

static void check_text(apideck_str text, const json_t *expected) {
    MUST((text.ptr != NULL) == json_is_string(expected));
    if (text.ptr) {
        MUST(text.len == json_string_length(expected));
        MUST(memcmp(text.ptr, json_string_value(expected), text.len) == 0);
    }
}

static void check_json(apideck_str text, const json_t *expected) {
    json_t *json = json_loadb(text.ptr, text.len, FLAGS, NULL);
    MUST(json && json_equal(json, expected));
    json_decref(json);
}

static void check_fields(const apideck_event *event, const json_t *payload) {
    struct field fields[TEXTS];
    fields_of(event, fields);
    for (int i = 0; i < TEXTS; i++) {
        check_text(fields[i].value, json_object_get(payload, fields[i].name));
    }
    const json_t *attempt = json_object_get(payload, "execution_attempt");
    double expected = is_absent(attempt) ? APIDECK_NO_ATTEMPT : json_number_value(attempt);
    MUST((double)event->execution_attempt == expected);
    const json_t *entity = json_object_get(payload, "entity");
    MUST((event->entity.ptr != NULL) == json_is_object(entity));
    if (event->entity.ptr) {
        check_json(event->entity, entity);
    }
    check_json(event->payload, payload);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)payload, key, value) {
        apideck_str text = {NULL, 0};
        MUST(apideck_event_member(event, key, strlen(key), &text) == 0);
        check_json(text, value);
    }
    apideck_str none = {NULL, 0};
    MUST(json_object_get(payload, "no such") ||
         apideck_event_member(event, "no such", 7, &none) == APIDECK_ERR_NOT_FOUND);
}

/* Integers are what jansson holds them as here, which may be too small for them. */
static void check_document(const apideck_event *event, const unsigned char *body, size_t len) {
    json_t *json = NULL;
    json_t *expected = json_loadb((const char *)body, len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    int error = apideck_event_json(event, APIDECK_PART_BODY, &json, NULL);
    MUST(error == (expected ? 0 : APIDECK_ERR_JSON_UNREPRESENTABLE));
    MUST(error || json_equal(json, expected));
    json_decref(expected);
    json_decref(json);
}

static void check_event(const unsigned char *body, size_t len, const json_t *json) {
    const json_t *payload = json_object_get(json, "payload");
    payload = json_is_object(payload) ? payload : json;
    apideck_event *event = NULL;
    int error = apideck_parse_event(body, len, NULL, &event, NULL);
    MUST(may_be(error, json, refusals_of(payload)));
    if (error == 0) {
        check_fields(event, payload);
        check_document(event, body, len);
        apideck_event_free(event);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    unsigned char *body = exact_copy(data, size);
    json_t *json = read_as_both(body, size);
    if (json) {
        check_form(body, size, json, APIDECK_FORM_SORTED);
        check_form(body, size, json, APIDECK_FORM_SORTED_DEEP);
        check_event(body, size, json);
        json_decref(json);
    }
    free(body);
    return 0;
}
