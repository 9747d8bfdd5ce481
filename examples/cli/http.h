/* Posting bodies to one URL: http_curl.c does, http_none.c only says that it cannot. */
#ifndef APIDECK_CLI_HTTP_H
#define APIDECK_CLI_HTTP_H

#include <apideck/receiver.h>
#include <stdbool.h>
#include <stddef.h>

struct http;

struct http_answer {
    long status;
    size_t len;
    char body[65536]; /* what is longer is cut off */
};

/* Complains and returns NULL when there is no way to post. */
struct http *http_open(const char *url);

/* Posts a JSON body. Complains and returns false when no answer came. */
bool http_post(struct http *http, const apideck_header *headers, size_t header_count,
               const char *body, size_t body_len, struct http_answer *answer_out);

void http_close(struct http *http);

#endif
