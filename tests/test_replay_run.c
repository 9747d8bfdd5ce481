/* Taking what was missed through a receiver. */
#include "in_threads.h"
#include "log_page.h"
#include "receiving.h"
#include "scripted_store.h"

#include <apideck/replay.h>
#include <stdatomic.h>
#include <stdbool.h>

static struct log_page page;

static apideck_replay *replay_of(const char *text, unsigned flags) {
    apideck_replay_options options;
    apideck_replay *replay = NULL;
    apideck_replay_options_init(&options);
    options.flags = flags;
    CHECK_INT(apideck_replay_new(&options, &replay, NULL), 0);
    if (!replay) {
        exit(1);
    }
    CHECK_INT(apideck_replay_add_page(replay, text, strlen(text), NULL), 0);
    return replay;
}

static void start(struct receiving *r) {
    receiving_init(r);
    r->now_ms = AN_HOUR_LATER;
    receiving_begin(r);
}

/* What was reported. */
struct reported {
    char ids[256]; /* with the outcome, and a blank behind each */
    int stop_after;
};

static int note(const apideck_replay_item *item, const apideck_answer *answer, void *user) {
    struct reported *reported = user;
    size_t len = strlen(reported->ids);
    CHECK(item->log != NULL);
    snprintf(reported->ids + len, sizeof reported->ids - len, "%s:%s ",
             item->event && item->event->event_id.ptr ? item->event->event_id.ptr : "-",
             apideck_outcome_name(answer->outcome));
    return --reported->stop_after == 0;
}

static int run(apideck_replay *replay, struct receiving *r, struct reported *reported,
               apideck_replay_result *result) {
    *result = (apideck_replay_result){.size = sizeof *result};
    reported->ids[0] = '\0';
    int error = apideck_replay_run(replay, r->receiver, note, reported, result);
    apideck_replay_counts counts = {.size = sizeof counts};
    CHECK_INT(apideck_replay_count(replay, &counts), 0);
    CHECK_INT(result->handled + result->duplicate + result->acknowledged + result->busy +
                  result->failed + result->left,
              counts.missed);
    return error;
}

#define CHECK_RESULT(result, H, D, A, B, F, L)                                                     \
    do {                                                                                           \
        CHECK_INT((result).handled, H);                                                            \
        CHECK_INT((result).duplicate, D);                                                          \
        CHECK_INT((result).acknowledged, A);                                                       \
        CHECK_INT((result).busy, B);                                                               \
        CHECK_INT((result).failed, F);                                                             \
        CHECK_INT((result).left, L);                                                               \
    } while (0)

static void test_handled_once(void) {
    struct receiving r;
    struct reported reported = {"", 0};
    apideck_replay_result result;
    start(&r);
    deliver(&r, NULL, "{\"event_id\":\"meanwhile\",\"event_type\":\"crm.lead.created\"}");
    page_begin(&page);
    page_event(&page, FAILED, "b", 2);
    page_event(&page, FAILED, "meanwhile", 3);
    page_event(&page, FAILED AT("01"), "a", 1);
    page_event(&page, FAILED AT("02"), "a", 1);
    page_event(&page, FAILED AT("03"), "a", 1);
    page_event(&page, SUCCEEDED, "well", 4);
    apideck_replay *replay = replay_of(page_end(&page, NULL), 0);
    CHECK_INT(run(replay, &r, &reported, &result), 0);
    CHECK_STR(reported.ids, strlen(reported.ids), "a:handled b:handled meanwhile:duplicate ");
    CHECK_RESULT(result, 2, 1, 0, 0, 0, 0);
    CHECK_INT(r.any, 3);
    /* Again, and from another reading of the log: all are known. */
    CHECK_INT(run(replay, &r, &reported, &result), 0);
    CHECK_RESULT(result, 0, 3, 0, 0, 0, 0);
    apideck_replay_free(replay);
    replay = replay_of(page.text, APIDECK_REPLAY_ALL);
    CHECK_INT(run(replay, &r, &reported, &result), 0);
    CHECK_STR(reported.ids, strlen(reported.ids),
              "a:duplicate b:duplicate meanwhile:duplicate well:handled ");
    apideck_replay_free(replay);
    CHECK_INT(r.any, 4);
    receiving_end(&r);
}

/* Looking at what would be replayed leaves the receiver and its store alone. */
static void test_dry_run(void) {
    struct receiving r;
    struct scripted s;
    apideck_store store = scripted_store(&s);
    apideck_replay_item item;
    receiving_init(&r);
    r.config.store = &store;
    receiving_begin(&r);
    page_begin(&page);
    page_event(&page, FAILED, "a", 1);
    apideck_replay *replay = replay_of(page_end(&page, NULL), 0);
    CHECK_INT(apideck_replay_item_at(replay, 0, &item), 0);
    CHECK_STR(item.event->event_id.ptr, item.event->event_id.len, "a");
    CHECK_INT(apideck_replay_item_at(replay, 1, &item), APIDECK_ERR_NOT_FOUND);
    CHECK_INT(s.claims + s.releases + s.advances + r.any + r.log_lines, 0);
    apideck_replay_free(replay);
    receiving_end(&r);
}

