/* lib/api/entity_handlers.c: a receiver whose handlers get event and entity together. */
#include "receiving.h"
#include "scripted_transport.h"

#include <apideck/entity_handlers.h>
#include <apideck/replay.h>

struct fetching {
    struct receiving receiving;
    struct scripted_transport scripted;
    apideck_entities *entities;
    /* What a test may change before fetching_begin. */
    apideck_entity_handlers handlers;
    apideck_handlers others;
    apideck_credentials credentials;
    /* What was noted. */
    int handled; /* calls of handlers of entities */
    int without; /* those of them that got no entity */
    apideck_entity_kind kind;
    char id[64];
    char type[64];
    int typed; /* calls of others.customer_created */
    int last_chances;
    int failed;
    int code;
    int status;
    int64_t retry_after_ms;
    int replayed;
};

static int note_entity(struct fetching *f, const apideck_event *event, const apideck_entity *entity,
                       const apideck_delivery *delivery) {
    CHECK(apideck_delivery_event(delivery) == event);
    f->handled++;
    f->without += entity == NULL;
    f->kind = entity ? entity->kind : APIDECK_ENTITY_NONE;
    note_text(f->id, sizeof f->id, entity ? entity->id : str(""));
    note_text(f->type, sizeof f->type, event->event_type);
    return f->receiving.handler_result;
}

#define ENTITY(CONSTANT, NAME)                                                                     \
    static int on_##NAME(const apideck_event *event, const apideck_##NAME *NAME,                   \
                         const apideck_delivery *delivery, void *user) {                           \
        return note_entity(user, event, NAME ? &NAME->entity : NULL, delivery);                    \
    }
#include "api/entity_kinds.inc"

static void note_failed(int code, const apideck_problem *problem, const apideck_event *event,
                        const apideck_delivery *delivery, void *user) {
    struct fetching *f = user;
    CHECK(apideck_delivery_event(delivery) == event);
    CHECK_INT(problem ? problem->code : code, code);
    f->failed++;
    f->code = code;
    f->status = problem ? problem->status : -1;
    f->retry_after_ms = problem ? problem->retry_after_ms : -2;
    f->replayed = apideck_delivery_replayed(delivery);
}

static int note_typed(const apideck_customer_created_event *event, const apideck_delivery *delivery,
                      void *user) {
    CHECK(apideck_delivery_event(delivery) == &event->event);
    ((struct fetching *)user)->typed++;
    return 0;
}

static int note_other(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    return note_any(event, delivery, &((struct fetching *)user)->receiving);
}

static int note_other_unknown(const apideck_event *event, const apideck_delivery *delivery,
                              void *user) {
    return note_unknown(event, delivery, &((struct fetching *)user)->receiving);
}

static void note_other_handshake(int verified, void *user) {
    note_handshake(verified, &((struct fetching *)user)->receiving);
}

static void note_other_failure(const apideck_answer *answer, const apideck_event *event,
                               void *user) {
    note_failure(answer, event, &((struct fetching *)user)->receiving);
}

static void note_last_chance(const apideck_answer *answer, const apideck_event *event, void *user) {
    CHECK(answer && event);
    ((struct fetching *)user)->last_chances++;
}

/* With a handler of entities for each kind, and others for everything else. */
static void fetching_init(struct fetching *f) {
    memset(f, 0, sizeof *f);
    receiving_init(&f->receiving);
    f->credentials = test_credentials();
    apideck_entity_handlers_init(&f->handlers);
#define ENTITY(CONSTANT, NAME) f->handlers.NAME = on_##NAME;
#include "api/entity_kinds.inc"
    f->handlers.failed = note_failed;
    f->handlers.user = f;
    apideck_handlers_init(&f->others);
    f->others.any = note_other;
    f->others.unknown = note_other_unknown;
    f->others.handshake = note_other_handshake;
    f->others.failure = note_other_failure;
    f->others.last_chance = note_last_chance;
    f->others.user = f;
}

