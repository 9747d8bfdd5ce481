/* lib/api/entity_get.c, and apideck_entity_from_response of entity.c: the entity of an event, by a
 * transport and without one. */
#include "scripted_transport.h"

#include <apideck/entity.h>
#include <stdbool.h>

#define CUSTOMER "accounting.customer.updated"
#define DOCUMENT "{\"service\":\"xero\",\"data\":{\"id\":\"12345\",\"company_name\":\"Acme\"}}"

static const apideck_header to_y = {{"Location", 8}, {"/y", 2}};

/* Kinds ---------------------------------------------------------------------------------------- */

typedef int getter(const apideck_transport *transport, const apideck_credentials *credentials,
                   const apideck_event *event, const apideck_allocator *allocator,
                   apideck_entity **entity_out, apideck_problem **problem_out);

#define ENTITY(CONSTANT, NAME)                                                                     \
    static int get_##NAME(const apideck_transport *transport,                                      \
                          const apideck_credentials *credentials, const apideck_event *event,      \
                          const apideck_allocator *allocator, apideck_entity **entity_out,         \
                          apideck_problem **problem_out) {                                         \
        apideck_##NAME *typed = NULL;                                                              \
        int error = apideck_get_##NAME(transport, credentials, event, allocator,                   \
                                       entity_out ? &typed : NULL, problem_out);                   \
        if (error == 0) {                                                                          \
            CHECK(apideck_entity_as_##NAME(&typed->entity) == typed);                              \
            *entity_out = &typed->entity;                                                          \
        }                                                                                          \
        return error;                                                                              \
    }
#include "api/entity_kinds.inc"

