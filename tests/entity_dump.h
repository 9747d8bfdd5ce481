/*
 * Prints an entity, going through the structs by the names of their members: a line for each member
 * that is not absent, `PATH<TAB>WHAT<TAB>…`. Checks on the way what holds for every entity, so that
 * it is of use without a file too.
 */
#ifndef APIDECK_TESTS_ENTITY_DUMP_H
#define APIDECK_TESTS_ENTITY_DUMP_H

#include <apideck/entity.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dump {
    FILE *to; /* NULL: only check */
    apideck_str document;
    size_t path_len;
    char path[512];
};

#define DUMP_MUST(cond)                                                                            \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #cond);               \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* A text in one line, behind a tab; "-" where it is absent. */
static inline void dump_text_of(struct dump *d, apideck_str text) {
    if (!d->to) {
        return;
    }
    fputc('\t', d->to);
    if (!text.ptr) {
        fputc('-', d->to);
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c == '\\' || c == 0x7f) {
            fprintf(d->to, "\\x%02x", (unsigned)c);
        } else {
            fputc(c, d->to);
        }
    }
}

static inline void dump_line(struct dump *d, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (d->to) {
        fprintf(d->to, "%.*s\t", (int)d->path_len, d->path);
        vfprintf(d->to, format, arguments);
    }
    va_end(arguments);
}

static inline void dump_end(struct dump *d) {
    if (d->to) {
        fputc('\n', d->to);
    }
}

static inline void dump_check_text(apideck_str text) {
    DUMP_MUST(text.ptr && text.ptr[text.len] == '\0' && strlen(text.ptr) == text.len);
}

static inline void dump_check_json(const struct dump *d, apideck_str json) {
    DUMP_MUST(json.ptr >= d->document.ptr && json.len > 0 &&
              json.len <= d->document.len - (size_t)(json.ptr - d->document.ptr));
}

/* Returns what to cut the path back to. */
static inline size_t dump_enter(struct dump *d, const char *name) {
    size_t before = d->path_len;
    d->path_len += (size_t)snprintf(d->path + before, sizeof d->path - before, ".%s", name);
    return before;
}

static inline size_t dump_enter_item(struct dump *d, size_t index) {
    size_t before = d->path_len;
    d->path_len += (size_t)snprintf(d->path + before, sizeof d->path - before, "[%zu]", index);
    return before;
}

static inline int dump_is_zero(const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (((const unsigned char *)bytes)[i]) {
            return 0;
        }
    }
    return 1;
}

/* Whether there is a value; prints null, and checks that nothing is there besides. */
static inline int dump_presence(struct dump *d, apideck_presence presence, const void *member,
                                size_t size) {
    DUMP_MUST(presence == APIDECK_ABSENT || presence == APIDECK_NULL ||
              presence == APIDECK_PRESENT);
    if (presence != APIDECK_PRESENT) {
        DUMP_MUST(
            dump_is_zero((const unsigned char *)member + sizeof presence, size - sizeof presence));
    }
    if (presence == APIDECK_NULL) {
        dump_line(d, "null");
        dump_end(d);
    }
    return presence == APIDECK_PRESENT;
}

static inline void dump_text(struct dump *d, const apideck_text *member) {
    dump_check_text(member->text);
    dump_line(d, "text");
    dump_text_of(d, member->text);
}

static inline void dump_boolean(struct dump *d, const apideck_boolean *member) {
    DUMP_MUST(member->value == 0 || member->value == 1);
    dump_line(d, "boolean\t%d", member->value);
}

static inline void dump_integer(struct dump *d, const apideck_integer *member) {
    dump_check_text(member->text);
    dump_line(d, "integer\t%lld", (long long)member->value);
    dump_text_of(d, member->text);
}

static inline void dump_decimal(struct dump *d, const apideck_decimal *member) {
    dump_check_text(member->text);
    dump_line(d, "decimal\t%.17g", member->value);
    dump_text_of(d, member->text);
}

static inline void dump_date(struct dump *d, const apideck_date *member) {
    dump_check_text(member->text);
    dump_line(d, "date\t%d-%d-%d", member->year, member->month, member->day);
    dump_text_of(d, member->text);
}

static inline void dump_instant(struct dump *d, const apideck_instant *member) {
    dump_check_text(member->text);
    dump_line(d, "instant\t%lld", (long long)member->ms);
    dump_text_of(d, member->text);
}

static inline void dump_json(struct dump *d, const apideck_json_value *member) {
    dump_check_json(d, member->json);
    DUMP_MUST(!member->text.ptr || *member->json.ptr == '"');
    if (member->text.ptr) {
        dump_check_text(member->text);
    }
    dump_line(d, "json");
    dump_text_of(d, member->json);
    dump_text_of(d, member->text);
}

