/* Making a replay, and adding pages of the log to it. */
#include "replay.h"

#include "allocator.h"
#include "error.h"
#include "event_key.h"
#include "host_table.h"
#include "problem.h"
#include "timestamp.h"

#include <sodium.h>
#include <string.h>

/* The validation of a URL, as delivery.c knows it by the header. */
static const char handshake_type[] = "apideck.subscription.created";

/* Options ------------------------------------------------------------------------------------ */

void apideck_replay_options_init_sized(apideck_replay_options *options, size_t size) {
    const apideck_replay_options defaults = {
        .size = size,
        .page_limit = APIDECK__PAGE_LIMIT_MAX,
        .max_pages = 50,
        .max_bytes = (size_t)64 << 20,
    };
    memset(options, 0, size);
    memcpy(options, &defaults, size < sizeof defaults ? size : sizeof defaults);
}

static apideck_str text_of(const char *text) {
    return (apideck_str){text, text ? strlen(text) : 0};
}

static bool is_time(const char *text) {
    return !text || apideck__timestamp_ms(text_of(text)) != APIDECK_NO_TIME;
}

static int check(const apideck_replay_options *options, apideck_error *error_out) {
    const char *wrong = NULL;
    if (!apideck__allocator_valid(options->allocator)) {
        return apideck__fail_with(error_out, APIDECK_ERR_CALLBACK_MISSING, 0,
                                  "options.allocator lacks alloc or free");
    }
    if (!is_time(options->since) || !is_time(options->until)) {
        wrong = "options.since or until is no ISO 8601 date with a time";
    } else {
        wrong = apideck__paging_wrong(options->page_limit, options->max_pages, options->max_bytes);
    }
    return wrong ? apideck__fail_with(error_out, APIDECK_ERR_ARGUMENT, 0, wrong) : 0;
}

/* The texts that a replay keeps copies of. */
#define TEXTS 7
static void texts_of(apideck_replay_options *options, const char **texts[TEXTS]) {
    const char **const all[TEXTS] = {
        &options->since,       &options->until,    &options->event_type, &options->service_id,
        &options->consumer_id, &options->endpoint, &options->cursor,
    };
    memcpy(texts, all, sizeof all);
}

static int make(apideck_replay_options *options, apideck_replay **replay_out,
                apideck_error *error_out) {
    apideck_allocator allocator = apideck__allocator(options->allocator);
    const char **texts[TEXTS];
    size_t size = sizeof(apideck_replay);
    texts_of(options, texts);
    for (size_t i = 0; i < TEXTS; i++) {
        size += *texts[i] ? strlen(*texts[i]) + 1 : 0;
    }
    apideck_replay *replay = apideck__alloc(&allocator, size);
    if (!replay) {
        return apideck__fail(error_out, APIDECK_ERR_NO_MEMORY, 0);
    }
    memset(replay, 0, sizeof *replay);
    char *end = (char *)(replay + 1);
    for (size_t i = 0; i < TEXTS; i++) {
        size_t len = *texts[i] ? strlen(*texts[i]) + 1 : 0;
        if (len) {
            *texts[i] = memcpy(end, *texts[i], len);
            end += len;
        }
    }
    options->allocator = NULL;
    replay->allocator = allocator;
    replay->options = *options;
    replay->since_ms = apideck__timestamp_ms(text_of(options->since));
    replay->until_ms = apideck__timestamp_ms(text_of(options->until));
    replay->paging = (struct apideck__paging){
        .allocator = &replay->allocator,
        .page_limit = options->page_limit,
        .max_pages = options->max_pages,
        .cursor = text_of(options->cursor),
    };
    replay->size = size;
    *replay_out = replay;
    return 0;
}

int apideck_replay_new(const apideck_replay_options *options, apideck_replay **replay_out,
                       apideck_error *error_out) {
    apideck_replay_options own;
    if (!replay_out) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    if (!options) {
        apideck_replay_options_init(&own);
    } else if (apideck__host_table_copy(&own, sizeof own, options,
                                        APIDECK__FIRST_SIZE(apideck_replay_options, user))) {
        return apideck__fail_with(error_out, APIDECK_ERR_HOST_TABLE, 0,
                                  "options has a wrong size or unknown members");
    }
    int error = check(&own, error_out);
    return error ? error : make(&own, replay_out, error_out);
}

