#include "http.h"

#include "output.h"

struct http *http_open(const char *url) {
    (void)url;
    complain("this program was built without libcurl");
    return NULL;
}

bool http_post(struct http *http, const apideck_header *headers, size_t header_count,
               const char *body, size_t body_len, struct http_answer *answer_out) {
    (void)http, (void)headers, (void)header_count, (void)body, (void)body_len, (void)answer_out;
    return false;
}

void http_close(struct http *http) {
    (void)http;
}
