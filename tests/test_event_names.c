/* The names of an event's fields: found by how they are written, and put in order as strcmp has it.
 */
#include "event_names.h"

#include "check.h"
#include "event.h"
#include "exact.h"

#include <apideck/apideck.h>

#define NAMES 11

/* As the specification of the webhooks has them, by strcmp. */
static const char *const names[NAMES] = {
    "consumer_id", "entity",     "entity_id",   "entity_type",
    "entity_url",  "event_id",   "event_type",  "execution_attempt",
    "occurred_at", "service_id", "unified_api",
};

/* The name in a key, followed by what would follow it in a body that ends there. */
static unsigned name_of(const char *key, const char *behind) {
    char text[64];
    size_t len = (size_t)snprintf(text, sizeof text, "%s%s", key, behind);
    unsigned char *copy = exact_copy(text, len);
    unsigned name = apideck__event_name(copy, len);
    free(copy);
    return name;
}

static void test_names(void) {
    CHECK_INT(APIDECK__EVENT_NAMES, NAMES);
    for (unsigned i = 0; i < NAMES; i++) {
        CHECK(i == 0 || strcmp(names[i - 1], names[i]) < 0);
        CHECK_INT(name_of(names[i], "\":1}"), i);
        CHECK_INT(name_of(names[i], "\" : \"x\" , \"y\" : 2}"), i);
        CHECK_STR(apideck__event_names[i].text, apideck__event_names[i].len, names[i]);
    }
}

static void test_other_keys(void) {
    for (unsigned i = 0; i < NAMES; i++) {
        char key[64];
        size_t len = strlen(names[i]);
        snprintf(key, sizeof key, "%ss", names[i]);
        CHECK_INT(name_of(key, "\":1}"), NAMES);
        snprintf(key, sizeof key, "%.*s", (int)len - 1, names[i]);
        CHECK_INT(name_of(key, "\":1}"), NAMES);
        for (size_t place = 0; place < len; place++) {
            strcpy(key, names[i]);
            key[place] ^= 1;
            CHECK_INT(name_of(key, "\":1}"), NAMES);
            CHECK_INT(name_of(key + place, "\":1}"), NAMES);
        }
    }
    CHECK_INT(name_of("", "\":1}"), NAMES);
    CHECK_INT(name_of("entity", ":\"1\"}"), NAMES);
    CHECK_INT(name_of("payload", "\":1}"), NAMES);
}

/* A body with the names that `set` has bits for, in the order of `turn`: each with its place among
 * all names for its value, or a string or an object of it, as the field wants it. */
struct made {
    char body[1024];
    size_t len;
};

static const char *value_form(unsigned name) {
    return name == APIDECK__ENTITY              ? "\"%s\":{\"n\":%u}"
           : name == APIDECK__EXECUTION_ATTEMPT ? "\"%s\":%u"
                                                : "\"%s\":\"%u\"";
}

static void append(struct made *made, unsigned name) {
    made->body[made->len] = made->len ? ',' : '{';
    made->len++;
    int len = snprintf(made->body + made->len, sizeof made->body - made->len, value_form(name),
                       names[name], name);
    made->len += (size_t)len;
}

static void end_body(struct made *made, const char *foreign) {
    int len = snprintf(made->body + made->len, sizeof made->body - made->len, "%s}", foreign);
    made->len += (size_t)len;
}

static struct made make(const unsigned turn[NAMES], unsigned set, const char *foreign) {
    struct made made = {.len = 0};
    for (unsigned i = 0; i < NAMES; i++) {
        if (set >> turn[i] & 1) {
            append(&made, turn[i]);
        }
    }
    end_body(&made, foreign);
    return made;
}

static void check_canonical(const struct made *made, const struct made *expected) {
    char text[1024];
    size_t len = 0;
    CHECK_INT(apideck_canonicalize(made->body, made->len, APIDECK_FORM_SORTED, NULL, text,
                                   sizeof text, &len, NULL),
              0);
    CHECK(len == expected->len && memcmp(text, expected->body, len) == 0);
}

/* The bits that reading a body leaves. */
static uint32_t names_seen(const struct made *made) {
    static struct apideck__index index;
    unsigned char *body = exact_copy(made->body, made->len);
    CHECK_INT(apideck__index_read(&index, body, made->len, APIDECK__ARRAYS_AS_IS, NULL, NULL), 0);
    uint32_t seen = index.event_names;
    apideck__index_free(&index);
    free(body);
    return seen;
}

static void check_field(apideck_str field, unsigned name, unsigned set) {
    char expected[4];
    snprintf(expected, sizeof expected, "%u", name);
    CHECK_STR(field.ptr, field.len, set >> name & 1 ? expected : NULL);
    CHECK(!field.ptr || field.ptr[field.len] == '\0');
}

