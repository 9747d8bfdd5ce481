/*
 * An entity from its document. The reader checks the whole text first. Then the entity's part of it
 * is walked twice by its schema: once to check types and to add up what room it takes, and once
 * more to fill one block of that size.
 */
#include "entity_decode.h"

#include "allocator.h"
#include "entity_schema.h"
#include "entity_value.h"
#include "index.h"
#include "json_string.h"
#include "member.h"
#include "number.h"
#include "timestamp.h"

#include <string.h>

/* What a document may blow up to: lists of empty objects would take hundreds of times its size. */
#define BLOCK_ALWAYS (UINT64_C(64) << 20)
#define BLOCK_PER_BYTE 32

#define PATH_MAX_LEN 512
#define NAME_MAX 63 /* of a field; generate.py sees to it */

/* What precedes an entity in its block. */
struct block {
    apideck_allocator allocator;
    size_t size;
};

/* Where in the document the walk is: a member's name, or an element's index. */
struct step {
    const struct step *above;
    const char *name; /* NULL for an element */
    size_t index;
};

struct decoder {
    apideck_str document;
    const char *copy;       /* of the document in the block; NULL while measuring */
    unsigned char *objects; /* of the block: structs and arrays of pointers */
    char *texts;            /* behind them */
    uint64_t object_bytes;  /* taken so far of each */
    uint64_t text_bytes;
    int error;
    size_t offset;
    char path[PATH_MAX_LEN];
    size_t path_len;
};

static uint64_t aligned(uint64_t size) {
    const uint64_t align = _Alignof(max_align_t);
    return (size + align - 1) / align * align;
}

#define HEAD_SIZE ((size_t)aligned(sizeof(struct block)))

static bool is_filling(const struct decoder *d) {
    return d->copy != NULL;
}

/* Failing -------------------------------------------------------------------------------------- */

static void put_path(struct decoder *d, const char *text, size_t len) {
    size_t room = sizeof d->path - d->path_len;
    len = len < room ? len : room;
    memcpy(d->path + d->path_len, text, len);
    d->path_len += len;
}

