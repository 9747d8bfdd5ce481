/* Names, numbers and structs of event types. */
#include "catalogue.h"
#include "check.h"
#include "vectors.h"

static struct vector vectors[VECTORS_MAX];
static size_t vector_count;

static apideck_event_type type_of(const char *name) {
    return apideck_event_type_from_name(name, strlen(name));
}

static void test_documented_names(void) {
    int seen[VECTORS_MAX] = {0};
    for (size_t i = 0; i < vector_count; i++) {
        const char *const *column = vectors[i].column;
        const apideck_event_type type = type_of(column[EVENT_TYPE]);
        const apideck_event_type_info *info = apideck__event_type_info(type);
        CHECK(type != APIDECK_EVENT_UNKNOWN);
        CHECK(info && (size_t)type < VECTORS_MAX && !seen[type]);
        if (!info) {
            continue;
        }
        seen[type] = 1;
        CHECK_INT(info->type, type);
        CHECK(apideck_event_type_name(type) == info->name);
        CHECK_STR(info->name, strlen(info->name), column[EVENT_TYPE]);
        CHECK_STR(info->unified_api, strlen(info->unified_api), column[UNIFIED_API]);
        CHECK_STR(info->entity, strlen(info->entity), column[ENTITY]);
        CHECK_STR(info->action, strlen(info->action), column[ACTION]);
    }
}

static void test_catalogue(void) {
    size_t count = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    CHECK_INT(count, vector_count);
    CHECK_INT(count, 140);
    CHECK(apideck_event_types(NULL) == types);
    for (size_t i = 1; i < count; i++) {
        CHECK(strcmp(types[i - 1].name, types[i].name) < 0);
    }
}

/* The numbers are part of the ABI. */
static void test_numbers(void) {
    CHECK_INT(APIDECK_EVENT_ACCOUNTING_BILL_CREATED, 1);
    CHECK_INT(type_of("accounting.bill.created"), 1);
    CHECK_INT(type_of("accounting.invoice.created"), 16);
    CHECK_INT(type_of("accounting.tracking_category.deleted"), 45);
    CHECK_INT(type_of("hris.time-off-request.created"), 93);
    CHECK_INT(type_of("pos.modifier-group.created"), APIDECK_EVENT_POS_MODIFIER_GROUP_CREATED);
    CHECK_INT(type_of("pos.modifier_group.created"),
              APIDECK_EVENT_POS_MODIFIER_GROUP_CREATED_UNDERSCORED);
    CHECK_INT(type_of("vault.connection.token_refresh.recovered"), 140);
}

static void check_unknown(const char *name, size_t len) {
    CHECK_INT(apideck_event_type_from_name(name, len), APIDECK_EVENT_UNKNOWN);
}

/* One byte less, one more, or another one: never a type, unless the name is one itself. */
static void test_near_misses(void) {
    char name[100];
    for (size_t i = 0; i < vector_count; i++) {
        const char *right = vectors[i].column[EVENT_TYPE];
        const size_t len = strlen(right);
        memcpy(name, right, len + 1);
        check_unknown(name, len - 1);
        check_unknown(name, len + 1); /* with its NUL */
        check_unknown(name + 1, len - 1);
        name[len] = 's';
        check_unknown(name, len + 1);
        for (size_t j = 0; j < len; j++) {
            const char byte = name[j];
            name[j] = (char)(byte ^ 0x20); /* the other case, or a control character */
            check_unknown(name, len);
            name[j] = '\0';
            check_unknown(name, len);
            name[j] = byte;
        }
    }
}

static void test_no_name(void) {
    check_unknown(NULL, 0);
    check_unknown("", 0);
    check_unknown("*", 1);
    check_unknown("accounting", 10);
    check_unknown("zzz", 3);
    check_unknown("apideck.subscription.created", 28);
    check_unknown("hris.time_off_request.created", 29);
}

static void test_no_type(void) {
    static const int none[] = {0, 141, 9999, -1};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        CHECK(!apideck_event_type_name((apideck_event_type)none[i]));
        CHECK(!apideck__event_type_info((apideck_event_type)none[i]));
    }
}

/* How many of the typed views take the event, and whether they give the object itself. */
static int count_views(const apideck_event *event) {
    int count = 0;
#define TYPED_EVENT(CONSTANT, STRUCT, ENTITY)                                                      \
    {                                                                                              \
        const apideck_##STRUCT##_event *view = apideck_event_as_##STRUCT(event);                   \
        if (view) {                                                                                \
            count++;                                                                               \
            CHECK(&view->event == event);                                                          \
            CHECK_INT(event->type, APIDECK_EVENT_##CONSTANT);                                      \
        }                                                                                          \
    }
#include "dispatch_table.inc"
    return count;
}

static void test_views(void) {
    apideck_invoice_created_event invoice;
    memset(&invoice, 0, sizeof invoice);
    size_t count = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    for (size_t i = 0; i < count; i++) {
        invoice.event.type = types[i].type;
        CHECK_INT(count_views(&invoice.event), strcmp(types[i].unified_api, "accounting") == 0);
    }
    invoice.event.type = APIDECK_EVENT_UNKNOWN;
    CHECK_INT(count_views(&invoice.event), 0);
    CHECK_INT(count_views(NULL), 0);

    invoice.event.type = APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED;
    CHECK(apideck_event_as_invoice_created(&invoice.event) == &invoice);
    CHECK(!apideck_event_as_invoice_updated(&invoice.event));
}

/* One layout for all, so that an event can be made without knowing its type. */
#define TYPED_EVENT(CONSTANT, STRUCT, ENTITY)                                                      \
    _Static_assert(offsetof(apideck_##STRUCT##_event, event) == 0, "event first");                 \
    _Static_assert(offsetof(apideck_##STRUCT##_event, ENTITY##_id) == sizeof(apideck_event),       \
                   "then the id");                                                                 \
    _Static_assert(offsetof(apideck_##STRUCT##_event, ENTITY##_url) ==                             \
                       sizeof(apideck_event) + sizeof(apideck_str),                                \
                   "then the URL");
#include "dispatch_table.inc"

int main(void) {
    vector_count = vectors_read("tests/vectors/events.tsv", vectors);
    test_documented_names();
    test_catalogue();
    test_numbers();
    test_near_misses();
    test_no_name();
    test_no_type();
    test_views();
    return check_summary();
}
