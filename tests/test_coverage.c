/* The table of connectors: what is added, replaced and found, and what it takes. */
#include "coverage_of.h"

static void check_order(const apideck_coverage *coverage, const char *expected) {
    char text[256] = "";
    for (size_t i = 0; i < apideck_coverage_count(coverage); i++) {
        const apideck_connector *connector = apideck_coverage_at(coverage, i);
        size_t len = strlen(text);
        snprintf(text + len, sizeof text - len, "%s%s/%s:%s", i ? " " : "",
                 connector->service_id.ptr, connector->id.ptr ? connector->id.ptr : "-",
                 connector->name.ptr ? connector->name.ptr : "-");
    }
    CHECK_STR(text, strlen(text), expected);
}

#define ENTRY(SERVICE, ID, NAME)                                                                   \
    "{\"service_id\":\"" SERVICE "\",\"id\":" ID ",\"name\":\"" NAME "\"}"

static void test_adding(void) {
    apideck_coverage *coverage = new_coverage();
    check_order(coverage, "");
    add_text(coverage, "[" ENTRY("m", "\"m\"", "1") "," ENTRY("c", "\"c\"", "1") "]");
    check_order(coverage, "c/c:1 m/m:1");
    add_text(coverage, "[]");
    add_text(coverage, ENTRY("z", "null", "2"));
    add_text(coverage, ENTRY("a", "\"crm+a\"", "2"));
    check_order(coverage, "a/crm+a:2 c/c:1 m/m:1 z/-:2");
    /* The same service and id: replaced, also within a document. Another id: beside it. */
    add_text(coverage, "[" ENTRY("m", "\"m\"", "3") "," ENTRY("a", "\"pos+a\"", "3") "," ENTRY(
                           "m", "\"m\"", "4") "," ENTRY("n", "\"n\"", "3") "]");
    check_order(coverage, "a/crm+a:2 a/pos+a:3 c/c:1 m/m:4 n/n:3 z/-:2");
    add_text(coverage, "[" ENTRY("z", "null", "5") "," ENTRY("a", "\"crm+a\"", "5") "]");
    check_order(coverage, "a/crm+a:5 a/pos+a:3 c/c:1 m/m:4 n/n:3 z/-:5");
    end_coverage(coverage);
}

static void test_finding(void) {
    apideck_coverage *coverage = coverage_of("[" ENTRY("b", "\"crm+b\"", "1") "," ENTRY(
        "b", "\"pos+b\"", "2") "," ENTRY("d", "\"d\"", "3") ",{\"id\":\"only\"}]");
    CHECK_TEXT(apideck_coverage_find(coverage, "b", 1)->name, "1");
    CHECK_TEXT(apideck_coverage_find(coverage, "d and more", 1)->name, "3");
    CHECK_TEXT(apideck_coverage_find(coverage, "only", 4)->id, "only");
    CHECK(!apideck_coverage_find(coverage, "a", 1));
    CHECK(!apideck_coverage_find(coverage, "bb", 2));
    CHECK(!apideck_coverage_find(coverage, "z", 1));
    CHECK(!apideck_coverage_find(coverage, "", 0));
    CHECK(!apideck_coverage_find(coverage, NULL, 3));
    CHECK(!apideck_coverage_find(NULL, "b", 1));
    CHECK(!apideck_coverage_at(coverage, 4));
    CHECK(!apideck_coverage_at(NULL, 0));
    CHECK_INT(apideck_coverage_count(NULL), 0);
    end_coverage(coverage);
}

/* Of several connectors of one service the one that tells more counts. */
static void test_several(void) {
    static const char *const said[] = {
        "\"supported_events\":[]",
        "\"name\":\"nothing\"",
        "\"supported_events\":[{\"event_type\":\"accounting.bill.created\",\"event_source\":"
        "\"virtual\"}]",
        "\"supported_events\":[{\"event_type\":\"accounting.bill.created\",\"event_source\":"
        "\"native\"}]",
    };
    static const char *const levels[] = {"none", "unknown", "virtual", "native"};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            char document[512];
            snprintf(
                document, sizeof document,
                "[{\"service_id\":\"s\",\"id\":\"0\",%s},{\"service_id\":\"s\",\"id\":\"1\",%s}]",
                said[i], said[j]);
            apideck_coverage *coverage = coverage_of(document);
            const apideck_connector *connector = NULL;
            const apideck_connector_event *event = NULL;
            const char *level = apideck_coverage_level_name(apideck_coverage_of(
                coverage, "s", 1, "accounting.bill.created", 23, &connector, &event));
            CHECK_STR(level, strlen(level), levels[i > j ? i : j]);
            CHECK(connector == apideck_coverage_at(coverage, j > i));
            CHECK((event != NULL) == (i > 1 || j > 1));
            end_coverage(coverage);
        }
    }
    const apideck_connector *connector = NULL;
    const apideck_connector_event *event = NULL;
    apideck_coverage *coverage = coverage_of("[]");
    connector = (const apideck_connector *)&coverage;
    event = (const apideck_connector_event *)&coverage;
    CHECK_INT(apideck_coverage_of(coverage, "s", 1, "a.b", 3, &connector, &event),
              APIDECK_COVERAGE_UNKNOWN);
    CHECK(!connector && !event);
    CHECK_INT(apideck_coverage_of(NULL, "s", 1, "a.b", 3, &connector, NULL),
              APIDECK_COVERAGE_UNKNOWN);
    end_coverage(coverage);
}

