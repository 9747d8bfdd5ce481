/* Large documents of entities: they are decoded, or refused before they take room. */
#include "decoding.h"

#include "api_requests.h"

struct text {
    char *bytes;
    size_t len;
    size_t room;
};

static void put(struct text *text, const char *more) {
    size_t len = strlen(more);
    if (text->room - text->len < len) {
        text->room = text->room * 2 + len;
        text->bytes = realloc(text->bytes, text->room);
        if (!text->bytes) {
            exit(2);
        }
    }
    memcpy(text->bytes + text->len, more, len);
    text->len += len;
}

static void decode_large(struct decoded *d, struct text *text) {
    memset(d, 0, sizeof *d);
    apideck_allocator allocator = counting_allocator(&d->memory);
    d->error = apideck_entity_decode(APIDECK_ENTITY_INVOICE, text->bytes, text->len, NULL,
                                     &allocator, &d->entity, &d->problem);
    free(text->bytes);
}

static void test_unknown_members(void) {
    struct decoded d;
    struct text text = {NULL, 0, 0};
    put(&text, "{\"data\":{");
    for (int i = 0; i < 100000; i++) {
        char member[32];
        snprintf(member, sizeof member, "\"u%d\":%d,", i, i);
        put(&text, member);
    }
    put(&text, "\"total\":1}}");
    decode_large(&d, &text);
    CHECK_INT(d.error, 0);
    apideck_str json = {NULL, 0};
    CHECK_INT(apideck_json_member(d.entity->json, "u99999", 6, &json), 0);
    CHECK_TEXT(json, "99999");
    CHECK_TEXT(apideck_entity_as_invoice(d.entity)->total.text, "1");
    end(&d);
}

static void check_list(const char *item, int count, int code) {
    struct decoded d;
    struct text text = {NULL, 0, 0};
    put(&text, "{\"data\":{\"line_items\":[");
    for (int i = 0; i < count; i++) {
        put(&text, i ? "," : "");
        put(&text, item);
    }
    put(&text, "]}}");
    decode_large(&d, &text);
    CHECK_INT(d.error, code);
    if (d.entity) {
        CHECK_INT(apideck_entity_as_invoice(d.entity)->line_items.count, count);
    }
    end(&d);
}

/* What a list of empty objects blows up to is bounded, and ordinary lists are not hindered. */
static void test_lists(void) {
    check_list("{\"id\":\"12\",\"quantity\":1,\"unit_price\":9.99}", 20000, 0);
    check_list("{}", 10000, 0);
    check_list("{}", 1000000, APIDECK_ERR_TOO_LARGE);
    check_list("null", 1000000, APIDECK_ERR_TOO_LARGE);
}

static void test_a_million_texts(void) {
    struct decoded d;
    struct text text = {NULL, 0, 0};
    put(&text, "{\"data\":{\"tags\":[");
    for (int i = 0; i < 999999; i++) {
        put(&text, "\"t\",");
    }
    put(&text, "null]}}");
    memset(&d, 0, sizeof d);
    apideck_allocator allocator = counting_allocator(&d.memory);
    d.error = apideck_entity_decode(APIDECK_ENTITY_PROJECT, text.bytes, text.len, NULL, &allocator,
                                    &d.entity, &d.problem);
    free(text.bytes);
    CHECK_INT(d.error, 0);
    const apideck_text_list *tags = &apideck_entity_as_project(d.entity)->tags;
    CHECK_INT(tags->count, 1000000);
    CHECK_TEXT(tags->items[999998], "t");
    CHECK_TEXT(tags->items[999999], NULL);
    end(&d);
}

