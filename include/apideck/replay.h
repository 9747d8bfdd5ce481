/*
 * Missed deliveries: the log of deliveries that the API keeps, and handling again what failed.
 *
 *   pages of the log -> entries -> the newest of each event, if it failed -> receive, oldest first
 *
 * A replayed body carries no signature: the log keeps none. What speaks for it is the way it came,
 * from the API over TLS with the host's key, or from a file that whoever runs the host trusts as
 * much. Therefore the functions that take one have names of their own, stand in this header alone,
 * and are never to be given what a stranger sent.
 *
 * Everything behind the signature is as for a live delivery: the same reading, the same key in the
 * same store, the same handlers. So what was handled meanwhile is a duplicate.
 */
#ifndef APIDECK_REPLAY_H
#define APIDECK_REPLAY_H

#include <apideck/api.h>
#include <apideck/receiver.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The log ------------------------------------------------------------------------------------- */

/** One attempt to deliver. -1 in a number, as in success: the log does not say. */
typedef struct apideck_webhook_attempt {
    apideck_str timestamp;
    int64_t timestamp_ms; /* APIDECK_NO_TIME when absent or in no form that is known */
    int64_t execution_attempt;
    int64_t status_code; /* of HTTP; 0 when the receiver did not answer */
    int success;         /* 1 or 0 */
} apideck_webhook_attempt;

/** One entry of the log [openapi-specs, WebhookEventLog]. Nothing is required; text that is absent
 *  or null has ptr NULL, numbers and success are as in an attempt. */
typedef struct apideck_webhook_log {
    apideck_str id;
    int64_t status_code;
    int success;
    int retry_scheduled; /* 1 or 0; -1 */
    apideck_str application_id;
    apideck_str consumer_id;
    apideck_str unified_api;
    apideck_str service_id;
    apideck_str service_name;
    apideck_str endpoint; /* the URL that was called */
    apideck_str event_type;
    apideck_str entity_type;
    apideck_str http_method;
    apideck_str timestamp;
    int64_t timestamp_ms;
    int64_t execution_attempt;
    apideck_str request_body;  /* what was delivered: a string decoded, an object as it stands */
    apideck_str response_body; /* JSON text of whatever the log has there */
    const apideck_webhook_attempt *attempts;
    size_t attempt_count;
    apideck_str json; /* the whole entry, for what this library does not know */
} apideck_webhook_log;

/** One page of the log. One block. */
typedef struct apideck_webhook_logs {
    const apideck_webhook_log *entries;
    size_t count;
    apideck_str next_cursor; /* absent on the last page */
} apideck_webhook_logs;

/**
 * Reads a page of the log: the API's document, with the entries under `data`, or an array of
 * entries alone.
 *   logs_out     out: owned by the caller, apideck_webhook_logs_free; keeps nothing of `document`
 *   problem_out  out: may be NULL; names the field at fault, e.g. "data[3].status_code"
 * Errors: ARGUMENT, TOO_LARGE (also a large page of entries too short to say anything), the JSON_
 * errors, ENVELOPE, FIELD_TYPE, FIELD_RANGE, FIELD_TEXT, NO_MEMORY. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_webhook_logs_read(const void *document,
                                                           size_t document_len,
                                                           const apideck_allocator *allocator,
                                                           apideck_webhook_logs **logs_out,
                                                           apideck_problem **problem_out);

/** NULL is fine. */
APIDECK_API void apideck_webhook_logs_free(apideck_webhook_logs *logs);

/** Whether the receiver took the delivery: 1 when the log says so and nothing in it says otherwise.
 *  An entry that says nothing of it was not delivered. Thread-safe. */
APIDECK_API int apideck_webhook_log_delivered(const apideck_webhook_log *log);

/* One body ------------------------------------------------------------------------------------ */

/* What is to be replayed, and how. Bits: a set of them is a sum. */
typedef enum apideck_replay_flag {
    APIDECK_REPLAY_ALL = 1,            /* deliveries that succeeded too */
    APIDECK_REPLAY_NO_SCHEDULED = 2,   /* not those whose next attempt is still to come */
    APIDECK_REPLAY_ASK_FOR_FAILED = 4, /* have the API leave out what succeeded: fewer pages, but
                                          a later success of the same event may stay unseen */
    APIDECK_REPLAY_ANY_AGE = 8         /* also events older than the receiver's retention_ms, of
                                          which the store may have forgotten that they were handled */
} apideck_replay_flag;