static apideck_entities_config config_of(struct fetching *f, apideck_transport *transport) {
    apideck_entities_config config;
    *transport = transport_of(&f->scripted);
    apideck_entities_config_init(&config);
    config.transport = transport;
    config.credentials = &f->credentials;
    config.handlers = &f->handlers;
    config.others = f->others.size ? &f->others : NULL;
    config.allocator = &f->receiving.allocator;
    return config;
}

/* Everything that it is made of is gone behind the call. */
static void fetching_begin(struct fetching *f) {
    char key[] = API_KEY;
    apideck_transport transport;
    apideck_entities_config config = config_of(f, &transport);
    f->credentials.api_key = key;
    CHECK_INT(apideck_entities_new(&config, &f->entities, NULL), 0);
    memset(key, '?', sizeof key);
    memset(&config, 0, sizeof config);
    memset(&transport, 0, sizeof transport);
    memset(&f->credentials, 0, sizeof f->credentials);
    memset(&f->handlers, 0, sizeof f->handlers);
    memset(&f->others, 0, sizeof f->others);
    f->receiving.config.handlers = apideck_entities_handlers(f->entities);
    receiving_begin(&f->receiving);
}

static void fetching_end(struct fetching *f) {
    apideck_receiver_free(f->receiving.receiver);
    apideck_entities_free(f->entities);
    CHECK_NOTHING_LEAKED(&f->receiving.memory);
    CHECK_INT(f->scripted.calls, f->scripted.count);
    CHECK_INT(f->scripted.released + (f->scripted.fail_at > 0), f->scripted.calls);
}

static void will_answer(struct fetching *f, int status, const apideck_header *header,
                        const char *body) {
    f->scripted.responses[f->scripted.count++] = response_of(status, header, header != NULL, body);
}

/* A delivery with an id of its own. */
static apideck_answer deliver_event(struct fetching *f, const char *event_id, const char *type) {
    char body[512];
    snprintf(body, sizeof body,
             "{\"payload\":{\"event_id\":\"%s\",\"event_type\":\"%s\",\"entity_id\":\"7\","
             "\"consumer_id\":\"acme\",\"service_id\":\"xero\"}}",
             event_id, type);
    struct request request;
    apideck_answer answer;
    request_genuine(&request, type, body);
    apideck_receive(f->receiving.receiver, request.headers, request.count, body, strlen(body),
                    &answer);
    return answer;
}

#define DOCUMENT "{\"data\":{\"id\":\"7\"}}"

/* What a handler gets ----------------------------------------------------------------------------
 */

static void test_each_kind(void) {
    struct fetching f;
    fetching_init(&f);
    fetching_begin(&f);
    for (int kind = 1; kind <= 15; kind++) {
        const char *name = apideck_entity_kind_name((apideck_entity_kind)kind);
        static const char *const actions[] = {"created", "updated", "deleted"};
        for (int i = 0; i < 3; i++) {
            char type[64];
            char id[16];
            snprintf(type, sizeof type, "accounting.%s.%s", name, actions[i]);
            snprintf(id, sizeof id, "%d-%d", kind, i);
            if (i < 2) {
                will_answer(&f, 200, NULL, DOCUMENT);
            }
            CHECK_ANSWER(deliver_event(&f, id, type), 200, APIDECK_OUTCOME_HANDLED, 0);
            CHECK_STR(f.type, strlen(f.type), type);
            CHECK_INT(f.kind, i < 2 ? kind : APIDECK_ENTITY_NONE);
            CHECK_STR(f.id, strlen(f.id), i < 2 ? "7" : "");
            CHECK_INT(f.scripted.calls, f.scripted.count);
        }
    }
    CHECK_INT(f.handled, 45);
    CHECK_INT(f.without, 15);
    CHECK_INT(f.receiving.any + f.failed, 0);
    const char *url = f.scripted.urls[0];
    CHECK_STR(url, strlen(url), "https://unify.apideck.com/accounting/customers/7");
    fetching_end(&f);
}