/* The paths are those of the specification. */
static const struct kind {
    apideck_entity_kind kind;
    getter *get;
    const char *event_type;
    const char *path;
} kinds[] = {
    {APIDECK_ENTITY_CUSTOMER, get_customer, "accounting.customer.created", "customers"},
    {APIDECK_ENTITY_INVOICE, get_invoice, "accounting.invoice.updated", "invoices"},
    {APIDECK_ENTITY_INVOICE_ITEM, get_invoice_item, "accounting.invoice_item.created",
     "invoice-items"},
    {APIDECK_ENTITY_LEDGER_ACCOUNT, get_ledger_account, "accounting.ledger_account.deleted",
     "ledger-accounts"},
    {APIDECK_ENTITY_TAX_RATE, get_tax_rate, "accounting.tax_rate.created", "tax-rates"},
    {APIDECK_ENTITY_PURCHASE_ORDER, get_purchase_order, "accounting.purchase_order.created",
     "purchase-orders"},
    {APIDECK_ENTITY_EXPENSE, get_expense, "accounting.expense.created", "expenses"},
    {APIDECK_ENTITY_QUOTE, get_quote, "accounting.quote.created", "quotes"},
    {APIDECK_ENTITY_PROJECT, get_project, "accounting.project.created", "projects"},
    {APIDECK_ENTITY_TRACKING_CATEGORY, get_tracking_category,
     "accounting.tracking_category.created", "tracking-categories"},
    {APIDECK_ENTITY_BILL, get_bill, "accounting.bill.created", "bills"},
    {APIDECK_ENTITY_BILL_PAYMENT, get_bill_payment, "accounting.bill_payment.created",
     "bill-payments"},
    {APIDECK_ENTITY_PAYMENT, get_payment, "accounting.payment.created", "payments"},
    {APIDECK_ENTITY_SUPPLIER, get_supplier, "accounting.supplier.created", "suppliers"},
    {APIDECK_ENTITY_CREDIT_NOTE, get_credit_note, "accounting.credit_note.created", "credit-notes"},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static void test_each_kind(void) {
    apideck_credentials credentials = test_credentials();
    CHECK_INT(KINDS, 15);
    for (size_t i = 0; i < KINDS; i++) {
        struct scripted_transport scripted = {.count = 2};
        scripted.responses[0] = scripted.responses[1] = response_of(200, NULL, 0, DOCUMENT);
        apideck_transport transport = transport_of(&scripted);
        apideck_event event = test_event(kinds[i].event_type);
        apideck_entity *entity = NULL;
        CHECK_INT(kinds[i].get(&transport, &credentials, &event, NULL, &entity, NULL), 0);
        CHECK_INT(entity->kind, kinds[i].kind);
        CHECK_TEXT(entity->id, "12345");
        apideck_entity_free(entity);
        CHECK_INT(apideck_get_entity(&transport, &credentials, &event, NULL, &entity, NULL), 0);
        CHECK_INT(entity->kind, kinds[i].kind);
        apideck_entity_free(entity);
        char url[200];
        snprintf(url, sizeof url, "https://unify.apideck.com/accounting/%s/12345", kinds[i].path);
        CHECK_STR(scripted.urls[0], strlen(scripted.urls[0]), url);
        CHECK_STR(scripted.urls[1], strlen(scripted.urls[1]), url);
        CHECK_INT(scripted.released, 2);
    }
}

/* Nothing is asked of the API for an event of another kind. */
static void test_other_kinds(void) {
    apideck_credentials credentials = test_credentials();
    struct scripted_transport scripted = {.count = 0};
    apideck_transport transport = transport_of(&scripted);
    apideck_entity *entity = NULL;
    for (size_t i = 0; i < KINDS; i++) {
        apideck_event event = test_event(kinds[(i + 1) % KINDS].event_type);
        apideck_problem *problem = NULL;
        CHECK_INT(kinds[i].get(&transport, &credentials, &event, NULL, &entity, &problem),
                  APIDECK_ERR_NO_ENTITY);
        CHECK(problem && strstr(problem->message, "kind"));
        apideck_problem_free(problem);
    }
    apideck_event event = test_event("crm.contact.created");
    CHECK_INT(apideck_get_entity(&transport, &credentials, &event, NULL, &entity, NULL),
              APIDECK_ERR_NO_ENTITY);
    CHECK_INT(get_customer(&transport, &credentials, &event, NULL, &entity, NULL),
              APIDECK_ERR_NO_ENTITY);
    CHECK(!entity);
    CHECK_INT(scripted.calls, 0);
}

/* A type that is newer than the library is fetched as what entity_type says. */
static void test_newer_type(void) {
    apideck_credentials credentials = test_credentials();
    struct scripted_transport scripted = {.count = 1};
    scripted.responses[0] = response_of(200, NULL, 0, DOCUMENT);
    apideck_transport transport = transport_of(&scripted);
    apideck_event event = test_event("accounting.record.archived");
    event.entity_type = str("customer");
    apideck_customer *customer = NULL;
    CHECK_INT(apideck_get_customer(&transport, &credentials, &event, NULL, &customer, NULL), 0);
    CHECK_TEXT(customer->company_name.text, "Acme");
    apideck_entity_free(&customer->entity);
}

/* Answers -------------------------------------------------------------------------------------- */

#define ERROR_BODY "{\"type_name\":\"T\",\"message\":\"M\",\"detail\":{\"d\":1}}"

static const struct {
    int status;
    const char *body;
    int code;
    const char *path;
} answers[] = {
    {200, DOCUMENT, 0, NULL},
    {200, NULL, APIDECK_ERR_JSON_EMPTY, NULL},
    {200, " \n", APIDECK_ERR_JSON_EMPTY, NULL},
    {200, "{\"data\":{\"id\":\"123", APIDECK_ERR_JSON_TRUNCATED, NULL},
    {200, "<html>", APIDECK_ERR_JSON_SYNTAX, NULL},
    {200, "{}", APIDECK_ERR_ENVELOPE, "data"},
    {200, ERROR_BODY, APIDECK_ERR_ENVELOPE, "data"},
    {200, "{\"data\":[]}", APIDECK_ERR_ENVELOPE, "data"},
    {200, "{\"data\":{\"id\":12345}}", APIDECK_ERR_FIELD_TYPE, "data.id"},
    {200, "{\"data\":{\"id\":\"54321\"}}", APIDECK_ERR_OTHER_ENTITY, "data.id"},
    {200, "{\"data\":{\"id\":\"12345\",\"emails\":[{},{\"email\":7}]}}", APIDECK_ERR_FIELD_TYPE,
     "data.emails[1].email"},
    {301, ERROR_BODY, APIDECK_ERR_REDIRECT, NULL},
    {401, ERROR_BODY, APIDECK_ERR_UNAUTHORIZED, NULL},
    {402, ERROR_BODY, APIDECK_ERR_PAYMENT_REQUIRED, NULL},
    {404, ERROR_BODY, APIDECK_ERR_GONE, NULL},
    {422, ERROR_BODY, APIDECK_ERR_UNPROCESSABLE, NULL},
    {429, ERROR_BODY, APIDECK_ERR_RATE_LIMITED, NULL},
    {500, ERROR_BODY, APIDECK_ERR_API_FAILED, NULL},
    {502, "<html>", APIDECK_ERR_API_FAILED, NULL},
    {204, NULL, APIDECK_ERR_STATUS, NULL},
};
#define ANSWERS (sizeof answers / sizeof *answers)

static void check_answer(size_t i, int error, const apideck_entity *entity,
                         const apideck_problem *problem) {
    CHECK_INT(error, answers[i].code);
    CHECK((entity != NULL) == (error == 0) && (problem != NULL) == (error != 0));
    if (problem) {
        CHECK_INT(problem->code, error);
        CHECK_INT(problem->status, answers[i].status);
        CHECK_TEXT(problem->document, answers[i].body);
        CHECK_TEXT(problem->path, answers[i].path);
        bool told = answers[i].body && strcmp(answers[i].body, ERROR_BODY) == 0;
        CHECK_TEXT(problem->type_name, told ? "T" : NULL);
        CHECK_TEXT(problem->detail_message, told ? "M" : NULL);
        CHECK_TEXT(problem->detail, told ? "{\"d\":1}" : NULL);
        CHECK_INT(problem->retry_after_ms, answers[i].status == 429 ? 7000 : -1);
    } else {
        const apideck_customer *customer = apideck_entity_as_customer(entity);
        CHECK_TEXT(customer->company_name.text, "Acme");
        CHECK_TEXT(entity->service, "xero");
    }
    if (error != answers[i].code) {
        fprintf(stderr, "    %d %s\n", answers[i].status, answers[i].body);
    }
}

/* With a transport and without one, the same comes of it. */
static void test_answers(void) {
    const apideck_header later = {str("Retry-After"), str("7")};
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event(CUSTOMER);
    apideck_request *request = NULL;
    CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, NULL), 0);
    for (size_t i = 0; i < ANSWERS; i++) {
        apideck_entity *entity = NULL;
        apideck_problem *problem = NULL;
        struct scripted_transport scripted = {.count = 1};
        scripted.responses[0] =
            response_of(answers[i].status, &later, answers[i].status == 429, answers[i].body);
        apideck_transport transport = transport_of(&scripted);
        int error = apideck_get_entity(&transport, &credentials, &event, NULL, &entity, &problem);
        check_answer(i, error, entity, problem);
        CHECK_INT(scripted.released, 1);
        apideck_entity_free(entity);
        apideck_problem_free(problem);
        entity = NULL;
        problem = NULL;
        error =
            apideck_entity_from_response(request, &scripted.responses[0], NULL, &entity, &problem);
        check_answer(i, error, entity, problem);
        apideck_entity_free(entity);
        apideck_problem_free(problem);
    }
    apideck_request_free(request);
}

