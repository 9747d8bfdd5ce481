/* Whether a host's connections get what it acts on. */
#include "catalogue.h"
#include "coverage.h"
#include "host_table.h"

#include <string.h>

/* The types that have a struct, and a callback, of their own. */
static const apideck_event_type typed[] = {
#define TYPED_EVENT(CONSTANT, STRUCT, ENTITY) APIDECK_EVENT_##CONSTANT,
#include "dispatch_table.inc"
};

#define TYPED_COUNT (sizeof typed / sizeof *typed)

static bool are_known(const apideck_event_type *types, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!apideck__event_type_info(types[i])) {
            return false;
        }
    }
    return true;
}

static bool are_there(const char *const *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!texts || !texts[i]) {
            return false;
        }
    }
    return true;
}

static apideck_coverage_finding look_at(const apideck_coverage *coverage, const char *service_id,
                                        apideck_event_type type) {
    apideck_coverage_finding finding = {
        .service_id = service_id,
        .type = type,
        .event_type = apideck_event_type_name(type),
        .poll_interval_ms = -1,
    };
    finding.level =
        apideck_coverage_of(coverage, service_id, strlen(service_id), finding.event_type,
                            strlen(finding.event_type), &finding.connector, &finding.event);
    if (finding.level == APIDECK_COVERAGE_VIRTUAL && finding.connector->webhook_support) {
        finding.poll_interval_ms = finding.connector->webhook_support->poll_interval_ms;
    }
    return finding;
}

int apideck_coverage_check(const apideck_coverage *coverage, const char *const *service_ids,
                           size_t service_count, const apideck_event_type *types, size_t type_count,
                           int (*report)(const apideck_coverage_finding *finding, void *user),
                           void *user, size_t *findings_out) {
    if (!coverage || !are_there(service_ids, service_count) || (!types && type_count) ||
        !are_known(types, type_count)) {
        return APIDECK_ERR_ARGUMENT;
    }
    const apideck_event_type *wanted = types ? types : typed;
    const size_t wanted_count = types ? type_count : TYPED_COUNT;
    size_t found = 0;
    bool stopped = false;
    for (size_t i = 0; i < service_count && !stopped; i++) {
        for (size_t j = 0; j < wanted_count && !stopped; j++) {
            apideck_coverage_finding finding = look_at(coverage, service_ids[i], wanted[j]);
            if (finding.level != APIDECK_COVERAGE_NATIVE) {
                found++;
                stopped = report && report(&finding, user);
            }
        }
    }
    if (findings_out) {
        *findings_out = found;
    }
    return 0;
}

int apideck_coverage_check_handlers(const apideck_coverage *coverage,
                                    const char *const *service_ids, size_t service_count,
                                    const apideck_handlers *handlers,
                                    int (*report)(const apideck_coverage_finding *finding,
                                                  void *user),
                                    void *user, size_t *findings_out) {
    apideck_handlers own;
    apideck_event_type types[TYPED_COUNT];
    size_t count = 0;
    if (!handlers) {
        return APIDECK_ERR_ARGUMENT;
    }
    if (apideck__host_table_copy(&own, sizeof own, handlers,
                                 APIDECK__FIRST_SIZE(apideck_handlers, user))) {
        return APIDECK_ERR_HOST_TABLE;
    }
#define TYPED_EVENT(CONSTANT, STRUCT, ENTITY)                                                      \
    if (own.STRUCT) {                                                                              \
        types[count++] = APIDECK_EVENT_##CONSTANT;                                                 \
    }
#include "dispatch_table.inc"
    return count ? apideck_coverage_check(coverage, service_ids, service_count, types, count,
                                          report, user, findings_out)
                 : APIDECK_ERR_NOT_FOUND;
}
