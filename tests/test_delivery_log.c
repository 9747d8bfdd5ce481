/* What a receiver tells of deliveries: one line each, and counters. */
#include "receiving.h"
#include "scripted_store.h"

#define BODY "{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\"}"

static void check_line(const struct receiving *r, apideck_log_level level, const char *expected) {
    CHECK_INT(r->level, level);
    CHECK_STR(r->line, strlen(r->line), expected);
}

static void test_lines(void) {
    struct receiving r;
    struct scripted s;
    apideck_store store = scripted_store(&s);
    receiving_init(&r);
    r.config.store = &store;
    receiving_begin(&r);
    (void)deliver(&r, NULL, BODY);
    check_line(&r, APIDECK_LOG_INFO,
               "handled status=200 event_type=accounting.invoice.created event_id=e-1");
    s.claim_result = APIDECK_CLAIM_DONE;
    (void)deliver(&r, NULL, BODY);
    check_line(&r, APIDECK_LOG_INFO,
               "duplicate status=200 event_type=accounting.invoice.created event_id=e-1");
    s.claim_result = -1;
    (void)deliver(&r, NULL, BODY);
    check_line(&r, APIDECK_LOG_ERROR,
               "store_failed status=503 error=APIDECK_ERR_STORE "
               "event_type=accounting.invoice.created event_id=e-1");
    (void)deliver(&r, NULL, "{\"event_id\":7}");
    check_line(&r, APIDECK_LOG_WARNING,
               "malformed status=400 error=APIDECK_ERR_FIELD_TYPE offset=12");
    (void)deliver(&r, HANDSHAKE_TYPE, "{}");
    check_line(&r, APIDECK_LOG_INFO, "handshake status=200");
    receiving_end(&r);
}

/* What was sent never stands in a line as it came: no controls, no bytes over 0x7e, nothing that
 * looks like another field or line. note_log checks every byte of every line. */
static void test_no_raw_bytes(void) {
    struct receiving r;
    receiving_start(&r);
    (void)deliver(&r, NULL,
                  "{\"event_id\":\"a b\\n\\u001b[31m\xc3\xa4\\u007f\\\\ status=200\\r\","
                  "\"event_type\":\"x\\ty\"}");
    check_line(&r, APIDECK_LOG_INFO,
               "handled status=200 event_type=x\\x09y "
               "event_id=a\\x20b\\x0a\\x1b[31m\\xc3\\xa4\\x7f\\x5c\\x20status=200\\x0d");
    receiving_end(&r);
}

/* Neither a line nor an answer gives away the key, or a signature that would be right. */
static void test_no_secrets(void) {
    static const char *const bodies[] = {BODY, "{", "[]", "{\"event_id\":null}"};
    struct receiving r;
    struct request request;
    receiving_start(&r);
    for (int i = 0; i < 4; i++) {
        for (int genuine = 0; genuine < 2; genuine++) {
            request_genuine(&request, NULL, bodies[i]);
            if (!genuine) {
                request.headers[0].value.len = 63;
            }
            apideck_answer answer = receive_request(&r, &request);
            CHECK(!strstr(r.line, KEY) && !strstr(answer.reason, KEY));
            request.genuine[16] = '\0';
            CHECK(!strstr(r.line, request.genuine) && !strstr(answer.reason, request.genuine));
        }
    }
    receiving_end(&r);
}

/* A name that fills more than a line is cut, and stays a line of ASCII with whole escapes. */
static void test_long_names(void) {
    char body[5000];
    for (size_t len = 440; len < 520; len++) {
        struct receiving r;
        receiving_start(&r);
        size_t at = (size_t)snprintf(body, sizeof body, "{\"event_type\":\"");
        memset(body + at, 'x', len);
        memcpy(body + at + len, "\xc3\xa4\xc3\xa4\"}", 7);
        (void)deliver(&r, NULL, body);
        const char *escape = strchr(r.line, '\\');
        while (escape) {
            CHECK(strlen(escape) >= 4 && escape[1] == 'x');
            escape = strchr(escape + 1, '\\');
        }
        receiving_end(&r);
    }
}

static void test_no_log(void) {
    struct receiving r;
    apideck_answer answer;
    struct request request;
    receiving_init(&r);
    r.config.log = NULL;
    receiving_begin(&r);
    request_genuine(&request, NULL, BODY);
    CHECK_INT(
        apideck_receive(r.receiver, request.headers, request.count, BODY, sizeof BODY - 1, &answer),
        0);
    CHECK_INT(r.log_lines, 0);
    receiving_end(&r);
}

/* Counters ------------------------------------------------------------------------------------- */

