#include "webhook_log.h"

#include "allocator.h"
#include "index.h"
#include "json_string.h"
#include "key_order.h"
#include "member.h"
#include "number.h"
#include "problem.h"
#include "timestamp.h"

#include <stdbool.h>
#include <string.h>

/* The page, what it points to, and what freeing it needs, in one block. */
struct block {
    _Alignas(int64_t) apideck_webhook_logs logs; /* entries follow the block */
    apideck_allocator allocator;
    size_t size;
};

/* Entries are several times as long as their structs. A page of empty ones, which the API does not
 * make, would take a hundred times its length: a large one is refused. */
#define STRUCTS_PER_BYTE 8
#define STRUCTS_ALWAYS 65536

/* On the way through a page. */
struct reading {
    const char *document;              /* the block's copy */
    unsigned char *text;               /* where the next decoded text goes */
    apideck_webhook_attempt *attempts; /* where the next one goes */
    struct apideck__page_fault *fault;
    size_t path_len; /* of the object that is being read */
};

/* What was wrong ---------------------------------------------------------------------------- */

static void path_put(struct reading *reading, const char *text) {
    char *path = reading->fault->path;
    while (*text && reading->path_len < sizeof reading->fault->path - 1) {
        path[reading->path_len++] = *text++;
    }
    path[reading->path_len] = '\0';
}

static void path_name(struct reading *reading, const char *name) {
    path_put(reading, reading->path_len ? "." : "");
    path_put(reading, name);
}

static void path_place(struct reading *reading, size_t place) {
    char digits[24];
    char *p = digits + sizeof digits;
    *--p = '\0';
    *--p = ']';
    do {
        *--p = (char)('0' + place % 10);
        place /= 10;
    } while (place);
    *--p = '[';
    path_put(reading, p);
}

static int fail(struct reading *reading, int code, const char *name, apideck_str at) {
    if (name) {
        path_name(reading, name);
    }
    reading->fault->offset = (size_t)(at.ptr - reading->document);
    return code;
}

/* Values ------------------------------------------------------------------------------------- */

static bool is_null(apideck_str json) {
    return !json.ptr || *json.ptr == 'n';
}

static int read_text(struct reading *reading, const char *name, apideck_str json,
                     apideck_str *text_out) {
    if (*json.ptr != '"') {
        return fail(reading, APIDECK_ERR_FIELD_TYPE, name, json);
    }
    ptrdiff_t len = apideck__string_decode((const unsigned char *)json.ptr + 1, reading->text);
    if (len < 0) {
        return fail(reading, APIDECK_ERR_FIELD_TEXT, name, json);
    }
    reading->text[len] = 0;
    *text_out = (apideck_str){(char *)reading->text, (size_t)len};
    reading->text += len + 1; /* the quotes made room for the NUL */
    return 0;
}

/* A whole number is what prints as up to 15 digits. */
static int read_whole(struct reading *reading, const char *name, apideck_str json,
                      int64_t *number_out) {
    if (*json.ptr != '-' && (*json.ptr < '0' || *json.ptr > '9')) {
        return fail(reading, APIDECK_ERR_FIELD_TYPE, name, json);
    }
    char digits[APIDECK_NUMBER_MAX];
    size_t len = apideck__number_canonical(json.ptr, json.len, digits);
    int64_t number = 0;
    for (size_t i = 0; i < len; i++) {
        if (len > 15 || digits[i] < '0' || digits[i] > '9') {
            return fail(reading, APIDECK_ERR_FIELD_RANGE, name, json);
        }
        number = number * 10 + (digits[i] - '0');
    }
    *number_out = number;
    return 0;
}

static int read_flag(struct reading *reading, const char *name, apideck_str json, int *flag_out) {
    if (*json.ptr != 't' && *json.ptr != 'f') {
        return fail(reading, APIDECK_ERR_FIELD_TYPE, name, json);
    }
    *flag_out = *json.ptr == 't';
    return 0;
}

/* What was delivered: as a text, or as the object itself. */
static int read_body(struct reading *reading, const char *name, apideck_str json,
                     apideck_str *body_out) {
    if (*json.ptr == '{') {
        *body_out = json;
        return 0;
    }
    return read_text(reading, name, json, body_out);
}

