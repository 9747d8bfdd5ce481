/* A response on its way in. */
#ifndef APIDECK_LIB_TRANSPORTS_CURL_ANSWER_H
#define APIDECK_LIB_TRANSPORTS_CURL_ANSWER_H

#include <apideck/host.h>
#include <stdbool.h>

/* Bytes that grow. */
struct apideck__curl_bytes {
    char *ptr;
    size_t len;
    size_t capacity;
};

struct apideck__curl_answer {
    const apideck_allocator *allocator;
    struct apideck__curl_bytes lines; /* the headers as they came, each with its line break */
    struct apideck__curl_bytes body;
    size_t max_body; /* what comes behind it is not kept */
    size_t header_count;
    bool cut_off; /* the body is longer than max_body */
    bool no_memory;
};

/* Callbacks of libcurl, whose `user` is the answer. */
size_t apideck__curl_take_header(char *bytes, size_t size, size_t count, void *user);
size_t apideck__curl_take_body(char *bytes, size_t size, size_t count, void *user);

/* Hands what came over to the response, for apideck__curl_release. Returns 0, or -1 when there is
 * no memory, and the answer is to be freed. */
int apideck__curl_hand_over(struct apideck__curl_answer *answer, int status,
                            apideck_http_response *response_out);

void apideck__curl_answer_free(struct apideck__curl_answer *answer);

void apideck__curl_release(apideck_http_response *response, const apideck_allocator *allocator);

#endif
