/* Documents of connectors: what is read of them, and what is refused. */
#include "coverage_of.h"

/* The page of the specification's examples, field by field --------------------------------------
 */

static apideck_str text_of_number(int64_t number, char room[32]) {
    snprintf(room, 32, "%lld", (long long)number);
    return (apideck_str){room, strlen(room)};
}

#define UNDER "data[0]."
#define SUPPORT UNDER "webhook_support."
#define RATE SUPPORT "virtual_webhooks.request_rate."

/* What is under the path of an event in one of the two lists. */
static apideck_str found_in_event(const apideck_connector_event *event, const char *field) {
    const struct {
        const char *field;
        apideck_str text;
    } texts[] = {
        {"event_type", event->written},
        {"event_source", event->event_source},
        {"downstream_event_type", event->downstream_event_type},
        {"resources[0]", event->resource_count == 1 ? event->resources[0] : (apideck_str){0}},
        {"entity_type", event->entity_type},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i].field, field) == 0) {
            return texts[i].text;
        }
    }
    return (apideck_str){NULL, 0};
}

/* What the structs have under a path of the specification; ptr NULL for a path that they have not.
 */
static apideck_str found_under(const apideck_connector *connector, const char *path,
                               char room[32]) {
    const apideck_webhook_support *support = connector->webhook_support;
    const struct {
        const char *path;
        apideck_str text;
    } texts[] = {
        {UNDER "id", connector->id},
        {UNDER "name", connector->name},
        {UNDER "status", connector->status},
        {UNDER "service_id", connector->service_id},
        {UNDER "unified_apis[0].id", connector->unified_apis[0]->id},
        {UNDER "unified_apis[0].name", connector->unified_apis[0]->name},
        {SUPPORT "mode", support->mode_text},
        {SUPPORT "subscription_level", support->subscription_level_text},
        {SUPPORT "managed_via", support->managed_via_text},
        {RATE "unit", support->request_rate_unit},
        {SUPPORT "virtual_webhooks.resources.employees.events[0]", support->polled[0]->events[0]},
    };
    static const char of_api[] = UNDER "unified_apis[0].supported_events[0].";
    static const char of_connector[] = UNDER "supported_events[0].";
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i].path, path) == 0) {
            return texts[i].text;
        }
    }
    if (strncmp(path, of_api, strlen(of_api)) == 0) {
        return found_in_event(connector->events[0], path + strlen(of_api));
    }
    if (strncmp(path, of_connector, strlen(of_connector)) == 0) {
        return found_in_event(connector->events[1], path + strlen(of_connector));
    }
    if (strcmp(path, RATE "rate") == 0) {
        return text_of_number(support->request_rate, room);
    }
    return strcmp(path, RATE "size") == 0 ? text_of_number(support->request_rate_size, room)
                                          : (apideck_str){NULL, 0};
}

/* Whether a path is one of those that are read. */
static int is_wanted(const char *path) {
    static const char *const paths[] = {
        UNDER "id",
        UNDER "name",
        UNDER "status",
        UNDER "service_id",
        UNDER "unified_apis[0].id",
        UNDER "unified_apis[0].name",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (strcmp(paths[i], path) == 0) {
            return 1;
        }
    }
    return strncmp(path, SUPPORT, strlen(SUPPORT)) == 0 || strstr(path, "supported_events") != NULL;
}

static void test_specification(void) {
    char *page = read_file("tests/vectors/connectors.json");
    FILE *expected = open_vectors("tests/vectors/connectors.tsv");
    char line[1024];
    int compared = 0;
    apideck_coverage *coverage = coverage_of(page);
    const apideck_connector *connector = apideck_coverage_at(coverage, 0);
    CHECK_INT(apideck_coverage_count(coverage), 1);
    CHECK_INT(connector->event_count, 2);
    CHECK_INT(connector->unified_api_count, 1);
    CHECK_INT(connector->webhook_support->polled_count, 1);
    CHECK_TEXT(connector->webhook_support->polled[0]->id, "employees");
    while (fgets(line, sizeof line, expected)) {
        char *columns[3];
        char room[32];
        cut_line(line, columns);
        if (is_wanted(columns[0])) {
            apideck_str text = found_under(connector, columns[0], room);
            CHECK_TEXT(text, columns[1]);
            CHECK(text.ptr && strlen(text.ptr) == text.len);
            compared++;
        }
    }
    CHECK_INT(compared, 23);
    fclose(expected);
    free(page);
    end_coverage(coverage);
}

/* Each field right, null, of another type, or beyond its range ----------------------------------
 */

