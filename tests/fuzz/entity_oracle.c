#include "entity_oracle.h"

#include "fuzz.h"

#include <math.h>

bool oracle_is_null(const json_t *json) {
    return !json || json_is_null(json);
}

/* A member that is not null. */
static const json_t *value_of(const json_t *object, const char *name) {
    const json_t *json = json_object_get(object, name);
    return oracle_is_null(json) ? NULL : json;
}

/* Reading by jansson alone -----------------------------------------------------------------------
 */

void oracle_refuse_text(const json_t *json, struct refusals *refusals) {
    refusals->type |= !json_is_string(json);
    refusals->text |= json_is_string(json) &&
                      memchr(json_string_value(json), 0, json_string_length(json)) != NULL;
}

static void refuse_integer(const json_t *json, struct refusals *refusals) {
    double value = json_number_value(json);
    refusals->type |= !json_is_number(json);
    refusals->range |= value != floor(value) || fabs(value) > 9.3e18;
    refusals->may_range |= fabs(value) >= 1e15 || value != floor(value);
}

static void refuse_texts(const json_t *json, struct refusals *refusals) {
    size_t index;
    json_t *item;
    refusals->type |= !json_is_array(json);
    json_array_foreach(json, index, item) {
        if (!json_is_null(item)) {
            oracle_refuse_text(item, refusals);
        }
    }
}

#define REFUSE_text(OF) oracle_refuse_text(json, refusals)
#define REFUSE_date(OF) oracle_refuse_text(json, refusals)
#define REFUSE_instant(OF) oracle_refuse_text(json, refusals)
#define REFUSE_enum(OF) oracle_refuse_text(json, refusals)
#define REFUSE_boolean(OF) refusals->type |= !json_is_boolean(json)
#define REFUSE_decimal(OF) refusals->type |= !json_is_number(json)
#define REFUSE_integer(OF) refuse_integer(json, refusals)
#define REFUSE_texts(OF) refuse_texts(json, refusals)
#define REFUSE_json(OF) (void)json
#define REFUSE_map(OF) refusals->type |= !json_is_object(json)
#define REFUSE_object(OF) refuse_##OF(json, refusals)
#define REFUSE_objects(OF)                                                                         \
    do {                                                                                           \
        size_t index;                                                                              \
        json_t *item;                                                                              \
        refusals->type |= !json_is_array(json);                                                    \
        json_array_foreach(json, index, item) {                                                    \
            if (!json_is_null(item)) {                                                             \
                refuse_##OF(item, refusals);                                                       \
            }                                                                                      \
        }                                                                                          \
    } while (0)

#define OBJECT(NAME)                                                                               \
    static void refuse_##NAME(const json_t *object, struct refusals *refusals) {                   \
        const json_t *json = NULL;                                                                 \
        refusals->type |= !json_is_object(object);
