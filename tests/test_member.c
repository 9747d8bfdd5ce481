/* Fields that the library does not know, found by name in the text of the event. */
#include "check.h"
#include "member.h"

#include <apideck/event.h>
#include <stdlib.h>

static apideck_event *parsed(const char *body) {
    apideck_event *event = NULL;
    CHECK_INT(apideck_parse_event(body, strlen(body), NULL, &event, NULL), 0);
    if (!event) {
        exit(1);
    }
    return event;
}

/* NULL where there is no such member. */
static void check_member(const apideck_event *event, const char *name, size_t len,
                         const char *expected) {
    static const char untouched[] = "untouched";
    apideck_str json = {untouched, sizeof untouched - 1};
    int result = apideck_event_member(event, name, len, &json);
    CHECK_INT(result, expected ? 0 : APIDECK_ERR_NOT_FOUND);
    CHECK_STR(json.ptr, json.len, expected ? expected : untouched);
    CHECK(!expected ||
          (json.ptr > event->body.ptr && json.ptr < event->body.ptr + event->body.len));
}

static void test_values(void) {
    static const char *const members[][2] = {
        {"null", "null"},
        {"yes", "true"},
        {"number", "-1.50e+3"},
        {"string", "\"a\\\"}],b\""},
        {"empty", "\"\""},
        {"object", "{ \"string\" : \"inner\", \"x\":[{}] }"},
        {"array", "[ 1 , \"]\" , [ ] ]"},
        {"", "{}"},
        {"after", "0"},
        {"strin", NULL},
        {"strings", NULL},
        {"x", NULL},
        {"inner", NULL},
        {"outside", NULL},
    };
    apideck_event *event = parsed(
        "{\"outside\":1,\"payload\" : { \"null\" : null,\"yes\":true ,\n\"number\":-1.50e+3\t,"
        "\"string\":\"a\\\"}],b\",\"empty\":\"\",\"object\":{ \"string\" : \"inner\", \"x\":[{}] },"
        "\"array\": [ 1 , \"]\" , [ ] ] , \"\":{}, \"after\":0}}");
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        check_member(event, members[i][0], strlen(members[i][0]), members[i][1]);
    }
    check_member(event, NULL, 0, "{}");
    apideck_event_free(event);
}

static void test_escapes_in_keys(void) {
    apideck_event *event =
        parsed("{\"a\\u0062\\/\\\"\":1,\"\\ud83d\\ude00\":2,\"\xf0\x9f\x98\x81\":3,"
               "\"\\u0000x\":4,\"\\ud800\":5,\"\\n\":6,\"\xc3\xa4\":7}");
    check_member(event, "ab/\"", 4, "1");
    check_member(event, "\xf0\x9f\x98\x80", 4, "2");
    check_member(event, "\xf0\x9f\x98\x81", 4, "3");
    check_member(event, "\0x", 2, "4");
    check_member(event, "", 0, NULL);
    check_member(event, "\xed\xa0\x80", 3, NULL); /* half a surrogate pair is no UTF-8 */
    check_member(event, "\n", 1, "6");
    check_member(event, "\\n", 2, NULL);
    check_member(event, "\xc3\xa4", 2, "7");
    check_member(event, "\xc3", 1, NULL);
    apideck_event_free(event);
}

/* RFC 8259: four characters are white space, and may stand around every token. */
static void test_white_space(void) {
    static const char *const values[] = {"1", "true", "\"s\"", "{}", "[ ]"};
    for (const char *space = " \t\r\n"; *space; space++) {
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            char body[100];
            snprintf(body, sizeof body, "{%c\"a\"%c:%c%s%c,%c\"b\"%c:%c%s%c}", *space, *space,
                     *space, values[i], *space, *space, *space, *space, values[i], *space);
            apideck_event *event = parsed(body);
            check_member(event, "a", 1, values[i]);
            check_member(event, "b", 1, values[i]);
            check_member(event, "c", 1, NULL);
            apideck_event_free(event);
        }
    }
}

static void test_known_fields_too(void) {
    apideck_event *event = parsed("{\"event_id\":\"\\u0031\",\"payload\":null}");
    check_member(event, "event_id", 8, "\"\\u0031\"");
    check_member(event, "payload", 7, "null");
    apideck_event_free(event);
}

static void test_empty_objects(void) {
    apideck_event *event = parsed(" { \n } ");
    check_member(event, "a", 1, NULL);
    apideck_event_free(event);
    event = parsed("{\"payload\":{}}");
    check_member(event, "payload", 7, NULL);
    apideck_event_free(event);
}

static void test_find(void) {
    apideck_str value;
    const apideck_str object = {"{\"a\":1}trailing", 7};
    CHECK(apideck__member_find(object, "a", 1, &value));
    CHECK_STR(value.ptr, value.len, "1");
    CHECK(!apideck__member_find(object, "b", 1, &value));
}

static void test_arguments(void) {
    apideck_event *event = parsed("{}");
    apideck_str json;
    CHECK_INT(apideck_event_member(NULL, "a", 1, &json), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_event_member(event, NULL, 1, &json), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_event_member(event, "a", 1, NULL), APIDECK_ERR_ARGUMENT);
    apideck_event_free(event);
}

int main(void) {
    test_values();
    test_escapes_in_keys();
    test_white_space();
    test_known_fields_too();
    test_empty_objects();
    test_find();
    test_arguments();
    return check_summary();
}