static int code_of(const char *name) {
    return strcmp(name, "OK") == 0            ? 0
           : strcmp(name, "FIELD_TYPE") == 0  ? APIDECK_ERR_FIELD_TYPE
           : strcmp(name, "FIELD_RANGE") == 0 ? APIDECK_ERR_FIELD_RANGE
                                              : APIDECK_ERR_FIELD_TEXT;
}

static void test_fields(void) {
    FILE *file = open_vectors("tests/vectors/connector_fields.tsv");
    char line[1024];
    int lines = 0;
    while (fgets(line, sizeof line, file)) {
        char *columns[3];
        cut_line(line, columns);
        apideck_coverage *coverage = new_coverage();
        apideck_problem *problem = NULL;
        int expected = code_of(columns[0]);
        int failed = check_failed;
        CHECK_INT(add_bytes(coverage, columns[2], strlen(columns[2]), &problem), expected);
        CHECK_INT(apideck_coverage_count(coverage), expected == 0);
        CHECK((problem != NULL) == (expected != 0));
        if (problem) {
            CHECK_TEXT(problem->path, columns[1]);
        }
        apideck_problem_free(problem);
        end_coverage(coverage);
        if (check_failed > failed) {
            fprintf(stderr, "    in %s\n", columns[2]);
        }
        lines++;
    }
    CHECK_INT(lines, 1440);
    fclose(file);
}

/* Documents ----------------------------------------------------------------------------------- */

static void test_documents(void) {
    static const struct {
        const char *document;
        size_t count;
    } taken[] = {
        {"{\"data\":{\"service_id\":\"a\"}}", 1},
        {" \n{\"data\":[{\"service_id\":\"a\"},{\"id\":\"b\"}]}\t", 2},
        {"[{\"service_id\":\"a\"},null,{\"id\":\"b\",\"service_id\":null}]", 2},
        {"{\"service_id\":\"a\"}", 1},
        {"{\"id\":\"a\",\"service_id\":\"\"}", 1},
        {"{\"data\":[]}", 0},
        {"[]", 0},
        {"{\"data\":{\"service_id\":\"a\"},\"meta\":null}", 1},
        {"{\"data\":[{\"service_id\":\"a\"}],\"meta\":{\"cursors\":{\"next\":null}}}", 1},
        {"{\"data\":[{\"service_id\":\"a\"},{\"service_id\":\"a\"}]}", 1},
        {"{\"data\":[{\"service_id\":\"a\",\"id\":\"1\"},{\"service_id\":\"a\",\"id\":\"2\"}]}", 2},
    };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        apideck_coverage *coverage = coverage_of(taken[i].document);
        CHECK_INT(apideck_coverage_count(coverage), taken[i].count);
        end_coverage(coverage);
    }
}

static void test_refused(void) {
    static const struct {
        const char *document;
        int error;
        const char *path; /* NULL: none */
        size_t offset;
    } refused[] = {
        {"", APIDECK_ERR_JSON_EMPTY, NULL, 0},
        {"{}", APIDECK_ERR_ENVELOPE, "data", 0},
        {"7", APIDECK_ERR_ENVELOPE, "data", 0},
        {"{\"status_code\":401,\"message\":\"no\"}", APIDECK_ERR_ENVELOPE, "data", 0},
        {"{\"data\":null}", APIDECK_ERR_ENVELOPE, "data", 0},
        {"{\"data\":\"x\"}", APIDECK_ERR_ENVELOPE, "data", 0},
        {"{\"data\":{}}", APIDECK_ERR_ENVELOPE, "data", 8},
        {"{\"data\":{\"name\":\"Xero\"}}", APIDECK_ERR_ENVELOPE, "data", 8},
        {"{\"data\":[{\"id\":\"a\"},{}]}", APIDECK_ERR_ENVELOPE, "data[1]", 20},
        {"{\"data\":[7]}", APIDECK_ERR_FIELD_TYPE, "data[0]", 9},
        {"[[]]", APIDECK_ERR_FIELD_TYPE, "[0]", 1},
        {"{\"service_id\":7}", APIDECK_ERR_FIELD_TYPE, "service_id", 14},
        {"{\"data\":[],\"meta\":7}", APIDECK_ERR_FIELD_TYPE, "meta", 18},
        {"{\"data\":[],\"meta\":{\"cursors\":[]}}", APIDECK_ERR_FIELD_TYPE, "meta.cursors", 29},
        {"{\"data\":[],\"meta\":{\"cursors\":{\"next\":7}}}", APIDECK_ERR_FIELD_TYPE,
         "meta.cursors.next", 37},
        {"{\"id\":\"a\",\"id\":\"b\"}", APIDECK_ERR_JSON_DUPLICATE_KEY, NULL, 10},
        {"{\"id\":\"a\",\"supported_events\":[{\"event_type\":\"a\",\"\\u0065vent_type\":\"b\"}]}",
         APIDECK_ERR_JSON_DUPLICATE_KEY, NULL, 48},
        {"{\"id\":\"a\"} x", APIDECK_ERR_JSON_TRAILING, NULL, 11},
        {"{\"id\":\"\xff\"}", APIDECK_ERR_JSON_UTF8, NULL, 7},
        {"{\"id\":\"a\",\"webhook_support\":{\"virtual_webhooks\":{\"resources\":{\"a\\u0000b\":{}}"
         "}}}",
         APIDECK_ERR_FIELD_TEXT, "webhook_support.virtual_webhooks.resources.a\\u0000b", 62},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        apideck_coverage *coverage = coverage_of("{\"id\":\"before\"}");
        apideck_problem *problem = NULL;
        CHECK_INT(add_bytes(coverage, refused[i].document, strlen(refused[i].document), &problem),
                  refused[i].error);
        CHECK(problem && problem->code == refused[i].error);
        if (problem) {
            CHECK_STR(problem->path.len ? problem->path.ptr : NULL, problem->path.len,
                      refused[i].path);
            CHECK_INT(problem->offset, refused[i].offset);
        }
        apideck_problem_free(problem);
        CHECK_INT(apideck_coverage_count(coverage), 1); /* what was there stays */
        end_coverage(coverage);
    }
}

