/* Each allocation in turn fails: the right code comes back, nothing leaks, outputs are untouched,
 * and an event that was turned away is handled when it comes again. */
#include "receiving.h"

#include <apideck/signature.h>

#define KEYS 3000 /* members of a body that no fixed room holds */
#define BODY_SIZE 60000

/* Allocates for the index in every form: its keys descend, and so do those of an object inside an
 * array. */
static char large[BODY_SIZE];

/* The same without an id: its digest takes the form that is sorted in arrays too. */
static char large_without_id[BODY_SIZE];

static void make_large(char *body, const char *last_member) {
    size_t len = (size_t)snprintf(body, BODY_SIZE, "{\"z\":[{\"b\":1,\"a\":2}]");
    for (int i = KEYS; i > 0; i--) {
        len += (size_t)snprintf(body + len, BODY_SIZE - len, ",\"k%05d\":%d", i, i % 7);
    }
    len += (size_t)snprintf(body + len, BODY_SIZE - len, ",%s}", last_member);
    CHECK(len + 1 < BODY_SIZE);
}

/* Calls a step with its first, second, … allocation failing, until none is left to fail. Returns
 * how many there were. */
static size_t with_each_failing(struct counting *memory, int (*step)(struct counting *memory)) {
    size_t n = 1;
    for (;; n++) {
        counting_fail_at(memory, n);
        int result = step(memory);
        int failed = counting_failed(memory);
        counting_fail_at(memory, 0);
        CHECK_INT(result, failed ? APIDECK_ERR_NO_MEMORY : 0);
        CHECK_NOTHING_LEAKED(memory);
        if (!failed) {
            return n - 1;
        }
    }
}

static int make_a_ring(struct counting *memory) {
    apideck_allocator allocator = counting_allocator(memory);
    apideck_keyring *ring = NULL;
    int error = apideck_keyring_new(&allocator, &ring);
    CHECK((error == 0) == (ring != NULL));
    if (error) {
        return error;
    }
    error = apideck_keyring_add(ring, "k", "key", 3);
    if (error) {
        /* The ring is as it was: without a key of that name. */
        CHECK_INT(apideck_keyring_add(ring, "k", "key", 3), 0);
    }
    apideck_keyring_free(ring);
    return error;
}

static int canonicalize(struct counting *memory) {
    static char text[BODY_SIZE];
    static const apideck_form forms[] = {APIDECK_FORM_SORTED, APIDECK_FORM_SORTED_DEEP};
    apideck_allocator allocator = counting_allocator(memory);
    for (int i = 0; i < 2; i++) {
        size_t len = 77;
        apideck_error detail = {0, 0, NULL};
        text[0] = '!';
        int error = apideck_canonicalize(large, strlen(large), forms[i], &allocator, text,
                                         sizeof text, &len, &detail);
        if (error) {
            CHECK_INT(len, 77);
            CHECK_INT(text[0], '!');
            CHECK_INT(detail.code, error);
            return error;
        }
    }
    return 0;
}

static int parse(struct counting *memory) {
    apideck_allocator allocator = counting_allocator(memory);
    apideck_event *event = NULL;
    apideck_error detail = {0, 0, NULL};
    int error = apideck_parse_event(large, strlen(large), &allocator, &event, &detail);
    CHECK_INT(detail.code, error);
    CHECK((error == 0) == (event != NULL));
    apideck_event_free(event);
    return error;
}

/* A ring whose memory fails only once it is filled. */
static apideck_keyring *filled_ring(struct counting *memory, apideck_allocator *allocator) {
    size_t fail_at = memory->fail_at ? memory->fail_at - memory->calls : 0;
    memory->fail_at = 0;
    *allocator = counting_allocator(memory);
    apideck_keyring *ring = ring_of(KEY, allocator);
    counting_fail_at(memory, fail_at);
    return ring;
}

/* Tries all three forms, since the signature is none of theirs. */
static int verify(struct counting *memory) {
    char wrong[65];
    apideck_allocator allocator;
    apideck_keyring *ring = filled_ring(memory, &allocator);
    apideck_verdict verdict = {0, 0, "untouched"};
    memset(wrong, '0', sizeof wrong);
    int error = apideck_verify_signature(ring, large, strlen(large), wrong, 64, &verdict);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "untouched");
    apideck_keyring_free(ring);
    return error == APIDECK_ERR_SIGNATURE_MISMATCH ? 0 : error;
}

static int verify_event(struct counting *memory) {
    char signature[65];
    apideck_allocator allocator;
    apideck_keyring *ring = filled_ring(memory, &allocator);
    apideck_verdict verdict = {0, 0, "untouched"};
    apideck_event *event = NULL;
    sign_raw(KEY, large, strlen(large), signature);
    int error = apideck_verify_event(ring, large, strlen(large), signature, 64, &allocator, &event,
                                     &verdict, NULL);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), error ? "untouched" : "key");
    CHECK((error == 0) == (event != NULL));
    apideck_event_free(event);
    apideck_keyring_free(ring);
    return error;
}

static int sign(struct counting *memory) {
    char signature[APIDECK_SIGNATURE_SIZE] = "untouched";
    apideck_allocator allocator;
    apideck_keyring *ring = filled_ring(memory, &allocator);
    int error = apideck_sign(ring, NULL, large, strlen(large), APIDECK_FORM_SORTED_DEEP,
                             APIDECK_ENCODING_HEX, signature);
    CHECK((error != 0) == (strcmp(signature, "untouched") == 0));
    apideck_keyring_free(ring);
    return error;
}

