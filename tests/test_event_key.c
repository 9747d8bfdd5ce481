/* The keys under which a store knows events and entities. */
#include "event_key.h"

#include "check.h"

#include <stdlib.h>

/* An event with its two keys, made as a receiver makes them. */
struct keys {
    apideck_event *event;
    void *room;
    apideck_str event_key;
    apideck_str entity_key;
};

static void begin(struct keys *keys, const char *name, const char *body) {
    struct apideck__index index;
    struct apideck__event_fields fields;
    const apideck_str scope = {name, strlen(name)};
    CHECK_INT(apideck__index_read(&index, body, strlen(body), APIDECK__ARRAYS_AS_IS, NULL, NULL),
              0);
    CHECK_INT(apideck__event_find(&index, &fields, NULL), 0);
    CHECK_INT(apideck__event_make(&index, &fields, NULL, 0, &keys->event, NULL, NULL), 0);
    size_t size = apideck__keys_size(scope.len, &fields);
    keys->room = malloc(size);
    char *out = keys->room;
    CHECK_INT(apideck__event_key(scope, &index, &fields, keys->event, &out, &keys->event_key), 0);
    CHECK(keys->event_key.ptr + keys->event_key.len == out);
    keys->entity_key = apideck__entity_key(scope, keys->event, &out);
    CHECK((size_t)(out - (char *)keys->room) <= size);
    apideck__index_free(&index);
}

static void end(struct keys *keys) {
    apideck_event_free(keys->event);
    free(keys->room);
}

static void check_event_key(const char *name, const char *body, const char *expected) {
    struct keys keys;
    begin(&keys, name, body);
    CHECK_STR(keys.event_key.ptr, keys.event_key.len, expected);
    end(&keys);
}

/* Bytes and their length, which may hold NULs. */
static void check_entity_key(const char *body, const char *expected, size_t len) {
    struct keys keys;
    begin(&keys, "n", body);
    CHECK_INT(keys.entity_key.len, len);
    CHECK((keys.entity_key.ptr == NULL) == (expected == NULL));
    if (expected && keys.entity_key.len == len) {
        CHECK(memcmp(keys.entity_key.ptr, expected, len) == 0);
    }
    end(&keys);
}

/* A body without an event id, its canonical form without execution_attempt, and the digest of that:
 *     printf %s CANONICAL | sha256sum
 */
static const struct {
    const char *body;
    const char *canonical;
    const char *digest;
} digests[] = {
    {"{\"payload\":{\"event_type\":\"x\"}}", "{\"payload\":{\"event_type\":\"x\"}}",
     "a799e1d250f65fdfede7f743511cf4567fc93a28a74264467d4fa62bb2e0cab0"},
    {"{\"payload\":{\"execution_attempt\":1,\"event_type\":\"x\"}}",
     "{\"payload\":{\"event_type\":\"x\"}}",
     "a799e1d250f65fdfede7f743511cf4567fc93a28a74264467d4fa62bb2e0cab0"},
    {"{\"payload\":{\"event_type\":\"x\",\"execution_attempt\":2}}",
     "{\"payload\":{\"event_type\":\"x\"}}",
     "a799e1d250f65fdfede7f743511cf4567fc93a28a74264467d4fa62bb2e0cab0"},
    {"{ \"payload\" : {\"execution_attempt\" : 30 , \"event_type\":\"\\u0078\"}} ",
     "{\"payload\":{\"event_type\":\"x\"}}",
     "a799e1d250f65fdfede7f743511cf4567fc93a28a74264467d4fa62bb2e0cab0"},
    {"{\"payload\":{\"execution\\u005fattempt\":4,\"event_type\":\"x\"}}",
     "{\"payload\":{\"event_type\":\"x\"}}",
     "a799e1d250f65fdfede7f743511cf4567fc93a28a74264467d4fa62bb2e0cab0"},
    {"{\"payload\":{\"execution_attempt\":null,\"event_type\":\"x\"}}",
     "{\"payload\":{\"event_type\":\"x\"}}",
     "a799e1d250f65fdfede7f743511cf4567fc93a28a74264467d4fa62bb2e0cab0"},
    {"{\"payload\":{\"event_type\":\"y\"}}", "{\"payload\":{\"event_type\":\"y\"}}",
     "0b04a401033344ca6776bb503b095f3f44bc8e56cfc994dea4d5135f5d8ca4b4"},
    {"{\"payload\":{\"execution_attempt\":1}}", "{\"payload\":{}}",
     "f41c00b7fbccb500a1bd30754ee4150563441ae6c2900f5d917c80962428b48a"},
    {"{\"b\":1,\"execution_attempt\":5,\"a\":2.0}", "{\"a\":2,\"b\":1}",
     "d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772"},
    {"{\"execution_attempt\":1,\"payload\":{\"a\":1}}",
     "{\"execution_attempt\":1,\"payload\":{\"a\":1}}",
     "774479862af5b31c63daab6f1664f67e06b019e76af6f4521e53c9eea2a82bfb"},
    {"{\"execution_attempt\":2,\"payload\":{\"a\":1}}",
     "{\"execution_attempt\":2,\"payload\":{\"a\":1}}",
     "f415afd2fc3314e402693d7655e8f00a81204f0039b883bb306a299b37cdf54c"},
    {"{\"payload\":{\"a\":{\"execution_attempt\":1}}}",
     "{\"payload\":{\"a\":{\"execution_attempt\":1}}}",
     "f9d1107ef38b583634bba99b1ea66ffd55feafd911563fa68ce99abfc39f0d19"},
    {"{\"payload\":{\"event_id\":\"\",\"a\":1}}", "{\"payload\":{\"a\":1,\"event_id\":\"\"}}",
     "6cebf1ef6bb511eb690f442e0fe19c990e81ab4e754c0ba32c63fdec3587a009"},
    {"{\"payload\":{\"event_id\":null,\"a\":1}}", "{\"payload\":{\"a\":1,\"event_id\":null}}",
     "0925959ecd822566c2ab4c4aeb938b9ad10ab819424d9e92dd7e4f1d3fe294e8"},
    {"{\"payload\":{\"a\":[{\"z\":1,\"y\":2}]}}", "{\"payload\":{\"a\":[{\"y\":2,\"z\":1}]}}",
     "8e92ece48e827f5eeed6bcf893869f2332868fac4420e16784687c8cab231db4"},
    {"{\"payload\":{\"execution_attempt\":3,\"a\":[{\"y\":2,\"z\":1}]}}",
     "{\"payload\":{\"a\":[{\"y\":2,\"z\":1}]}}",
     "8e92ece48e827f5eeed6bcf893869f2332868fac4420e16784687c8cab231db4"},
};