static void test_every_outcome(void) {
    struct receiving r;
    struct reported reported = {"", 0};
    apideck_replay_result result;
    receiving_init(&r);
    r.handlers.unknown = NULL;
    r.now_ms = AN_HOUR_LATER + INT64_C(7) * 24 * 60 * 60 * 1000; /* page_event's are too old */
    receiving_begin(&r);
    page_begin(&page);
    page_event(&page, FAILED, "old", 1);
    page_entry(&page, FAILED, "{\"event_id\":\"new\",\"event_type\":\"accounting.quote.created\"}");
    page_entry(&page, FAILED, "{\"event_id\":\"odd\",\"event_type\":\"of.to.morrow\"}");
    page_entry(&page, FAILED, "{\"message\":\"Validating delivery URL\"}");
    page_entry(&page, FAILED, "no JSON");
    page_entry(&page, FAILED, "[\"no event\"]");
    page_entry(&page, FAILED, "{\"event_id\":[]}");
    apideck_replay *replay = replay_of(page_end(&page, NULL), 0);
    CHECK_INT(run(replay, &r, &reported, &result), APIDECK_ERR_TOO_OLD);
    CHECK_STR(reported.ids, strlen(reported.ids),
              "old:too_old new:handled odd:unknown -:malformed -:malformed -:malformed "
              "-:malformed ");
    CHECK_RESULT(result, 1, 0, 1, 0, 5, 0);
    CHECK_INT(r.handshakes, 0);
    apideck_replay_free(replay);
    replay = replay_of(page.text, APIDECK_REPLAY_ANY_AGE);
    CHECK_INT(run(replay, &r, &reported, &result), APIDECK_ERR_NOT_AN_EVENT);
    CHECK_RESULT(result, 1, 1, 1, 0, 4, 0);
    apideck_replay_free(replay);
    receiving_end(&r);
}

static void test_stopped(void) {
    struct receiving r;
    struct reported reported = {"", 2};
    apideck_replay_result result;
    start(&r);
    page_begin(&page);
    page_event(&page, FAILED, "a", 1);
    page_event(&page, FAILED, "b", 2);
    page_event(&page, FAILED, "c", 3);
    page_event(&page, FAILED, "d", 4);
    apideck_replay *replay = replay_of(page_end(&page, NULL), 0);
    CHECK_INT(run(replay, &r, &reported, &result), 0);
    CHECK_RESULT(result, 2, 0, 0, 0, 0, 2);
    reported.stop_after = 0;
    CHECK_INT(run(replay, &r, &reported, &result), 0);
    CHECK_RESULT(result, 2, 2, 0, 0, 0, 0);
    CHECK_INT(r.any, 4);
    apideck_replay_free(replay);
    receiving_end(&r);
}

/* Each callback of the store, the handler and each allocation fail in turn, for one of three
 * events: the others are handled, and so is this one when the replay is run again. */
static void test_faults(void) {
    struct receiving r;
    struct scripted s;
    struct reported reported = {"", 0};
    apideck_replay_result result;
    apideck_store store = scripted_store(&s);
    receiving_init(&r);
    r.config.store = &store;
    r.now_ms = AN_HOUR_LATER;
    receiving_begin(&r);
    page_begin(&page);
    page_event(&page, FAILED, "a", 1);
    apideck_replay *replay = replay_of(page_end(&page, NULL), 0);
    int *const members[] = {&s.claim_result, &s.advance_result, &s.commit_result,
                            &r.handler_result};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        int kept = *members[i];
        *members[i] = -1;
        CHECK(run(replay, &r, &reported, &result) < 0);
        CHECK_RESULT(result, 0, 0, 0, 0, 1, 0);
        *members[i] = kept;
    }
    s.release_result = -1; /* of no consequence */
    r.handler_result = 1;
    CHECK_INT(run(replay, &r, &reported, &result), APIDECK_ERR_HANDLER);
    r.handler_result = 0;
    s.claim_result = APIDECK_CLAIM_BUSY;
    CHECK_INT(run(replay, &r, &reported, &result), APIDECK_ERR_BUSY);
    CHECK_RESULT(result, 0, 0, 0, 1, 0, 0);
    s.claim_result = APIDECK_CLAIM_NEW;
    CHECK_INT(run(replay, &r, &reported, &result), 0);
    CHECK_RESULT(result, 1, 0, 0, 0, 0, 0);
    CHECK_INT(s.strangers, 0);
    apideck_replay_free(replay);
    receiving_end(&r);
}