static uint64_t sum(const apideck_stats *stats) {
    return stats->handled + stats->duplicate + stats->unhandled + stats->unknown +
           stats->handshake + stats->unauthentic + stats->malformed + stats->too_large +
           stats->busy + stats->store_failed + stats->handler_failed + stats->unavailable;
}

static apideck_stats stats_of(const struct receiving *r) {
    apideck_stats stats = {.size = sizeof stats};
    CHECK_INT(apideck_receiver_stats(r->receiver, &stats), 0);
    CHECK_INT(stats.size, sizeof stats);
    CHECK_INT(sum(&stats), stats.deliveries);
    return stats;
}

static void many(struct receiving *r, int count, const char *type, const char *body) {
    for (int i = 0; i < count; i++) {
        (void)deliver(r, type, body);
        (void)stats_of(r);
    }
}

/* Each outcome another number of times, so that no counter can stand for another. */
static void test_counters(void) {
    struct receiving r;
    struct scripted s;
    struct request request;
    apideck_store store = scripted_store(&s);
    receiving_init(&r);
    r.config.store = &store;
    r.config.max_body = 200;
    r.handlers.unknown = NULL;
    r.handlers.any = NULL;
    receiving_begin(&r);
    CHECK_INT(stats_of(&r).deliveries, 0);
    many(&r, 1, NULL, BODY);
    many(&r, 2, NULL, "{\"event_type\":\"new\"}");
    many(&r, 3, HANDSHAKE_TYPE, "{}");
    many(&r, 4, NULL, "{");
    request_init(&request, NULL, NULL, BODY);
    for (int i = 0; i < 5; i++) {
        (void)receive_request(&r, &request);
    }
    char large[300];
    memset(large, ' ', 299);
    large[299] = '\0';
    many(&r, 6, NULL, large);
    apideck_stats stats = stats_of(&r);
    CHECK_INT(stats.unhandled, 1);
    CHECK_INT(stats.unknown, 2);
    CHECK_INT(stats.handshake, 3);
    CHECK_INT(stats.malformed, 4);
    CHECK_INT(stats.unauthentic, 5);
    CHECK_INT(stats.too_large, 6);
    CHECK_INT(stats.deliveries, 21);
    CHECK_INT(s.claims, 0);
    receiving_end(&r);
}

static void test_counters_with_a_handler(void) {
    struct receiving r;
    struct scripted s;
    apideck_store store = scripted_store(&s);
    receiving_init(&r);
    r.config.store = &store;
    receiving_begin(&r);
    many(&r, 1, NULL, BODY);
    s.claim_result = APIDECK_CLAIM_DONE;
    many(&r, 2, NULL, BODY);
    s.claim_result = APIDECK_CLAIM_BUSY;
    many(&r, 3, NULL, BODY);
    s.claim_result = -5;
    many(&r, 4, NULL, BODY);
    s.claim_result = APIDECK_CLAIM_NEW;
    r.handler_result = 1;
    many(&r, 5, NULL, BODY);
    for (int i = 0; i < 6; i++) {
        counting_fail_at(&r.memory, 1);
        CHECK_ANSWER(deliver(&r, NULL, BODY), 503, APIDECK_OUTCOME_UNAVAILABLE,
                     APIDECK_ERR_NO_MEMORY);
    }
    counting_fail_at(&r.memory, 0);
    apideck_stats stats = stats_of(&r);
    CHECK_INT(stats.handled, 1);
    CHECK_INT(stats.duplicate, 2);
    CHECK_INT(stats.busy, 3);
    CHECK_INT(stats.store_failed, 4);
    CHECK_INT(stats.handler_failed, 5);
    CHECK_INT(stats.unavailable, 6);
    CHECK_INT(stats.deliveries, 21);
    receiving_end(&r);
}

/* A delivery counts when it ends, not when it is accepted. */
static void test_accepted_is_not_counted_yet(void) {
    struct receiving r;
    struct request request;
    apideck_delivery *delivery = NULL;
    apideck_answer answer;
    receiving_start(&r);
    request_genuine(&request, NULL, BODY);
    CHECK_INT(accept_request(&r, &request, &delivery, &answer), 0);
    CHECK_INT(stats_of(&r).deliveries, 0);
    CHECK_INT(apideck_finish(r.receiver, delivery, 0, &answer), 0);
    CHECK_INT(stats_of(&r).handled, 1);
    receiving_end(&r);
}

int main(void) {
    test_lines();
    test_no_raw_bytes();
    test_no_secrets();
    test_long_names();
    test_no_log();
    test_counters();
    test_counters_with_a_handler();
    test_accepted_is_not_counted_yet();
    return check_summary();
}
