/* A genuine delivery that somebody captured, and sends again as he likes: whatever its signature
 * still fits is known to have been handled, and what is new in it is refused. */
#include "receiving.h"

#include <apideck/replay.h>

#define DAY (INT64_C(24) * 3600 * 1000)

/* Date.parse('2023-11-14T22:13:20Z') is 1700000000000, at which the receiver's clock stands. Both
 * are their own canonical form. */
#define WITH_ID                                                                                    \
    "{\"payload\":{\"entity_id\":\"7\",\"event_id\":\"e-1\",\"event_type\":\"" INVOICE_CREATED     \
    "\",\"execution_attempt\":1,\"occurred_at\":\"2023-11-14T22:13:20Z\"}}"
#define WITHOUT_ID                                                                                 \
    "{\"payload\":{\"entity_id\":\"7\",\"event_type\":\"" INVOICE_CREATED                          \
    "\",\"execution_attempt\":1,\"occurred_at\":\"2023-11-14T22:13:20Z\"}}"

/* Receives a body once; what is sent afterwards has the signature of that delivery. */
static void capture(struct receiving *r, struct request *request, const char *body) {
    request_genuine(request, INVOICE_CREATED, body);
    CHECK_ANSWER(receive_request(r, request), 200, APIDECK_OUTCOME_HANDLED, 0);
}

static void test_other_headers(void) {
    struct receiving r;
    struct request request;
    receiving_start(&r);
    capture(&r, &request, WITH_ID);
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    request.headers[2].value = str("another idempotency key");
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    request.count = 2; /* none */
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    request_init(&request, NULL, request.genuine, WITH_ID);
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    request_init(&request, "accounting.invoice.deleted", request.genuine, WITH_ID);
    CHECK_ANSWER(receive_request(&r, &request), 400, APIDECK_OUTCOME_MALFORMED,
                 APIDECK_ERR_EVENT_TYPE_MISMATCH);
    request_init(&request, HANDSHAKE_TYPE, request.genuine, WITH_ID);
    CHECK_ANSWER(receive_request(&r, &request), 400, APIDECK_OUTCOME_MALFORMED,
                 APIDECK_ERR_EVENT_TYPE_MISMATCH);
    CHECK_INT(r.any, 1);
    CHECK_INT(r.handshakes, 0);
    receiving_end(&r);
}

/* The same MAC in the other spellings that are accepted. */
static void test_other_spellings_of_the_signature(void) {
    struct receiving r;
    struct request request;
    unsigned char mac[32];
    char base64[45];
    char upper[65];
    receiving_start(&r);
    capture(&r, &request, WITH_ID);
    for (size_t i = 0; i < sizeof upper; i++) {
        const char c = request.genuine[i];
        upper[i] = (char)(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c);
    }
    request.headers[1].value = str(upper);
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(sodium_hex2bin(mac, sizeof mac, request.genuine, 64, NULL, NULL, NULL), 0);
    sodium_bin2base64(base64, sizeof base64, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
    request.headers[1].value = str(base64);
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(r.any, 1);
    receiving_end(&r);
}

/* The signature is of the canonical form, so it fits each of these. */
static void test_other_spellings_of_the_body(void) {
    static const char *const bodies[] = {
        "{\"payload\":{\"occurred_at\":\"2023-11-14T22:13:20Z\",\"execution_attempt\":1,"
        "\"event_type\":\"accounting.invoice.created\",\"event_id\":\"e-1\",\"entity_id\":\"7\"}}",
        " { \"payload\" :\t{\"entity_id\":\"7\",\"event_id\":\"e-1\",\r\n\"event_type\":"
        "\"accounting.invoice.created\",\"execution_attempt\":1,"
        "\"occurred_at\":\"2023-11-14T22:13:20Z\"}}\n",
        "{\"pay\\u006coad\":{\"entity_id\":\"\\u0037\",\"event_id\":\"e\\u002d1\",\"event_type\":"
        "\"accounting.invoice.created\",\"execution_attempt\":10e-1,"
        "\"occurred_at\":\"2023-11-14T22:13:20Z\"}}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct receiving r;
        struct request request;
        receiving_start(&r);
        capture(&r, &request, WITH_ID);
        request.body = bodies[i];
        CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
        CHECK_INT(r.any, 1);
        receiving_end(&r);
    }
}

/* Without an event id, what is signed is the key: no spelling of it is another event. */
static void test_without_an_id(void) {
    struct receiving r;
    struct request request;
    receiving_start(&r);
    capture(&r, &request, WITHOUT_ID);
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    request.body = "{\"payload\": {\"occurred_at\":\"2023-11-14T22:13:20Z\",\"event_type\":"
                   "\"accounting.invoice.created\",\"execution_attempt\":1.0,\"entity_id\":\"7\"}}";
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(r.any, 1);
    receiving_end(&r);
}

/* It is the same event in whatever form it was signed, and from the log, where it has no signature.
 */
static void test_without_an_id_in_other_forms(void) {
#define WITH_LINES(LINES)                                                                          \
    "{\"payload\":{\"event_type\":\"" INVOICE_CREATED "\",\"lines\":" LINES "}}"
    static const char as_sent[] = WITH_LINES("[{\"b\":1,\"a\":2}]");
    static const char sorted_deep[] = WITH_LINES("[{\"a\":2,\"b\":1}]");
    struct receiving r;
    struct request request;
    apideck_answer answer;
    receiving_start(&r);
    request_genuine(&request, INVOICE_CREATED, sorted_deep);
    request.body = as_sent;
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_HANDLED, 0);
    request_genuine(&request, INVOICE_CREATED, as_sent);
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(apideck_receive_replayed(r.receiver, as_sent, strlen(as_sent), 0, &answer), 0);
    CHECK_INT(answer.outcome, APIDECK_OUTCOME_DUPLICATE);
    CHECK_INT(r.any, 1);
    receiving_end(&r);
#undef WITH_LINES
}

