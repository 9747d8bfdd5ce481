/* Documents of entities: what is taken, what is refused and where. tests/entities/ holds every
 * field against another reader. */
#include "decoding.h"

#include <apideck/json.h>
#include <math.h>

/* With the invoice's `fields` as its only ones; `place` points at the offset of the fault in
 * "fields", or is NULL for one that is not looked at. */
static void check_refused(const char *fields, int code, const char *path, const char *fault) {
    struct decoded d;
    char document[1024];
    int len = snprintf(document, sizeof document, "{\"data\":{%s}}", fields);
    decode(&d, APIDECK_ENTITY_INVOICE, document, (size_t)len, NULL);
    CHECK_INT(d.error, code);
    if (d.problem) {
        CHECK_TEXT(d.problem->path, path);
        CHECK_TEXT(d.problem->document, document);
        if (fault) {
            CHECK_STR(document + d.problem->offset, strlen(fault), fault);
            CHECK(strncmp(document + d.problem->offset, fault, strlen(fault)) == 0);
        }
    }
    end(&d);
}

/* Values --------------------------------------------------------------------------------------- */

static void test_an_invoice(void) {
    struct decoded d;
    const apideck_invoice *invoice = invoice_of(
        &d, " {\"status_code\": 200, \"service\": \"xero\", \"data\": {\"id\": \"12\\u0033\","
            "\"total\": 1250.10, \"due_date\": \"2026-11-23\", \"status\": \"paid\","
            "\"customer\": null, \"invoice_sent\": true, \"currency\": \"QQQ\","
            "\"line_items\": [{\"quantity\": 2.0, \"line_number\": 7}, null],"
            "\"updated_at\": \"2020-09-30T07:43:32.000Z\","
            "\"newer\": {\"than\": \"this\"}}} ");
    CHECK_INT(invoice->entity.kind, APIDECK_ENTITY_INVOICE);
    CHECK_TEXT(invoice->entity.id, "123");
    CHECK_TEXT(invoice->entity.service, "xero");
    CHECK_TEXT(invoice->id.text, "123");
    CHECK_INT(invoice->total.presence, APIDECK_PRESENT);
    CHECK_TEXT(invoice->total.text, "1250.10");
    CHECK(invoice->total.value == (double)1250.1); /* which x87 code has in more digits */
    CHECK_INT(invoice->due_date.year, 2026);
    CHECK_INT(invoice->due_date.month, 11);
    CHECK_INT(invoice->due_date.day, 23);
    CHECK_INT(invoice->status.value, APIDECK_INVOICE_STATUS_PAID);
    CHECK_INT(invoice->currency.presence, APIDECK_PRESENT);
    CHECK_INT(invoice->currency.value, APIDECK_CURRENCY_UNKNOWN);
    CHECK_TEXT(invoice->currency.text, "QQQ");
    CHECK_INT(invoice->customer.presence, APIDECK_NULL);
    CHECK(!invoice->customer.value);
    CHECK_INT(invoice->balance.presence, APIDECK_ABSENT);
    CHECK_INT(invoice->invoice_sent.value, 1);
    CHECK_INT(invoice->line_items.count, 2);
    CHECK(invoice->line_items.items[0]->quantity.value == 2);
    CHECK_TEXT(invoice->line_items.items[0]->quantity.text, "2.0");
    CHECK_INT(invoice->line_items.items[0]->line_number.value, 7);
    CHECK_TEXT(invoice->line_items.items[1]->json, "null");
    CHECK_INT(invoice->line_items.items[1]->quantity.presence, APIDECK_ABSENT);
    CHECK_INT(invoice->updated_at.ms, INT64_C(1601451812000));
    end(&d);
}

static void check_decimal(const char *literal, double value) {
    struct decoded d;
    char document[256];
    snprintf(document, sizeof document, "{\"data\":{\"total\":%s}}", literal);
    const apideck_invoice *invoice = invoice_of(&d, document);
    CHECK_TEXT(invoice->total.text, literal);
    CHECK(memcmp(&invoice->total.value, &value, sizeof value) == 0);
    end(&d);
}

