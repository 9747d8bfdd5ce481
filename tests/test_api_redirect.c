/* lib/api/redirect.c: where a Location leads to, and where it may not. */
#include "api_requests.h"

#define BASE "https://api.example:8443/v1/accounting/invoices/7"

static apideck_request *base_request(const apideck_allocator *allocator) {
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event("accounting.invoice.created");
    apideck_request *request = NULL;
    credentials.base_url = "https://api.example:8443/v1";
    credentials.max_response = 99;
    event.entity_id = str("7");
    if (apideck_entity_request(&credentials, &event, allocator, &request, NULL)) {
        fprintf(stderr, "no request\n");
        exit(2);
    }
    return request;
}

/* Follows a Location from BASE; NULL for `url` where it must not be followed. */
static void check_location(const char *location, int code, const char *url) {
    const apideck_header headers[] = {{str("Server"), str("x")}, {str("LOCATION"), str(location)}};
    apideck_http_response response = response_of(302, headers, 2, NULL);
    apideck_request *request = base_request(NULL);
    apideck_request *next = NULL;
    apideck_problem *problem = NULL;
    CHECK_INT(apideck_request_redirect(request, &response, NULL, &next, &problem), code);
    CHECK((next == NULL) == (code != 0) && (problem == NULL) == (code == 0));
    if (next) {
        CHECK_TEXT(apideck_request_http(next)->url, url);
    }
    if (problem) {
        CHECK_INT(problem->code, code);
        CHECK_INT(problem->status, 302);
        CHECK(!holds_key(problem, sizeof *problem));
    }
    if (check_failed) {
        fprintf(stderr, "    Location: %s\n", location);
    }
    apideck_problem_free(problem);
    apideck_request_free(next);
    apideck_request_free(request);
}

