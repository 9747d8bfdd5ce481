/* Carrying a request by the host's transport. */
#include "allocator.h"
#include "host_table.h"
#include "problem.h"
#include "request.h"

#include <string.h>

#define REDIRECTS_MAX 5

static int take_transport(const apideck_transport *transport, apideck_transport *own,
                          struct apideck__trouble *trouble) {
    trouble->code = 0;
    if (apideck__host_table_copy(own, sizeof *own, transport,
                                 APIDECK__FIRST_SIZE(apideck_transport, user))) {
        trouble->code = APIDECK_ERR_HOST_TABLE;
        trouble->message = "the transport has a wrong size or unknown members";
    } else if (!own->perform) {
        trouble->code = APIDECK_ERR_CALLBACK_MISSING;
        trouble->message = "the transport lacks perform";
    }
    return trouble->code;
}

static void release(const apideck_transport *transport, apideck_http_response *response) {
    if (transport->release) {
        transport->release(response, transport->user);
    }
    memset(response, 0, sizeof *response);
}

static int perform_once(const apideck_transport *transport, const apideck_request *request,
                        const apideck_allocator *allocator, apideck_http_response *response,
                        apideck_problem **problem_out) {
    memset(response, 0, sizeof *response);
    if (transport->perform(&request->http, response, transport->user) != 0) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_TRANSPORT, NULL);
    }
    if (!apideck__response_whole(response)) {
        release(transport, response);
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_TRANSPORT,
                                   "the transport gave a length without bytes");
    }
    return 0;
}

/* Turns a redirect into the request that follows it, and gives the response back. */
static int follow(const apideck_transport *transport, const apideck_request *request, int times,
                  const apideck_allocator *allocator, apideck_http_response *response,
                  apideck_request **next_out, apideck_problem **problem_out) {
    int error = 0;
    if (times == REDIRECTS_MAX) {
        error = apideck__problem(
            problem_out, allocator,
            &(struct apideck__trouble){.code = APIDECK_ERR_REDIRECT,
                                       .message = "the API redirected more than five times",
                                       .response = response,
                                       .request = request});
    } else {
        error = apideck_request_redirect(request, response, allocator, next_out, problem_out);
    }
    release(transport, response);
    return error;
}

static int perform(const apideck_transport *transport, const apideck_request *request,
                   const apideck_allocator *allocator, apideck_http_response *response_out,
                   apideck_problem **problem_out) {
    apideck_http_response response;
    apideck_request *own = NULL; /* the one after a redirect */
    for (int times = 0;; times++) {
        apideck_request *next = NULL;
        const apideck_request *now = own ? own : request;
        int error = perform_once(transport, now, allocator, &response, problem_out);
        if (!error && !apideck__is_redirect(response.status)) {
            error = apideck_response_check(now, &response, allocator, problem_out);
            if (error) {
                release(transport, &response);
            } else {
                *response_out = response;
            }
            apideck_request_free(own);
            return error;
        }
        if (!error) {
            error = follow(transport, now, times, allocator, &response, &next, problem_out);
        }
        apideck_request_free(own);
        if (error) {
            return error;
        }
        own = next;
    }
}

int apideck_request_perform(const apideck_transport *transport, const apideck_request *request,
                            const apideck_allocator *allocator, apideck_http_response *response_out,
                            apideck_problem **problem_out) {
    apideck_transport own;
    struct apideck__trouble trouble = {.code = APIDECK_ERR_ARGUMENT};
    if (!transport || !request || !response_out || !apideck__allocator_valid(allocator) ||
        take_transport(transport, &own, &trouble)) {
        return apideck__problem(problem_out, allocator, &trouble);
    }
    return perform(&own, request, allocator, response_out, problem_out);
}

void apideck_response_release(const apideck_transport *transport, apideck_http_response *response) {
    apideck_transport own;
    if (transport && response &&
        apideck__host_table_copy(&own, sizeof own, transport,
                                 APIDECK__FIRST_SIZE(apideck_transport, user)) == 0) {
        release(&own, response);
    }
}