static void test_options(void) {
    apideck_coverage_options options;
    apideck_coverage *coverage = NULL;
    apideck_error detail;
    const apideck_allocator broken = {NULL, NULL, NULL};
    apideck_coverage_options_init(&options);
    CHECK_STR(options.unified_api, strlen(options.unified_api), "accounting");
    CHECK_INT(options.page_limit, 200);
    options.page_limit = 201;
    CHECK_INT(apideck_coverage_new(&options, &coverage, &detail), APIDECK_ERR_ARGUMENT);
    options.page_limit = 0;
    CHECK_INT(apideck_coverage_new(&options, &coverage, NULL), APIDECK_ERR_ARGUMENT);
    apideck_coverage_options_init(&options);
    options.max_pages = 0;
    CHECK_INT(apideck_coverage_new(&options, &coverage, NULL), APIDECK_ERR_ARGUMENT);
    apideck_coverage_options_init(&options);
    options.max_bytes = 0;
    CHECK_INT(apideck_coverage_new(&options, &coverage, NULL), APIDECK_ERR_ARGUMENT);
    apideck_coverage_options_init(&options);
    options.allocator = &broken;
    CHECK_INT(apideck_coverage_new(&options, &coverage, NULL), APIDECK_ERR_CALLBACK_MISSING);
    options.size = 4;
    CHECK_INT(apideck_coverage_new(&options, &coverage, NULL), APIDECK_ERR_HOST_TABLE);
    CHECK_INT(apideck_coverage_new(NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK(!coverage);
    CHECK_INT(apideck_coverage_new(NULL, &coverage, NULL), 0);
    CHECK_INT(apideck_coverage_add(coverage, NULL, 1, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_add(NULL, "[]", 2, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_add(coverage, NULL, 0, NULL), APIDECK_ERR_JSON_EMPTY);
    apideck_coverage_free(coverage);
    apideck_coverage_free(NULL);
}

static void test_max_bytes(void) {
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_coverage_options options;
    apideck_coverage *coverage = NULL;
    apideck_coverage_options_init(&options);
    options.allocator = &allocator;
    options.max_bytes = 30;
    CHECK_INT(apideck_coverage_new(&options, &coverage, NULL), 0);
    add_text(coverage, "[{\"id\":\"a\"}]"); /* 12 bytes */
    add_text(coverage, "[{\"id\":\"b\"}]");
    CHECK_INT(add_bytes(coverage, "[{\"id\":\"c\"}]", 12, NULL), APIDECK_ERR_TOO_LARGE);
    CHECK_INT(apideck_coverage_count(coverage), 2);
    end_coverage(coverage);
}

/* Every allocation fails once: nothing is added then, and nothing of what is there is lost. */
static void test_memory(void) {
    char *page = read_file("tests/vectors/connector_levels.json");
    int failed = 1;
    size_t n = 1;
    for (; failed; n++) {
        apideck_coverage *coverage = coverage_of("{\"id\":\"before\"}");
        apideck_problem *problem = NULL;
        counting_fail_at(&memory, n);
        int error = add_bytes(coverage, page, strlen(page), &problem);
        failed = counting_failed(&memory);
        counting_fail_at(&memory, 0);
        CHECK_INT(error, failed ? APIDECK_ERR_NO_MEMORY : 0);
        CHECK((problem != NULL) == failed);
        apideck_problem_free(problem);
        CHECK_INT(apideck_coverage_count(coverage), failed ? 1 : 121);
        CHECK(apideck_coverage_find(coverage, "before", 6));
        end_coverage(coverage);
    }
    CHECK(n > 3);
    free(page);
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_coverage_options options;
    apideck_coverage *coverage = NULL;
    apideck_coverage_options_init(&options);
    options.allocator = &allocator;
    counting_fail_at(&memory, 1);
    CHECK_INT(apideck_coverage_new(&options, &coverage, NULL), APIDECK_ERR_NO_MEMORY);
    counting_fail_at(&memory, 0);
    CHECK(!coverage);
    /* A coverage is a block, and with a document two more. */
    coverage = coverage_of("{\"id\":\"a\"}");
    CHECK_INT(memory.blocks, 3);
    end_coverage(coverage);
}

/* Many documents, one at a time, against every order of adding that there is of four. */
static void test_orders(void) {
    static const char *const documents[] = {"[{\"id\":\"a\"},{\"id\":\"d\"}]", "{\"id\":\"b\"}",
                                            "[{\"id\":\"c\"},{\"id\":\"a\"}]",
                                            "[{\"id\":\"e\"},{\"id\":\"d\"},{\"id\":\"b\"}]"};
    for (int order = 0; order < 256; order++) {
        int seen = 0;
        apideck_coverage *coverage = new_coverage();
        for (int i = 0; i < 4; i++) {
            int which = order >> (2 * i) & 3;
            seen |= 1 << which;
            add_text(coverage, documents[which]);
        }
        if (seen == 15) {
            check_order(coverage, "a/a:- b/b:- c/c:- d/d:- e/e:-");
        }
        end_coverage(coverage);
    }
}

int main(void) {
    test_adding();
    test_finding();
    test_several();
    test_options();
    test_max_bytes();
    test_memory();
    test_orders();
    return check_summary();
}
