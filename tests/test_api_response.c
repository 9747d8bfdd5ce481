/* lib/api/response.c, problem.c and error_document.c: what an answer means, and what is told. */
#include "api_requests.h"

#include "exact.h"

#include <stdbool.h>

static apideck_problem *problem_of(int expected, const apideck_http_response *response) {
    apideck_credentials credentials = test_credentials();
    apideck_request *request = plain_request(&credentials, NULL);
    apideck_problem *problem = NULL;
    CHECK_INT(apideck_response_check(request, response, NULL, &problem), expected);
    CHECK((problem != NULL) == (expected != 0));
    if (problem) {
        CHECK_INT(problem->code, expected);
        CHECK(problem->message && problem->message[0]);
        CHECK_INT(problem->status, response->status);
    }
    apideck_request_free(request);
    return problem;
}

static void test_statuses(void) {
    static const struct {
        int status, code;
    } rows[] = {
        {200, 0},
        {201, APIDECK_ERR_STATUS},
        {204, APIDECK_ERR_STATUS},
        {206, APIDECK_ERR_STATUS},
        {100, APIDECK_ERR_STATUS},
        {300, APIDECK_ERR_STATUS},
        {301, APIDECK_ERR_REDIRECT},
        {302, APIDECK_ERR_REDIRECT},
        {303, APIDECK_ERR_REDIRECT},
        {304, APIDECK_ERR_STATUS},
        {305, APIDECK_ERR_STATUS},
        {307, APIDECK_ERR_REDIRECT},
        {308, APIDECK_ERR_REDIRECT},
        {400, APIDECK_ERR_UNPROCESSABLE},
        {401, APIDECK_ERR_UNAUTHORIZED},
        {402, APIDECK_ERR_PAYMENT_REQUIRED},
        {403, APIDECK_ERR_UNAUTHORIZED},
        {404, APIDECK_ERR_GONE},
        {405, APIDECK_ERR_STATUS},
        {410, APIDECK_ERR_STATUS},
        {422, APIDECK_ERR_UNPROCESSABLE},
        {429, APIDECK_ERR_RATE_LIMITED},
        {499, APIDECK_ERR_STATUS},
        {500, APIDECK_ERR_API_FAILED},
        {501, APIDECK_ERR_API_FAILED},
        {503, APIDECK_ERR_API_FAILED},
        {599, APIDECK_ERR_API_FAILED},
        {600, APIDECK_ERR_STATUS},
        {0, APIDECK_ERR_STATUS},
        {-200, APIDECK_ERR_STATUS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        apideck_http_response response = response_of(rows[i].status, NULL, 0, "{}");
        apideck_problem_free(problem_of(rows[i].code, &response));
    }
    apideck_http_response empty = response_of(200, NULL, 0, NULL);
    apideck_problem *problem = problem_of(APIDECK_ERR_JSON_EMPTY, &empty);
    CHECK(problem && !problem->document.ptr);
    apideck_problem_free(problem);
}

/* The values are those of the specification's examples of NotFoundResponse, with the two forms of
 * detail, and of BadRequestResponse. */
static void test_error_document(void) {
    const char *body =
        " {\"status_code\":404,\"error\":\"Not Found\",\"type_name\":\"EntityNotFoundError\","
        "\"message\":\"Unknown \\u0057idget\",\"detail\":{\"not_found\": {\"entity\":\"widget\","
        "\"id\":0.10}},\"ref\":\"https://developers.apideck.com/errors#entitynotfounderror\"}\n";
    apideck_http_response response = response_of(404, NULL, 0, body);
    apideck_problem *problem = problem_of(APIDECK_ERR_GONE, &response);
    CHECK_TEXT(problem->error, "Not Found");
    CHECK_TEXT(problem->type_name, "EntityNotFoundError");
    CHECK_TEXT(problem->detail_message, "Unknown Widget");
    CHECK_TEXT(problem->detail, "{\"not_found\": {\"entity\":\"widget\",\"id\":0.10}}");
    CHECK_TEXT(problem->ref, "https://developers.apideck.com/errors#entitynotfounderror");
    CHECK(!problem->downstream_errors.ptr);
    CHECK_TEXT(problem->document, body);
    CHECK(problem->document.ptr != body);
    CHECK_INT(problem->detail.ptr[problem->detail.len], 0);
    CHECK_INT(problem->document.ptr[problem->document.len], 0);
    apideck_problem_free(problem);

    body = "{\"detail\":\"Missing property foobar\",\"downstream_errors\":[{\"code\":\"X\"}]}";
    response = response_of(400, NULL, 0, body);
    problem = problem_of(APIDECK_ERR_UNPROCESSABLE, &response);
    CHECK_TEXT(problem->detail, "Missing property foobar");
    CHECK_TEXT(problem->downstream_errors, "[{\"code\":\"X\"}]");
    CHECK(!problem->error.ptr && !problem->type_name.ptr && !problem->detail_message.ptr);
    apideck_problem_free(problem);
}

/* A field of another type than it should be is shown as it stands. */
static void test_odd_fields(void) {
    static const char *const values[][2] = {
        {"\"\"", ""},
        {"null", NULL},
        {"5", "5"},
        {"1e400", "1e400"},
        {"true", "true"},
        {"[1, 2]", "[1, 2]"},
        {"{}", "{}"},
        {"\"a\\nb\"", "a\nb"},
        {"\"a\\u0000b\"", "\"a\\u0000b\""},
        {"\"\\ud800\"", "\"\\ud800\""},
        {"\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char body[200];
        const char *v = values[i][0];
        snprintf(body, sizeof body,
                 "{\"error\":%s,\"type_name\":%s,\"message\":%s,\"detail\":%s,\"ref\":%s,"
                 "\"downstream_errors\":%s}",
                 v, v, v, v, v, v);
        apideck_http_response response = response_of(500, NULL, 0, body);
        apideck_problem *problem = problem_of(APIDECK_ERR_API_FAILED, &response);
        CHECK_TEXT(problem->error, values[i][1]);
        CHECK_TEXT(problem->type_name, values[i][1]);
        CHECK_TEXT(problem->detail_message, values[i][1]);
        CHECK_TEXT(problem->detail, values[i][1]);
        CHECK_TEXT(problem->ref, values[i][1]);
        CHECK_TEXT(problem->downstream_errors, values[i][1]);
        CHECK_TEXT(problem->document, body);
        apideck_problem_free(problem);
    }
}

static void check_only_document(const char *body, size_t len) {
    unsigned char *copy = exact_copy(body, len);
    apideck_http_response response = {.status = 502, .body = copy, .body_len = len};
    apideck_problem *problem = problem_of(APIDECK_ERR_API_FAILED, &response);
    CHECK(!problem->error.ptr && !problem->type_name.ptr && !problem->detail_message.ptr);
    CHECK(!problem->detail.ptr && !problem->ref.ptr && !problem->downstream_errors.ptr);
    CHECK(problem->document.len == len && memcmp(problem->document.ptr, body, len) == 0);
    free(copy);
    apideck_problem_free(problem);
}

static void test_no_document(void) {
    const char *genuine = "{\"error\":\"e\",\"message\":\"m\",\"detail\":{\"a\":[\"\\u00fc\",1]}}";
    for (size_t len = 0; len < strlen(genuine); len++) {
        check_only_document(genuine, len);
    }
    static const char *const bodies[] = {
        "<html><body>502 Bad Gateway</body></html>",
        "\xef\xbb\xbf{\"error\":\"e\"}",
        "{\"error\":\"e\"} x",
        "{\"error\":\"e\",\"error\":\"f\"}",
        "[{\"error\":\"e\"}]",
        "\"error\"",
        "null",
        "{}",
        "{\"error\":\"\xff\"}",
        "{\"Error\":\"e\",\"data\":{\"error\":\"e\"}}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        check_only_document(bodies[i], strlen(bodies[i]));
    }
    check_only_document("\0\0", 2);
    char *deep = (char *)exact_block(200000);
    memset(deep, '[', 200000);
    memcpy(deep, "{\"error\":", 9);
    check_only_document(deep, 200000);
    free(deep);
}

/* A document of the API that is as deep as JSON may be here, and a megabyte of detail. */
static void test_large_document(void) {
    size_t len = 1 << 20;
    char *body = (char *)exact_block(len + 100);
    size_t at = (size_t)sprintf(body, "{\"message\":\"m\",\"detail\":\"");
    memset(body + at, 'x', len);
    strcpy(body + at + len, "\"}");
    apideck_http_response response = response_of(500, NULL, 0, body);
    apideck_problem *problem = problem_of(APIDECK_ERR_API_FAILED, &response);
    CHECK_INT(problem->detail.len, len);
    CHECK_TEXT(problem->detail_message, "m");
    CHECK_INT(problem->document.len, strlen(body));
    apideck_problem_free(problem);
    free(body);
}

static void test_limit(void) {
    apideck_credentials credentials = test_credentials();
    credentials.max_response = 4;
    apideck_request *request = plain_request(&credentials, NULL);
    apideck_http_response response = response_of(200, NULL, 0, "1234");
    CHECK_INT(apideck_response_check(request, &response, NULL, NULL), 0);
    apideck_problem *problem = NULL;
    response = response_of(200, NULL, 0, "12345");
    CHECK_INT(apideck_response_check(request, &response, NULL, &problem), APIDECK_ERR_TOO_LARGE);
    CHECK_TEXT(problem->document, "1234");
    apideck_problem_free(problem);
    response = response_of(404, NULL, 0, "{\"error\":1}");
    CHECK_INT(apideck_response_check(request, &response, NULL, &problem), APIDECK_ERR_GONE);
    CHECK_TEXT(problem->document, "{\"er");
    CHECK(!problem->error.ptr);
    apideck_problem_free(problem);
    apideck_request_free(request);
}

static void test_headers(void) {
    const apideck_header headers[] = {{str("X-Other"), str("1")},
                                      {str("RETRY-after"), str(" \t30 ")},
                                      {str("retry-after"), str("40")}};
    apideck_http_response response = response_of(429, headers, 3, "{}");
    apideck_problem *problem = problem_of(APIDECK_ERR_RATE_LIMITED, &response);
    CHECK_TEXT(problem->retry_after, "30");
    CHECK_INT(problem->retry_after_ms, 30000);
    apideck_problem_free(problem);
    response = response_of(503, headers + 2, 1, NULL);
    problem = problem_of(APIDECK_ERR_API_FAILED, &response);
    CHECK_INT(problem->retry_after_ms, 40000);
    apideck_problem_free(problem);
    response = response_of(429, headers, 1, NULL);
    problem = problem_of(APIDECK_ERR_RATE_LIMITED, &response);
    CHECK_INT(problem->retry_after_ms, -1);
    CHECK(!problem->retry_after.ptr);
    apideck_problem_free(problem);
}

/* What a server echoes of the request does not get into a host's log. */
static void test_key(void) {
    static const char *const bodies[] = {
        "{\"message\":\"bad key " API_KEY "\",\"detail\":{\"Authorization\":\"Bearer " API_KEY
        "\"}}",
        "{\"message\":\"\\u0073k_test_0123456789abcdef\"}",
        API_KEY,
        API_KEY API_KEY "s" API_KEY,
        "sk_test_sk_test_0123456789abcdef0",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const apideck_header header = {str("Retry-After"), str("later, " API_KEY)};
        apideck_http_response response = response_of(401, &header, 1, bodies[i]);
        apideck_problem *problem = problem_of(APIDECK_ERR_UNAUTHORIZED, &response);
        const apideck_str texts[] = {problem->document, problem->detail_message, problem->detail,
                                     problem->retry_after};
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            CHECK(!holds_key(texts[j].ptr, texts[j].len));
        }
        CHECK_INT(problem->document.len, strlen(bodies[i]));
        CHECK_TEXT(problem->retry_after, "later, ************************");
        apideck_problem_free(problem);
    }
}

/* A key so short is a test's; to blot it out would leave no word whole. */
static void test_short_key(void) {
    apideck_credentials credentials = test_credentials();
    credentials.api_key = "e";
    apideck_request *request = plain_request(&credentials, NULL);
    apideck_problem *problem = NULL;
    apideck_http_response response = response_of(401, NULL, 0, "{\"message\":\"refused\"}");
    CHECK_INT(apideck_response_check(request, &response, NULL, &problem), APIDECK_ERR_UNAUTHORIZED);
    CHECK_TEXT(problem->detail_message, "refused");
    apideck_problem_free(problem);
    apideck_request_free(request);
}

static void test_arguments(void) {
    const apideck_allocator broken = {NULL, NULL, NULL};
    apideck_credentials credentials = test_credentials();
    apideck_request *request = plain_request(&credentials, NULL);
    apideck_http_response response = response_of(404, NULL, 0, "{}");
    CHECK_INT(apideck_response_check(NULL, &response, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_response_check(request, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_response_check(request, &response, &broken, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_response_check(request, &response, NULL, NULL), APIDECK_ERR_GONE);
    response.body = NULL;
    CHECK_INT(apideck_response_check(request, &response, NULL, NULL), APIDECK_ERR_ARGUMENT);
    response = response_of(404, NULL, 1, "{}");
    CHECK_INT(apideck_response_check(request, &response, NULL, NULL), APIDECK_ERR_ARGUMENT);
    const apideck_header empty = {{NULL, 0}, {NULL, 0}};
    response = response_of(404, &empty, 1, "{}");
    CHECK_INT(apideck_response_check(request, &response, NULL, NULL), APIDECK_ERR_GONE);
    const apideck_header no_name = {{NULL, 4}, {"x", 1}};
    response = response_of(404, &no_name, 1, "{}");
    CHECK_INT(apideck_response_check(request, &response, NULL, NULL), APIDECK_ERR_ARGUMENT);
    const apideck_header no_value = {{"date", 4}, {NULL, 1}};
    response = response_of(404, &no_value, 1, "{}");
    CHECK_INT(apideck_response_check(request, &response, NULL, NULL), APIDECK_ERR_ARGUMENT);
    apideck_request_free(request);
}

/* Many members in disorder make the reader ask for memory; without it, the fields are missing and
 * the document is not. Without memory for the problem there is none, and the code stands. */
static void test_memory(void) {
    struct counting counting = {0};
    apideck_allocator allocator = counting_allocator(&counting);
    apideck_credentials credentials = test_credentials();
    apideck_request *request = plain_request(&credentials, NULL);
    char *body = (char *)exact_block(40000);
    size_t at = (size_t)sprintf(body, "{\"message\":\"m\"");
    for (int i = 2000; i > 0; i--) {
        at += (size_t)sprintf(body + at, ",\"k%d\":1", i);
    }
    strcpy(body + at, "}");
    apideck_http_response response = response_of(500, NULL, 0, body);
    size_t failures = 0;
    for (size_t n = 1;; n++) {
        apideck_problem *problem = NULL;
        counting_fail_at(&counting, n);
        CHECK_INT(apideck_response_check(request, &response, &allocator, &problem),
                  APIDECK_ERR_API_FAILED);
        bool failed = counting_failed(&counting) != 0;
        if (problem) {
            CHECK_TEXT(problem->document, body);
            CHECK_TEXT(problem->detail_message, failed ? NULL : "m");
        }
        apideck_problem_free(problem);
        if (!failed) {
            break;
        }
        failures++;
    }
    CHECK(failures >= 2);
    CHECK_NOTHING_LEAKED(&counting);
    free(body);
    apideck_request_free(request);
}

int main(void) {
    test_statuses();
    test_error_document();
    test_odd_fields();
    test_no_document();
    test_large_document();
    test_limit();
    test_headers();
    test_key();
    test_short_key();
    test_arguments();
    test_memory();
    return check_summary();
}
