/* A receiver and its store: what it asks, and what comes of answers that are wrong. */
#include "receiving.h"
#include "scripted_store.h"

/* Date.parse('2022-03-10T12:34:56Z') is 1646915696000. */
#define BODY                                                                                       \
    "{\"payload\":{\"entity_id\":\"7\",\"entity_type\":\"invoice\","                               \
    "\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\","                          \
    "\"occurred_at\":\"2022-03-10T12:34:56Z\"}}"

static void start(struct receiving *r, struct scripted *scripted) {
    apideck_store store = scripted_store(scripted);
    receiving_init(r);
    r->config.store = &store;
    receiving_begin(r);
}

static void end(struct receiving *r, const struct scripted *scripted) {
    CHECK_INT(scripted->strangers, 0);
    receiving_end(r);
}

static void test_what_is_asked(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s);
    CHECK_ANSWER(deliver(&r, NULL, BODY), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(s.claims, 1);
    CHECK_INT(s.advances, 1);
    CHECK_INT(s.commits, 1);
    CHECK_INT(s.releases + s.prunes, 0);
    CHECK_STR(s.key, strlen(s.key), "apideck:id:e-1");
    CHECK_INT(s.now_ms, r.now_ms);
    CHECK_INT(s.lease_ms, 5 * 60 * 1000);
    CHECK_INT(s.retain_until_ms, r.now_ms + INT64_C(7) * 24 * 3600 * 1000);
    CHECK_INT(s.occurred_at_ms, 1646915696000);
    CHECK_STR(s.entity, strlen(s.entity), "apideck||||invoice|7");
    r.handler_result = 1;
    CHECK_INT(deliver(&r, NULL, BODY).status, 500);
    CHECK_INT(s.claims, 2);
    CHECK_INT(s.commits, 1);
    CHECK_INT(s.releases, 1);
    end(&r, &s);
}

static void test_done_and_busy(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s);
    s.claim_result = APIDECK_CLAIM_DONE;
    CHECK_ANSWER(deliver(&r, NULL, BODY), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    s.claim_result = APIDECK_CLAIM_BUSY;
    CHECK_ANSWER(deliver(&r, NULL, BODY), 503, APIDECK_OUTCOME_BUSY, APIDECK_ERR_BUSY);
    CHECK_STR(r.failed_id, strlen(r.failed_id), "e-1");
    CHECK_INT(r.any + s.advances + s.commits + s.releases, 0);
    end(&r, &s);
}

static void test_claim_fails(void) {
    static const struct {
        int result;
        uint64_t token;
        int error;
    } claims[] = {
        {-1, 1, APIDECK_ERR_STORE},
        {APIDECK_ERR_NO_MEMORY, 1, APIDECK_ERR_STORE},
        {APIDECK_ERR_STORE_VERDICT, 1, APIDECK_ERR_STORE},
        {-9999, 1, APIDECK_ERR_STORE},
        {0, 1, APIDECK_ERR_STORE_VERDICT},
        {4, 1, APIDECK_ERR_STORE_VERDICT},
        {99, 1, APIDECK_ERR_STORE_VERDICT},
        {APIDECK_CLAIM_NEW, 0, APIDECK_ERR_STORE_VERDICT},
    };
    struct receiving r;
    struct scripted s;
    start(&r, &s);
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        s.claim_result = claims[i].result;
        s.token = claims[i].token;
        CHECK_ANSWER(deliver(&r, NULL, BODY), 503, APIDECK_OUTCOME_STORE_FAILED, claims[i].error);
        CHECK_STR(r.failed_id, strlen(r.failed_id), "e-1");
    }
    CHECK_INT(r.any + s.advances + s.commits, 0);
    /* It is not lost. */
    s.claim_result = APIDECK_CLAIM_NEW;
    s.token = 5;
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(r.any, 1);
    end(&r, &s);
}

