/* Fetching the pages of a log. The transport is a script. */
#include "check.h"
#include "counting_allocator.h"
#include "log_page.h"
#include "paged_api.h"

#include <apideck/replay.h>
#include <stdbool.h>
#include <stdlib.h>

static struct counting memory;

static apideck_replay_options defaults(void) {
    static apideck_allocator allocator;
    apideck_replay_options options;
    allocator = counting_allocator(&memory);
    apideck_replay_options_init(&options);
    options.allocator = &allocator;
    return options;
}

static apideck_replay *replay_of(const apideck_replay_options *options) {
    apideck_replay *replay = NULL;
    CHECK_INT(apideck_replay_new(options, &replay, NULL), 0);
    if (!replay) {
        exit(1);
    }
    return replay;
}

static int fetch(apideck_replay *replay, struct api *api, apideck_problem **problem_out) {
    const apideck_transport transport = transport_of(api);
    const apideck_credentials who = test_credentials();
    return apideck_replay_fetch(replay, &transport, &who, problem_out);
}

static size_t missed(apideck_replay *replay) {
    apideck_replay_counts counts = {.size = sizeof counts};
    CHECK_INT(apideck_replay_count(replay, &counts), 0);
    return counts.missed;
}

static void end(apideck_replay *replay, const struct api *api) {
    apideck_replay_free(replay);
    CHECK_NOTHING_LEAKED(&memory);
    api_end(api);
}

/* A page of one event, with a cursor to the next. */
static const char *page_with(const char *id, const char *cursor) {
    static struct log_page pages[8];
    static int next;
    struct log_page *page = &pages[next++ % 8];
    page_begin(page);
    page_event(page, FAILED, id, 1);
    return page_end(page, cursor);
}

#define CHECK_URL(api, n, expected)                                                                \
    CHECK_STR((api)->urls[n], strlen((api)->urls[n]),                                              \
              "https://unify.apideck.com/webhook/logs?" expected)

#define CHECK_CURSOR(replay, expected)                                                             \
    CHECK_STR(apideck_replay_cursor(replay).ptr, apideck_replay_cursor(replay).len, expected)

static void test_pages(void) {
    struct api api = {{page_with("a", "em9oby1jcm06OnBhZ2U6OjM="), page_with("b", "&x /\xc3\xa4"),
                       page_with("c", NULL)},
                      {0},
                      {""},
                      0,
                      0};
    apideck_replay_options options = defaults();
    apideck_replay *replay = replay_of(&options);
    CHECK_INT(fetch(replay, &api, NULL), 0);
    CHECK_INT(api.requests, 3);
    CHECK_URL(&api, 0, "limit=200");
    CHECK_URL(&api, 1, "limit=200&cursor=em9oby1jcm06OnBhZ2U6OjM%3D");
    CHECK_URL(&api, 2, "limit=200&cursor=%26x%20%2F%C3%A4");
    CHECK_INT(missed(replay), 3);
    CHECK_CURSOR(replay, NULL);
    CHECK_INT(fetch(replay, &api, NULL), 0); /* nothing more to ask for */
    CHECK_INT(api.requests, 3);
    end(replay, &api);
}

static void test_filters(void) {
    struct api api = {{page_with("a", NULL)}, {0}, {""}, 0, 0};
    apideck_replay_options options = defaults();
    options.since = "2026-11-23T08:00:00+01:00";
    options.until = "2026-11-23T09:00:00Z";
    options.event_type = "accounting.invoice.created";
    options.service_id = "xero";
    options.consumer_id = "a&b=c";
    options.endpoint = "https://one.example/";
    options.cursor = "here";
    options.page_limit = 7;
    options.flags = APIDECK_REPLAY_ASK_FOR_FAILED;
    apideck_replay *replay = replay_of(&options);
    CHECK_CURSOR(replay, "here");
    CHECK_INT(fetch(replay, &api, NULL), 0);
    CHECK_URL(&api, 0,
              "limit=7&cursor=here"
              "&filter%5Bstart_date%5D=2026-11-23T08%3A00%3A00%2B01%3A00"
              "&filter%5Bend_date%5D=2026-11-23T09%3A00%3A00Z"
              "&filter%5Bevent_type%5D=accounting.invoice.created"
              "&filter%5Bconsumer_id%5D=a%26b%3Dc"
              "&filter%5Bsuccess%5D=false");
    CHECK_INT(missed(replay), 0); /* the filters are applied here too */
    end(replay, &api);
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
        {"", 200, APIDECK_ERR_JSON_EMPTY, ""},
        {"{}", 200, APIDECK_ERR_ENVELOPE, "data"},
        {"{\"data\":[{\"success\":1}]}", 200, APIDECK_ERR_FIELD_TYPE, "data[0].success"},
        {"{\"data\":[", 200, APIDECK_ERR_JSON_TRUNCATED, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct api api = {
            {page_with("a", "two"), cases[i].page, page_with("b", "three"), page_with("c", NULL)},
            {0, cases[i].status},
            {""},
            0,
            0};
        apideck_replay_options options = defaults();
        apideck_replay *replay = replay_of(&options);
        apideck_problem *problem = NULL;
        CHECK_INT(fetch(replay, &api, &problem), cases[i].error);
        CHECK(problem != NULL);
        if (problem) {
            CHECK_INT(problem->code, cases[i].error);
            CHECK_STR(problem->path.ptr ? problem->path.ptr : "", problem->path.len, cases[i].path);
        }
        apideck_problem_free(problem);
        CHECK_INT(missed(replay), 1);
        CHECK_CURSOR(replay, "two");
        CHECK_INT(fetch(replay, &api, NULL), 0); /* the same page again */
        CHECK_URL(&api, 2, "limit=200&cursor=two");
        CHECK_INT(missed(replay), 3);
        CHECK_CURSOR(replay, NULL);
        end(replay, &api);
    }
}

