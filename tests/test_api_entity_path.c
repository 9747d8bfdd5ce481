/* lib/api/entity_path.c: of which kind an event's entity is, and in which collection. */
#include "api/entity_path.h"

#include "api_requests.h"

static apideck_event event_of(const char *event_type, const char *api, const char *entity_type) {
    apideck_event event = test_event(event_type ? event_type : "");
    event.event_type = str(event_type);
    event.unified_api = str(api);
    event.entity_type = str(entity_type);
    return event;
}

static void check_path(const char *event_type, const char *api, const char *entity_type,
                       const char *expected) {
    apideck_event event = event_of(event_type, api, entity_type);
    apideck_entity_kind kind = APIDECK_ENTITY_NONE;
    apideck_str path = {NULL, 0};
    const char *why = apideck__entity_path(&event, &kind, &path);
    CHECK((kind == APIDECK_ENTITY_NONE) == (expected == NULL));
    CHECK_INT(apideck_event_entity_kind(&event), kind);
    CHECK((why == NULL) == (expected != NULL));
    CHECK_TEXT(path, expected);
    if ((why == NULL) != (expected != NULL)) {
        fprintf(stderr, "    %s %s %s\n", event_type ? event_type : "-", api ? api : "-",
                entity_type ? entity_type : "-");
    }
}

/* The paths are those of the specification, /accounting/PATH/{id}. */
static void test_kinds(void) {
    static const char *const kinds[][2] = {
        {"bill", "bills"},
        {"bill_payment", "bill-payments"},
        {"credit_note", "credit-notes"},
        {"customer", "customers"},
        {"expense", "expenses"},
        {"invoice", "invoices"},
        {"invoice_item", "invoice-items"},
        {"ledger_account", "ledger-accounts"},
        {"payment", "payments"},
        {"project", "projects"},
        {"purchase_order", "purchase-orders"},
        {"quote", "quotes"},
        {"supplier", "suppliers"},
        {"tax_rate", "tax-rates"},
        {"tracking_category", "tracking-categories"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char type[64];
        snprintf(type, sizeof type, "accounting.%s.updated", kinds[i][0]);
        check_path(type, NULL, NULL, kinds[i][1]);
        check_path(type, "accounting", kinds[i][0], kinds[i][1]);
        check_path(type, "accounting", kinds[i][1], kinds[i][1]);
        check_path(NULL, "accounting", kinds[i][0], kinds[i][1]);
        check_path(NULL, "accounting", kinds[i][1], kinds[i][1]);
        apideck_event event = event_of(type, NULL, NULL);
        const char *name = apideck_entity_kind_name(apideck_event_entity_kind(&event));
        CHECK_TEXT(str(name), kinds[i][0]);
    }
    CHECK_INT(apideck_event_entity_kind(NULL), APIDECK_ENTITY_NONE);
}

/* Every event of the catalogue: one of accounting has a path, any other none. */
static void test_catalogue(void) {
    size_t count = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    size_t with_path = 0;
    for (size_t i = 0; i < count; i++) {
        apideck_event event = test_event(types[i].name);
        apideck_entity_kind kind = APIDECK_ENTITY_NONE;
        apideck_str path = {NULL, 0};
        int found = apideck__entity_path(&event, &kind, &path) == NULL;
        CHECK(found == (strncmp(types[i].name, "accounting.", 11) == 0));
        with_path += (size_t)found;
    }
    CHECK_INT(with_path, 45);
}

static void test_spellings(void) {
    check_path(NULL, "accounting", "Invoice_Item", "invoice-items");
    check_path(NULL, "accounting", "invoice-ITEMS", "invoice-items");
    check_path(NULL, "accounting", "invoiceItem", "invoice-items");
    check_path(NULL, "accounting", "TrackingCategories", "tracking-categories");
    check_path(NULL, "accounting", "tracking_categorys", NULL);
    check_path(NULL, "accounting", "invoices/../customers", NULL);
    check_path(NULL, "accounting", "invoice item", NULL);
    check_path(NULL, "accounting", "invoic", NULL);
    check_path(NULL, "accounting", "invoicess", NULL);
    check_path(NULL, "accounting", "-", NULL);
    check_path(NULL, "accounting", "", NULL);
    check_path(NULL, "accounting", NULL, NULL);
}

static void test_agreement(void) {
    /* The type is newer than the library, or names no kind that it knows. */
    check_path("accounting.invoice.archived", NULL, NULL, "invoices");
    check_path("accounting.invoice", NULL, NULL, "invoices");
    check_path("accounting.journal_entry.created", NULL, "invoice", "invoices");
    check_path("accounting", NULL, "invoice", "invoices");
    check_path("accounting.journal_entry.created", NULL, "journal_entry", NULL);
    check_path("accounting.journal_entry.created", NULL, NULL, NULL);
    /* An entity_type that says nothing leaves it to the type; one that says another does not. */
    check_path("accounting.invoice.created", NULL, "sales receipt", "invoices");
    check_path("accounting.invoice.created", NULL, "payment", NULL);
    check_path("accounting.bill_payment.created", "accounting", "payment", NULL);
    /* Other APIs have customers too. */
    check_path("ecommerce.customer.created", NULL, "customer", NULL);
    check_path("ecommerce.customer.created", "accounting", "customer", NULL);
    check_path("accounting.customer.created", "ecommerce", "customer", NULL);
    check_path("Accounting.customer.created", NULL, "customer", NULL);
    check_path("*", NULL, "customer", NULL);
    check_path("*", "accounting", "customer", NULL);
    check_path(NULL, "ecommerce", "customer", NULL);
    check_path(NULL, "accountings", "customer", NULL);
    check_path(NULL, NULL, "customer", NULL);
    check_path("", "", "customer", NULL);
}

int main(void) {
    test_kinds();
    test_catalogue();
    test_spellings();
    test_agreement();
    return check_summary();
}
