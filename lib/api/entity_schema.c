#include "entity_schema.h"

#include <string.h>

struct apideck__enum_value {
    const char *text;
    unsigned char len;
    int value;
};

struct apideck__enum_type {
    const struct apideck__enum_value *values;
    size_t count;
};

#define TEXT(LITERAL) LITERAL, sizeof(LITERAL) - 1
#define LIST(ARRAY) ARRAY, sizeof(ARRAY) / sizeof *(ARRAY)
#define OBJECT_TYPE(NAME)                                                                          \
    { LIST(NAME##_fields), sizeof(apideck_##NAME) }

#define SAME_LAYOUT(TYPE)                                                                          \
    _Static_assert(sizeof(TYPE) == sizeof(struct apideck__enum_member) &&                          \
                       sizeof(((TYPE *)0)->value) == sizeof(int) &&                                \
                       offsetof(TYPE, value) == offsetof(struct apideck__enum_member, value) &&    \
                       offsetof(TYPE, text) == offsetof(struct apideck__enum_member, text),        \
                   #TYPE)

#include "entity_table.inc"

_Static_assert(sizeof(apideck_address_value) == sizeof(struct apideck__object_member), "object");
_Static_assert(sizeof(apideck_address_list) == sizeof(struct apideck__list_member), "list");

const struct apideck__object_type *apideck__object_type(unsigned number) {
    return &object_types[number];
}

/* Entities are the first of the objects, by their kind. */
const struct apideck__object_type *apideck__entity_type(apideck_entity_kind kind) {
    switch (kind) {
#define ENTITY(CONSTANT, NAME)                                                                     \
    case APIDECK_ENTITY_##CONSTANT:                                                                \
        return &object_types[OBJECT_##CONSTANT];
#include "entity_kinds.inc"
    default:
        return NULL;
    }
}

static int compare(const char *a, size_t a_len, const char *b, size_t b_len) {
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    return order ? order : (a_len > b_len) - (a_len < b_len);
}

const struct apideck__field *apideck__field_find(const struct apideck__object_type *type,
                                                 const char *name, size_t len) {
    size_t first = 0;
    size_t stop = type->field_count;
    while (first < stop) {
        size_t middle = first + (stop - first) / 2;
        const struct apideck__field *field = &type->fields[middle];
        int order = compare(name, len, field->name, field->name_len);
        if (order == 0) {
            return field;
        }
        *(order < 0 ? &stop : &first) = order < 0 ? middle : middle + 1;
    }
    return NULL;
}

int apideck__enum_find(unsigned number, apideck_str text) {
    const struct apideck__enum_type *type = &enum_types[number];
    size_t first = 0;
    size_t stop = type->count;
    while (first < stop) {
        size_t middle = first + (stop - first) / 2;
        const struct apideck__enum_value *value = &type->values[middle];
        int order = compare(text.ptr, text.len, value->text, value->len);
        if (order == 0) {
            return value->value;
        }
        *(order < 0 ? &stop : &first) = order < 0 ? middle : middle + 1;
    }
    return 0;
}