static void check_event(const struct made *made, unsigned set) {
    apideck_event *event = NULL;
    unsigned char *body = exact_copy(made->body, made->len);
    CHECK_INT(apideck_parse_event(body, made->len, NULL, &event, NULL), 0);
    free(body);
    if (!event) {
        return;
    }
    check_field(event->consumer_id, 0, set);
    CHECK_STR(event->entity.ptr, event->entity.len, set >> 1 & 1 ? "{\"n\":1}" : NULL);
    check_field(event->entity_id, 2, set);
    check_field(event->entity_type, 3, set);
    check_field(event->entity_url, 4, set);
    check_field(event->event_id, 5, set);
    check_field(event->event_type, 6, set);
    CHECK_INT(event->execution_attempt, set >> 7 & 1 ? 7 : APIDECK_NO_ATTEMPT);
    check_field(event->occurred_at, 8, set);
    check_field(event->service_id, 9, set);
    check_field(event->unified_api, 10, set);
    apideck_event_free(event);
}

static void shuffle(unsigned turn[NAMES]) {
    static unsigned long random = 7;
    for (unsigned i = NAMES - 1; i > 0; i--) {
        unsigned other = next_random(&random) % (i + 1);
        unsigned moved = turn[i];
        turn[i] = turn[other];
        turn[other] = moved;
    }
}

/* Each set of names, in some order: alone, and with a key that is none of them. */
static void test_sets(void) {
    static const unsigned in_order[NAMES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    unsigned turn[NAMES];
    memcpy(turn, in_order, sizeof turn);
    for (unsigned set = 1; set < 1u << NAMES; set++) {
        shuffle(turn);
        const struct made shuffled = make(turn, set, "");
        const struct made ordered = make(in_order, set, "");
        check_canonical(&shuffled, &ordered);
        check_event(&shuffled, set);
        const struct made foreign = make(turn, set, ",\"zeta\":0");
        const struct made foreign_ordered = make(in_order, set, ",\"zeta\":0");
        check_canonical(&foreign, &foreign_ordered);
        check_event(&foreign, set);
        bool moved = strcmp(shuffled.body, ordered.body) != 0;
        CHECK_INT(names_seen(&shuffled), moved ? set : 0);
        CHECK_INT(names_seen(&foreign), 0);
    }
}

static void check_read(const char *body, int error) {
    static struct apideck__index index;
    CHECK_INT(apideck__index_read(&index, body, strlen(body), APIDECK__ARRAYS_AS_IS, NULL, NULL),
              error);
    CHECK_INT(index.event_names, 0);
    apideck__index_free(&index);
}

static void test_a_name_twice(void) {
    check_read("{\"event_type\":1,\"event_id\":2,\"event_type\":3}",
               APIDECK_ERR_JSON_DUPLICATE_KEY);
    check_read("{\"payload\":{\"event_type\":1,\"event_id\":2,\"event_type\":3}}",
               APIDECK_ERR_JSON_DUPLICATE_KEY);
    check_read("{\"event_type\":1,\"event_id\":2,\"event_\\u0074ype\":3}",
               APIDECK_ERR_JSON_DUPLICATE_KEY);
}

/* Only the object that the event is looked for in counts. */
static void test_elsewhere(void) {
    check_read("{\"a\":{\"event_type\":1,\"event_id\":2}}", 0);
    check_read("[{\"event_type\":1,\"event_id\":2}]", 0);
    check_read("{\"payload\":3,\"event_type\":1,\"event_id\":2}", 0);
}

/* A key so near the end of the body that no word can be read there. */
static void test_near_the_end(void) {
    struct made made = {.body = "{\"event_id\":\"5\",\"a\":2}"};
    made.len = strlen(made.body);
    CHECK_INT(names_seen(&made), 0);
    check_event(&made, 1 << 5);
}

/* What stands beside the payload does not have it forgotten. */
static void test_beside_the_payload(void) {
    struct made made = {
        .body =
            "{\"z\":1,\"payload\":{\"event_type\":\"6\",\"event_id\":\"5\"},\"event_id\":\"no\"}"};
    made.len = strlen(made.body);
    CHECK_INT(names_seen(&made), 1 << 5 | 1 << 6);
    check_event(&made, 1 << 5 | 1 << 6);
}

int main(void) {
    test_names();
    test_other_keys();
    test_sets();
    test_a_name_twice();
    test_elsewhere();
    test_near_the_end();
    test_beside_the_payload();
    return check_summary();
}
