/* Asking the API for connectors. */
#include "allocator.h"
#include "coverage.h"
#include "credentials.h"

#include <string.h>

/* The list ----------------------------------------------------------------------------------- */

static size_t filters(const void *list, struct apideck__parameter filters[APIDECK__FILTERS_MAX]) {
    const apideck_coverage_options *options = &((const apideck_coverage *)list)->options;
    filters[0] = (struct apideck__parameter){"filter%5Bunified_api%5D", options->unified_api};
    filters[1] = (struct apideck__parameter){"filter%5Bstatus%5D", options->status};
    return 2;
}

static int add(void *list, const struct apideck__page_source *source,
               struct apideck__asked **asked_out, apideck_str *next_out,
               apideck_problem **problem_out) {
    apideck_coverage *coverage = list;
    int error = apideck__coverage_add(coverage, source->response->body, source->response->body_len,
                                      source, problem_out);
    if (!error) {
        *asked_out = &coverage->pages->asked;
        *next_out = coverage->pages->next_cursor;
    }
    return error;
}

static const struct apideck__paged connectors = {"/connector/connectors", filters, add};

int apideck_coverage_request(apideck_coverage *coverage, const apideck_credentials *credentials,
                             apideck_request **request_out, apideck_problem **problem_out) {
    if (!coverage || !request_out) {
        return apideck__problem_of(problem_out, coverage ? &coverage->allocator : NULL,
                                   APIDECK_ERR_ARGUMENT, NULL);
    }
    return apideck__paging_request(&coverage->paging, &connectors, coverage, credentials,
                                   request_out, problem_out);
}

int apideck_coverage_add_response(apideck_coverage *coverage, const apideck_request *request,
                                  const apideck_http_response *response,
                                  apideck_problem **problem_out) {
    if (!coverage || !request || !response) {
        return apideck__problem_of(problem_out, coverage ? &coverage->allocator : NULL,
                                   APIDECK_ERR_ARGUMENT, NULL);
    }
    const struct apideck__page_source source = {request, response};
    return apideck__paging_take(&coverage->paging, &connectors, coverage, &source, problem_out);
}

int apideck_coverage_fetch(apideck_coverage *coverage, const apideck_transport *transport,
                           const apideck_credentials *credentials, apideck_problem **problem_out) {
    if (!coverage) {
        return apideck__problem_of(problem_out, NULL, APIDECK_ERR_ARGUMENT, NULL);
    }
    return apideck__paging_fetch(&coverage->paging, &connectors, coverage, transport, credentials,
                                 problem_out);
}

apideck_str apideck_coverage_cursor(const apideck_coverage *coverage) {
    return coverage ? coverage->paging.cursor : (apideck_str){NULL, 0};
}

/* One connector ------------------------------------------------------------------------------ */

/* Clients take dot segments out, however they are encoded. */
static bool fits_a_path(const char *id) {
    return id && *id && strcmp(id, ".") != 0 && strcmp(id, "..") != 0;
}

int apideck_connector_request(const apideck_credentials *credentials, const char *id,
                              const apideck_allocator *allocator, apideck_request **request_out,
                              apideck_problem **problem_out) {
    struct apideck__draft draft;
    struct apideck__trouble trouble = {.code = APIDECK_ERR_ARGUMENT};
    int error = APIDECK_ERR_ARGUMENT;
    if (fits_a_path(id) && request_out && apideck__allocator_valid(allocator)) {
        error = apideck__credentials_draft(credentials, NULL, &draft, &trouble);
        if (!error) {
            draft.path[1] = APIDECK__TEXT("/connector/connectors");
            draft.segment = (apideck_str){id, strlen(id)};
            error = apideck__request_make(&draft, allocator, request_out);
            trouble.code = error;
        }
    }
    return error ? apideck__problem(problem_out, allocator, &trouble) : 0;
}

int apideck_coverage_fetch_connector(apideck_coverage *coverage, const apideck_transport *transport,
                                     const apideck_credentials *credentials, const char *id,
                                     apideck_problem **problem_out) {
    apideck_request *request = NULL;
    apideck_http_response response;
    if (!coverage) {
        return apideck__problem_of(problem_out, NULL, APIDECK_ERR_ARGUMENT, NULL);
    }
    int error =
        apideck_connector_request(credentials, id, &coverage->allocator, &request, problem_out);
    if (error) {
        return error;
    }
    error =
        apideck_request_perform(transport, request, &coverage->allocator, &response, problem_out);
    if (!error) {
        const struct apideck__page_source source = {request, &response};
        error =
            apideck__coverage_add(coverage, response.body, response.body_len, &source, problem_out);
        apideck_response_release(transport, &response);
    }
    apideck_request_free(request);
    return error;
}
