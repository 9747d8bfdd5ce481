#include <apideck/testing.h>

#include <string.h>

static apideck_str text(const char *terminated) {
    return (apideck_str){terminated, strlen(terminated)};
}

int apideck_test_sign(const apideck_keyring *ring, const char *event_type,
                      const char *idempotency_key, const void *body, size_t body_len,
                      apideck_test_headers *headers_out) {
    if (!event_type || !idempotency_key || !headers_out) {
        return APIDECK_ERR_ARGUMENT;
    }
    int error = apideck_sign(ring, NULL, body, body_len, APIDECK_FORM_SORTED, APIDECK_ENCODING_HEX,
                             headers_out->signature);
    if (error) {
        return error;
    }
    headers_out->headers[0] = (apideck_header){text(APIDECK_HEADER_EVENT_TYPE), text(event_type)};
    headers_out->headers[1] =
        (apideck_header){text(APIDECK_HEADER_SIGNATURE), text(headers_out->signature)};
    headers_out->headers[2] =
        (apideck_header){text(APIDECK_HEADER_IDEMPOTENCY_KEY), text(idempotency_key)};
    return 0;
}
