#include "page.h"

#include "index.h"
#include "json_string.h"
#include "key_order.h"
#include "member.h"
#include "number.h"

#include <string.h>

int apideck__page_check(const void *document, size_t document_len,
                        const apideck_allocator *allocator, apideck_str *root_out,
                        struct apideck__page_fault *fault) {
    apideck_error detail = {0, 0, NULL};
    struct apideck__index index;
    *fault = (struct apideck__page_fault){0, ""};
    int error = apideck__index_read(&index, document, document_len, APIDECK__ARRAYS_AS_IS,
                                    allocator, &detail);
    if (error) {
        fault->offset = detail.offset;
    } else {
        size_t begin = index.root.begin & ~APIDECK__REWRITE;
        *root_out = (apideck_str){(const char *)document + begin, index.root.end - begin};
    }
    apideck__index_free(&index);
    return error;
}

/* The path ----------------------------------------------------------------------------------- */

static void path_put(struct apideck__page_reading *reading, const char *text, size_t len) {
    size_t room = sizeof reading->fault->path - 1 - reading->path_len;
    len = len < room ? len : room;
    memcpy(reading->fault->path + reading->path_len, text, len);
    reading->path_len += len;
    reading->fault->path[reading->path_len] = '\0';
}

void apideck__page_name(struct apideck__page_reading *reading, const char *name, size_t name_len) {
    path_put(reading, ".", reading->path_len ? 1 : 0);
    path_put(reading, name, name_len);
}

void apideck__page_place(struct apideck__page_reading *reading, size_t place) {
    char digits[24];
    char *p = digits + sizeof digits;
    *--p = ']';
    do {
        *--p = (char)('0' + place % 10);
        place /= 10;
    } while (place);
    *--p = '[';
    path_put(reading, p, (size_t)(digits + sizeof digits - p));
}

int apideck__page_fail(struct apideck__page_reading *reading, int code, apideck_str at) {
    reading->fault->path[reading->path_len] = '\0';
    reading->fault->offset = (size_t)(at.ptr - reading->document);
    return code;
}

/* Values ------------------------------------------------------------------------------------- */

bool apideck__page_absent(apideck_str json) {
    return !json.ptr || *json.ptr == 'n';
}

int apideck__page_text(struct apideck__page_reading *reading, apideck_str json, void *member) {
    if (*json.ptr != '"') {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    ptrdiff_t len = apideck__string_decode((const unsigned char *)json.ptr + 1, reading->text);
    if (len < 0) {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TEXT, json);
    }
    reading->text[len] = 0;
    *(apideck_str *)member = (apideck_str){(char *)reading->text, (size_t)len};
    reading->text += len + 1; /* the quotes made room for the NUL */
    return 0;
}

int apideck__page_whole(struct apideck__page_reading *reading, apideck_str json, void *member) {
    if (*json.ptr != '-' && (*json.ptr < '0' || *json.ptr > '9')) {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    char digits[APIDECK_NUMBER_MAX];
    size_t len = apideck__number_canonical(json.ptr, json.len, digits);
    int64_t number = 0;
    for (size_t i = 0; i < len; i++) {
        if (len > 15 || digits[i] < '0' || digits[i] > '9') {
            return apideck__page_fail(reading, APIDECK_ERR_FIELD_RANGE, json);
        }
        number = number * 10 + (digits[i] - '0');
    }
    *(int64_t *)member = number;
    return 0;
}

int apideck__page_flag(struct apideck__page_reading *reading, apideck_str json, void *member) {
    if (*json.ptr != 't' && *json.ptr != 'f') {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    *(int *)member = *json.ptr == 't';
    return 0;
}

int apideck__page_json(struct apideck__page_reading *reading, apideck_str json, void *member) {
    (void)reading;
    *(apideck_str *)member = json;
    return 0;
}

/* Objects and lists -------------------------------------------------------------------------- */

int apideck__page_object(struct apideck__page_reading *reading, apideck_str json,
                         const struct apideck__page_field *fields, void *target) {
    if (*json.ptr != '{') {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    const size_t path_len = reading->path_len;
    struct apideck__walk walk;
    const unsigned char *key = NULL;
    apideck_str value;
    apideck__walk_begin(&walk, json);
    while (apideck__walk_member(&walk, &key, &value)) {
        const struct apideck__page_field *field = fields;
        while (field->name && !apideck__key_equals(key, field->name)) {
            field++;
        }
        if (!field->name || apideck__page_absent(value)) {
            continue;
        }
        apideck__page_name(reading, field->name, strlen(field->name));
        int error = field->read(reading, value, (unsigned char *)target + field->offset);
        if (error) {
            return error;
        }
        reading->path_len = path_len;
    }
    return 0;
}

int apideck__page_list(struct apideck__page_reading *reading, apideck_str json,
                       apideck__page_reader *read_element, void *target) {
    if (*json.ptr != '[') {
        return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, json);
    }
    const size_t path_len = reading->path_len;
    struct apideck__walk walk;
    apideck_str element;
    apideck__walk_begin(&walk, json);
    for (size_t i = 0; apideck__walk_element(&walk, &element); i++) {
        apideck__page_place(reading, i);
        int error = read_element(reading, element, target);
        if (error) {
            return error;
        }
        reading->path_len = path_len;
    }
    return 0;
}

size_t apideck__page_count(apideck_str list) {
    struct apideck__walk walk;
    apideck_str element;
    size_t count = 0;
    apideck__walk_begin(&walk, list);
    while (apideck__walk_element(&walk, &element)) {
        count++;
    }
    return count;
}

size_t apideck__page_member_count(apideck_str object) {
    struct apideck__walk walk;
    const unsigned char *key;
    apideck_str value;
    size_t count = 0;
    apideck__walk_begin(&walk, object);
    while (apideck__walk_member(&walk, &key, &value)) {
        count++;
    }
    return count;
}

int apideck__page_cursor(struct apideck__page_reading *reading, apideck_str root,
                         apideck_str *cursor_out) {
    static const char *const names[] = {"meta", "cursors", "next"};
    apideck_str value = root;
    reading->path_len = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (*value.ptr != '{') {
            return apideck__page_fail(reading, APIDECK_ERR_FIELD_TYPE, value);
        }
        if (!apideck__member_find(value, names[i], strlen(names[i]), &value) ||
            apideck__page_absent(value)) {
            return 0;
        }
        apideck__page_name(reading, names[i], strlen(names[i]));
    }
    apideck_str cursor;
    int error = apideck__page_text(reading, value, &cursor);
    if (!error && cursor.len) {
        *cursor_out = cursor;
    }
    return error;
}
