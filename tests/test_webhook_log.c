/* Pages of the log of deliveries. */
#include "check.h"
#include "counting_allocator.h"

#include <apideck/replay.h>
#include <stdio.h>
#include <stdlib.h>

static struct counting memory;

/* Reads a page that is text; its bytes are gone when the call returns. */
static int read_page(const char *text, size_t len, apideck_webhook_logs **logs_out,
                     apideck_problem **problem_out) {
    apideck_allocator allocator = counting_allocator(&memory);
    char *exact = malloc(len ? len : 1);
    memcpy(exact, text, len);
    int error = apideck_webhook_logs_read(exact, len, &allocator, logs_out, problem_out);
    memset(exact, '?', len);
    free(exact);
    return error;
}

static apideck_webhook_logs *page_of(const char *text) {
    apideck_webhook_logs *logs = NULL;
    apideck_problem *problem = NULL;
    CHECK_INT(read_page(text, strlen(text), &logs, &problem), 0);
    if (!logs) {
        fprintf(stderr, "    of %s\n", text);
        exit(1);
    }
    CHECK(!problem);
    return logs;
}

/* The page of the specification's examples, field by field ------------------------------------- */

static char *read_file(const char *path, size_t *len_out) {
    FILE *file = fopen(path, "rb");
    char *text = malloc(65536);
    if (!file) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(1);
    }
    *len_out = fread(text, 1, 65535, file);
    text[*len_out] = '\0';
    fclose(file);
    return text;
}

static void text_number(int64_t number, char out[32]) {
    snprintf(out, 32, "%lld", (long long)number);
}

static void text_flag(int flag, char out[32]) {
    snprintf(out, 32, "%s", flag == 1 ? "true" : flag == 0 ? "false" : "?");
}

/* What the struct has under a path of the specification; ptr NULL for a path that it has not. */
static apideck_str found_under(const apideck_webhook_logs *logs, const char *path, char room[32]) {
    const apideck_webhook_log *log = logs->entries;
    const apideck_webhook_attempt *attempt = log->attempts;
    const struct {
        const char *path;
        apideck_str text;
    } texts[] = {
        {"data[0].id", log->id},
        {"data[0].application_id", log->application_id},
        {"data[0].consumer_id", log->consumer_id},
        {"data[0].unified_api", log->unified_api},
        {"data[0].service.id", log->service_id},
        {"data[0].service.name", log->service_name},
        {"data[0].endpoint", log->endpoint},
        {"data[0].event_type", log->event_type},
        {"data[0].http_method", log->http_method},
        {"data[0].timestamp", log->timestamp},
        {"data[0].entity_type", log->entity_type},
        {"data[0].request_body", log->request_body},
        {"data[0].attempts[0].timestamp", attempt->timestamp},
        {"meta.cursors.next", logs->next_cursor},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i].path, path) == 0) {
            return texts[i].text;
        }
    }
    room[0] = '\0';
    if (strcmp(path, "data[0].status_code") == 0) {
        text_number(log->status_code, room);
    } else if (strcmp(path, "data[0].execution_attempt") == 0) {
        text_number(log->execution_attempt, room);
    } else if (strcmp(path, "data[0].attempts[0].execution_attempt") == 0) {
        text_number(attempt->execution_attempt, room);
    } else if (strcmp(path, "data[0].attempts[0].status_code") == 0) {
        text_number(attempt->status_code, room);
    } else if (strcmp(path, "data[0].success") == 0) {
        text_flag(log->success, room);
    } else if (strcmp(path, "data[0].retry_scheduled") == 0) {
        text_flag(log->retry_scheduled, room);
    } else if (strcmp(path, "data[0].attempts[0].success") == 0) {
        text_flag(attempt->success, room);
    }
    return (apideck_str){*room ? room : NULL, strlen(room)};
}

