/* A body without a signature that the host vouches for. */
#include "receiving.h"
#include "scripted_store.h"

#include <apideck/replay.h>

/* Date.parse('2022-03-10T12:34:56Z') is 1646915696000. */
#define HAPPENED INT64_C(1646915696000)
#define DAY (INT64_C(24) * 60 * 60 * 1000)
#define EVENT                                                                                      \
    "{\"payload\":{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\","            \
    "\"occurred_at\":\"2022-03-10T12:34:56Z\",\"entity_id\":\"7\",\"execution_attempt\":10}}"

/* The body is gone after the call. */
static apideck_answer replay_with(struct receiving *r, const char *body, unsigned flags) {
    apideck_answer answer;
    size_t len = strlen(body);
    char *exact = malloc(len ? len : 1);
    memcpy(exact, body, len);
    memset(&answer, 0xff, sizeof answer);
    int log_lines = r->log_lines;
    int result = apideck_receive_replayed(r->receiver, exact, len, flags, &answer);
    free(exact);
    CHECK_INT(result, answer.status >= 300 ? answer.error : 0);
    CHECK(answer.reason && *answer.reason);
    CHECK_INT(r->log_lines - log_lines, 1);
    CHECK(strstr(r->line, " replayed=1"));
    return answer;
}

static apideck_answer replay(struct receiving *r, const char *body) {
    return replay_with(r, body, 0);
}

static void start(struct receiving *r) {
    receiving_init(r);
    r->now_ms = HAPPENED + DAY;
    receiving_begin(r);
}

/* What a handler sees of a delivery. */
static int seen_replayed;
static apideck_verdict seen;

static int look(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)event, (void)user;
    seen_replayed = apideck_delivery_replayed(delivery);
    seen = *apideck_delivery_verdict(delivery);
    return 0;
}