static inline void dump_texts(struct dump *d, const apideck_text_list *member) {
    dump_line(d, "list\t%zu", member->count);
    for (size_t i = 0; i < member->count; i++) {
        size_t before = dump_enter_item(d, i);
        dump_end(d);
        dump_line(d, member->items[i].ptr ? "text" : "null");
        if (member->items[i].ptr) {
            dump_check_text(member->items[i]);
            dump_text_of(d, member->items[i]);
        }
        d->path_len = before;
    }
}

#define DUMP_SCALAR(TYPE, MEMBER)                                                                  \
    dump_##TYPE(d, MEMBER);                                                                        \
    dump_end(d);

#define DUMP_text(OF, MEMBER) DUMP_SCALAR(text, MEMBER)
#define DUMP_boolean(OF, MEMBER) DUMP_SCALAR(boolean, MEMBER)
#define DUMP_integer(OF, MEMBER) DUMP_SCALAR(integer, MEMBER)
#define DUMP_decimal(OF, MEMBER) DUMP_SCALAR(decimal, MEMBER)
#define DUMP_date(OF, MEMBER) DUMP_SCALAR(date, MEMBER)
#define DUMP_instant(OF, MEMBER) DUMP_SCALAR(instant, MEMBER)
#define DUMP_json(OF, MEMBER) DUMP_SCALAR(json, MEMBER)
#define DUMP_map(OF, MEMBER) DUMP_SCALAR(json, MEMBER)
#define DUMP_texts(OF, MEMBER) DUMP_SCALAR(texts, MEMBER)

#define DUMP_enum(OF, MEMBER)                                                                      \
    {                                                                                              \
        const apideck_##OF##_value *enumerated = MEMBER;                                           \
        dump_check_text(enumerated->text);                                                         \
        dump_line(d, "enum\t%d", (int)enumerated->value);                                          \
        dump_text_of(d, enumerated->text);                                                         \
        dump_end(d);                                                                               \
    }

#define DUMP_object(OF, MEMBER)                                                                    \
    {                                                                                              \
        const apideck_##OF##_value *held = MEMBER;                                                 \
        DUMP_MUST(held->value);                                                                    \
        dump_check_json(d, held->value->json);                                                     \
        dump_line(d, "object");                                                                    \
        dump_text_of(d, held->value->json);                                                        \
        dump_end(d);                                                                               \
        dump_members_of_##OF(d, held->value);                                                      \
    }

#define DUMP_objects(OF, MEMBER)                                                                   \
    {                                                                                              \
        const apideck_##OF##_list *list = MEMBER;                                                  \
        dump_line(d, "list\t%zu", list->count);                                                    \
        dump_end(d);                                                                               \
        for (size_t i = 0; i < list->count; i++) {                                                 \
            size_t before_item = dump_enter_item(d, i);                                            \
            DUMP_MUST(list->items[i]);                                                             \
            dump_check_json(d, list->items[i]->json);                                              \
            dump_line(d, *list->items[i]->json.ptr == 'n' ? "null" : "object");                    \
            dump_text_of(d, list->items[i]->json);                                                 \
            dump_end(d);                                                                           \
            dump_members_of_##OF(d, list->items[i]);                                               \
            d->path_len = before_item;                                                             \
        }                                                                                          \
    }

#define OBJECT(NAME)                                                                               \
    static inline void dump_members_of_##NAME(struct dump *d, const apideck_##NAME *object) {      \
        size_t before = d->path_len;
#define MEMBER(NAME, FIELD, TYPE, OF)                                                              \
    dump_enter(d, #FIELD);                                                                         \
    if (dump_presence(d, object->FIELD.presence, &object->FIELD, sizeof object->FIELD)) {          \
        DUMP_##TYPE(OF, &object->FIELD)                                                            \
    }                                                                                              \
    d->path_len = before;
#define END }
#include "entity_members.inc"
#undef OBJECT
#undef MEMBER
#undef END

static inline void dump_entity(const apideck_entity *entity, FILE *to) {
    struct dump dump = {to, entity->document, 0, ""};
    struct dump *d = &dump;
    dump_check_text((apideck_str){entity->document.ptr, strlen(entity->document.ptr)});
    DUMP_MUST(entity->document.ptr[entity->document.len] == '\0');
    dump_check_json(d, entity->json);
    d->path_len = (size_t)snprintf(d->path, sizeof d->path, "data");
    switch (entity->kind) {
#define ENTITY(CONSTANT, NAME)                                                                     \
    case APIDECK_ENTITY_##CONSTANT:                                                                \
        DUMP_MUST(apideck_entity_as_##NAME(entity));                                               \
        dump_members_of_##NAME(d, apideck_entity_as_##NAME(entity));                               \
        break;
#include "api/entity_kinds.inc"
    default:
        DUMP_MUST(0); /* of no known kind */
    }
}

#endif