static void test_specification(void) {
    size_t len = 0;
    char *page = read_file("tests/vectors/webhook_logs.json", &len);
    char *expected = read_file("tests/vectors/webhook_logs.tsv", &len);
    apideck_webhook_logs *logs = page_of(page);
    int compared = 0;
    CHECK_INT(logs->count, 1);
    CHECK_INT(logs->entries->attempt_count, 1);
    for (char *line = strtok(expected, "\n"); line; line = strtok(NULL, "\n")) {
        char room[32];
        char *value = strchr(line, '\t');
        *value++ = '\0';
        if (strncmp(line, "data[0].", 8) != 0 && strcmp(line, "meta.cursors.next") != 0) {
            continue; /* of the envelope, nothing but the next cursor is kept */
        }
        if (strcmp(line, "data[0].response_body") == 0) {
            apideck_str json = logs->entries->response_body;
            CHECK_STR(json.ptr, json.len, "\"{\\\"status\\\":\\\"OK\\\"}\"");
            CHECK_STR(value, strlen(value), "{\"status\":\"OK\"}");
        } else {
            apideck_str text = found_under(logs, line, room);
            CHECK_STR(text.ptr, text.len, value);
            CHECK(text.ptr && strlen(text.ptr) == text.len); /* with a NUL behind it */
        }
        compared++;
    }
    CHECK_INT(compared, 22);
    /* Date.parse('2021-07-12T14:26:17.420Z') */
    CHECK_INT(logs->entries->timestamp_ms, INT64_C(1626099977420));
    CHECK_INT(logs->entries->attempts->timestamp_ms, INT64_C(1626099977420));
    CHECK_INT(logs->entries->json.ptr[0], '{');
    CHECK_INT(logs->entries->json.ptr[logs->entries->json.len - 1], '}');
    apideck_webhook_logs_free(logs);
    free(page);
    free(expected);
    CHECK_NOTHING_LEAKED(&memory);
}

/* Other pages ---------------------------------------------------------------------------------- */

static void test_nothing_required(void) {
    static const char *const pages[] = {
        "[{}]",
        " \n[ { } ]\t",
        "{\"data\":[{}]}",
        "{\"meta\":{\"cursors\":{}},\"data\":[{}]}",
        "{\"data\":[{}],\"meta\":null}",
        "{\"data\":[{}],\"meta\":{\"cursors\":null}}",
        "{\"data\":[{}],\"meta\":{\"cursors\":{\"next\":null}}}",
        "{\"data\":[{}],\"meta\":{\"cursors\":{\"next\":\"\"}}}",
        "[{\"id\":null,\"status_code\":null,\"success\":null,\"service\":null,\"attempts\":null,"
        "\"request_body\":null,\"response_body\":null,\"retry_scheduled\":null,\"timestamp\":null,"
        "\"execution_attempt\":null}]",
        "[{\"of_tomorrow\":[1,{\"id\":2}],\"ID\":\"no\",\"service\":{\"of_tomorrow\":1}}]",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        apideck_webhook_logs *logs = page_of(pages[i]);
        const apideck_webhook_log *log = logs->entries;
        CHECK_INT(logs->count, 1);
        CHECK(!logs->next_cursor.ptr);
        CHECK(!log->id.ptr && !log->service_id.ptr && !log->request_body.ptr);
        CHECK(!log->response_body.ptr && !log->timestamp.ptr && log->attempt_count == 0);
        CHECK_INT(log->status_code, -1);
        CHECK_INT(log->success, -1);
        CHECK_INT(log->retry_scheduled, -1);
        CHECK_INT(log->execution_attempt, -1);
        CHECK_INT(log->timestamp_ms, APIDECK_NO_TIME);
        apideck_webhook_logs_free(logs);
    }
    apideck_webhook_logs *logs = page_of("{\"data\":[]}");
    CHECK_INT(logs->count, 0);
    apideck_webhook_logs_free(logs);
    apideck_webhook_logs_free(NULL);
    CHECK_NOTHING_LEAKED(&memory);
}

static void test_bodies(void) {
    apideck_webhook_logs *logs =
        page_of("[{\"request_body\":\"{\\\"a\\\":1.0,\\u0022\\u00e4\\\":\\\"\\\\ud800\\\"}\"},"
                "{\"request_body\": {\"a\" : 1.0, \"b\":[1e2,12345678901234567890]} },"
                "{\"request_body\":\"\"},{\"r\\u0065quest_body\":\"x\"}]");
    CHECK_STR(logs->entries[0].request_body.ptr, logs->entries[0].request_body.len,
              "{\"a\":1.0,\"\xc3\xa4\":\"\\ud800\"}");
    CHECK_STR(logs->entries[1].request_body.ptr, logs->entries[1].request_body.len,
              "{\"a\" : 1.0, \"b\":[1e2,12345678901234567890]}");
    CHECK_STR(logs->entries[2].request_body.ptr, logs->entries[2].request_body.len, "");
    CHECK_STR(logs->entries[3].request_body.ptr, logs->entries[3].request_body.len, "x");
    apideck_webhook_logs_free(logs);
}

