#include "web.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4u
#define CONNECTIONS 256u
#define IDLE_SECONDS 60u

struct web {
    struct MHD_Daemon *daemon;
    apideck_receiver *receiver;
    size_t max_body;
};

/* A request on its way in. It is always read to its end, also when it is known to be refused: an
 * answer to a sender that is still sending may get lost. */
struct request {
    int refusal; /* the HTTP status that it gets without looking at the body, else 0 */
    unsigned char *body;
    size_t len;
    size_t capacity;
};

/* Answering ---------------------------------------------------------------------------------- */

static enum MHD_Result answer(struct MHD_Connection *connection, int status, const char *reason) {
    char text[256];
    const int len = snprintf(text, sizeof text, "%s\n", reason);
    struct MHD_Response *response =
        MHD_create_response_from_buffer((size_t)len, text, MHD_RESPMEM_MUST_COPY);
    if (!response) {
        return MHD_NO;
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_POST);
    }
    const enum MHD_Result result = MHD_queue_response(connection, (unsigned)status, response);
    MHD_destroy_response(response);
    return result;
}

static const char *refusal_reason(int status) {
    switch (status) {
    case MHD_HTTP_NOT_FOUND:
        return "webhooks are received at /webhooks";
    case MHD_HTTP_METHOD_NOT_ALLOWED:
        return "webhooks are sent with POST";
    default:
        return "out of memory";
    }
}

/* Receiving ---------------------------------------------------------------------------------- */

struct header_list {
    apideck_header *headers;
    size_t count;
};

static enum MHD_Result collect_header(void *list_of, enum MHD_ValueKind kind, const char *name,
                                      size_t name_len, const char *value, size_t value_len) {
    struct header_list *list = list_of;
    apideck_header *header = &list->headers[list->count++];
    (void)kind;
    header->name = (apideck_str){name, name_len};
    header->value = (apideck_str){value ? value : "", value_len};
    return MHD_YES;
}

static enum MHD_Result receive(const struct web *web, struct MHD_Connection *connection,
                               const struct request *request) {
    const int count = MHD_get_connection_values(connection, MHD_HEADER_KIND, NULL, NULL);
    struct header_list list = {calloc((size_t)count + 1, sizeof(apideck_header)), 0};
    if (!list.headers) {
        return answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "out of memory");
    }
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, collect_header, &list);
    apideck_answer verdict;
    apideck_receive(web->receiver, list.headers, list.count, request->body, request->len, &verdict);
    free(list.headers);
    return answer(connection, verdict.status, verdict.reason);
}

/* Collecting --------------------------------------------------------------------------------- */

/* Room for `len` bytes in all. Grows by doubling, so nobody gets memory for bytes not sent yet. */
static int make_room(struct request *request, size_t len) {
    size_t capacity = request->capacity > 0 ? request->capacity : 4096;
    while (capacity < len) {
        capacity *= 2;
    }
    if (capacity == request->capacity) {
        return 1;
    }
    unsigned char *body = realloc(request->body, capacity);
    if (!body) {
        return 0;
    }
    request->body = body;
    request->capacity = capacity;
    return 1;
}

/* Keeps one byte more than the receiver takes, so that the receiver is what refuses a body. */
static void collect(struct request *request, const char *bytes, size_t len, size_t max_body) {
    const size_t room = max_body + 1 - request->len;
    const size_t kept = len < room ? len : room;
    if (request->refusal || kept == 0) {
        return;
    }
    if (!make_room(request, request->len + kept)) {
        request->refusal = MHD_HTTP_SERVICE_UNAVAILABLE;
        return;
    }
    memcpy(request->body + request->len, bytes, kept);
    request->len += kept;
}

static struct request *begin(const char *url, const char *method) {
    struct request *request = calloc(1, sizeof *request);
    if (!request) {
        return NULL;
    }
    if (strcmp(url, "/webhooks") != 0) {
        request->refusal = MHD_HTTP_NOT_FOUND;
    } else if (strcmp(method, MHD_HTTP_METHOD_POST) != 0) {
        request->refusal = MHD_HTTP_METHOD_NOT_ALLOWED;
    }
    return request;
}

/* libmicrohttpd calls this once the headers are there, for every piece of the body, and once more
 * at the end. */
static enum MHD_Result on_request(void *web_of, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *len, void **request_of) {
    const struct web *web = web_of;
    struct request *request = *request_of;
    (void)version;
    if (!request) {
        *request_of = begin(url, method);
        return *request_of ? MHD_YES : MHD_NO;
    }
    if (*len > 0) {
        collect(request, bytes, *len, web->max_body);
        *len = 0;
        return MHD_YES;
    }
    if (request->refusal) {
        return answer(connection, request->refusal, refusal_reason(request->refusal));
    }
    return receive(web, connection, request);
}

static void on_completed(void *web_of, struct MHD_Connection *connection, void **request_of,
                         enum MHD_RequestTerminationCode how) {
    struct request *request = *request_of;
    (void)web_of;
    (void)connection;
    (void)how;
    if (request) {
        free(request->body);
        free(request);
        *request_of = NULL;
    }
}

/* Serving ------------------------------------------------------------------------------------ */

struct web *web_start(int listener, apideck_receiver *receiver, size_t max_body) {
    struct web *web = calloc(1, sizeof *web);
    if (!web) {
        fprintf(stderr, "server: out of memory\n");
        return NULL;
    }
    web->receiver = receiver;
    web->max_body = max_body;
    /* By poll: with epoll, libmicrohttpd 0.9.75 overlooks a peer that goes away in the middle of a
     * request, and keeps its connection until it has been idle for too long. */
    web->daemon = MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request, web,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_THREAD_POOL_SIZE, THREADS,
        MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, web, MHD_OPTION_END);
    if (!web->daemon) {
        fprintf(stderr, "server: the HTTP server does not start\n");
        free(web);
        return NULL;
    }
    return web;
}

void web_stop(struct web *web) {
    if (web) {
        MHD_stop_daemon(web->daemon);
        free(web);
    }
}
