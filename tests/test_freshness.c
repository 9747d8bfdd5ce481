/* The freshness window: events that happened too long ago are refused, where the host asks for
 * it. */
#include "receiving.h"
#include "scripted_store.h"

/* Date.parse('2022-03-10T12:34:56Z') is 1646915696000. */
#define HAPPENED INT64_C(1646915696000)
#define WITH_TIME                                                                                  \
    "{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\","                         \
    "\"occurred_at\":\"2022-03-10T12:34:56Z\"}"
#define WITHOUT_TIME "{\"event_id\":\"e-2\",\"event_type\":\"accounting.invoice.created\"}"
#define HOUR (INT64_C(60) * 60 * 1000)

static void start(struct receiving *r, struct scripted *scripted, int64_t freshness_ms) {
    apideck_store store = scripted_store(scripted);
    receiving_init(r);
    r->config.store = &store;
    r->config.freshness_ms = freshness_ms;
    receiving_begin(r);
}

static void test_off_by_default(void) {
    struct receiving r;
    receiving_start(&r);
    r.now_ms = HAPPENED + 1000 * 24 * HOUR;
    CHECK_ANSWER(deliver(&r, NULL, WITH_TIME), 200, APIDECK_OUTCOME_HANDLED, 0);
    receiving_end(&r);
}

static void test_window(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s, HOUR);
    r.now_ms = HAPPENED + HOUR;
    CHECK_ANSWER(deliver(&r, NULL, WITH_TIME), 200, APIDECK_OUTCOME_HANDLED, 0);
    r.now_ms = HAPPENED + HOUR + 1;
    CHECK_ANSWER(deliver(&r, NULL, WITH_TIME), 400, APIDECK_OUTCOME_TOO_OLD, APIDECK_ERR_TOO_OLD);
    CHECK_STR(r.failed_id, strlen(r.failed_id), "e-1");
    CHECK_INT(s.claims, 1); /* the store was not asked about the second */
    CHECK_INT(r.any, 1);
    r.now_ms = HAPPENED - 1000 * HOUR; /* from the future: not old */
    CHECK_ANSWER(deliver(&r, NULL, WITH_TIME), 200, APIDECK_OUTCOME_HANDLED, 0);
    apideck_stats stats = {.size = sizeof stats};
    CHECK_INT(apideck_receiver_stats(r.receiver, &stats), 0);
    CHECK_INT(stats.too_old, 1);
    CHECK_INT(stats.handled, 2);
    receiving_end(&r);
}

static void test_without_a_time(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s, 1);
    r.now_ms = HAPPENED + 1000 * HOUR;
    CHECK_ANSWER(deliver(&r, NULL, WITHOUT_TIME), 200, APIDECK_OUTCOME_HANDLED, 0);
    receiving_end(&r);
}

static void test_widest_window(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s, INT64_MAX);
    r.now_ms = INT64_MAX;
    CHECK_ANSWER(deliver(&r, NULL, WITH_TIME), 200, APIDECK_OUTCOME_HANDLED, 0);
    receiving_end(&r);
}

/* Nothing happens with an event that has no handler, so its age is no matter either. */
static void test_no_handler(void) {
    struct receiving r;
    receiving_init(&r);
    r.handlers.any = NULL;
    r.config.freshness_ms = 1;
    receiving_begin(&r);
    CHECK_ANSWER(deliver(&r, NULL, WITH_TIME), 200, APIDECK_OUTCOME_UNHANDLED, 0);
    receiving_end(&r);
}

int main(void) {
    test_off_by_default();
    test_window();
    test_without_a_time();
    test_widest_window();
    test_no_handler();
    return check_summary();
}
