/* Fetching connectors. The transport is a script. */
#include "paged_api.h"

#include <apideck/coverage.h>
#include <stdbool.h>

static struct counting memory;

static apideck_coverage_options defaults(void) {
    static apideck_allocator allocator;
    apideck_coverage_options options;
    allocator = counting_allocator(&memory);
    apideck_coverage_options_init(&options);
    options.allocator = &allocator;
    return options;
}

static apideck_coverage *coverage_with(const apideck_coverage_options *options) {
    apideck_coverage *coverage = NULL;
    CHECK_INT(apideck_coverage_new(options, &coverage, NULL), 0);
    if (!coverage) {
        exit(1);
    }
    return coverage;
}

static int fetch(apideck_coverage *coverage, struct api *api, apideck_problem **problem_out) {
    const apideck_transport transport = transport_of(api);
    const apideck_credentials who = test_credentials();
    return apideck_coverage_fetch(coverage, &transport, &who, problem_out);
}

static void end(apideck_coverage *coverage, const struct api *api) {
    apideck_coverage_free(coverage);
    CHECK_NOTHING_LEAKED(&memory);
    api_end(api);
}

#define PAGE(ID, NEXT)                                                                             \
    "{\"data\":[{\"service_id\":\"" ID "\"}],\"meta\":{\"cursors\":{\"next\":" NEXT "}}}"
#define CHECK_URL(api, n, expected)                                                                \
    CHECK_STR((api)->urls[n], strlen((api)->urls[n]),                                              \
              "https://unify.apideck.com/connector/connectors" expected)
#define CHECK_CURSOR(coverage, expected) CHECK_TEXT(apideck_coverage_cursor(coverage), expected)

static void test_pages(void) {
    struct api api = {
        {PAGE("a", "\"em9o=\""), PAGE("b", "\"&x /\""), PAGE("c", "null")}, {0}, {""}, 0, 0};
    apideck_coverage_options options = defaults();
    apideck_coverage *coverage = coverage_with(&options);
    CHECK_INT(fetch(coverage, &api, NULL), 0);
    CHECK_INT(api.requests, 3);
    CHECK_URL(&api, 0, "?limit=200&filter%5Bunified_api%5D=accounting");
    CHECK_URL(&api, 1, "?limit=200&cursor=em9o%3D&filter%5Bunified_api%5D=accounting");
    CHECK_URL(&api, 2, "?limit=200&cursor=%26x%20%2F&filter%5Bunified_api%5D=accounting");
    CHECK_INT(apideck_coverage_count(coverage), 3);
    CHECK_CURSOR(coverage, NULL);
    CHECK_INT(fetch(coverage, &api, NULL), 0); /* nothing more to ask for */
    CHECK_INT(api.requests, 3);
    end(coverage, &api);
}

static void test_options(void) {
    struct api api = {{PAGE("a", "\"more\""), PAGE("b", "null")}, {0}, {""}, 0, 0};
    apideck_coverage_options options = defaults();
    options.unified_api = NULL;
    options.status = "early access";
    options.cursor = "here";
    options.page_limit = 7;
    options.max_pages = 1;
    apideck_coverage *coverage = coverage_with(&options);
    CHECK_CURSOR(coverage, "here");
    CHECK_INT(fetch(coverage, &api, NULL), 0);
    CHECK_INT(api.requests, 1);
    CHECK_URL(&api, 0, "?limit=7&cursor=here&filter%5Bstatus%5D=early%20access");
    CHECK_CURSOR(coverage, "more");
    end(coverage, &api);
}

/* Each way in which the second page can fail: the first stays, and the cursor tells where to go on.
 */
