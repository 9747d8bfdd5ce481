/*
 * Coverage: which connector sends which event, and how.
 *
 *   connector documents -> coverage -> level of (connector, event type); check for a host
 *
 * Read from what the API says of its connectors, GET /connector/connectors and
 * GET /connector/connectors/{id}. Nothing is known beforehand: without a document every event is
 * APIDECK_COVERAGE_UNKNOWN.
 *
 * What is handed out is the coverage's, and lives until apideck_coverage_free. Structs grow at
 * their end within a major version: take them by pointer, never by copy.
 * Source: apideck-libraries/openapi-specs 10.34.0, connector.yml.
 */
#ifndef APIDECK_COVERAGE_H
#define APIDECK_COVERAGE_H

#include <apideck/api.h>
#include <apideck/receiver.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Connectors --------------------------------------------------------------------------------- */

/* How an event comes about. */
typedef enum apideck_coverage_level {
    APIDECK_COVERAGE_UNKNOWN = 0, /* no document says */
    APIDECK_COVERAGE_NONE = 1,    /* a document says what the connector sends: not this */
    APIDECK_COVERAGE_VIRTUAL = 2, /* Apideck polls the connector, by default once a day */
    APIDECK_COVERAGE_NATIVE = 3   /* the connector tells when it happens */
} apideck_coverage_level;

/** "unknown", "none", "virtual" or "native"; NULL for other numbers. Static text. Thread-safe. */
APIDECK_API const char *apideck_coverage_level_name(apideck_coverage_level level);

/* What the events of a native webhook are those of. */
typedef enum apideck_subscription_level {
    APIDECK_SUBSCRIPTION_LEVEL_UNKNOWN = 0, /* absent, or a word that this library does not know */
    APIDECK_SUBSCRIPTION_LEVEL_CONNECTION = 1,
    APIDECK_SUBSCRIPTION_LEVEL_INTEGRATION = 2
} apideck_subscription_level;

/* Who subscribes downstream. */
typedef enum apideck_managed_via {
    APIDECK_MANAGED_VIA_UNKNOWN = 0, /* absent, or a word that this library does not know */
    APIDECK_MANAGED_VIA_MANUAL = 1,  /* somebody has to, in the connector's own settings */
    APIDECK_MANAGED_VIA_API = 2
} apideck_managed_via;

/** An event that a connector's document lists. Text that is absent or null has ptr NULL. */
typedef struct apideck_connector_event {
    apideck_str event_type;       /* with its API in front, "hris.employee.created"; as the document
                                     writes it where that does not tell the API */
    apideck_event_type type;      /* APIDECK_EVENT_UNKNOWN for one that is not in the catalogue */
    apideck_coverage_level level; /* never NONE */
    apideck_str unified_api;      /* "hris"; absent where the document does not tell */
    apideck_str written;          /* event_type as it stands in the document */
    apideck_str event_source;     /* "native", "virtual", or whatever there is */
    apideck_str downstream_event_type;
    apideck_str entity_type;
    const apideck_str *resources; /* ids */
    size_t resource_count;
    apideck_str json; /* the whole entry, without a NUL behind it; of one that is listed under
                         webhook_support.virtual_webhooks, the resource's list of events */
} apideck_connector_event;

/** A unified API that features a connector. */
typedef struct apideck_connector_api {
    apideck_str id; /* "accounting" */
    apideck_str name;
    int lists_events; /* 1 when the document has supported_events here, were it an empty list */
} apideck_connector_api;

/** A resource that is polled. */
typedef struct apideck_polled_resource {
    apideck_str id;
    const apideck_str *events; /* as the document writes them */
    size_t event_count;
} apideck_polled_resource;

