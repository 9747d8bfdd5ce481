/* Asking the API for a list, page by page. */
#ifndef APIDECK_LIB_API_PAGING_H
#define APIDECK_LIB_API_PAGING_H

#include "page.h"
#include "query.h"

#include <apideck/api.h>

#define APIDECK__PAGE_LIMIT_MAX 200 /* [openapi-specs, parameter limit] */
#define APIDECK__FILTERS_MAX 8

/* A page that was fetched, in the list of all of them, the newest first. */
struct apideck__asked {
    apideck_str cursor; /* that it was asked for with; ptr NULL for the first */
    struct apideck__asked *before;
};

/* A response whose page is to be added. */
struct apideck__page_source {
    const apideck_request *request; /* NULL where there was none, as is the response */
    const apideck_http_response *response;
};

/* Makes a problem of what is wrong with a page. Returns the code. */
int apideck__page_problem(apideck_problem **problem_out, const apideck_allocator *allocator,
                          int code, const struct apideck__page_fault *fault,
                          const struct apideck__page_source *source);

/* What is asked for, and what becomes of it. */
struct apideck__paged {
    const char *path;
    /* Fills in what the query has besides limit and cursor; returns how many. */
    size_t (*filters)(const void *list, struct apideck__parameter filters[APIDECK__FILTERS_MAX]);
    /* Adds a page, or changes nothing. *asked_out is for paging to fill in, *next_out is absent on
     * the last page; both live as long as the list. */
    int (*add)(void *list, const struct apideck__page_source *source,
               struct apideck__asked **asked_out, apideck_str *next_out,
               apideck_problem **problem_out);
};

/* How far it went. */
struct apideck__paging {
    const apideck_allocator *allocator;
    size_t page_limit;
    size_t max_pages;
    size_t fetched;     /* pages */
    apideck_str cursor; /* of the next page; has a NUL behind it */
    bool ended;         /* the last page was fetched */
    struct apideck__asked *asked;
};

/* What is wrong with the bounds of a list's options, or NULL. */
const char *apideck__paging_wrong(size_t page_limit, size_t max_pages, size_t max_bytes);

/* The request for the next page. Errors: those of apideck_api_request, NOT_FOUND. */
int apideck__paging_request(const struct apideck__paging *paging,
                            const struct apideck__paged *paged, const void *list,
                            const apideck_credentials *credentials, apideck_request **request_out,
                            apideck_problem **problem_out);

/* Takes its response. Errors: those of apideck_response_check and of `add`, CURSOR_LOOP. */
int apideck__paging_take(struct apideck__paging *paging, const struct apideck__paged *paged,
                         void *list, const struct apideck__page_source *source,
                         apideck_problem **problem_out);

/* Fetches all there are, up to max_pages, by a transport. */
int apideck__paging_fetch(struct apideck__paging *paging, const struct apideck__paged *paged,
                          void *list, const apideck_transport *transport,
                          const apideck_credentials *credentials, apideck_problem **problem_out);

#endif