/* A key spelt with escapes is the same key, and text is decoded. */
static void test_escapes(void) {
    apideck_coverage *coverage = coverage_of(
        "{\"d\\u0061ta\":{\"service\\u005fid\":\"z\\u00fcrich\\n\",\"unified_apis\":[{\"id\":"
        "\"\\u0068ris\",\"supported_events\":[{\"event_type\":\"employee\\u002ecreated\"}]}],"
        "\"webhook_support\":{\"virtual_webhooks\":{\"resources\":{\"caf\\u00e9\":null}}}}}");
    const apideck_connector *connector = apideck_coverage_at(coverage, 0);
    CHECK_TEXT(connector->service_id, "z\xc3\xbcrich\n");
    CHECK_TEXT(connector->events[0]->event_type, "hris.employee.created");
    CHECK_TEXT(connector->webhook_support->polled[0]->id, "caf\xc3\xa9");
    CHECK_INT(connector->webhook_support->polled[0]->event_count, 0);
    end_coverage(coverage);
}

/* The whole of a connector, of whatever is in it. */
static void test_json(void) {
    static const char connector[] = "{ \"id\":\"a\", \"later\":[1,{}] }";
    static const char *const around[][2] = {{"", ""},
                                            {" \n", "\t"},
                                            {"{\"data\": ", " }"},
                                            {"{\"data\":[ ", " , null ] }"},
                                            {"[", "]\n"}};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        char document[128];
        snprintf(document, sizeof document, "%s%s%s", around[i][0], connector, around[i][1]);
        apideck_coverage *coverage = coverage_of(document);
        CHECK_STR(apideck_coverage_at(coverage, 0)->json.ptr,
                  apideck_coverage_at(coverage, 0)->json.len, connector);
        end_coverage(coverage);
    }
}

static void test_poll_interval(void) {
    static const struct {
        const char *rate;
        int64_t ms;
    } rates[] = {
        {"{\"rate\":1,\"size\":24,\"unit\":\"hour\"}", 86400000},
        {"{\"rate\":1,\"size\":1,\"unit\":\"day\"}", 86400000},
        {"{\"rate\":4,\"size\":1,\"unit\":\"minute\"}", 15000},
        {"{\"rate\":3,\"size\":1,\"unit\":\"second\"}", 333},
        {"{\"rate\":5000,\"size\":1,\"unit\":\"second\"}", 0},
        {"{\"rate\":0,\"size\":1,\"unit\":\"day\"}", -1},
        {"{\"rate\":1,\"size\":0,\"unit\":\"day\"}", -1},
        {"{\"rate\":1,\"size\":1,\"unit\":\"week\"}", -1},
        {"{\"rate\":1,\"size\":1}", -1},
        {"{\"rate\":1,\"unit\":\"day\"}", -1},
        {"{\"size\":1,\"unit\":\"day\"}", -1},
        {"{\"rate\":1,\"size\":999999999999999,\"unit\":\"day\"}", -1},
        {"{\"rate\":1,\"size\":999999999999,\"unit\":\"second\"}", INT64_C(999999999999000)},
        {"{}", -1},
        {"null", -1},
    };
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        char document[256];
        snprintf(document, sizeof document,
                 "{\"id\":\"a\",\"webhook_support\":{\"virtual_webhooks\":{\"request_rate\":%s}}}",
                 rates[i].rate);
        apideck_coverage *coverage = coverage_of(document);
        const apideck_connector *connector = apideck_coverage_at(coverage, 0);
        CHECK_INT(connector->webhook_support->poll_interval_ms, rates[i].ms);
        end_coverage(coverage);
    }
}