/** How a connector's webhooks are managed. -1 in a number: the document does not say. */
typedef struct apideck_webhook_support {
    apideck_coverage_level mode; /* of the connector as a whole; UNKNOWN for a word not known */
    apideck_str mode_text;
    apideck_subscription_level subscription_level;
    apideck_str subscription_level_text;
    apideck_managed_via managed_via;
    apideck_str managed_via_text;
    /* virtual_webhooks.request_rate: so many requests in a window of so many units. */
    int64_t request_rate;
    int64_t request_rate_size;
    apideck_str request_rate_unit; /* "second", "minute", "hour" or "day" */
    int64_t poll_interval_ms;      /* window / requests, rounded down; also -1 where the rate or the
                                      size is 0, the unit not known, or no number can hold it */
    const apideck_polled_resource *const *polled; /* ascending by id */
    size_t polled_count;
    apideck_str json; /* all of webhook_support, without a NUL behind it */
} apideck_webhook_support;

/** A connector, as its document has it. */
typedef struct apideck_connector {
    apideck_str service_id; /* "xero"; the id where the document has no service_id */
    apideck_str id;         /* may have an API in front: "crm+salesforce" */
    apideck_str name;
    apideck_str status;                             /* "live", "beta", ... */
    const apideck_webhook_support *webhook_support; /* NULL when absent */
    int lists_apis; /* 1 when the document has unified_apis, were it an empty list */
    const apideck_connector_api *const *unified_apis; /* ascending by id */
    size_t unified_api_count;
    int lists_events; /* 1 when it has supported_events beside unified_apis */
    /* Those of all lists, ascending by event_type. Of several with one event_type the first
     * counts: one that tells its source; then one of an API's list, of the connector's, of
     * virtual_webhooks; then the native one. */
    const apideck_connector_event *const *events;
    size_t event_count;
    apideck_str json; /* the whole document of it, without a NUL behind it */
} apideck_connector;

/**
 * What a connector's document says of a type of event:
 *   listed                                           NATIVE or VIRTUAL, by event_source; where that
 *                                                    is absent, by webhook_support.mode
 *   listed, but no source that is known              UNKNOWN
 *   listed without an API, and of several APIs none  UNKNOWN for each of them
 *   can be told
 *   not listed, where there is a list that would     NONE
 *   have it
 *   not listed, and the API is not among             NONE
 *   unified_apis
 *   not listed, and webhook_support.mode is "none"   NONE
 *   nothing of all that                              UNKNOWN
 * Events that Apideck sends by itself, "vault.*" and "apideck.*", are UNKNOWN unless listed.
 *   event_type  in:  with its API in front
 *   event_out   out: may be NULL; the entry that says so, NULL where none does
 * UNKNOWN for a NULL connector or text. Thread-safe.
 */
APIDECK_API apideck_coverage_level
apideck_connector_level(const apideck_connector *connector, const char *event_type,
                        size_t event_type_len, const apideck_connector_event **event_out);

/* The table --------------------------------------------------------------------------------- */

/** How it is filled. apideck_coverage_options_init gives the defaults. */
typedef struct apideck_coverage_options {
    size_t size;
    const apideck_allocator *allocator; /* copied; NULL for malloc */
    const char *unified_api; /* of the connectors that are fetched; "accounting", NULL for all */
    const char *status;      /* likewise, e.g. "live"; NULL for all. All texts are copied. */
    const char *cursor;      /* where apideck_coverage_fetch begins; NULL for the first page */
    size_t page_limit; /* connectors that are asked for with a page; 200, the most there are */
    size_t max_pages;  /* fetched at most; 50 */
    size_t max_bytes;  /* of all documents together; 64 MiB */
} apideck_coverage_options;

/**
 * Zeroes the struct, sets its size and the defaults named there: for hosts in another language.
 *   size  in: of the struct as the caller knows it
 * Thread-safe.
 */
APIDECK_API void apideck_coverage_options_init_sized(apideck_coverage_options *options,
                                                     size_t size);

/** The same in C; compiled into the host, as the size is. */
static inline void apideck_coverage_options_init(apideck_coverage_options *options) {
    apideck_coverage_options_init_sized(options, sizeof *options);
}

