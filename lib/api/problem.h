/* Why there is no result, as the caller gets it. */
#ifndef APIDECK_LIB_API_PROBLEM_H
#define APIDECK_LIB_API_PROBLEM_H

#include <apideck/api.h>

/* What is known; zero where nothing is. Texts may be anywhere, and are copied. */
struct apideck__trouble {
    int code;
    const char *message;                   /* static; NULL for the code's own text */
    const apideck_http_response *response; /* its error document is read, unless it says 200 and
                                              has data */
    const apideck_request *request;        /* whose key is blotted out of every text */
    apideck_str path;
    size_t offset;
};

/*
 * Makes a problem in *problem_out, which may be NULL: NULL when there is no memory for it. A NULL
 * allocator is malloc; one that lacks a callback gives no problem. Returns the code.
 */
int apideck__problem(apideck_problem **problem_out, const apideck_allocator *allocator,
                     const struct apideck__trouble *trouble);

/* The same for a failure of which there is nothing else to say. */
int apideck__problem_of(apideck_problem **problem_out, const apideck_allocator *allocator, int code,
                        const char *message);

#endif