static void test_depth(void) {
    struct decoded d;
    struct text text = {NULL, 0, 0};
    put(&text, "{\"data\":{\"custom_mappings\":{\"a\":");
    for (int i = 0; i < 125; i++) {
        put(&text, "[");
    }
    for (int i = 0; i < 125; i++) {
        put(&text, "]");
    }
    put(&text, "}}}");
    decode_large(&d, &text);
    CHECK_INT(d.error, 0);
    end(&d);
    text = (struct text){NULL, 0, 0};
    put(&text, "{\"data\":{\"x\":");
    for (int i = 0; i < 1000000; i++) {
        put(&text, "[");
    }
    decode_large(&d, &text);
    CHECK_INT(d.error, APIDECK_ERR_JSON_DEPTH);
    end(&d);
}

#define HUNDRED_MEGABYTES ((size_t)100 << 20)

/* Of `item`s in a list, each behind a comma. */
static struct text hundred_megabytes(const char *begin, const char *item, const char *end) {
    struct text text = {NULL, 0, 0};
    text.room = HUNDRED_MEGABYTES + strlen(begin) + strlen(item) + strlen(end);
    text.bytes = malloc(text.room);
    if (!text.bytes) {
        exit(2);
    }
    put(&text, begin);
    put(&text, item + 1);
    while (text.len < HUNDRED_MEGABYTES) {
        put(&text, item);
    }
    put(&text, end);
    return text;
}

/* What the library does not know takes no room but that of the document itself. */
static void test_a_hundred_megabytes(void) {
    struct decoded d;
    struct text text = hundred_megabytes("{\"data\":{\"total\":1,\"newer\":[",
                                         ",\"a text of some length that nobody asked for\"", "]}}");
    const size_t len = text.len;
    decode_large(&d, &text);
    CHECK_INT(d.error, 0);
    CHECK_TEXT(apideck_entity_as_invoice(d.entity)->total.text, "1");
    CHECK(d.memory.peak < len + 65536);
    end(&d);
}

/* Of objects that are many times as large as what they are made of, nothing is made. */
static void test_a_hundred_megabytes_of_lines(void) {
    struct decoded d;
    struct text text = hundred_megabytes("{\"data\":{\"line_items\":[", ",{\"id\":\"1\"}", "]}}");
    apideck_allocator allocator = counting_allocator(&d.memory);
    memset(&d, 0, sizeof d);
    d.error = apideck_entity_decode(APIDECK_ENTITY_INVOICE, text.bytes, text.len, NULL, &allocator,
                                    &d.entity, NULL);
    CHECK_INT(d.error, APIDECK_ERR_TOO_LARGE);
    CHECK_INT(d.memory.peak, 0);
    text.bytes[text.len - 4] = '?'; /* the mistake is at its very end */
    d.error = apideck_entity_decode(APIDECK_ENTITY_INVOICE, text.bytes, text.len, NULL, &allocator,
                                    &d.entity, NULL);
    CHECK_INT(d.error, APIDECK_ERR_JSON_SYNTAX);
    free(text.bytes);
    end(&d);
}

/* A response of that size is refused unread, and no more of it is kept than was asked for. */
static void test_a_large_response(void) {
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event("accounting.invoice.created");
    apideck_request *request = NULL;
    apideck_entity *entity = NULL;
    apideck_problem *problem = NULL;
    struct text text = hundred_megabytes("[", ",{}", "]");
    CHECK_INT(apideck_entity_request(&credentials, &event, &allocator, &request, NULL), 0);
    const apideck_http_response response = {
        .status = 200, .body = text.bytes, .body_len = text.len};
    CHECK_INT(apideck_entity_from_response(request, &response, &allocator, &entity, &problem),
              APIDECK_ERR_TOO_LARGE);
    CHECK_INT(problem->document.len, 16 << 20);
    CHECK(memory.peak < (17 << 20));
    apideck_problem_free(problem);
    apideck_request_free(request);
    CHECK_NOTHING_LEAKED(&memory);
    free(text.bytes);
}

int main(void) {
    test_unknown_members();
    test_lists();
    test_a_million_texts();
    test_depth();
    test_a_hundred_megabytes();
    test_a_hundred_megabytes_of_lines();
    test_a_large_response();
    return check_summary();
}
