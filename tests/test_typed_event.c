/* What an event owns, its typed structs, the entity of vault events, and verifying on the way. */
#include "check.h"
#include "counting_allocator.h"

#include <apideck/event.h>

/* The entities whose events have structs, with each of the three actions. */
#define ENTITIES(E)                                                                                \
    E(bill)                                                                                        \
    E(bill_payment)                                                                                \
    E(credit_note)                                                                                 \
    E(customer)                                                                                    \
    E(expense)                                                                                     \
    E(invoice)                                                                                     \
    E(invoice_item)                                                                                \
    E(ledger_account)                                                                              \
    E(payment)                                                                                     \
    E(project)                                                                                     \
    E(purchase_order)                                                                              \
    E(quote)                                                                                       \
    E(supplier)                                                                                    \
    E(tax_rate)                                                                                    \
    E(tracking_category)

static apideck_event *parsed(const char *body, const apideck_allocator *allocator) {
    apideck_event *event = NULL;
    size_t len = strlen(body);
    char *own = malloc(len);
    memcpy(own, body, len);
    CHECK_INT(apideck_parse_event(own, len, allocator, &event, NULL), 0);
    free(own);
    if (!event) {
        exit(1);
    }
    return event;
}

static apideck_event *parsed_type(const char *type) {
    char body[200];
    snprintf(body, sizeof body,
             "{\"payload\":{\"entity_url\":\"https://x/%s\",\"entity_id\":\"id-%s\","
             "\"event_type\":\"%s\"}}",
             type, type, type);
    return parsed(body, NULL);
}

