/* Every event reaches its own handler and no other, and finds there what it brought. */
#include "receiving.h"

/* The entities whose events have handlers, with each of the three actions: the nine that are
 * promised, and six more. */
#define ENTITIES(E)                                                                                \
    E(customer)                                                                                    \
    E(invoice)                                                                                     \
    E(invoice_item)                                                                                \
    E(ledger_account)                                                                              \
    E(tax_rate)                                                                                    \
    E(purchase_order)                                                                              \
    E(expense)                                                                                     \
    E(quote)                                                                                       \
    E(project)                                                                                     \
    E(bill)                                                                                        \
    E(bill_payment)                                                                                \
    E(credit_note)                                                                                 \
    E(payment)                                                                                     \
    E(supplier)                                                                                    \
    E(tracking_category)

#define EVENTS(X, E) X(E, created) X(E, updated) X(E, deleted)

/* Handlers that note which of them was called, and with what. */
static int calls;
static const char *called;
static char called_id[64];
static char called_url[64];
static const void *called_with;
static int result;

#define HANDLER(ENTITY, ACTION)                                                                    \
    static int on_##ENTITY##_##ACTION(const apideck_##ENTITY##_##ACTION##_event *event,            \
                                      const apideck_delivery *delivery, void *user) {              \
        calls++;                                                                                   \
        called = "accounting." #ENTITY "." #ACTION;                                                \
        called_with = user;                                                                        \
        CHECK(apideck_delivery_event(delivery) == &event->event);                                  \
        note_text(called_id, sizeof called_id, event->ENTITY##_id);                                \
        note_text(called_url, sizeof called_url, event->ENTITY##_url);                             \
        return result;                                                                             \
    }
#define HANDLERS(ENTITY) EVENTS(HANDLER, ENTITY)
ENTITIES(HANDLERS)

#define REGISTER(ENTITY, ACTION) handlers->ENTITY##_##ACTION = on_##ENTITY##_##ACTION;
#define REGISTER_ALL(ENTITY) EVENTS(REGISTER, ENTITY)

static void register_all(apideck_handlers *handlers) {
    ENTITIES(REGISTER_ALL)
}

#define NAME(ENTITY, ACTION) "accounting." #ENTITY "." #ACTION,
#define NAMES(ENTITY) EVENTS(NAME, ENTITY)

static const char *const typed[] = {ENTITIES(NAMES)};

#define TYPED (sizeof typed / sizeof *typed)

static void body_of(const char *type, char body[300]) {
    snprintf(body, 300,
             "{\"payload\":{\"entity_id\":\"id of %s\",\"entity_url\":\"url of %s\","
             "\"event_id\":\"%s\",\"event_type\":\"%s\"}}",
             type, type, type, type);
}

static apideck_answer deliver_type(struct receiving *receiving, const char *type) {
    char body[300];
    body_of(type, body);
    return deliver(receiving, type, body);
}

static int is_typed(const char *type) {
    int found = 0;
    for (size_t i = 0; i < TYPED; i++) {
        found |= strcmp(typed[i], type) == 0;
    }
    return found;
}

static void test_each_reaches_its_own_handler(void) {
    struct receiving r;
    CHECK_INT(TYPED, 45);
    receiving_init(&r);
    register_all(&r.handlers);
    receiving_begin(&r);
    for (size_t i = 0; i < TYPED; i++) {
        char expected[64];
        calls = 0;
        called = "";
        CHECK_ANSWER(deliver_type(&r, typed[i]), 200, APIDECK_OUTCOME_HANDLED, 0);
        CHECK_INT(calls, 1);
        CHECK_STR(called, strlen(called), typed[i]);
        snprintf(expected, sizeof expected, "id of %s", typed[i]);
        CHECK_STR(called_id, strlen(called_id), expected);
        snprintf(expected, sizeof expected, "url of %s", typed[i]);
        CHECK_STR(called_url, strlen(called_url), expected);
        CHECK(called_with == &r);
    }
    CHECK_INT(r.any + r.unknown, 0);
    receiving_end(&r);
}

/* The types without a handler of their own go to `any`, each of the catalogue. */
static void test_the_others_reach_any(void) {
    struct receiving r;
    size_t count = 0;
    int others = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    receiving_init(&r);
    register_all(&r.handlers);
    receiving_begin(&r);
    calls = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_typed(types[i].name)) {
            CHECK_INT(deliver_type(&r, types[i].name).outcome, APIDECK_OUTCOME_HANDLED);
            CHECK_INT(r.any, ++others);
            CHECK_STR(r.event_id, strlen(r.event_id), types[i].name);
        }
    }
    CHECK_INT(others, 140 - 45);
    CHECK_INT(calls + r.unknown, 0);
    receiving_end(&r);
}