/** Connectors, and what they send. It is filled by one thread at a time; while nobody fills it, any
 *  number of threads may ask it. */
typedef struct apideck_coverage apideck_coverage;

/**
 *   options       in:  NULL for the defaults
 *   coverage_out  out: owned by the caller, apideck_coverage_free
 * Errors: ARGUMENT (a limit is 0 or page_limit over 200), HOST_TABLE, CALLBACK_MISSING (the
 * allocator lacks one), NO_MEMORY.
 */
APIDECK_API APIDECK_MUST_USE int apideck_coverage_new(const apideck_coverage_options *options,
                                                      apideck_coverage **coverage_out,
                                                      apideck_error *error_out);

/** NULL is fine. */
APIDECK_API void apideck_coverage_free(apideck_coverage *coverage);

/**
 * Adds what a document says: one connector or a list of them, under `data` as the API sends it, or
 * by itself. A connector that is there already, with the same service_id and id, is replaced.
 *   document     in:  not kept
 *   problem_out  out: may be NULL; names the field at fault, e.g.
 *                     "data[3].supported_events[0].event_type"
 * Errors: ARGUMENT, TOO_LARGE (also when the documents together are longer than max_bytes, and for
 * a large one of entries too short to say anything), the JSON_ errors, ENVELOPE (no connector where
 * one belongs: no `data`, neither service_id nor id), FIELD_TYPE, FIELD_RANGE, FIELD_TEXT,
 * NO_MEMORY. Nothing is added then.
 */
APIDECK_API APIDECK_MUST_USE int apideck_coverage_add(apideck_coverage *coverage,
                                                      const void *document, size_t document_len,
                                                      apideck_problem **problem_out);

/**
 * Fetches the list of connectors by a transport, one page after the other. What was read before a
 * failure stays; apideck_coverage_cursor tells where to go on.
 * Errors: those of apideck_coverage_request, apideck_request_perform and
 * apideck_coverage_add_response.
 */
APIDECK_API APIDECK_MUST_USE int apideck_coverage_fetch(apideck_coverage *coverage,
                                                        const apideck_transport *transport,
                                                        const apideck_credentials *credentials,
                                                        apideck_problem **problem_out);

/**
 * For a host that carries requests by itself: the request for the next page of the list.
 *   request_out  out: owned by the caller, apideck_request_free
 * Errors: those of apideck_api_request; NOT_FOUND when there is nothing more to ask for: the list
 * was read to its end, or max_pages is reached.
 */
APIDECK_API APIDECK_MUST_USE int apideck_coverage_request(apideck_coverage *coverage,
                                                          const apideck_credentials *credentials,
                                                          apideck_request **request_out,
                                                          apideck_problem **problem_out);

/**
 * And its response: checks it, adds the page, and moves on to the next.
 * Errors: those of apideck_response_check and apideck_coverage_add, which leave the cursor where it
 * is; CURSOR_LOOP when the page was added, but its next is one that was fetched before.
 */
APIDECK_API APIDECK_MUST_USE int
apideck_coverage_add_response(apideck_coverage *coverage, const apideck_request *request,
                              const apideck_http_response *response, apideck_problem **problem_out);

/** The cursor of the page that would be fetched next: for the options of another coverage. Absent
 *  before the first page, and when the list was read to its end. Valid until the next call. */
APIDECK_API apideck_str apideck_coverage_cursor(const apideck_coverage *coverage);

/**
 * The request for one connector. Its response goes through apideck_response_check, and its body to
 * apideck_coverage_add.
 *   id           in:  as in apideck_connector.id, mostly the service_id; percent-encoded here
 *   request_out  out: owned by the caller, apideck_request_free
 * Errors: those of apideck_api_request; ARGUMENT also for an id that is empty, "." or "..", which
 * no URL can hold. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_connector_request(const apideck_credentials *credentials,
                                                           const char *id,
                                                           const apideck_allocator *allocator,
                                                           apideck_request **request_out,
                                                           apideck_problem **problem_out);

/** Fetches one connector and adds it. Errors: those of apideck_connector_request,
 *  apideck_request_perform and apideck_coverage_add. */