static void test_attempts(void) {
    apideck_webhook_logs *logs =
        page_of("[{\"attempts\":[{\"status_code\":500},{\"success\":false,\"status_code\":0}]},"
                "{\"attempts\":[]},{\"attempts\":[{\"execution_attempt\":2e0}]}]");
    CHECK_INT(logs->entries[0].attempt_count, 2);
    CHECK_INT(logs->entries[0].attempts[0].status_code, 500);
    CHECK_INT(logs->entries[0].attempts[0].success, -1);
    CHECK_INT(logs->entries[0].attempts[1].status_code, 0);
    CHECK_INT(logs->entries[0].attempts[1].success, 0);
    CHECK_INT(logs->entries[0].attempts[1].execution_attempt, -1);
    CHECK_INT(logs->entries[1].attempt_count, 0);
    CHECK_INT(logs->entries[2].attempt_count, 1);
    CHECK_INT(logs->entries[2].attempts[0].execution_attempt, 2);
    apideck_webhook_logs_free(logs);
}

static void test_delivered(void) {
    static const struct {
        const char *entry;
        int delivered;
    } entries[] = {
        {"{}", 0},
        {"{\"success\":true}", 1},
        {"{\"success\":false}", 0},
        {"{\"status_code\":200}", 1},
        {"{\"status_code\":299}", 1},
        {"{\"status_code\":300}", 0},
        {"{\"status_code\":199}", 0},
        {"{\"status_code\":0}", 0},
        {"{\"success\":true,\"status_code\":204}", 1},
        {"{\"success\":true,\"status_code\":500}", 0},
        {"{\"success\":false,\"status_code\":200}", 0},
        {"{\"success\":true,\"attempts\":[{\"success\":false}]}", 1},
        {"{\"attempts\":[{\"success\":false,\"execution_attempt\":1},"
         "{\"success\":true,\"execution_attempt\":2}]}",
         1},
        {"{\"attempts\":[{\"success\":true,\"execution_attempt\":2},"
         "{\"success\":false,\"execution_attempt\":1}]}",
         1},
        {"{\"attempts\":[{\"success\":true},{\"success\":false}]}", 0},
    };
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        char page[256];
        snprintf(page, sizeof page, "[%s]", entries[i].entry);
        apideck_webhook_logs *logs = page_of(page);
        CHECK_INT(apideck_webhook_log_delivered(logs->entries), entries[i].delivered);
        apideck_webhook_logs_free(logs);
    }
}

/* What is refused ------------------------------------------------------------------------------ */

/* At `at`, the first place of that text in the page. */
static void refused_in(const char *page, int code, const char *path, const char *at, int line) {
    apideck_webhook_logs *logs = NULL;
    apideck_problem *problem = NULL;
    int before = check_failed;
    CHECK_INT(read_page(page, strlen(page), &logs, &problem), code);
    CHECK(!logs && problem);
    if (problem) {
        CHECK_INT(problem->code, code);
        CHECK_STR(problem->path.ptr ? problem->path.ptr : "", problem->path.len, path);
        CHECK(!at || problem->offset == (size_t)(strstr(page, at) - page));
        CHECK_STR(problem->message, strlen(problem->message), apideck_error_text(code));
    }
    if (check_failed > before) {
        fprintf(stderr, "    in line %d\n", line);
    }
    apideck_problem_free(problem);
    apideck_webhook_logs_free(logs);
    CHECK_NOTHING_LEAKED(&memory);
}

#define REFUSED(page, code, path, at) refused_in(page, APIDECK_ERR_##code, path, at, __LINE__)

static void test_envelopes(void) {
    REFUSED("", JSON_EMPTY, "", NULL);
    REFUSED("{}", ENVELOPE, "data", NULL);
    REFUSED("17", ENVELOPE, "data", NULL);
    REFUSED("\"data\"", ENVELOPE, "data", NULL);
    REFUSED("null", ENVELOPE, "data", NULL);
    REFUSED("{\"data\":null}", ENVELOPE, "data", NULL);
    REFUSED("{\"data\":{}}", ENVELOPE, "data", NULL);
    REFUSED("{\"data\":\"[]\"}", ENVELOPE, "data", NULL);
    REFUSED("{\"Data\":[]}", ENVELOPE, "data", NULL);
    REFUSED("{\"data\":[", JSON_TRUNCATED, "", NULL);
    REFUSED("{\"data\":[]}x", JSON_TRAILING, "", "x");
    REFUSED("{\"data\":[{\"id\":1,\"id\":2}]}", JSON_DUPLICATE_KEY, "", NULL);
    REFUSED("{\"data\":[{\"x\":{\"id\":1,\"\\u0069d\":2}}]}", JSON_DUPLICATE_KEY, "", NULL);
    REFUSED("{\"data\":[],\"data\":[]}", JSON_DUPLICATE_KEY, "", NULL);
    REFUSED("{\"data\":[\"\xff\"]}", JSON_UTF8, "", "\xff");
    REFUSED("<html>", JSON_SYNTAX, "", "<");
    REFUSED("{\"data\":[],\"meta\":[7]}", FIELD_TYPE, "meta", "[7]");
    REFUSED("{\"data\":[],\"meta\":{\"cursors\":7}}", FIELD_TYPE, "meta.cursors", "7");
    REFUSED("{\"data\":[],\"meta\":{\"cursors\":{\"next\":7}}}", FIELD_TYPE, "meta.cursors.next",
            "7");
    REFUSED("{\"data\":[],\"meta\":{\"cursors\":{\"next\":\"\\u0000\"}}}", FIELD_TEXT,
            "meta.cursors.next", "\"\\u");
}