/* Where the place among the others cannot be told, the claim is given back and nothing handled. */
static void test_advance_fails(void) {
    static const int results[][2] = {{-1, APIDECK_ERR_STORE},
                                     {-9999, APIDECK_ERR_STORE},
                                     {3, APIDECK_ERR_STORE_VERDICT},
                                     {99, APIDECK_ERR_STORE_VERDICT}};
    struct receiving r;
    struct scripted s;
    start(&r, &s);
    for (int i = 0; i < 4; i++) {
        s.advance_result = results[i][0];
        CHECK_ANSWER(deliver(&r, NULL, BODY), 503, APIDECK_OUTCOME_STORE_FAILED, results[i][1]);
        CHECK_INT(s.releases, i + 1);
    }
    CHECK_INT(r.any + s.commits, 0);
    s.advance_result = APIDECK_ORDER_NEWER;
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    end(&r, &s);
}

static void test_commit_fails(void) {
    static const int results[][2] = {{-1, APIDECK_ERR_STORE},
                                     {APIDECK_ERR_NO_MEMORY, APIDECK_ERR_STORE},
                                     {APIDECK_ERR_SUPERSEDED, APIDECK_ERR_SUPERSEDED},
                                     {1, APIDECK_ERR_STORE_VERDICT},
                                     {APIDECK_CLAIM_DONE, APIDECK_ERR_STORE_VERDICT},
                                     {99, APIDECK_ERR_STORE_VERDICT}};
    struct receiving r;
    struct scripted s;
    start(&r, &s);
    for (int i = 0; i < 6; i++) {
        s.commit_result = results[i][0];
        CHECK_ANSWER(deliver(&r, NULL, BODY), 503, APIDECK_OUTCOME_STORE_FAILED, results[i][1]);
        CHECK_STR(r.failed_id, strlen(r.failed_id), "e-1");
        CHECK_INT(s.commits, i + 1);
    }
    CHECK_INT(s.releases, 0); /* host.h: in every case the claim is over */
    end(&r, &s);
}

/* A release that fails changes nothing for the sender: the lease runs out. */
static void test_release_fails(void) {
    static const int results[] = {-1, 1, APIDECK_ERR_SUPERSEDED};
    struct receiving r;
    struct scripted s;
    start(&r, &s);
    r.handler_result = 1;
    for (int i = 0; i < 3; i++) {
        s.release_result = results[i];
        CHECK_ANSWER(deliver(&r, NULL, BODY), 500, APIDECK_OUTCOME_HANDLER_FAILED,
                     APIDECK_ERR_HANDLER);
    }
    end(&r, &s);
}

/* What `advance` said, as the handler sees it. */
static apideck_order seen_order;
static void *seen_context;

static int see(const apideck_invoice_created_event *event, const apideck_delivery *delivery,
               void *user) {
    (void)event;
    (void)user;
    seen_order = apideck_delivery_order(delivery);
    seen_context = apideck_delivery_store_context(delivery);
    return 0;
}

static void test_order_and_context_are_passed_on(void) {
    static const apideck_order orders[] = {APIDECK_ORDER_STALE, APIDECK_ORDER_NEWER,
                                           APIDECK_ORDER_UNKNOWN};
    struct receiving r;
    struct scripted s;
    apideck_store store = scripted_store(&s);
    receiving_init(&r);
    r.config.store = &store;
    r.handlers.invoice_created = see;
    receiving_begin(&r);
    for (int i = 0; i < 3; i++) {
        s.advance_result = (int)orders[i];
        seen_order = (apideck_order)99;
        seen_context = NULL;
        CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
        CHECK_INT(seen_order, orders[i]);
        CHECK(seen_context == &s);
    }
    end(&r, &s);
}

/* Nothing to compare: no entity, no time that is known, or a store without `advance`. */
static void test_order_is_not_asked_for(void) {
    static const char *const bodies[] = {
        "{\"event_id\":\"1\",\"occurred_at\":\"2022-03-10T12:34:56Z\"}",
        "{\"event_id\":\"1\",\"entity_id\":\"\",\"occurred_at\":\"2022-03-10T12:34:56Z\"}",
        "{\"event_id\":\"1\",\"entity_id\":\"7\"}",
        "{\"event_id\":\"1\",\"entity_id\":\"7\",\"occurred_at\":\"yesterday\"}",
        BODY,
    };
    for (int i = 0; i < 5; i++) {
        struct receiving r;
        struct scripted s;
        apideck_store store = scripted_store(&s);
        store.advance = i == 4 ? NULL : store.advance;
        receiving_init(&r);
        r.config.store = &store;
        r.handlers.invoice_created = see;
        receiving_begin(&r);
        seen_order = APIDECK_ORDER_UNKNOWN;
        CHECK_INT(deliver(&r, NULL, bodies[i]).outcome, APIDECK_OUTCOME_HANDLED);
        CHECK_INT(s.advances, 0);
        CHECK_INT(seen_order, APIDECK_ORDER_UNKNOWN);
        end(&r, &s);
    }
}

