/* Reading events: the envelope, every field, escapes, and what is refused. */
#include "check.h"
#include "counting_allocator.h"

#include <apideck/event.h>

#define INVOICE "accounting.invoice.created"

static struct counting memory;

/* Parses from a block that ends with the body and is gone when the event is read. */
static int parse(const char *body, apideck_event **event_out, apideck_error *error_out) {
    apideck_allocator allocator = counting_allocator(&memory);
    size_t len = strlen(body);
    char *own = malloc(len ? len : 1);
    memcpy(own, body, len);
    int result = apideck_parse_event(own, len, &allocator, event_out, error_out);
    memset(own, '?', len);
    free(own);
    return result;
}

/* Nothing can be checked of an event that is not there. */
static apideck_event *parsed(const char *body) {
    apideck_event *event = NULL;
    apideck_error error = {0, 0, NULL};
    CHECK_INT(parse(body, &event, &error), 0);
    CHECK_INT(error.code, 0); /* untouched */
    if (!event) {
        exit(1);
    }
    for (size_t i = 0; i < sizeof event->reserved / sizeof *event->reserved; i++) {
        CHECK(event->reserved[i] == NULL);
    }
    return event;
}

static void done(apideck_event *event) {
    apideck_event_free(event);
    CHECK_NOTHING_LEAKED(&memory);
}

static void refused(const char *body, int code, const char *at) {
    apideck_event *event = NULL;
    apideck_error error = {0, 0, NULL};
    CHECK_INT(parse(body, &event, &error), code);
    CHECK(event == NULL);
    CHECK_INT(error.code, code);
    CHECK(error.message && *error.message);
    const char *place = at ? strstr(body, at) : NULL;
    CHECK_INT(error.offset, place ? place - body : 0);
    CHECK_INT(parse(body, &event, NULL), code);
    CHECK_NOTHING_LEAKED(&memory);
}

static const struct {
    const char *name;
    size_t offset; /* of the apideck_str in the event */
} fields[] = {
    {"event_type", offsetof(apideck_event, event_type)},
    {"event_id", offsetof(apideck_event, event_id)},
    {"unified_api", offsetof(apideck_event, unified_api)},
    {"service_id", offsetof(apideck_event, service_id)},
    {"consumer_id", offsetof(apideck_event, consumer_id)},
    {"entity_id", offsetof(apideck_event, entity_id)},
    {"entity_type", offsetof(apideck_event, entity_type)},
    {"entity_url", offsetof(apideck_event, entity_url)},
    {"occurred_at", offsetof(apideck_event, occurred_at)},
};

#define FIELDS (sizeof fields / sizeof *fields)

static apideck_str text_of(const apideck_event *event, size_t field) {
    return *(const apideck_str *)((const char *)event + fields[field].offset);
}

/* Checks that one field has that text, with a NUL behind it, and that the others are absent. */
static void check_only(const apideck_event *event, size_t field, const char *expected) {
    for (size_t i = 0; i < FIELDS; i++) {
        apideck_str text = text_of(event, i);
        CHECK_STR(text.ptr, text.len, i == field ? expected : NULL);
        CHECK(!text.ptr || text.ptr[text.len] == '\0');
    }
}

static void test_each_text_field(void) {
    /* A JSON string and its text; JSON.parse gives the same. */
    static const char *const texts[][2] = {
        {"\"\"", ""},
        {"\"plain\"", "plain"},
        {"\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\"", "a\"b\\c/d\b\f\n\r\t"},
        {"\"\\u00e4\\u20AC\\ud83d\\ude00\\u0041\"", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"
                                                    "A"},
        {"\"\xc3\xa4\xf0\x9f\x98\x80\\u001f\"", "\xc3\xa4\xf0\x9f\x98\x80\x1f"},
        {"null", NULL},
    };
    for (size_t i = 0; i < FIELDS; i++) {
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            char body[200];
            for (int envelope = 0; envelope < 2; envelope++) {
                snprintf(body, sizeof body,
                         envelope ? "{\"payload\":{\"%s\" : %s}}" : "{\"%s\":%s}", fields[i].name,
                         texts[j][0]);
                apideck_event *event = parsed(body);
                check_only(event, i, texts[j][1]);
                done(event);
            }
        }
    }
}

/* RFC 8259: four characters are white space, and may stand around the colon. */
static void test_white_space(void) {
    for (const char *space = " \t\r\n"; *space; space++) {
        char body[60];
        snprintf(body, sizeof body, "{\"entity_id\"%c:%c\"e 1\"%c}", *space, *space, *space);
        apideck_event *event = parsed(body);
        CHECK_STR(event->entity_id.ptr, event->entity_id.len, "e 1");
        done(event);
    }
}

