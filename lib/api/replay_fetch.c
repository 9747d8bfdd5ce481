/* Asking the API for the pages of the log. */
#include "allocator.h"
#include "problem.h"
#include "replay.h"

#include <string.h>

/* What the request asks for; a value of NULL is left out. The filter has a service too, nested one
 * deeper than the specification tells how to write. */
struct parameter {
    const char *name; /* encoded already */
    const char *value;
};
#define PARAMETERS 7

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-._~", c);
}

static char *put(char *end, const char *text) {
    size_t len = strlen(text);
    memcpy(end, text, len);
    return end + len;
}

static char *put_encoded(char *end, const char *text) {
    static const char digits[] = "0123456789ABCDEF";
    for (; *text; text++) {
        if (is_plain(*text)) {
            *end++ = *text;
            continue;
        }
        *end++ = '%';
        *end++ = digits[(unsigned char)*text >> 4];
        *end++ = digits[(unsigned char)*text & 15];
    }
    return end;
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

/* The query, in a block of *size_out bytes; NULL without memory. */
static char *make_query(const apideck_replay *replay, size_t *size_out) {
    const apideck_replay_options *options = &replay->options;
    char limit[4] = "";
    print_limit(options->page_limit, limit);
    const struct parameter parameters[PARAMETERS] = {
        {"limit", limit},
        {"cursor", replay->cursor.ptr},
        {"filter%5Bstart_date%5D", options->since},
        {"filter%5Bend_date%5D", options->until},
        {"filter%5Bevent_type%5D", options->event_type},
        {"filter%5Bconsumer_id%5D", options->consumer_id},
        {"filter%5Bsuccess%5D", options->flags & APIDECK_REPLAY_ASK_FOR_FAILED ? "false" : NULL},
    };
    size_t size = 1;
    for (size_t i = 0; i < PARAMETERS; i++) {
        const char *value = parameters[i].value;
        size += value ? strlen(parameters[i].name) + 3 * strlen(value) + 2 : 0;
    }
    char *query = apideck__alloc(&replay->allocator, size);
    if (!query) {
        return NULL;
    }
    char *end = query;
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (parameters[i].value) {
            end = put(end, i ? "&" : "");
            end = put(put(end, parameters[i].name), "=");
            end = put_encoded(end, parameters[i].value);
        }
    }
    *end = '\0';
    *size_out = size;
    return query;
}

int apideck_replay_request(apideck_replay *replay, const apideck_credentials *credentials,
                           apideck_request **request_out, apideck_problem **problem_out) {
    if (!replay || !request_out) {
        return apideck__problem_of(problem_out, replay ? &replay->allocator : NULL,
                                   APIDECK_ERR_ARGUMENT, NULL);
    }
    const apideck_allocator *allocator = &replay->allocator;
    if (replay->ended || replay->fetched >= replay->options.max_pages) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_NOT_FOUND, NULL);
    }
    size_t size = 0;
    char *query = make_query(replay, &size);
    if (!query) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_NO_MEMORY, NULL);
    }
    int error = apideck_api_request(credentials, "/webhook/logs", query, NULL, allocator,
                                    request_out, problem_out);
    apideck__free(allocator, query, size);
    return error;
}

static bool is_same(apideck_str a, apideck_str b) {
    return a.ptr && b.ptr && a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static bool was_fetched(const apideck_replay *replay, apideck_str cursor) {
    for (const struct apideck__replay_page *page = replay->pages; page; page = page->before) {
        if (page->fetched && is_same(page->asked, cursor)) {
            return true;
        }
    }
    return false;
}

/* Adds the page of a response that has been checked, and moves on. */
static int add_checked(apideck_replay *replay, const apideck_request *request,
                       const apideck_http_response *response, apideck_problem **problem_out) {
    const struct apideck__page_source source = {request, response};
    int error =
        apideck__replay_add(replay, response->body, response->body_len, &source, problem_out);
    if (error) {
        return error;
    }
    struct apideck__replay_page *page = replay->pages;
    page->asked = replay->cursor;
    page->fetched = true;
    replay->fetched++;
    replay->cursor = page->logs->next_cursor;
    if (was_fetched(replay, replay->cursor)) {
        replay->cursor = (apideck_str){NULL, 0};
        error = APIDECK_ERR_CURSOR_LOOP;
    }
    replay->ended = !replay->cursor.ptr;
    return error ? apideck__problem(problem_out, &replay->allocator,
                                    &(struct apideck__trouble){
                                        .code = error,
                                        .request = request,
                                        .response = response,
                                        .path = {"meta.cursors.next", 17},
                                    })
                 : 0;
}

int apideck_replay_add_response(apideck_replay *replay, const apideck_request *request,
                                const apideck_http_response *response,
                                apideck_problem **problem_out) {
    if (!replay || !request || !response) {
        return apideck__problem_of(problem_out, replay ? &replay->allocator : NULL,
                                   APIDECK_ERR_ARGUMENT, NULL);
    }
    int error = apideck_response_check(request, response, &replay->allocator, problem_out);
    return error ? error : add_checked(replay, request, response, problem_out);
}

static int fetch_page(apideck_replay *replay, const apideck_transport *transport,
                      const apideck_request *request, apideck_problem **problem_out) {
    apideck_http_response response;
    int error =
        apideck_request_perform(transport, request, &replay->allocator, &response, problem_out);
    if (!error) {
        error = add_checked(replay, request, &response, problem_out);
        apideck_response_release(transport, &response);
    }
    return error;
}

int apideck_replay_fetch(apideck_replay *replay, const apideck_transport *transport,
                         const apideck_credentials *credentials, apideck_problem **problem_out) {
    if (!replay) {
        return apideck__problem_of(problem_out, NULL, APIDECK_ERR_ARGUMENT, NULL);
    }
    int error = 0;
    while (!error && !replay->ended && replay->fetched < replay->options.max_pages) {
        apideck_request *request = NULL;
        error = apideck_replay_request(replay, credentials, &request, problem_out);
        if (!error) {
            error = fetch_page(replay, transport, request, problem_out);
            apideck_request_free(request);
        }
    }
    return error;
}

apideck_str apideck_replay_cursor(const apideck_replay *replay) {
    return replay ? replay->cursor : (apideck_str){NULL, 0};
}
