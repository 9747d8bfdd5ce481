/* A receiver with two handlers: each event reaches its handler once, everything else is answered.
 */
#include <apideck/apideck.h>
#include <apideck/testing.h>
#include <stdio.h>

static int on_invoice_created(const apideck_invoice_created_event *event,
                              const apideck_delivery *delivery, void *user) {
    (void)delivery;
    (void)user;
    printf("    invoice %s was created\n", event->invoice_id.ptr);
    return 0; /* anything else: not handled, have it sent again */
}

static int on_customer_deleted(const apideck_customer_deleted_event *event,
                               const apideck_delivery *delivery, void *user) {
    (void)delivery;
    (void)user;
    printf("    customer %s was deleted\n", event->customer_id.ptr);
    return 0;
}

/* Sends an example event, and tells whether it ended as expected. */
static int deliver(apideck_receiver *receiver, const apideck_keyring *ring, apideck_event_type type,
                   const char *event_id, apideck_outcome expected) {
    char body[1024];
    size_t len = 0;
    apideck_test_headers request;
    const char *name = apideck_event_type_name(type);
    if (apideck_example_event(type, event_id, body, sizeof body, &len) != 0 ||
        apideck_test_sign(ring, name, event_id, body, len, &request) != 0) {
        return 0;
    }
    apideck_answer answer; /* what an HTTP server would send back */
    apideck_receive(receiver, request.headers, 3, body, len, &answer);
    printf("%s: %d %s\n", name, answer.status, answer.reason);
    return answer.outcome == expected;
}

int main(void) {
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(NULL, &ring) != 0) {
        return 1;
    }
    apideck_handlers handlers;
    apideck_handlers_init(&handlers);
    handlers.invoice_created = on_invoice_created;
    handlers.customer_deleted = on_customer_deleted;
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.keyring = ring;
    config.handlers = &handlers;
    apideck_receiver *receiver = NULL;
    if (apideck_keyring_add(ring, "example", "example-api-key", 15) != 0 ||
        apideck_receiver_new(&config, &receiver, NULL) != 0) {
        apideck_keyring_free(ring);
        return 1;
    }
    const apideck_event_type invoice = APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED;
    const apideck_event_type customer = APIDECK_EVENT_ACCOUNTING_CUSTOMER_DELETED;
    const apideck_event_type quote = APIDECK_EVENT_ACCOUNTING_QUOTE_CREATED;
    const int ok = deliver(receiver, ring, invoice, "event-1", APIDECK_OUTCOME_HANDLED) &&
                   deliver(receiver, ring, invoice, "event-1", APIDECK_OUTCOME_DUPLICATE) &&
                   deliver(receiver, ring, customer, "event-2", APIDECK_OUTCOME_HANDLED) &&
                   deliver(receiver, ring, quote, "event-3", APIDECK_OUTCOME_UNHANDLED);
    apideck_receiver_free(receiver); /* and the ring, which it owns since it was made */
    return ok ? 0 : 1;
}