static void test_loops(void) {
    static const char *const cursors[][4] = {
        {"one", "one"}, {"one", "two", "one"}, {"start"}, {"one", "start"}};
    for (size_t i = 0; i < 4; i++) {
        struct api api = {{NULL}, {0}, {""}, 0, 0};
        size_t pages = 0;
        while (pages < 4 && cursors[i][pages]) {
            char id[8];
            snprintf(id, sizeof id, "%zu", pages);
            api.pages[pages] = page_with(id, cursors[i][pages]);
            pages++;
        }
        apideck_replay_options options = defaults();
        options.cursor = "start";
        apideck_replay *replay = replay_of(&options);
        apideck_problem *problem = NULL;
        CHECK_INT(fetch(replay, &api, &problem), APIDECK_ERR_CURSOR_LOOP);
        CHECK(problem && problem->code == APIDECK_ERR_CURSOR_LOOP);
        apideck_problem_free(problem);
        CHECK_INT(api.requests, pages);
        CHECK_INT(missed(replay), pages);
        CHECK_CURSOR(replay, NULL);
        CHECK_INT(fetch(replay, &api, NULL), 0);
        CHECK_INT(api.requests, pages);
        end(replay, &api);
    }
}

static void test_bounds(void) {
    struct api api = {{page_with("a", "two"), page_with("b", "three")}, {0}, {""}, 0, 0};
    apideck_replay_options options = defaults();
    options.max_pages = 2;
    apideck_replay *replay = replay_of(&options);
    CHECK_INT(fetch(replay, &api, NULL), 0);
    CHECK_INT(api.requests, 2);
    CHECK_CURSOR(replay, "three"); /* there is more */
    apideck_request *request = NULL;
    const apideck_credentials who = test_credentials();
    CHECK_INT(apideck_replay_request(replay, &who, &request, NULL), APIDECK_ERR_NOT_FOUND);
    CHECK(!request);
    end(replay, &api);

    struct api other = {{page_with("a", "two"), page_with("b", "three")}, {0}, {""}, 0, 0};
    options = defaults();
    options.max_bytes = strlen(other.pages[0]) + 1;
    replay = replay_of(&options);
    CHECK_INT(fetch(replay, &other, NULL), APIDECK_ERR_TOO_LARGE);
    CHECK_INT(missed(replay), 1);
    CHECK_CURSOR(replay, "two");
    end(replay, &other);
}

/* For a host that carries the requests by itself. */
static void test_split(void) {
    const char *const pages[] = {page_with("a", "two"), page_with("b", NULL)};
    struct api none = {{NULL}, {0}, {""}, 0, 0};
    apideck_replay_options options = defaults();
    apideck_replay *replay = replay_of(&options);
    const apideck_credentials who = test_credentials();
    apideck_request *request = NULL;
    int carried = 0;
    while (apideck_replay_request(replay, &who, &request, NULL) == 0) {
        const apideck_http_request *http = apideck_request_http(request);
        CHECK(strstr(http->url.ptr, carried ? "cursor=two" : "limit=200"));
        apideck_http_response response = {.status = 503};
        CHECK_INT(apideck_replay_add_response(replay, request, &response, NULL),
                  APIDECK_ERR_API_FAILED);
        response = (apideck_http_response){
            .status = 200, .body = pages[carried], .body_len = strlen(pages[carried])};
        CHECK_INT(apideck_replay_add_response(replay, request, &response, NULL), 0);
        apideck_request_free(request);
        request = NULL;
        carried++;
    }
    CHECK_INT(carried, 2);
    CHECK_INT(missed(replay), 2);
    apideck_http_response response = {.status = 200};
    CHECK_INT(apideck_replay_add_response(replay, NULL, &response, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_add_response(NULL, NULL, &response, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_request(NULL, &who, &request, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_request(replay, &who, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_fetch(NULL, NULL, &who, NULL), APIDECK_ERR_ARGUMENT);
    end(replay, &none);
}

/* Every allocation fails once: what was fetched before stays, and it can go on. */
static void test_memory(void) {
    bool failed = true;
    size_t n = 1;
    for (; failed; n++) {
        struct api api = {
            {page_with("a", "two"), page_with("b", NULL), page_with("b", NULL)}, {0}, {""}, 0, 0};
        apideck_replay_options options = defaults();
        apideck_replay *replay = replay_of(&options);
        counting_fail_at(&memory, n);
        int error = fetch(replay, &api, NULL);
        failed = counting_failed(&memory);
        CHECK_INT(error, failed ? APIDECK_ERR_NO_MEMORY : 0);
        counting_fail_at(&memory, 0);
        bool first_is_there = missed(replay) > 0;
        CHECK_CURSOR(replay, failed && first_is_there ? "two" : NULL);
        api.pages[api.requests] = first_is_there ? page_with("b", NULL) : page_with("a", "two");
        api.pages[api.requests + 1] = page_with("b", NULL);
        CHECK_INT(fetch(replay, &api, NULL), 0);
        CHECK_INT(missed(replay), 2);
        end(replay, &api);
    }
    CHECK(n > 8);
}

int main(void) {
    test_pages();
    test_filters();
    test_second_page_fails();
    test_loops();
    test_bounds();
    test_split();
    test_memory();
    return check_summary();
}
