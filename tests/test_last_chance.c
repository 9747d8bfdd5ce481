/* last_chance: called when an event failed for which no retry is to be expected, and only then. */
#include "receiving.h"
#include "scripted_store.h"

/* Date.parse('2022-03-10T12:34:56Z') is 1646915696000. */
#define HAPPENED INT64_C(1646915696000)
#define TYPE "\"event_type\":\"accounting.invoice.created\""
#define TIME "\"occurred_at\":\"2022-03-10T12:34:56Z\""
#define ATTEMPT(n) "{\"event_id\":\"e-1\"," TYPE "," TIME ",\"execution_attempt\":" #n "}"
#define AGED "{\"event_id\":\"e-1\"," TYPE "," TIME "}"
#define NEITHER "{\"event_id\":\"e-1\"," TYPE "}"
#define RETRIES ((INT64_C(27) * 60 + 48) * 60 * 1000)

static struct {
    int calls;
    int failures_before; /* of the receiver, when it was called */
    apideck_answer answer;
    char id[64];
} last;

static void note_last(const apideck_answer *answer, const apideck_event *event, void *user) {
    const struct receiving *receiving = user;
    last.calls++;
    last.failures_before = receiving->failures;
    last.answer = *answer;
    note_text(last.id, sizeof last.id, event->event_id);
}

static void start(struct receiving *r, struct scripted *scripted, int64_t last_attempt,
                  int64_t last_age_ms) {
    apideck_store store = scripted_store(scripted);
    memset(&last, 0, sizeof last);
    receiving_init(r);
    r->now_ms = HAPPENED;
    r->handler_result = 1;
    r->config.store = &store;
    r->config.last_attempt = last_attempt;
    r->config.last_age_ms = last_age_ms;
    r->handlers.last_chance = note_last;
    receiving_begin(r);
}

static void test_by_attempt(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s, 10, RETRIES);
    r.now_ms = HAPPENED + 100 * RETRIES; /* the attempt says it better */
    CHECK_INT(deliver(&r, NULL, ATTEMPT(1)).status, 500);
    CHECK_INT(deliver(&r, NULL, ATTEMPT(9)).status, 500);
    CHECK_INT(last.calls, 0);
    r.now_ms = HAPPENED;
    CHECK_INT(deliver(&r, NULL, ATTEMPT(10)).status, 500);
    CHECK_INT(last.calls, 1);
    CHECK_INT(last.failures_before, 3); /* behind `failure` */
    CHECK_INT(last.answer.outcome, APIDECK_OUTCOME_HANDLER_FAILED);
    CHECK_INT(last.answer.error, APIDECK_ERR_HANDLER);
    CHECK_STR(last.id, strlen(last.id), "e-1");
    CHECK_INT(deliver(&r, NULL, ATTEMPT(11)).status, 500);
    CHECK_INT(last.calls, 2);
    receiving_end(&r);
}

static void test_by_age(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s, 10, RETRIES);
    CHECK_INT(deliver(&r, NULL, AGED).status, 500);
    r.now_ms = HAPPENED + RETRIES - 1;
    CHECK_INT(deliver(&r, NULL, AGED).status, 500);
    CHECK_INT(last.calls, 0);
    r.now_ms = HAPPENED + RETRIES;
    CHECK_INT(deliver(&r, NULL, AGED).status, 500);
    CHECK_INT(last.calls, 1);
    CHECK_INT(deliver(&r, NULL, NEITHER).status, 500);
    CHECK_INT(last.calls, 1);
    receiving_end(&r);
}

static void test_what_failed(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s, 10, RETRIES);
    s.claim_result = -1;
    CHECK_INT(deliver(&r, NULL, ATTEMPT(10)).status, 503);
    CHECK_INT(last.answer.outcome, APIDECK_OUTCOME_STORE_FAILED);
    s.claim_result = APIDECK_CLAIM_BUSY;
    CHECK_INT(deliver(&r, NULL, ATTEMPT(10)).status, 503);
    CHECK_INT(last.answer.outcome, APIDECK_OUTCOME_BUSY);
    CHECK_INT(last.calls, 2);
    s.claim_result = APIDECK_CLAIM_NEW;
    s.commit_result = APIDECK_ERR_SUPERSEDED;
    r.handler_result = 0;
    CHECK_INT(deliver(&r, NULL, ATTEMPT(10)).status, 503);
    CHECK_INT(last.calls, 3);
    s.commit_result = 0;
    CHECK_INT(deliver(&r, NULL, ATTEMPT(10)).status, 200);
    s.claim_result = APIDECK_CLAIM_DONE;
    CHECK_INT(deliver(&r, NULL, ATTEMPT(10)).status, 200);
    CHECK_INT(deliver(&r, NULL, "{").status, 400);
    CHECK_INT(last.calls, 3);
    receiving_end(&r);
}

static void test_thresholds(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s, 9, 0);
    CHECK_INT(deliver(&r, NULL, ATTEMPT(9)).status, 500);
    CHECK_INT(last.calls, 1);
    r.now_ms = HAPPENED + 100 * RETRIES;
    CHECK_INT(deliver(&r, NULL, AGED).status, 500);
    CHECK_INT(last.calls, 1);
    receiving_end(&r);
    start(&r, &s, 0, 1);
    CHECK_INT(deliver(&r, NULL, ATTEMPT(10)).status, 500);
    CHECK_INT(last.calls, 0);
    r.now_ms = HAPPENED + 1;
    CHECK_INT(deliver(&r, NULL, AGED).status, 500);
    CHECK_INT(last.calls, 1);
    receiving_end(&r);
}

static void test_defaults(void) {
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    CHECK_INT(config.last_attempt, 10);
    CHECK_INT(config.last_age_ms, RETRIES);
    CHECK_INT(config.freshness_ms, 0);
}

static void test_no_callback(void) {
    struct receiving r;
    receiving_start(&r);
    r.handler_result = 1;
    CHECK_INT(deliver(&r, NULL, ATTEMPT(10)).status, 500);
    receiving_end(&r);
}

int main(void) {
    test_defaults();
    test_by_attempt();
    test_by_age();
    test_what_failed();
    test_thresholds();
    test_no_callback();
    return check_summary();
}