/* Words that the library knows, and one that it does not, which is kept. */
static void test_words(void) {
    static const struct {
        const char *support;
        apideck_coverage_level mode;
        apideck_subscription_level level;
        apideck_managed_via managed;
    } words[] = {
        {"{\"mode\":\"native\",\"subscription_level\":\"connection\",\"managed_via\":\"manual\"}",
         APIDECK_COVERAGE_NATIVE, APIDECK_SUBSCRIPTION_LEVEL_CONNECTION,
         APIDECK_MANAGED_VIA_MANUAL},
        {"{\"mode\":\"virtual\",\"subscription_level\":\"integration\",\"managed_via\":\"api\"}",
         APIDECK_COVERAGE_VIRTUAL, APIDECK_SUBSCRIPTION_LEVEL_INTEGRATION, APIDECK_MANAGED_VIA_API},
        {"{\"mode\":\"none\"}", APIDECK_COVERAGE_NONE, APIDECK_SUBSCRIPTION_LEVEL_UNKNOWN,
         APIDECK_MANAGED_VIA_UNKNOWN},
        {"{\"mode\":\"pigeon\",\"subscription_level\":\"Connection\",\"managed_via\":\"\"}",
         APIDECK_COVERAGE_UNKNOWN, APIDECK_SUBSCRIPTION_LEVEL_UNKNOWN, APIDECK_MANAGED_VIA_UNKNOWN},
        {"{}", APIDECK_COVERAGE_UNKNOWN, APIDECK_SUBSCRIPTION_LEVEL_UNKNOWN,
         APIDECK_MANAGED_VIA_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char document[256];
        snprintf(document, sizeof document, "{\"id\":\"a\",\"webhook_support\":%s}",
                 words[i].support);
        apideck_coverage *coverage = coverage_of(document);
        const apideck_webhook_support *support = apideck_coverage_at(coverage, 0)->webhook_support;
        CHECK_INT(support->mode, words[i].mode);
        CHECK_INT(support->subscription_level, words[i].level);
        CHECK_INT(support->managed_via, words[i].managed);
        CHECK_STR(support->json.ptr, support->json.len, words[i].support);
        if (i == 3) {
            CHECK_TEXT(support->mode_text, "pigeon");
            CHECK_TEXT(support->subscription_level_text, "Connection");
            CHECK_TEXT(support->managed_via_text, "");
        }
        end_coverage(coverage);
    }
}

/* Sizes --------------------------------------------------------------------------------------- */

/* No beginning of a document is one. */
static void test_truncated(void) {
    char *page = read_file("tests/vectors/connectors.json");
    size_t len = strlen(page) - 1; /* a newline ends it */
    CHECK_INT(page[len], '\n');
    for (size_t i = 0; i < len; i++) {
        apideck_coverage *coverage = new_coverage();
        int error = add_bytes(coverage, page, i, NULL);
        CHECK_INT(error, i == 0 ? APIDECK_ERR_JSON_EMPTY : APIDECK_ERR_JSON_TRUNCATED);
        end_coverage(coverage);
    }
    free(page);
}

static void test_depth(void) {
    for (size_t depth = 100; depth <= 100000; depth *= 1000) {
        char *document = (char *)exact_block(2 * depth + 64);
        size_t len = (size_t)sprintf(document, "{\"id\":\"a\",\"overview\":");
        memset(document + len, '[', depth);
        memset(document + len + depth, ']', depth);
        strcpy(document + len + 2 * depth, "}");
        apideck_coverage *coverage = new_coverage();
        CHECK_INT(add_bytes(coverage, document, strlen(document), NULL),
                  depth == 100 ? 0 : APIDECK_ERR_JSON_DEPTH);
        end_coverage(coverage);
        free(document);
    }
}

/* Lists that go on for megabytes, of each kind. A document that takes far more room than it is long
 * is refused before any is taken. */
static void test_large(void) {
    static const struct {
        const char *begin;
        const char *element; /* with a number in it, or without */
        const char *end;
        int error;
    } shapes[] = {
        {"{\"data\":[", "{\"service_id\":\"connector-%d\",\"unified_apis\":[]}", "]}", 0},
        {"{\"data\":[", "{\"service_id\":\"the same\",\"name\":\"number %d\"}", "]}", 0},
        {"{\"id\":\"a\",\"supported_events\":[", "{\"event_type\":\"thing.number_%d\"}", "]}", 0},
        {"{\"id\":\"a\",\"supported_events\":[", "{\"event_type\":\"the.same\"}", "]}", 0},
        {"{\"id\":\"a\",\"unified_apis\":[", "{\"id\":\"api-%d\",\"supported_events\":[]}", "]}",
         0},
        {"{\"id\":\"a\",\"unified_apis\":[",
         "{\"id\":\"same\",\"supported_events\":[{\"event_type\":\"x.y\"}]}", "]}", 0},
        {"{\"id\":\"a\",\"supported_events\":[{\"resources\":[", "\"resource-%d\"", "]}]}", 0},
        {"{\"id\":\"a\",\"webhook_support\":{\"virtual_webhooks\":{\"resources\":{",
         "\"resource-%d\":{\"events\":[]}", "}}}}", 0},
        {"{\"id\":\"a\",\"description\":[", "%d", "]}", 0},
        {"[", "{}", "]", APIDECK_ERR_TOO_LARGE},
        {"[", "null", "]", 0},
        {"{\"id\":\"a\",\"supported_events\":[", "{}", "]}", APIDECK_ERR_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const size_t size = (size_t)(i == 0 ? 8 : 1) << 20;
        char *document = (char *)exact_block(size);
        size_t len = (size_t)sprintf(document, "%s", shapes[i].begin);
        for (int n = 0; len < size - 128; n++) {
            char number[16];
            const char *element = shapes[i].element;
            const char *mark = strstr(element, "%d");
            snprintf(number, sizeof number, "%d", n);
            len += (size_t)sprintf(document + len, "%s%.*s%s%s", n ? "," : "",
                                   (int)(mark ? mark - element : (ptrdiff_t)strlen(element)),
                                   element, mark ? number : "", mark ? mark + 2 : "");
        }
        len += (size_t)sprintf(document + len, "%s", shapes[i].end);
        apideck_coverage *coverage = new_coverage();
        memory.peak = memory.bytes;
        int failed = check_failed;
        CHECK_INT(add_bytes(coverage, document, len, NULL), shapes[i].error);
        /* The block is below 18 times the document and 1 MiB; beside it are pointers. */
        CHECK(memory.peak <= 19 * len + ((size_t)2 << 20));
        end_coverage(coverage);
        free(document);
        if (check_failed > failed) {
            fprintf(stderr, "    of %s\n", shapes[i].element);
        }
    }
}

/* A name may be as long as it likes; one that had to be written again and again is refused. */
static void test_long_names(void) {
    const size_t size = (size_t)2 << 20;
    char *document = (char *)exact_block(size);
    size_t len = (size_t)sprintf(document, "{\"id\":\"a\",\"unified_apis\":[{\"id\":\"");
    memset(document + len, 'x', size / 4);
    len += size / 4;
    len += (size_t)sprintf(document + len, "\"}],\"supported_events\":[{\"event_type\":\"e\"}");
    size_t once = len;
    strcpy(document + once, "]}");
    apideck_coverage *coverage = new_coverage();
    CHECK_INT(add_bytes(coverage, document, once + 2, NULL), 0);
    const apideck_connector *connector = apideck_coverage_at(coverage, 0);
    CHECK_INT(connector->events[0]->event_type.len, size / 4 + 2);
    end_coverage(coverage);
    while (len < size - 64) {
        len += (size_t)sprintf(document + len, ",{\"event_type\":\"e\"}");
    }
    strcpy(document + len, "]}");
    coverage = new_coverage();
    CHECK_INT(add_bytes(coverage, document, len + 2, NULL), APIDECK_ERR_TOO_LARGE);
    end_coverage(coverage);
    free(document);
}

int main(void) {
    test_specification();
    test_fields();
    test_documents();
    test_refused();
    test_escapes();
    test_json();
    test_poll_interval();
    test_words();
    test_truncated();
    test_depth();
    test_large();
    test_long_names();
    return check_summary();
}