/* The doubles are those of this compiler. */
static void test_decimals(void) {
    check_decimal("0.1", 0.1);
    check_decimal("0.10", 0.1);
    check_decimal("-0", -0.0);
    check_decimal("1E+2", 100.0);
    check_decimal("12345678901234567890.123", 12345678901234567890.123);
    check_decimal("9007199254740993", 9007199254740992.0);
    check_decimal("1e400", (double)INFINITY);
    check_decimal("-1e400", -(double)INFINITY);
    check_decimal("1e-400", 0.0);
    check_decimal("4.9e-324", 4.9e-324);
}

/* A key may be spelt with escapes; two spellings of one are the same key. */
static void test_keys(void) {
    struct decoded d;
    const apideck_invoice *invoice =
        invoice_of(&d, "{\"d\\u0061ta\":{\"\\u0074ot\\u0061l\":1,\"\\ud83d\":2,\"\\u0000\":3,"
                       "\"total\\u0000\":4,\"\\ud83d\\ude00\":5,\"tota\\\\\":6}}");
    CHECK_TEXT(invoice->total.text, "1");
    end(&d);
    check_refused("\"total\":1,\"t\\u006ftal\":2", APIDECK_ERR_JSON_DUPLICATE_KEY, NULL,
                  "\"t\\u006ftal\"");
    check_refused("\"line_items\":[{\"x\":1,\"x\":1}]", APIDECK_ERR_JSON_DUPLICATE_KEY, NULL,
                  "\"x\":1}");
    /* As long as no name is, as it stands and spelt with escapes. */
    char document[4096] = "{\"data\":{\"";
    for (int i = 0; i < 400; i++) {
        strcat(document, i % 2 ? "\\u0061" : "b");
    }
    strcat(document, "\":1}}");
    (void)invoice_of(&d, document);
    end(&d);
}

static void test_free_form(void) {
    struct decoded d;
    const apideck_invoice *invoice = invoice_of(
        &d, "{\"data\":{\"custom_mappings\":{\"a\": [1.50, \"\\ud800\"], \"\\u00e4\":{}},"
            "\"custom_fields\":[{\"value\":\"t\\u00e4xt\"},{\"value\":\"\\u0000\"},"
            "{\"value\":1.0},{\"value\":null},{\"value\":[1]},{}],\"x\":7.10}}");
    apideck_str json = {NULL, 0};
    CHECK_TEXT(invoice->custom_mappings.json, "{\"a\": [1.50, \"\\ud800\"], \"\\u00e4\":{}}");
    CHECK_INT(apideck_json_member(invoice->custom_mappings.json, "a", 1, &json), 0);
    CHECK_TEXT(json, "[1.50, \"\\ud800\"]");
    CHECK_INT(apideck_json_member(invoice->custom_mappings.json, "\xc3\xa4", 2, &json), 0);
    CHECK_TEXT(json, "{}");
    CHECK_INT(apideck_json_member(invoice->entity.json, "x", 1, &json), 0);
    CHECK_TEXT(json, "7.10");
    CHECK_INT(apideck_json_member(invoice->entity.json, "y", 1, &json), APIDECK_ERR_NOT_FOUND);
    CHECK_INT(apideck_json_member(json, "y", 1, &json), APIDECK_ERR_NOT_FOUND);
    CHECK_INT(apideck_json_member((apideck_str){NULL, 0}, "", 0, &json), APIDECK_ERR_NOT_FOUND);
    CHECK_INT(apideck_json_member(json, NULL, 1, &json), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_json_member((apideck_str){NULL, 1}, "x", 1, &json), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_json_member(invoice->entity.json, NULL, 0, &json), APIDECK_ERR_NOT_FOUND);
    CHECK_INT(apideck_json_member(json, "x", 1, NULL), APIDECK_ERR_ARGUMENT);
    const apideck_custom_field *const *fields = invoice->custom_fields.items;
    CHECK_INT(invoice->custom_fields.count, 6);
    CHECK_TEXT(fields[0]->value.text, "t\xc3\xa4xt");
    CHECK_TEXT(fields[0]->value.json, "\"t\\u00e4xt\"");
    CHECK_TEXT(fields[1]->value.text, NULL); /* no text for C, but still there */
    CHECK_TEXT(fields[1]->value.json, "\"\\u0000\"");
    CHECK_TEXT(fields[2]->value.json, "1.0");
    CHECK_INT(fields[3]->value.presence, APIDECK_NULL);
    CHECK_TEXT(fields[4]->value.json, "[1]");
    CHECK_INT(fields[5]->value.presence, APIDECK_ABSENT);
    end(&d);
}

