/* Before a host relies on an event: which of its connections will not send it, or only late? The
 * documents would come from the API, by apideck_coverage_fetch, or from a file. */
#include <apideck/apideck.h>
#include <apideck/coverage.h>
#include <stdio.h>
#include <string.h>

static const char connectors[] =
    "{\"data\":["
    "{\"service_id\":\"xero\",\"unified_apis\":[{\"id\":\"accounting\",\"supported_events\":["
    "{\"event_type\":\"invoice.created\",\"event_source\":\"native\"},"
    "{\"event_type\":\"invoice.updated\",\"event_source\":\"native\"}]}]},"
    "{\"service_id\":\"netsuite\",\"supported_events\":["
    "{\"event_type\":\"accounting.invoice.created\",\"event_source\":\"virtual\"},"
    "{\"event_type\":\"accounting.customer.updated\",\"event_source\":\"virtual\"}],"
    "\"webhook_support\":{\"mode\":\"virtual\",\"virtual_webhooks\":{"
    "\"request_rate\":{\"rate\":1,\"size\":24,\"unit\":\"hour\"}}}},"
    "{\"service_id\":\"freeagent\",\"webhook_support\":{\"mode\":\"none\"}}]}";

static int on_invoice(const apideck_invoice_created_event *event, const apideck_delivery *delivery,
                      void *user) {
    (void)event, (void)delivery, (void)user;
    return 0;
}

static int on_customer(const apideck_customer_updated_event *event,
                       const apideck_delivery *delivery, void *user) {
    (void)event, (void)delivery, (void)user;
    return 0;
}

static int warn(const apideck_coverage_finding *finding, void *user) {
    (void)user;
    printf("%s: %s is %s", finding->service_id, finding->event_type,
           apideck_coverage_level_name(finding->level));
    if (finding->poll_interval_ms >= 0) {
        printf(", polled every %lld minutes", (long long)(finding->poll_interval_ms / 60000));
    }
    puts(finding->connector ? "" : ": there is no document of this connector");
    return 0; /* go on */
}

int main(void) {
    /* Whoever connected what, from the host's own database. */
    static const char *const services[] = {"xero", "netsuite", "freeagent", "banqup"};
    apideck_handlers handlers; /* those that the receiver gets */
    apideck_coverage *coverage = NULL;
    apideck_problem *problem = NULL;
    size_t findings = 0;
    apideck_handlers_init(&handlers);
    handlers.invoice_created = on_invoice;
    handlers.customer_updated = on_customer;
    if (apideck_coverage_new(NULL, &coverage, NULL)) {
        return 1;
    }
    int error = apideck_coverage_add(coverage, connectors, strlen(connectors), &problem);
    if (error) {
        fprintf(stderr, "%s %s\n", apideck_error_name(error), problem ? problem->path.ptr : "");
    } else {
        error = apideck_coverage_check_handlers(coverage, services, 4, &handlers, warn, NULL,
                                                &findings);
    }
    apideck_problem_free(problem);
    apideck_coverage_free(coverage);
    return error || findings != 7; /* all but invoices that xero creates */
}