/* Without a transport ----------------------------------------------------------------------------
 */

/* The request knows what was asked for, though the event is gone and a redirect was followed. */
static void test_after_a_redirect(void) {
    apideck_credentials credentials = test_credentials();
    apideck_request *request = NULL;
    apideck_request *next = NULL;
    {
        char id[] = "12345";
        apideck_event event = test_event(CUSTOMER);
        event.entity_id = str(id);
        CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, NULL), 0);
        memset(id, '?', sizeof id);
    }
    apideck_http_response moved = response_of(307, &to_y, 1, NULL);
    CHECK_INT(apideck_request_redirect(request, &moved, NULL, &next, NULL), 0);
    apideck_request_free(request);
    apideck_entity *entity = NULL;
    apideck_http_response response = response_of(200, NULL, 0, DOCUMENT);
    CHECK_INT(apideck_entity_from_response(next, &response, NULL, &entity, NULL), 0);
    CHECK_INT(entity->kind, APIDECK_ENTITY_CUSTOMER);
    apideck_entity_free(entity);
    response = response_of(200, NULL, 0, "{\"data\":{\"id\":\"?????\"}}");
    CHECK_INT(apideck_entity_from_response(next, &response, NULL, &entity, NULL),
              APIDECK_ERR_OTHER_ENTITY);
    apideck_request_free(next);
}

