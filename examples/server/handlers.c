#define _POSIX_C_SOURCE 200809L /* flockfile */

#include "handlers.h"

#include <stdio.h>

/* Ids come from other people's systems: nothing in them may steer the terminal. */
static void put_text(apideck_str text) {
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if (c > ' ' && c < 0x7f) {
            putchar(c);
        } else {
            printf("\\x%02x", c);
        }
    }
}

static void put_field(const char *name, apideck_str value) {
    if (value.ptr) {
        printf(" %s=", name);
        put_text(value);
    }
}

/* Returns 0 when the line is out. A line that could not be printed is an event that was not
 * handled, so the sender is to send it again. */
static int end_line(void) {
    putchar('\n');
    fflush(stdout);
    const int failed = ferror(stdout);
    clearerr(stdout);
    return failed ? -1 : 0;
}

static int print_event(const char *title, const char *id_name, apideck_str id,
                       const apideck_event *event) {
    flockfile(stdout); /* handlers run on several threads */
    fputs(title, stdout);
    put_field(id_name, id);
    put_field("service", event->service_id);
    put_field("consumer", event->consumer_id);
    put_field("at", event->occurred_at);
    put_field("event_id", event->event_id);
    const int result = end_line();
    funlockfile(stdout);
    return result;
}

#define FOR_EACH_ENTITY(DO)                                                                        \
    DO(customer)                                                                                   \
    DO(invoice)                                                                                    \
    DO(invoice_item)                                                                               \
    DO(ledger_account)                                                                             \
    DO(tax_rate)                                                                                   \
    DO(purchase_order)                                                                             \
    DO(expense)                                                                                    \
    DO(quote)                                                                                      \
    DO(project)

/* A handler takes its own event's struct, so the id is read under the entity's own name. */
#define DEFINE_HANDLER(entity, action)                                                             \
    static int entity##_##action(const apideck_##entity##_##action##_event *event,                 \
                                 const apideck_delivery *delivery, void *user) {                   \
        (void)delivery;                                                                            \
        (void)user;                                                                                \
        return print_event(#entity "." #action, #entity "_id", event->entity##_id, &event->event); \
    }

#define DEFINE_HANDLERS(entity)                                                                    \
    DEFINE_HANDLER(entity, created)                                                                \
    DEFINE_HANDLER(entity, updated)                                                                \
    DEFINE_HANDLER(entity, deleted)

#define REGISTER_HANDLERS(entity)                                                                  \
    handlers->entity##_created = entity##_created;                                                 \
    handlers->entity##_updated = entity##_updated;                                                 \
    handlers->entity##_deleted = entity##_deleted;

FOR_EACH_ENTITY(DEFINE_HANDLERS)

static int unknown(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)delivery;
    (void)user;
    return print_event("unknown", "event_type", event->event_type, event);
}

static void handshake(int verified, void *user) {
    (void)user;
    printf("handshake %s\n", verified ? "signed" : "unsigned");
}

static void failure(const apideck_answer *answer, const apideck_event *event, void *user) {
    (void)user;
    flockfile(stdout);
    printf("refused %d %s", answer->status, apideck_error_name(answer->error));
    if (answer->offset > 0) {
        printf(" at_byte=%zu", answer->offset);
    }
    if (event) {
        put_field("event_id", event->event_id);
    }
    end_line();
    funlockfile(stdout);
}

void handlers_fill(apideck_handlers *handlers) {
    apideck_handlers_init(handlers);
    handlers->unknown = unknown;
    handlers->handshake = handshake;
    handlers->failure = failure;
    FOR_EACH_ENTITY(REGISTER_HANDLERS)
}
