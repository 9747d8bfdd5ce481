/* What the objects of the accounting API have, made of the tables. */
#ifndef APIDECK_LIB_API_ENTITY_SCHEMA_H
#define APIDECK_LIB_API_ENTITY_SCHEMA_H

#include <apideck/entity.h>

/* What is read into a member of a struct, and the type of that. */
enum apideck__field_type {
    APIDECK__TEXT,    /* apideck_text */
    APIDECK__BOOLEAN, /* apideck_boolean */
    APIDECK__INTEGER, /* apideck_integer */
    APIDECK__DECIMAL, /* apideck_decimal */
    APIDECK__DATE,    /* apideck_date */
    APIDECK__INSTANT, /* apideck_instant */
    APIDECK__TEXTS,   /* apideck_text_list */
    APIDECK__JSON,    /* apideck_json_value of any type */
    APIDECK__MAP,     /* apideck_json_value that is an object */
    APIDECK__ENUM,    /* struct apideck__enum_member */
    APIDECK__OBJECT,  /* struct apideck__object_member */
    APIDECK__OBJECTS  /* struct apideck__list_member */
};

struct apideck__field {
    const char *name;
    unsigned char name_len;
    unsigned char type; /* enum apideck__field_type */
    unsigned char of;   /* number of the enumeration or the object */
    unsigned short offset;
};

struct apideck__object_type {
    const struct apideck__field *fields; /* sorted bytewise */
    size_t field_count;
    size_t size; /* of the struct */
};

/* The layout that all apideck_X_value of enumerations share, all those of objects, and all
 * apideck_X_list. */
struct apideck__enum_member {
    apideck_presence presence;
    int value;
    apideck_str text;
};
struct apideck__object_member {
    apideck_presence presence;
    const void *value;
};
struct apideck__list_member {
    apideck_presence presence;
    size_t count;
    const void *items;
};

/* NULL for what is no kind. */
const struct apideck__object_type *apideck__entity_type(apideck_entity_kind kind);

/* By the number that a field has in `of`. */
const struct apideck__object_type *apideck__object_type(unsigned number);

/* The field of that name; NULL when there is none. */
const struct apideck__field *apideck__field_find(const struct apideck__object_type *type,
                                                 const char *name, size_t len);

/* The constant that a text of an enumeration has; 0 when it is none. */
int apideck__enum_find(unsigned number, apideck_str text);

#endif