/* Objects ------------------------------------------------------------------------------------ */

enum kind { TEXT, WHOLE, FLAG, BODY, JSON, SERVICE, ATTEMPTS };

struct field {
    const char *name;
    enum kind kind;
    size_t offset; /* in the struct */
};

#define ENTRY(NAME, KIND)                                                                          \
    { #NAME, KIND, offsetof(apideck_webhook_log, NAME) }
#define ATTEMPT(NAME, KIND)                                                                        \
    { #NAME, KIND, offsetof(apideck_webhook_attempt, NAME) }

static const struct field entry_fields[] = {
    ENTRY(id, TEXT),
    ENTRY(status_code, WHOLE),
    ENTRY(success, FLAG),
    ENTRY(application_id, TEXT),
    ENTRY(consumer_id, TEXT),
    ENTRY(unified_api, TEXT),
    {"service", SERVICE, 0},
    ENTRY(endpoint, TEXT),
    ENTRY(event_type, TEXT),
    ENTRY(execution_attempt, WHOLE),
    ENTRY(http_method, TEXT),
    ENTRY(timestamp, TEXT),
    ENTRY(entity_type, TEXT),
    ENTRY(request_body, BODY),
    ENTRY(response_body, JSON),
    ENTRY(retry_scheduled, FLAG),
    ENTRY(attempts, ATTEMPTS),
    {NULL, TEXT, 0},
};

static const struct field service_fields[] = {
    {"id", TEXT, offsetof(apideck_webhook_log, service_id)},
    {"name", TEXT, offsetof(apideck_webhook_log, service_name)},
    {NULL, TEXT, 0},
};

static const struct field attempt_fields[] = {
    ATTEMPT(timestamp, TEXT),
    ATTEMPT(execution_attempt, WHOLE),
    ATTEMPT(status_code, WHOLE),
    ATTEMPT(success, FLAG),
    {NULL, TEXT, 0},
};

static int read_object(struct reading *reading, apideck_str json, const struct field *fields,
                       void *target);

static int read_service(struct reading *reading, apideck_str json, void *target) {
    size_t path_len = reading->path_len;
    path_name(reading, "service");
    int error = read_object(reading, json, service_fields, target);
    if (!error) {
        reading->path_len = path_len;
    }
    return error;
}

static int read_attempts(struct reading *reading, const char *name, apideck_str json,
                         apideck_webhook_log *log) {
    if (*json.ptr != '[') {
        return fail(reading, APIDECK_ERR_FIELD_TYPE, name, json);
    }
    size_t path_len = reading->path_len;
    path_name(reading, name);
    size_t list_len = reading->path_len;
    struct apideck__walk walk;
    apideck_str element;
    apideck__walk_begin(&walk, json);
    log->attempts = reading->attempts;
    while (apideck__walk_element(&walk, &element)) {
        apideck_webhook_attempt *attempt = reading->attempts++;
        *attempt = (apideck_webhook_attempt){{NULL, 0}, APIDECK_NO_TIME, -1, -1, -1};
        path_place(reading, log->attempt_count++);
        int error = read_object(reading, element, attempt_fields, attempt);
        if (error) {
            return error;
        }
        attempt->timestamp_ms = apideck__timestamp_ms(attempt->timestamp);
        reading->path_len = list_len;
    }
    reading->path_len = path_len;
    return 0;
}

static int read_field(struct reading *reading, const struct field *field, apideck_str json,
                      void *target) {
    void *member = (unsigned char *)target + field->offset;
    switch (field->kind) {
    case TEXT:
        return read_text(reading, field->name, json, member);
    case WHOLE:
        return read_whole(reading, field->name, json, member);
    case FLAG:
        return read_flag(reading, field->name, json, member);
    case BODY:
        return read_body(reading, field->name, json, member);
    case SERVICE:
        return read_service(reading, json, target);
    case ATTEMPTS:
        return read_attempts(reading, field->name, json, target);
    case JSON:
        break;
    }
    *(apideck_str *)member = json;
    return 0;
}

static int read_object(struct reading *reading, apideck_str json, const struct field *fields,
                       void *target) {
    if (*json.ptr != '{') {
        return fail(reading, APIDECK_ERR_FIELD_TYPE, NULL, json);
    }
    struct apideck__walk walk;
    const unsigned char *key = NULL;
    apideck_str value;
    apideck__walk_begin(&walk, json);
    while (apideck__walk_member(&walk, &key, &value)) {
        const struct field *field = fields;
        while (field->name && !apideck__key_equals(key, field->name)) {
            field++;
        }
        int error = field->name && !is_null(value) ? read_field(reading, field, value, target) : 0;
        if (error) {
            return error;
        }
    }
    return 0;
}

/* The page ----------------------------------------------------------------------------------- */

static apideck_str root_of(apideck_str document) {
    size_t space = 0;
    while (strchr(" \t\r\n", document.ptr[space])) {
        space++;
    }
    return (apideck_str){document.ptr + space, document.len - space};
}

/* The entries of a document that has been checked; false when there are none where they belong. */
static bool find_list(apideck_str document, apideck_str *list_out) {
    apideck_str root = root_of(document);
    if (*root.ptr == '{' && !apideck__member_find(root, "data", 4, &root)) {
        return false;
    }
    *list_out = root;
    return *root.ptr == '[';
}

static size_t count_elements(apideck_str list) {
    struct apideck__walk walk;
    apideck_str element;
    size_t count = 0;
    apideck__walk_begin(&walk, list);
    while (apideck__walk_element(&walk, &element)) {
        count++;
    }
    return count;
}

static size_t count_attempts(apideck_str list) {
    struct apideck__walk walk;
    apideck_str entry;
    apideck_str attempts;
    size_t count = 0;
    apideck__walk_begin(&walk, list);
    while (apideck__walk_element(&walk, &entry)) {
        if (*entry.ptr == '{' && apideck__member_find(entry, "attempts", 8, &attempts) &&
            *attempts.ptr == '[') {
            count += count_elements(attempts);
        }
    }
    return count;
}

static int read_entries(struct reading *reading, apideck_str list, apideck_webhook_log *entries) {
    size_t path_len = reading->path_len;
    struct apideck__walk walk;
    apideck_str element;
    apideck__walk_begin(&walk, list);
    for (size_t i = 0; apideck__walk_element(&walk, &element); i++) {
        apideck_webhook_log *entry = &entries[i];
        memset(entry, 0, sizeof *entry);
        entry->status_code = -1;
        entry->success = -1;
        entry->retry_scheduled = -1;
        entry->execution_attempt = -1;
        entry->json = element;
        path_place(reading, i);
        int error = read_object(reading, element, entry_fields, entry);
        if (error) {
            return error;
        }
        entry->timestamp_ms = apideck__timestamp_ms(entry->timestamp);
        reading->path_len = path_len;
    }
    return 0;
}

/* The cursor under meta.cursors.next; each of the three may be missing or null. */
static int read_cursor(struct reading *reading, apideck_str root, apideck_str *cursor_out) {
    static const char *const names[] = {"meta", "cursors", "next"};
    apideck_str value = root;
    reading->path_len = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (*value.ptr != '{') {
            return fail(reading, APIDECK_ERR_FIELD_TYPE, NULL, value);
        }
        if (!apideck__member_find(value, names[i], strlen(names[i]), &value) || is_null(value)) {
            return 0;
        }
        path_name(reading, names[i]);
    }
    apideck_str cursor;
    int error = read_text(reading, NULL, value, &cursor);
    if (!error && cursor.len) {
        *cursor_out = cursor;
    }
    return error;
}

static int fill(struct reading *reading, apideck_str root, apideck_str list,
                apideck_webhook_log *entries, apideck_webhook_logs *logs) {
    bool has_envelope = *root.ptr == '{';
    path_put(reading, has_envelope ? "data" : "");
    int error = read_entries(reading, list, entries);
    if (!error && has_envelope) {
        error = read_cursor(reading, root, &logs->next_cursor);
    }
    return error;
}

/* Copies a document that has been checked, and reads the copy. */
static int make(apideck_str document, apideck_str list, const apideck_allocator *allocator,
                apideck_webhook_logs **logs_out, struct apideck__page_fault *fault) {
    size_t count = count_elements(list);
    uint64_t structs = (uint64_t)count * sizeof(apideck_webhook_log) +
                       (uint64_t)count_attempts(list) * sizeof(apideck_webhook_attempt);
    if (structs > STRUCTS_ALWAYS + (uint64_t)STRUCTS_PER_BYTE * document.len ||
        structs > SIZE_MAX / 2 || document.len > SIZE_MAX / 8) {
        return APIDECK_ERR_TOO_LARGE;
    }
    size_t head = sizeof(struct block) + (size_t)structs;
    size_t size = head + 2 * (document.len + 1);
    struct block *block = apideck__alloc(allocator, size);
    if (!block) {
        return APIDECK_ERR_NO_MEMORY;
    }
    apideck_webhook_log *entries = (apideck_webhook_log *)(block + 1);
    char *copy = (char *)block + head;
    *block = (struct block){{entries, count, {NULL, 0}}, *allocator, size};
    memcpy(copy, document.ptr, document.len);
    copy[document.len] = '\0';
    struct reading reading = {
        .document = copy,
        .text = (unsigned char *)copy + document.len + 1,
        .attempts = (apideck_webhook_attempt *)(entries + count),
        .fault = fault,
    };
    list.ptr = copy + (list.ptr - document.ptr);
    apideck_str root = root_of((apideck_str){copy, document.len});
    int error = fill(&reading, root, list, entries, &block->logs);
    if (error) {
        apideck__free(allocator, block, size);
        return error;
    }
    *logs_out = &block->logs;
    return 0;
}

int apideck__webhook_logs_read(const void *document, size_t document_len,
                               const apideck_allocator *allocator, apideck_webhook_logs **logs_out,
                               struct apideck__page_fault *fault) {
    apideck_allocator own = apideck__allocator(allocator);
    apideck_error detail = {0, 0, NULL};
    struct apideck__index index;
    *fault = (struct apideck__page_fault){0, ""};
    int error =
        apideck__index_read(&index, document, document_len, APIDECK__ARRAYS_AS_IS, &own, &detail);
    apideck__index_free(&index);
    if (error) {
        fault->offset = detail.offset;
        return error;
    }
    apideck_str text = {document, document_len};
    apideck_str list;
    if (!find_list(text, &list)) {
        memcpy(fault->path, "data", sizeof "data");
        return APIDECK_ERR_ENVELOPE;
    }
    return make(text, list, &own, logs_out, fault);
}

int apideck_webhook_logs_read(const void *document, size_t document_len,
                              const apideck_allocator *allocator, apideck_webhook_logs **logs_out,
                              apideck_problem **problem_out) {
    if ((!document && document_len) || !logs_out || !apideck__allocator_valid(allocator)) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_ARGUMENT, NULL);
    }
    struct apideck__page_fault fault;
    int error = apideck__webhook_logs_read(document, document_len, allocator, logs_out, &fault);
    if (!error) {
        return 0;
    }
    return apideck__problem(problem_out, allocator,
                            &(struct apideck__trouble){
                                .code = error,
                                .path = {fault.path, strlen(fault.path)},
                                .offset = fault.offset,
                            });
}

void apideck_webhook_logs_free(apideck_webhook_logs *logs) {
    if (logs) {
        struct block *block = (struct block *)logs;
        apideck_allocator allocator = block->allocator;
        apideck__free(&allocator, block, block->size);
    }
}

int apideck_webhook_log_delivered(const apideck_webhook_log *log) {
    int64_t status = log->status_code;
    int success = log->success;
    if (status < 0 && success < 0 && log->attempt_count) {
        const apideck_webhook_attempt *newest = log->attempts;
        for (size_t i = 1; i < log->attempt_count; i++) {
            if (log->attempts[i].execution_attempt >= newest->execution_attempt) {
                newest = &log->attempts[i];
            }
        }
        status = newest->status_code;
        success = newest->success;
    }
    bool says_yes = success == 1 || (status >= 200 && status < 300);
    bool says_no = success == 0 || (status >= 0 && (status < 200 || status >= 300));
    return says_yes && !says_no;
}