static void test_jansson(void) {
    struct decoded d;
    json_t *json = NULL;
    apideck_error detail = {0, 0, NULL};
    const apideck_invoice *invoice =
        invoice_of(&d, "{\"data\":{\"number\":\"I-1\",\"newer\":[1]}}");
    CHECK_INT(apideck_entity_json(&invoice->entity, &json, &detail), 0);
    CHECK_STR(json_string_value(json_object_get(json, "number")), 3, "I-1");
    CHECK_INT(json_array_size(json_object_get(json, "newer")), 1);
    json_decref(json);
    CHECK_INT(apideck_entity_json(NULL, &json, &detail), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_json(&invoice->entity, NULL, &detail), APIDECK_ERR_ARGUMENT);
    end(&d);
    invoice = invoice_of(&d, "{\"data\":{\"total\":1e400}}");
    CHECK_INT(apideck_entity_json(&invoice->entity, &json, &detail),
              APIDECK_ERR_JSON_UNREPRESENTABLE);
    CHECK_INT(detail.code, APIDECK_ERR_JSON_UNREPRESENTABLE);
    CHECK(detail.offset >= 8 && detail.offset <= 24);
    end(&d);
}

/* Refusals ------------------------------------------------------------------------------------- */

static void test_wrong_types(void) {
    check_refused("\"total\":\"12.50\"", APIDECK_ERR_FIELD_TYPE, "data.total", "\"12.50\"");
    check_refused("\"id\":7", APIDECK_ERR_FIELD_TYPE, "data.id", "7}");
    check_refused("\"line_items\":[{},{\"quantity\":1},{\"quantity\":[]}]", APIDECK_ERR_FIELD_TYPE,
                  "data.line_items[2].quantity", "[]}]");
    check_refused("\"line_items\":[{\"item\":{\"id\":\"1\"}},{\"item\":{\"id\":true}}]",
                  APIDECK_ERR_FIELD_TYPE, "data.line_items[1].item.id", "true");
    check_refused("\"line_items\":[{},7]", APIDECK_ERR_FIELD_TYPE, "data.line_items[1]", "7]");
    check_refused("\"line_items\":[{\"line_number\":1.5}]", APIDECK_ERR_FIELD_RANGE,
                  "data.line_items[0].line_number", "1.5");
    check_refused("\"line_items\":[{\"tracking_categories\":[null,{\"name\":{}}]}]",
                  APIDECK_ERR_FIELD_TYPE, "data.line_items[0].tracking_categories[1].name", "{}");
    check_refused("\"custom_mappings\":[]", APIDECK_ERR_FIELD_TYPE, "data.custom_mappings", "[]");
    check_refused("\"line_items\":[{},{},{},{},{},{},{},{},{},{},{},{},{\"id\":1}]",
                  APIDECK_ERR_FIELD_TYPE, "data.line_items[12].id", "1}]");
}

/* As in events. */
static void test_texts_that_c_cannot_hold(void) {
    check_refused("\"number\":\"a\\u0000b\"", APIDECK_ERR_FIELD_TEXT, "data.number", "\"a\\u0000");
    check_refused("\"number\":\"\\ud800\"", APIDECK_ERR_FIELD_TEXT, "data.number", "\"\\ud800");
    check_refused("\"status\":\"\\udc00x\"", APIDECK_ERR_FIELD_TEXT, "data.status", NULL);
    check_refused("\"due_date\":\"\\u0000\"", APIDECK_ERR_FIELD_TEXT, "data.due_date", NULL);
    check_refused("\"line_items\":[{\"memo\":\"\\ud83d\"}]", APIDECK_ERR_FIELD_TEXT,
                  "data.line_items[0].memo", NULL);
    struct decoded d;
    const apideck_invoice *invoice = invoice_of(
        &d,
        "{\"data\":{\"number\":\"\\ud83d\\ude00 \xe4\xb8\xad\",\"unknown\":\"\\u0000\\ud800\"}}");
    CHECK_TEXT(invoice->number.text, "\xf0\x9f\x98\x80 \xe4\xb8\xad");
    end(&d);
}

static void check_envelope(const char *document, int code, const char *path, size_t offset) {
    struct decoded d;
    decode(&d, APIDECK_ENTITY_INVOICE, document, strlen(document), NULL);
    CHECK_INT(d.error, code);
    if (d.problem) {
        CHECK_TEXT(d.problem->path, path);
        CHECK_INT(d.problem->offset, offset);
        CHECK_INT(d.problem->status, 0);
    }
    end(&d);
}

