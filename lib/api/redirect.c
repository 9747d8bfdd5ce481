/* Where a redirect leads to: nowhere but to the origin that was asked (RFC 3986, 5.2). */
#include "allocator.h"
#include "problem.h"
#include "request.h"

#include "headers.h"

#include <string.h>

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The length of the scheme that a reference begins with, or 0. */
static size_t scheme_of(apideck_str text) {
    size_t i = 0;
    while (i < text.len && (is_letter(text.ptr[i]) ||
                            (i > 0 && ((text.ptr[i] >= '0' && text.ptr[i] <= '9') ||
                                       (text.ptr[i] != '\0' && strchr("+-.", text.ptr[i])))))) {
        i++;
    }
    return i < text.len && text.ptr[i] == ':' ? i : 0;
}

static bool is_https(apideck_str text, size_t scheme) {
    static const char https[] = "https";
    for (size_t i = 0; i < sizeof https - 1; i++) {
        if (i == scheme || (text.ptr[i] | 0x20) != https[i]) {
            return false;
        }
    }
    return scheme == sizeof https - 1;
}

/* RFC 3986, 4.2: a colon in the first segment would make it a scheme. */
static bool colon_in_first_segment(apideck_str path) {
    for (size_t i = 0; i < path.len && path.ptr[i] != '/'; i++) {
        if (path.ptr[i] == ':') {
            return true;
        }
    }
    return false;
}

/* The path of the base up to its last slash. */
static apideck_str folder_of(apideck_str path) {
    while (path.len && path.ptr[path.len - 1] != '/') {
        path.len--;
    }
    return path;
}

/* A reference within the origin. */
static int resolve_path(const struct apideck__url *base, apideck_str text,
                        struct apideck__draft *draft) {
    struct apideck__url url;
    if (!apideck__url_parse_path(text, &url) || colon_in_first_segment(url.path)) {
        return APIDECK_ERR_URL;
    }
    draft->query = url.query;
    draft->path[1] = url.path;
    if (url.path.len == 0) {
        draft->path[1] = base->path;
        draft->query = url.query.ptr ? url.query : base->query;
    } else if (url.path.ptr[0] != '/') {
        draft->path[0] = folder_of(base->path);
    }
    return 0;
}

static int resolve_url(const struct apideck__url *base, apideck_str text, size_t scheme,
                       struct apideck__draft *draft) {
    struct apideck__url url;
    if (scheme && !is_https(text, scheme)) {
        return APIDECK_ERR_REDIRECT;
    }
    bool parsed = scheme ? apideck__url_parse(text, &url)
                         : apideck__url_parse_host((apideck_str){text.ptr + 2, text.len - 2}, &url);
    if (!parsed) {
        return APIDECK_ERR_URL;
    }
    if (!apideck__url_same_origin(base, &url)) {
        return APIDECK_ERR_REDIRECT;
    }
    draft->path[1] = url.path;
    draft->query = url.query;
    return 0;
}

static int resolve(const struct apideck__url *base, apideck_str text,
                   struct apideck__draft *draft) {
    size_t scheme = scheme_of(text);
    bool whole = scheme || (text.len >= 2 && text.ptr[0] == '/' && text.ptr[1] == '/');
    int error = text.len == 0 ? APIDECK_ERR_URL
                : whole       ? resolve_url(base, text, scheme, draft)
                              : resolve_path(base, text, draft);
    if (!error && apideck__path_dots(draft->path[1]) == APIDECK__DOTS_ENCODED) {
        return APIDECK_ERR_URL;
    }
    return error;
}

/* The one Location of a response; ptr NULL where there is none, or more than one. */
static apideck_str location_of(const apideck_http_response *response) {
    apideck_str found = {NULL, 0};
    for (size_t i = 0; i < response->header_count; i++) {
        if (apideck__header_is(response->headers[i].name, "location")) {
            if (found.ptr) {
                return (apideck_str){NULL, 0};
            }
            found = apideck__header_value(response->headers[i].value);
        }
    }
    return found;
}

static int follow(const apideck_request *request, const apideck_http_response *response,
                  const apideck_allocator *allocator, apideck_request **request_out,
                  const char **message) {
    apideck_str location = location_of(response);
    if (!location.ptr) {
        *message = "the redirect has no Location, or more than one";
        return APIDECK_ERR_REDIRECT;
    }
    struct apideck__draft draft = {.host = request->url.host,
                                   .port = request->url.port,
                                   .key = request->key,
                                   .kind = request->kind,
                                   .id = request->id,
                                   .header_count = request->http.header_count - 1,
                                   .max_response = request->http.max_response};
    int error = resolve(&request->url, location, &draft);
    if (error) {
        *message = error == APIDECK_ERR_URL
                       ? "the redirect's Location is no URL, or one that clients read differently"
                       : "the redirect leads away from the API";
        return error;
    }
    memcpy(draft.headers, request->headers + 1, draft.header_count * sizeof *draft.headers);
    return apideck__request_make(&draft, allocator, request_out);
}

int apideck_request_redirect(const apideck_request *request, const apideck_http_response *response,
                             const apideck_allocator *allocator, apideck_request **request_out,
                             apideck_problem **problem_out) {
    if (!request || !response || !request_out || !apideck__allocator_valid(allocator) ||
        !apideck__response_whole(response) || !apideck__is_redirect(response->status)) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_ARGUMENT, NULL);
    }
    struct apideck__trouble trouble = {.response = response, .request = request};
    trouble.code = follow(request, response, allocator, request_out, &trouble.message);
    return trouble.code ? apideck__problem(problem_out, allocator, &trouble) : 0;
}
