/* Reading the objects of an entity by their schema, in both passes. */
#include "entity_read.h"

#include "entity_value.h"
#include "json_string.h"
#include "member.h"
#include "number.h"
#include "timestamp.h"

#include <string.h>

#define FIELD_NAME_MAX 63 /* of a field; generate.py sees to it */

static uint64_t aligned(uint64_t size) {
    const uint64_t align = _Alignof(max_align_t);
    return (size + align - 1) / align * align;
}

static bool is_filling(const struct apideck__decoder *d) {
    return d->copy != NULL;
}

/* Failing -------------------------------------------------------------------------------------- */

static void put_path(struct apideck__decoder *d, const char *text, size_t len) {
    size_t room = sizeof d->path - d->path_len;
    len = len < room ? len : room;
    memcpy(d->path + d->path_len, text, len);
    d->path_len += len;
}

static void put_index(struct apideck__decoder *d, size_t index) {
    char digits[24];
    size_t first = sizeof digits;
    digits[--first] = ']';
    do {
        digits[--first] = (char)('0' + index % 10);
        index /= 10;
    } while (index);
    digits[--first] = '[';
    put_path(d, digits + first, sizeof digits - first);
}

/* As deep as the schema at most. */
static void put_steps(struct apideck__decoder *d, const struct apideck__step *step) {
    if (step->above) {
        put_steps(d, step->above);
    }
    if (step->name) {
        put_path(d, ".", step->above ? 1 : 0);
        put_path(d, step->name, strlen(step->name));
    } else {
        put_index(d, step->index);
    }
}

bool apideck__decoder_fail(struct apideck__decoder *d, int error, apideck_str json,
                           const struct apideck__step *step) {
    d->error = error;
    d->offset = (size_t)(json.ptr - d->document.ptr);
    d->path_len = 0;
    put_steps(d, step);
    return false;
}

/* Room ----------------------------------------------------------------------------------------- */

/* Zeroed room for structs and pointers; NULL while measuring. */
void *apideck__decoder_room(struct apideck__decoder *d, uint64_t size) {
    unsigned char *room = is_filling(d) ? d->objects + d->object_bytes : NULL;
    d->object_bytes += aligned(size);
    return room;
}

void apideck__decoder_text(struct apideck__decoder *d, const char *text, size_t len,
                           apideck_str *text_out) {
    if (is_filling(d)) {
        char *end = d->texts + d->text_bytes;
        memcpy(end, text, len);
        end[len] = '\0';
        *text_out = (apideck_str){end, len};
    }
    d->text_bytes += len + 1;
}

/* False when text for C cannot hold what the string says. */
static bool put_string(struct apideck__decoder *d, apideck_str json, apideck_str *text_out) {
    const char *inside = json.ptr + 1;
    size_t len = json.len - 2;
    if (!memchr(inside, '\\', len)) {
        apideck__decoder_text(d, inside, len, text_out);
        return true;
    }
    if (is_filling(d)) {
        char *end = d->texts + d->text_bytes;
        ptrdiff_t decoded =
            apideck__string_decode((const unsigned char *)inside, (unsigned char *)end);
        if (decoded < 0) {
            return false;
        }
        end[decoded] = '\0';
        *text_out = (apideck_str){end, (size_t)decoded};
    }
    d->text_bytes += len + 1;
    return true;
}

/* The same stretch in the block's copy of the document. */
apideck_str apideck__decoder_copy(const struct apideck__decoder *d, apideck_str json) {
    return (apideck_str){d->copy + (json.ptr - d->document.ptr), json.len};
}

/* Scalars -------------------------------------------------------------------------------------- */

/* Each reads a value that is not null; while measuring, what goes into the block is not there. */