static void test_envelopes(void) {
    check_envelope("{}", APIDECK_ERR_ENVELOPE, "data", 0);
    check_envelope(" []", APIDECK_ERR_ENVELOPE, "data", 1);
    check_envelope("null", APIDECK_ERR_ENVELOPE, "data", 0);
    check_envelope("{\"data\":null}", APIDECK_ERR_ENVELOPE, "data", 8);
    check_envelope("{\"data\":[{\"id\":\"1\"}]}", APIDECK_ERR_ENVELOPE, "data", 8);
    check_envelope("{\"data\":\"{}\"}", APIDECK_ERR_ENVELOPE, "data", 8);
    check_envelope("{\"service\":7,\"data\":{}}", APIDECK_ERR_FIELD_TYPE, "service", 11);
    check_envelope("", APIDECK_ERR_JSON_EMPTY, NULL, 0);
    check_envelope("{\"data\":{}} x", APIDECK_ERR_JSON_TRAILING, NULL, 12);
    check_envelope("\xef\xbb\xbf{\"data\":{}}", APIDECK_ERR_JSON_BOM, NULL, 0);
    check_envelope("{\"data\":{\"number\":\"\xff\"}}", APIDECK_ERR_JSON_UTF8, NULL, 19);
    check_envelope("{\"data\":{\"x\":\"\x01\"}}", APIDECK_ERR_JSON_CONTROL, NULL, 14);
    struct decoded d;
    const apideck_invoice *invoice = invoice_of(&d, "{\"data\":{},\"service\":null}");
    CHECK_TEXT(invoice->entity.service, NULL);
    CHECK_TEXT(invoice->entity.id, NULL);
    CHECK_TEXT(invoice->entity.json, "{}");
    end(&d);
}

/* A document that tells why there is no entity is kept, and read as far as it can be. */
static void test_an_error_document(void) {
    struct decoded d;
    const char *document =
        "{\"status_code\":404,\"error\":\"Not Found\",\"message\":\"No invoice\"}";
    decode(&d, APIDECK_ENTITY_INVOICE, document, strlen(document), NULL);
    CHECK_INT(d.error, APIDECK_ERR_ENVELOPE);
    CHECK_TEXT(d.problem->detail_message, "No invoice");
    CHECK_TEXT(d.problem->document, document);
    end(&d);
}

