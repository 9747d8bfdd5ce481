/* An API that answers with pages, one for each request, for the tests of fetching lists. */
#ifndef APIDECK_TESTS_PAGED_API_H
#define APIDECK_TESTS_PAGED_API_H

#include "api_requests.h"

#include <stdio.h>

/* The pages that the API has, and what it was asked for. */
struct api {
    const char *pages[8]; /* by the number of the request; NULL: the transport fails */
    int statuses[8];      /* 0 for 200 */
    char urls[8][512];
    int requests;
    int released;
};

static inline int api_perform(const apideck_http_request *request,
                              apideck_http_response *response_out, void *user) {
    struct api *api = user;
    int n = api->requests++;
    CHECK_STR(request->method.ptr, request->method.len, "GET");
    snprintf(api->urls[n], sizeof api->urls[n], "%.*s", (int)request->url.len, request->url.ptr);
    if (n >= 8 || !api->pages[n]) {
        return -1;
    }
    memset(response_out, 0, sizeof *response_out);
    size_t len = strlen(api->pages[n]);
    char *body = malloc(len ? len : 1);
    memcpy(body, api->pages[n], len);
    response_out->status = api->statuses[n] ? api->statuses[n] : 200;
    response_out->body = body;
    response_out->body_len = len;
    return 0;
}

static inline void api_release(apideck_http_response *response, void *user) {
    ((struct api *)user)->released++;
    free((void *)response->body);
}

static inline apideck_transport transport_of(struct api *api) {
    apideck_transport transport;
    apideck_transport_init(&transport);
    transport.perform = api_perform;
    transport.release = api_release;
    transport.user = api;
    return transport;
}

/* The answers were given back. */
static inline void api_end(const struct api *api) {
    int answered = 0;
    for (int i = 0; i < api->requests; i++) {
        answered += api->pages[i] != NULL;
    }
    CHECK_INT(api->released, answered);
}

#endif