/* A document that echoes the key is not told with it. */
static void test_key(void) {
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event(CUSTOMER);
    apideck_request *request = NULL;
    apideck_entity *entity = NULL;
    apideck_problem *problem = NULL;
    CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, NULL), 0);
    apideck_http_response response =
        response_of(200, NULL, 0, "{\"message\":\"" API_KEY "\",\"data\":\"" API_KEY "\"}");
    CHECK_INT(apideck_entity_from_response(request, &response, NULL, &entity, &problem),
              APIDECK_ERR_ENVELOPE);
    CHECK(!holds_key(problem->document.ptr, problem->document.len));
    CHECK(!holds_key(problem->detail_message.ptr, problem->detail_message.len));
    CHECK_TEXT(problem->detail_message, "************************");
    apideck_problem_free(problem);
    apideck_request_free(request);
}

static void test_arguments(void) {
    const apideck_allocator broken = {NULL, NULL, NULL};
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event(CUSTOMER);
    struct scripted_transport scripted = {.count = 0};
    apideck_transport transport = transport_of(&scripted);
    apideck_entity *entity = NULL;
    apideck_customer *customer = NULL;
    apideck_problem *problem = NULL;
    CHECK_INT(apideck_get_entity(NULL, &credentials, &event, NULL, &entity, &problem),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(problem->code, APIDECK_ERR_ARGUMENT);
    apideck_problem_free(problem);
    CHECK_INT(apideck_get_entity(&transport, NULL, &event, NULL, &entity, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_get_entity(&transport, &credentials, NULL, NULL, &entity, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_get_entity(&transport, &credentials, &event, &broken, &entity, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_get_entity(&transport, &credentials, &event, NULL, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_get_customer(&transport, &credentials, NULL, NULL, &customer, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_get_customer(&transport, &credentials, &event, NULL, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(scripted.calls, 0);

    apideck_http_response response = response_of(200, NULL, 0, DOCUMENT);
    apideck_request *request = plain_request(&credentials, NULL);
    CHECK_INT(apideck_entity_from_response(request, &response, NULL, &entity, &problem),
              APIDECK_ERR_ARGUMENT); /* it asks for no entity */
    CHECK_INT(problem->code, APIDECK_ERR_ARGUMENT);
    apideck_problem_free(problem);
    apideck_request_free(request);
    CHECK_INT(apideck_entity_request(&credentials, &event, NULL, &request, NULL), 0);
    CHECK_INT(apideck_entity_from_response(NULL, &response, NULL, &entity, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_from_response(request, NULL, NULL, &entity, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_from_response(request, &response, NULL, NULL, NULL),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_entity_from_response(request, &response, &broken, &entity, NULL),
              APIDECK_ERR_ARGUMENT);
    apideck_request_free(request);
    CHECK(!entity && !customer);
}

/* Each allocation fails in turn: the request, the one after a redirect, the index, the entity. */
static void test_memory(void) {
    struct wiping wiping = {0};
    apideck_allocator allocator = wiping_allocator(&wiping);
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event(CUSTOMER);
    size_t failures = 0;
    for (size_t n = 1;; n++) {
        struct scripted_transport scripted = {.count = 2};
        scripted.responses[0] = response_of(302, &to_y, 1, NULL);
        scripted.responses[1] = response_of(200, NULL, 0, DOCUMENT);
        apideck_transport transport = transport_of(&scripted);
        apideck_entity *entity = NULL;
        apideck_problem *problem = NULL;
        counting_fail_at(&wiping.counting, n);
        int error =
            apideck_get_entity(&transport, &credentials, &event, &allocator, &entity, &problem);
        int failed = counting_failed(&wiping.counting);
        CHECK_INT(error, failed ? APIDECK_ERR_NO_MEMORY : 0);
        CHECK_INT(scripted.released, scripted.calls);
        apideck_entity_free(entity);
        apideck_problem_free(problem);
        CHECK_NOTHING_LEAKED(&wiping.counting);
        if (!failed) {
            break;
        }
        failures++;
    }
    CHECK_INT(failures, 3);
    CHECK_INT(wiping.keys, 0);
}

int main(void) {
    test_each_kind();
    test_other_kinds();
    test_newer_type();
    test_answers();
    test_after_a_redirect();
    test_key();
    test_arguments();
    test_memory();
    return check_summary();
}
