/* A delivery as Apideck sends it: a body, signed, with the three headers. */
#ifndef APIDECK_CLI_SIGNED_POST_H
#define APIDECK_CLI_SIGNED_POST_H

#include "http.h"

#include <apideck/signature.h>

/* A type goes into a header, where a line break would begin another header. */
bool is_header_text(apideck_str text);

enum post_result {
    POST_ANSWERED,
    POST_NOT_SIGNED, /* the body is not what can be signed */
    POST_NO_ANSWER
};

/* Complains unless it returns POST_ANSWERED. */
enum post_result signed_post(struct http *http, const apideck_keyring *ring, const char *event_type,
                             const char *body, size_t body_len, struct http_answer *answer_out);

#endif
