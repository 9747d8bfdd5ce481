/* What a connector says of an event: names, levels, and what it means when it says nothing. */
#include "coverage_of.h"

static void check_level(const char *document, const char *event_type,
                        apideck_coverage_level expected) {
    apideck_coverage *coverage = coverage_of(document);
    const apideck_connector *connector = apideck_coverage_at(coverage, 0);
    int failed = check_failed;
    CHECK_INT(apideck_connector_level(connector, event_type, strlen(event_type), NULL), expected);
    if (check_failed > failed) {
        fprintf(stderr, "    %s of %s\n", event_type, document);
    }
    end_coverage(coverage);
}

#define NATIVE APIDECK_COVERAGE_NATIVE
#define VIRTUAL APIDECK_COVERAGE_VIRTUAL
#define NONE APIDECK_COVERAGE_NONE
#define UNKNOWN APIDECK_COVERAGE_UNKNOWN
#define INVOICE "accounting.invoice.created"
#define LIST(EVENTS) "\"supported_events\":[" EVENTS "]"
#define SUPPORT(MODE) "\"webhook_support\":{\"mode\":\"" MODE "\"}"
#define API(ID, MORE) "{\"id\":\"" ID "\"" MORE "}"
#define APIS(LIST) "\"unified_apis\":[" LIST "]"
#define EVENT(NAME, SOURCE) "{\"event_type\":\"" NAME "\",\"event_source\":\"" SOURCE "\"}"