static void test_verdict(void) {
    struct receiving r;
    receiving_init(&r);
    r.now_ms = HAPPENED;
    r.handlers.any = look;
    receiving_begin(&r);
    CHECK_ANSWER(replay(&r, EVENT), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(seen_replayed, 1);
    CHECK_INT(seen.form, 0);
    CHECK_INT(seen.encoding, 0);
    CHECK_STR(seen.key_name, strlen(seen.key_name), "");
    const char *other = "{\"event_id\":\"e-2\",\"event_type\":\"accounting.invoice.created\"}";
    CHECK_ANSWER(deliver(&r, NULL, other), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(seen_replayed, 0);
    CHECK(seen.form != 0);
    CHECK(!strstr(r.line, "replayed"));
    receiving_end(&r);
}

/* Handled live, then replayed, and the other way round. */
static void test_same_key(void) {
    struct receiving r;
    start(&r);
    CHECK_ANSWER(deliver(&r, NULL, EVENT), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_ANSWER(replay(&r, EVENT), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    const char *spelled = " { \"execution_attempt\" : 3 , \"event_id\" : \"e-\\u0031\" } ";
    CHECK_ANSWER(deliver(&r, NULL, spelled), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_ANSWER(replay(&r, spelled), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    const char *later = "{\"event_id\":\"e-9\",\"event_type\":\"accounting.quote.deleted\"}";
    CHECK_ANSWER(replay(&r, later), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_ANSWER(deliver(&r, NULL, later), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(r.any, 2);
    apideck_stats stats = {.size = sizeof stats};
    CHECK_INT(apideck_receiver_stats(r.receiver, &stats), 0);
    CHECK_INT(stats.deliveries, 6);
    CHECK_INT(stats.handled, 2);
    CHECK_INT(stats.duplicate, 4);
    receiving_end(&r);
}

/* Without an id, what is signed tells events apart: numbers by value, keys in any order. */
static void test_digest(void) {
    static const struct {
        const char *live;
        const char *replayed;
        int same;
    } bodies[] = {
        {"{\"payload\":{\"event_type\":\"crm.lead.created\",\"n\":1.0,\"execution_attempt\":1}}",
         "{\"payload\":{\"execution_attempt\":2,\"n\":1,\"event_type\":\"crm.lead.created\"}}", 1},
        {"{\"event_type\":\"crm.lead.created\",\"n\":1e2}",
         "{\"n\": 100.0, \"event_type\":\"crm.lead.created\"}", 1},
        {"{\"event_type\":\"crm.lead.created\",\"n\":12345678901234567890}",
         "{\"event_type\":\"crm.lead.created\",\"n\":12345678901234567000}", 1},
        {"{\"event_type\":\"crm.lead.created\",\"n\":12345678901234567890.5}",
         "{\"event_type\":\"crm.lead.created\",\"n\":12345678901234569999}", 0},
        {"{\"event_type\":\"crm.lead.created\",\"s\":\"\\u00e4\"}",
         "{\"event_type\":\"crm.lead.created\",\"s\":\"\xc3\xa4\"}", 1},
        {"{\"event_type\":\"crm.lead.created\",\"s\":\"1\"}",
         "{\"event_type\":\"crm.lead.created\",\"s\":1}", 0},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct receiving r;
        start(&r);
        CHECK_ANSWER(deliver(&r, NULL, bodies[i].live), 200, APIDECK_OUTCOME_HANDLED, 0);
        CHECK_ANSWER(replay(&r, bodies[i].replayed), 200,
                     bodies[i].same ? APIDECK_OUTCOME_DUPLICATE : APIDECK_OUTCOME_HANDLED, 0);
        CHECK_INT(r.any, bodies[i].same ? 1 : 2);
        receiving_end(&r);
    }
}

static void test_age(void) {
    struct receiving r;
    receiving_init(&r);
    r.config.freshness_ms = 1; /* for live ones alone */
    r.config.retention_ms = 7 * DAY;
    r.now_ms = HAPPENED + 7 * DAY;
    receiving_begin(&r);
    CHECK_ANSWER(deliver(&r, NULL, EVENT), 400, APIDECK_OUTCOME_TOO_OLD, APIDECK_ERR_TOO_OLD);
    CHECK_ANSWER(replay(&r, EVENT), 200, APIDECK_OUTCOME_HANDLED, 0);
    r.now_ms++;
    CHECK_ANSWER(replay(&r, EVENT), 400, APIDECK_OUTCOME_TOO_OLD, APIDECK_ERR_TOO_OLD);
    CHECK_STR(r.failed_id, strlen(r.failed_id), "e-1");
    CHECK_ANSWER(replay_with(&r, EVENT, ~(unsigned)APIDECK_REPLAY_ANY_AGE), 400,
                 APIDECK_OUTCOME_TOO_OLD, APIDECK_ERR_TOO_OLD);
    CHECK_ANSWER(replay_with(&r, EVENT, APIDECK_REPLAY_ANY_AGE), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    r.now_ms +=
        7 * DAY; /* the store has forgotten: this is what the flag is to be thought over for */
    CHECK_ANSWER(replay_with(&r, EVENT, APIDECK_REPLAY_ANY_AGE), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_ANSWER(replay(&r, "{\"event_id\":\"e-2\",\"event_type\":\"crm.lead.created\"}"), 200,
                 APIDECK_OUTCOME_HANDLED, 0); /* of no known age */
    receiving_end(&r);
}

static void count_last_chance(const apideck_answer *answer, const apideck_event *event,
                              void *user) {
    (void)answer, (void)event;
    ((struct receiving *)user)->unknown++;
}

static void test_last_chance(void) {
    struct receiving r;
    receiving_init(&r);
    r.now_ms = HAPPENED;
    r.handlers.last_chance = count_last_chance;
    r.handler_result = 1;
    receiving_begin(&r);
    CHECK_ANSWER(replay(&r, EVENT), 500, APIDECK_OUTCOME_HANDLER_FAILED, APIDECK_ERR_HANDLER);
    CHECK_INT(r.unknown, 0);
    CHECK_INT(r.failures, 1);
    CHECK_ANSWER(deliver(&r, NULL, EVENT), 500, APIDECK_OUTCOME_HANDLER_FAILED,
                 APIDECK_ERR_HANDLER);
    CHECK_INT(r.unknown, 1);
    r.handler_result = 0; /* the claim was released both times */
    CHECK_ANSWER(replay(&r, EVENT), 200, APIDECK_OUTCOME_HANDLED, 0);
    receiving_end(&r);
}

static void test_no_handshake(void) {
    struct receiving r;
    start(&r);
    CHECK_ANSWER(replay(&r, "{\"message\":\"Validating delivery URL\"}"), 400,
                 APIDECK_OUTCOME_MALFORMED, APIDECK_ERR_NOT_AN_EVENT);
    CHECK_ANSWER(replay(&r, "{}"), 400, APIDECK_OUTCOME_MALFORMED, APIDECK_ERR_NOT_AN_EVENT);
    CHECK_INT(r.handshakes, 0);
    CHECK_INT(r.unknown, 0);
    /* The shape that the specification's example of the log has. */
    CHECK_ANSWER(replay(&r, "{\"entity\":{\"id\":\"x\"},\"entityType\":\"Connection\"}"), 200,
                 APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(r.unknown, 1);
    receiving_end(&r);
}

static void test_bad_bodies(void) {
    struct receiving r;
    receiving_init(&r);
    r.config.max_body = 64;
    receiving_begin(&r);
    char long_body[66];
    memset(long_body, ' ', 65);
    long_body[65] = '\0';
    CHECK_ANSWER(replay(&r, long_body), 413, APIDECK_OUTCOME_TOO_LARGE, APIDECK_ERR_TOO_LARGE);
    CHECK_ANSWER(replay(&r, ""), 400, APIDECK_OUTCOME_MALFORMED, APIDECK_ERR_JSON_EMPTY);
    CHECK_ANSWER(replay(&r, "[]"), 400, APIDECK_OUTCOME_MALFORMED, APIDECK_ERR_NOT_AN_EVENT);
    apideck_answer answer = replay(&r, "{\"event_id\":7}");
    CHECK_ANSWER(answer, 400, APIDECK_OUTCOME_MALFORMED, APIDECK_ERR_FIELD_TYPE);
    CHECK_INT(answer.offset, 12);
    CHECK_ANSWER(replay(&r, "{\"event_id\":\"\\u0000\"}"), 400, APIDECK_OUTCOME_MALFORMED,
                 APIDECK_ERR_FIELD_TEXT);
    CHECK_ANSWER(replay(&r, "{\"event_type\":\"of.to.morrow\"}"), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(r.unknown, 1);
    CHECK_INT(apideck_receive_replayed(r.receiver, NULL, 1, 0, &answer), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_receive_replayed(NULL, "", 0, 0, &answer), APIDECK_ERR_ARGUMENT);
    CHECK_INT(answer.status, 503);
    CHECK_INT(apideck_accept_replayed(r.receiver, "{}", 2, 0, NULL, &answer), APIDECK_ERR_ARGUMENT);
    receiving_end(&r);
}

/* The steps in three, and what the store is asked. */
static void test_steps(void) {
    struct receiving r;
    struct scripted s;
    apideck_store store = scripted_store(&s);
    apideck_delivery *delivery = NULL;
    apideck_answer answer;
    receiving_init(&r);
    r.now_ms = HAPPENED;
    r.config.store = &store;
    receiving_begin(&r);
    s.advance_result = APIDECK_ORDER_STALE;
    CHECK_INT(apideck_accept_replayed(r.receiver, EVENT, strlen(EVENT), 0, &delivery, &answer), 0);
    CHECK(delivery != NULL);
    CHECK_STR(s.key, strlen(s.key), "apideck:id:e-1");
    CHECK_INT(apideck_delivery_order(delivery), APIDECK_ORDER_STALE);
    CHECK_INT(apideck_delivery_replayed(delivery), 1);
    CHECK_INT(apideck_dispatch(r.receiver, delivery), 0);
    CHECK_INT(apideck_finish(r.receiver, delivery, 0, &answer), 0);
    CHECK_ANSWER(answer, 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(s.commits, 1);
    static const struct {
        int claim, commit, advance, outcome, error;
    } faults[] = {
        {-1, 0, 0, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_STORE},
        {9, 0, 0, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_STORE_VERDICT},
        {APIDECK_CLAIM_BUSY, 0, 0, APIDECK_OUTCOME_BUSY, APIDECK_ERR_BUSY},
        {APIDECK_CLAIM_NEW, -1, 0, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_STORE},
        {APIDECK_CLAIM_NEW, APIDECK_ERR_SUPERSEDED, 0, APIDECK_OUTCOME_STORE_FAILED,
         APIDECK_ERR_SUPERSEDED},
        {APIDECK_CLAIM_NEW, 0, -1, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_STORE},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        s.claim_result = faults[i].claim;
        s.commit_result = faults[i].commit;
        s.advance_result = faults[i].advance;
        CHECK_ANSWER(replay(&r, EVENT), 503, (apideck_outcome)faults[i].outcome, faults[i].error);
    }
    CHECK_INT(s.strangers, 0);
    receiving_end(&r);
}

static void test_memory(void) {
    struct receiving r;
    start(&r);
    counting_fail_at(&r.memory, 1);
    CHECK_ANSWER(replay(&r, EVENT), 503, APIDECK_OUTCOME_UNAVAILABLE, APIDECK_ERR_NO_MEMORY);
    counting_fail_at(&r.memory, 0);
    CHECK_INT(r.any, 0);
    CHECK_ANSWER(replay(&r, EVENT), 200, APIDECK_OUTCOME_HANDLED, 0);
    receiving_end(&r);
}

int main(void) {
    test_verdict();
    test_same_key();
    test_digest();
    test_age();
    test_last_chance();
    test_no_handshake();
    test_bad_bodies();
    test_steps();
    test_memory();
    return check_summary();
}