static void forget_records(apideck_replay *replay, size_t count) {
    while (replay->count > count) {
        apideck_event_free(replay->records[--replay->count].event);
    }
}

void apideck_replay_free(apideck_replay *replay) {
    if (!replay) {
        return;
    }
    apideck_allocator allocator = replay->allocator;
    forget_records(replay, 0);
    apideck__free(&allocator, replay->records, replay->room * sizeof *replay->records);
    while (replay->pages) {
        struct apideck__replay_page *page = replay->pages;
        replay->pages = page->before;
        apideck_webhook_logs_free(page->logs);
        apideck__free(&allocator, page, sizeof *page);
    }
    apideck__free(&allocator, replay, replay->size);
}

/* One entry ---------------------------------------------------------------------------------- */

static void hash_key(const apideck_webhook_log *log, apideck_str key, unsigned char out[32]) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)log->endpoint.ptr, log->endpoint.len);
    crypto_hash_sha256_update(&state, (const unsigned char *)"", 1); /* which no URL has */
    crypto_hash_sha256_update(&state, (const unsigned char *)key.ptr, key.len);
    crypto_hash_sha256_final(&state, out);
}

/* Makes the event of a body, with its key behind it. */
static int make_event(const apideck_replay *replay, apideck_str body, apideck_event **event_out,
                      apideck_str *key_out) {
    const apideck_str no_name = {"", 0};
    struct apideck__index index;
    struct apideck__event_fields fields;
    void *extra = NULL;
    int error = apideck__index_read(&index, body.ptr, body.len, APIDECK__ARRAYS_AS_IS,
                                    &replay->allocator, NULL);
    if (!error) {
        error = apideck__event_find(&index, &fields, NULL);
    }
    if (!error) {
        error = apideck__event_make(&index, &fields, &replay->allocator,
                                    apideck__keys_size(0, &fields), event_out, &extra, NULL);
    }
    if (!error) {
        char *end = extra;
        error = apideck__event_key(no_name, &index, &fields, *event_out, &end, key_out);
        if (error) {
            apideck_event_free(*event_out);
        }
    }
    apideck__index_free(&index);
    return error;
}

/* Fills in a record. What is wrong with the body is for the receiver to say. */
static int look_into(const apideck_replay *replay, const apideck_webhook_log *log,
                     struct apideck__replay_record *record) {
    apideck_str key = log->request_body;
    apideck_event *event = NULL;
    int error = make_event(replay, log->request_body, &event, &key);
    if (error == APIDECK_ERR_NO_MEMORY) {
        return error;
    }
    memset(record, 0, sizeof *record);
    record->log = log;
    record->event = event;
    record->due = replay->options.flags & APIDECK_REPLAY_ALL || !apideck_webhook_log_delivered(log);
    record->occurred_at_ms = event ? event->occurred_at_ms : APIDECK_NO_TIME;
    hash_key(log, key, record->key);
    return 0;
}

/* Whether the entry, or else its event, says what the options ask for. */
static bool says(apideck_str in_log, apideck_str in_event, const char *wanted) {
    apideck_str text = in_log.ptr ? in_log : in_event;
    return !wanted || (text.len == strlen(wanted) && memcmp(text.ptr, wanted, text.len) == 0);
}

static bool is_wanted(const apideck_replay *replay, const apideck_webhook_log *log,
                      const apideck_event *event) {
    static const apideck_event nothing;
    const apideck_replay_options *options = &replay->options;
    const apideck_event *known = event ? event : &nothing;
    if (log->timestamp_ms != APIDECK_NO_TIME) {
        if (options->since && log->timestamp_ms < replay->since_ms) {
            return false;
        }
        if (options->until && log->timestamp_ms > replay->until_ms) {
            return false;
        }
    }
    return says(log->event_type, known->event_type, options->event_type) &&
           says(log->service_id, known->service_id, options->service_id) &&
           says(log->consumer_id, known->consumer_id, options->consumer_id) &&
           says(log->endpoint, nothing.event_id, options->endpoint) &&
           (!options->filter || options->filter(log, event, options->user));
}

