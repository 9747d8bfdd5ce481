/* Events as jansson documents: parts of the body, what a json_t cannot hold, and the composed
 * object. */
#include "check.h"

#include <apideck/json.h>

static apideck_event *parsed(const char *body) {
    apideck_event *event = NULL;
    apideck_error error = {0, 0, ""};
    if (apideck_parse_event(body, strlen(body), NULL, &event, &error)) {
        fprintf(stderr, "%s: %s\n", body, error.message);
        exit(1);
    }
    return event;
}

/* Compares with a document that is built by hand; takes both. */
static void check_same(json_t *actual, json_t *expected) {
    CHECK(actual != NULL && expected != NULL);
    CHECK(json_equal(actual, expected));
    json_decref(actual);
    json_decref(expected);
}

static void check_part(const apideck_event *event, apideck_event_part part, json_t *expected) {
    json_t *json = NULL;
    apideck_error error = {1, 2, NULL};
    CHECK_INT(apideck_event_json(event, part, &json, &error), 0);
    CHECK_INT(error.code, 1);
    check_same(json, expected);
}

static void test_parts(void) {
    apideck_event *event = parsed("{\"payload\" : {\"event_id\":\"a\\u0062\", \"entity\" : "
                                  "{\"n\":[1,2.5,true,null],\"s\":\"\\u00e9\"}},\"z\":-7}");
    check_part(event, APIDECK_PART_ENTITY,
               json_pack("{s:[i,f,b,n], s:s}", "n", 1, 2.5, 1, "s", "\xc3\xa9"));
    check_part(event, APIDECK_PART_PAYLOAD,
               json_pack("{s:s, s:{s:[i,f,b,n], s:s}}", "event_id", "ab", "entity", "n", 1, 2.5, 1,
                         "s", "\xc3\xa9"));
    check_part(event, APIDECK_PART_BODY,
               json_pack("{s:{s:s, s:{s:[i,f,b,n], s:s}}, s:i}", "payload", "event_id", "ab",
                         "entity", "n", 1, 2.5, 1, "s", "\xc3\xa9", "z", -7));
    apideck_event_free(event);
}

/* Without an envelope the payload is the body. */
static void test_bare_event(void) {
    apideck_event *event = parsed(" {\"entity\":{\"a\":\"text\"}} ");
    check_part(event, APIDECK_PART_BODY, json_pack("{s:{s:s}}", "entity", "a", "text"));
    check_part(event, APIDECK_PART_PAYLOAD, json_pack("{s:{s:s}}", "entity", "a", "text"));
    check_part(event, APIDECK_PART_ENTITY, json_pack("{s:s}", "a", "text"));
    apideck_event_free(event);
}

static void check_refused(const apideck_event *event, apideck_event_part part, int code) {
    json_t *untouched = json_true();
    json_t *json = untouched;
    apideck_error error = {0, 0, NULL};
    CHECK_INT(apideck_event_json(event, part, &json, &error), code);
    CHECK(json == untouched);
    CHECK_INT(error.code, code);
    CHECK(error.message != NULL);
    CHECK_INT(apideck_event_json(event, part, &json, NULL), code);
}

static void test_no_such_part(void) {
    static const char *const without[] = {
        "{\"payload\":{},\"entity\":{}}", "{\"entity\":null}", "{\"entity\":[{}]}",
        "{\"entity\":\"text\"}",          "{\"entity\":0}",    "{}",
    };
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        apideck_event *absent = parsed(without[i]);
        check_refused(absent, APIDECK_PART_ENTITY, APIDECK_ERR_NOT_FOUND);
        apideck_event_free(absent);
    }
    apideck_event *event = parsed("{}");
    check_refused(event, (apideck_event_part)0, APIDECK_ERR_ARGUMENT);
    check_refused(event, (apideck_event_part)4, APIDECK_ERR_ARGUMENT);
    check_refused(NULL, APIDECK_PART_BODY, APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_event_json(event, APIDECK_PART_BODY, NULL, NULL), APIDECK_ERR_ARGUMENT);
    apideck_event_free(event);
}

/* Valid JSON that jansson has no value for. `fault` is the token at fault, which is where the
 * error's offset has to be. */
static const struct {
    const char *body;
    const char *fault;
} unrepresentable[] = {
    {"{\"payload\":{\"entity\":{\"n\":9223372036854775808}}}", "9223372036854775808"},
    {"{\"payload\":{\"entity\":{\"a\":[-9223372036854775809, 1]}}}", "-9223372036854775809"},
    {"{\"payload\" : { \"a\":1,\"entity\" : {\"a\" : 1e400 } } }", "1e400"},
    {"{\"entity\":{\"a\":\"\\ud800\"}}", "\"\\ud800\""},
    {"{\"entity\":{\"a\":\"x\\udc00y\"}}", "\"x\\udc00y\""},
    {"{\"entity\":{\"\\ud83d\\ud83d\":1}}", "\"\\ud83d\\ud83d\""},
    {"{\"entity\":{\"a\\u0000b\":1}}", "\"a\\u0000b\""},
};

