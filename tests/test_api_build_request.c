/* lib/api/build_request.c and request.c: what is sent, and that the key is wiped. */
#include "api_requests.h"

#include <stdint.h>

static void test_entity(void) {
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event("accounting.invoice_item.updated");
    apideck_request *request = NULL;
    apideck_problem *problem = (apideck_problem *)&event; /* left alone on success */
    CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, &problem), 0);
    CHECK(problem == (apideck_problem *)&event);
    const apideck_http_request *http = apideck_request_http(request);
    CHECK_TEXT(http->method, "GET");
    CHECK_TEXT(http->url, "https://unify.apideck.com/accounting/invoice-items/12345");
    CHECK(http->body.ptr == NULL);
    CHECK_INT(http->max_response, 16 * 1024 * 1024);
    CHECK_INT(http->header_count, 6);
    CHECK_TEXT(header_of(http, "Authorization"), "Bearer " API_KEY);
    CHECK_TEXT(header_of(http, "Accept"), "application/json");
    CHECK_TEXT(header_of(http, "User-Agent"), "libapideck/" APIDECK_VERSION_STRING);
    CHECK_TEXT(header_of(http, "x-apideck-app-id"), "app-1");
    CHECK_TEXT(header_of(http, "x-apideck-consumer-id"), "consumer-1");
    CHECK_TEXT(header_of(http, "x-apideck-service-id"), "quickbooks");
    CHECK_INT(http->url.ptr[http->url.len], 0);
    for (size_t i = 0; i < http->header_count; i++) {
        CHECK_INT(http->headers[i].value.ptr[http->headers[i].value.len], 0);
    }
    apideck_request_free(request);
}

/* The encoded forms are what encodeURIComponent of JavaScript gives, and %21 %27 %28 %29 %2A for
 * the five signs that it leaves alone. */
static void test_ids(void) {
    static const char *const ids[][2] = {
        {"123456ASDF", "123456ASDF"},
        {"-._~", "-._~"},
        {"...", "..."},
        {".a", ".a"},
        {"a/b", "a%2Fb"},
        {"../../vault/x", "..%2F..%2Fvault%2Fx"},
        {"a?b#c", "a%3Fb%23c"},
        {"%2e%2e", "%252e%252e"},
        {"a b+c", "a%20b%2Bc"},
        {"\\", "%5C"},
        {"\r\nX-Y: z", "%0D%0AX-Y%3A%20z"},
        {"@evil.example", "%40evil.example"},
        {"//evil.example/", "%2F%2Fevil.example%2F"},
        {"\xc3\xbc\xe2\x82\xac", "%C3%BC%E2%82%AC"},
        {"\xff\x80\x7f", "%FF%80%7F"},
        {"!'()*", "%21%27%28%29%2A"},
        {"https://evil.example/", "https%3A%2F%2Fevil.example%2F"},
    };
    apideck_credentials credentials = test_credentials();
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        apideck_request *request = NULL;
        apideck_event event = test_event("accounting.customer.created");
        char expected[200];
        event.entity_id = str(ids[i][0]);
        snprintf(expected, sizeof expected, "https://unify.apideck.com/accounting/customers/%s",
                 ids[i][1]);
        CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, NULL), 0);
        CHECK_TEXT(apideck_request_http(request)->url, expected);
        apideck_request_free(request);
    }
    apideck_request *request = NULL;
    apideck_event event = test_event("accounting.customer.created");
    event.entity_id = (apideck_str){"a\0b", 3};
    CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, NULL), 0);
    CHECK_TEXT(apideck_request_http(request)->url,
               "https://unify.apideck.com/accounting/customers/a%00b");
    apideck_request_free(request);
}

