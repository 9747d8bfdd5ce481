/* The canonical form: what JSON.stringify gives after the keys were sorted. Expected texts follow
 * ECMA-262 (Number::toString, QuoteJSONString, OrdinaryOwnPropertyKeys) by hand. */
#include "check.h"
#include "exact.h"

#include <apideck/signature.h>

struct output {
    char *text;
    size_t len;
};

/* The whole form in a block of exactly its length; exits when the body is refused. */
static struct output canonical(const char *body, size_t len, apideck_form form) {
    struct output out = {NULL, 0};
    int error = apideck_canonicalize(body, len, form, NULL, NULL, 0, &out.len, NULL);
    if (error != APIDECK_ERR_BUFFER_TOO_SMALL) {
        fprintf(stderr, "%.*s: %s\n", (int)len, body, apideck_error_name(error));
        exit(1);
    }
    out.text = (char *)exact_block(out.len);
    size_t again = 0;
    CHECK_INT(apideck_canonicalize(body, len, form, NULL, out.text, out.len, &again, NULL), 0);
    CHECK_INT(again, out.len);
    return out;
}

static void check_form(const char *body, apideck_form form, const char *expected) {
    size_t len = strlen(body);
    unsigned char *copy = exact_copy(body, len);
    struct output once = canonical((char *)copy, len, form);
    struct output twice = canonical(once.text, once.len, form);
    int before = check_failed;
    CHECK_STR(once.text, once.len, expected);
    CHECK_STR(twice.text, twice.len, expected);
    if (check_failed > before) {
        fprintf(stderr, "    of %s\n", body);
    }
    free(once.text);
    free(twice.text);
    free(copy);
}

/* `deep` is NULL where the two forms agree. */
struct example {
    const char *body;
    const char *sorted;
    const char *deep;
};

static void check_examples(const struct example *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct example *e = &examples[i];
        check_form(e->body, APIDECK_FORM_SORTED, e->sorted);
        check_form(e->body, APIDECK_FORM_SORTED_DEEP, e->deep ? e->deep : e->sorted);
        check_form(e->body, APIDECK_FORM_RAW, e->body);
    }
}

#define CHECK_EXAMPLES(examples) check_examples(examples, sizeof(examples) / sizeof *(examples))

static void test_scalars_and_white_space(void) {
    static const struct example examples[] = {
        {"null", "null", NULL},
        {" true\n", "true", NULL},
        {"\t\"a b\"\r", "\"a b\"", NULL},
        {"[ ]", "[]", NULL},
        {" { } ", "{}", NULL},
        {"[ 1 , [ ] , { } ]", "[1,[],{}]", NULL},
        {"{ \"b c\" : \" \" }", "{\"b c\":\" \"}", NULL},
        {"{\n  \"b\": [\n    1,\n    {\n      \"d\": 2,\n      \"c\": 3\n    }\n  ],\n"
         "  \"a\": {\n    \"y\": true,\n    \"x\": null\n  }\n}\n",
         "{\"a\":{\"x\":null,\"y\":true},\"b\":[1,{\"d\":2,\"c\":3}]}",
         "{\"a\":{\"x\":null,\"y\":true},\"b\":[1,{\"c\":3,\"d\":2}]}"},
    };
    CHECK_EXAMPLES(examples);
}

static void test_order_of_keys(void) {
    static const struct example examples[] = {
        {"{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}", NULL},
        {"{\"a\":1,\"B\":2,\"_\":3,\"\":4}", "{\"\":4,\"B\":2,\"_\":3,\"a\":1}", NULL},
        {"{\"ab\":1,\"a\":2,\"abc\":3}", "{\"a\":2,\"ab\":1,\"abc\":3}", NULL},
        {"{\"b\":1,\"10\":2,\"9\":3,\"09\":4,\"-1\":5}",
         "{\"9\":3,\"10\":2,\"-1\":5,\"09\":4,\"b\":1}", NULL},
        {"{\"4294967295\":1,\"4294967294\":2,\"0\":3}",
         "{\"0\":3,\"4294967294\":2,\"4294967295\":1}", NULL},
        {"{\"4294967296\":1,\"4294967295\":2,\"5\":3,\"3\":4}",
         "{\"3\":4,\"5\":3,\"4294967295\":2,\"4294967296\":1}", NULL},
        {"{\"\xef\xbf\xbd\":1,\"\xf0\x9f\x98\x80\":2,\"\xc3\xa9\":3,\"z\":4}",
         "{\"z\":4,\"\xc3\xa9\":3,\"\xf0\x9f\x98\x80\":2,\"\xef\xbf\xbd\":1}", NULL},
        {"{\"\\ue000\":1,\"\\ud800\":2}", "{\"\\ud800\":2,\"\xee\x80\x80\":1}", NULL},
        {"{\"b\":1,\"\\u0061\":2}", "{\"a\":2,\"b\":1}", NULL},
        {"{\"__proto__\":1,\"a\":2,\"Z\":3}", "{\"Z\":3,\"__proto__\":1,\"a\":2}", NULL},
        {"{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}", NULL},
        {"{\"accounting_b\":1,\"accounting_a\":2,\"accounting_\":3}",
         "{\"accounting_\":3,\"accounting_a\":2,\"accounting_b\":1}", NULL},
    };
    CHECK_EXAMPLES(examples);
}