static void test_unrepresentable(void) {
    static const apideck_event_part parts[] = {APIDECK_PART_BODY, APIDECK_PART_PAYLOAD,
                                               APIDECK_PART_ENTITY};
    for (size_t i = 0; i < sizeof unrepresentable / sizeof *unrepresentable; i++) {
        apideck_event *event = parsed(unrepresentable[i].body);
        const char *fault = strstr(unrepresentable[i].body, unrepresentable[i].fault);
        size_t begin = (size_t)(fault - unrepresentable[i].body);
        for (size_t j = 0; j < 3; j++) {
            json_t *json = NULL;
            apideck_error error = {0, 0, NULL};
            int before = check_failed;
            CHECK_INT(apideck_event_json(event, parts[j], &json, &error),
                      APIDECK_ERR_JSON_UNREPRESENTABLE);
            CHECK(error.offset >= begin && error.offset < begin + strlen(unrepresentable[i].fault));
            if (check_failed > before) {
                fprintf(stderr, "    part %d of %s: offset %zu\n", (int)parts[j],
                        unrepresentable[i].body, error.offset);
            }
        }
        json_t *json = NULL;
        apideck_error error = {0, 0, NULL};
        CHECK_INT(apideck_event_to_json(event, &json, &error), APIDECK_ERR_JSON_UNREPRESENTABLE);
        CHECK_INT(error.code, APIDECK_ERR_JSON_UNREPRESENTABLE);
        CHECK(json == NULL);
        apideck_event_free(event);
    }
}

/* The ends of what jansson does hold. */
static void test_ends_of_the_range(void) {
    apideck_event *event = parsed("{\"entity\":{\"a\":[9223372036854775807,-9223372036854775808,"
                                  "1.7976931348623157e308,\"a\\u0000b\",\"\\ud83d\\ude00\"]}}");
    json_t *expected = json_array();
    json_array_append_new(expected, json_integer(INT64_MAX));
    json_array_append_new(expected, json_integer(INT64_MIN));
    json_array_append_new(expected, json_real(1.7976931348623157e308));
    json_array_append_new(expected, json_stringn("a\0b", 3));
    json_array_append_new(expected, json_string("\xf0\x9f\x98\x80"));
    check_part(event, APIDECK_PART_ENTITY, json_pack("{s:o}", "a", expected));
    apideck_event_free(event);
}

static void check_composed(const char *body, json_t *expected) {
    apideck_event *event = parsed(body);
    json_t *json = NULL;
    CHECK_INT(apideck_event_to_json(event, &json, NULL), 0);
    apideck_event_free(event);
    check_same(json, expected);
}

static void test_to_json(void) {
    check_composed("{}", json_object());
    check_composed("{\"payload\":{\"other\":1,\"event_id\":null,\"entity\":null}}", json_object());
    check_composed("{\"payload\":{\"event_type\":\"accounting.invoice.created\",\"event_id\":\"e\","
                   "\"unified_api\":\"accounting\",\"service_id\":\"xero\",\"consumer_id\":\"c\","
                   "\"entity_id\":\"i\",\"entity_type\":\"invoice\",\"entity_url\":\"https://x/y\","
                   "\"occurred_at\":\"2021-10-01T03:14:55.419Z\",\"execution_attempt\":3}}",
                   json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:i}",
                             "event_type", "accounting.invoice.created", "event_id", "e",
                             "unified_api", "accounting", "service_id", "xero", "consumer_id", "c",
                             "entity_id", "i", "entity_type", "invoice", "entity_url",
                             "https://x/y", "occurred_at", "2021-10-01T03:14:55.419Z",
                             "occurred_at_ms", (json_int_t)1633058095419, "execution_attempt", 3));
    check_composed("{\"occurred_at\":\"yesterday\",\"execution_attempt\":0,\"event_id\":\"\"}",
                   json_pack("{s:s, s:i, s:s}", "occurred_at", "yesterday", "execution_attempt", 0,
                             "event_id", ""));
    check_composed("{\"payload\":{\"event_type\":\"v.\\u00e9\",\"entity\":{\"a\":[1]}}}",
                   json_pack("{s:s, s:{s:[i]}}", "event_type", "v.\xc3\xa9", "entity", "a", 1));
    json_t *json = NULL;
    CHECK_INT(apideck_event_to_json(NULL, &json, NULL), APIDECK_ERR_ARGUMENT);
    CHECK(json == NULL);
    apideck_event *event = parsed("{}");
    CHECK_INT(apideck_event_to_json(event, NULL, NULL), APIDECK_ERR_ARGUMENT);
    apideck_event_free(event);
}

/* jansson's memory, which is the process's: live blocks, and how many until none is left. */
static size_t blocks;
static size_t left;

static void *scarce_malloc(size_t size) {
    void *block = left && --left ? malloc(size) : NULL;
    blocks += block != NULL;
    return block;
}

static void scarce_free(void *block) {
    blocks -= block != NULL;
    free(block);
}

static int run_out(const apideck_event *event, int composed, size_t after) {
    json_t *json = NULL;
    apideck_error error = {0, 0, NULL};
    left = after;
    int result = composed ? apideck_event_to_json(event, &json, &error)
                          : apideck_event_json(event, APIDECK_PART_BODY, &json, &error);
    CHECK((result == 0) == (json != NULL));
    CHECK_INT(error.code, result);
    json_decref(json);
    CHECK_INT(blocks, 0);
    return result;
}

/* Every allocation of jansson's fails in turn, and all behind it: the call says so, and gives back
 * what it took. */
static void test_no_memory(void) {
    apideck_event *event = parsed("{\"payload\":{\"event_id\":\"e\",\"execution_attempt\":3,"
                                  "\"entity\":{\"a\":[1,2.5,\"text\"]}},\"z\":null}");
    json_set_alloc_funcs(scarce_malloc, scarce_free);
    for (int composed = 0; composed < 2; composed++) {
        size_t after = 1;
        while (after < 1000 && run_out(event, composed, after) == APIDECK_ERR_NO_MEMORY) {
            after++;
        }
        CHECK(after > 5);
        CHECK_INT(run_out(event, composed, after), 0);
    }
    json_set_alloc_funcs(malloc, free);
    apideck_event_free(event);
}

int main(void) {
    test_parts();
    test_bare_event();
    test_no_such_part();
    test_unrepresentable();
    test_ends_of_the_range();
    test_to_json();
    test_no_memory();
    return check_summary();
}
