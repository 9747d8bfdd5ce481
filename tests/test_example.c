/* Example bodies carry what is documented. */
#include <apideck/testing.h>

#include "check.h"
#include "vectors.h"

#include <jansson.h>

static struct vector vectors[VECTORS_MAX];
static size_t vector_count;

static apideck_event_type type_of(const struct vector *vector) {
    const char *name = vector->column[EVENT_TYPE];
    return apideck_event_type_from_name(name, strlen(name));
}

/* Decodes an example; NULL and a failed check where there is none. */
static json_t *decode(apideck_event_type type, const char *event_id) {
    char body[2048];
    size_t len = 0;
    CHECK_INT(apideck_example_event(type, event_id, body, sizeof body, &len), APIDECK_OK);
    CHECK(len > 0 && len < sizeof body && body[len] == '\0');
    json_t *json = json_loadb(body, len, JSON_REJECT_DUPLICATES, NULL);
    CHECK(json != NULL);
    return json;
}

/* Checks a text of the object against a column; "-" stands for no such text. */
static void check_member(const json_t *object, const char *name, const char *expected) {
    const char *text = json_string_value(json_object_get(object, name));
    CHECK_STR(text, text ? strlen(text) : 0, strcmp(expected, "-") == 0 ? NULL : expected);
}

/* Checks the names of the members and their order against a list with commas. */
static void check_fields(json_t *object, const char *fields) {
    char names[512] = "";
    size_t len = 0;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        const int wrote = snprintf(names + len, sizeof names - len, "%s%s", len ? "," : "", name);
        CHECK(wrote > 0 && len + (size_t)wrote < sizeof names);
        len += (size_t)wrote;
    }
    CHECK_STR(names, len, fields);
}

static void check_connection(const json_t *payload, const char *const *column) {
    const json_t *connection = json_object_get(payload, "entity");
    const char *enabled = json_is_true(json_object_get(connection, "enabled")) ? "true" : "false";
    check_member(connection, "id", column[ENTITY_ID]);
    check_member(connection, "consumer_id", "test_user_id");
    check_member(connection, "state", column[CONNECTION_STATE]);
    CHECK_STR(enabled, strlen(enabled), column[CONNECTION_ENABLED]);
}

static void check_documented(json_t *payload, const char *const *column) {
    static const struct {
        const char *name;
        enum vector_column column;
    } members[] = {
        {"event_type", EVENT_TYPE},   {"entity_type", ENTITY_TYPE}, {"entity_url", ENTITY_URL},
        {"service_id", SERVICE_ID},   {"consumer_id", CONSUMER_ID}, {"event_id", EVENT_ID},
        {"occurred_at", OCCURRED_AT}, {"entity_id", ENTITY_ID},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        check_member(payload, members[i].name, column[members[i].column]);
    }
    check_fields(payload, column[FIELDS]);
    /* Both are 0 where there is none. */
    const json_t *attempt = json_object_get(payload, "execution_attempt");
    CHECK_INT(json_integer_value(attempt), strtol(column[EXECUTION_ATTEMPT], NULL, 10));
    if (strcmp(column[UNIFIED_API], "vault") == 0) {
        check_connection(payload, column);
    } else {
        check_member(payload, "unified_api", column[UNIFIED_API]);
    }
}

/* A type without a documented example carries the fields of those around it. */
static void check_undocumented(json_t *payload, const char *const *column) {
    check_member(payload, "event_type", column[EVENT_TYPE]);
    int neighbours = 0;
    for (size_t i = 0; i < vector_count; i++) {
        const char *const *other = vectors[i].column;
        if (strcmp(other[UNIFIED_API], column[UNIFIED_API]) == 0 && other[FIELDS][0] != '-') {
            check_fields(payload, other[FIELDS]);
            check_member(payload, "service_id", other[SERVICE_ID]);
            neighbours++;
        }
    }
    CHECK(neighbours > 0);
}

static void test_every_type(void) {
    for (size_t i = 0; i < vector_count; i++) {
        json_t *body = decode(type_of(&vectors[i]), NULL);
        json_t *payload = json_object_get(body, "payload");
        CHECK_INT(json_object_size(body), 1);
        CHECK(json_is_object(payload));
        if (strcmp(vectors[i].column[DOCUMENTED], "yes") == 0) {
            check_documented(payload, vectors[i].column);
        } else {
            check_undocumented(payload, vectors[i].column);
        }
        json_decref(body);
    }
}

static void test_event_id(void) {
    static const apideck_event_type types[] = {APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED,
                                               APIDECK_EVENT_VAULT_CONNECTION_CREATED};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        json_t *body = decode(types[i], "AZaz09-_.:");
        check_member(json_object_get(body, "payload"), "event_id", "AZaz09-_.:");
        json_decref(body);
    }
}

static void test_arguments(void) {
    static const char *const bad_ids[] = {"", "a b", "\"", "\\", "a\n", "\xc3\xa4", "a/b"};
    const apideck_event_type type = APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED;
    char body[2048] = "untouched";
    size_t len = 7;
    for (size_t i = 0; i < sizeof bad_ids / sizeof *bad_ids; i++) {
        CHECK_INT(apideck_example_event(type, bad_ids[i], body, sizeof body, &len),
                  APIDECK_ERR_ARGUMENT);
    }
    CHECK_INT(apideck_example_event(APIDECK_EVENT_UNKNOWN, NULL, body, sizeof body, &len),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_example_event((apideck_event_type)9999, NULL, body, sizeof body, &len),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_example_event(type, NULL, NULL, 1, &len), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_example_event(type, NULL, body, sizeof body, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(len, 7);
    CHECK_STR(body, strlen(body), "untouched");
}

static void test_buffer(void) {
    const apideck_event_type type = APIDECK_EVENT_VAULT_CONNECTION_DISABLED;
    char body[2048] = "untouched";
    size_t len = 0;
    CHECK_INT(apideck_example_event(type, NULL, NULL, 0, &len), APIDECK_ERR_BUFFER_TOO_SMALL);
    const size_t whole = len;
    CHECK(whole > 0 && whole + 1 < sizeof body);
    len = 0;
    CHECK_INT(apideck_example_event(type, NULL, body, whole, &len), APIDECK_ERR_BUFFER_TOO_SMALL);
    CHECK_INT(len, whole);
    CHECK_STR(body, strlen(body), "untouched");
    body[whole + 1] = '!';
    CHECK_INT(apideck_example_event(type, NULL, body, whole + 1, &len), APIDECK_OK);
    CHECK_INT(strlen(body), whole);
    CHECK_INT(len, whole);
    CHECK_INT(body[whole + 1], '!');
}

int main(void) {
    vector_count = vectors_read("tests/vectors/events.tsv", vectors);
    test_every_type();
    test_event_id();
    test_arguments();
    test_buffer();
    return check_summary();
}
