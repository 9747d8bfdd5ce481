/* The code of what came back: see api.h. */
#include "allocator.h"
#include "problem.h"
#include "request.h"

static int code_of(const apideck_request *request, const apideck_http_response *response) {
    int status = response->status;
    if (apideck__is_redirect(status)) {
        return APIDECK_ERR_REDIRECT;
    }
    switch (status) {
    case 200:
        if (response->body_len > request->http.max_response) {
            return APIDECK_ERR_TOO_LARGE;
        }
        return response->body_len ? 0 : APIDECK_ERR_JSON_EMPTY;
    case 400:
    case 422:
        return APIDECK_ERR_UNPROCESSABLE;
    case 401:
    case 403:
        return APIDECK_ERR_UNAUTHORIZED;
    case 402:
        return APIDECK_ERR_PAYMENT_REQUIRED;
    case 404:
        return APIDECK_ERR_GONE;
    case 429:
        return APIDECK_ERR_RATE_LIMITED;
    default:
        return status >= 500 && status <= 599 ? APIDECK_ERR_API_FAILED : APIDECK_ERR_STATUS;
    }
}

static const char *message_of(int code) {
    switch (code) {
    case APIDECK_ERR_REDIRECT:
        return "the API redirects; within its origin apideck_request_redirect may follow";
    case APIDECK_ERR_TOO_LARGE:
        return "the response is larger than max_response";
    case APIDECK_ERR_JSON_EMPTY:
        return "the response has no body";
    default:
        return NULL;
    }
}

int apideck_response_check(const apideck_request *request, const apideck_http_response *response,
                           const apideck_allocator *allocator, apideck_problem **problem_out) {
    if (!request || !response || !apideck__allocator_valid(allocator) ||
        !apideck__response_whole(response)) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_ARGUMENT, NULL);
    }
    int code = code_of(request, response);
    if (code == 0) {
        return 0;
    }
    return apideck__problem(
        problem_out, allocator,
        &(struct apideck__trouble){
            .code = code, .message = message_of(code), .response = response, .request = request});
}
