#include "handlers.h"

#include <string.h>

#define FOR_EACH_TYPE(DO)                                                                          \
    FOR_EACH_ACTION(DO, bill)                                                                      \
    FOR_EACH_ACTION(DO, bill_payment)                                                              \
    FOR_EACH_ACTION(DO, credit_note)                                                               \
    FOR_EACH_ACTION(DO, customer)                                                                  \
    FOR_EACH_ACTION(DO, expense)                                                                   \
    FOR_EACH_ACTION(DO, invoice)                                                                   \
    FOR_EACH_ACTION(DO, invoice_item)                                                              \
    FOR_EACH_ACTION(DO, ledger_account)                                                            \
    FOR_EACH_ACTION(DO, payment)                                                                   \
    FOR_EACH_ACTION(DO, project)                                                                   \
    FOR_EACH_ACTION(DO, purchase_order)                                                            \
    FOR_EACH_ACTION(DO, quote)                                                                     \
    FOR_EACH_ACTION(DO, supplier)                                                                  \
    FOR_EACH_ACTION(DO, tax_rate)                                                                  \
    FOR_EACH_ACTION(DO, tracking_category)

#define FOR_EACH_ACTION(DO, entity)                                                                \
    DO(entity, created)                                                                            \
    DO(entity, updated)                                                                            \
    DO(entity, deleted)

/* What stands in the table; a handler has the type of its own event. */
#define DEFINE(entity, action)                                                                     \
    static int entity##_##action(const apideck_##entity##_##action##_event *event,                 \
                                 const apideck_delivery *delivery, void *user) {                   \
        (void)event, (void)delivery, (void)user;                                                   \
        return APIDECK_ERR_HANDLER;                                                                \
    }

FOR_EACH_TYPE(DEFINE)

static int untyped(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)event, (void)delivery, (void)user;
    return APIDECK_ERR_HANDLER;
}

#define MARK(entity, action)                                                                       \
    if (strcmp(event_type, "accounting." #entity "." #action) == 0) {                              \
        handlers->entity##_##action = entity##_##action;                                           \
        return 0;                                                                                  \
    }

int handlers_mark(apideck_handlers *handlers, const char *event_type) {
    if (strcmp(event_type, "any") == 0) {
        handlers->any = untyped;
        return 0;
    }
    if (strcmp(event_type, "unknown") == 0) {
        handlers->unknown = untyped;
        return 0;
    }
    FOR_EACH_TYPE(MARK)
    return -1;
}