/* Nothing of entity_url gets into a request, whatever it says. */
static void test_entity_urls(void) {
    static const char *const urls[] = {
        NULL,
        "",
        "https://evil.example/steal",
        "http://unify.apideck.com/accounting/customers/1",
        "https://unify.apideck.com.evil.example/accounting/customers/12345",
        "https://unify.apideck.com@evil.example/",
        "//evil.example/",
        "/vault/connections",
        "../../vault/connections",
        "\\\\evil.example\\",
        "https://unify.apideck.com/accounting/customers/other?x=y#z",
        "x\r\nHost: evil.example",
    };
    apideck_credentials credentials = test_credentials();
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        apideck_request *request = NULL;
        apideck_event event = test_event("accounting.customer.created");
        event.entity_url = str(urls[i]);
        CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, NULL), 0);
        const apideck_http_request *http = apideck_request_http(request);
        CHECK_TEXT(http->url, "https://unify.apideck.com/accounting/customers/12345");
        for (size_t j = 0; j < http->header_count; j++) {
            CHECK(!strstr(http->headers[j].value.ptr, "evil"));
        }
        apideck_request_free(request);
    }
}

static int entity_error(const apideck_credentials *credentials, const apideck_event *event,
                        const char *word) {
    apideck_request *request = NULL;
    apideck_problem *problem = NULL;
    int error = apideck_entity_request(credentials, event, NULL, &request, &problem);
    CHECK(!request && problem);
    CHECK_INT(problem->code, error);
    CHECK(strstr(problem->message, word));
    CHECK_INT(problem->status, 0);
    CHECK_INT(problem->retry_after_ms, -1);
    CHECK(!problem->document.ptr && !problem->path.ptr && !problem->retry_after.ptr);
    apideck_problem_free(problem);
    return error;
}

static void test_no_entity(void) {
    apideck_credentials credentials = test_credentials();
    const char *const ids[] = {NULL, "", ".", ".."};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        apideck_event event = test_event("accounting.customer.created");
        event.entity_id = str(ids[i]);
        CHECK_INT(entity_error(&credentials, &event, "entity_id"), APIDECK_ERR_NO_ENTITY);
    }
    apideck_event event = test_event("crm.lead.created");
    CHECK_INT(entity_error(&credentials, &event, "accounting"), APIDECK_ERR_NO_ENTITY);
    event = test_event("accounting.customer.created");
    event.consumer_id = str(NULL);
    CHECK_INT(entity_error(&credentials, &event, "consumer"), APIDECK_ERR_NO_ENTITY);
    credentials.consumer_id = "c";
    apideck_request *request = NULL;
    CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, NULL), 0);
    apideck_request_free(request);
}

static void test_resources(void) {
    static const struct {
        const char *path, *query, *url;
        int code;
    } rows[] = {
        {"/webhook/logs", "limit=200", "https://p.example/v1/webhook/logs?limit=200", 0},
        {"/a", "", "https://p.example/v1/a?", 0},
        {"/", NULL, "https://p.example/v1/", 0},
        {"/a%2Fb/c", "cursor=a%3D%3D&x[y]", NULL, APIDECK_ERR_URL},
        {"/a%2Fb/c", "cursor=a%3D%3D&x=?/", "https://p.example/v1/a%2Fb/c?cursor=a%3D%3D&x=?/", 0},
        {"//evil.example", NULL, "https://p.example/v1//evil.example", 0},
        {"", NULL, NULL, APIDECK_ERR_ARGUMENT},
        {"a", NULL, NULL, APIDECK_ERR_ARGUMENT},
        {"@evil.example", NULL, NULL, APIDECK_ERR_ARGUMENT},
        {"https://evil.example/", NULL, NULL, APIDECK_ERR_ARGUMENT},
        {NULL, NULL, NULL, APIDECK_ERR_ARGUMENT},
        {"/..", NULL, NULL, APIDECK_ERR_URL},
        {"/a/../../b", NULL, NULL, APIDECK_ERR_URL},
        {"/%2E./b", NULL, NULL, APIDECK_ERR_URL},
        {"/a?b", NULL, NULL, APIDECK_ERR_URL},
        {"/a#b", NULL, NULL, APIDECK_ERR_URL},
        {"/a b", NULL, NULL, APIDECK_ERR_URL},
        {"/a\\b", NULL, NULL, APIDECK_ERR_URL},
        {"/a\r\nX: y", NULL, NULL, APIDECK_ERR_URL},
        {"/%", NULL, NULL, APIDECK_ERR_URL},
        {"/a", "b#c", NULL, APIDECK_ERR_URL},
        {"/a", "b c", NULL, APIDECK_ERR_URL},
        {"/a", "b\n", NULL, APIDECK_ERR_URL},
        {"/a", "%2", NULL, APIDECK_ERR_URL},
    };
    apideck_credentials credentials = test_credentials();
    credentials.base_url = "https://p.example/v1/";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        apideck_request *request = NULL;
        CHECK_INT(apideck_api_request(&credentials, rows[i].path, rows[i].query, NULL, NULL,
                                      &request, NULL),
                  rows[i].code);
        if (request) {
            CHECK_TEXT(apideck_request_http(request)->url, rows[i].url);
            CHECK_INT(apideck_request_http(request)->header_count, 4);
        }
        apideck_request_free(request);
    }
}

