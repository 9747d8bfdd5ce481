#include "entity_path.h"

#include "catalogue.h"

#include <stdbool.h>
#include <string.h>

struct collection {
    apideck_entity_kind kind;
    const char *singular;
    const char *plural; /* the API's path [openapi-specs: /accounting/] */
};

static const struct collection collections[] = {
    {APIDECK_ENTITY_BILL, "bill", "bills"},
    {APIDECK_ENTITY_BILL_PAYMENT, "bill-payment", "bill-payments"},
    {APIDECK_ENTITY_CREDIT_NOTE, "credit-note", "credit-notes"},
    {APIDECK_ENTITY_CUSTOMER, "customer", "customers"},
    {APIDECK_ENTITY_EXPENSE, "expense", "expenses"},
    {APIDECK_ENTITY_INVOICE, "invoice", "invoices"},
    {APIDECK_ENTITY_INVOICE_ITEM, "invoice-item", "invoice-items"},
    {APIDECK_ENTITY_LEDGER_ACCOUNT, "ledger-account", "ledger-accounts"},
    {APIDECK_ENTITY_PAYMENT, "payment", "payments"},
    {APIDECK_ENTITY_PROJECT, "project", "projects"},
    {APIDECK_ENTITY_PURCHASE_ORDER, "purchase-order", "purchase-orders"},
    {APIDECK_ENTITY_QUOTE, "quote", "quotes"},
    {APIDECK_ENTITY_SUPPLIER, "supplier", "suppliers"},
    {APIDECK_ENTITY_TAX_RATE, "tax-rate", "tax-rates"},
    {APIDECK_ENTITY_TRACKING_CATEGORY, "tracking-category", "tracking-categories"},
};

static bool is_accounting(apideck_str api) {
    static const char accounting[] = "accounting";
    return api.len == sizeof accounting - 1 && memcmp(api.ptr, accounting, api.len) == 0;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether two names are one, but for case and what stands between words. */
static bool same_name(apideck_str text, const char *name) {
    size_t i = 0;
    for (;;) {
        while (i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '_')) {
            i++;
        }
        while (*name == '-') {
            name++;
        }
        if (i == text.len || *name == '\0') {
            return i == text.len && *name == '\0';
        }
        if (lower(text.ptr[i++]) != *name++) {
            return false;
        }
    }
}

/* NULL for a name that is none. */
static const struct collection *collection_of(apideck_str name) {
    for (size_t i = 0; i < sizeof collections / sizeof *collections; i++) {
        const struct collection *collection = &collections[i];
        if (same_name(name, collection->singular) || same_name(name, collection->plural)) {
            return collection;
        }
    }
    return NULL;
}

/* The text up to the next dot, which is taken off as well. */
static apideck_str take_part(apideck_str *name) {
    const char *dot = name->len ? memchr(name->ptr, '.', name->len) : NULL;
    apideck_str part = {name->ptr, dot ? (size_t)(dot - name->ptr) : name->len};
    size_t taken = part.len + (dot != NULL);
    if (taken) {
        name->ptr += taken;
        name->len -= taken;
    }
    return part;
}

/* The API and the kind in an event's type, which may be newer than this library. */
static void parts_of_type(const apideck_event *event, apideck_str *api, apideck_str *kind) {
    const apideck_event_type_info *info = apideck__event_type_info(event->type);
    apideck_str name = event->event_type;
    if (info) {
        name = (apideck_str){info->name, strlen(info->name)};
    }
    *api = take_part(&name);
    *kind = take_part(&name);
}

const char *apideck__entity_path(const apideck_event *event, apideck_entity_kind *kind_out,
                                 apideck_str *path_out) {
    apideck_str api;
    apideck_str kind;
    parts_of_type(event, &api, &kind);
    if ((api.len && !is_accounting(api)) ||
        (event->unified_api.len && !is_accounting(event->unified_api)) ||
        (!api.len && !event->unified_api.len)) {
        return "the event is not one of accounting";
    }
    const struct collection *of_event = collection_of(kind);
    const struct collection *of_entity = collection_of(event->entity_type);
    if (!of_event && !of_entity) {
        return "the event names no entity of a kind that is known";
    }
    if (of_event && of_entity && of_event != of_entity) {
        return "event_type and entity_type name different kinds of entity";
    }
    const struct collection *found = of_event ? of_event : of_entity;
    *kind_out = found->kind;
    *path_out = (apideck_str){found->plural, strlen(found->plural)};
    return NULL;
}