/* The difference between none and unknown. */
static void test_silence(void) {
    static const struct {
        const char *document;
        apideck_coverage_level level;
    } cases[] = {
        /* Nothing is said of any event. */
        {"{\"id\":\"a\"}", UNKNOWN},
        {"{\"id\":\"a\",\"supported_events\":null}", UNKNOWN},
        {"{\"id\":\"a\",\"webhook_support\":null}", UNKNOWN},
        {"{\"id\":\"a\",\"webhook_support\":{}}", UNKNOWN},
        {"{\"id\":\"a\"," SUPPORT("native") "}", UNKNOWN},
        {"{\"id\":\"a\"," SUPPORT("virtual") "}", UNKNOWN},
        {"{\"id\":\"a\"," SUPPORT("pigeon") "}", UNKNOWN},
        {"{\"id\":\"a\"," APIS(API("accounting", "")) "}", UNKNOWN},
        {"{\"id\":\"a\"," APIS(API("accounting", ",\"supported_events\":null")) "}", UNKNOWN},
        /* A list of another API says nothing of this one. */
        {"{\"id\":\"a\"," APIS(API("accounting", "") "," API("crm", "," LIST(""))) "}", UNKNOWN},
        /* A list that lacks it, were it empty. */
        {"{\"id\":\"a\"," LIST("") "}", NONE},
        {"{\"id\":\"a\"," LIST(EVENT("bill.created", "native")) "}", NONE},
        {"{\"id\":\"a\"," LIST("null") "}", NONE},
        {"{\"id\":\"a\"," APIS(API("accounting", "," LIST(""))) "}", NONE},
        {"{\"id\":\"a\"," APIS(API("accounting", "") "," API("accounting", "," LIST(""))) "}",
         NONE},
        {"{\"id\":\"a\"," APIS(API("accounting", "," LIST("")) "," API("accounting", "")) "}",
         NONE},
        /* The connector has no such API, or sends nothing at all. */
        {"{\"id\":\"a\"," APIS("") "}", NONE},
        {"{\"id\":\"a\"," APIS(API("crm", "")) "}", NONE},
        {"{\"id\":\"a\"," SUPPORT("none") "}", NONE},
        {"{\"id\":\"a\"," APIS(API("accounting", "")) "," SUPPORT("none") "}", NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_level(cases[i].document, INVOICE, cases[i].level);
        check_level(cases[i].document, "vault.connection.created", UNKNOWN);
        check_level(cases[i].document, "apideck.subscription.created", UNKNOWN);
        check_level(cases[i].document, "invoice.created", UNKNOWN); /* of which API? */
        check_level(cases[i].document, "", UNKNOWN);
    }
}

static void test_listed(void) {
    static const struct {
        const char *document;
        apideck_coverage_level level;
    } cases[] = {
        {"{\"id\":\"a\"," LIST(EVENT(INVOICE, "native")) "}", NATIVE},
        {"{\"id\":\"a\"," LIST(EVENT("invoice.created", "virtual")) "}", VIRTUAL},
        {"{\"id\":\"a\"," APIS(API("accounting", "," LIST(EVENT(INVOICE, "native")))) "}", NATIVE},
        {"{\"id\":\"a\"," APIS(API("accounting", "," LIST(EVENT("invoice.created", "native")))) "}",
         NATIVE},
        /* The mode tells where the event does not, and not where it does. */
        {"{\"id\":\"a\"," LIST("{\"event_type\":\"" INVOICE "\"}") "," SUPPORT("native") "}",
         NATIVE},
        {"{\"id\":\"a\"," LIST("{\"event_type\":\"" INVOICE "\"}") "," SUPPORT("virtual") "}",
         VIRTUAL},
        {"{\"id\":\"a\"," LIST("{\"event_type\":\"" INVOICE "\"}") "," SUPPORT("none") "}",
         UNKNOWN},
        {"{\"id\":\"a\"," LIST("{\"event_type\":\"" INVOICE "\"}") "}", UNKNOWN},
        {"{\"id\":\"a\"," LIST(EVENT(INVOICE, "native")) "," SUPPORT("none") "}", NATIVE},
        {"{\"id\":\"a\"," LIST(EVENT(INVOICE, "push")) "," SUPPORT("native") "}", UNKNOWN},
        {"{\"id\":\"a\"," LIST("{\"event_type\":\"" INVOICE
                               "\",\"event_source\":null}") "," SUPPORT("virtual") "}",
         VIRTUAL},
        /* What an API's list has goes before what the connector's has. */
        {"{\"id\":\"a\"," LIST(EVENT(INVOICE, "native")) "," APIS(
             API("accounting", "," LIST(EVENT(INVOICE, "virtual")))) "}",
         VIRTUAL},
        {"{\"id\":\"a\"," LIST(EVENT(INVOICE, "native")) "," APIS(
             API("accounting", "," LIST(EVENT(INVOICE, "push")))) "}",
         NATIVE},
        {"{\"id\":\"a\"," LIST(EVENT(INVOICE, "virtual") "," EVENT(INVOICE, "native")) "}", NATIVE},
        /* An event without an API, of a connector that has more than one. */
        {"{\"id\":\"a\"," LIST(EVENT("invoice.created", "native")) "," APIS(
             API("accounting", "") "," API("crm", "")) "}",
         NATIVE},
        {"{\"id\":\"a\"," LIST(EVENT("invoice.created", "native")) "," APIS(
             API("accounting", "," LIST("")) "," API("crm", "")) "}",
         NONE},
        {"{\"id\":\"a\"," LIST(EVENT("invoice.created", "native")) "," APIS(
             API("pos", "") "," API("crm", "")) "}",
         NONE},
        /* What is polled. */
        {"{\"id\":\"a\",\"webhook_support\":{\"virtual_webhooks\":{\"resources\":{\"invoices\":"
         "{\"events\":[\"invoice.created\"]}}}}}",
         VIRTUAL},
        {"{\"id\":\"a\"," LIST("") ",\"webhook_support\":{\"virtual_webhooks\":{\"resources\":"
                                   "{\"invoices\":{\"events\":[\"created\",\"" INVOICE "\"]}}}}}",
         VIRTUAL},
        {"{\"id\":\"a\",\"webhook_support\":{\"virtual_webhooks\":{\"resources\":{\"invoices\":"
         "{\"events\":[\"created\"]}}}}}",
         UNKNOWN},
        {"{\"id\":\"a\"," LIST(EVENT(
             INVOICE, "native")) ",\"webhook_support\":{\"virtual_webhooks\":"
                                 "{\"resources\":{\"invoices\":{\"events\":[\"" INVOICE "\"]}}}}}",
         NATIVE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_level(cases[i].document, INVOICE, cases[i].level);
    }
}

/* customer.created is an event of accounting and of ecommerce. */
static void test_ambiguous(void) {
    static const struct {
        const char *apis;
        apideck_coverage_level accounting;
        apideck_coverage_level ecommerce;
    } cases[] = {
        {"", UNKNOWN, UNKNOWN},
        {APIS("") ",", NONE, NONE},
        {APIS(API("accounting", "")) ",", NATIVE, NONE},
        {APIS(API("accounting", "") "," API("hris", "")) ",", NATIVE, NONE},
        {APIS(API("accounting", "") "," API("ecommerce", "")) ",", UNKNOWN, UNKNOWN},
        {APIS(API("accounting", "") "," API("ecommerce", "," LIST(""))) ",", NATIVE, NONE},
        {APIS(API("accounting", "") "," API("ecommerce",
                                            "," LIST(EVENT("customer.created", "virtual")))) ",",
         UNKNOWN, VIRTUAL},
        {APIS(API("accounting", "," LIST("")) "," API("ecommerce", "," LIST(""))) ",", NONE, NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char document[512];
        snprintf(document, sizeof document,
                 "{%s\"id\":\"a\"," LIST(EVENT("customer.created", "native")) "}", cases[i].apis);
        check_level(document, "accounting.customer.created", cases[i].accounting);
        check_level(document, "ecommerce.customer.created", cases[i].ecommerce);
    }
}

/* As tests/vectors/connectors.py, which puts the rules down another way, says of many. */
static void test_levels(void) {
    char *document = read_file("tests/vectors/connector_levels.json");
    FILE *file = open_vectors("tests/vectors/connector_levels.tsv");
    apideck_coverage *coverage = coverage_of(document);
    char line[256];
    int lines = 0;
    while (fgets(line, sizeof line, file)) {
        char *columns[3];
        cut_line(line, columns);
        const char *level = apideck_coverage_level_name(level_of(coverage, columns[0], columns[1]));
        int failed = check_failed;
        CHECK_STR(level, strlen(level), columns[2]);
        if (check_failed > failed) {
            fprintf(stderr, "    %s of %s\n", columns[1], columns[0]);
        }
        lines++;
    }
    CHECK_INT(lines, 120 * 13);
    fclose(file);
    free(document);
    end_coverage(coverage);
}

/* What an entry holds, and in which order entries stand. */
static void test_entries(void) {
    apideck_coverage *coverage = coverage_of(
        "{\"id\":\"a\",\"webhook_support\":{\"mode\":\"virtual\",\"virtual_webhooks\":{"
        "\"resources\":{\"quotes\":{\"events\":[\"quote.created\"]},\"bills\":{}}}},"
        "\"supported_events\":[{\"event_type\":\"accounting.invoice.created\"},{},"
        "{\"event_type\":\"thing.of_tomorrow\",\"event_source\":\"push\",\"resources\":[]}],"
        "\"unified_apis\":[{\"id\":\"accounting\",\"name\":\"Accounting API\",\"supported_events\":"
        "[{\"event_type\":\"invoice.created\",\"event_source\":\"native\",\"downstream_event_"
        "type\":"
        "\"Invoice.Create\",\"resources\":[\"invoices\",null,\"invoice-items\"],"
        "\"entity_type\":\"invoice\"}]}]}");
    const apideck_connector *connector = apideck_coverage_at(coverage, 0);
    const apideck_connector_event *const *events = connector->events;
    CHECK_INT(connector->event_count, 5);
    CHECK(!events[0]->event_type.ptr && !events[0]->unified_api.ptr);
    CHECK_STR(events[0]->json.ptr, events[0]->json.len, "{}");
    CHECK_TEXT(events[1]->event_type, INVOICE);
    CHECK_TEXT(events[1]->written, "invoice.created");
    CHECK_INT(events[1]->type, APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED);
    CHECK_INT(events[1]->level, NATIVE);
    CHECK_TEXT(events[1]->unified_api, "accounting");
    CHECK_TEXT(events[1]->downstream_event_type, "Invoice.Create");
    CHECK_TEXT(events[1]->entity_type, "invoice");
    CHECK_INT(events[1]->resource_count, 2);
    CHECK_TEXT(events[1]->resources[1], "invoice-items");
    CHECK_TEXT(events[2]->event_type, INVOICE);
    CHECK_TEXT(events[2]->written, INVOICE);
    CHECK_INT(events[2]->level, VIRTUAL);
    CHECK(!events[2]->event_source.ptr);
    CHECK_TEXT(events[3]->event_type, "accounting.quote.created");
    CHECK_INT(events[3]->level, VIRTUAL);
    CHECK_INT(events[3]->resource_count, 1);
    CHECK_TEXT(events[3]->resources[0], "quotes");
    CHECK_TEXT(events[4]->event_type, "accounting.thing.of_tomorrow");
    CHECK_INT(events[4]->type, APIDECK_EVENT_UNKNOWN);
    CHECK_INT(events[4]->level, UNKNOWN);
    CHECK_TEXT(events[4]->event_source, "push");
    CHECK_TEXT(connector->webhook_support->polled[0]->id, "bills");
    CHECK_INT(connector->lists_events, 1);
    CHECK_INT(connector->unified_apis[0]->lists_events, 1);
    const apideck_connector_event *event = NULL;
    CHECK_INT(apideck_connector_level(connector, INVOICE, strlen(INVOICE), &event), NATIVE);
    CHECK(event == events[1]);
    CHECK_INT(apideck_connector_level(connector, "x", 1, &event), UNKNOWN);
    CHECK(event == NULL);
    CHECK_INT(apideck_connector_level(NULL, "x", 1, &event), UNKNOWN);
    CHECK_INT(apideck_connector_level(connector, NULL, 1, &event), UNKNOWN);
    end_coverage(coverage);
}

static void test_names(void) {
    CHECK_STR(apideck_coverage_level_name(UNKNOWN), 7, "unknown");
    CHECK_STR(apideck_coverage_level_name(NONE), 4, "none");
    CHECK_STR(apideck_coverage_level_name(VIRTUAL), 7, "virtual");
    CHECK_STR(apideck_coverage_level_name(NATIVE), 6, "native");
    CHECK(!apideck_coverage_level_name((apideck_coverage_level)4));
}

int main(void) {
    test_silence();
    test_listed();
    test_ambiguous();
    test_levels();
    test_entries();
    test_names();
    return check_summary();
}