/**
 * apideck_accept for a body without a signature, which the caller vouches for. As there, but
 *   - nothing is verified: the verdict has form 0, and apideck_delivery_replayed says 1;
 *   - freshness_ms does not apply; instead an event that happened longer ago than retention_ms is
 *     TOO_OLD, unless flags has APIDECK_REPLAY_ANY_AGE;
 *   - handlers.last_chance is not called, since a replay can be repeated, and handlers.handshake
 *     neither: a body that holds no event is NOT_AN_EVENT.
 *   flags         in:  0 or APIDECK_REPLAY_ANY_AGE; other bits have no meaning here
 *   delivery_out  out: to be dispatched and finished as a live one
 *   answer_out    out: its status is what the sender would have got
 * Never call it with what came in a request to the host. Thread-safe.
 */
APIDECK_API int apideck_accept_replayed(apideck_receiver *receiver, const void *body,
                                        size_t body_len, unsigned flags,
                                        apideck_delivery **delivery_out,
                                        apideck_answer *answer_out);

/** The same the whole way, as apideck_receive goes it. Thread-safe. */
APIDECK_API int apideck_receive_replayed(apideck_receiver *receiver, const void *body,
                                         size_t body_len, unsigned flags,
                                         apideck_answer *answer_out);

/** 1 for a delivery of apideck_accept_replayed or apideck_receive_replayed, else 0. */
APIDECK_API int apideck_delivery_replayed(const apideck_delivery *delivery);

/* Many ---------------------------------------------------------------------------------------- */

/** What is to be replayed. apideck_replay_options_init gives the defaults. Where a member names
 *  something and an entry does not say it, its body is asked; if that does not say it either, the
 *  entry is left out, but for since and until. */
typedef struct apideck_replay_options {
    size_t size;
    const apideck_allocator *allocator; /* copied; NULL for malloc */
    unsigned flags;                     /* apideck_replay_flag; 0 */
    const char *since;      /* ISO 8601 with a time, e.g. 2026-11-23T08:00:00Z: entries from then */
    const char *until;      /* on, and up to then, by their timestamp; NULL for all. All texts are
                               copied. */
    const char *event_type; /* NULL in each of these: whatever */
    const char *service_id;
    const char *consumer_id;
    const char *endpoint; /* of an application with several subscriptions, the URL of this one */
    const char *cursor;   /* where apideck_replay_fetch begins; NULL for the first page */
    size_t page_limit;    /* entries that are asked for with a page; 200, the most there are */
    size_t max_pages;     /* fetched at most; 50 */
    size_t max_bytes;     /* of all pages together; 64 MiB */
    /* may: has the last word about an entry; returns 0 to leave it out.
     *   event  in: NULL when the body holds none */
    int (*filter)(const apideck_webhook_log *log, const apideck_event *event, void *user);
    void *user;
} apideck_replay_options;

/**
 * Zeroes the struct, sets its size and the defaults named there: for hosts in another language.
 *   size  in: of the struct as the caller knows it
 * Thread-safe.
 */
APIDECK_API void apideck_replay_options_init_sized(apideck_replay_options *options, size_t size);

/** The same in C; compiled into the host, as the size is. */
static inline void apideck_replay_options_init(apideck_replay_options *options) {
    apideck_replay_options_init_sized(options, sizeof *options);
}

/** What was read of a log, and what of it is to be replayed. For one thread at a time. */
typedef struct apideck_replay apideck_replay;

/**
 *   options     in:  NULL for the defaults
 *   replay_out  out: owned by the caller, apideck_replay_free
 * Errors: ARGUMENT (since or until is no time, a limit is 0 or page_limit over 200), HOST_TABLE,
 * CALLBACK_MISSING (the allocator lacks one), NO_MEMORY.
 */
APIDECK_API APIDECK_MUST_USE int apideck_replay_new(const apideck_replay_options *options,
                                                    apideck_replay **replay_out,
                                                    apideck_error *error_out);

/** NULL is fine. */
APIDECK_API void apideck_replay_free(apideck_replay *replay);

/**
 * Adds a page that the host has, from a file for one.
 * Errors: those of apideck_webhook_logs_read; TOO_LARGE also when the pages together are longer
 * than max_bytes. Nothing is added then.
 */
APIDECK_API APIDECK_MUST_USE int apideck_replay_add_page(apideck_replay *replay,
                                                         const void *document, size_t document_len,
                                                         apideck_problem **problem_out);

