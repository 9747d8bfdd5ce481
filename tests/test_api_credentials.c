/* lib/api/credentials.c: who asks, and where; what is refused. */
#include "api_requests.h"

#include <stddef.h>

/* The code of a request with these credentials, whose URL is `url` on success. */
static int request_with(const apideck_credentials *credentials, const apideck_event *event,
                        const char *url, apideck_problem **problem_out) {
    apideck_request *request = NULL;
    int error = apideck_api_request(credentials, "/x", NULL, event, NULL, &request, problem_out);
    CHECK((error == 0) == (request != NULL));
    if (request && url) {
        CHECK_TEXT(apideck_request_http(request)->url, url);
    }
    apideck_request_free(request);
    return error;
}

static void test_defaults(void) {
    apideck_credentials credentials;
    memset(&credentials, 0xff, sizeof credentials);
    apideck_credentials_init(&credentials);
    CHECK_INT(credentials.size, sizeof credentials);
    CHECK(!credentials.api_key && !credentials.app_id && !credentials.consumer_id);
    CHECK_STR(credentials.base_url, strlen(credentials.base_url), "https://unify.apideck.com");
    CHECK_INT(credentials.max_response, 16 * 1024 * 1024);
}

static void test_base(void) {
    static const char *const bases[][2] = {
        {"https://unify.apideck.com", "https://unify.apideck.com/x"},
        {"https://unify.apideck.com/", "https://unify.apideck.com/x"},
        {"HTTPS://Unify.APIDECK.com:443/", "https://unify.apideck.com/x"},
        {"https://proxy.example:8443/apideck", "https://proxy.example:8443/apideck/x"},
        {"https://proxy.example/a/b/", "https://proxy.example/a/b/x"},
        {"https://127.0.0.1:65535", "https://127.0.0.1:65535/x"},
        {"https://[::1]:10/", "https://[::1]:10/x"},
        {"https://XN--bcher-KVA.example", "https://xn--bcher-kva.example/x"},
    };
    static const char *const refused[] = {
        "http://unify.apideck.com",
        "https://user@h",
        "https://h?q",
        "https://h?",
        "https://h#f",
        "https://h/#",
        "https://h/..",
        "https://h/a/../b",
        "https://h/%2e%2E/b",
        "https://h/.",
        "https://h.",
        "",
        "unify.apideck.com",
        "//unify.apideck.com",
        "https://h\\x",
        "https://h x",
        "https://h/\xc3\xbc",
    };
    apideck_credentials credentials = test_credentials();
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        credentials.base_url = bases[i][0];
        CHECK_INT(request_with(&credentials, NULL, bases[i][1], NULL), 0);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        apideck_problem *problem = NULL;
        credentials.base_url = refused[i];
        CHECK_INT(request_with(&credentials, NULL, NULL, &problem), APIDECK_ERR_URL);
        CHECK(problem && problem->code == APIDECK_ERR_URL && strstr(problem->message, "base_url"));
        apideck_problem_free(problem);
    }
    credentials.base_url = NULL;
    CHECK_INT(request_with(&credentials, NULL, NULL, NULL), APIDECK_ERR_URL);
}

/* Values of a header that would end it, or would not arrive as they are. */
static const char *const unfit[] = {"a\r\nX: y", "a\n", "\na", "a\rb", "a\tb", "a\x01",
                                    "\x7f",      " a",  "a ",  " ",    "a\x1f"};

static void test_texts(void) {
    apideck_credentials credentials = test_credentials();
    const char **const texts[] = {&credentials.api_key, &credentials.app_id,
                                  &credentials.consumer_id};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (size_t j = 0; j < sizeof unfit / sizeof *unfit; j++) {
            credentials = test_credentials();
            *texts[i] = unfit[j];
            CHECK_INT(request_with(&credentials, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
        }
        credentials = test_credentials();
        *texts[i] = "a b\xc3\xbc~!";
        CHECK_INT(request_with(&credentials, NULL, NULL, NULL), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        credentials = test_credentials();
        *texts[i] = "";
        CHECK_INT(request_with(&credentials, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
        *texts[i] = NULL;
        CHECK_INT(request_with(&credentials, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    }
    credentials = test_credentials();
    credentials.max_response = 0;
    CHECK_INT(request_with(&credentials, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(request_with(NULL, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
}

static void test_event_texts(void) {
    apideck_credentials credentials = test_credentials();
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
        apideck_problem *problem = NULL;
        apideck_event event = test_event("accounting.invoice.created");
        event.consumer_id = str(unfit[i]);
        CHECK_INT(request_with(&credentials, &event, NULL, &problem), APIDECK_ERR_FIELD_TEXT);
        CHECK(problem);
        CHECK_TEXT(problem->path, "consumer_id");
        apideck_problem_free(problem);
        event = test_event("accounting.invoice.created");
        event.service_id = str(unfit[i]);
        CHECK_INT(request_with(&credentials, &event, NULL, &problem), APIDECK_ERR_FIELD_TEXT);
        CHECK_TEXT(problem->path, "service_id");
        apideck_problem_free(problem);
    }
    apideck_event event = test_event("accounting.invoice.created");
    event.consumer_id = (apideck_str){"a\0b", 3};
    CHECK_INT(request_with(&credentials, &event, NULL, NULL), APIDECK_ERR_FIELD_TEXT);
}

/* Whose entity it is: ids of two consumers may be the same. */
static void test_consumer(void) {
    static const struct {
        const char *own, *event, *expected;
        int code;
    } rows[] = {
        {NULL, "c", "c", 0},
        {"c", "c", "c", 0},
        {"c", NULL, "c", 0},
        {"c", "", "c", 0},
        {NULL, NULL, NULL, 0},
        {"", "c", "c", 0},
        {"", NULL, NULL, 0},
        {"c", "d", NULL, APIDECK_ERR_ARGUMENT},
        {"c", "cc", NULL, APIDECK_ERR_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        apideck_request *request = NULL;
        apideck_credentials credentials = test_credentials();
        apideck_event event = test_event("accounting.invoice.created");
        credentials.consumer_id = rows[i].own;
        event.consumer_id = str(rows[i].event);
        CHECK_INT(apideck_api_request(&credentials, "/x", NULL, &event, NULL, &request, NULL),
                  rows[i].code);
        if (request) {
            CHECK_TEXT(header_of(apideck_request_http(request), "x-apideck-consumer-id"),
                       rows[i].expected);
        }
        apideck_request_free(request);
    }
}

/* A host of an older header has a smaller struct, one of a newer header a larger one. */
static void test_sizes(void) {
    struct {
        apideck_credentials credentials;
        void *newer;
    } larger = {test_credentials(), NULL};
    larger.credentials.size = sizeof larger;
    CHECK_INT(request_with(&larger.credentials, NULL, NULL, NULL), 0);
    larger.newer = &larger;
    CHECK_INT(request_with(&larger.credentials, NULL, NULL, NULL), APIDECK_ERR_HOST_TABLE);
    apideck_credentials credentials = test_credentials();
    credentials.size = 0;
    CHECK_INT(request_with(&credentials, NULL, NULL, NULL), APIDECK_ERR_HOST_TABLE);
    credentials.size = offsetof(apideck_credentials, max_response);
    CHECK_INT(request_with(&credentials, NULL, NULL, NULL), APIDECK_ERR_HOST_TABLE);
}

int main(void) {
    test_defaults();
    test_base();
    test_texts();
    test_event_texts();
    test_consumer();
    test_sizes();
    return check_summary();
}
