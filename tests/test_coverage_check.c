/* The check for hosts: which connections do not get what, or late. */
#include "coverage_of.h"

static const char document[] =
    "[{\"service_id\":\"native\",\"supported_events\":["
    "{\"event_type\":\"accounting.invoice.created\",\"event_source\":\"native\"},"
    "{\"event_type\":\"accounting.invoice.updated\",\"event_source\":\"native\"}]},"
    "{\"service_id\":\"daily\",\"webhook_support\":{\"mode\":\"virtual\",\"virtual_webhooks\":{"
    "\"request_rate\":{\"rate\":1,\"size\":24,\"unit\":\"hour\"}}},\"supported_events\":["
    "{\"event_type\":\"accounting.invoice.created\",\"event_source\":\"virtual\"}]},"
    "{\"service_id\":\"polled\",\"supported_events\":["
    "{\"event_type\":\"accounting.invoice.created\",\"event_source\":\"virtual\"}]},"
    "{\"service_id\":\"never\",\"webhook_support\":{\"mode\":\"none\"}},"
    "{\"service_id\":\"silent\"}]";

static const char *const services[] = {"native", "daily", "polled", "never", "silent", "missing"};
#define SERVICES (sizeof services / sizeof *services)

struct reports {
    char text[4096];
    size_t count;
    size_t stop_at; /* 0 for never */
};

static int report(const apideck_coverage_finding *finding, void *user) {
    struct reports *reports = user;
    size_t len = strlen(reports->text);
    snprintf(reports->text + len, sizeof reports->text - len, "%s %s %s %lld %d\n",
             finding->service_id, finding->event_type, apideck_coverage_level_name(finding->level),
             (long long)finding->poll_interval_ms, finding->connector != NULL);
    CHECK_INT(finding->type,
              apideck_event_type_from_name(finding->event_type, strlen(finding->event_type)));
    return ++reports->count == reports->stop_at;
}

static const apideck_event_type invoices[] = {APIDECK_EVENT_ACCOUNTING_INVOICE_UPDATED,
                                              APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED};

static const char expected[] = "daily accounting.invoice.updated none -1 1\n"
                               "daily accounting.invoice.created virtual 86400000 1\n"
                               "polled accounting.invoice.updated none -1 1\n"
                               "polled accounting.invoice.created virtual -1 1\n"
                               "never accounting.invoice.updated none -1 1\n"
                               "never accounting.invoice.created none -1 1\n"
                               "silent accounting.invoice.updated unknown -1 1\n"
                               "silent accounting.invoice.created unknown -1 1\n"
                               "missing accounting.invoice.updated unknown -1 0\n"
                               "missing accounting.invoice.created unknown -1 0\n";

static void test_check(void) {
    apideck_coverage *coverage = coverage_of(document);
    struct reports reports = {"", 0, 0};
    size_t findings = 7;
    CHECK_INT(apideck_coverage_check(coverage, services, SERVICES, invoices, 2, report, &reports,
                                     &findings),
              0);
    CHECK_STR(reports.text, strlen(reports.text), expected);
    CHECK_INT(findings, 10);
    reports = (struct reports){"", 0, 3};
    CHECK_INT(apideck_coverage_check(coverage, services, SERVICES, invoices, 2, report, &reports,
                                     &findings),
              0);
    CHECK_INT(reports.count, 3);
    CHECK_INT(findings, 3);
    CHECK_INT(apideck_coverage_check(coverage, services, 1, invoices, 2, NULL, NULL, &findings), 0);
    CHECK_INT(findings, 0); /* all of it is native */
    CHECK_INT(apideck_coverage_check(coverage, NULL, 0, invoices, 2, NULL, NULL, &findings), 0);
    CHECK_INT(findings, 0);
    CHECK_INT(apideck_coverage_check(coverage, services, 1, NULL, 0, NULL, NULL, &findings), 0);
    CHECK_INT(findings, 45 - 2); /* of the types that have a struct [tests/vectors/events.tsv] */
    CHECK_INT(apideck_coverage_check(coverage, services, 1, NULL, 0, NULL, NULL, NULL), 0);
    end_coverage(coverage);
}

static void test_arguments(void) {
    static const char *const with_null[] = {"native", NULL};
    static const apideck_event_type none = APIDECK_EVENT_UNKNOWN;
    static const apideck_event_type beyond = (apideck_event_type)100000;
    apideck_coverage *coverage = coverage_of(document);
    size_t findings = 7;
    CHECK_INT(apideck_coverage_check(NULL, services, 1, NULL, 0, NULL, NULL, &findings),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_check(coverage, NULL, 1, NULL, 0, NULL, NULL, &findings),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_check(coverage, with_null, 2, NULL, 0, NULL, NULL, &findings),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_check(coverage, services, 1, NULL, 1, NULL, NULL, &findings),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_check(coverage, services, 1, &none, 1, NULL, NULL, &findings),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_check(coverage, services, 1, &beyond, 1, NULL, NULL, &findings),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(findings, 7);
    end_coverage(coverage);
}

static int on_created(const apideck_invoice_created_event *event, const apideck_delivery *delivery,
                      void *user) {
    return event && delivery && user;
}

static int on_updated(const apideck_invoice_updated_event *event, const apideck_delivery *delivery,
                      void *user) {
    return event && delivery && user;
}

static int on_any(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    return event && delivery && user;
}

static void test_handlers(void) {
    apideck_coverage *coverage = coverage_of(document);
    apideck_handlers handlers;
    struct reports reports = {"", 0, 0};
    size_t findings = 7;
    apideck_handlers_init(&handlers);
    handlers.any = on_any;
    handlers.unknown = on_any;
    CHECK_INT(apideck_coverage_check_handlers(coverage, services, SERVICES, &handlers, report,
                                              &reports, &findings),
              APIDECK_ERR_NOT_FOUND);
    CHECK_INT(findings, 7);
    CHECK_INT(reports.count, 0);
    handlers.invoice_created = on_created;
    handlers.invoice_updated = on_updated;
    CHECK_INT(apideck_coverage_check_handlers(coverage, services, SERVICES, &handlers, report,
                                              &reports, &findings),
              0);
    CHECK_INT(findings, 10);
    CHECK_INT(reports.count, 10);
    CHECK(strstr(reports.text, "daily accounting.invoice.created virtual 86400000 1\n"));
    CHECK_INT(apideck_coverage_check_handlers(coverage, services, 1, &handlers, report, &reports,
                                              &findings),
              0);
    CHECK_INT(findings, 0);
    /* The table of a host that was compiled before there were callbacks for invoices. */
    handlers.size = offsetof(apideck_handlers, invoice_created);
    CHECK_INT(apideck_coverage_check_handlers(coverage, services, 1, &handlers, report, &reports,
                                              &findings),
              APIDECK_ERR_NOT_FOUND);
    handlers.size = 3;
    CHECK_INT(apideck_coverage_check_handlers(coverage, services, 1, &handlers, report, &reports,
                                              &findings),
              APIDECK_ERR_HOST_TABLE);
    CHECK_INT(
        apideck_coverage_check_handlers(coverage, services, 1, NULL, report, &reports, &findings),
        APIDECK_ERR_ARGUMENT);
    end_coverage(coverage);
}

int main(void) {
    test_check();
    test_arguments();
    test_handlers();
    return check_summary();
}