/* Whatever would make it another event breaks the signature, or is refused by itself. */
static void test_other_events(void) {
    static const struct {
        const char *body;
        int status, error;
    } cases[] = {
        {"{\"payload\":{\"entity_id\":\"7\",\"event_id\":\"e-2\",\"event_type\":"
         "\"accounting.invoice.created\",\"execution_attempt\":1,"
         "\"occurred_at\":\"2023-11-14T22:13:20Z\"}}",
         401, APIDECK_ERR_SIGNATURE_MISMATCH},
        {"{\"payload\":{\"entity_id\":\"7\",\"event_id\":\"e-1\",\"event_type\":"
         "\"accounting.invoice.created\",\"execution_attempt\":2,"
         "\"occurred_at\":\"2023-11-14T22:13:20Z\"}}",
         401, APIDECK_ERR_SIGNATURE_MISMATCH},
        {"{\"entity_id\":\"7\",\"event_id\":\"e-1\",\"event_type\":"
         "\"accounting.invoice.created\",\"execution_attempt\":1,"
         "\"occurred_at\":\"2023-11-14T22:13:20Z\"}",
         401, APIDECK_ERR_SIGNATURE_MISMATCH},
        {"{\"payload\":{\"entity_id\":\"7\",\"event_id\":\"e-2\",\"event_id\":\"e-1\","
         "\"event_type\":\"accounting.invoice.created\",\"execution_attempt\":1,"
         "\"occurred_at\":\"2023-11-14T22:13:20Z\"}}",
         400, APIDECK_ERR_JSON_DUPLICATE_KEY},
        {"{\"payload\":{\"entity_id\":\"7\",\"event_id\":\"e-2\",\"event\\u005fid\":\"e-1\","
         "\"event_type\":\"accounting.invoice.created\",\"execution_attempt\":1,"
         "\"occurred_at\":\"2023-11-14T22:13:20Z\"}}",
         400, APIDECK_ERR_JSON_DUPLICATE_KEY},
        {WITH_ID WITH_ID, 400, APIDECK_ERR_JSON_TRAILING},
        {"\xef\xbb\xbf" WITH_ID, 400, APIDECK_ERR_JSON_BOM},
    };
    struct receiving r;
    struct request request;
    receiving_start(&r);
    capture(&r, &request, WITH_ID);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        request.body = cases[i].body;
        apideck_answer answer = receive_request(&r, &request);
        CHECK_INT(answer.status, cases[i].status);
        CHECK_INT(answer.error, cases[i].error);
    }
    CHECK_INT(r.any, 1);
    receiving_end(&r);
}

/* What the store forgot is handled again, unless a window that is shorter than its memory refuses
 * it. */
static void test_after_retention(void) {
    struct receiving r;
    struct request request;
    receiving_start(&r);
    capture(&r, &request, WITH_ID);
    r.now_ms += 7 * DAY + 1;
    CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(r.any, 2);
    receiving_end(&r);

    receiving_init(&r);
    r.config.freshness_ms = 6 * DAY;
    receiving_begin(&r);
    capture(&r, &request, WITH_ID);
    for (int day = 1; day <= 6; day++) {
        r.now_ms += DAY;
        CHECK_ANSWER(receive_request(&r, &request), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    }
    for (int hour = 0; hour < 72; hour++) {
        r.now_ms += DAY / 24;
        CHECK_ANSWER(receive_request(&r, &request), 400, APIDECK_OUTCOME_TOO_OLD,
                     APIDECK_ERR_TOO_OLD);
    }
    CHECK_INT(r.any, 1);
    receiving_end(&r);
}

/* Signed for one application, sent to another. */
static void test_another_key(void) {
    struct receiving r;
    struct request request;
    receiving_init(&r);
    r.config.keyring = ring_of("the key of another application", &r.allocator);
    receiving_begin(&r);
    request_genuine(&request, INVOICE_CREATED, WITH_ID);
    CHECK_ANSWER(receive_request(&r, &request), 401, APIDECK_OUTCOME_UNAUTHENTIC,
                 APIDECK_ERR_SIGNATURE_MISMATCH);
    CHECK_INT(r.any, 0);
    receiving_end(&r);
}

int main(void) {
    test_other_headers();
    test_other_spellings_of_the_signature();
    test_other_spellings_of_the_body();
    test_without_an_id();
    test_without_an_id_in_other_forms();
    test_other_events();
    test_after_retention();
    test_another_key();
    return check_summary();
}
