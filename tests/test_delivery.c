/* The way of a delivery: every answer, and that it is told to everyone who has to know. */
#include "receiving.h"

#define BODY "{\"payload\":{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\"}}"
#define BODY_2 "{\"payload\":{\"event_id\":\"e-2\",\"event_type\":\"accounting.invoice.created\"}}"

static void test_handled_once(void) {
    struct receiving r;
    receiving_start(&r);
    CHECK_ANSWER(deliver(&r, INVOICE_CREATED, BODY), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(r.any, 1);
    CHECK_STR(r.event_id, strlen(r.event_id), "e-1");
    CHECK_ANSWER(deliver(&r, INVOICE_CREATED, BODY), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_ANSWER(deliver(&r, NULL, BODY), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(r.any, 1);
    CHECK_ANSWER(deliver(&r, INVOICE_CREATED, BODY_2), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(r.any, 2);
    CHECK_INT(r.failures, 0);
    receiving_end(&r);
}

/* The unsigned header says nothing about whether an event was seen before. */
static void test_idempotency_key_does_not_count(void) {
    struct receiving r;
    struct request request;
    receiving_start(&r);
    request_genuine(&request, INVOICE_CREATED, BODY);
    CHECK_INT(receive_request(&r, &request).outcome, APIDECK_OUTCOME_HANDLED);
    request.headers[2].value = str("key-2");
    CHECK_INT(receive_request(&r, &request).outcome, APIDECK_OUTCOME_DUPLICATE);
    request_genuine(&request, INVOICE_CREATED, BODY_2);
    CHECK_INT(receive_request(&r, &request).outcome, APIDECK_OUTCOME_HANDLED);
    receiving_end(&r);
}

static void test_retention_ends(void) {
    struct receiving r;
    receiving_start(&r);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    r.now_ms += INT64_C(7) * 24 * 3600 * 1000 - 1;
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_DUPLICATE);
    r.now_ms += 2;
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(r.any, 2);
    receiving_end(&r);
}

static void test_handler_fails(void) {
    static const int results[] = {-1, 1, APIDECK_ERR_STORE, 200};
    struct receiving r;
    receiving_start(&r);
    for (int i = 0; i < 4; i++) {
        r.handler_result = results[i];
        CHECK_ANSWER(deliver(&r, INVOICE_CREATED, BODY), 500, APIDECK_OUTCOME_HANDLER_FAILED,
                     APIDECK_ERR_HANDLER);
        CHECK_INT(r.any, i + 1);
        CHECK_STR(r.failed_id, strlen(r.failed_id), "e-1");
    }
    r.handler_result = 0;
    CHECK_INT(deliver(&r, INVOICE_CREATED, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(deliver(&r, INVOICE_CREATED, BODY).outcome, APIDECK_OUTCOME_DUPLICATE);
    CHECK_INT(r.any, 5);
    receiving_end(&r);
}

/* Refused before any event is known; no handler is called. */
static void refused(const char *type, const char *signature, const char *body, int status,
                    apideck_outcome outcome, int error) {
    struct receiving r;
    struct request request;
    receiving_start(&r);
    request_genuine(&request, type, body);
    if (!signature || *signature) {
        request_init(&request, type, signature, body);
    }
    CHECK_ANSWER(receive_request(&r, &request), status, outcome, error);
    CHECK_INT(r.any + r.unknown + r.handshakes, 0);
    CHECK_STR(r.failed_id, strlen(r.failed_id), "");
    receiving_end(&r);
}

static void test_unauthentic(void) {
    static const char wrong[] = "0000000000000000000000000000000000000000000000000000000000000000";
    const apideck_outcome outcome = APIDECK_OUTCOME_UNAUTHENTIC;
    refused(INVOICE_CREATED, NULL, BODY, 401, outcome, APIDECK_ERR_SIGNATURE_MISSING);
    refused(INVOICE_CREATED, " \t ", BODY, 401, outcome, APIDECK_ERR_SIGNATURE_MISSING);
    refused(INVOICE_CREATED, "?", BODY, 401, outcome, APIDECK_ERR_SIGNATURE_MALFORMED);
    refused(INVOICE_CREATED, wrong, BODY, 401, outcome, APIDECK_ERR_SIGNATURE_MISMATCH);
    /* What nobody signed is not read for its faults. */
    refused(NULL, NULL, "{", 401, outcome, APIDECK_ERR_SIGNATURE_MISSING);
}

/* The empty signature stands for the genuine one. */
static void test_malformed(void) {
    static const struct {
        const char *body;
        int error;
    } bodies[] = {
        {"", APIDECK_ERR_JSON_EMPTY},
        {"{]", APIDECK_ERR_JSON_SYNTAX},
        {"{", APIDECK_ERR_JSON_TRUNCATED},
        {"{}{}", APIDECK_ERR_JSON_TRAILING},
        {"{\"a\":\"\xff\"}", APIDECK_ERR_JSON_UTF8},
        {"\xef\xbb\xbf{}", APIDECK_ERR_JSON_BOM},
        {"{\"a\":\"\n\"}", APIDECK_ERR_JSON_CONTROL},
        {"{\"a\":\"\\x\"}", APIDECK_ERR_JSON_ESCAPE},
        {"{\"a\":01}", APIDECK_ERR_JSON_NUMBER},
        {"{\"a\":1,\"a\":1}", APIDECK_ERR_JSON_DUPLICATE_KEY},
        {"[]", APIDECK_ERR_NOT_AN_EVENT},
        {"{\"event_id\":1}", APIDECK_ERR_FIELD_TYPE},
        {"{\"event_id\":\"\\u0000\"}", APIDECK_ERR_FIELD_TEXT},
        {"{\"execution_attempt\":0.5}", APIDECK_ERR_FIELD_RANGE},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        refused(NULL, "", bodies[i].body, 400, APIDECK_OUTCOME_MALFORMED, bodies[i].error);
    }
    char deep[300];
    memset(deep, '[', 129);
    memset(deep + 129, ']', 129);
    deep[258] = '\0';
    refused(NULL, "", deep, 400, APIDECK_OUTCOME_MALFORMED, APIDECK_ERR_JSON_DEPTH);
}

static void test_offset(void) {
    struct receiving r;
    receiving_start(&r);
    CHECK_INT(deliver(&r, NULL, "{\"event_id\":1}").offset, 12);
    CHECK_INT(deliver(&r, NULL, "{\"a\":[1,]}").offset, 8);
    CHECK_INT(deliver(&r, NULL, BODY).offset, 0);
    receiving_end(&r);
}

static void test_type_header(void) {
    struct receiving r;
    receiving_start(&r);
    CHECK_ANSWER(deliver(&r, "accounting.invoice.deleted", BODY), 400, APIDECK_OUTCOME_MALFORMED,
                 APIDECK_ERR_EVENT_TYPE_MISMATCH);
    CHECK_ANSWER(deliver(&r, "accounting.invoice.create", BODY), 400, APIDECK_OUTCOME_MALFORMED,
                 APIDECK_ERR_EVENT_TYPE_MISMATCH);
    CHECK_INT(r.any, 0);
    CHECK_INT(deliver(&r, " " INVOICE_CREATED "\t", BODY).outcome, APIDECK_OUTCOME_HANDLED);
    /* A body without a type contradicts nothing; nor does the header give it one. */
    CHECK_INT(deliver(&r, INVOICE_CREATED, "{\"event_id\":\"no-type\"}").outcome,
              APIDECK_OUTCOME_HANDLED);
    CHECK_INT(r.any, 1);
    CHECK_INT(r.unknown, 1);
    receiving_end(&r);
}

static void test_repeated_headers(void) {
    for (int which = 0; which < 3; which++) {
        struct receiving r;
        struct request request;
        receiving_start(&r);
        request_genuine(&request, INVOICE_CREATED, BODY);
        apideck_header headers[4] = {request.headers[0], request.headers[1], request.headers[2],
                                     request.headers[which]};
        apideck_answer answer;
        CHECK_INT(apideck_receive(r.receiver, headers, 4, BODY, sizeof BODY - 1, &answer),
                  APIDECK_ERR_HEADER_REPEATED);
        CHECK_ANSWER(answer, 400, APIDECK_OUTCOME_MALFORMED, APIDECK_ERR_HEADER_REPEATED);
        CHECK_INT(r.any, 0);
        receiving_end(&r);
    }
}

/* Nothing reads a body that is too large, nor its headers. */
static void test_too_large(void) {
    struct receiving r;
    receiving_init(&r);
    r.config.max_body = sizeof BODY - 1;
    receiving_begin(&r);
    CHECK_INT(deliver(&r, INVOICE_CREATED, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_ANSWER(deliver(&r, INVOICE_CREATED, BODY " "), 413, APIDECK_OUTCOME_TOO_LARGE,
                 APIDECK_ERR_TOO_LARGE);
    apideck_answer answer;
    CHECK_INT(apideck_receive(r.receiver, NULL, 0, "", SIZE_MAX, &answer), APIDECK_ERR_TOO_LARGE);
    CHECK_INT(answer.status, 413);
    receiving_end(&r);
}

/* Each is answered, also where the caller is at fault. */
static void test_arguments(void) {
    struct receiving r;
    struct request request;
    apideck_answer answer;
    apideck_delivery *delivery = (apideck_delivery *)&r;
    receiving_start(&r);
    request_genuine(&request, INVOICE_CREATED, BODY);
    CHECK_INT(apideck_receive(r.receiver, NULL, 1, BODY, sizeof BODY - 1, &answer),
              APIDECK_ERR_ARGUMENT);
    CHECK_ANSWER(answer, 400, APIDECK_OUTCOME_MALFORMED, APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_receive(r.receiver, request.headers, 3, NULL, 5, &answer),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_receive(r.receiver, request.headers, 3, BODY, 1, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_receive(r.receiver, NULL, 0, NULL, 0, &answer),
              APIDECK_ERR_SIGNATURE_MISSING);
    CHECK_INT(apideck_accept(r.receiver, request.headers, 3, BODY, sizeof BODY - 1, NULL, &answer),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_dispatch(r.receiver, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_dispatch(NULL, delivery), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_finish(r.receiver, NULL, 0, &answer), APIDECK_ERR_ARGUMENT);
    CHECK_INT(r.any, 0);
    CHECK_INT(accept_request(&r, &request, &delivery, &answer), 0);
    CHECK_INT(apideck_finish(NULL, delivery, 0, &answer), APIDECK_ERR_ARGUMENT);
    CHECK_ANSWER(answer, 503, APIDECK_OUTCOME_UNAVAILABLE, APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_finish(r.receiver, delivery, 0, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_finish(r.receiver, delivery, 0, &answer), 0);
    receiving_end(&r);
}

/* receiver.h: answer_out is "always written, also on failure", delivery_out "always written". */
static void test_answer_is_always_written(void) {
    apideck_answer answer = {-7, APIDECK_OUTCOME_HANDLED, 0, 0, NULL};
    CHECK_INT(apideck_receive(NULL, NULL, 0, "{}", 2, &answer), APIDECK_ERR_ARGUMENT);
    CHECK(answer.status >= 400);
    apideck_delivery *delivery = (apideck_delivery *)&answer;
    answer.status = -7;
    CHECK_INT(apideck_accept(NULL, NULL, 0, "{}", 2, &delivery, &answer), APIDECK_ERR_ARGUMENT);
    CHECK(answer.status >= 400);
    CHECK(delivery == NULL);
}

int main(void) {
    test_handled_once();
    test_idempotency_key_does_not_count();
    test_retention_ends();
    test_handler_fails();
    test_unauthentic();
    test_malformed();
    test_offset();
    test_type_header();
    test_repeated_headers();
    test_too_large();
    test_arguments();
    test_answer_is_always_written();
    return check_summary();
}