/* Each field with a value of every type that it does not take. */
static void test_types(void) {
    static const struct {
        const char *field;
        const char *takes; /* the first bytes of values that it takes, or gives another error for */
    } fields[] = {
        {"id", "\""},
        {"status_code", "1-"},
        {"success", "t"},
        {"application_id", "\""},
        {"consumer_id", "\""},
        {"unified_api", "\""},
        {"service", "{"},
        {"endpoint", "\""},
        {"event_type", "\""},
        {"execution_attempt", "1-"},
        {"http_method", "\""},
        {"timestamp", "\""},
        {"entity_type", "\""},
        {"request_body", "\"{"},
        {"retry_scheduled", "t"},
        {"attempts", "["},
        {"service.id", "\""},
        {"service.name", "\""},
        {"attempts[1].timestamp", "\""},
        {"attempts[1].execution_attempt", "1-"},
        {"attempts[1].status_code", "1-"},
        {"attempts[1].success", "t"},
    };
    static const char *const values[] = {"\"text\"", "1", "true", "{\"a\":1}", "[1]", "-1"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *field = fields[i].field;
        const char *name = strchr(field, '.') ? strchr(field, '.') + 1 : field;
        const char *before = strncmp(field, "service.", 8) == 0       ? "\"service\":{"
                             : strncmp(field, "attempts[1]", 11) == 0 ? "\"attempts\":[{},{"
                                                                      : "";
        const char *behind = *before == '\0' ? "" : before[1] == 's' ? "}" : "}]";
        for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
            char page[256], path[96], at[64];
            if (strchr(fields[i].takes, *values[j])) {
                continue;
            }
            snprintf(page, sizeof page, "{\"data\":[{},{},{%s\"%s\":%s%s}]}", before, name,
                     values[j], behind);
            snprintf(path, sizeof path, "data[2].%s", field);
            snprintf(at, sizeof at, "%s%s}]}", values[j], behind);
            REFUSED(page, FIELD_TYPE, path, at);
        }
    }
}

static void test_values(void) {
    REFUSED("[{},7]", FIELD_TYPE, "[1]", "7");
    REFUSED("[{},null]", FIELD_TYPE, "[1]", "null");
    REFUSED("[{\"id\":7}]", FIELD_TYPE, "[0].id", "7");
    REFUSED("{\"data\":[{\"service\":[7]}]}", FIELD_TYPE, "data[0].service", "[7]");
    REFUSED("{\"data\":[{\"attempts\":[{},7]}]}", FIELD_TYPE, "data[0].attempts[1]", "7");
    REFUSED("[{\"attempts\":[null]}]", FIELD_TYPE, "[0].attempts[0]", "null");
    REFUSED("[{\"status_code\":-1}]", FIELD_RANGE, "[0].status_code", "-1");
    REFUSED("[{\"status_code\":200.5}]", FIELD_RANGE, "[0].status_code", "200.5");
    REFUSED("[{\"execution_attempt\":1e300}]", FIELD_RANGE, "[0].execution_attempt", "1e300");
    REFUSED("[{\"execution_attempt\":1e400}]", FIELD_RANGE, "[0].execution_attempt", "1e400");
    REFUSED("[{\"attempts\":[{\"status_code\":1234567890123456}]}]", FIELD_RANGE,
            "[0].attempts[0].status_code", "1234567890123456");
    REFUSED("[{\"id\":\"a\\u0000b\"}]", FIELD_TEXT, "[0].id", "\"a");
    REFUSED("[{\"request_body\":\"\\ud800\"}]", FIELD_TEXT, "[0].request_body", "\"\\u");
    /* What a receiver answered is not for the log's reader to judge. */
    apideck_webhook_logs *logs = page_of("[{\"response_body\":\"\\u0000\\ud800\"}]");
    CHECK_STR(logs->entries->response_body.ptr, logs->entries->response_body.len,
              "\"\\u0000\\ud800\"");
    apideck_webhook_logs_free(logs);
    /* Cut off anywhere, a page is none. */
    const char page[] = "{\"data\":[{\"id\":\"a\",\"attempts\":[{\"success\":true}]}],\"meta\":{}}";
    for (size_t len = 0; len < sizeof page - 1; len++) {
        apideck_problem *problem = NULL;
        int error = read_page(page, len, &logs, &problem);
        CHECK_INT(error, len ? APIDECK_ERR_JSON_TRUNCATED : APIDECK_ERR_JSON_EMPTY);
        apideck_problem_free(problem);
    }
}

