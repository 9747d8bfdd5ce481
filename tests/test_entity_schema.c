/* Looking up kinds, fields and texts of enumerations; names from the specification. */
#include "check.h"

#include "api/entity_schema.h"

static const struct apideck__field *find(apideck_entity_kind kind, const char *name) {
    return apideck__field_find(apideck__entity_type(kind), name, strlen(name));
}

static void test_fields(void) {
    CHECK(find(APIDECK_ENTITY_INVOICE, "total")->offset == offsetof(apideck_invoice, total));
    CHECK(find(APIDECK_ENTITY_INVOICE, "total")->type == APIDECK__DECIMAL);
    CHECK(find(APIDECK_ENTITY_TAX_RATE, "id")->offset == offsetof(apideck_tax_rate, id));
    CHECK(!find(APIDECK_ENTITY_INVOICE, "tota"));
    CHECK(!find(APIDECK_ENTITY_INVOICE, "totals"));
    CHECK(!find(APIDECK_ENTITY_INVOICE, ""));
    CHECK(!find(APIDECK_ENTITY_INVOICE, "zzz"));
    CHECK(!find(APIDECK_ENTITY_INVOICE, "bill_date"));
    CHECK(!apideck__field_find(apideck__entity_type(APIDECK_ENTITY_INVOICE), "id\0", 3));
}

/* Each is found by its own name, and lies in its struct; and every entity has an id of text. */
static void check_type(const struct apideck__object_type *type, int depth) {
    CHECK(depth < 8);
    for (size_t i = 0; i < type->field_count && depth < 8; i++) {
        const struct apideck__field *field = &type->fields[i];
        CHECK(strlen(field->name) == field->name_len);
        CHECK(apideck__field_find(type, field->name, field->name_len) == field);
        CHECK(field->offset >= sizeof(apideck_str) && field->offset < type->size);
        if (field->type == APIDECK__OBJECT || field->type == APIDECK__OBJECTS) {
            check_type(apideck__object_type(field->of), depth + 1);
        }
    }
}

static void test_kinds(void) {
    int kinds = 0;
    for (int kind = 1; apideck_entity_kind_name((apideck_entity_kind)kind); kind++, kinds++) {
        const struct apideck__field *id = find((apideck_entity_kind)kind, "id");
        CHECK(id && id->type == APIDECK__TEXT);
        check_type(apideck__entity_type((apideck_entity_kind)kind), 0);
    }
    CHECK_INT(kinds, 15);
    CHECK(!apideck__entity_type(APIDECK_ENTITY_NONE));
    CHECK(!apideck__entity_type((apideck_entity_kind)16));
    CHECK(!apideck__entity_type((apideck_entity_kind)-1));
}

static int status_of(const char *text) {
    unsigned of = find(APIDECK_ENTITY_INVOICE, "status")->of;
    return apideck__enum_find(of, (apideck_str){text, strlen(text)});
}

static void test_enumerations(void) {
    CHECK_INT(status_of("draft"), APIDECK_INVOICE_STATUS_DRAFT);
    CHECK_INT(status_of("partially_paid"), APIDECK_INVOICE_STATUS_PARTIALLY_PAID);
    CHECK_INT(status_of("void"), APIDECK_INVOICE_STATUS_VOID);
    CHECK_INT(status_of("voided"), APIDECK_INVOICE_STATUS_UNKNOWN);
    CHECK_INT(status_of("voi"), APIDECK_INVOICE_STATUS_UNKNOWN);
    CHECK_INT(status_of("Draft"), APIDECK_INVOICE_STATUS_UNKNOWN);
    CHECK_INT(status_of(""), APIDECK_INVOICE_STATUS_UNKNOWN);
}

int main(void) {
    test_fields();
    test_kinds();
    test_enumerations();
    return check_summary();
}
