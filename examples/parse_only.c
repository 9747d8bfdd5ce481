/* What does this body say? For bodies that are trusted already, e.g. from one's own queue: nothing
 * here asks who sent it. */
#include <apideck/event.h>
#include <stdio.h>
#include <string.h>

static const char body[] = "{\"payload\":{"
                           "\"event_type\":\"accounting.invoice.created\","
                           "\"event_id\":\"d290f1ee-6c54-4b01-90e6-d701748f0851\","
                           "\"service_id\":\"xero\","
                           "\"consumer_id\":\"test_user_id\","
                           "\"entity_id\":\"123456ASDF\","
                           "\"occurred_at\":\"2020-01-01T00:00:00.000Z\","
                           "\"region\":\"eu\"}}";

/* Every event has these. A field that the body lacks has ptr == NULL. */
static int print_event(const apideck_event *event) {
    printf("type %s\n", event->event_type.ptr);
    printf("service %s, consumer %s\n", event->service_id.ptr, event->consumer_id.ptr);
    printf("occurred %lld ms after 1970\n", (long long)event->occurred_at_ms);
    printf("url %s\n", event->entity_url.ptr ? event->entity_url.ptr : "absent");
    return event->type == APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED &&
           event->occurred_at_ms == 1577836800000 && !event->entity_url.ptr;
}

/* The same event in its own words; NULL for an event of another type. */
static int print_invoice(const apideck_event *event) {
    const apideck_invoice_created_event *created = apideck_event_as_invoice_created(event);
    if (!created || apideck_event_as_quote_deleted(event)) {
        return 0;
    }
    printf("invoice %s was created\n", created->invoice_id.ptr);
    return strcmp(created->invoice_id.ptr, "123456ASDF") == 0;
}

/* A field that the library does not know, as JSON text. */
static int print_region(const apideck_event *event) {
    apideck_str region;
    if (apideck_event_member(event, "region", strlen("region"), &region) != 0) {
        return 0;
    }
    printf("region %.*s\n", (int)region.len, region.ptr);
    return 1;
}

int main(void) {
    apideck_event *event = NULL;
    apideck_error error;
    if (apideck_parse_event(body, strlen(body), NULL, &event, &error) != 0) {
        printf("byte %zu: %s\n", error.offset, error.message);
        return 1;
    }
    const int ok = print_event(event) && print_invoice(event) && print_region(event);
    apideck_event_free(event); /* and all that it pointed to */

    /* Bytes that are no event say where they went wrong. */
    event = NULL;
    const int truncated = apideck_parse_event(body, 50, NULL, &event, &error);
    if (truncated) {
        printf("cut short: byte %zu: %s\n", error.offset, error.message);
    }
    apideck_event_free(event);
    return ok && truncated == APIDECK_ERR_JSON_TRUNCATED ? 0 : 1;
}
