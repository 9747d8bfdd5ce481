/* lib/api/perform.c: a request over a transport, here one that answers what it is told to. */
#include "scripted_transport.h"

#include <stddef.h>

static const apideck_header to_y = {{"Location", 8}, {"/y", 2}};
static const apideck_header away = {{"Location", 8}, {"https://evil.example/x", 22}};

static int run(struct scripted_transport *scripted, const apideck_allocator *allocator,
               apideck_http_response *response_out, apideck_problem **problem_out) {
    apideck_credentials credentials = test_credentials();
    apideck_request *request = plain_request(&credentials, NULL);
    apideck_transport transport = transport_of(scripted);
    int error = apideck_request_perform(&transport, request, allocator, response_out, problem_out);
    apideck_request_free(request);
    return error;
}

static void test_success(void) {
    struct scripted_transport scripted = {.count = 1};
    scripted.responses[0] = response_of(200, &to_y, 1, "{}");
    apideck_http_response response = {0};
    apideck_problem *untouched = (apideck_problem *)&scripted;
    CHECK_INT(run(&scripted, NULL, &response, &untouched), 0);
    CHECK(untouched == (apideck_problem *)&scripted);
    CHECK_STR(response.body, response.body_len, "{}");
    CHECK_INT(scripted.released, 0);
    apideck_transport transport = transport_of(&scripted);
    apideck_response_release(&transport, &response);
    CHECK_INT(scripted.released, 1);
    CHECK(response.body == NULL && response.status == 0);
    CHECK_INT(scripted.calls, 1);
    CHECK_STR(scripted.urls[0], strlen(scripted.urls[0]), "https://unify.apideck.com/x");
}

static void test_redirects(void) {
    struct scripted_transport scripted = {.count = 6};
    for (int i = 0; i < 5; i++) {
        scripted.responses[i] = response_of(301 + i % 3, &to_y, 1, "moved");
    }
    scripted.responses[5] = response_of(200, NULL, 0, "{}");
    apideck_http_response response = {0};
    CHECK_INT(run(&scripted, NULL, &response, NULL), 0);
    CHECK_INT(scripted.calls, 6);
    CHECK_INT(scripted.released, 5);
    CHECK_STR(scripted.urls[5], strlen(scripted.urls[5]), "https://unify.apideck.com/y");

    struct scripted_transport endless = {.count = 6};
    apideck_problem *problem = NULL;
    for (int i = 0; i < 6; i++) {
        endless.responses[i] = response_of(307, &to_y, 1, "{\"message\":\"m\"}");
    }
    response.status = 77;
    CHECK_INT(run(&endless, NULL, &response, &problem), APIDECK_ERR_REDIRECT);
    CHECK_INT(response.status, 77); /* untouched */
    CHECK(problem && problem->status == 307 && strstr(problem->message, "five"));
    CHECK_TEXT(problem->detail_message, "m");
    CHECK_INT(endless.calls, 6);
    CHECK_INT(endless.released, 6);
    apideck_problem_free(problem);

    struct scripted_transport leaving = {.count = 2};
    leaving.responses[0] = response_of(308, &to_y, 1, NULL);
    leaving.responses[1] = response_of(308, &away, 1, NULL);
    CHECK_INT(run(&leaving, NULL, &response, NULL), APIDECK_ERR_REDIRECT);
    CHECK_INT(leaving.calls, 2);
    CHECK_INT(leaving.released, 2);
}