/**
 * Fetches the pages of the log by a transport, one after the other. What was read before a failure
 * stays, and can be run; apideck_replay_cursor tells where to go on.
 * Errors: those of apideck_replay_request, apideck_request_perform and apideck_replay_add_response.
 */
APIDECK_API APIDECK_MUST_USE int apideck_replay_fetch(apideck_replay *replay,
                                                      const apideck_transport *transport,
                                                      const apideck_credentials *credentials,
                                                      apideck_problem **problem_out);

/**
 * For a host that carries requests by itself: the request for the next page.
 *   request_out  out: owned by the caller, apideck_request_free
 * Errors: those of apideck_api_request; NOT_FOUND when there is nothing more to ask for: the log
 * was read to its end, or max_pages is reached.
 */
APIDECK_API APIDECK_MUST_USE int apideck_replay_request(apideck_replay *replay,
                                                        const apideck_credentials *credentials,
                                                        apideck_request **request_out,
                                                        apideck_problem **problem_out);

/**
 * And its response: checks it, adds the page, and moves on to the next.
 * Errors: those of apideck_response_check and apideck_replay_add_page, which leave the cursor where
 * it is; CURSOR_LOOP when the page was added, but its next is one that was fetched before.
 */
APIDECK_API APIDECK_MUST_USE int apideck_replay_add_response(apideck_replay *replay,
                                                             const apideck_request *request,
                                                             const apideck_http_response *response,
                                                             apideck_problem **problem_out);

/** The cursor of the page that would be fetched next: for the options of another replay. Absent
 *  before the first page, and when the log was read to its end. Valid until the next call. */
APIDECK_API apideck_str apideck_replay_cursor(const apideck_replay *replay);

/** What was read. `entries` is the sum of what follows it. */
typedef struct apideck_replay_counts {
    size_t size; /* in: sizeof(apideck_replay_counts) */
    size_t pages;
    size_t entries;
    size_t missed;     /* to be replayed */
    size_t delivered;  /* the newest of its event to its endpoint, and not failed */
    size_t repeated;   /* another entry of the same event to the same endpoint is newer */
    size_t filtered;   /* the options leave it out */
    size_t scheduled;  /* APIDECK_REPLAY_NO_SCHEDULED leaves it out */
    size_t handshakes; /* the validation of the URL, which is never replayed */
    size_t bodyless;   /* the log has no body of it */
} apideck_replay_counts;

/** Errors: ARGUMENT. */
APIDECK_API APIDECK_MUST_USE int apideck_replay_count(apideck_replay *replay,
                                                      apideck_replay_counts *counts_out);

/** One delivery to be replayed. What it points to is the replay's. */
typedef struct apideck_replay_item {
    const apideck_webhook_log *log;
    const apideck_event *event; /* NULL when the body holds none: it will be MALFORMED */
} apideck_replay_item;

/**
 * The deliveries to be replayed, oldest first: by occurred_at, or where the event has none by the
 * log's timestamp. Walking over them is a dry run, which touches neither receiver nor store.
 *   place  in: 0 to counts.missed - 1; places stay as they are until a page is added
 * Errors: ARGUMENT, NOT_FOUND.
 */
APIDECK_API APIDECK_MUST_USE int apideck_replay_item_at(apideck_replay *replay, size_t place,
                                                        apideck_replay_item *item_out);

/** How a run ended: one number for each way that a delivery can go. */
typedef struct apideck_replay_result {
    size_t size; /* in: sizeof(apideck_replay_result) */
    size_t handled;
    size_t duplicate;    /* handled meanwhile */
    size_t acknowledged; /* no handler for it, or of a type that is not known */
    size_t busy;         /* being handled by somebody else */
    size_t failed;       /* anything else: run again later */
    size_t left;         /* not tried: report stopped the run */
} apideck_replay_result;

/**
 * Takes the deliveries through a receiver, oldest first. What fails does not keep the others from
 * being tried, and can be run again: what was handled is a duplicate then.
 *   report      may: told of each when it is over; returns 0 to go on. It and the handlers may not
 *                    use `replay`.
 *   result_out  out: its `size` must be set
 * Returns 0 when every one was answered 2xx or left, else the error of the first that was not.
 * Errors: ARGUMENT, and those of apideck_receive_replayed. Live deliveries may arrive meanwhile.
 */
APIDECK_API int apideck_replay_run(apideck_replay *replay, apideck_receiver *receiver,
                                   int (*report)(const apideck_replay_item *item,
                                                 const apideck_answer *answer, void *user),
                                   void *user, apideck_replay_result *result_out);

#ifdef __cplusplus
}
#endif

#endif