/* The guide's function returns arrays as they are; what parsing makes of index keys stays. */
static void test_objects_inside_arrays(void) {
    static const struct example examples[] = {
        {"[{\"b\":1,\"a\":2}]", "[{\"b\":1,\"a\":2}]", "[{\"a\":2,\"b\":1}]"},
        {"[[{\"b\":1,\"a\":2},3,{\"d\":4,\"c\":5}]]", "[[{\"b\":1,\"a\":2},3,{\"d\":4,\"c\":5}]]",
         "[[{\"a\":2,\"b\":1},3,{\"c\":5,\"d\":4}]]"},
        {"[{\"b\":1,\"1\":2,\"a\":3,\"0\":4}]", "[{\"0\":4,\"1\":2,\"b\":1,\"a\":3}]",
         "[{\"0\":4,\"1\":2,\"a\":3,\"b\":1}]"},
        {"[{\"b\":{\"d\":1,\"2\":2},\"a\":3}]", "[{\"b\":{\"2\":2,\"d\":1},\"a\":3}]",
         "[{\"a\":3,\"b\":{\"2\":2,\"d\":1}}]"},
        {"{\"b\":[{\"d\":1,\"c\":2}],\"a\":{\"f\":3,\"e\":[4,{\"h\":5,\"g\":6}]}}",
         "{\"a\":{\"e\":[4,{\"h\":5,\"g\":6}],\"f\":3},\"b\":[{\"d\":1,\"c\":2}]}",
         "{\"a\":{\"e\":[4,{\"g\":6,\"h\":5}],\"f\":3},\"b\":[{\"c\":2,\"d\":1}]}"},
    };
    CHECK_EXAMPLES(examples);
}

/* Members and parts that have records of their own, with text before, between and behind. */
static void test_nested_records(void) {
    static const struct example examples[] = {
        {"{\"c\":{\"b\":{\"b\":1,\"a\":2},\"a\":3},\"a\":{\"z\":{},\"y\":[]}}",
         "{\"a\":{\"y\":[],\"z\":{}},\"c\":{\"a\":3,\"b\":{\"a\":2,\"b\":1}}}", NULL},
        {"{\"a\":{\"a\":{\"a\":{\"b\":1,\"a\":2},\"b\":3},\"b\":4},\"b\":5}",
         "{\"a\":{\"a\":{\"a\":{\"a\":2,\"b\":1},\"b\":3},\"b\":4},\"b\":5}", NULL},
        {"{\"x\":{\"k\":0,\"l\":{\"b\":1,\"a\":2},\"m\":0,\"n\":{\"d\":1,\"c\":2},\"o\":0},\"y\":"
         "0}",
         "{\"x\":{\"k\":0,\"l\":{\"a\":2,\"b\":1},\"m\":0,\"n\":{\"c\":2,\"d\":1},\"o\":0},\"y\":"
         "0}",
         NULL},
        {"{ \"x\" : { \"k\" : 1.0 , \"l\" : { \"b\" : 1 , \"a\" : 2.50 } , \"m\" : [ ] , \"n\" : "
         "{ \"d\" : 1 , \"c\" : \"\\/\" } , \"o\" : 0 } }",
         "{\"x\":{\"k\":1,\"l\":{\"a\":2.5,\"b\":1},\"m\":[],\"n\":{\"c\":\"/\",\"d\":1},\"o\":0}}",
         NULL},
        {"[ 1.0 , { \"1\" : 1.0 , \"0\" : 2 } , -0 , [ { \"b\" : 1 , \"0\" : [ 1e2 ] } , 3 ] , 4 ]",
         "[1,{\"0\":2,\"1\":1},0,[{\"0\":[100],\"b\":1},3],4]", NULL},
        {"{\"payload\":{\"b\":1,\"a\":[{\"1\":0,\"0\":1}]},\"a\":0}",
         "{\"a\":0,\"payload\":{\"a\":[{\"0\":1,\"1\":0}],\"b\":1}}", NULL},
    };
    CHECK_EXAMPLES(examples);
}