/* A delivery that comes again fetches nothing. */
static void test_once(void) {
    struct fetching f;
    fetching_init(&f);
    fetching_begin(&f);
    will_answer(&f, 200, NULL, DOCUMENT);
    CHECK_INT(deliver_event(&f, "1", INVOICE_CREATED).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(deliver_event(&f, "1", INVOICE_CREATED).outcome, APIDECK_OUTCOME_DUPLICATE);
    CHECK_INT(f.handled, 1);
    fetching_end(&f);
}

static void test_handler_fails(void) {
    struct fetching f;
    fetching_init(&f);
    fetching_begin(&f);
    f.receiving.handler_result = -7;
    will_answer(&f, 200, NULL, DOCUMENT);
    CHECK_ANSWER(deliver_event(&f, "1", INVOICE_CREATED), 500, APIDECK_OUTCOME_HANDLER_FAILED,
                 APIDECK_ERR_HANDLER);
    CHECK_INT(f.receiving.memory.blocks > 0, 1); /* the receiver's own */
    f.receiving.handler_result = 0;
    will_answer(&f, 200, NULL, DOCUMENT); /* what is there by then */
    CHECK_INT(deliver_event(&f, "1", INVOICE_CREATED).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(f.handled, 2);
    CHECK_INT(f.failed, 0); /* it is told of what could not be fetched */
    fetching_end(&f);
}

/* After `deleted` nobody asks; after anything else, what is gone by now is as good as deleted. */
static void test_gone(void) {
    struct fetching f;
    fetching_init(&f);
    fetching_begin(&f);
    CHECK_INT(deliver_event(&f, "1", "accounting.invoice.deleted").outcome,
              APIDECK_OUTCOME_HANDLED);
    CHECK_INT(f.scripted.calls, 0);
    CHECK_INT(f.without, 1);
    will_answer(&f, 404, NULL, "{\"type_name\":\"EntityNotFoundError\"}");
    CHECK_INT(deliver_event(&f, "2", "accounting.invoice.updated").outcome,
              APIDECK_OUTCOME_HANDLED);
    CHECK_INT(f.without, 2);
    CHECK_INT(f.failed, 0);
    fetching_end(&f);
}

/* What fails -------------------------------------------------------------------------------------
 */

/* Nothing of a refused answer reaches a handler; `failed` is told why, and the event comes again.
 */
static void test_failures(void) {
    static const struct {
        int status;
        const char *body;
        int code;
    } answers[] = {
        {401, "{}", APIDECK_ERR_UNAUTHORIZED},
        {402, "{}", APIDECK_ERR_PAYMENT_REQUIRED},
        {422, "{}", APIDECK_ERR_UNPROCESSABLE},
        {500, "", APIDECK_ERR_API_FAILED},
        {302, "", APIDECK_ERR_REDIRECT},
        {200, "{\"data\":", APIDECK_ERR_JSON_TRUNCATED},
        {200, "{\"data\":{\"id\":\"8\"}}", APIDECK_ERR_OTHER_ENTITY},
        {200, "{\"data\":{\"total\":true}}", APIDECK_ERR_FIELD_TYPE},
    };
    struct fetching f;
    fetching_init(&f);
    fetching_begin(&f);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        will_answer(&f, answers[i].status, NULL, answers[i].body);
        CHECK_ANSWER(deliver_event(&f, "1", INVOICE_CREATED), 500, APIDECK_OUTCOME_HANDLER_FAILED,
                     APIDECK_ERR_HANDLER);
        CHECK_INT(f.failed, i + 1);
        CHECK_INT(f.code, answers[i].code);
        CHECK_INT(f.status, answers[i].status);
        CHECK_INT(f.retry_after_ms, -1);
    }
    CHECK_INT(f.handled, 0);
    will_answer(&f, 200, NULL, DOCUMENT);
    CHECK_INT(deliver_event(&f, "1", INVOICE_CREATED).outcome, APIDECK_OUTCOME_HANDLED);
    fetching_end(&f);
}

static void test_rate_limit(void) {
    const apideck_header later = {str("retry-after"), str("60")};
    struct fetching f;
    fetching_init(&f);
    fetching_begin(&f);
    will_answer(&f, 429, &later, "{}");
    CHECK_ANSWER(deliver_event(&f, "1", INVOICE_CREATED), 500, APIDECK_OUTCOME_HANDLER_FAILED,
                 APIDECK_ERR_HANDLER);
    CHECK_INT(f.code, APIDECK_ERR_RATE_LIMITED);
    CHECK_INT(f.retry_after_ms, 60000);
    CHECK_INT(f.receiving.failures, 1);
    fetching_end(&f);
}

static void test_transport_fails(void) {
    struct fetching f;
    fetching_init(&f);
    f.scripted.count = f.scripted.fail_at = 1;
    fetching_begin(&f);
    CHECK_INT(deliver_event(&f, "1", INVOICE_CREATED).status, 500);
    CHECK_INT(f.code, APIDECK_ERR_TRANSPORT);
    fetching_end(&f);
}

static void test_nobody_to_tell(void) {
    struct fetching f;
    fetching_init(&f);
    f.handlers.failed = NULL;
    f.others.size = 0;
    fetching_begin(&f);
    will_answer(&f, 500, NULL, NULL);
    CHECK_INT(deliver_event(&f, "1", INVOICE_CREATED).status, 500);
    CHECK_INT(f.handled, 0);
    fetching_end(&f);
}

/* An event that does not say which entity: it is not handled, and not lost without a word. */
static void test_no_entity(void) {
    static const char *const bodies[] = {
        "{\"payload\":{\"event_id\":\"1\",\"event_type\":\"accounting.invoice.created\","
        "\"consumer_id\":\"acme\"}}",
        "{\"payload\":{\"event_id\":\"2\",\"event_type\":\"accounting.invoice.created\","
        "\"entity_id\":\"7\"}}",
        "{\"payload\":{\"event_id\":\"3\",\"event_type\":\"accounting.invoice.created\","
        "\"entity_id\":\"7\",\"consumer_id\":\"acme\",\"entity_type\":\"payment\"}}",
    };
    struct fetching f;
    fetching_init(&f);
    fetching_begin(&f);
    for (int i = 0; i < 3; i++) {
        struct request request;
        apideck_answer answer;
        request_genuine(&request, INVOICE_CREATED, bodies[i]);
        apideck_receive(f.receiving.receiver, request.headers, request.count, bodies[i],
                        strlen(bodies[i]), &answer);
        CHECK_INT(answer.status, 500);
        CHECK_INT(f.code, APIDECK_ERR_NO_ENTITY);
        CHECK_INT(f.failed, i + 1);
    }
    fetching_end(&f);
}

static void test_replayed(void) {
    static const char body[] =
        "{\"payload\":{\"event_id\":\"1\",\"event_type\":\"accounting.invoice.created\","
        "\"entity_id\":\"7\",\"consumer_id\":\"acme\"}}";
    struct fetching f;
    apideck_answer answer;
    fetching_init(&f);
    fetching_begin(&f);
    will_answer(&f, 503, NULL, NULL);
    CHECK_INT(apideck_receive_replayed(f.receiving.receiver, body, sizeof body - 1, 0, &answer),
              APIDECK_ERR_HANDLER);
    CHECK_INT(f.replayed, 1);
    will_answer(&f, 200, NULL, DOCUMENT);
    CHECK_INT(apideck_receive_replayed(f.receiving.receiver, body, sizeof body - 1, 0, &answer), 0);
    CHECK_INT(f.handled, 1);
    fetching_end(&f);
}

/* Everything else --------------------------------------------------------------------------------
 */

/* Without a handler for its kind, an event goes where it would without entities. */
static void test_others(void) {
    struct fetching f;
    fetching_init(&f);
    f.handlers.customer = NULL;
    f.handlers.quote = NULL;
    f.others.customer_created = note_typed;
    fetching_begin(&f);
    CHECK_INT(deliver_event(&f, "1", "accounting.customer.created").outcome,
              APIDECK_OUTCOME_HANDLED);
    CHECK_INT(f.typed, 1);
    CHECK_INT(deliver_event(&f, "2", "accounting.customer.updated").outcome,
              APIDECK_OUTCOME_HANDLED);
    CHECK_INT(f.receiving.any, 1);
    CHECK_INT(deliver_event(&f, "3", "crm.contact.created").outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(f.receiving.any, 2);
    CHECK_INT(deliver_event(&f, "4", "accounting.quote.archived").outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(f.receiving.unknown, 1);
    CHECK_INT(deliver(&f.receiving, HANDSHAKE_TYPE, "{}").outcome, APIDECK_OUTCOME_HANDSHAKE);
    CHECK_INT(f.receiving.handshakes, 1);
    CHECK_INT(f.handled, 0);
    fetching_end(&f);
}

static void test_no_others(void) {
    struct fetching f;
    fetching_init(&f);
    f.handlers.customer = NULL;
    f.others.size = 0;
    fetching_begin(&f);
    CHECK_INT(deliver_event(&f, "1", "accounting.customer.created").outcome,
              APIDECK_OUTCOME_UNHANDLED);
    CHECK_INT(deliver_event(&f, "2", "accounting.quote.archived").outcome, APIDECK_OUTCOME_UNKNOWN);
    CHECK_INT(deliver(&f.receiving, HANDSHAKE_TYPE, "{}").outcome, APIDECK_OUTCOME_HANDSHAKE);
    CHECK_INT(f.receiving.any + f.receiving.unknown + f.receiving.handshakes, 0);
    fetching_end(&f);
}

/* Where both are there, the handler of entities is the one. */
static void test_both(void) {
    struct fetching f;
    fetching_init(&f);
    f.others.customer_created = note_typed;
    fetching_begin(&f);
    will_answer(&f, 200, NULL, DOCUMENT);
    CHECK_INT(deliver_event(&f, "1", "accounting.customer.created").status, 200);
    CHECK_INT(f.handled, 1);
    CHECK_INT(f.typed, 0);
    fetching_end(&f);
}

static void test_last_chance(void) {
    struct fetching f;
    fetching_init(&f);
    f.receiving.config.last_attempt = 1;
    fetching_begin(&f);
    will_answer(&f, 429, NULL, NULL);
    static const char body[] =
        "{\"payload\":{\"event_id\":\"1\",\"event_type\":\"accounting.invoice.created\","
        "\"entity_id\":\"7\",\"consumer_id\":\"acme\",\"execution_attempt\":1}}";
    struct request request;
    apideck_answer answer;
    request_genuine(&request, INVOICE_CREATED, body);
    apideck_receive(f.receiving.receiver, request.headers, request.count, body, sizeof body - 1,
                    &answer);
    CHECK_INT(answer.status, 500);
    CHECK_INT(f.last_chances, 1);
    CHECK_INT(f.failed, 1);
    fetching_end(&f);
}

/* Making one -------------------------------------------------------------------------------------
 */

static void check_refused(struct fetching *f, const apideck_entities_config *config, int code,
                          const char *word) {
    apideck_error error = {0, 0, ""};
    apideck_entities *entities = NULL;
    CHECK_INT(apideck_entities_new(config, &entities, &error), code);
    CHECK(!entities);
    CHECK_INT(error.code, code);
    CHECK(strstr(error.message, word));
    CHECK_NOTHING_LEAKED(&f->receiving.memory);
}

/* CHANGE makes one thing wrong. */
#define CHECK_REFUSED(CHANGE, CODE, WORD)                                                          \
    do {                                                                                           \
        fetching_init(&f);                                                                         \
        config = config_of(&f, &transport);                                                        \
        CHANGE;                                                                                    \
        check_refused(&f, &config, CODE, WORD);                                                    \
    } while (0)

static void test_config(void) {
    const apideck_allocator broken = {NULL, NULL, NULL};
    struct fetching f;
    apideck_transport transport;
    apideck_entities_config config;
    CHECK_REFUSED(config.transport = NULL, APIDECK_ERR_ARGUMENT, "transport");
    CHECK_REFUSED(config.handlers = NULL, APIDECK_ERR_ARGUMENT, "handlers");
    CHECK_REFUSED(config.credentials = NULL, APIDECK_ERR_ARGUMENT, "credentials");
    CHECK_REFUSED(config.allocator = &broken, APIDECK_ERR_CALLBACK_MISSING, "allocator");
    CHECK_REFUSED(config.size = 3, APIDECK_ERR_HOST_TABLE, "config");
    CHECK_REFUSED(transport.size = 0, APIDECK_ERR_HOST_TABLE, "transport");
    CHECK_REFUSED(transport.perform = NULL, APIDECK_ERR_CALLBACK_MISSING, "perform");
    CHECK_REFUSED(f.handlers.size = 0, APIDECK_ERR_HOST_TABLE, "handlers");
    CHECK_REFUSED(f.others.size = 3, APIDECK_ERR_HOST_TABLE, "others");
    CHECK_REFUSED(f.credentials.size = 0, APIDECK_ERR_HOST_TABLE, "credentials");
    CHECK_REFUSED(f.credentials.api_key = "", APIDECK_ERR_ARGUMENT, "api_key");
    CHECK_REFUSED(f.credentials.base_url = "http://unify.apideck.com", APIDECK_ERR_URL, "base_url");
    fetching_init(&f);
    config = config_of(&f, &transport);
    CHECK_INT(apideck_entities_new(NULL, &f.entities, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entities_new(&config, NULL, NULL), APIDECK_ERR_ARGUMENT);
    apideck_entities_free(NULL);
}

/* One block, wiped at the end. */
static void test_memory(void) {
    struct wiping wiping = {0};
    const apideck_allocator allocator = wiping_allocator(&wiping);
    struct fetching f;
    apideck_transport transport;
    apideck_error error = {0, 0, ""};
    fetching_init(&f);
    f.credentials.consumer_id = "acme";
    apideck_entities_config config = config_of(&f, &transport);
    config.allocator = &allocator;
    counting_fail_at(&wiping.counting, 1);
    CHECK_INT(apideck_entities_new(&config, &f.entities, &error), APIDECK_ERR_NO_MEMORY);
    CHECK_INT(error.code, APIDECK_ERR_NO_MEMORY);
    CHECK(!f.entities);
    CHECK_INT(apideck_entities_new(&config, &f.entities, NULL), 0);
    CHECK_INT(wiping.counting.blocks, 1);
    CHECK(holds_key(f.entities, wiping.counting.bytes));
    apideck_entities_free(f.entities);
    CHECK_NOTHING_LEAKED(&wiping.counting);
    CHECK_INT(wiping.keys, 0);
}

/* Each allocation behind the claim fails in turn: the event is not handled, and comes again. */
static void test_failing_memory(void) {
    for (size_t n = 1;; n++) {
        struct fetching f;
        fetching_init(&f);
        fetching_begin(&f);
        f.scripted.responses[0] = response_of(200, NULL, 0, DOCUMENT);
        f.scripted.count = 1;
        counting_fail_at(&f.receiving.memory, n);
        apideck_answer answer = deliver_event(&f, "1", INVOICE_CREATED);
        int failed = counting_failed(&f.receiving.memory);
        CHECK_INT(answer.status >= 500, failed);
        CHECK_INT(f.handled, !failed);
        CHECK_INT(f.failed, answer.outcome == APIDECK_OUTCOME_HANDLER_FAILED);
        f.scripted.count = f.scripted.calls;
        fetching_end(&f);
        if (!failed) {
            CHECK(n > 2);
            return;
        }
    }
}

int main(void) {
    test_each_kind();
    test_once();
    test_handler_fails();
    test_gone();
    test_failures();
    test_rate_limit();
    test_transport_fails();
    test_nobody_to_tell();
    test_no_entity();
    test_replayed();
    test_others();
    test_no_others();
    test_both();
    test_last_chance();
    test_config();
    test_memory();
    test_failing_memory();
    return check_summary();
}