static void test_arguments(void) {
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event("accounting.customer.created");
    const apideck_allocator broken = {NULL, NULL, NULL};
    apideck_request *request = NULL;
    apideck_problem *problem = NULL;
    CHECK_INT(apideck_entity_request(&credentials, NULL, NULL, &request, &problem),
              APIDECK_ERR_ARGUMENT);
    CHECK(problem && problem->code == APIDECK_ERR_ARGUMENT);
    apideck_problem_free(problem);
    CHECK_INT(apideck_entity_request(NULL, &event, NULL, &request, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_request(&credentials, &event, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    problem = (apideck_problem *)&event;
    CHECK_INT(apideck_entity_request(&credentials, &event, &broken, &request, &problem),
              APIDECK_ERR_ARGUMENT);
    CHECK(problem == NULL);
    CHECK_INT(apideck_api_request(&credentials, "/", NULL, NULL, NULL, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_api_request(&credentials, "/", NULL, NULL, &broken, &request, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK(!request && !apideck_request_http(NULL));
    apideck_request_free(NULL);
    apideck_problem_free(NULL);
}

/* A request is one block, wiped before it is given back; a problem is another. */
static void test_memory(void) {
    struct wiping wiping = {0};
    apideck_allocator allocator = wiping_allocator(&wiping);
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event("accounting.customer.created");
    apideck_request *request = NULL;
    CHECK_INT(apideck_entity_request(&credentials, &event, &allocator, &request, NULL), 0);
    CHECK_INT(wiping.counting.blocks, 1);
    CHECK(holds_key(request, wiping.counting.bytes));
    apideck_request_free(request);
    CHECK_INT(wiping.keys, 0);
    request = NULL;
    apideck_problem *problem = NULL;
    counting_fail_at(&wiping.counting, 1);
    CHECK_INT(apideck_entity_request(&credentials, &event, &allocator, &request, &problem),
              APIDECK_ERR_NO_MEMORY);
    CHECK(!request && problem && problem->code == APIDECK_ERR_NO_MEMORY);
    apideck_problem_free(problem);
    event.entity_id = str(NULL);
    counting_fail_at(&wiping.counting, 1);
    CHECK_INT(apideck_entity_request(&credentials, &event, &allocator, &request, &problem),
              APIDECK_ERR_NO_ENTITY);
    CHECK(!request && !problem);
    CHECK_NOTHING_LEAKED(&wiping.counting);
    CHECK_INT(wiping.keys, 0);
}

int main(void) {
    test_entity();
    test_ids();
    test_entity_urls();
    test_no_entity();
    test_resources();
    test_arguments();
    test_memory();
    return check_summary();
}