#define MEMBER(NAME, FIELD, TYPE, OF)                                                              \
    json = value_of(object, #FIELD);                                                               \
    if (json) {                                                                                    \
        REFUSE_##TYPE(OF);                                                                         \
    }
#define END }
#include "entity_members.inc"
#undef OBJECT
#undef MEMBER
#undef END

/* Both readings ----------------------------------------------------------------------------------
 */

void oracle_agree_text(apideck_str text, const json_t *json) {
    MUST(text.ptr && text.len == json_string_length(json));
    MUST(memcmp(text.ptr, json_string_value(json), text.len + 1) == 0);
}

/* Returns the member where it is not null. */
static const json_t *agree_presence(const json_t *object, const char *name,
                                    apideck_presence presence) {
    const json_t *json = json_object_get(object, name);
    apideck_presence expected = json_is_null(json) ? APIDECK_NULL : APIDECK_PRESENT;
    MUST(presence == (json ? expected : APIDECK_ABSENT));
    return presence == APIDECK_PRESENT ? json : NULL;
}

static void agree_boolean(const apideck_boolean *member, const json_t *json) {
    MUST(member->value == json_is_true(json));
}

/* A number is in the document as its text is; that it is the nearest double, the C library says. */
static void agree_decimal(apideck_str text, double value, const json_t *json) {
    double expected = json_number_value(json);
    MUST(value == expected && signbit(value) == signbit(expected));
    MUST(strtod(text.ptr, NULL) == value);
}

static void agree_integer(const apideck_integer *member, const json_t *json) {
    MUST((double)member->value == json_number_value(json));
    if (!strpbrk(member->text.ptr, ".eE")) {
        MUST(strtoll(member->text.ptr, NULL, 10) == member->value);
    }
}

static void agree_date(const apideck_date *member, const json_t *json) {
    int year = 0;
    int month = 0;
    int day = 0;
    oracle_agree_text(member->text, json);
    if (member->month) {
        MUST(sscanf(member->text.ptr, "%4d-%2d-%2d", &year, &month, &day) == 3);
    }
    MUST(member->year == year && member->month == month && member->day == day);
}

static void agree_texts(const apideck_text_list *member, const json_t *json) {
    MUST(member->count == json_array_size(json));
    for (size_t i = 0; i < member->count; i++) {
        const json_t *item = json_array_get(json, i);
        MUST((member->items[i].ptr == NULL) == json_is_null(item));
        if (member->items[i].ptr) {
            oracle_agree_text(member->items[i], item);
        }
    }
}

/* A piece of the document, read again. */
void oracle_agree_piece(apideck_str text, const json_t *expected) {
    json_t *json = json_loadb(text.ptr, text.len, ENTITY_ORACLE_FLAGS, NULL);
    MUST(json && json_equal(json, expected));
    json_decref(json);
}

static void agree_json(const apideck_json_value *member, const json_t *json) {
    oracle_agree_piece(member->json, json);
    bool holds =
        json_is_string(json) && !memchr(json_string_value(json), 0, json_string_length(json));
    MUST((member->text.ptr != NULL) == holds);
    if (holds) {
        oracle_agree_text(member->text, json);
    }
}

#define AGREE_text(OF, MEMBER) oracle_agree_text((MEMBER)->text, json)
#define AGREE_date(OF, MEMBER) agree_date(MEMBER, json)
#define AGREE_instant(OF, MEMBER) oracle_agree_text((MEMBER)->text, json)
#define AGREE_enum(OF, MEMBER) oracle_agree_text((MEMBER)->text, json)
#define AGREE_boolean(OF, MEMBER) agree_boolean(MEMBER, json)
#define AGREE_decimal(OF, MEMBER) agree_decimal((MEMBER)->text, (MEMBER)->value, json)
#define AGREE_integer(OF, MEMBER) agree_integer(MEMBER, json)
#define AGREE_texts(OF, MEMBER) agree_texts(MEMBER, json)
#define AGREE_json(OF, MEMBER) agree_json(MEMBER, json)
#define AGREE_map(OF, MEMBER) agree_json(MEMBER, json)
#define AGREE_object(OF, MEMBER) agree_##OF((MEMBER)->value, json)
#define AGREE_objects(OF, MEMBER)                                                                  \
    do {                                                                                           \
        MUST((MEMBER)->count == json_array_size(json));                                            \
        for (size_t i = 0; i < (MEMBER)->count; i++) {                                             \
            agree_##OF((MEMBER)->items[i], json_array_get(json, i));                               \
        }                                                                                          \
    } while (0)

#define OBJECT(NAME)                                                                               \
    static void agree_##NAME(const apideck_##NAME *object, const json_t *expected) {               \
        const json_t *json = NULL;
#define MEMBER(NAME, FIELD, TYPE, OF)                                                              \
    json = agree_presence(expected, #FIELD, object->FIELD.presence);                               \
    if (json) {                                                                                    \
        AGREE_##TYPE(OF, &object->FIELD);                                                          \
    }
#define END }
#include "entity_members.inc"
#undef OBJECT
#undef MEMBER
#undef END

/* By the kind ------------------------------------------------------------------------------------
 */

void oracle_refuse(apideck_entity_kind kind, const json_t *data, struct refusals *refusals) {
    switch (kind) {
#define ENTITY(CONSTANT, NAME)                                                                     \
    case APIDECK_ENTITY_##CONSTANT:                                                                \
        refuse_##NAME(data, refusals);                                                             \
        break;
#include "api/entity_kinds.inc"
    default:
        MUST(0);
    }
}

void oracle_agree(const apideck_entity *entity, const json_t *data) {
    switch (entity->kind) {
#define ENTITY(CONSTANT, NAME)                                                                     \
    case APIDECK_ENTITY_##CONSTANT:                                                                \
        agree_##NAME(apideck_entity_as_##NAME(entity), data);                                      \
        break;
#include "api/entity_kinds.inc"
    default:
        MUST(0);
    }
}