/* Adds an entry's record, or counts why it has none. There is room. */
static int add_entry(apideck_replay *replay, const apideck_webhook_log *log,
                     apideck_replay_counts *counts) {
    struct apideck__replay_record *record = &replay->records[replay->count];
    counts->entries++;
    if (!log->request_body.ptr) {
        counts->bodyless++;
        return 0;
    }
    if (says(log->event_type, log->event_type, handshake_type)) {
        counts->handshakes++;
        return 0;
    }
    int error = look_into(replay, log, record);
    if (error) {
        return error;
    }
    bool wanted = is_wanted(replay, log, record->event);
    if (!wanted || !record->due) {
        apideck_event_free(record->event);
        record->event = NULL;
    }
    if (!wanted) {
        counts->filtered++;
        return 0;
    }
    record->place = counts->entries;
    replay->count++;
    return 0;
}

/* A page ------------------------------------------------------------------------------------- */

static int make_room(apideck_replay *replay, size_t more) {
    if (replay->room - replay->count >= more) {
        return 0;
    }
    size_t room = replay->count + more;
    room = room < 2 * replay->room ? 2 * replay->room : room;
    struct apideck__replay_record *records =
        apideck__alloc(&replay->allocator, room * sizeof *records);
    if (!records) {
        return APIDECK_ERR_NO_MEMORY;
    }
    if (replay->count) {
        memcpy(records, replay->records, replay->count * sizeof *records);
    }
    apideck__free(&replay->allocator, replay->records, replay->room * sizeof *records);
    replay->records = records;
    replay->room = room;
    return 0;
}

static int add_entries(apideck_replay *replay, const apideck_webhook_logs *logs) {
    apideck_replay_counts counts = replay->counts;
    size_t before = replay->count;
    int error = make_room(replay, logs->count);
    for (size_t i = 0; i < logs->count && !error; i++) {
        error = add_entry(replay, &logs->entries[i], &counts);
    }
    if (error) {
        forget_records(replay, before);
        return error;
    }
    counts.pages++;
    replay->counts = counts;
    replay->arranged = false;
    return 0;
}

static int add(apideck_replay *replay, const void *document, size_t document_len,
               struct apideck__page_fault *fault) {
    *fault = (struct apideck__page_fault){0, ""};
    if (document_len > replay->options.max_bytes - replay->bytes) {
        return APIDECK_ERR_TOO_LARGE;
    }
    struct apideck__replay_page *page = apideck__alloc(&replay->allocator, sizeof *page);
    if (!page) {
        return APIDECK_ERR_NO_MEMORY;
    }
    apideck_webhook_logs *logs = NULL;
    int error =
        apideck__webhook_logs_read(document, document_len, &replay->allocator, &logs, fault);
    if (!error) {
        error = add_entries(replay, logs);
    }
    if (error) {
        apideck_webhook_logs_free(logs);
        apideck__free(&replay->allocator, page, sizeof *page);
        return error;
    }
    *page = (struct apideck__replay_page){.logs = logs, .before = replay->pages};
    replay->pages = page;
    replay->bytes += document_len;
    return 0;
}

int apideck__replay_add(apideck_replay *replay, const void *document, size_t document_len,
                        const struct apideck__page_source *source, apideck_problem **problem_out) {
    struct apideck__page_fault fault;
    int error = add(replay, document, document_len, &fault);
    return error ? apideck__page_problem(problem_out, &replay->allocator, error, &fault, source)
                 : 0;
}

int apideck_replay_add_page(apideck_replay *replay, const void *document, size_t document_len,
                            apideck_problem **problem_out) {
    if (!replay || (!document && document_len)) {
        return apideck__problem_of(problem_out, replay ? &replay->allocator : NULL,
                                   APIDECK_ERR_ARGUMENT, NULL);
    }
    const struct apideck__page_source source = {NULL, NULL};
    return apideck__replay_add(replay, document, document_len, &source, problem_out);
}