static void test_prune(void) {
    struct receiving r;
    struct scripted s;
    start(&r, &s);
    CHECK_INT(apideck_receiver_prune(r.receiver), 0);
    CHECK_INT(s.before_ms, r.now_ms);
    s.prune_result = -1;
    CHECK_INT(apideck_receiver_prune(r.receiver), APIDECK_ERR_STORE);
    CHECK_INT(s.prunes, 2);
    CHECK_INT(apideck_receiver_prune(NULL), APIDECK_ERR_ARGUMENT);
    end(&r, &s);

    apideck_store store = scripted_store(&s);
    store.prune = NULL;
    receiving_init(&r);
    r.config.store = &store;
    receiving_begin(&r);
    CHECK_INT(apideck_receiver_prune(r.receiver), APIDECK_ERR_NOT_FOUND);
    end(&r, &s);
}

/* With the real store ---------------------------------------------------------------------------
 */

static apideck_delivery *accepted(struct receiving *r) {
    struct request request;
    apideck_delivery *delivery = NULL;
    apideck_answer answer;
    request_genuine(&request, NULL, BODY);
    (void)accept_request(r, &request, &delivery, &answer);
    return delivery;
}

static void test_busy_while_it_is_handled(void) {
    struct receiving r;
    apideck_answer answer;
    receiving_start(&r);
    apideck_delivery *delivery = accepted(&r);
    CHECK(delivery != NULL);
    CHECK_ANSWER(deliver(&r, NULL, BODY), 503, APIDECK_OUTCOME_BUSY, APIDECK_ERR_BUSY);
    CHECK_INT(r.any, 0);
    CHECK_INT(apideck_finish(r.receiver, delivery, 1, &answer), APIDECK_ERR_HANDLER);
    CHECK_ANSWER(deliver(&r, NULL, BODY), 200, APIDECK_OUTCOME_HANDLED, 0);
    receiving_end(&r);
}

/* The lease of the first runs out, and another takes the event over: the first must not commit. */
static void test_late_commit(void) {
    struct receiving r;
    apideck_answer answer;
    receiving_start(&r);
    apideck_delivery *first = accepted(&r);
    r.now_ms += 5 * 60 * 1000 + 1;
    apideck_delivery *second = accepted(&r);
    CHECK(first && second);
    CHECK_INT(apideck_finish(r.receiver, first, 0, &answer), APIDECK_ERR_SUPERSEDED);
    CHECK_ANSWER(answer, 503, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_SUPERSEDED);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_BUSY);
    CHECK_INT(apideck_finish(r.receiver, second, 0, &answer), 0);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_DUPLICATE);
    receiving_end(&r);
}

/* Nor must it let others in by releasing what is not its own any more. */
static void test_late_release(void) {
    struct receiving r;
    apideck_answer answer;
    receiving_start(&r);
    apideck_delivery *first = accepted(&r);
    r.now_ms += 5 * 60 * 1000 + 1;
    apideck_delivery *second = accepted(&r);
    CHECK(first && second);
    CHECK_INT(apideck_finish(r.receiver, first, -1, &answer), APIDECK_ERR_HANDLER);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_BUSY);
    CHECK_INT(apideck_finish(r.receiver, second, 0, &answer), 0);
    receiving_end(&r);
}

int main(void) {
    test_what_is_asked();
    test_done_and_busy();
    test_claim_fails();
    test_advance_fails();
    test_commit_fails();
    test_release_fails();
    test_order_and_context_are_passed_on();
    test_order_is_not_asked_for();
    test_prune();
    test_busy_while_it_is_handled();
    test_late_commit();
    test_late_release();
    return check_summary();
}
