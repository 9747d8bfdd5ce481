/* A transport that answers what it is told to, and notes what it was asked. */
#ifndef APIDECK_TESTS_SCRIPTED_TRANSPORT_H
#define APIDECK_TESTS_SCRIPTED_TRANSPORT_H

#include "api_requests.h"

#define SCRIPTED_MAX 50

struct scripted_transport {
    apideck_http_response responses[SCRIPTED_MAX];
    int count;
    int fail_at; /* the n-th call, counted from 1; 0 for none */
    /* What was noted. */
    int calls;
    int released;
    char urls[SCRIPTED_MAX][200];
};

static inline int scripted_perform(const apideck_http_request *request,
                                   apideck_http_response *response, void *user) {
    struct scripted_transport *scripted = user;
    int n = scripted->calls++;
    CHECK(n < scripted->count || scripted->fail_at == n + 1);
    CHECK_TEXT(header_of(request, "Authorization"), "Bearer " API_KEY);
    snprintf(scripted->urls[n], sizeof scripted->urls[n], "%s", request->url.ptr);
    if (scripted->fail_at == n + 1) {
        return -5;
    }
    *response = scripted->responses[n];
    return 0;
}

static inline void scripted_release_response(apideck_http_response *response, void *user) {
    struct scripted_transport *scripted = user;
    CHECK(response->status == scripted->responses[scripted->released].status);
    scripted->released++;
}

static inline apideck_transport transport_of(struct scripted_transport *scripted) {
    apideck_transport transport;
    apideck_transport_init(&transport);
    transport.perform = scripted_perform;
    transport.release = scripted_release_response;
    transport.user = scripted;
    return transport;
}

#endif