static void test_digest(void) {
    for (size_t i = 0; i < sizeof digests / sizeof *digests; i++) {
        char expected[100];
        snprintf(expected, sizeof expected, "apideck:digest:%s", digests[i].digest);
        check_event_key("apideck", digests[i].body, expected);
    }
}

static void test_id(void) {
    check_event_key("apideck", "{\"payload\":{\"event_id\":\"e-1\"}}", "apideck:id:e-1");
    check_event_key("apideck", "{\"event_id\":\"\\u0065-1\",\"execution_attempt\":2}",
                    "apideck:id:e-1");
    check_event_key("b", "{\"event_id\":\"e-1\"}", "b:id:e-1");
    check_event_key("b", "{\"event_id\":\":digest:\"}", "b:id::digest:");
    /* Any bytes but NUL, as they are. */
    check_event_key("b", "{\"event_id\":\"\\u0001 \\n\xc3\xa4\\ud83d\\ude00\x7f\\\"\"}",
                    "b:id:\x01 \n\xc3\xa4\xf0\x9f\x98\x80\x7f\"");
}

/* An id stays the key, whatever else the body says. */
static void test_id_alone_counts(void) {
    check_event_key("n", "{\"event_id\":\"1\",\"event_type\":\"a\"}", "n:id:1");
    check_event_key("n", "{\"event_id\":\"1\",\"event_type\":\"b\",\"entity_id\":\"2\"}", "n:id:1");
}

static void test_long_texts_fit(void) {
    static char body[3000];
    static char expected[1100];
    char id[1001];
    memset(id, 'x', 1000);
    id[1000] = '\0';
    snprintf(body, sizeof body, "{\"event_id\":\"%s\",\"entity_id\":\"%s\"}", id, id);
    snprintf(expected, sizeof expected, "n:id:%s", id);
    check_event_key("n", body, expected);
}

static void test_entity(void) {
    static const char full[] = "n\0accounting\0quickbooks\0user\0invoice\0id";
    static const char sparse[] = "n\0\0\0\0\0id";
    check_entity_key("{\"entity_id\":\"id\",\"entity_type\":\"invoice\",\"consumer_id\":\"user\","
                     "\"service_id\":\"quickbooks\",\"unified_api\":\"accounting\"}",
                     full, sizeof full - 1);
    check_entity_key("{\"entity_id\":\"id\",\"event_id\":\"1\"}", sparse, sizeof sparse - 1);
    check_entity_key("{\"entity_type\":\"invoice\"}", NULL, 0);
    check_entity_key("{\"entity_id\":\"\"}", NULL, 0);
    check_entity_key("{\"entity_id\":null}", NULL, 0);
}

/* The same words in other fields are another entity. */
static void test_entities_do_not_collide(void) {
    struct keys a;
    struct keys b;
    begin(&a, "n", "{\"entity_id\":\"x\",\"service_id\":\"a\",\"consumer_id\":\"b\"}");
    begin(&b, "n", "{\"entity_id\":\"x\",\"service_id\":\"ab\",\"consumer_id\":\"\"}");
    CHECK(a.entity_key.len == b.entity_key.len);
    CHECK(memcmp(a.entity_key.ptr, b.entity_key.ptr, a.entity_key.len) != 0);
    end(&a);
    end(&b);
}

int main(void) {
    test_digest();
    test_id();
    test_id_alone_counts();
    test_long_texts_fit();
    test_entity();
    test_entities_do_not_collide();
    return check_summary();
}
