#include "library.h"

#include <apideck/hmac_openssl.h>
#include <string.h>

apideck_keyring *ring_new(const apideck_hmac_provider *provider, unsigned forms) {
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(NULL, &ring) ||
        (provider && apideck_keyring_use_hmac(ring, provider)) ||
        apideck_keyring_accept(ring, forms) ||
        apideck_keyring_add(ring, "bench", BENCH_KEY, strlen(BENCH_KEY))) {
        give_up("no keyring", "");
    }
    return ring;
}

void rings_start(struct rings *rings) {
    rings->sodium = ring_new(NULL, APIDECK_FORMS_ALL);
    rings->openssl = ring_new(apideck_hmac_openssl(), APIDECK_FORMS_ALL);
    rings->one_form = ring_new(NULL, APIDECK_FORM_SORTED);
}

void rings_stop(struct rings *rings) {
    apideck_keyring_free(rings->sodium);
    apideck_keyring_free(rings->openssl);
    apideck_keyring_free(rings->one_form);
}

static int verify(const struct body *body, const apideck_keyring *ring, const char *bytes,
                  const char *signature) {
    apideck_event *event = NULL;
    apideck_verdict verdict;
    apideck_error error;
    int result =
        apideck_verify_event(ring, bytes, body->len, signature, 64, NULL, &event, &verdict, &error);
    apideck_event_free(event);
    return result;
}

int verify_event(const struct body *body, void *user) {
    return verify(body, user, body->bytes, body->signature);
}

int verify_signature(const struct body *body, void *user) {
    apideck_verdict verdict;
    return apideck_verify_signature(user, body->bytes, body->len, body->signature, 64, &verdict);
}

int refuse_forgery(const struct body *body, void *user) {
    return verify(body, user, body->bytes, body->forged) != APIDECK_ERR_SIGNATURE_MISMATCH;
}

/* A body of the same length whose second byte is wrong. */
int refuse_what_is_not_json(const struct body *body, void *user) {
    return verify(body, user, body->not_json, body->signature) != APIDECK_ERR_JSON_SYNTAX;
}

int parse_event(const struct body *body, void *user) {
    (void)user;
    apideck_event *event = NULL;
    apideck_error error;
    int result = apideck_parse_event(body->bytes, body->len, NULL, &event, &error);
    apideck_event_free(event);
    return result;
}