static void put_index(struct decoder *d, size_t index) {
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
static void put_steps(struct decoder *d, const struct step *step) {
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

static bool fail(struct decoder *d, int error, apideck_str json, const struct step *step) {
    d->error = error;
    d->offset = json.ptr ? (size_t)(json.ptr - d->document.ptr) : 0;
    d->path_len = 0;
    put_steps(d, step);
    return false;
}

/* Room ----------------------------------------------------------------------------------------- */

/* Zeroed room for structs and pointers; NULL while measuring. */
static void *take_room(struct decoder *d, uint64_t size) {
    unsigned char *room = is_filling(d) ? d->objects + d->object_bytes : NULL;
    d->object_bytes += aligned(size);
    return room;
}

static void put_text(struct decoder *d, const char *text, size_t len, apideck_str *text_out) {
    if (is_filling(d)) {
        char *end = d->texts + d->text_bytes;
        memcpy(end, text, len);
        end[len] = '\0';
        *text_out = (apideck_str){end, len};
    }
    d->text_bytes += len + 1;
}

/* False when text for C cannot hold what the string says. */
static bool put_string(struct decoder *d, apideck_str json, apideck_str *text_out) {
    const char *inside = json.ptr + 1;
    size_t len = json.len - 2;
    if (!memchr(inside, '\\', len)) {
        put_text(d, inside, len, text_out);
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
static apideck_str in_copy(const struct decoder *d, apideck_str json) {
    return (apideck_str){d->copy + (json.ptr - d->document.ptr), json.len};
}

/* Scalars -------------------------------------------------------------------------------------- */

/* Each reads a value that is not null; while measuring, what goes into the block is not there. */

static bool read_string(struct decoder *d, apideck_str json, apideck_str *text_out,
                        const struct step *step) {
    if (*json.ptr != '"') {
        return fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    return put_string(d, json, text_out) || fail(d, APIDECK_ERR_FIELD_TEXT, json, step);
}

static bool read_number(struct decoder *d, apideck_str json, apideck_str *text_out,
                        const struct step *step) {
    if (*json.ptr != '-' && (*json.ptr < '0' || *json.ptr > '9')) {
        return fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    put_text(d, json.ptr, json.len, text_out);
    return true;
}

static bool read_boolean(struct decoder *d, apideck_str json, apideck_boolean *member,
                         const struct step *step) {
    if (*json.ptr != 't' && *json.ptr != 'f') {
        return fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    member->value = *json.ptr == 't';
    return true;
}

static bool read_integer(struct decoder *d, apideck_str json, apideck_integer *member,
                         const struct step *step) {
    if (!read_number(d, json, &member->text, step)) {
        return false;
    }
    int error = apideck__integer_read(json, &member->value);
    return !error || fail(d, error, json, step);
}

static bool read_decimal(struct decoder *d, apideck_str json, apideck_decimal *member,
                         const struct step *step) {
    if (!read_number(d, json, &member->text, step)) {
        return false;
    }
    if (is_filling(d)) {
        member->value = apideck__number_value(json.ptr, json.len);
    }
    return true;
}

static bool read_date(struct decoder *d, apideck_str json, apideck_date *member,
                      const struct step *step) {
    if (!read_string(d, json, &member->text, step)) {
        return false;
    }
    if (is_filling(d)) {
        (void)apideck__day_read(member->text, &member->year, &member->month, &member->day);
    }
    return true;
}

static bool read_instant(struct decoder *d, apideck_str json, apideck_instant *member,
                         const struct step *step) {
    if (!read_string(d, json, &member->text, step)) {
        return false;
    }
    if (is_filling(d)) {
        member->ms = apideck__timestamp_ms(member->text);
    }
    return true;
}

static bool read_enum(struct decoder *d, apideck_str json, unsigned of,
                      struct apideck__enum_member *member, const struct step *step) {
    if (!read_string(d, json, &member->text, step)) {
        return false;
    }
    if (is_filling(d)) {
        member->value = apideck__enum_find(of, member->text);
    }
    return true;
}

static bool read_json(struct decoder *d, apideck_str json, apideck_json_value *member) {
    if (*json.ptr == '"' && !put_string(d, json, &member->text)) {
        d->text_bytes += json.len - 1; /* as measured, though nothing is there */
    }
    if (is_filling(d)) {
        member->json = in_copy(d, json);
    }
    return true;
}

/* Lists and objects ---------------------------------------------------------------------------- */

static bool read_object(struct decoder *d, apideck_str json,
                        const struct apideck__object_type *type, unsigned char *object,
                        const struct step *step);

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

static bool read_texts(struct decoder *d, apideck_str json, apideck_text_list *member,
                       const struct step *step) {
    if (*json.ptr != '[') {
        return fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    size_t count = count_elements(json);
    apideck_str *items = take_room(d, (uint64_t)count * sizeof *items);
    struct apideck__walk walk;
    struct step at = {step, NULL, 0};
    apideck__walk_begin(&walk, json);
    for (; at.index < count; at.index++) {
        apideck_str text = {NULL, 0};
        (void)apideck__walk_element(&walk, &json);
        if (*json.ptr != 'n' && !read_string(d, json, &text, &at)) {
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
static bool read_nested(struct decoder *d, apideck_str json, unsigned of, const void **object_out,
                        const struct step *step) {
    const struct apideck__object_type *type = apideck__object_type(of);
    unsigned char *object = take_room(d, type->size);
    if (object) {
        *(apideck_str *)(void *)object = in_copy(d, json);
        *object_out = object;
    }
    return *json.ptr == 'n' || read_object(d, json, type, object, step);
}

static bool read_objects(struct decoder *d, apideck_str json, unsigned of,
                         struct apideck__list_member *member, const struct step *step) {
    if (*json.ptr != '[') {
        return fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
    }
    size_t count = count_elements(json);
    const void **items = take_room(d, (uint64_t)count * sizeof *items);
    struct apideck__walk walk;
    struct step at = {step, NULL, 0};
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

static bool read_value(struct decoder *d, apideck_str json, const struct apideck__field *field,
                       union member *member, const struct step *step) {
    switch ((enum apideck__field_type)field->type) {
    case APIDECK__TEXT:
        return read_string(d, json, &member->text.text, step);
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
                                : fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
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

static bool read_member(struct decoder *d, apideck_str json, const struct apideck__field *field,
                        unsigned char *object, const struct step *above) {
    const struct step step = {above, field->name, 0};
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
    unsigned char name[NAME_MAX * 6 + 1];
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
static bool read_object(struct decoder *d, apideck_str json,
                        const struct apideck__object_type *type, unsigned char *object,
                        const struct step *step) {
    if (*json.ptr != '{') {
        return fail(d, APIDECK_ERR_FIELD_TYPE, json, step);
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

/* The document --------------------------------------------------------------------------------- */

/* What is asked for, and where it stands in the document. */
struct wanted {
    apideck_entity_kind kind;
    const char *id;
    apideck_str data;
    apideck_str service;
};

static const struct step data_step = {NULL, "data", 0};
static const struct step service_step = {NULL, "service", 0};

/* The same in both passes. The id and the service are texts of the entity's head too. */
static bool read_entity(struct decoder *d, const struct wanted *wanted, apideck_entity *entity) {
    const struct apideck__object_type *type = apideck__entity_type(wanted->kind);
    apideck_str document = {NULL, 0};
    apideck_str service = {NULL, 0};
    unsigned char *object = take_room(d, type->size);
    put_text(d, d->document.ptr, d->document.len, &document);
    if (wanted->service.ptr && !read_string(d, wanted->service, &service, &service_step)) {
        return false;
    }
    if (entity) {
        entity->kind = wanted->kind;
        entity->document = document;
        entity->service = service;
        entity->json = in_copy(d, wanted->data);
    }
    if (!read_object(d, wanted->data, type, object, &data_step)) {
        return false;
    }
    if (entity) {
        const struct apideck__field *id = apideck__field_find(type, "id", 2);
        entity->id = ((const apideck_text *)(const void *)(object + id->offset))->text;
    }
    return true;
}

/* Finds the parts of the envelope. */
static bool open_envelope(struct decoder *d, const struct apideck__index *index,
                          struct wanted *wanted) {
    uint32_t begin = index->root.begin & ~APIDECK__REWRITE;
    apideck_str root = {d->document.ptr + begin, index->root.end - begin};
    if (!index->root_is_object || !apideck__member_find(root, "data", 4, &wanted->data)) {
        return fail(d, APIDECK_ERR_ENVELOPE, root, &data_step);
    }
    if (*wanted->data.ptr != '{') {
        return fail(d, APIDECK_ERR_ENVELOPE, wanted->data, &data_step);
    }
    if (apideck__member_find(root, "service", 7, &wanted->service) && *wanted->service.ptr == 'n') {
        wanted->service.ptr = NULL;
    }
    return true;
}

/* Whether the whole text is sound; what comes behind relies on it. */
static bool check_document(struct decoder *d, const apideck_allocator *allocator,
                           struct wanted *wanted) {
    struct apideck__index index;
    apideck_error detail = {0, 0, NULL};
    d->error = apideck__index_read(&index, d->document.ptr, d->document.len, APIDECK__ARRAYS_AS_IS,
                                   allocator, &detail);
    d->offset = detail.offset;
    bool sound = !d->error && open_envelope(d, &index, wanted);
    apideck__index_free(&index);
    return sound;
}

static bool is_too_large(const struct decoder *d) {
    uint64_t size = HEAD_SIZE + d->object_bytes + d->text_bytes;
    return size > SIZE_MAX ||
           (size > BLOCK_ALWAYS && size > (uint64_t)d->document.len * BLOCK_PER_BYTE);
}

static struct block *make_block(struct decoder *d, const apideck_allocator *allocator) {
    size_t objects = (size_t)d->object_bytes;
    size_t size = HEAD_SIZE + objects + (size_t)d->text_bytes;
    struct block *block = apideck__alloc(allocator, size);
    if (block) {
        *block = (struct block){*allocator, size};
        d->objects = (unsigned char *)block + HEAD_SIZE;
        d->texts = (char *)d->objects + objects;
        d->copy = d->texts;
        d->object_bytes = d->text_bytes = 0;
        memset(d->objects, 0, objects);
    }
    return block;
}

static bool is_other(const apideck_entity *entity, const char *id) {
    return id && entity->id.ptr &&
           (strlen(id) != entity->id.len || memcmp(id, entity->id.ptr, entity->id.len) != 0);
}

static bool fill(struct decoder *d, const struct wanted *wanted, const apideck_allocator *allocator,
                 apideck_entity **entity_out) {
    struct block *block = make_block(d, allocator);
    if (!block) {
        d->error = APIDECK_ERR_NO_MEMORY;
        return false;
    }
    apideck_entity *entity = (apideck_entity *)(void *)d->objects;
    if (!read_entity(d, wanted, entity)) {
        apideck__free(allocator, block, block->size);
        return false;
    }
    if (is_other(entity, wanted->id)) {
        static const struct step id_step = {&data_step, "id", 0};
        apideck__free(allocator, block, block->size);
        return fail(d, APIDECK_ERR_OTHER_ENTITY, wanted->data, &id_step);
    }
    *entity_out = entity;
    return true;
}

static bool decode(struct decoder *d, struct wanted *wanted, const apideck_allocator *allocator,
                   apideck_entity **entity_out) {
    if (!check_document(d, allocator, wanted) || !read_entity(d, wanted, NULL)) {
        return false;
    }
    if (is_too_large(d)) {
        d->error = APIDECK_ERR_TOO_LARGE;
        return false;
    }
    return fill(d, wanted, allocator, entity_out);
}

void apideck_entity_free(apideck_entity *entity) {
    if (entity) {
        struct block *block = (struct block *)(void *)((unsigned char *)entity - HEAD_SIZE);
        apideck_allocator allocator = block->allocator;
        apideck__free(&allocator, block, block->size);
    }
}

int apideck__entity_decode(apideck_entity_kind kind, apideck_str document, const char *expected_id,
                           const apideck_allocator *allocator, apideck_entity **entity_out,
                           const struct apideck__trouble *known, apideck_problem **problem_out) {
    apideck_allocator own = apideck__allocator(allocator);
    struct wanted wanted = {kind, expected_id, {NULL, 0}, {NULL, 0}};
    struct decoder d;
    memset(&d, 0, offsetof(struct decoder, path));
    d.path_len = 0;
    d.document = document;
    if (decode(&d, &wanted, &own, entity_out)) {
        return 0;
    }
    struct apideck__trouble trouble = *known;
    trouble.code = d.error;
    trouble.offset = d.offset;
    if (d.path_len) {
        trouble.path = (apideck_str){d.path, d.path_len};
    }
    return apideck__problem(problem_out, &own, &trouble);
}