static void test_strings_and_numbers(void) {
    static const struct example examples[] = {
        {"[\"\\u0000\\u001F\\u0008\\u000a\\u0022\\u005c\\/\\u007f\"]",
         "[\"\\u0000\\u001f\\b\\n\\\"\\\\/\x7f\"]", NULL},
        {"[\"\\u00e9\\u2028\\ud83d\\ude00\\uD800\"]",
         "[\"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\\ud800\"]", NULL},
        {"{\"\\u006b\\u0022\":\"\\udc00\\ud800\"}", "{\"k\\\"\":\"\\udc00\\ud800\"}", NULL},
        {"[-0,1.0,1E3,1e21,0.0000001,1e400,-1e400,123456789012345678901,4.35]",
         "[0,1,1000,1e+21,1e-7,null,null,123456789012345680000,4.35]", NULL},
    };
    CHECK_EXAMPLES(examples);
}

/* A body that is larger than what is gathered before it is passed on. */
static void test_long_values(void) {
    static char body[20000];
    static char expected[20000];
    static char letters[5001];
    memset(letters, 'x', 5000);
    snprintf(body, sizeof body, "{\"b\":\"%s\\/\", \"a\" : [\"%s\"]}", letters, letters);
    snprintf(expected, sizeof expected, "{\"a\":[\"%s\"],\"b\":\"%s/\"}", letters, letters);
    check_form(body, APIDECK_FORM_SORTED, expected);
}

/* Whatever is gathered before it is passed on, and wherever that ends: between members too. */
static void test_members_of_every_length(void) {
    for (int len = 1000; len < 1060; len++) {
        char value[1100];
        char body[1200];
        char expected[1200];
        memset(value, 'x', sizeof value);
        snprintf(body, sizeof body, "{\"b\":1,\"a\":\"%.*s\"}", len, value);
        snprintf(expected, sizeof expected, "{\"a\":\"%.*s\",\"b\":1}", len, value);
        check_form(body, APIDECK_FORM_SORTED, expected);
    }
}

static void test_buffer_of_every_size(void) {
    static const char body[] = "{\"b\": [1.0,\"\\u0041\"], \"a\":\"\\n\"}";
    static const char expected[] = "{\"a\":\"\\n\",\"b\":[1,\"A\"]}";
    for (size_t size = 0; size < sizeof expected + 3; size++) {
        char *text = (char *)exact_block(size);
        size_t len = 0;
        apideck_error error = {0, 1, NULL};
        int fits = size >= sizeof expected - 1;
        CHECK_INT(apideck_canonicalize(body, sizeof body - 1, APIDECK_FORM_SORTED, NULL,
                                       size ? text : NULL, size, &len, &error),
                  fits ? 0 : APIDECK_ERR_BUFFER_TOO_SMALL);
        CHECK_INT(error.code, fits ? 0 : APIDECK_ERR_BUFFER_TOO_SMALL);
        CHECK_INT(len, sizeof expected - 1);
        CHECK(memcmp(text, expected, size < len ? size : len) == 0);
        free(text);
    }
}

static void test_refusals(void) {
    size_t len = 77;
    apideck_error error = {0, 0, NULL};
    char text[4] = "abc";
    CHECK_INT(apideck_canonicalize("[1,]", 4, APIDECK_FORM_RAW, NULL, text, 3, &len, &error),
              APIDECK_ERR_JSON_SYNTAX);
    CHECK_INT(error.offset, 3);
    CHECK_INT(len, 77);
    CHECK_STR(text, 3, "abc");
    static const apideck_form none[] = {(apideck_form)0, (apideck_form)3, (apideck_form)8};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        CHECK_INT(apideck_canonicalize("1", 1, none[i], NULL, text, 3, &len, NULL),
                  APIDECK_ERR_ARGUMENT);
    }
    const apideck_form form = APIDECK_FORM_SORTED;
    CHECK_INT(apideck_canonicalize(NULL, 1, form, NULL, text, 3, &len, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_canonicalize("1", 1, form, NULL, NULL, 3, &len, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_canonicalize("1", 1, form, NULL, text, 3, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_canonicalize(NULL, 0, form, NULL, NULL, 0, &len, NULL),
              APIDECK_ERR_JSON_EMPTY);
    CHECK_INT(len, 77);
}

int main(void) {
    test_scalars_and_white_space();
    test_order_of_keys();
    test_objects_inside_arrays();
    test_nested_records();
    test_strings_and_numbers();
    test_long_values();
    test_members_of_every_length();
    test_buffer_of_every_size();
    test_refusals();
    return check_summary();
}