APIDECK_API APIDECK_MUST_USE int
apideck_coverage_fetch_connector(apideck_coverage *coverage, const apideck_transport *transport,
                                 const apideck_credentials *credentials, const char *id,
                                 apideck_problem **problem_out);

/* Asking it ---------------------------------------------------------------------------------- */

/** How many connectors there are. 0 for NULL. */
APIDECK_API size_t apideck_coverage_count(const apideck_coverage *coverage);

/** The connectors, ascending by service_id, then by id. NULL beyond the last; places stay as they
 *  are until something is added. */
APIDECK_API const apideck_connector *apideck_coverage_at(const apideck_coverage *coverage,
                                                         size_t place);

/** The connector of a service, the first where several have its service_id; NULL where there is
 *  none. */
APIDECK_API const apideck_connector *apideck_coverage_find(const apideck_coverage *coverage,
                                                           const char *service_id,
                                                           size_t service_id_len);

/**
 * What is known of (service, type of event): as apideck_connector_level; where several connectors
 * have the service_id, the most of NATIVE, VIRTUAL, UNKNOWN and NONE, in this order.
 *   connector_out  out: may be NULL; the one that says so, NULL where there is none
 *   event_out      out: may be NULL; as there
 * UNKNOWN where no connector has the service_id.
 */
APIDECK_API apideck_coverage_level apideck_coverage_of(
    const apideck_coverage *coverage, const char *service_id, size_t service_id_len,
    const char *event_type, size_t event_type_len, const apideck_connector **connector_out,
    const apideck_connector_event **event_out);

/* A check for hosts --------------------------------------------------------------------------- */

/** A connection that does not get an event at once, or maybe never. */
typedef struct apideck_coverage_finding {
    const char *service_id; /* as it was given */
    apideck_event_type type;
    const char *event_type;       /* its name; static text */
    apideck_coverage_level level; /* NONE, VIRTUAL or UNKNOWN */
    int64_t poll_interval_ms; /* of VIRTUAL; -1 where the document does not say, and for others */
    const apideck_connector *connector;   /* NULL when there is no document of it */
    const apideck_connector_event *event; /* the entry that says so; NULL where none does */
} apideck_coverage_finding;

/**
 * Is any connection on a connector that never sends an event, or only by polling? Reports each pair
 * of service and type of event that is not NATIVE, in the order in which both are given.
 *   service_ids   in:  of the host's connections, e.g. "xero"
 *   types         in:  what the host acts on; NULL for all of accounting, then type_count is 0
 *   report        may: told of each finding, which is valid during the call; returns 0 to go on
 *   findings_out  out: may be NULL; how many were found until the end, or until report stopped it
 * Errors: ARGUMENT: NULL where something belongs, or a type that is not in the catalogue. Returns 0
 * also when something was found.
 */
APIDECK_API int
apideck_coverage_check(const apideck_coverage *coverage, const char *const *service_ids,
                       size_t service_count, const apideck_event_type *types, size_t type_count,
                       int (*report)(const apideck_coverage_finding *finding, void *user),
                       void *user, size_t *findings_out);

/**
 * The same for the types of event that have a callback of their own in a table of handlers; `any`
 * and `unknown` name no type.
 * Errors: those of apideck_coverage_check, HOST_TABLE; NOT_FOUND when the table has no such
 * callback: then nothing is checked.
 */
APIDECK_API APIDECK_MUST_USE int
apideck_coverage_check_handlers(const apideck_coverage *coverage, const char *const *service_ids,
                                size_t service_count, const apideck_handlers *handlers,
                                int (*report)(const apideck_coverage_finding *finding, void *user),
                                void *user, size_t *findings_out);

#ifdef __cplusplus
}
#endif

#endif