static void test_second_page_fails(void) {
    static const struct {
        const char *page;
        int status;
        int error;
        const char *path;
    } cases[] = {
        {NULL, 0, APIDECK_ERR_TRANSPORT, ""},
        {"{}", 500, APIDECK_ERR_API_FAILED, ""},
        {"{}", 401, APIDECK_ERR_UNAUTHORIZED, ""},
        {"", 200, APIDECK_ERR_JSON_EMPTY, ""},
        {"{}", 200, APIDECK_ERR_ENVELOPE, "data"},
        {"{\"data\":[{\"service_id\":1}]}", 200, APIDECK_ERR_FIELD_TYPE, "data[0].service_id"},
        {"{\"data\":[", 200, APIDECK_ERR_JSON_TRUNCATED, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct api api = {{PAGE("a", "\"two\""), cases[i].page, PAGE("b", "null")},
                          {0, cases[i].status},
                          {""},
                          0,
                          0};
        apideck_coverage_options options = defaults();
        apideck_coverage *coverage = coverage_with(&options);
        apideck_problem *problem = NULL;
        CHECK_INT(fetch(coverage, &api, &problem), cases[i].error);
        CHECK(problem && problem->code == cases[i].error);
        if (problem) {
            CHECK_STR(problem->path.ptr ? problem->path.ptr : "", problem->path.len, cases[i].path);
        }
        apideck_problem_free(problem);
        CHECK_INT(apideck_coverage_count(coverage), 1);
        CHECK_CURSOR(coverage, "two");
        CHECK_INT(fetch(coverage, &api, NULL), 0); /* the same page again */
        CHECK_INT(apideck_coverage_count(coverage), 2);
        end(coverage, &api);
    }
}

static void test_loop(void) {
    struct api api = {
        {PAGE("a", "\"one\""), PAGE("b", "\"two\""), PAGE("c", "\"one\"")}, {0}, {""}, 0, 0};
    apideck_coverage_options options = defaults();
    apideck_coverage *coverage = coverage_with(&options);
    apideck_problem *problem = NULL;
    CHECK_INT(fetch(coverage, &api, &problem), APIDECK_ERR_CURSOR_LOOP);
    CHECK(problem && problem->code == APIDECK_ERR_CURSOR_LOOP);
    apideck_problem_free(problem);
    CHECK_INT(api.requests, 3);
    CHECK_INT(apideck_coverage_count(coverage), 3);
    CHECK_CURSOR(coverage, NULL);
    end(coverage, &api);
}

/* For a host that carries the requests by itself. */
static void test_split(void) {
    const char *const pages[] = {PAGE("a", "\"two\""), PAGE("b", "null")};
    struct api none = {{NULL}, {0}, {""}, 0, 0};
    apideck_coverage_options options = defaults();
    apideck_coverage *coverage = coverage_with(&options);
    const apideck_credentials who = test_credentials();
    apideck_request *request = NULL;
    int carried = 0;
    while (apideck_coverage_request(coverage, &who, &request, NULL) == 0) {
        const apideck_http_request *http = apideck_request_http(request);
        CHECK(strstr(http->url.ptr, carried ? "cursor=two" : "limit=200"));
        apideck_http_response response = response_of(503, NULL, 0, NULL);
        CHECK_INT(apideck_coverage_add_response(coverage, request, &response, NULL),
                  APIDECK_ERR_API_FAILED);
        response = response_of(200, NULL, 0, pages[carried]);
        CHECK_INT(apideck_coverage_add_response(coverage, request, &response, NULL), 0);
        apideck_request_free(request);
        request = NULL;
        carried++;
    }
    CHECK_INT(carried, 2);
    CHECK_INT(apideck_coverage_count(coverage), 2);
    apideck_http_response response = response_of(200, NULL, 0, "[]");
    CHECK_INT(apideck_coverage_add_response(coverage, NULL, &response, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_add_response(NULL, NULL, &response, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_request(NULL, &who, &request, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_request(coverage, &who, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_fetch(NULL, NULL, &who, NULL), APIDECK_ERR_ARGUMENT);
    CHECK(!apideck_coverage_cursor(NULL).ptr);
    end(coverage, &none);
}

static int fetch_one(apideck_coverage *coverage, struct api *api, const char *id,
                     apideck_problem **problem_out) {
    const apideck_transport transport = transport_of(api);
    const apideck_credentials who = test_credentials();
    return apideck_coverage_fetch_connector(coverage, &transport, &who, id, problem_out);
}

static void test_one(void) {
    static const char *const no_ids[] = {"", ".", ".."};
    struct api api = {{"{\"data\":{\"service_id\":\"a/b\"}}", "{\"data\":{\"id\":7}}", "{}"},
                      {0, 0, 404},
                      {""},
                      0,
                      0};
    apideck_coverage_options options = defaults();
    apideck_coverage *coverage = coverage_with(&options);
    apideck_problem *problem = NULL;
    CHECK_INT(fetch_one(coverage, &api, "crm+a/b", NULL), 0);
    CHECK_URL(&api, 0, "/crm%2Ba%2Fb");
    CHECK_INT(fetch_one(coverage, &api, "xero", &problem), APIDECK_ERR_FIELD_TYPE);
    CHECK_URL(&api, 1, "/xero");
    CHECK_TEXT(problem->path, "data.id");
    apideck_problem_free(problem);
    CHECK_INT(fetch_one(coverage, &api, "nobody", NULL), APIDECK_ERR_GONE);
    for (size_t i = 0; i < 3; i++) {
        CHECK_INT(fetch_one(coverage, &api, no_ids[i], NULL), APIDECK_ERR_ARGUMENT);
    }
    CHECK_INT(fetch_one(coverage, &api, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(fetch_one(NULL, &api, "xero", NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_connector_request(NULL, "xero", NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_coverage_count(coverage), 1);
    CHECK_CURSOR(coverage, NULL);
    end(coverage, &api);
}

/* Every allocation fails once: what was fetched before stays, and it can go on. */
static void test_memory(void) {
    bool failed = true;
    size_t n = 1;
    for (; failed; n++) {
        struct api api = {{PAGE("a", "\"two\""), PAGE("b", "null")}, {0}, {""}, 0, 0};
        apideck_coverage_options options = defaults();
        apideck_coverage *coverage = coverage_with(&options);
        counting_fail_at(&memory, n);
        int error = fetch(coverage, &api, NULL);
        failed = counting_failed(&memory);
        counting_fail_at(&memory, 0);
        CHECK_INT(error, failed ? APIDECK_ERR_NO_MEMORY : 0);
        size_t count = apideck_coverage_count(coverage);
        CHECK_CURSOR(coverage, failed && count ? "two" : NULL);
        api.pages[api.requests] = count ? PAGE("b", "null") : PAGE("a", "\"two\"");
        api.pages[api.requests + 1] = PAGE("b", "null");
        CHECK_INT(fetch(coverage, &api, NULL), 0);
        CHECK_INT(apideck_coverage_count(coverage), 2);
        end(coverage, &api);
    }
    CHECK(n > 6);
    for (failed = true, n = 1; failed; n++) {
        struct api api = {{PAGE("a", "null")}, {0}, {""}, 0, 0};
        apideck_coverage_options options = defaults();
        apideck_coverage *coverage = coverage_with(&options);
        counting_fail_at(&memory, n);
        int error = fetch_one(coverage, &api, "a", NULL);
        failed = counting_failed(&memory);
        counting_fail_at(&memory, 0);
        CHECK_INT(error, failed ? APIDECK_ERR_NO_MEMORY : 0);
        CHECK_INT(apideck_coverage_count(coverage), !failed);
        end(coverage, &api);
    }
}

int main(void) {
    test_pages();
    test_options();
    test_second_page_fails();
    test_loop();
    test_split();
    test_one();
    test_memory();
    return check_summary();
}