static void test_ids(void) {
    static const struct {
        const char *fields;
        const char *id;
        int code;
    } cases[] = {
        {"\"id\":\"1\"", "1", 0},
        {"\"id\":\"1\"", NULL, 0},
        {"\"id\":\"1\"", "2", APIDECK_ERR_OTHER_ENTITY},
        {"\"id\":\"1\"", "", APIDECK_ERR_OTHER_ENTITY},
        {"\"id\":\"12\"", "1", APIDECK_ERR_OTHER_ENTITY},
        {"\"id\":\"1\"", "12", APIDECK_ERR_OTHER_ENTITY},
        {"\"id\":\"\"", "1", APIDECK_ERR_OTHER_ENTITY},
        {"\"id\":\"\\u0031\"", "1", 0},
        {"\"id\":null", "1", 0},
        {"\"number\":\"2\"", "1", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct decoded d;
        char document[128];
        int len = snprintf(document, sizeof document, "{\"data\":{%s}}", cases[i].fields);
        decode(&d, APIDECK_ENTITY_INVOICE, document, (size_t)len, cases[i].id);
        CHECK_INT(d.error, cases[i].code);
        if (d.problem) {
            CHECK_TEXT(d.problem->path, "data.id");
        }
        end(&d);
    }
}

static void test_arguments(void) {
    apideck_entity *entity = NULL;
    apideck_problem *problem = NULL;
    const apideck_allocator half = {NULL, NULL, NULL};
    static const char document[] = "{\"data\":{}}";
    const size_t len = sizeof document - 1;
    CHECK_INT(
        apideck_entity_decode(APIDECK_ENTITY_NONE, document, len, NULL, NULL, &entity, &problem),
        APIDECK_ERR_ARGUMENT);
    CHECK_INT(problem->code, APIDECK_ERR_ARGUMENT);
    apideck_problem_free(problem);
    CHECK_INT(
        apideck_entity_decode((apideck_entity_kind)99, document, len, NULL, NULL, &entity, NULL),
        APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_decode(APIDECK_ENTITY_BILL, NULL, 1, NULL, NULL, &entity, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_decode(APIDECK_ENTITY_BILL, document, len, NULL, NULL, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_decode(APIDECK_ENTITY_BILL, document, len, NULL, &half, &entity, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_decode(APIDECK_ENTITY_BILL, NULL, 0, NULL, NULL, &entity, NULL),
              APIDECK_ERR_JSON_EMPTY);
    CHECK(!entity);
    CHECK_INT(apideck_entity_decode(APIDECK_ENTITY_BILL, document, len, NULL, NULL, &entity, NULL),
              0);
    CHECK(apideck_entity_as_bill(entity) == (const void *)entity);
    CHECK(!apideck_entity_as_invoice(entity));
    CHECK(!apideck_entity_as_bill(NULL));
    apideck_entity_free(entity);
    apideck_entity_free(NULL);
    CHECK(!apideck_entity_kind_name(APIDECK_ENTITY_NONE));
    CHECK_STR(apideck_entity_kind_name(APIDECK_ENTITY_TAX_RATE), 8, "tax_rate");
}

/* Whole documents ------------------------------------------------------------------------------ */

static char *vector(const char *kind, size_t *len_out) {
    char path[128];
    static char text[16384];
    snprintf(path, sizeof path, "tests/vectors/entities/%s.json", kind);
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(2);
    }
    *len_out = fread(text, 1, sizeof text, file);
    fclose(file);
    CHECK(*len_out > 0 && *len_out < sizeof text);
    return text;
}

/* Cut off anywhere, no document of any kind is one; nothing leaks. */
static void test_truncations(apideck_entity_kind kind, const char *text, size_t len) {
    while (text[len - 1] == '\n') {
        len--;
    }
    for (size_t cut = 0; cut < len; cut++) {
        struct decoded d;
        decode(&d, kind, text, cut, NULL);
        CHECK(d.error == APIDECK_ERR_JSON_TRUNCATED || (cut == 0 && d.error));
        end(&d);
    }
}

static void test_failing_memory(apideck_entity_kind kind, const char *text, size_t len) {
    for (size_t n = 1;; n++) {
        struct counting memory = {0};
        apideck_allocator allocator = counting_allocator(&memory);
        apideck_entity *entity = NULL;
        apideck_problem *problem = NULL;
        counting_fail_at(&memory, n);
        int error = apideck_entity_decode(kind, text, len, NULL, &allocator, &entity, &problem);
        int failed = counting_failed(&memory);
        CHECK_INT(error, failed ? APIDECK_ERR_NO_MEMORY : 0);
        CHECK((entity == NULL) == failed);
        apideck_entity_free(entity);
        apideck_problem_free(problem);
        CHECK_NOTHING_LEAKED(&memory);
        if (!failed) {
            CHECK(n > 1);
            return;
        }
    }
}

/* No memory for the problem either. */
static void test_no_problem(void) {
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_entity *entity = NULL;
    apideck_problem *problem = (apideck_problem *)&memory;
    counting_fail_at(&memory, 1);
    CHECK_INT(
        apideck_entity_decode(APIDECK_ENTITY_BILL, "{", 1, NULL, &allocator, &entity, &problem),
        APIDECK_ERR_JSON_TRUNCATED);
    CHECK(!problem && !entity);
    CHECK_NOTHING_LEAKED(&memory);
}

static void test_kinds(void) {
    for (int number = 1; number <= 15; number++) {
        apideck_entity_kind kind = (apideck_entity_kind)number;
        size_t len = 0;
        const char *text = vector(apideck_entity_kind_name(kind), &len);
        struct decoded d;
        decode(&d, kind, text, len, NULL);
        CHECK_INT(d.error, 0);
        CHECK_INT(d.entity ? d.entity->kind : 0, kind);
        end(&d);
        test_truncations(kind, text, len);
        test_failing_memory(kind, text, len);
    }
}

int main(void) {
    test_an_invoice();
    test_decimals();
    test_keys();
    test_free_form();
    test_jansson();
    test_wrong_types();
    test_texts_that_c_cannot_hold();
    test_envelopes();
    test_an_error_document();
    test_ids();
    test_arguments();
    test_kinds();
    test_no_problem();
    return check_summary();
}