/* Checks the view of one type, and that the two other actions of the entity do not take it. */
#define CHECK_VIEW(ENTITY, ACTION, OTHER, THIRD)                                                   \
    do {                                                                                           \
        const char *type = "accounting." #ENTITY "." #ACTION;                                      \
        apideck_event *event = parsed_type(type);                                                  \
        const apideck_##ENTITY##_##ACTION##_event *view =                                          \
            apideck_event_as_##ENTITY##_##ACTION(event);                                           \
        CHECK(view && & view->event == event);                                                     \
        if (view) {                                                                                \
            CHECK_STR(view->event.event_type.ptr, view->event.event_type.len, type);               \
            CHECK_STR(view->ENTITY##_id.ptr, view->ENTITY##_id.len,                                \
                      "id-accounting." #ENTITY "." #ACTION);                                       \
            CHECK_STR(view->ENTITY##_url.ptr, view->ENTITY##_url.len,                              \
                      "https://x/accounting." #ENTITY "." #ACTION);                                \
            views++;                                                                               \
        }                                                                                          \
        CHECK(!apideck_event_as_##ENTITY##_##OTHER(event));                                        \
        CHECK(!apideck_event_as_##ENTITY##_##THIRD(event));                                        \
        apideck_event_free(event);                                                                 \
    } while (0);

#define CHECK_ENTITY(ENTITY)                                                                       \
    CHECK_VIEW(ENTITY, created, updated, deleted)                                                  \
    CHECK_VIEW(ENTITY, updated, deleted, created)                                                  \
    CHECK_VIEW(ENTITY, deleted, created, updated)

static void test_typed_structs(void) {
    int views = 0;
    ENTITIES(CHECK_ENTITY)
    CHECK_INT(views, 45);
    apideck_event *event = parsed_type("crm.company.created");
    CHECK(!apideck_event_as_customer_created(event));
    CHECK(!apideck_event_as_invoice_created(NULL));
    apideck_event_free(event);
}

static void test_absent_in_a_typed_struct(void) {
    apideck_event *event = parsed("{\"event_type\":\"accounting.quote.deleted\"}", NULL);
    const apideck_quote_deleted_event *view = apideck_event_as_quote_deleted(event);
    CHECK(view && !view->quote_id.ptr && !view->quote_url.ptr);
    apideck_event_free(event);
}

static void test_one_allocation(void) {
    static const char body[] =
        "{\"payload\":{\"event_id\":\"1\",\"a\":[{\"z\":1,\"b\":2}],\"B\":0}}";
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_event *event = parsed(body, &allocator);
    CHECK_INT(memory.calls, 1);
    memset(&allocator, 0, sizeof allocator); /* the event has its own copy of the table */
    CHECK_STR(event->event_id.ptr, event->event_id.len, "1");
    apideck_event_free(event);
    CHECK_INT(memory.calls, 1);
    CHECK_NOTHING_LEAKED(&memory);
    apideck_event_free(NULL);
}

static void test_in_a_buffer(void) {
    static const char body[] = "{\"event_id\":\"1\"}";
    unsigned char bytes[2048];
    apideck_buffer buffer;
    apideck_allocator allocator = apideck_buffer_allocator(&buffer, bytes + 1, sizeof bytes - 1);
    apideck_event *event = parsed(body, &allocator);
    CHECK((unsigned char *)event > bytes && (unsigned char *)event < bytes + sizeof bytes);
    CHECK_STR(event->event_id.ptr, event->event_id.len, "1");
    apideck_event_free(event);
    CHECK_INT(buffer.live, 0);
    allocator = apideck_buffer_allocator(&buffer, bytes, 64);
    event = NULL;
    apideck_error error;
    CHECK_INT(apideck_parse_event(body, sizeof body - 1, &allocator, &event, &error),
              APIDECK_ERR_NO_MEMORY);
    CHECK_INT(error.code, APIDECK_ERR_NO_MEMORY);
    CHECK(event == NULL);
}

static void test_entity_of_vault_events(void) {
    static const char entity[] = "{ \"id\" : \"c\", \"settings\":{\"b\":[1,\"}\"],\"a\":null} }";
    char body[300];
    snprintf(body, sizeof body,
             "{\"payload\":{\"entity\" : %s ,\"entity_id\":\"e\","
             "\"event_type\":\"vault.connection.token_refresh.failed\"}}",
             entity);
    apideck_event *event = parsed(body, NULL);
    CHECK_INT(event->type, APIDECK_EVENT_VAULT_CONNECTION_TOKEN_REFRESH_FAILED);
    CHECK_STR(event->entity.ptr, event->entity.len, entity);
    CHECK(event->entity.ptr > event->body.ptr &&
          event->entity.ptr < event->body.ptr + event->body.len);
    apideck_event_free(event);
}

/* event.h: "the entity object that vault events carry; else absent". A value that is no object is
 * not to be handed out as one: it is refused or absent. */
static void test_entity_that_is_no_object(void) {
    static const char *const values[] = {"null", "5", "\"text\"", "true", "[{}]"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char body[100];
        int len = snprintf(body, sizeof body, "{\"entity\":%s}", values[i]);
        apideck_event *event = NULL;
        int result = apideck_parse_event(body, (size_t)len, NULL, &event, NULL);
        CHECK(result == APIDECK_ERR_FIELD_TYPE || (event && !event->entity.ptr));
        apideck_event_free(event);
    }
}

static void test_arguments(void) {
    apideck_event *event = NULL;
    apideck_error error;
    const apideck_allocator half = {counting_alloc, NULL, NULL};
    CHECK_INT(apideck_parse_event(NULL, 1, NULL, &event, &error), APIDECK_ERR_ARGUMENT);
    CHECK_INT(error.code, APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_parse_event("{}", 2, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_parse_event("{}", 2, &half, &event, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_parse_event(NULL, 0, NULL, &event, NULL), APIDECK_ERR_JSON_EMPTY);
    CHECK_INT(apideck_parse_event("{}", (size_t)APIDECK_BODY_MAX + 1, NULL, &event, NULL),
              APIDECK_ERR_TOO_LARGE);
    CHECK_INT(apideck_parse_event("{\"a\":1,\"a\":1}", 13, NULL, &event, &error),
              APIDECK_ERR_JSON_DUPLICATE_KEY);
    CHECK_INT(error.offset, 7);
    CHECK(event == NULL);
}

/* printf %s BODY | openssl dgst -sha256 -hmac k */
static const char genuine_body[] = "{\"event_id\":\"1\"}";
static const char genuine[] = "a6b84b73bdf816c79df75009f7e6bda531ca9210a63a06084dc14c5ec241e282";
static const char genuine_array[] = "[1]";
static const char genuine_array_signature[] =
    "58158a1576a63127815d5e2be9bd2c9c737aae102a0cfe55ddb0e4458521a5c7";

static void test_verify_event(void) {
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_keyring *ring = NULL;
    apideck_event *event = NULL;
    apideck_verdict verdict = {0, 0, "untouched"};
    apideck_error error = {0, 0, NULL};
    const size_t len = sizeof genuine_body - 1;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_verify_event(ring, genuine_body, len, genuine, 64, &allocator, &event,
                                   &verdict, &error),
              APIDECK_ERR_NO_KEY);
    CHECK_INT(apideck_keyring_add(ring, "key", "k", 1), 0);
    CHECK_INT(apideck_verify_event(ring, genuine_body, len, genuine_array_signature, 64, &allocator,
                                   &event, &verdict, &error),
              APIDECK_ERR_SIGNATURE_MISMATCH);
    CHECK_INT(error.code, APIDECK_ERR_SIGNATURE_MISMATCH);
    CHECK_INT(
        apideck_verify_event(ring, genuine_body, len, "", 0, &allocator, &event, &verdict, &error),
        APIDECK_ERR_SIGNATURE_MISSING);
    CHECK_INT(apideck_verify_event(ring, genuine_body, len - 1, genuine, 64, &allocator, &event,
                                   &verdict, &error),
              APIDECK_ERR_JSON_TRUNCATED);
    CHECK_INT(error.offset, len - 1);
    CHECK_INT(apideck_verify_event(ring, genuine_array, 3, genuine_array_signature, 64, &allocator,
                                   &event, &verdict, &error),
              APIDECK_ERR_NOT_AN_EVENT);
    CHECK_INT(apideck_verify_event(ring, NULL, 1, genuine, 64, NULL, &event, &verdict, &error),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_verify_event(ring, NULL, 0, genuine, 64, NULL, &event, &verdict, &error),
              APIDECK_ERR_JSON_EMPTY);
    CHECK_INT(
        apideck_verify_event(ring, genuine_body, len, genuine, 64, NULL, NULL, &verdict, NULL),
        APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_verify_event(NULL, genuine_body, len, genuine, 64, NULL, &event, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    const apideck_allocator lacking = {NULL, NULL, NULL};
    CHECK_INT(
        apideck_verify_event(ring, genuine_body, len, genuine, 64, &lacking, &event, NULL, NULL),
        APIDECK_ERR_ARGUMENT);
    CHECK(event == NULL);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "untouched");
    CHECK_INT(memory.calls, 0);
    CHECK_INT(apideck_verify_event(ring, genuine_body, len, genuine, 64, &allocator, &event,
                                   &verdict, NULL),
              0);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "key");
    CHECK_INT(memory.calls, 1);
    apideck_event_free(event);
    CHECK_NOTHING_LEAKED(&memory);
    apideck_keyring_free(ring);
}

static void test_verify_event_arguments(void) {
    apideck_keyring *ring = NULL;
    apideck_event *event = NULL;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_verify_event(NULL, "{}", 2, genuine, 64, NULL, &event, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_verify_event(ring, NULL, 2, genuine, 64, NULL, &event, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_verify_event(ring, "{}", 2, genuine, 64, NULL, NULL, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    apideck_keyring_free(ring);
}

int main(void) {
    test_typed_structs();
    test_absent_in_a_typed_struct();
    test_one_allocation();
    test_in_a_buffer();
    test_entity_of_vault_events();
    test_entity_that_is_no_object();
    test_arguments();
    test_verify_event();
    test_verify_event_arguments();
    return check_summary();
}