static int make_a_receiver(struct counting *memory) {
    struct receiving r;
    apideck_error detail = {0, 0, NULL};
    receiving_init(&r);
    r.allocator = counting_allocator(memory);
    r.config.keyring = ring_of(KEY, NULL);
    int error = apideck_receiver_new(&r.config, &r.receiver, &detail);
    CHECK((error == 0) == (r.receiver != NULL));
    CHECK_INT(detail.code, error);
    if (error) {
        CHECK(detail.message != NULL);
        apideck_keyring_free(r.config.keyring);
    }
    apideck_receiver_free(r.receiver);
    return error;
}

static void test_steps(void) {
    struct counting memory = {0};
    CHECK_INT(with_each_failing(&memory, make_a_ring), 3); /* the ring, the key, its state */
    CHECK(with_each_failing(&memory, canonicalize) >= 2);
    CHECK(with_each_failing(&memory, parse) >= 2);
    CHECK(with_each_failing(&memory, verify) >= 2);
    CHECK(with_each_failing(&memory, verify_event) >= 2);
    CHECK(with_each_failing(&memory, sign) >= 1);
    CHECK(with_each_failing(&memory, make_a_receiver) >= 3); /* it, its name, its store */
}

/* Receiving: answered 503, and handled at the next delivery. */
static void test_receive(const char *body) {
    int failed = 1;
    for (size_t n = 1; failed; n++) {
        struct receiving r;
        receiving_start(&r);
        counting_fail_at(&r.memory, n);
        apideck_answer answer = deliver(&r, NULL, body);
        failed = counting_failed(&r.memory);
        counting_fail_at(&r.memory, 0);
        if (failed) {
            CHECK_ANSWER(answer, 503, APIDECK_OUTCOME_UNAVAILABLE, APIDECK_ERR_NO_MEMORY);
            CHECK_INT(r.unknown, 0);
            CHECK_INT(deliver(&r, NULL, body).outcome, APIDECK_OUTCOME_HANDLED);
        } else {
            CHECK_ANSWER(answer, 200, APIDECK_OUTCOME_HANDLED, 0);
            CHECK(n > 1);
        }
        CHECK_INT(r.unknown, 1);
        CHECK_INT(deliver(&r, NULL, body).outcome, APIDECK_OUTCOME_DUPLICATE);
        receiving_end(&r);
    }
}

static apideck_answer accept_number(struct receiving *r, int number,
                                    apideck_delivery **delivery_out) {
    char body[64];
    struct request request;
    apideck_answer answer;
    snprintf(body, sizeof body, "{\"event_id\":\"%d\"}", number);
    request_genuine(&request, NULL, body);
    (void)accept_request(r, &request, delivery_out, &answer);
    return answer;
}

/* With every event under way, the store has to grow; where it cannot, the claim fails, and nothing
 * of what it holds is lost. */
static void test_store_growth(void) {
    enum { EVENTS = 1000 };
    static apideck_delivery *deliveries[EVENTS];
    struct receiving r;
    int turned_away = 0;
    receiving_start(&r);
    for (int i = 0; i < EVENTS; i++) {
        /* The first allocation is the event's, a second one is the store's. */
        counting_fail_at(&r.memory, 2);
        apideck_answer answer = accept_number(&r, i, &deliveries[i]);
        if (counting_failed(&r.memory)) {
            turned_away++;
            CHECK(deliveries[i] == NULL);
            CHECK_ANSWER(answer, 503, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_STORE);
            counting_fail_at(&r.memory, 0);
            (void)accept_number(&r, i, &deliveries[i]);
        }
        counting_fail_at(&r.memory, 0);
        CHECK(deliveries[i] != NULL);
    }
    CHECK(turned_away > 0);
    for (int i = 0; i < EVENTS; i++) {
        apideck_answer answer;
        CHECK_INT(apideck_finish(r.receiver, deliveries[i], 0, &answer), 0);
    }
    for (int i = 0; i < EVENTS; i++) {
        apideck_delivery *delivery = NULL;
        CHECK_INT(accept_number(&r, i, &delivery).outcome, APIDECK_OUTCOME_DUPLICATE);
    }
    receiving_end(&r);
}

/* store_memory.h: the event committed longest ago is forgotten when the bound is reached. Memory
 * that runs out before is no reason: what was forgotten would be handled twice. */
static void test_store_that_cannot_grow_forgets_nothing(void) {
    struct receiving r;
    int events = 0;
    receiving_start(&r);
    for (int grew = 0; !grew && events < 1000; events++) {
        char body[64];
        snprintf(body, sizeof body, "{\"event_id\":\"%d\"}", events);
        counting_fail_at(&r.memory, 2);
        (void)deliver(&r, NULL, body);
        grew = counting_failed(&r.memory);
        counting_fail_at(&r.memory, 0);
    }
    CHECK(events > 1 && events < 1000);
    int forgotten = 0;
    for (int i = 0; i < events - 1; i++) {
        apideck_delivery *delivery = NULL;
        apideck_answer answer;
        forgotten += accept_number(&r, i, &delivery).outcome != APIDECK_OUTCOME_DUPLICATE;
        if (delivery) {
            (void)apideck_finish(r.receiver, delivery, 1, &answer);
        }
    }
    CHECK_INT(forgotten, 0);
    receiving_end(&r);
}

int main(void) {
    make_large(large, "\"event_id\":\"e-1\"");
    make_large(large_without_id, "\"service_id\":\"xero\"");
    test_steps();
    test_receive("{\"event_id\":\"e-1\"}");
    test_receive(large);
    test_receive(large_without_id);
    test_store_growth();
    test_store_that_cannot_grow_forgets_nothing();
    return check_summary();
}
