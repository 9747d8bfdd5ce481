/*
 * The API behind the events: requests that a host sends, and what their answers say.
 *
 *   build a request -> the host carries it -> check the response -> decode the document
 *
 * With an apideck_transport the library walks the whole way in one call, e.g. apideck_get_invoice
 * of entity.h. A host with an event loop builds the request, carries it by its own means, and hands
 * the response to the same decoder.
 *
 * Documents come from the network: they are checked as strictly as deliveries are.
 */
#ifndef APIDECK_API_H
#define APIDECK_API_H

#include <apideck/base.h>
#include <apideck/event.h>
#include <apideck/host.h>

#ifdef __cplusplus
extern "C" {
#endif

#define APIDECK_API_BASE "https://unify.apideck.com"

/* Credentials -------------------------------------------------------------------------------- */

/** Who asks, and where. Only read during a call. apideck_credentials_init gives the defaults. */
typedef struct apideck_credentials {
    size_t size;
    const char *api_key;     /* must */
    const char *app_id;      /* must: x-apideck-app-id */
    const char *consumer_id; /* NULL: that of the event; else one that the event must agree with,
                                since ids of entities are not unique across consumers */
    const char *base_url;    /* APIDECK_API_BASE; https, a host, a port and a path prefix at most.
                                The key goes nowhere else, whatever an event or a response says. */
    size_t max_response;     /* bytes; 16 MiB */
} apideck_credentials;

APIDECK_API void apideck_credentials_init_sized(apideck_credentials *credentials, size_t size);

/** Zeroes the struct, sets its size and the defaults named there. Thread-safe. */
static inline void apideck_credentials_init(apideck_credentials *credentials) {
    apideck_credentials_init_sized(credentials, sizeof *credentials);
}

/* What went wrong ---------------------------------------------------------------------------- */

/**
 * Why there is no result, with all that is known of it. One block, freed by apideck_problem_free.
 * Functions that take `problem_out` write it on failure, NULL when there was no memory for it, and
 * leave it alone on success.
 */
typedef struct apideck_problem {
    int code;                /* APIDECK_ERR_*, what the function returned */
    const char *message;     /* static English text */
    int status;              /* of HTTP; 0 when there was no response */
    int64_t retry_after_ms;  /* what Retry-After asks to wait: its seconds, or the time from the
                                response's Date to its date; -1 when it says neither */
    apideck_str retry_after; /* the header as it stands */
    apideck_str path; /* of the field at fault, e.g. "data.line_items[2].quantity"; or absent */
    size_t offset;    /* byte of the document at fault; 0 where none is */
    /* The fields of the API's error document [openapi-specs]; each may be absent. A string is
     * decoded, anything else is JSON text. */
    apideck_str error;
    apideck_str type_name;
    apideck_str detail_message; /* its "message" */
    apideck_str detail;         /* a string or an object */
    apideck_str ref;
    apideck_str downstream_errors; /* an array */
    apideck_str document;          /* the whole body as it came, cut off at max_response; in it and
                                      in the other texts, asterisks stand in place of the API key
                                      where a server echoes it */
} apideck_problem;

/** NULL is fine. */
APIDECK_API void apideck_problem_free(apideck_problem *problem);

/* Requests ----------------------------------------------------------------------------------- */

/** A request that was built. It holds the API key, which is wiped when it is freed. */
typedef struct apideck_request apideck_request;

/** What to send, valid until the request is freed. NULL for NULL. Thread-safe. */
APIDECK_API const apideck_http_request *apideck_request_http(const apideck_request *request);

/** Wipes and frees a request. NULL is fine. */
APIDECK_API void apideck_request_free(apideck_request *request);

/**
 * A request for any resource of the API, e.g. "/webhook/logs" with "limit=200".
 *   path         in:  begins with a slash; segments percent-encoded already
 *   query        in:  without the question mark, encoded already; NULL for none
 *   event        in:  whose consumer and service are named in the headers; NULL for neither
 *   allocator    in:  copied; NULL for malloc
 *   request_out  out: owned by the caller, apideck_request_free
 * Errors: ARGUMENT, HOST_TABLE, URL, FIELD_TEXT (the event's consumer or service is nothing that a
 * header can carry), NO_MEMORY. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int
apideck_api_request(const apideck_credentials *credentials, const char *path, const char *query,
                    const apideck_event *event, const apideck_allocator *allocator,
                    apideck_request **request_out, apideck_problem **problem_out);

/**
 * The request for the entity that an event of accounting speaks of. The path is made of the event's
 * type and entity_id, never of its entity_url. Where the type is newer than this library,
 * entity_type says which kind of entity it is; where both say it, they must agree.
 * Errors: as apideck_api_request, and NO_ENTITY: another API than accounting, no kind that is known
 * or two, no id, an id of "." or "..", which no client sends, or nobody who names a consumer.
 * Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_entity_request(const apideck_credentials *credentials,
                                                        const apideck_event *event,
                                                        const apideck_allocator *allocator,
                                                        apideck_request **request_out,
                                                        apideck_problem **problem_out);

/**
 * Checks a response before its document is read: 0 for 200 with a body, else one code for each kind
 * of refusal. A redirect within the API's own origin is REDIRECT here as well: a host that carries
 * requests by itself may follow it with apideck_request_redirect.
 *   request   in: the one that was sent; says max_response
 *   response  in: only read; the problem has copies
 * Errors: ARGUMENT, TOO_LARGE, JSON_EMPTY (200 without a body), REDIRECT, UNAUTHORIZED,
 * PAYMENT_REQUIRED, GONE, UNPROCESSABLE, RATE_LIMITED, API_FAILED, STATUS. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_response_check(const apideck_request *request,
                                                        const apideck_http_response *response,
                                                        const apideck_allocator *allocator,
                                                        apideck_problem **problem_out);

/**
 * The request to send after a redirect (301, 302, 303, 307 or 308): the same one at the place that
 * Location names, which must be of the same origin: scheme, host and port (RFC 3986, 5.2). The
 * host counts how often it follows; apideck_request_perform stops after 5.
 *   request      in:  the one that was sent; stays the caller's
 *   request_out  out: owned by the caller, apideck_request_free
 * Errors: ARGUMENT (the response is no redirect), REDIRECT (another origin, or not one Location),
 * URL (a Location that is none, or that clients read differently), NO_MEMORY. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_request_redirect(const apideck_request *request,
                                                          const apideck_http_response *response,
                                                          const apideck_allocator *allocator,
                                                          apideck_request **request_out,
                                                          apideck_problem **problem_out);

/**
 * Carries a request by a transport, following up to 5 redirects within the origin, and checks the
 * response.
 *   response_out  out: give it back with apideck_response_release; untouched on failure
 * Errors: as apideck_response_check, and TRANSPORT, HOST_TABLE, CALLBACK_MISSING, URL, NO_MEMORY.
 * Thread-safe where the transport is.
 */
APIDECK_API APIDECK_MUST_USE int apideck_request_perform(const apideck_transport *transport,
                                                         const apideck_request *request,
                                                         const apideck_allocator *allocator,
                                                         apideck_http_response *response_out,
                                                         apideck_problem **problem_out);

/** Gives a response of apideck_request_perform back to its transport, and zeroes it. */
APIDECK_API void apideck_response_release(const apideck_transport *transport,
                                          apideck_http_response *response);

#ifdef __cplusplus
}
#endif

#endif
