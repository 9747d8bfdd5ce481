/* A receiver that runs: keyrings are replaced, counters read, and limits are as far as they go. */
#include "receiving.h"
#include "scripted_store.h"

#define BODY "{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\"}"

/* Signs with another key than the others do. */
static apideck_answer deliver_signed_with(struct receiving *r, const char *key, const char *body) {
    struct request request;
    char signature[65];
    sign_raw(key, body, strlen(body), signature);
    request_init(&request, NULL, signature, body);
    return receive_request(r, &request);
}

static void test_set_keyring(void) {
    struct receiving r;
    receiving_init(&r);
    apideck_allocator allocator = r.allocator;
    receiving_begin(&r);
    CHECK_INT(deliver_signed_with(&r, "new", BODY).status, 401);
    apideck_keyring *both = ring_of("new", &allocator);
    CHECK_INT(apideck_keyring_add(both, "old", KEY, sizeof KEY - 1), 0);
    CHECK_INT(apideck_receiver_set_keyring(r.receiver, both), 0);
    CHECK_INT(deliver_signed_with(&r, "new", BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(deliver_signed_with(&r, KEY, BODY).outcome, APIDECK_OUTCOME_DUPLICATE);
    size_t blocks = r.memory.blocks;
    CHECK_INT(apideck_receiver_set_keyring(r.receiver, ring_of("new", &allocator)), 0);
    CHECK(r.memory.blocks < blocks); /* the old ring had a key more, and is gone */
    CHECK_INT(deliver_signed_with(&r, KEY, BODY).status, 401);
    CHECK_INT(deliver_signed_with(&r, "new", BODY).status, 200);
    receiving_end(&r);
}

/* On failure the ring stays the caller's, and the old one in place. */
static void test_set_keyring_fails(void) {
    struct receiving r;
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_keyring *empty = NULL;
    receiving_start(&r);
    CHECK_INT(apideck_keyring_new(&allocator, &empty), 0);
    CHECK_INT(apideck_receiver_set_keyring(r.receiver, empty), APIDECK_ERR_NO_KEY);
    CHECK_INT(apideck_receiver_set_keyring(r.receiver, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_receiver_set_keyring(NULL, empty), APIDECK_ERR_ARGUMENT);
    CHECK_INT(memory.blocks, 1);
    CHECK_INT(deliver_signed_with(&r, KEY, BODY).status, 200);
    apideck_keyring_free(empty);
    CHECK_NOTHING_LEAKED(&memory);
    receiving_end(&r);
}

/* A delivery that was accepted under the old ring is finished under the new one. */
static void test_set_keyring_between_accept_and_finish(void) {
    struct receiving r;
    struct request request;
    apideck_delivery *delivery = NULL;
    apideck_answer answer;
    receiving_start(&r);
    request_genuine(&request, NULL, BODY);
    CHECK_INT(accept_request(&r, &request, &delivery, &answer), 0);
    CHECK_INT(apideck_receiver_set_keyring(r.receiver, ring_of("new", NULL)), 0);
    CHECK_INT(apideck_dispatch(r.receiver, delivery), 0);
    CHECK_INT(apideck_finish(r.receiver, delivery, 0, &answer), 0);
    CHECK_INT(deliver_signed_with(&r, "new", BODY).outcome, APIDECK_OUTCOME_DUPLICATE);
    receiving_end(&r);
}

static void test_narrowed_forms(void) {
    struct receiving r;
    receiving_init(&r);
    r.config.keyring = ring_of(KEY, &r.allocator);
    CHECK_INT(apideck_keyring_accept(r.config.keyring, APIDECK_FORM_SORTED), 0);
    receiving_begin(&r);
    CHECK_INT(deliver(&r, NULL, BODY).status, 200);
    CHECK_INT(deliver(&r, NULL, BODY " ").status, 401); /* signed as it is: form RAW */
    receiving_end(&r);
}

/* A host of another version has statistics of another size: it gets what both know, and zeros. */
static void test_stats_of_another_size(void) {
    struct receiving r;
    struct {
        apideck_stats stats;
        unsigned char tail[24];
    } newer;
    receiving_start(&r);
    (void)deliver(&r, NULL, BODY);
    (void)deliver(&r, NULL, BODY);
    memset(&newer, 0xff, sizeof newer);
    newer.stats.size = sizeof newer.stats + 16;
    CHECK_INT(apideck_receiver_stats(r.receiver, &newer.stats), 0);
    CHECK_INT(newer.stats.size, sizeof newer.stats + 16);
    CHECK_INT(newer.stats.deliveries, 2);
    CHECK_INT(newer.stats.handled, 1);
    CHECK_INT(newer.stats.duplicate, 1);
    for (size_t i = 0; i < 24; i++) {
        CHECK_INT(newer.tail[i], i < 16 ? 0 : 0xff);
    }
    memset(&newer, 0xff, sizeof newer);
    newer.stats.size = offsetof(apideck_stats, duplicate);
    CHECK_INT(apideck_receiver_stats(r.receiver, &newer.stats), 0);
    CHECK_INT(newer.stats.deliveries, 2);
    CHECK_INT(newer.stats.handled, 1);
    CHECK(newer.stats.duplicate == UINT64_MAX);
    newer.stats.size = 0;
    CHECK_INT(apideck_receiver_stats(r.receiver, &newer.stats), APIDECK_ERR_ARGUMENT);
    newer.stats.size = sizeof(size_t) - 1;
    CHECK_INT(apideck_receiver_stats(r.receiver, &newer.stats), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_receiver_stats(r.receiver, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_receiver_stats(NULL, &newer.stats), APIDECK_ERR_ARGUMENT);
    CHECK(newer.stats.duplicate == UINT64_MAX);
    receiving_end(&r);
}

static void test_prune_of_the_own_store(void) {
    struct receiving r;
    receiving_start(&r);
    (void)deliver(&r, NULL, BODY);
    CHECK_INT(apideck_receiver_prune(r.receiver), 0);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_DUPLICATE);
    receiving_end(&r);
}

/* The bound of the own store holds for all that it allocates. */
static void test_store_bytes(void) {
    struct receiving r;
    receiving_init(&r);
    r.config.store_bytes = 4096;
    receiving_begin(&r);
    size_t others = r.memory.bytes;
    CHECK(others > 0);
    for (int i = 0; i < 500; i++) {
        char body[64];
        snprintf(body, sizeof body, "{\"event_id\":\"%d\"}", i);
        CHECK_INT(deliver(&r, NULL, body).outcome, APIDECK_OUTCOME_HANDLED);
    }
    CHECK(r.memory.bytes <= others + 4096);
    receiving_end(&r);
}

/* A failing HMAC provider is no matter of the sender's. */
static int no_begin(const void *prepared, void *state, void *user) {
    (void)prepared;
    (void)state;
    (void)user;
    return -1;
}

static int key_new(const void *key, size_t len, void **prepared_out, void *user) {
    (void)key;
    (void)len;
    *prepared_out = user;
    return 0;
}

static void key_free(void *prepared, void *user) {
    (void)prepared;
    (void)user;
}

static int update(void *state, const void *bytes, size_t len, void *user) {
    (void)state;
    (void)bytes;
    (void)len;
    (void)user;
    return -1;
}

static int finish(void *state, unsigned char *mac_out, void *user) {
    (void)state;
    (void)mac_out;
    (void)user;
    return -1;
}

static void abandon(void *state, void *user) {
    (void)state;
    (void)user;
}

static void test_provider_fails(void) {
    struct receiving r;
    apideck_hmac_provider provider = {sizeof provider, key_new, key_free, no_begin,
                                      update,          finish,  abandon,  NULL};
    receiving_init(&r);
    CHECK_INT(apideck_keyring_new(&r.allocator, &r.config.keyring), 0);
    CHECK_INT(apideck_keyring_use_hmac(r.config.keyring, &provider), 0);
    CHECK_INT(apideck_keyring_add(r.config.keyring, "k", "k", 1), 0);
    receiving_begin(&r);
    CHECK_ANSWER(deliver(&r, NULL, BODY), 503, APIDECK_OUTCOME_UNAVAILABLE, APIDECK_ERR_HMAC);
    receiving_end(&r);
}

/* The longest times that a configuration lets pass are kept to, and not wrapped round. */
static void test_longest_times(void) {
    struct receiving r;
    struct request request;
    apideck_delivery *delivery = NULL;
    apideck_answer answer;
    receiving_init(&r);
    r.config.retention_ms = INT64_MAX;
    receiving_begin(&r);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_DUPLICATE);
    receiving_end(&r);

    receiving_init(&r);
    r.config.lease_ms = INT64_MAX;
    receiving_begin(&r);
    request_genuine(&request, NULL, BODY);
    CHECK_INT(accept_request(&r, &request, &delivery, &answer), 0);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_BUSY);
    (void)apideck_finish(r.receiver, delivery, 0, &answer);
    receiving_end(&r);
}

int main(void) {
    test_set_keyring();
    test_set_keyring_fails();
    test_set_keyring_between_accept_and_finish();
    test_narrowed_forms();
    test_stats_of_another_size();
    test_prune_of_the_own_store();
    test_store_bytes();
    test_provider_fails();
    test_longest_times();
    return check_summary();
}
