/* A host of libapideck-full.a; with HOST_LIBRARIES, one that uses jansson and libsodium itself. */
#include "check.h"

#include <apideck/apideck.h>
#include <apideck/testing.h>
#include <stdlib.h>

#ifdef HOST_LIBRARIES
#include <jansson.h>
#include <sodium.h>

static int allocated;

static void *counting_malloc(size_t size) {
    allocated++;
    return malloc(size);
}

static void use_host_libraries(void) {
    json_set_alloc_funcs(counting_malloc, free);
    json_t *document = json_pack("{s:i}", "answer", 42);
    CHECK(allocated > 0);
    CHECK_INT(json_integer_value(json_object_get(document, "answer")), 42);
    json_decref(document);

    unsigned char hash[crypto_hash_sha256_BYTES];
    CHECK(sodium_init() >= 0);
    CHECK_INT(crypto_hash_sha256(hash, (const unsigned char *)"", 0), 0);
    CHECK_INT(hash[0], 0xe3);
}

static int host_allocations(void) {
    return allocated;
}
#else
static void use_host_libraries(void) {
}

static int host_allocations(void) {
    return 0;
}
#endif

static int handled;

static int on_invoice(const apideck_invoice_created_event *event, const apideck_delivery *delivery,
                      void *user) {
    (void)delivery, (void)user;
    handled += event->invoice_id.len > 0;
    return 0;
}

static apideck_keyring *new_ring(void) {
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_keyring_add(ring, "main", "secret", 6), 0);
    return ring;
}

static apideck_receiver *new_receiver(void) {
    apideck_receiver *receiver = NULL;
    apideck_handlers handlers;
    apideck_receiver_config config;
    apideck_handlers_init(&handlers);
    handlers.invoice_created = on_invoice;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.keyring = new_ring();
    CHECK_INT(apideck_receiver_new(&config, &receiver, NULL), 0);
    return receiver;
}

static void receive_one(void) {
    char body[2048];
    size_t body_len = 0;
    apideck_test_headers headers;
    apideck_answer answer = {0};
    apideck_keyring *ring = new_ring();
    apideck_receiver *receiver = new_receiver();
    CHECK_INT(apideck_example_event(APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED, NULL, body,
                                    sizeof body, &body_len),
              0);
    CHECK_INT(apideck_test_sign(ring, "accounting.invoice.created", "1", body, body_len, &headers),
              0);
    CHECK_INT(apideck_receive(receiver, headers.headers, 3, body, body_len, &answer), 0);
    CHECK_INT(answer.status, 200);
    body[body_len / 2] ^= 1;
    CHECK(apideck_receive(receiver, headers.headers, 3, body, body_len, &answer) != 0);
    CHECK_INT(handled, 1);
    apideck_receiver_free(receiver);
    apideck_keyring_free(ring);
}

int main(void) {
    use_host_libraries();
    const int before = host_allocations();
    receive_one();
    CHECK_INT(host_allocations(), before);
    use_host_libraries();
    return check_summary();
}
