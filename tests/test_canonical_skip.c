/* The canonical form with one member of the root or the payload left out, and a sink that fails. */
#include "canonical.h"
#include "check.h"
#include "exact.h"

struct collected {
    char text[4096];
    size_t len;
    int error;
};

static int collect(const void *bytes, size_t len, void *user) {
    struct collected *c = user;
    CHECK(c->len + len < sizeof c->text);
    memcpy(c->text + c->len, bytes, len);
    c->len += len;
    return c->error;
}

static struct apideck__index index_;

/* Writes the body without the member whose key, with its quote, is first found as `key`. */
static void check_without(const char *body, const char *key, const char *expected) {
    size_t len = strlen(body);
    unsigned char *copy = exact_copy(body, len);
    struct collected got = {.len = 0, .error = 0};
    struct apideck__sink sink;
    apideck__sink_init(&sink, collect, &got);
    int before = check_failed;
    CHECK_INT(apideck__index_read(&index_, copy, len, APIDECK__ARRAYS_AS_IS, NULL, NULL), 0);
    uint32_t skip = key ? (uint32_t)(strstr(body, key) - body) : APIDECK__SKIP_NONE;
    CHECK_INT(apideck__canonical_write(&index_, skip, &sink), 0);
    CHECK_STR(got.text, got.len, expected);
    if (check_failed > before) {
        fprintf(stderr, "    %s without %s\n", body, key ? key : "nothing");
    }
    apideck__index_free(&index_);
    free(copy);
}

static void test_root(void) {
    static const char sorted[] = "{\"a\":1,\"b\":[2],\"c\":{\"b\":3}}";
    check_without(sorted, NULL, sorted);
    check_without(sorted, "\"a\"", "{\"b\":[2],\"c\":{\"b\":3}}");
    check_without(sorted, "\"b\"", "{\"a\":1,\"c\":{\"b\":3}}");
    check_without(sorted, "\"c\"", "{\"a\":1,\"b\":[2]}");
    static const char mixed_up[] = "{ \"c\" : { \"z\" : 3, \"y\" : 1.0 }, \"b\" : 1.0, \"a\" : 2 }";
    check_without(mixed_up, NULL, "{\"a\":2,\"b\":1,\"c\":{\"y\":1,\"z\":3}}");
    check_without(mixed_up, "\"a\"", "{\"b\":1,\"c\":{\"y\":1,\"z\":3}}");
    check_without(mixed_up, "\"b\"", "{\"a\":2,\"c\":{\"y\":1,\"z\":3}}");
    check_without(mixed_up, "\"c\"", "{\"a\":2,\"b\":1}");
    check_without("{\"a\":1}", "\"a\"", "{}");
    check_without(" { \"a\" : 1 } ", "\"a\"", "{}");
    check_without("{\"a\":1.0}", "\"a\"", "{}");
}

static void test_payload(void) {
    check_without("{\"payload\":{\"a\":1,\"execution_attempt\":2}}", "\"execution_attempt\"",
                  "{\"payload\":{\"a\":1}}");
    check_without("{\"payload\":{\"execution_attempt\":2}}", "\"execution_attempt\"",
                  "{\"payload\":{}}");
    check_without("{\"payload\":{\"execution_attempt\":2},\"a\":0}", "\"execution_attempt\"",
                  "{\"a\":0,\"payload\":{}}");
    check_without("{\"z\":0,\"payload\" : {\"execution_attempt\": 2,\"a\":[{\"1\":1,\"0\":0}]}}",
                  "\"execution_attempt\"", "{\"payload\":{\"a\":[{\"0\":0,\"1\":1}]},\"z\":0}");
    check_without("{\"payload\":{\"a\":1}}", "\"payload\"", "{}");
}

/* Two deliveries of one event differ in nothing else. */
static void test_attempts_become_equal(void) {
    static const char *const bodies[] = {
        "{\"payload\":{\"event_type\":\"x\",\"execution_attempt\":1,\"occurred_at\":\"y\"}}",
        "{\"payload\":{\"execution_attempt\":27,\"occurred_at\":\"y\",\"event_type\":\"x\"}}",
        "{\"payload\": {\"occurred_at\":\"y\",\"event_type\":\"x\",\"execution_attempt\" : 1.5}}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        check_without(bodies[i], "\"execution_attempt\"",
                      "{\"payload\":{\"event_type\":\"x\",\"occurred_at\":\"y\"}}");
    }
}

static void test_error_of_the_sink(void) {
    static const char *const bodies[] = {"{\"a\":1}", "{\"b\":1,\"a\":2}", "[ 1 ]"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct collected got = {.len = 0, .error = -42};
        struct apideck__sink sink;
        apideck__sink_init(&sink, collect, &got);
        CHECK_INT(apideck__index_read(&index_, bodies[i], strlen(bodies[i]), APIDECK__ARRAYS_AS_IS,
                                      NULL, NULL),
                  0);
        CHECK_INT(apideck__canonical_write(&index_, APIDECK__SKIP_NONE, &sink), -42);
        apideck__index_free(&index_);
    }
}

int main(void) {
    test_root();
    test_payload();
    test_attempts_become_equal();
    test_error_of_the_sink();
    return check_summary();
}