/* Without its own handler, a type goes to `any`, and not to the handler of another. */
static void test_any_stands_in(void) {
    struct receiving r;
    receiving_init(&r);
    register_all(&r.handlers);
    r.handlers.invoice_created = NULL;
    receiving_begin(&r);
    calls = 0;
    CHECK_INT(deliver_type(&r, INVOICE_CREATED).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(calls, 0);
    CHECK_INT(r.any, 1);
    CHECK_INT(deliver_type(&r, "accounting.invoice.updated").outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(calls, 1);
    CHECK_INT(r.any, 1);
    receiving_end(&r);
}

/* The same of every type that can have one of its own. */
static void test_any_stands_in_for_each(void) {
    struct receiving r;
    receiving_start(&r);
    for (size_t i = 0; i < TYPED; i++) {
        CHECK_INT(deliver_type(&r, typed[i]).outcome, APIDECK_OUTCOME_HANDLED);
        CHECK_INT(r.any, i + 1);
        CHECK_STR(r.event_id, strlen(r.event_id), typed[i]);
    }
    receiving_end(&r);
}

/* With handlers of their own and nothing else, those types are handled that have one. */
static void test_typed_handlers_alone(void) {
    struct receiving r;
    size_t count = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    receiving_init(&r);
    r.handlers.any = NULL;
    r.handlers.unknown = NULL;
    register_all(&r.handlers);
    receiving_begin(&r);
    calls = 0;
    for (size_t i = 0; i < count; i++) {
        CHECK_INT(deliver_type(&r, types[i].name).outcome,
                  is_typed(types[i].name) ? APIDECK_OUTCOME_HANDLED : APIDECK_OUTCOME_UNHANDLED);
    }
    CHECK_INT(calls, TYPED);
    receiving_end(&r);
}

/* No handler at all: acknowledged, and not remembered, so that nothing is called. */
static void test_unhandled(void) {
    struct receiving r;
    receiving_init(&r);
    r.handlers.any = NULL;
    r.handlers.unknown = NULL;
    r.handlers.invoice_created = on_invoice_created;
    receiving_begin(&r);
    calls = 0;
    CHECK_ANSWER(deliver_type(&r, "accounting.invoice.deleted"), 200, APIDECK_OUTCOME_UNHANDLED, 0);
    CHECK_ANSWER(deliver_type(&r, "accounting.invoice.deleted"), 200, APIDECK_OUTCOME_UNHANDLED, 0);
    CHECK_ANSWER(deliver_type(&r, "accounting.invoice.exploded"), 200, APIDECK_OUTCOME_UNKNOWN, 0);
    CHECK_ANSWER(deliver_type(&r, "*"), 200, APIDECK_OUTCOME_UNKNOWN, 0);
    CHECK_INT(calls, 0);
    CHECK_INT(deliver_type(&r, INVOICE_CREATED).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(calls, 1);
    receiving_end(&r);
}

/* What the library does not know goes to `unknown` alone, with `any` registered or not. */
static void test_unknown(void) {
    for (int with_any = 0; with_any < 2; with_any++) {
        struct receiving r;
        receiving_init(&r);
        register_all(&r.handlers);
        r.handlers.any = with_any ? note_any : NULL;
        receiving_begin(&r);
        calls = 0;
        CHECK_ANSWER(deliver_type(&r, "crm.company.exploded"), 200, APIDECK_OUTCOME_HANDLED, 0);
        CHECK_ANSWER(deliver_type(&r, "crm.company.exploded"), 200, APIDECK_OUTCOME_DUPLICATE, 0);
        CHECK_ANSWER(deliver(&r, NULL, "{\"payload\":{}}"), 200, APIDECK_OUTCOME_HANDLED, 0);
        CHECK_INT(r.unknown, 2);
        CHECK_INT(r.any + calls, 0);
        receiving_end(&r);
    }
}

static void test_unknown_without_a_handler_is_not_for_any(void) {
    struct receiving r;
    receiving_init(&r);
    r.handlers.unknown = NULL;
    receiving_begin(&r);
    CHECK_ANSWER(deliver_type(&r, "crm.company.exploded"), 200, APIDECK_OUTCOME_UNKNOWN, 0);
    CHECK_INT(r.any, 0);
    receiving_end(&r);
}

/* What each kind of handler returns decides. */
static void test_results(void) {
    struct receiving r;
    receiving_init(&r);
    r.handlers.invoice_created = on_invoice_created;
    receiving_begin(&r);
    r.handler_result = result = 5;
    calls = 0;
    CHECK_INT(deliver_type(&r, INVOICE_CREATED).outcome, APIDECK_OUTCOME_HANDLER_FAILED);
    CHECK_INT(deliver_type(&r, "crm.lead.created").outcome, APIDECK_OUTCOME_HANDLER_FAILED);
    CHECK_INT(deliver_type(&r, "crm.lead.exploded").outcome, APIDECK_OUTCOME_HANDLER_FAILED);
    CHECK_INT(calls, 1);
    CHECK_INT(r.any, 1);
    CHECK_INT(r.unknown, 1);
    r.handler_result = result = 0;
    CHECK_INT(deliver_type(&r, INVOICE_CREATED).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(deliver_type(&r, "crm.lead.created").outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(deliver_type(&r, "crm.lead.exploded").outcome, APIDECK_OUTCOME_HANDLED);
    receiving_end(&r);
}

/* In three parts: the body is gone before the handler is called, which gets the event's own. */
static void test_dispatch_after_the_body_is_gone(void) {
    struct receiving r;
    char body[300];
    struct request request;
    apideck_delivery *delivery = NULL;
    apideck_answer answer;
    receiving_init(&r);
    r.handlers.quote_deleted = on_quote_deleted;
    receiving_begin(&r);
    body_of("accounting.quote.deleted", body);
    request_genuine(&request, "accounting.quote.deleted", body);
    CHECK_INT(accept_request(&r, &request, &delivery, &answer), 0);
    memset(&request, '?', sizeof request);
    calls = 0;
    result = 33;
    if (delivery) {
        CHECK_INT(apideck_dispatch(r.receiver, delivery), 33);
        CHECK_STR(called_id, strlen(called_id), "id of accounting.quote.deleted");
        CHECK_INT(apideck_dispatch(r.receiver, delivery), 33);
        const apideck_event *event = apideck_delivery_event(delivery);
        CHECK_STR(event->body.ptr, event->body.len, body);
        const apideck_verdict *verdict = apideck_delivery_verdict(delivery);
        CHECK_STR(verdict->key_name, strlen(verdict->key_name), "key");
        CHECK_INT(verdict->encoding, APIDECK_ENCODING_HEX);
        apideck_str key = apideck_delivery_key(delivery);
        CHECK_STR(key.ptr, key.len, "apideck:id:accounting.quote.deleted");
        CHECK_INT(apideck_finish(r.receiver, delivery, 0, &answer), 0);
        CHECK_ANSWER(answer, 200, APIDECK_OUTCOME_HANDLED, 0);
    }
    CHECK_INT(calls, 2);
    result = 0;
    CHECK_INT(deliver(&r, NULL, body).outcome, APIDECK_OUTCOME_DUPLICATE);
    receiving_end(&r);
}

int main(void) {
    test_each_reaches_its_own_handler();
    test_the_others_reach_any();
    test_any_stands_in();
    test_any_stands_in_for_each();
    test_typed_handlers_alone();
    test_unhandled();
    test_unknown();
    test_unknown_without_a_handler_is_not_for_any();
    test_results();
    test_dispatch_after_the_body_is_gone();
    return check_summary();
}