static void test_failures(void) {
    apideck_http_response response = {0};
    apideck_problem *problem = NULL;
    struct scripted_transport failing = {.count = 1, .fail_at = 1};
    CHECK_INT(run(&failing, NULL, &response, &problem), APIDECK_ERR_TRANSPORT);
    CHECK(problem && problem->code == APIDECK_ERR_TRANSPORT && problem->status == 0);
    CHECK_INT(failing.released, 0);
    apideck_problem_free(problem);

    struct scripted_transport later = {.count = 1, .fail_at = 2};
    later.responses[0] = response_of(302, &to_y, 1, NULL);
    CHECK_INT(run(&later, NULL, &response, NULL), APIDECK_ERR_TRANSPORT);
    CHECK_INT(later.calls, 2);
    CHECK_INT(later.released, 1);

    struct scripted_transport refusing = {.count = 1};
    refusing.responses[0] = response_of(401, NULL, 0, "{\"type_name\":\"UnauthorizedError\"}");
    CHECK_INT(run(&refusing, NULL, &response, &problem), APIDECK_ERR_UNAUTHORIZED);
    CHECK_TEXT(problem->type_name, "UnauthorizedError");
    CHECK_INT(refusing.released, 1);
    apideck_problem_free(problem);

    struct scripted_transport broken = {.count = 1};
    broken.responses[0] = (apideck_http_response){.status = 200, .body_len = 5};
    CHECK_INT(run(&broken, NULL, &response, NULL), APIDECK_ERR_TRANSPORT);
    CHECK_INT(broken.released, 1);
    broken = (struct scripted_transport){.count = 1};
    broken.responses[0] = (apideck_http_response){.status = 302, .header_count = 1};
    CHECK_INT(run(&broken, NULL, &response, NULL), APIDECK_ERR_TRANSPORT);
}

static void test_table(void) {
    struct {
        apideck_transport transport;
        void *newer;
    } larger = {0};
    struct scripted_transport scripted = {.count = 1};
    scripted.responses[0] = response_of(200, NULL, 0, "{}");
    apideck_credentials credentials = test_credentials();
    apideck_request *request = plain_request(&credentials, NULL);
    apideck_http_response response = {0};
    apideck_transport transport = transport_of(&scripted);
    const apideck_allocator no_allocator = {NULL, NULL, NULL};
    transport.release = NULL;
    CHECK_INT(apideck_request_perform(&transport, request, NULL, &response, NULL), 0);
    apideck_response_release(&transport, &response);
    CHECK_INT(response.status, 0);
    transport.perform = NULL;
    CHECK_INT(apideck_request_perform(&transport, request, NULL, &response, NULL),
              APIDECK_ERR_CALLBACK_MISSING);
    transport.size = offsetof(apideck_transport, user);
    CHECK_INT(apideck_request_perform(&transport, request, NULL, &response, NULL),
              APIDECK_ERR_HOST_TABLE);
    larger.transport = transport_of(&scripted);
    larger.transport.size = sizeof larger;
    larger.newer = &larger;
    CHECK_INT(apideck_request_perform(&larger.transport, request, NULL, &response, NULL),
              APIDECK_ERR_HOST_TABLE);
    transport = transport_of(&scripted);
    CHECK_INT(apideck_request_perform(NULL, request, NULL, &response, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_request_perform(&transport, NULL, NULL, &response, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_request_perform(&transport, request, NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_request_perform(&transport, request, &no_allocator, &response, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(scripted.calls, 1);
    apideck_response_release(NULL, &response);
    apideck_response_release(&transport, NULL);
    apideck_request_free(request);
}

/* Each allocation of a request that is redirected twice and then refused fails in turn. */
static void test_memory(void) {
    struct wiping wiping = {0};
    apideck_allocator allocator = wiping_allocator(&wiping);
    size_t failures = 0;
    for (size_t n = 1;; n++) {
        struct scripted_transport scripted = {.count = 3};
        scripted.responses[0] = response_of(302, &to_y, 1, "moved");
        scripted.responses[1] = response_of(302, &to_y, 1, "moved");
        scripted.responses[2] = response_of(429, NULL, 0, "{\"message\":\"m\"}");
        apideck_http_response response = {0};
        apideck_problem *problem = NULL;
        counting_fail_at(&wiping.counting, n);
        int error = run(&scripted, &allocator, &response, &problem);
        CHECK(error == APIDECK_ERR_RATE_LIMITED || error == APIDECK_ERR_NO_MEMORY);
        CHECK_INT(scripted.released, scripted.calls);
        apideck_problem_free(problem);
        CHECK_NOTHING_LEAKED(&wiping.counting);
        if (!counting_failed(&wiping.counting)) {
            CHECK_INT(error, APIDECK_ERR_RATE_LIMITED);
            break;
        }
        failures++;
    }
    CHECK_INT(failures, 3);
    CHECK_INT(wiping.keys, 0);
}

int main(void) {
    test_success();
    test_redirects();
    test_failures();
    test_table();
    test_memory();
    return check_summary();
}