/* No page takes more than ten times its length and 64 KiB. */
static void test_many_entries(void) {
    static const struct {
        const char *entry;
        int taken; /* a million bytes of them */
    } kinds[] = {{"{}", 0},
                 {"{\"attempts\":[{},{},{},{},{},{}]}", 0},
                 {"{\"id\":\"0123456789\",\"success\":true}", 1}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char *page = malloc(1100000);
        size_t len = 0;
        page[len++] = '[';
        while (len < 1000000) {
            len += (size_t)sprintf(page + len, "%s%s", len > 1 ? "," : "", kinds[i].entry);
        }
        page[len++] = ']';
        apideck_webhook_logs *logs = NULL;
        memory.peak = memory.bytes;
        int error = read_page(page, len, &logs, NULL);
        CHECK_INT(error, kinds[i].taken ? 0 : APIDECK_ERR_TOO_LARGE);
        CHECK(memory.peak <= 10 * len + 65536 + 256);
        apideck_webhook_logs_free(logs);
        free(page);
    }
    CHECK_NOTHING_LEAKED(&memory);
}

static void test_depth(void) {
    for (size_t depth = 100; depth <= 100000; depth *= 1000) {
        static const char head[] = "[{\"request_body\":{\"a\":";
        const size_t len = sizeof head - 1;
        char *page = malloc(2 * depth + 64);
        if (!page) {
            abort();
        }
        memcpy(page, head, len);
        memset(page + len, '[', depth);
        memset(page + len + depth, ']', depth);
        strcpy(page + len + 2 * depth, "}}]");
        apideck_webhook_logs *logs = NULL;
        apideck_problem *problem = NULL;
        CHECK_INT(read_page(page, strlen(page), &logs, &problem),
                  depth == 100 ? 0 : APIDECK_ERR_JSON_DEPTH);
        apideck_problem_free(problem);
        apideck_webhook_logs_free(logs);
        free(page);
    }
    CHECK_NOTHING_LEAKED(&memory);
}

static void test_arguments(void) {
    apideck_webhook_logs *logs = NULL;
    apideck_problem *problem = NULL;
    const apideck_allocator broken = {NULL, NULL, NULL};
    CHECK_INT(apideck_webhook_logs_read(NULL, 1, NULL, &logs, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_webhook_logs_read("[]", 2, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_webhook_logs_read("[]", 2, &broken, &logs, &problem), APIDECK_ERR_ARGUMENT);
    apideck_problem_free(problem);
    CHECK_INT(apideck_webhook_logs_read(NULL, 0, NULL, &logs, NULL), APIDECK_ERR_JSON_EMPTY);
    CHECK(!logs);
    CHECK_INT(apideck_webhook_logs_read("[]", 2, NULL, &logs, NULL), 0);
    apideck_webhook_logs_free(logs);
}

static void test_memory(void) {
    const char page[] = "{\"data\":[{\"id\":\"a\",\"attempts\":[{}]},{\"id\":7}]}";
    for (size_t n = 1; n <= 4; n++) {
        apideck_webhook_logs *logs = NULL;
        apideck_problem *problem = NULL;
        counting_fail_at(&memory, n);
        int error = read_page(page, sizeof page - 1, &logs, &problem);
        CHECK_INT(error, n == 1 ? APIDECK_ERR_NO_MEMORY : APIDECK_ERR_FIELD_TYPE);
        CHECK((problem == NULL) == (n == 2)); /* the block of the problem itself */
        apideck_problem_free(problem);
        counting_fail_at(&memory, 0);
        CHECK_NOTHING_LEAKED(&memory);
    }
    apideck_webhook_logs *logs = page_of("[{\"id\":\"a\"}]");
    CHECK_INT(memory.blocks, 1);
    apideck_webhook_logs_free(logs);
}

int main(void) {
    test_specification();
    test_nothing_required();
    test_bodies();
    test_attempts();
    test_delivered();
    test_envelopes();
    test_types();
    test_values();
    test_many_entries();
    test_depth();
    test_arguments();
    test_memory();
    return check_summary();
}
