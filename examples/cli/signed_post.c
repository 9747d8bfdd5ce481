#include "signed_post.h"

#include "output.h"
#include "uuid.h"

#include <apideck/testing.h>

bool is_header_text(apideck_str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 0x21 || text.ptr[i] > 0x7e) {
            return false;
        }
    }
    return text.ptr && text.len > 0;
}

enum post_result signed_post(struct http *http, const apideck_keyring *ring, const char *event_type,
                             const char *body, size_t body_len, struct http_answer *answer_out) {
    apideck_test_headers headers;
    char idempotency_key[UUID_SIZE];
    if (!uuid_new(idempotency_key)) {
        return POST_NO_ANSWER;
    }
    int error = apideck_test_sign(ring, event_type, idempotency_key, body, body_len, &headers);
    if (error) {
        complain_of_body(error, NULL);
        return POST_NOT_SIGNED;
    }
    return http_post(http, headers.headers, 3, body, body_len, answer_out) ? POST_ANSWERED
                                                                           : POST_NO_ANSWER;
}
