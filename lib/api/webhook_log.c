#include "webhook_log.h"

#include "allocator.h"
#include "member.h"
#include "paging.h"
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
struct log_reading {
    struct apideck__page_reading reading; /* first, so that both are found at one address */
    apideck_webhook_attempt *attempts;    /* where the next one goes */
    apideck_webhook_log *entry;           /* and the next entry */
};

/* Fields ------------------------------------------------------------------------------------- */

/* What was delivered: as a text, or as the object itself. */
static int read_body(struct apideck__page_reading *reading, apideck_str json, void *body) {
    return *json.ptr == '{' ? apideck__page_json(reading, json, body)
                            : apideck__page_text(reading, json, body);
}

#define ATTEMPT(NAME, READ)                                                                        \
    { #NAME, READ, offsetof(apideck_webhook_attempt, NAME) }

static const struct apideck__page_field attempt_fields[] = {
    ATTEMPT(timestamp, apideck__page_text),
    ATTEMPT(execution_attempt, apideck__page_whole),
    ATTEMPT(status_code, apideck__page_whole),
    ATTEMPT(success, apideck__page_flag),
    {NULL, NULL, 0},
};

static int read_attempt(struct apideck__page_reading *reading, apideck_str json, void *log) {
    apideck_webhook_attempt *attempt = ((struct log_reading *)(void *)reading)->attempts++;
    *attempt = (apideck_webhook_attempt){{NULL, 0}, APIDECK_NO_TIME, -1, -1, -1};
    ((apideck_webhook_log *)log)->attempt_count++;
    int error = apideck__page_object(reading, json, attempt_fields, attempt);
    attempt->timestamp_ms = apideck__timestamp_ms(attempt->timestamp);
    return error;
}

static int read_attempts(struct apideck__page_reading *reading, apideck_str json, void *log) {
    ((apideck_webhook_log *)log)->attempts = ((struct log_reading *)(void *)reading)->attempts;
    return apideck__page_list(reading, json, read_attempt, log);
}

static const struct apideck__page_field service_fields[] = {
    {"id", apideck__page_text, offsetof(apideck_webhook_log, service_id)},
    {"name", apideck__page_text, offsetof(apideck_webhook_log, service_name)},
    {NULL, NULL, 0},
};

static int read_service(struct apideck__page_reading *reading, apideck_str json, void *log) {
    return apideck__page_object(reading, json, service_fields, log);
}

#define ENTRY(NAME, READ)                                                                          \
    { #NAME, READ, offsetof(apideck_webhook_log, NAME) }

/* The service and the attempts fill in more than one member. */
static const struct apideck__page_field entry_fields[] = {
    ENTRY(id, apideck__page_text),
    ENTRY(status_code, apideck__page_whole),
    ENTRY(success, apideck__page_flag),
    ENTRY(application_id, apideck__page_text),
    ENTRY(consumer_id, apideck__page_text),
    ENTRY(unified_api, apideck__page_text),
    {"service", read_service, 0},
    ENTRY(endpoint, apideck__page_text),
    ENTRY(event_type, apideck__page_text),
    ENTRY(execution_attempt, apideck__page_whole),
    ENTRY(http_method, apideck__page_text),
    ENTRY(timestamp, apideck__page_text),
    ENTRY(entity_type, apideck__page_text),
    ENTRY(request_body, read_body),
    ENTRY(response_body, apideck__page_json),
    ENTRY(retry_scheduled, apideck__page_flag),
    {"attempts", read_attempts, 0},
    {NULL, NULL, 0},
};

static int read_entry(struct apideck__page_reading *reading, apideck_str json, void *target) {
    apideck_webhook_log *entry = ((struct log_reading *)target)->entry++;
    memset(entry, 0, sizeof *entry);
    entry->status_code = -1;
    entry->success = -1;
    entry->retry_scheduled = -1;
    entry->execution_attempt = -1;
    entry->json = json;
    int error = apideck__page_object(reading, json, entry_fields, entry);
    entry->timestamp_ms = apideck__timestamp_ms(entry->timestamp);
    return error;
}

/* The page ----------------------------------------------------------------------------------- */

/* The entries of a document that has been checked; false when there are none where they belong. */
static bool find_list(apideck_str root, apideck_str *list_out) {
    if (*root.ptr == '{' && !apideck__member_find(root, "data", 4, &root)) {
        return false;
    }
    *list_out = root;
    return *root.ptr == '[';
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
            count += apideck__page_count(attempts);
        }
    }
    return count;
}

static int fill(struct log_reading *log_reading, apideck_str root, apideck_str list,
                apideck_webhook_logs *logs) {
    struct apideck__page_reading *reading = &log_reading->reading;
    bool has_envelope = *root.ptr == '{';
    apideck__page_name(reading, "data", has_envelope ? 4 : 0);
    int error = apideck__page_list(reading, list, read_entry, log_reading);
    if (!error && has_envelope) {
        error = apideck__page_cursor(reading, root, &logs->next_cursor);
    }
    return error;
}

/* Copies a document that has been checked, and reads the copy. */
static int make(apideck_str document, apideck_str root, apideck_str list,
                const apideck_allocator *allocator, apideck_webhook_logs **logs_out,
                struct apideck__page_fault *fault) {
    size_t count = apideck__page_count(list);
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
    struct log_reading reading = {
        .reading = {.document = copy,
                    .text = (unsigned char *)copy + document.len + 1,
                    .fault = fault},
        .attempts = (apideck_webhook_attempt *)(entries + count),
        .entry = entries,
    };
    list.ptr = copy + (list.ptr - document.ptr);
    root.ptr = copy + (root.ptr - document.ptr);
    int error = fill(&reading, root, list, &block->logs);
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
    apideck_str root;
    apideck_str list;
    int error = apideck__page_check(document, document_len, &own, &root, fault);
    if (error) {
        return error;
    }
    if (!find_list(root, &list)) {
        memcpy(fault->path, "data", sizeof "data");
        return APIDECK_ERR_ENVELOPE;
    }
    return make((apideck_str){document, document_len}, root, list, &own, logs_out, fault);
}

int apideck_webhook_logs_read(const void *document, size_t document_len,
                              const apideck_allocator *allocator, apideck_webhook_logs **logs_out,
                              apideck_problem **problem_out) {
    if ((!document && document_len) || !logs_out || !apideck__allocator_valid(allocator)) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_ARGUMENT, NULL);
    }
    struct apideck__page_fault fault;
    int error = apideck__webhook_logs_read(document, document_len, allocator, logs_out, &fault);
    const struct apideck__page_source source = {NULL, NULL};
    return error ? apideck__page_problem(problem_out, allocator, error, &fault, &source) : 0;
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
