/* What hosts get for their own tests: signed deliveries that a receiver takes. */
#include "receiving.h"

#include <apideck/testing.h>

/* printf %s BODY | openssl dgst -sha256 -hmac test-api-key */
static const char body[] = "{\"b\":1,\"a\":2}";
static const char sorted_hex[] =
    "f7a20ec811b1b5b75df99600bc4f73085aa3700dd7652e31f298ccad71291ab0"; /* of {"a":2,"b":1} */

static void check_header(const apideck_header *header, const char *name, const char *value) {
    CHECK_STR(header->name.ptr, header->name.len, name);
    CHECK_STR(header->value.ptr, header->value.len, value);
}

static void test_headers(void) {
    apideck_keyring *ring = ring_of(KEY, NULL);
    apideck_test_headers headers;
    CHECK_INT(apideck_keyring_add(ring, "second", "other", 5), 0);
    CHECK_INT(apideck_test_sign(ring, "a.b.c", "key-1", body, sizeof body - 1, &headers), 0);
    check_header(&headers.headers[0], "x-apideck-event-type", "a.b.c");
    check_header(&headers.headers[1], "x-apideck-signature", sorted_hex);
    check_header(&headers.headers[2], "x-apideck-idempotency-key", "key-1");
    CHECK(headers.headers[1].value.ptr == headers.signature);
    apideck_keyring_free(ring);
}

static void test_failures(void) {
    apideck_keyring *ring = NULL;
    apideck_test_headers headers;
    memset(&headers, 0x5a, sizeof headers);
    apideck_test_headers untouched = headers;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_test_sign(ring, "t", "i", body, sizeof body - 1, &headers),
              APIDECK_ERR_NO_KEY);
    CHECK_INT(apideck_keyring_add(ring, "k", "k", 1), 0);
    CHECK_INT(apideck_test_sign(ring, "t", "i", "{", 1, &headers), APIDECK_ERR_JSON_TRUNCATED);
    CHECK_INT(apideck_test_sign(NULL, "t", "i", body, sizeof body - 1, &headers),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_test_sign(ring, NULL, "i", body, sizeof body - 1, &headers),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_test_sign(ring, "t", NULL, body, sizeof body - 1, &headers),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_test_sign(ring, "t", "i", NULL, 1, &headers), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_test_sign(ring, "t", "i", body, sizeof body - 1, NULL), APIDECK_ERR_ARGUMENT);
    CHECK(memcmp(&headers, &untouched, sizeof headers) == 0);
    apideck_keyring_free(ring);
}

/* Every type of the catalogue, as an example, goes the whole way. */
static void test_every_example_is_received(void) {
    struct receiving r;
    size_t count = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    apideck_keyring *ring = ring_of(KEY, NULL);
    receiving_start(&r);
    for (size_t i = 0; i < count; i++) {
        char example[2048];
        char id[32];
        size_t len = 0;
        apideck_test_headers headers;
        apideck_answer answer;
        snprintf(id, sizeof id, "event-%zu", i);
        CHECK_INT(apideck_example_event(types[i].type, id, example, sizeof example, &len), 0);
        CHECK_INT(apideck_test_sign(ring, types[i].name, id, example, len, &headers), 0);
        CHECK_INT(apideck_receive(r.receiver, headers.headers, 3, example, len, &answer), 0);
        CHECK_INT(answer.outcome, APIDECK_OUTCOME_HANDLED);
        CHECK_STR(r.event_id, strlen(r.event_id), id);
    }
    CHECK_INT(r.any, 140);
    apideck_keyring_free(ring);
    receiving_end(&r);
}

static void test_handshake(void) {
    static const char message[] = "{\"message\":\"Validating delivery URL\"}";
    struct receiving r;
    apideck_test_headers headers;
    apideck_answer answer;
    apideck_keyring *ring = ring_of(KEY, NULL);
    receiving_start(&r);
    CHECK_INT(apideck_test_sign(ring, HANDSHAKE_TYPE, "", message, sizeof message - 1, &headers),
              0);
    CHECK_INT(apideck_receive(r.receiver, headers.headers, 3, message, sizeof message - 1, &answer),
              0);
    CHECK_INT(answer.outcome, APIDECK_OUTCOME_HANDSHAKE);
    CHECK_INT(r.verified, 1);
    apideck_keyring_free(ring);
    receiving_end(&r);
}

int main(void) {
    test_headers();
    test_failures();
    test_every_example_is_received();
    test_handshake();
    return check_summary();
}
