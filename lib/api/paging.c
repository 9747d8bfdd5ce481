#include "paging.h"

#include "allocator.h"
#include "problem.h"

#include <string.h>

const char *apideck__paging_wrong(size_t page_limit, size_t max_pages, size_t max_bytes) {
    if (page_limit == 0 || page_limit > APIDECK__PAGE_LIMIT_MAX) {
        return "options.page_limit is 0 or over 200";
    }
    return max_pages == 0 || max_bytes == 0 ? "options.max_pages or max_bytes is 0" : NULL;
}

int apideck__page_problem(apideck_problem **problem_out, const apideck_allocator *allocator,
                          int code, const struct apideck__page_fault *fault,
                          const struct apideck__page_source *source) {
    return apideck__problem(problem_out, allocator,
                            &(struct apideck__trouble){
                                .code = code,
                                .response = source->response,
                                .request = source->request,
                                .path = {fault->path, strlen(fault->path)},
                                .offset = fault->offset,
                            });
}

/* Up to three digits. */
static void print_limit(size_t limit, char out[4]) {
    size_t len = limit >= 100 ? 3 : limit >= 10 ? 2 : 1;
    out[len] = '\0';
    while (len) {
        out[--len] = (char)('0' + limit % 10);
        limit /= 10;
    }
}

static bool is_over(const struct apideck__paging *paging) {
    return paging->ended || paging->fetched >= paging->max_pages;
}

int apideck__paging_request(const struct apideck__paging *paging,
                            const struct apideck__paged *paged, const void *list,
                            const apideck_credentials *credentials, apideck_request **request_out,
                            apideck_problem **problem_out) {
    if (is_over(paging)) {
        return apideck__problem_of(problem_out, paging->allocator, APIDECK_ERR_NOT_FOUND, NULL);
    }
    char limit[4] = "";
    print_limit(paging->page_limit, limit);
    struct apideck__parameter parameters[2 + APIDECK__FILTERS_MAX] = {
        {"limit", limit},
        {"cursor", paging->cursor.ptr},
    };
    size_t count = 2 + paged->filters(list, parameters + 2);
    size_t size = 0;
    char *query = apideck__query_make(paging->allocator, parameters, count, &size);
    if (!query) {
        return apideck__problem_of(problem_out, paging->allocator, APIDECK_ERR_NO_MEMORY, NULL);
    }
    int error = apideck_api_request(credentials, paged->path, query, NULL, paging->allocator,
                                    request_out, problem_out);
    apideck__free(paging->allocator, query, size);
    return error;
}

static bool is_same(apideck_str a, apideck_str b) {
    return a.ptr && b.ptr && a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static bool was_asked(const struct apideck__paging *paging, apideck_str cursor) {
    const struct apideck__asked *asked = paging->asked;
    while (asked && !is_same(asked->cursor, cursor)) {
        asked = asked->before;
    }
    return asked != NULL;
}

/* Adds the page of a response that has been checked, and moves on. */
static int take_checked(struct apideck__paging *paging, const struct apideck__paged *paged,
                        void *list, const struct apideck__page_source *source,
                        apideck_problem **problem_out) {
    struct apideck__asked *asked = NULL;
    apideck_str next = {NULL, 0};
    int error = paged->add(list, source, &asked, &next, problem_out);
    if (error) {
        return error;
    }
    *asked = (struct apideck__asked){paging->cursor, paging->asked};
    paging->asked = asked;
    paging->fetched++;
    if (was_asked(paging, next)) {
        next = (apideck_str){NULL, 0};
        error = APIDECK_ERR_CURSOR_LOOP;
    }
    paging->cursor = next;
    paging->ended = !next.ptr;
    return error ? apideck__problem(problem_out, paging->allocator,
                                    &(struct apideck__trouble){
                                        .code = error,
                                        .request = source->request,
                                        .response = source->response,
                                        .path = {"meta.cursors.next", 17},
                                    })
                 : 0;
}

int apideck__paging_take(struct apideck__paging *paging, const struct apideck__paged *paged,
                         void *list, const struct apideck__page_source *source,
                         apideck_problem **problem_out) {
    int error =
        apideck_response_check(source->request, source->response, paging->allocator, problem_out);
    return error ? error : take_checked(paging, paged, list, source, problem_out);
}

static int fetch_page(struct apideck__paging *paging, const struct apideck__paged *paged,
                      void *list, const apideck_transport *transport,
                      const apideck_request *request, apideck_problem **problem_out) {
    apideck_http_response response;
    int error =
        apideck_request_perform(transport, request, paging->allocator, &response, problem_out);
    if (!error) {
        const struct apideck__page_source source = {request, &response};
        error = take_checked(paging, paged, list, &source, problem_out);
        apideck_response_release(transport, &response);
    }
    return error;
}

int apideck__paging_fetch(struct apideck__paging *paging, const struct apideck__paged *paged,
                          void *list, const apideck_transport *transport,
                          const apideck_credentials *credentials, apideck_problem **problem_out) {
    int error = 0;
    while (!error && !is_over(paging)) {
        apideck_request *request = NULL;
        error = apideck__paging_request(paging, paged, list, credentials, &request, problem_out);
        if (!error) {
            error = fetch_page(paging, paged, list, transport, request, problem_out);
            apideck_request_free(request);
        }
    }
    return error;
}