static void test_each_text_field_refused(void) {
    static const struct {
        const char *value;
        int code;
    } values[] = {
        {"1", APIDECK_ERR_FIELD_TYPE},
        {"true", APIDECK_ERR_FIELD_TYPE},
        {"false", APIDECK_ERR_FIELD_TYPE},
        {"[\"x\"]", APIDECK_ERR_FIELD_TYPE},
        {"{\"x\":1}", APIDECK_ERR_FIELD_TYPE},
        {"\"a\\u0000b\"", APIDECK_ERR_FIELD_TEXT},
        {"\"\\ud800\"", APIDECK_ERR_FIELD_TEXT},
        {"\"\\udc00\\ud800\"", APIDECK_ERR_FIELD_TEXT},
        {"\"x\\uDBFF\"", APIDECK_ERR_FIELD_TEXT},
        {"\"\\udfffx\"", APIDECK_ERR_FIELD_TEXT},
    };
    for (size_t i = 0; i < FIELDS; i++) {
        for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
            char body[100];
            snprintf(body, sizeof body, "{\"payload\":{\"%s\":%s}}", fields[i].name,
                     values[j].value);
            refused(body, values[j].code, values[j].value);
        }
    }
}

/* The same in a field that this library does not know harms nobody. */
static void test_unknown_fields_may_hold_anything(void) {
    apideck_event *event = parsed("{\"x\":\"\\u0000\\ud800\",\"event\":1,\"event_ids\":2,"
                                  "\"Event_id\":3,\"entity_id \":4,\"event_id\":\"id\"}");
    check_only(event, 1, "id");
    done(event);
}

static void check_nothing_found(const char *name, size_t len, const char *value) {
    char body[100];
    snprintf(body, sizeof body, "{\"%.*s\":%s}", (int)len, name, value);
    apideck_event *event = parsed(body);
    check_only(event, FIELDS, NULL);
    CHECK(event->entity.ptr == NULL);
    CHECK_INT(event->execution_attempt, APIDECK_NO_ATTEMPT);
    done(event);
}

/* A name in which any one byte is another, missing, or there twice, names nothing. */
static void check_near_names(const char *name, const char *value) {
    size_t len = strlen(name);
    for (size_t i = 0; i < len; i++) {
        char near[40];
        memcpy(near, name, len);
        near[i] = (char)(near[i] + 1);
        check_nothing_found(near, len, value);
        memcpy(near + i, name + i + 1, len - i - 1);
        check_nothing_found(near, len - 1, value);
        memcpy(near + i + 1, name + i, len - i);
        near[i] = name[i];
        check_nothing_found(near, len + 1, value);
    }
}

static void test_near_names(void) {
    for (size_t i = 0; i < FIELDS; i++) {
        check_near_names(fields[i].name, "\"x\"");
    }
    check_near_names("entity", "{}");
    check_near_names("execution_attempt", "7");
    check_nothing_found("entity::{", strlen("entity::{"), "{}");
}

/* A key means what it reads, however it is written. */
static void test_escapes_in_keys(void) {
    apideck_event *event =
        parsed("{\"p\\u0061yload\":{\"event\\u005fid\":\"1\",\"\\u0065vent_id_\":\"2\"}}");
    check_only(event, 1, "1");
    done(event);
    event = parsed("{\"payload\":{\"\\u0065xecution_attempt\":7,\"entit\\u0079\":{}}}");
    CHECK_INT(event->execution_attempt, 7);
    CHECK_STR(event->entity.ptr, event->entity.len, "{}");
    done(event);
}

static void test_envelope(void) {
    static const struct {
        const char *body;
        const char *event_id;
        const char *payload; /* NULL: the body */
    } bodies[] = {
        {"{\"payload\":{\"event_id\":\"1\"}}", "1", "{\"event_id\":\"1\"}"},
        {"{\"event_id\":\"1\"}", "1", NULL},
        {"{\"event_id\":\"0\",\"payload\" : { \"event_id\":\"1\" } ,\"a\":1}", "1",
         "{ \"event_id\":\"1\" }"},
        {"{\"event_id\":\"1\",\"payload\":null}", "1", NULL},
        {"{\"event_id\":\"1\",\"payload\":\"{}\"}", "1", NULL},
        {"{\"event_id\":\"1\",\"payload\":[{\"event_id\":\"2\"}]}", "1", NULL},
        {"{\"event_id\":\"0\",\"payload\":{}}", NULL, "{}"},
        {"{\"x\":{\"payload\":{\"event_id\":\"2\"}},\"event_id\":\"1\"}", "1", NULL},
        {"{\"payload\":{\"payload\":{\"event_id\":\"2\"},\"event_id\":\"1\"}}", "1",
         "{\"payload\":{\"event_id\":\"2\"},\"event_id\":\"1\"}"},
        {" \n{}\t", NULL, "{}"},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const char *payload = bodies[i].payload ? bodies[i].payload : bodies[i].body;
        apideck_event *event = parsed(bodies[i].body);
        CHECK_STR(event->event_id.ptr, event->event_id.len, bodies[i].event_id);
        CHECK_STR(event->body.ptr, event->body.len, bodies[i].body);
        CHECK(event->body.ptr[event->body.len] == '\0');
        CHECK_STR(event->payload.ptr, event->payload.len, payload);
        CHECK(event->payload.ptr >= event->body.ptr &&
              event->payload.ptr + event->payload.len <= event->body.ptr + event->body.len);
        done(event);
    }
}