/* The URLs are what Node's new URL(location, BASE).href says, without fragment. */
static void test_followed(void) {
    static const char *const rows[][2] = {
        {"https://api.example:8443/x?y=z", "https://api.example:8443/x?y=z"},
        {"HTTPS://API.Example:8443/x", "https://api.example:8443/x"},
        {"https://api.example:8443", "https://api.example:8443/"},
        {"https://api.example:8443?a", "https://api.example:8443/?a"},
        {"//api.example:8443/x", "https://api.example:8443/x"},
        {"/x/y", "https://api.example:8443/x/y"},
        {"/x#part", "https://api.example:8443/x"},
        {"/a/./b/../c", "https://api.example:8443/a/c"},
        {"/../../..//x", "https://api.example:8443//x"},
        {"8", "https://api.example:8443/v1/accounting/invoices/8"},
        {"./8", "https://api.example:8443/v1/accounting/invoices/8"},
        {"../bills/8?x", "https://api.example:8443/v1/accounting/bills/8?x"},
        {"../../../../../8", "https://api.example:8443/8"},
        {"..", "https://api.example:8443/v1/accounting/"},
        {"?page=2", BASE "?page=2"},
        {"#x", BASE},
        {" \t/x \t", "https://api.example:8443/x"},
        {"./a:b", "https://api.example:8443/v1/accounting/invoices/a:b"},
        {"/@evil.example", "https://api.example:8443/@evil.example"},
        {"/x%2F..%2Fy", "https://api.example:8443/x%2F..%2Fy"},
        {"/.//evil.example/", "https://api.example:8443//evil.example/"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_location(rows[i][0], 0, rows[i][1]);
    }
}

static void test_elsewhere(void) {
    static const char *const rows[] = {
        "https://evil.example/",
        "https://api.example/",
        "https://api.example:443/",
        "https://api.example:8444/",
        "https://api.example.evil.example:8443/",
        "https://xapi.example:8443/",
        "https://example:8443/",
        "//evil.example/",
        "//api.example/",
        "http://api.example:8443/x",
        "HTTP://api.example:8443/x",
        "ftp://api.example:8443/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/plain,x",
        "httpss://api.example:8443/",
        "https+x://api.example:8443/",
        "localhost:8443/x",
        "h2://api.example:8443/x",
        "a+b.c-d://api.example:8443/x",
        "api.example:8443/x",
        "https://[::1]:8443/",
        "https://127.0.0.1:8443/",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_location(rows[i], APIDECK_ERR_REDIRECT, NULL);
    }
}

static void test_malformed(void) {
    static const char *const rows[] = {
        "",
        " ",
        "https:/api.example:8443/x",
        "https:api.example:8443/x",
        "https:x",
        "https:///api.example:8443/x",
        "https:",
        "https://",
        "///api.example:8443/x",
        "//",
        "https://user@api.example:8443/",
        "https://api.example:8443@evil.example/",
        "https://evil.example\\@api.example:8443/",
        "https://api.example:8443\\.evil.example/",
        "https://api.example:8443%2eevil.example/",
        "https://api.example.:8443/",
        "https://api.example:08443/",
        "https://api.example:/",
        "https:\\\\evil.example/",
        "\\\\evil.example/",
        "/\\evil.example/",
        "\\/evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example",
        "/x\r\nX-Evil: 1",
        "/a b",
        "/\xc3\xbc",
        "/%",
        "/%zz",
        "/%2e%2e/x",
        "%2E/x",
        "/a/.%2e/x",
        "1:b",
        ":8443/x",
        "a b:c",
        "/x?\x01",
        "/x#\x7f",
        "<https://api.example:8443/>",
        "\"/x\"",
        "[::1]/",
        "/x|y",
        "2https://api.example:8443/x",
        "{:x",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_location(rows[i], APIDECK_ERR_URL, NULL);
    }
}

/* A NUL ends nothing: it is a byte that no URL has. */
static void test_nul(void) {
    static const char location[] = "https\0://api.example:8443/x";
    const apideck_header header = {str("Location"), {location, sizeof location - 1}};
    apideck_http_response response = response_of(302, &header, 1, NULL);
    apideck_request *request = base_request(NULL);
    apideck_request *next = NULL;
    CHECK_INT(apideck_request_redirect(request, &response, NULL, &next, NULL), APIDECK_ERR_URL);
    CHECK(!next);
    apideck_request_free(request);
}

static void test_what_goes_along(void) {
    apideck_request *request = base_request(NULL);
    const apideck_header header = {str("location"), str("/x")};
    apideck_http_response response = response_of(308, &header, 1, NULL);
    apideck_request *next = NULL;
    CHECK_INT(apideck_request_redirect(request, &response, NULL, &next, NULL), 0);
    const apideck_http_request *before = apideck_request_http(request);
    const apideck_http_request *after = apideck_request_http(next);
    CHECK_TEXT(after->method, "GET");
    CHECK_INT(after->max_response, 99);
    CHECK_INT(after->header_count, before->header_count);
    for (size_t i = 0; i < after->header_count; i++) {
        CHECK_TEXT(after->headers[i].name, before->headers[i].name.ptr);
        CHECK_TEXT(after->headers[i].value, before->headers[i].value.ptr);
        CHECK(after->headers[i].value.ptr != before->headers[i].value.ptr);
    }
    apideck_request_free(request); /* the next one stands alone */
    CHECK_TEXT(after->url, "https://api.example:8443/x");
    CHECK_TEXT(header_of(after, "Authorization"), "Bearer " API_KEY);
    apideck_request_free(next);
}

static void test_arguments(void) {
    apideck_request *request = base_request(NULL);
    const apideck_header headers[] = {{str("Location"), str("/x")}, {str("location"), str("/x")}};
    const apideck_allocator broken = {NULL, NULL, NULL};
    apideck_request *next = NULL;
    apideck_http_response response = response_of(302, headers, 2, NULL);
    CHECK_INT(apideck_request_redirect(request, &response, NULL, &next, NULL),
              APIDECK_ERR_REDIRECT);
    response = response_of(302, headers, 0, NULL);
    CHECK_INT(apideck_request_redirect(request, &response, NULL, &next, NULL),
              APIDECK_ERR_REDIRECT);
    response = response_of(200, headers, 1, NULL);
    CHECK_INT(apideck_request_redirect(request, &response, NULL, &next, NULL),
              APIDECK_ERR_ARGUMENT);
    response = response_of(302, headers, 1, NULL);
    CHECK_INT(apideck_request_redirect(NULL, &response, NULL, &next, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_request_redirect(request, NULL, NULL, &next, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_request_redirect(request, &response, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_request_redirect(request, &response, &broken, &next, NULL),
              APIDECK_ERR_ARGUMENT);
    response.headers = NULL;
    CHECK_INT(apideck_request_redirect(request, &response, NULL, &next, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK(next == NULL);
    apideck_request_free(request);
}

static void test_memory(void) {
    struct wiping wiping = {0};
    apideck_allocator allocator = wiping_allocator(&wiping);
    apideck_request *request = base_request(&allocator);
    const apideck_header header = {str("location"), str("/x/../y")};
    apideck_http_response response = response_of(301, &header, 1, NULL);
    apideck_request *next = NULL;
    counting_fail_at(&wiping.counting, 1);
    CHECK_INT(apideck_request_redirect(request, &response, &allocator, &next, NULL),
              APIDECK_ERR_NO_MEMORY);
    CHECK(next == NULL);
    CHECK_INT(apideck_request_redirect(request, &response, &allocator, &next, NULL), 0);
    CHECK_INT(wiping.counting.blocks, 2);
    apideck_request_free(request);
    apideck_request_free(next);
    CHECK_NOTHING_LEAKED(&wiping.counting);
    CHECK_INT(wiping.keys, 0);
}

int main(void) {
    test_followed();
    test_elsewhere();
    test_malformed();
    test_nul();
    test_what_goes_along();
    test_arguments();
    test_memory();
    return check_summary();
}