bool apideck__decode_string(struct apideck__decoder *d, apideck_str json, apideck_str *text_out,
                            const struct apideck__step *step) {
    if (*json.ptr != '"') {
        return apideck__decoder_fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    return put_string(d, json, text_out) ||
           apideck__decoder_fail(d, APIDECK_ERR_FIELD_TEXT, json, step);
}

static bool read_number(struct apideck__decoder *d, apideck_str json, apideck_str *text_out,
                        const struct apideck__step *step) {
    if (*json.ptr != '-' && (*json.ptr < '0' || *json.ptr > '9')) {
        return apideck__decoder_fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    apideck__decoder_text(d, json.ptr, json.len, text_out);
    return true;
}

static bool read_boolean(struct apideck__decoder *d, apideck_str json, apideck_boolean *member,
                         const struct apideck__step *step) {
    if (*json.ptr != 't' && *json.ptr != 'f') {
        return apideck__decoder_fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    member->value = *json.ptr == 't';
    return true;
}

static bool read_integer(struct apideck__decoder *d, apideck_str json, apideck_integer *member,
                         const struct apideck__step *step) {
    if (!read_number(d, json, &member->text, step)) {
        return false;
    }
    int error = apideck__integer_read(json, &member->value);
    return !error || apideck__decoder_fail(d, error, json, step);
}

static bool read_decimal(struct apideck__decoder *d, apideck_str json, apideck_decimal *member,
                         const struct apideck__step *step) {
    if (!read_number(d, json, &member->text, step)) {
        return false;
    }
    if (is_filling(d)) {
        member->value = apideck__number_value(json.ptr, json.len);
    }
    return true;
}

static bool read_date(struct apideck__decoder *d, apideck_str json, apideck_date *member,
                      const struct apideck__step *step) {
    if (!apideck__decode_string(d, json, &member->text, step)) {
        return false;
    }
    if (is_filling(d)) {
        (void)apideck__day_read(member->text, &member->year, &member->month, &member->day);
    }
    return true;
}

static bool read_instant(struct apideck__decoder *d, apideck_str json, apideck_instant *member,
                         const struct apideck__step *step) {
    if (!apideck__decode_string(d, json, &member->text, step)) {
        return false;
    }
    if (is_filling(d)) {
        member->ms = apideck__timestamp_ms(member->text);
    }
    return true;
}

static bool read_enum(struct apideck__decoder *d, apideck_str json, unsigned of,
                      struct apideck__enum_member *member, const struct apideck__step *step) {
    if (!apideck__decode_string(d, json, &member->text, step)) {
        return false;
    }
    if (is_filling(d)) {
        member->value = apideck__enum_find(of, member->text);
    }
    return true;
}

static bool read_json(struct apideck__decoder *d, apideck_str json, apideck_json_value *member) {
    if (*json.ptr == '"' && !put_string(d, json, &member->text)) {
        d->text_bytes += json.len - 1; /* as measured, though nothing is there */
    }
    if (is_filling(d)) {
        member->json = apideck__decoder_copy(d, json);
    }
    return true;
}

/* Lists and objects ---------------------------------------------------------------------------- */

static size_t count_elements(apideck_str array) {
    struct apideck__walk walk;
    apideck_str element;
    size_t count = 0;
    apideck__walk_begin(&walk, array);
    while (apideck__walk_element(&walk, &element)) {
        count++;
    }
    return count;
}

static bool read_texts(struct apideck__decoder *d, apideck_str json, apideck_text_list *member,
                       const struct apideck__step *step) {
    if (*json.ptr != '[') {
        return apideck__decoder_fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    size_t count = count_elements(json);
    apideck_str *items = apideck__decoder_room(d, (uint64_t)count * sizeof *items);
    struct apideck__walk walk;
    struct apideck__step at = {step, NULL, 0};
    apideck__walk_begin(&walk, json);
    for (; at.index < count; at.index++) {
        apideck_str text = {NULL, 0};
        (void)apideck__walk_element(&walk, &json);
        if (*json.ptr != 'n' && !apideck__decode_string(d, json, &text, &at)) {
            return false;
        }
        if (items) {
            items[at.index] = text;
        }
    }
    member->count = count;
    member->items = items;
    return true;
}

/* An object that others hold: a struct that begins with its own text. */
static bool read_nested(struct apideck__decoder *d, apideck_str json, unsigned of,
                        const void **object_out, const struct apideck__step *step) {
    const struct apideck__object_type *type = apideck__object_type(of);
    unsigned char *object = apideck__decoder_room(d, type->size);
    if (object) {
        *(apideck_str *)(void *)object = apideck__decoder_copy(d, json);
        *object_out = object;
    }
    return *json.ptr == 'n' || apideck__decode_object(d, json, type, object, step);
}

static bool read_objects(struct apideck__decoder *d, apideck_str json, unsigned of,
                         struct apideck__list_member *member, const struct apideck__step *step) {
    if (*json.ptr != '[') {
        return apideck__decoder_fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    size_t count = count_elements(json);
    const void **items = apideck__decoder_room(d, (uint64_t)count * sizeof *items);
    struct apideck__walk walk;
    struct apideck__step at = {step, NULL, 0};
    apideck__walk_begin(&walk, json);
    for (; at.index < count; at.index++) {
        const void *item = NULL;
        (void)apideck__walk_element(&walk, &json);
        if (!read_nested(d, json, of, &item, &at)) {
            return false;
        }
        if (items) {
            items[at.index] = item;
        }
    }
    member->count = count;
    member->items = items;
    return true;
}

/* Fields --------------------------------------------------------------------------------------- */

/* What is read of a field, before it goes into its struct. */
union member {
    apideck_presence presence; /* the first of each */
    apideck_text text;
    apideck_boolean boolean;
    apideck_integer integer;
    apideck_decimal decimal;
    apideck_date date;
    apideck_instant instant;
    apideck_text_list texts;
    apideck_json_value json;
    struct apideck__enum_member enumeration;
    struct apideck__object_member object;
    struct apideck__list_member list;
};

static const unsigned char member_sizes[] = {
    [APIDECK__TEXT] = sizeof(apideck_text),
    [APIDECK__BOOLEAN] = sizeof(apideck_boolean),
    [APIDECK__INTEGER] = sizeof(apideck_integer),
    [APIDECK__DECIMAL] = sizeof(apideck_decimal),
    [APIDECK__DATE] = sizeof(apideck_date),
    [APIDECK__INSTANT] = sizeof(apideck_instant),
    [APIDECK__TEXTS] = sizeof(apideck_text_list),
    [APIDECK__JSON] = sizeof(apideck_json_value),
    [APIDECK__MAP] = sizeof(apideck_json_value),
    [APIDECK__ENUM] = sizeof(struct apideck__enum_member),
    [APIDECK__OBJECT] = sizeof(struct apideck__object_member),
    [APIDECK__OBJECTS] = sizeof(struct apideck__list_member),
};

static bool read_value(struct apideck__decoder *d, apideck_str json,
                       const struct apideck__field *field, union member *member,
                       const struct apideck__step *step) {
    switch ((enum apideck__field_type)field->type) {
    case APIDECK__TEXT:
        return apideck__decode_string(d, json, &member->text.text, step);
    case APIDECK__BOOLEAN:
        return read_boolean(d, json, &member->boolean, step);
    case APIDECK__INTEGER:
        return read_integer(d, json, &member->integer, step);
    case APIDECK__DECIMAL:
        return read_decimal(d, json, &member->decimal, step);
    case APIDECK__DATE:
        return read_date(d, json, &member->date, step);
    case APIDECK__INSTANT:
        return read_instant(d, json, &member->instant, step);
    case APIDECK__TEXTS:
        return read_texts(d, json, &member->texts, step);
    case APIDECK__MAP:
        return *json.ptr == '{' ? read_json(d, json, &member->json)
                                : apideck__decoder_fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    case APIDECK__JSON:
        return read_json(d, json, &member->json);
    case APIDECK__ENUM:
        return read_enum(d, json, field->of, &member->enumeration, step);
    case APIDECK__OBJECTS:
        return read_objects(d, json, field->of, &member->list, step);
    case APIDECK__OBJECT:
        break;
    }
    return read_nested(d, json, field->of, &member->object.value, step);
}

static bool read_member(struct apideck__decoder *d, apideck_str json,
                        const struct apideck__field *field, unsigned char *object,
                        const struct apideck__step *above) {
    const struct apideck__step step = {above, field->name, 0};
    union member value;
    memset(&value, 0, sizeof value);
    if (*json.ptr == 'n') {
        value.presence = APIDECK_NULL;
    } else {
        if (!read_value(d, json, field, &value, &step)) {
            return false;
        }
        value.presence = APIDECK_PRESENT;
    }
    if (object) {
        memcpy(object + field->offset, &value, member_sizes[field->type]);
    }
    return true;
}

/* The field that a key names; the key stands behind its opening quote, and may be spelt with
 * escapes. */
static const struct apideck__field *field_of(const struct apideck__object_type *type,
                                             const unsigned char *key) {
    unsigned char name[FIELD_NAME_MAX * 6 + 1];
    size_t len = 0;
    bool escaped = false;
    while (key[len] != '"') {
        bool escape = key[len] == '\\';
        escaped = escaped || escape;
        len += escape ? 2 : 1;
        if (len >= sizeof name) {
            return NULL;
        }
    }
    if (!escaped) {
        return apideck__field_find(type, (const char *)key, len);
    }
    ptrdiff_t decoded = apideck__string_decode(key, name);
    return decoded < 0 ? NULL : apideck__field_find(type, (const char *)name, (size_t)decoded);
}

/* `object` is NULL while measuring. The schema bounds the recursion: no object holds itself. */
bool apideck__decode_object(struct apideck__decoder *d, apideck_str json,
                            const struct apideck__object_type *type, unsigned char *object,
                            const struct apideck__step *step) {
    if (*json.ptr != '{') {
        return apideck__decoder_fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    struct apideck__walk walk;
    const unsigned char *key = NULL;
    apideck__walk_begin(&walk, json);
    while (apideck__walk_member(&walk, &key, &json)) {
        const struct apideck__field *field = field_of(type, key);
        if (field && !read_member(d, json, field, object, step)) {
            return false;
        }
    }
    return true;
}