static void test_memory(void) {
    bool failed = true;
    for (size_t n = 1; failed; n++) {
        struct receiving r;
        struct reported reported = {"", 0};
        apideck_replay_result result;
        start(&r);
        page_begin(&page);
        page_event(&page, FAILED, "a", 1);
        page_event(&page, FAILED, "b", 2);
        page_event(&page, FAILED, "c", 3);
        apideck_replay *replay = replay_of(page_end(&page, NULL), 0);
        counting_fail_at(&r.memory, n);
        int error = run(replay, &r, &reported, &result);
        failed = counting_failed(&r.memory);
        CHECK_INT(error != 0, failed);
        CHECK_INT(result.failed, failed);
        CHECK_INT(result.handled, 3 - failed);
        counting_fail_at(&r.memory, 0);
        CHECK_INT(run(replay, &r, &reported, &result), 0);
        CHECK_RESULT(result, failed ? 1 : 0, failed ? 2 : 3, 0, 0, 0, 0);
        CHECK_INT(r.any, 3);
        apideck_replay_free(replay);
        receiving_end(&r);
    }
}

static void test_arguments(void) {
    struct receiving r;
    apideck_replay_result result = {.size = sizeof result};
    start(&r);
    apideck_replay *replay = replay_of("[]", 0);
    CHECK_INT(apideck_replay_run(NULL, r.receiver, NULL, NULL, &result), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_run(replay, NULL, NULL, NULL, &result), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_run(replay, r.receiver, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_run(replay, r.receiver, NULL, NULL, &result), 0);
    result.size = 0;
    CHECK_INT(apideck_replay_run(replay, r.receiver, NULL, NULL, &result), APIDECK_ERR_ARGUMENT);
    apideck_replay_free(replay);
    receiving_end(&r);
}

/* Live and replayed at once -------------------------------------------------------------------- */

#define EVENTS 60
#define THREADS 6

struct crowd {
    apideck_receiver *receiver;
    const char *text;
    atomic_int handled[EVENTS];
};

static int count_one(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    struct crowd *crowd = user;
    (void)delivery;
    atomic_fetch_add(&crowd->handled[atoi(event->event_id.ptr)], 1);
    return 0;
}

static int64_t hour_later(void *user) {
    (void)user;
    return AN_HOUR_LATER;
}

static void replay_all(struct crowd *crowd) {
    apideck_replay_result result = {.size = sizeof result};
    apideck_replay *replay = NULL;
    if (apideck_replay_new(NULL, &replay, NULL) == 0 &&
        apideck_replay_add_page(replay, crowd->text, strlen(crowd->text), NULL) == 0) {
        /* What another thread has just now is BUSY. */
        (void)apideck_replay_run(replay, crowd->receiver, NULL, NULL, &result);
    }
    apideck_replay_free(replay);
}

static void deliver_all(struct crowd *crowd, int number) {
    for (int i = 0; i < EVENTS; i++) {
        char body[128];
        struct request request;
        apideck_answer answer;
        snprintf(body, sizeof body,
                 "{\"event_id\":\"%d\",\"event_type\":\"accounting.invoice.created\"}",
                 (i * (number + 1)) % EVENTS);
        request_genuine(&request, NULL, body);
        (void)apideck_receive(crowd->receiver, request.headers, request.count, body, strlen(body),
                              &answer);
    }
}

static void take_part(int number, void *user) {
    if (number % 2) {
        replay_all(user);
    } else {
        deliver_all(user, number);
    }
}

static void test_together(void) {
    static struct crowd crowd;
    apideck_handlers handlers;
    apideck_clock clock;
    apideck_receiver_config config;
    apideck_handlers_init(&handlers);
    handlers.any = count_one;
    handlers.user = &crowd;
    apideck_clock_init(&clock);
    clock.now_ms = hour_later;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.clock = &clock;
    config.keyring = ring_of(KEY, NULL);
    CHECK_INT(apideck_receiver_new(&config, &crowd.receiver, NULL), 0);
    page_begin(&page);
    for (int i = 0; i < EVENTS; i++) {
        char id[8];
        snprintf(id, sizeof id, "%d", i);
        page_event(&page, FAILED, id, i);
    }
    crowd.text = page_end(&page, NULL);
    CHECK_INT(in_threads(THREADS, take_part, &crowd), 0);
    replay_all(&crowd);
    for (int i = 0; i < EVENTS; i++) {
        CHECK_INT(atomic_load(&crowd.handled[i]), 1);
    }
    apideck_receiver_free(crowd.receiver);
}

int main(void) {
    test_handled_once();
    test_dry_run();
    test_every_outcome();
    test_stopped();
    test_faults();
    test_memory();
    test_arguments();
    test_together();
    return check_summary();
}