static void test_not_an_event(void) {
    static const char *const bodies[] = {"[]", "null", "1", "\"{}\"", "[{\"event_id\":\"1\"}]"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        refused(bodies[i], APIDECK_ERR_NOT_AN_EVENT, NULL);
    }
}

static void test_execution_attempt(void) {
    static const struct {
        const char *value;
        int code;
        int64_t attempt;
    } values[] = {
        {"0", 0, 0},
        {"1", 0, 1},
        {"9", 0, 9},
        {"-0", 0, 0},
        {"1.0", 0, 1},
        {"25e1", 0, 250},
        {"999999999999999", 0, 999999999999999},
        {"null", 0, APIDECK_NO_ATTEMPT},
        {"1000000000000000", APIDECK_ERR_FIELD_RANGE, 0},
        {"1.5", APIDECK_ERR_FIELD_RANGE, 0},
        {"-1", APIDECK_ERR_FIELD_RANGE, 0},
        {"1e-7", APIDECK_ERR_FIELD_RANGE, 0},
        {"1e300", APIDECK_ERR_FIELD_RANGE, 0},
        {"1e400", APIDECK_ERR_FIELD_RANGE, 0},
        {"99999999999999999999", APIDECK_ERR_FIELD_RANGE, 0},
        {"\"1\"", APIDECK_ERR_FIELD_TYPE, 0},
        {"true", APIDECK_ERR_FIELD_TYPE, 0},
        {"[1]", APIDECK_ERR_FIELD_TYPE, 0},
        {"{}", APIDECK_ERR_FIELD_TYPE, 0},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char body[100];
        snprintf(body, sizeof body, "{\"execution_attempt\" :%s}", values[i].value);
        if (values[i].code) {
            refused(body, values[i].code, values[i].value);
            continue;
        }
        apideck_event *event = parsed(body);
        CHECK_INT(event->execution_attempt, values[i].attempt);
        done(event);
    }
}

/* Nothing is required; what is absent says so. */
static void test_absent(void) {
    apideck_event *event = parsed("{\"payload\":{}}");
    check_only(event, FIELDS, NULL);
    CHECK_INT(event->type, APIDECK_EVENT_UNKNOWN);
    CHECK_INT(event->occurred_at_ms, APIDECK_NO_TIME);
    CHECK_INT(event->execution_attempt, APIDECK_NO_ATTEMPT);
    CHECK(event->entity.ptr == NULL);
    done(event);
}

/* Date.parse('2022-03-10T12:34:56.789Z') */
static void test_time(void) {
    apideck_event *event = parsed("{\"occurred_at\":\"2022-03-10T12:34:56.789\\u005a\"}");
    CHECK_INT(event->occurred_at_ms, 1646915696789);
    done(event);
    event = parsed("{\"occurred_at\":\"yesterday\"}");
    CHECK_INT(event->occurred_at_ms, APIDECK_NO_TIME);
    CHECK_STR(event->occurred_at.ptr, event->occurred_at.len, "yesterday");
    done(event);
}

static void test_unknown_type(void) {
    static const char *const names[] = {"accounting.invoice.exploded", "*", "",
                                        "ACCOUNTING.INVOICE.CREATED", INVOICE " "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char body[100];
        snprintf(body, sizeof body, "{\"event_type\":\"%s\"}", names[i]);
        apideck_event *event = parsed(body);
        CHECK_INT(event->type, APIDECK_EVENT_UNKNOWN);
        CHECK_STR(event->event_type.ptr, event->event_type.len, names[i]);
        done(event);
    }
}

int main(void) {
    test_each_text_field();
    test_white_space();
    test_each_text_field_refused();
    test_unknown_fields_may_hold_anything();
    test_near_names();
    test_escapes_in_keys();
    test_envelope();
    test_not_an_event();
    test_execution_attempt();
    test_absent();
    test_time();
    test_unknown_type();
    return check_summary();
}
