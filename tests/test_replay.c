/* What of the pages of a log is to be replayed. */
#include "check.h"
#include "counting_allocator.h"
#include "log_page.h"

#include <apideck/replay.h>
#include <stdbool.h>
#include <stdlib.h>

static struct counting memory;
static struct log_page page;

static apideck_replay_options options_with(unsigned flags) {
    static apideck_allocator allocator;
    apideck_replay_options options;
    allocator = counting_allocator(&memory);
    apideck_replay_options_init(&options);
    options.allocator = &allocator;
    options.flags = flags;
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

/* Adds a page, which is gone when the call returns. */
static void add(apideck_replay *replay, const char *text) {
    apideck_problem *problem = NULL;
    char *copy = malloc(strlen(text) + 1);
    strcpy(copy, text);
    CHECK_INT(apideck_replay_add_page(replay, copy, strlen(text), &problem), 0);
    CHECK(!problem);
    memset(copy, '?', strlen(text));
    free(copy);
}

static apideck_replay_counts counts_of(apideck_replay *replay) {
    apideck_replay_counts counts = {.size = sizeof counts};
    CHECK_INT(apideck_replay_count(replay, &counts), 0);
    CHECK_INT(counts.missed + counts.delivered + counts.repeated + counts.filtered +
                  counts.scheduled + counts.handshakes + counts.bodyless,
              counts.entries);
    return counts;
}

/* Their ids in order, each with a blank behind it; "-" for what is no event. */
static const char *ids(apideck_replay *replay) {
    static char text[4096];
    apideck_replay_item item;
    size_t place = 0;
    text[0] = '\0';
    while (apideck_replay_item_at(replay, place, &item) == 0) {
        apideck_str id = item.event ? item.event->event_id : (apideck_str){"-", 1};
        strncat(text, id.ptr ? id.ptr : "?", 64);
        strcat(text, " ");
        CHECK(item.log && item.log->request_body.ptr);
        place++;
    }
    CHECK_INT(place, counts_of(replay).missed);
    return text;
}

#define CHECK_IDS(replay, expected)                                                                \
    do {                                                                                           \
        const char *the_ids = ids(replay);                                                         \
        CHECK_STR(the_ids, strlen(the_ids), expected);                                             \
    } while (0)

static void end(apideck_replay *replay) {
    apideck_replay_free(replay);
    CHECK_NOTHING_LEAKED(&memory);
}

/* Choice and order ----------------------------------------------------------------------------- */

static void test_order(void) {
    apideck_replay_options options = options_with(0);
    apideck_replay *replay = replay_of(&options);
    CHECK_IDS(replay, "");
    page_begin(&page);
    page_event(&page, FAILED, "c", 30);
    page_event(&page, FAILED, "a", 10);
    page_event(&page, SUCCEEDED, "x", 20);
    page_event(&page, FAILED, "b", 20);
    add(replay, page_end(&page, NULL));
    CHECK_IDS(replay, "a b c ");
    page_begin(&page);
    page_event(&page, FAILED, "d", 25);
    page_entry(&page, FAILED AT("05"), "{\"event_id\":\"timeless\"}");
    page_entry(&page, FAILED, "{\"event_id\":\"of no time\"}");
    page_entry(&page, FAILED AT("04"), "no event");
    add(replay, page_end(&page, NULL));
    CHECK_IDS(replay, "a b d c - timeless of no time ");
    apideck_replay_counts counts = counts_of(replay);
    CHECK_INT(counts.pages, 2);
    CHECK_INT(counts.entries, 8);
    CHECK_INT(counts.delivered, 1);
    apideck_replay_item item;
    CHECK_INT(apideck_replay_item_at(replay, 4, &item), 0);
    CHECK(!item.event);
    CHECK_STR(item.log->request_body.ptr, item.log->request_body.len, "no event");
    end(replay);
}

static void test_many_in_order(void) {
    apideck_replay_options options = options_with(0);
    apideck_replay *replay = replay_of(&options);
    char expected[4096] = "";
    for (int i = 0; i < 60; i++) {
        page_begin(&page);
        char id[8];
        snprintf(id, sizeof id, "%d", i * 37 % 60);
        page_event(&page, FAILED, id, i * 37 % 60);
        add(replay, page_end(&page, NULL));
        snprintf(expected + strlen(expected), 16, "%d ", i);
    }
    CHECK_IDS(replay, expected);
    end(replay);
}

/* The newest entry of an event speaks for it, wherever it stands. */
static void test_newest(void) {
    apideck_replay_options options = options_with(0);
    apideck_replay *replay = replay_of(&options);
    page_begin(&page);
    page_event(&page, FAILED AT("01"), "thrice", 1);
    page_event(&page, FAILED AT("03"), "thrice", 1);
    page_event(&page, FAILED AT("02"), "thrice", 1);
    page_event(&page, SUCCEEDED AT("02"), "healed", 2);
    page_event(&page, FAILED AT("01"), "healed", 2);
    page_event(&page, SUCCEEDED AT("01"), "broken", 3);
    page_event(&page, FAILED AT("02"), "broken", 3);
    page_event(&page, FAILED AT("01") "\"execution_attempt\":1,", "attempt", 4);
    page_event(&page, SUCCEEDED AT("01") "\"execution_attempt\":2,", "attempt", 4);
    page_event(&page, SUCCEEDED AT("01"), "unclear", 5);
    page_event(&page, FAILED AT("01"), "unclear", 5);
    add(replay, page_end(&page, NULL));
    CHECK_IDS(replay, "thrice broken unclear ");
    apideck_replay_item item;
    CHECK_INT(apideck_replay_item_at(replay, 0, &item), 0);
    CHECK_STR(item.log->timestamp.ptr, item.log->timestamp.len, "2026-11-23T08:01:03.000Z");
    apideck_replay_counts counts = counts_of(replay);
    CHECK_INT(counts.repeated, 6);
    CHECK_INT(counts.delivered, 2);
    page_begin(&page);
    page_event(&page, SUCCEEDED AT("09"), "thrice", 1); /* of another page */
    add(replay, page_end(&page, NULL));
    CHECK_IDS(replay, "broken unclear ");
    end(replay);
}

/* One receiver's success does not speak for another receiver. */
static void test_endpoints(void) {
    for (int only = 0; only < 2; only++) {
        apideck_replay_options options = options_with(0);
        options.endpoint = only ? "https://one.example/" : NULL;
        apideck_replay *replay = replay_of(&options);
        page_begin(&page);
        page_event(&page, FAILED AT("01") "\"endpoint\":\"https://one.example/\",", "a", 1);
        page_event(&page, SUCCEEDED AT("02") "\"endpoint\":\"https://two.example/\",", "a", 1);
        page_event(&page, FAILED AT("03") "\"endpoint\":\"https://two.example/\",", "b", 2);
        page_event(&page, FAILED AT("03"), "c", 3);
        add(replay, page_end(&page, NULL));
        CHECK_IDS(replay, only ? "a " : "a b c ");
        CHECK_INT(counts_of(replay).filtered, only ? 3 : 0);
        end(replay);
    }
}

/* Without an id, the digest of the body. */
static void test_without_id(void) {
    apideck_replay_options options = options_with(0);
    apideck_replay *replay = replay_of(&options);
    page_begin(&page);
    page_entry(&page, FAILED, "{\"event_type\":\"a.b.c\",\"n\":1.0,\"execution_attempt\":1}");
    page_entry(&page, FAILED, "{\"execution_attempt\":2,\"n\":1,\"event_type\":\"a.b.c\"}");
    page_entry(&page, FAILED, "{\"event_type\":\"a.b.c\",\"n\":2}");
    add(replay, page_end(&page, NULL));
    CHECK_IDS(replay, "? ? ");
    CHECK_INT(counts_of(replay).repeated, 1);
    end(replay);
}

static void test_left_out(void) {
    apideck_replay_options options = options_with(0);
    apideck_replay *replay = replay_of(&options);
    page_begin(&page);
    page_entry(&page, FAILED "\"event_type\":\"apideck.subscription.created\",",
               "{\"message\":\"Validating delivery URL\"}");
    page_put(&page, ",{" FAILED "\"id\":\"without a body\"}");
    page_put(&page, ",{" FAILED "\"request_body\":null}");
    page_event(&page, FAILED "\"retry_scheduled\":true,", "a", 1);
    add(replay, page_end(&page, NULL));
    CHECK_IDS(replay, "a ");
    CHECK_INT(counts_of(replay).handshakes, 1);
    CHECK_INT(counts_of(replay).bodyless, 2);
    end(replay);
}

static void test_flags(void) {
    static const struct {
        unsigned flags;
        const char *ids;
        size_t scheduled;
    } cases[] = {
        {0, "failed waiting ", 0},
        {APIDECK_REPLAY_ALL, "failed waiting well ", 0},
        {APIDECK_REPLAY_NO_SCHEDULED, "failed ", 1},
        {APIDECK_REPLAY_ALL | APIDECK_REPLAY_NO_SCHEDULED, "failed well ", 1},
        {APIDECK_REPLAY_ASK_FOR_FAILED | APIDECK_REPLAY_ANY_AGE, "failed waiting ", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        apideck_replay_options options = options_with(cases[i].flags);
        apideck_replay *replay = replay_of(&options);
        page_begin(&page);
        page_event(&page, SUCCEEDED, "well", 3);
        page_event(&page, FAILED AT("02") "\"retry_scheduled\":true,", "waiting", 2);
        page_event(&page, FAILED AT("01"), "waiting", 2);
        page_event(&page, FAILED "\"retry_scheduled\":false,", "failed", 1);
        add(replay, page_end(&page, NULL));
        CHECK_IDS(replay, cases[i].ids);
        CHECK_INT(counts_of(replay).scheduled, cases[i].scheduled);
        CHECK_INT(counts_of(replay).repeated, 1);
        end(replay);
    }
}

/* Filters -------------------------------------------------------------------------------------- */

static int keep_second(const apideck_webhook_log *log, const apideck_event *event, void *user) {
    CHECK(log->request_body.ptr);
    CHECK(user == &page);
    return event && event->occurred_at_ms % 60000 == 2000;
}

static void test_filters(void) {
    static const struct {
        const char *since, *until, *event_type, *service_id, *consumer_id;
        const char *ids;
    } cases[] = {
        {NULL, NULL, NULL, NULL, NULL, "a b c bare "},
        {"2026-11-23T08:01:02Z", NULL, NULL, NULL, NULL, "b c bare "},
        {"2026-11-23T08:01:02.001Z", NULL, NULL, NULL, NULL, "c bare "},
        {NULL, "2026-11-23T10:01:02+02:00", NULL, NULL, NULL, "a b bare "},
        {"2026-11-23T08:01:02Z", "2026-11-23T08:01:02Z", NULL, NULL, NULL, "b bare "},
        {NULL, NULL, "accounting.quote.created", NULL, NULL, "a "},
        {NULL, NULL, "accounting.invoice.created", NULL, NULL, "b c "},
        {NULL, NULL, NULL, "xero", NULL, "a bare "},
        {NULL, NULL, NULL, "xer", NULL, ""},
        {NULL, NULL, NULL, NULL, "me", "b bare "},
        {NULL, NULL, NULL, "xero", "me", "bare "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        apideck_replay_options options = options_with(0);
        char texts[5][40];
        const char **const members[] = {&options.since, &options.until, &options.event_type,
                                        &options.service_id, &options.consumer_id};
        const char *const values[] = {cases[i].since, cases[i].until, cases[i].event_type,
                                      cases[i].service_id, cases[i].consumer_id};
        for (int j = 0; j < 5; j++) {
            if (values[j]) {
                *members[j] = strcpy(texts[j], values[j]);
            }
        }
        apideck_replay *replay = replay_of(&options);
        memset(texts, '?', sizeof texts);
        page_begin(&page);
        /* The log's word counts, and the body's where the log has none. */
        page_event(&page,
                   FAILED AT("01") "\"event_type\":\"accounting.quote.created\","
                                   "\"service\":{\"id\":\"xero\"},\"consumer_id\":\"you\",",
                   "a", 1);
        page_event(&page, FAILED AT("02") "\"consumer_id\":\"me\",", "b", 2);
        page_event(&page, FAILED AT("03"), "c", 3);
        page_entry(&page, FAILED,
                   "{\"event_id\":\"bare\",\"service_id\":\"xero\",\"consumer_id\":\"me\"}");
        add(replay, page_end(&page, NULL));
        CHECK_IDS(replay, cases[i].ids);
        end(replay);
    }
    apideck_replay_options options = options_with(0);
    options.filter = keep_second;
    options.user = &page;
    apideck_replay *replay = replay_of(&options);
    page_begin(&page);
    page_event(&page, FAILED, "a", 1);
    page_event(&page, FAILED, "b", 2);
    page_entry(&page, FAILED, "nonsense");
    add(replay, page_end(&page, NULL));
    CHECK_IDS(replay, "b ");
    CHECK_INT(counts_of(replay).filtered, 2);
    end(replay);
}

/* What is refused ------------------------------------------------------------------------------ */

static void test_options(void) {
    apideck_replay *replay = NULL;
    apideck_error error = {0, 0, ""};
    apideck_replay_options options = options_with(0);
    options.since = "yesterday";
    CHECK_INT(apideck_replay_new(&options, &replay, &error), APIDECK_ERR_ARGUMENT);
    CHECK(strstr(error.message, "since"));
    options = options_with(0);
    options.until = "2026-11-23";
    CHECK_INT(apideck_replay_new(&options, &replay, NULL), APIDECK_ERR_ARGUMENT);
    const size_t limits[][3] = {{0, 1, 1}, {201, 1, 1}, {1, 0, 1}, {1, 1, 0}};
    for (int i = 0; i < 4; i++) {
        options = options_with(0);
        options.page_limit = limits[i][0];
        options.max_pages = limits[i][1];
        options.max_bytes = limits[i][2];
        CHECK_INT(apideck_replay_new(&options, &replay, NULL), APIDECK_ERR_ARGUMENT);
    }
    options = options_with(0);
    options.size = sizeof options.size;
    CHECK_INT(apideck_replay_new(&options, &replay, NULL), APIDECK_ERR_HOST_TABLE);
    const apideck_allocator broken = {NULL, NULL, NULL};
    options = options_with(0);
    options.allocator = &broken;
    CHECK_INT(apideck_replay_new(&options, &replay, NULL), APIDECK_ERR_CALLBACK_MISSING);
    CHECK_INT(apideck_replay_new(NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK(!replay);
    CHECK_INT(apideck_replay_new(NULL, &replay, NULL), 0);
    CHECK(replay != NULL);
    apideck_replay_counts counts = {.size = 0};
    CHECK_INT(apideck_replay_count(replay, &counts), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_count(NULL, &counts), APIDECK_ERR_ARGUMENT);
    apideck_replay_item item;
    CHECK_INT(apideck_replay_item_at(replay, 0, &item), APIDECK_ERR_NOT_FOUND);
    CHECK_INT(apideck_replay_item_at(replay, 0, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_item_at(NULL, 0, &item), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_add_page(NULL, "[]", 2, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_replay_add_page(replay, NULL, 2, NULL), APIDECK_ERR_ARGUMENT);
    CHECK(!apideck_replay_cursor(replay).ptr);
    CHECK(!apideck_replay_cursor(NULL).ptr);
    apideck_replay_free(replay);
    apideck_replay_free(NULL);
}

/* A caller that knows fewer counts, and one that knows more. */
static void test_sizes(void) {
    apideck_replay_options options = options_with(0);
    apideck_replay *replay = replay_of(&options);
    struct {
        apideck_replay_counts counts;
        size_t of_tomorrow;
    } larger;
    memset(&larger, 0xff, sizeof larger);
    larger.counts.size = sizeof larger;
    CHECK_INT(apideck_replay_count(replay, &larger.counts), 0);
    CHECK_INT(larger.counts.size, sizeof larger);
    CHECK_INT(larger.of_tomorrow, 0);
    apideck_replay_counts smaller;
    memset(&smaller, 0xff, sizeof smaller);
    smaller.size = offsetof(apideck_replay_counts, missed);
    CHECK_INT(apideck_replay_count(replay, &smaller), 0);
    CHECK_INT(smaller.entries, 0);
    CHECK_INT(smaller.missed, (size_t)-1);
    end(replay);
}

/* A page that is refused leaves what was there before as it was. */
static void test_bad_page(void) {
    apideck_replay_options options = options_with(0);
    apideck_replay *replay = replay_of(&options);
    page_begin(&page);
    page_event(&page, FAILED, "a", 1);
    add(replay, page_end(&page, NULL));
    page_begin(&page);
    page_event(&page, FAILED, "b", 2);
    page_event(&page, "\"id\":7,", "c", 2);
    page_end(&page, NULL);
    apideck_problem *problem = NULL;
    CHECK_INT(apideck_replay_add_page(replay, page.text, page.len, &problem),
              APIDECK_ERR_FIELD_TYPE);
    CHECK_STR(problem->path.ptr, problem->path.len, "data[1].id");
    apideck_problem_free(problem);
    CHECK_IDS(replay, "a ");
    CHECK_INT(counts_of(replay).pages, 1);
    end(replay);
}

static void test_limit(void) {
    apideck_replay_options options = options_with(0);
    apideck_replay *replay = replay_of(&options);
    size_t len = (size_t)100 << 20;
    memory.peak = memory.bytes;
    char *large = malloc(len);
    memset(large, ' ', len);
    memcpy(large, "[]", 2);
    apideck_problem *problem = NULL;
    CHECK_INT(apideck_replay_add_page(replay, large, len, &problem), APIDECK_ERR_TOO_LARGE);
    CHECK_INT(problem->code, APIDECK_ERR_TOO_LARGE);
    apideck_problem_free(problem);
    CHECK(memory.peak < 65536);
    free(large);
    end(replay);
    options.max_bytes = 10; /* of all together */
    replay = replay_of(&options);
    add(replay, "[    ]");
    CHECK_INT(apideck_replay_add_page(replay, "[   ]", 5, NULL), APIDECK_ERR_TOO_LARGE);
    add(replay, "[  ]");
    CHECK_INT(apideck_replay_add_page(replay, "1", 1, NULL), APIDECK_ERR_TOO_LARGE);
    end(replay);
}

/* Every allocation fails once: the page is added as a whole, or not at all. */
static void test_memory(void) {
    apideck_replay_options options = options_with(0);
    size_t n = 1;
    for (bool failed = true; failed; n++) {
        apideck_replay *replay = NULL;
        counting_fail_at(&memory, n);
        int error = apideck_replay_new(&options, &replay, NULL);
        const char *expected = "";
        for (int i = 0; !error && i < 3; i++) {
            static const char *const all[] = {"", "a b ", "a b c ", "a b c d "};
            page_begin(&page);
            page_event(&page, FAILED, i ? i > 1 ? "d" : "c" : "a", i ? i + 2 : 1);
            page_event(&page, FAILED, "b", 2);
            page_event(&page, SUCCEEDED, "x", 2);
            page_end(&page, NULL);
            expected = all[i];
            error = apideck_replay_add_page(replay, page.text, page.len, NULL);
            expected = error ? expected : all[i + 1];
        }
        failed = counting_failed(&memory);
        CHECK_INT(error, failed ? APIDECK_ERR_NO_MEMORY : 0);
        counting_fail_at(&memory, 0);
        if (replay) {
            CHECK_IDS(replay, expected);
        }
        end(replay);
    }
    CHECK(n > 10);
}

/* The same of an event without an id that no fixed room holds: its digest reads it once more. */
static void test_memory_for_a_digest(void) {
    enum { SIZE = 30000, KEYS = 1500 };
    static char text[SIZE];
    size_t len = (size_t)snprintf(text, SIZE,
                                  "[{\"success\":false,\"request_body\":"
                                  "{\"z\":[{\"b\":1,\"a\":2}]");
    for (int i = KEYS; i > 0; i--) {
        len += (size_t)snprintf(text + len, SIZE - len, ",\"k%05d\":%d", i, i % 7);
    }
    len += (size_t)snprintf(text + len, SIZE - len, "}}]");
    apideck_replay_options options = options_with(0);
    size_t n = 1;
    for (bool failed = true; failed; n++) {
        apideck_replay *replay = replay_of(&options);
        counting_fail_at(&memory, n);
        int error = apideck_replay_add_page(replay, text, len, NULL);
        failed = counting_failed(&memory);
        counting_fail_at(&memory, 0);
        CHECK_INT(error, failed ? APIDECK_ERR_NO_MEMORY : 0);
        CHECK_IDS(replay, failed ? "" : "? ");
        end(replay);
    }
    CHECK(n > 4);
}

int main(void) {
    test_order();
    test_many_in_order();
    test_newest();
    test_endpoints();
    test_without_id();
    test_left_out();
    test_flags();
    test_filters();
    test_options();
    test_sizes();
    test_bad_page();
    test_limit();
    test_memory();
    test_memory_for_a_digest();
    return check_summary();
}
