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

/* A key may spell a name with escapes, and means the same then. */
static enum apideck__event_name name_of_escaped(const unsigned char *key) {
    unsigned name = 0;
    while (name < APIDECK__EVENT_NAMES &&
           !apideck__key_equals(key, apideck__event_names[name].text)) {
        name++;
    }
    return (enum apideck__event_name)name;
}

/* Which name a key reads; *key_len_out is the length of the key as it is written. */
static enum apideck__event_name name_of(const struct apideck__index *index,
                                        const unsigned char *key, size_t *key_len_out) {
    enum apideck__event_name name =
        apideck__event_name(key, (size_t)(index->body + index->body_len - key));
    if (name < APIDECK__EVENT_NAMES) {
        *key_len_out = apideck__event_names[name].len;
    } else if (index->escaped) {
        name = name_of_escaped(key);
        *key_len_out = (size_t)(apideck__string_skip(key) - key) - 1;
    }
    return name;
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

static int take_field(const struct apideck__index *index, enum apideck__event_name name,
                      apideck_str value, struct apideck__event_fields *fields,
                      apideck_error *error_out) {
    if (*value.ptr == 'n') {
        return 0; /* null */
    }
    if (name == APIDECK__EXECUTION_ATTEMPT) {
        return read_attempt(index, value, fields, error_out);
    }
    if (name == APIDECK__ENTITY) {
        if (*value.ptr == '{') {
            fields->entity = value;
        }
        return 0;
    }
    if (*value.ptr != '"') {
        return fail_at(index, value, APIDECK_ERR_FIELD_TYPE, error_out);
    }
    fields->text[name] = value;
    return 0;
}

static apideck_str text_between(const struct apideck__index *index, uint32_t begin, uint32_t end) {
    begin &= ~APIDECK__REWRITE;
    return (apideck_str){(const char *)index->body + begin, end - begin};
}

/* The name of the next member; *names are those that are known to be still to come, or 0. */
static enum apideck__event_name next_name(const struct apideck__index *index,
                                          const unsigned char *key, uint32_t *names,
                                          size_t *key_len_out) {
    if (*names == 0) {
        return name_of(index, key, key_len_out);
    }
    enum apideck__event_name name = (enum apideck__event_name)apideck__lowest_bit(*names);
    *names &= *names - 1;
    *key_len_out = apideck__event_names[name].len;
    return name;
}

/* Notes what the next member says, if it is a field; *names as above. */
static int find_field(const struct apideck__index *index, const struct apideck__span *member,
                      uint32_t *names, struct apideck__event_fields *fields,
                      apideck_error *error_out) {
    const unsigned char *key = apideck__index_key(index, member);
    size_t key_len = 0;
    enum apideck__event_name name = next_name(index, key, names, &key_len);
    if (name == APIDECK__EVENT_NAMES) {
        return 0;
    }
    if (name == APIDECK__EXECUTION_ATTEMPT) {
        fields->execution_attempt_place = member->begin & ~APIDECK__REWRITE;
    }
    return take_field(index, name, value_of(index, member, key, key_len), fields, error_out);
}

int apideck__event_find(const struct apideck__index *index, struct apideck__event_fields *fields,
                        apideck_error *error_out) {
    static const struct apideck__event_fields none = {
        .execution_attempt = APIDECK_NO_ATTEMPT,
        .execution_attempt_place = APIDECK__SKIP_NONE,
    };
    if (!index->root_is_object) {
        return apideck__fail(error_out, APIDECK_ERR_NOT_AN_EVENT, 0);
    }
    struct apideck__record record =
        apideck__index_record(index, index->payload ? index->payload : index->root.nested);
    *fields = none;
    fields->payload = text_between(index, record.begin, record.end);
    uint32_t names = index->event_names;
    for (uint32_t i = 0; i < record.count; i++) {
        int error = find_field(index, &record.spans[i], &names, fields, error_out);
        if (error) {
            return error;
        }
    }
    return 0;
}
