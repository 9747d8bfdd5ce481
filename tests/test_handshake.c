/* The request with which Apideck asks whether a URL receives webhooks, and what poses as it. */
#include "receiving.h"

#define HANDSHAKE_BODY "{\"message\":\"Validating delivery URL\"}"
#define EVENT "{\"payload\":{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\"}}"

static void test_signed(void) {
    struct receiving r;
    receiving_start(&r);
    CHECK_ANSWER(deliver(&r, HANDSHAKE_TYPE, HANDSHAKE_BODY), 200, APIDECK_OUTCOME_HANDSHAKE, 0);
    CHECK_INT(r.handshakes, 1);
    CHECK_INT(r.verified, 1);
    /* It may be asked as often as one likes. */
    CHECK_INT(deliver(&r, HANDSHAKE_TYPE, HANDSHAKE_BODY).outcome, APIDECK_OUTCOME_HANDSHAKE);
    CHECK_INT(r.handshakes, 2);
    CHECK_INT(r.any + r.unknown + r.failures, 0);
    receiving_end(&r);
}

static void test_unsigned(void) {
    static const char *const signatures[] = {NULL, "", "  "};
    struct receiving r;
    struct request request;
    receiving_start(&r);
    for (int i = 0; i < 3; i++) {
        r.verified = -1;
        request_init(&request, HANDSHAKE_TYPE, signatures[i], HANDSHAKE_BODY);
        CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_HANDSHAKE, 0);
        CHECK_INT(r.verified, 0);
    }
    CHECK_INT(r.handshakes, 3);
    CHECK_INT(r.any + r.unknown + r.failures, 0);
    receiving_end(&r);
}

static void test_wrongly_signed(void) {
    static const struct {
        const char *signature;
        int error;
    } wrong[] = {
        {"0000000000000000000000000000000000000000000000000000000000000000",
         APIDECK_ERR_SIGNATURE_MISMATCH},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", APIDECK_ERR_SIGNATURE_MISMATCH},
        {"none", APIDECK_ERR_SIGNATURE_MALFORMED},
    };
    struct receiving r;
    struct request request;
    receiving_start(&r);
    for (int i = 0; i < 3; i++) {
        request_init(&request, HANDSHAKE_TYPE, wrong[i].signature, HANDSHAKE_BODY);
        CHECK_ANSWER(receive_request(&r, &request), 401, APIDECK_OUTCOME_UNAUTHENTIC,
                     wrong[i].error);
    }
    CHECK_INT(r.handshakes, 0);
    receiving_end(&r);
}

static void test_no_callback(void) {
    struct receiving r;
    receiving_init(&r);
    r.handlers.handshake = NULL;
    receiving_begin(&r);
    CHECK_ANSWER(deliver(&r, HANDSHAKE_TYPE, HANDSHAKE_BODY), 200, APIDECK_OUTCOME_HANDSHAKE, 0);
    receiving_end(&r);
}

/* The header alone makes no handshake, and takes no event away: whatever is answered, it is not
 * 2xx unless the event was handled. */
static void test_header_on_a_genuine_event(void) {
    static const char *const bodies[] = {
        EVENT,
        "{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\"}",
        "{\"message\":\"Validating delivery URL\",\"event_type\":\"accounting.invoice.created\"}",
        "{\"payload\":{\"event_id\":\"e-1\"}}",
        "{\"payload\":{}}",
        "{\"event_id\":\"e-1\"}",
        "{\"entity_id\":\"e-1\"}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct receiving r;
        receiving_start(&r);
        apideck_answer answer = deliver(&r, HANDSHAKE_TYPE, bodies[i]);
        CHECK_INT(r.handshakes, 0);
        CHECK((answer.outcome == APIDECK_OUTCOME_HANDLED) == (r.any + r.unknown == 1));
        CHECK(answer.outcome == APIDECK_OUTCOME_HANDLED || answer.status >= 400);
        receiving_end(&r);
    }
}

/* The event is still handled when it comes under its own header. */
static void test_event_is_not_lost(void) {
    struct receiving r;
    receiving_start(&r);
    CHECK_ANSWER(deliver(&r, HANDSHAKE_TYPE, EVENT), 400, APIDECK_OUTCOME_MALFORMED,
                 APIDECK_ERR_EVENT_TYPE_MISMATCH);
    CHECK_INT(deliver(&r, INVOICE_CREATED, EVENT).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(r.any, 1);
    receiving_end(&r);
}

static void test_unsigned_event_under_the_header(void) {
    struct receiving r;
    struct request request;
    receiving_start(&r);
    request_init(&request, HANDSHAKE_TYPE, NULL, EVENT);
    CHECK_ANSWER(receive_request(&r, &request), 401, APIDECK_OUTCOME_UNAUTHENTIC,
                 APIDECK_ERR_SIGNATURE_MISSING);
    request_init(&request, HANDSHAKE_TYPE, NULL, "{\"payload\":{}}");
    CHECK_INT(receive_request(&r, &request).status, 401);
    request_init(&request, HANDSHAKE_TYPE, NULL, "{\"event_id\":\"\"}");
    CHECK_INT(receive_request(&r, &request).status, 401);
    CHECK_INT(r.handshakes + r.any + r.unknown, 0);
    receiving_end(&r);
}

/* The body of a handshake under another header, or none, is no handshake. */
static void test_body_without_the_header(void) {
    struct receiving r;
    struct request request;
    receiving_start(&r);
    request_init(&request, NULL, NULL, HANDSHAKE_BODY);
    CHECK_INT(receive_request(&r, &request).status, 401);
    request_init(&request, "apideck.subscription.create", NULL, HANDSHAKE_BODY);
    CHECK_INT(receive_request(&r, &request).status, 401);
    request_init(&request, "Apideck.Subscription.Created", NULL, HANDSHAKE_BODY);
    CHECK_INT(receive_request(&r, &request).status, 401);
    CHECK_INT(deliver(&r, NULL, HANDSHAKE_BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(r.unknown, 1);
    CHECK_INT(r.handshakes, 0);
    receiving_end(&r);
}

static void test_malformed_body(void) {
    struct receiving r;
    struct request request;
    receiving_start(&r);
    request_init(&request, HANDSHAKE_TYPE, NULL, "{");
    CHECK_ANSWER(receive_request(&r, &request), 400, APIDECK_OUTCOME_MALFORMED,
                 APIDECK_ERR_JSON_TRUNCATED);
    request_init(&request, HANDSHAKE_TYPE, NULL, "[]");
    CHECK_ANSWER(receive_request(&r, &request), 400, APIDECK_OUTCOME_MALFORMED,
                 APIDECK_ERR_NOT_AN_EVENT);
    CHECK_INT(r.handshakes, 0);
    receiving_end(&r);
}

int main(void) {
    test_signed();
    test_unsigned();
    test_wrongly_signed();
    test_no_callback();
    test_header_on_a_genuine_event();
    test_event_is_not_lost();
    test_unsigned_event_under_the_header();
    test_body_without_the_header();
    test_malformed_body();
    return check_summary();
}
