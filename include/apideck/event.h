/*
 * Events: what a genuine body says, typed.
 *
 * Every event struct begins with an apideck_event, so a pointer to one is a pointer to the other.
 * The 45 accounting events have a struct each, whose two further fields name the entity in its own
 * words. Source of the event types and fields: apideck-libraries/openapi-specs 10.34.0.
 */
#ifndef APIDECK_EVENT_H
#define APIDECK_EVENT_H

#include <apideck/base.h>
#include <apideck/signature.h>

#ifdef __cplusplus
extern "C" {
#endif

#define APIDECK_NO_TIME INT64_MIN
#define APIDECK_NO_ATTEMPT (-1)

/*
 * The known event types. The numbers stay for ever; new types are added at the end, and a body may
 * bring a type that is newer than the library: APIDECK_EVENT_UNKNOWN, with its name in event_type.
 */
typedef enum apideck_event_type {
    APIDECK_EVENT_UNKNOWN = 0,
    /* generated: event types */
    APIDECK_EVENT_ACCOUNTING_BILL_CREATED = 1, /* accounting.bill.created */
    APIDECK_EVENT_ACCOUNTING_BILL_UPDATED = 2, /* accounting.bill.updated */
    APIDECK_EVENT_ACCOUNTING_BILL_DELETED = 3, /* accounting.bill.deleted */

    APIDECK_EVENT_ACCOUNTING_BILL_PAYMENT_CREATED = 4, /* accounting.bill_payment.created */
    APIDECK_EVENT_ACCOUNTING_BILL_PAYMENT_UPDATED = 5, /* accounting.bill_payment.updated */
    APIDECK_EVENT_ACCOUNTING_BILL_PAYMENT_DELETED = 6, /* accounting.bill_payment.deleted */

    APIDECK_EVENT_ACCOUNTING_CREDIT_NOTE_CREATED = 7, /* accounting.credit_note.created */
    APIDECK_EVENT_ACCOUNTING_CREDIT_NOTE_UPDATED = 8, /* accounting.credit_note.updated */
    APIDECK_EVENT_ACCOUNTING_CREDIT_NOTE_DELETED = 9, /* accounting.credit_note.deleted */

    APIDECK_EVENT_ACCOUNTING_CUSTOMER_CREATED = 10, /* accounting.customer.created */
    APIDECK_EVENT_ACCOUNTING_CUSTOMER_UPDATED = 11, /* accounting.customer.updated */
    APIDECK_EVENT_ACCOUNTING_CUSTOMER_DELETED = 12, /* accounting.customer.deleted */

    APIDECK_EVENT_ACCOUNTING_EXPENSE_CREATED = 13, /* accounting.expense.created */
    APIDECK_EVENT_ACCOUNTING_EXPENSE_UPDATED = 14, /* accounting.expense.updated */
    APIDECK_EVENT_ACCOUNTING_EXPENSE_DELETED = 15, /* accounting.expense.deleted */

    APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED = 16, /* accounting.invoice.created */
    APIDECK_EVENT_ACCOUNTING_INVOICE_UPDATED = 17, /* accounting.invoice.updated */
    APIDECK_EVENT_ACCOUNTING_INVOICE_DELETED = 18, /* accounting.invoice.deleted */

    APIDECK_EVENT_ACCOUNTING_INVOICE_ITEM_CREATED = 19, /* accounting.invoice_item.created */
    APIDECK_EVENT_ACCOUNTING_INVOICE_ITEM_UPDATED = 20, /* accounting.invoice_item.updated */
    APIDECK_EVENT_ACCOUNTING_INVOICE_ITEM_DELETED = 21, /* accounting.invoice_item.deleted */

    APIDECK_EVENT_ACCOUNTING_LEDGER_ACCOUNT_CREATED = 22, /* accounting.ledger_account.created */
    APIDECK_EVENT_ACCOUNTING_LEDGER_ACCOUNT_UPDATED = 23, /* accounting.ledger_account.updated */
    APIDECK_EVENT_ACCOUNTING_LEDGER_ACCOUNT_DELETED = 24, /* accounting.ledger_account.deleted */

    APIDECK_EVENT_ACCOUNTING_PAYMENT_CREATED = 25, /* accounting.payment.created */
    APIDECK_EVENT_ACCOUNTING_PAYMENT_UPDATED = 26, /* accounting.payment.updated */
    APIDECK_EVENT_ACCOUNTING_PAYMENT_DELETED = 27, /* accounting.payment.deleted */

    APIDECK_EVENT_ACCOUNTING_PROJECT_CREATED = 28, /* accounting.project.created */
    APIDECK_EVENT_ACCOUNTING_PROJECT_UPDATED = 29, /* accounting.project.updated */
    APIDECK_EVENT_ACCOUNTING_PROJECT_DELETED = 30, /* accounting.project.deleted */

    APIDECK_EVENT_ACCOUNTING_PURCHASE_ORDER_CREATED = 31, /* accounting.purchase_order.created */
    APIDECK_EVENT_ACCOUNTING_PURCHASE_ORDER_UPDATED = 32, /* accounting.purchase_order.updated */
    APIDECK_EVENT_ACCOUNTING_PURCHASE_ORDER_DELETED = 33, /* accounting.purchase_order.deleted */

    APIDECK_EVENT_ACCOUNTING_QUOTE_CREATED = 34, /* accounting.quote.created */
    APIDECK_EVENT_ACCOUNTING_QUOTE_UPDATED = 35, /* accounting.quote.updated */
    APIDECK_EVENT_ACCOUNTING_QUOTE_DELETED = 36, /* accounting.quote.deleted */

    APIDECK_EVENT_ACCOUNTING_SUPPLIER_CREATED = 37, /* accounting.supplier.created */
    APIDECK_EVENT_ACCOUNTING_SUPPLIER_UPDATED = 38, /* accounting.supplier.updated */
    APIDECK_EVENT_ACCOUNTING_SUPPLIER_DELETED = 39, /* accounting.supplier.deleted */

    APIDECK_EVENT_ACCOUNTING_TAX_RATE_CREATED = 40, /* accounting.tax_rate.created */
    APIDECK_EVENT_ACCOUNTING_TAX_RATE_UPDATED = 41, /* accounting.tax_rate.updated */
    APIDECK_EVENT_ACCOUNTING_TAX_RATE_DELETED = 42, /* accounting.tax_rate.deleted */

    /* accounting.tracking_category.created */
    APIDECK_EVENT_ACCOUNTING_TRACKING_CATEGORY_CREATED = 43,
    /* accounting.tracking_category.updated */
    APIDECK_EVENT_ACCOUNTING_TRACKING_CATEGORY_UPDATED = 44,
    /* accounting.tracking_category.deleted */
    APIDECK_EVENT_ACCOUNTING_TRACKING_CATEGORY_DELETED = 45,

    APIDECK_EVENT_ATS_APPLICANT_CREATED = 46, /* ats.applicant.created */
    APIDECK_EVENT_ATS_APPLICANT_UPDATED = 47, /* ats.applicant.updated */
    APIDECK_EVENT_ATS_APPLICANT_DELETED = 48, /* ats.applicant.deleted */

    APIDECK_EVENT_ATS_APPLICATION_CREATED = 49, /* ats.application.created */
    APIDECK_EVENT_ATS_APPLICATION_UPDATED = 50, /* ats.application.updated */
    APIDECK_EVENT_ATS_APPLICATION_DELETED = 51, /* ats.application.deleted */

    APIDECK_EVENT_ATS_JOB_CREATED = 52, /* ats.job.created */
    APIDECK_EVENT_ATS_JOB_UPDATED = 53, /* ats.job.updated */
    APIDECK_EVENT_ATS_JOB_DELETED = 54, /* ats.job.deleted */

    APIDECK_EVENT_CRM_ACTIVITY_CREATED = 55, /* crm.activity.created */
    APIDECK_EVENT_CRM_ACTIVITY_UPDATED = 56, /* crm.activity.updated */
    APIDECK_EVENT_CRM_ACTIVITY_DELETED = 57, /* crm.activity.deleted */

    APIDECK_EVENT_CRM_COMPANY_CREATED = 58, /* crm.company.created */
    APIDECK_EVENT_CRM_COMPANY_UPDATED = 59, /* crm.company.updated */
    APIDECK_EVENT_CRM_COMPANY_DELETED = 60, /* crm.company.deleted */

    APIDECK_EVENT_CRM_CONTACT_CREATED = 61, /* crm.contact.created */
    APIDECK_EVENT_CRM_CONTACT_UPDATED = 62, /* crm.contact.updated */
    APIDECK_EVENT_CRM_CONTACT_DELETED = 63, /* crm.contact.deleted */

    APIDECK_EVENT_CRM_LEAD_CREATED = 64, /* crm.lead.created */
    APIDECK_EVENT_CRM_LEAD_UPDATED = 65, /* crm.lead.updated */
    APIDECK_EVENT_CRM_LEAD_DELETED = 66, /* crm.lead.deleted */

    APIDECK_EVENT_CRM_NOTE_CREATED = 67, /* crm.note.created */
    APIDECK_EVENT_CRM_NOTE_UPDATED = 68, /* crm.note.updated */
    APIDECK_EVENT_CRM_NOTE_DELETED = 69, /* crm.note.deleted */

    APIDECK_EVENT_CRM_OPPORTUNITY_CREATED = 70, /* crm.opportunity.created */
    APIDECK_EVENT_CRM_OPPORTUNITY_UPDATED = 71, /* crm.opportunity.updated */
    APIDECK_EVENT_CRM_OPPORTUNITY_DELETED = 72, /* crm.opportunity.deleted */

    APIDECK_EVENT_ECOMMERCE_CUSTOMER_CREATED = 73, /* ecommerce.customer.created */
    APIDECK_EVENT_ECOMMERCE_CUSTOMER_UPDATED = 74, /* ecommerce.customer.updated */
    APIDECK_EVENT_ECOMMERCE_CUSTOMER_DELETED = 75, /* ecommerce.customer.deleted */

    APIDECK_EVENT_ECOMMERCE_ORDER_CREATED = 76, /* ecommerce.order.created */
    APIDECK_EVENT_ECOMMERCE_ORDER_UPDATED = 77, /* ecommerce.order.updated */
    APIDECK_EVENT_ECOMMERCE_ORDER_DELETED = 78, /* ecommerce.order.deleted */

    APIDECK_EVENT_ECOMMERCE_PRODUCT_CREATED = 79, /* ecommerce.product.created */
    APIDECK_EVENT_ECOMMERCE_PRODUCT_UPDATED = 80, /* ecommerce.product.updated */
    APIDECK_EVENT_ECOMMERCE_PRODUCT_DELETED = 81, /* ecommerce.product.deleted */

    APIDECK_EVENT_FILE_STORAGE_DRIVE_UPDATED = 82, /* file-storage.drive.updated */

    APIDECK_EVENT_FILE_STORAGE_FILE_CREATED = 83, /* file-storage.file.created */
    APIDECK_EVENT_FILE_STORAGE_FILE_UPDATED = 84, /* file-storage.file.updated */
    APIDECK_EVENT_FILE_STORAGE_FILE_DELETED = 85, /* file-storage.file.deleted */

    APIDECK_EVENT_HRIS_COMPANY_CREATED = 86, /* hris.company.created */
    APIDECK_EVENT_HRIS_COMPANY_UPDATED = 87, /* hris.company.updated */
    APIDECK_EVENT_HRIS_COMPANY_DELETED = 88, /* hris.company.deleted */

    APIDECK_EVENT_HRIS_EMPLOYEE_CREATED = 89,    /* hris.employee.created */
    APIDECK_EVENT_HRIS_EMPLOYEE_UPDATED = 90,    /* hris.employee.updated */
    APIDECK_EVENT_HRIS_EMPLOYEE_DELETED = 91,    /* hris.employee.deleted */
    APIDECK_EVENT_HRIS_EMPLOYEE_TERMINATED = 92, /* hris.employee.terminated */

    APIDECK_EVENT_HRIS_TIME_OFF_REQUEST_CREATED = 93, /* hris.time-off-request.created */
    APIDECK_EVENT_HRIS_TIME_OFF_REQUEST_UPDATED = 94, /* hris.time-off-request.updated */
    APIDECK_EVENT_HRIS_TIME_OFF_REQUEST_DELETED = 95, /* hris.time-off-request.deleted */

    APIDECK_EVENT_ISSUE_TRACKING_TICKET_CREATED = 96, /* issue-tracking.ticket.created */
    APIDECK_EVENT_ISSUE_TRACKING_TICKET_UPDATED = 97, /* issue-tracking.ticket.updated */
    APIDECK_EVENT_ISSUE_TRACKING_TICKET_DELETED = 98, /* issue-tracking.ticket.deleted */

    APIDECK_EVENT_LEAD_LEAD_CREATED = 99,  /* lead.lead.created */
    APIDECK_EVENT_LEAD_LEAD_UPDATED = 100, /* lead.lead.updated */
    APIDECK_EVENT_LEAD_LEAD_DELETED = 101, /* lead.lead.deleted */

    APIDECK_EVENT_POS_ITEM_CREATED = 102, /* pos.item.created */
    APIDECK_EVENT_POS_ITEM_UPDATED = 103, /* pos.item.updated */
    APIDECK_EVENT_POS_ITEM_DELETED = 104, /* pos.item.deleted */

    APIDECK_EVENT_POS_LOCATION_CREATED = 105, /* pos.location.created */
    APIDECK_EVENT_POS_LOCATION_UPDATED = 106, /* pos.location.updated */
    APIDECK_EVENT_POS_LOCATION_DELETED = 107, /* pos.location.deleted */

    APIDECK_EVENT_POS_MERCHANT_CREATED = 108, /* pos.merchant.created */
    APIDECK_EVENT_POS_MERCHANT_UPDATED = 109, /* pos.merchant.updated */
    APIDECK_EVENT_POS_MERCHANT_DELETED = 110, /* pos.merchant.deleted */

    APIDECK_EVENT_POS_MODIFIER_CREATED = 111, /* pos.modifier.created */
    APIDECK_EVENT_POS_MODIFIER_UPDATED = 112, /* pos.modifier.updated */
    APIDECK_EVENT_POS_MODIFIER_DELETED = 113, /* pos.modifier.deleted */

    APIDECK_EVENT_POS_MODIFIER_GROUP_CREATED = 114, /* pos.modifier-group.created */
    APIDECK_EVENT_POS_MODIFIER_GROUP_UPDATED = 115, /* pos.modifier-group.updated */
    APIDECK_EVENT_POS_MODIFIER_GROUP_DELETED = 116, /* pos.modifier-group.deleted */

    APIDECK_EVENT_POS_MODIFIER_GROUP_CREATED_UNDERSCORED = 117, /* pos.modifier_group.created */
    APIDECK_EVENT_POS_MODIFIER_GROUP_UPDATED_UNDERSCORED = 118, /* pos.modifier_group.updated */
    APIDECK_EVENT_POS_MODIFIER_GROUP_DELETED_UNDERSCORED = 119, /* pos.modifier_group.deleted */

    APIDECK_EVENT_POS_ORDER_CREATED = 120, /* pos.order.created */
    APIDECK_EVENT_POS_ORDER_UPDATED = 121, /* pos.order.updated */
    APIDECK_EVENT_POS_ORDER_DELETED = 122, /* pos.order.deleted */

    APIDECK_EVENT_POS_PAYMENT_CREATED = 123, /* pos.payment.created */
    APIDECK_EVENT_POS_PAYMENT_UPDATED = 124, /* pos.payment.updated */
    APIDECK_EVENT_POS_PAYMENT_DELETED = 125, /* pos.payment.deleted */

    APIDECK_EVENT_POS_PRODUCT_CREATED = 126, /* pos.product.created */
    APIDECK_EVENT_POS_PRODUCT_UPDATED = 127, /* pos.product.updated */
    APIDECK_EVENT_POS_PRODUCT_DELETED = 128, /* pos.product.deleted */

    APIDECK_EVENT_VAULT_CONNECTION_CREATED = 129,  /* vault.connection.created */
    APIDECK_EVENT_VAULT_CONNECTION_UPDATED = 130,  /* vault.connection.updated */
    APIDECK_EVENT_VAULT_CONNECTION_DELETED = 131,  /* vault.connection.deleted */
    APIDECK_EVENT_VAULT_CONNECTION_CALLABLE = 132, /* vault.connection.callable */
    APIDECK_EVENT_VAULT_CONNECTION_DISABLED = 133, /* vault.connection.disabled */
    APIDECK_EVENT_VAULT_CONNECTION_REVOKED = 134,  /* vault.connection.revoked */
    APIDECK_EVENT_VAULT_CONNECTION_MIGRATED = 135, /* vault.connection.migrated */

    /* vault.connection.downstream.degraded */
    APIDECK_EVENT_VAULT_CONNECTION_DOWNSTREAM_DEGRADED = 136,
    /* vault.connection.downstream.recovered */
    APIDECK_EVENT_VAULT_CONNECTION_DOWNSTREAM_RECOVERED = 137,

    /* vault.connection.token_refresh.pending */
    APIDECK_EVENT_VAULT_CONNECTION_TOKEN_REFRESH_PENDING = 138,
    /* vault.connection.token_refresh.failed */
    APIDECK_EVENT_VAULT_CONNECTION_TOKEN_REFRESH_FAILED = 139,
    /* vault.connection.token_refresh.recovered */
    APIDECK_EVENT_VAULT_CONNECTION_TOKEN_REFRESH_RECOVERED = 140,
    /* end */
} apideck_event_type;

/** The type's name as it stands in a body, e.g. "accounting.invoice.created"; NULL for
 *  APIDECK_EVENT_UNKNOWN and for numbers that are no type. Static text. Thread-safe. */
APIDECK_API const char *apideck_event_type_name(apideck_event_type type);

/** The type of that name, APIDECK_EVENT_UNKNOWN where there is none. Thread-safe. */
APIDECK_API apideck_event_type apideck_event_type_from_name(const char *name, size_t name_len);

/** One line of the catalogue of event types. */
typedef struct apideck_event_type_info {
    apideck_event_type type;
    const char *name;        /* "accounting.invoice.created" */
    const char *unified_api; /* "accounting" */
    const char *entity;      /* "invoice" */
    const char *action;      /* "created" */
} apideck_event_type_info;

/** The catalogue, sorted by name; *count_out is set to its length. Static data. Thread-safe. */
APIDECK_API const apideck_event_type_info *apideck_event_types(size_t *count_out);

/**
 * What every event has. Nothing is required by the protocol: a field that the body lacks, or sets
 * to null, is absent (ptr == NULL). An event owns all that it points to.
 */
typedef struct apideck_event {
    apideck_event_type type;
    apideck_str event_type; /* the name as it was sent */
    apideck_str event_id;
    apideck_str unified_api;
    apideck_str service_id;
    apideck_str consumer_id;
    apideck_str entity_id;
    apideck_str entity_type;
    apideck_str entity_url;    /* do not send credentials there; see docs/receiver.md */
    apideck_str occurred_at;   /* ISO 8601, as it was sent */
    int64_t occurred_at_ms;    /* the same in milliseconds since 1970-01-01T00:00:00Z;
                                  APIDECK_NO_TIME when absent or in no form that is known */
    int64_t execution_attempt; /* APIDECK_NO_ATTEMPT when absent */
    /* JSON text inside `body`, so without a NUL of its own: use len. */
    apideck_str entity;  /* the object that vault events carry; else absent */
    apideck_str payload; /* the event object: `body`, or what its "payload" member holds */
    apideck_str body;    /* the whole body as it arrived */
    const void *reserved[4];
} apideck_event;

/* generated: event structs */
typedef struct apideck_bill_created_event {
    apideck_event event;
    apideck_str bill_id;  /* = event.entity_id */
    apideck_str bill_url; /* = event.entity_url */
} apideck_bill_created_event;

typedef struct apideck_bill_updated_event {
    apideck_event event;
    apideck_str bill_id;  /* = event.entity_id */
    apideck_str bill_url; /* = event.entity_url */
} apideck_bill_updated_event;

typedef struct apideck_bill_deleted_event {
    apideck_event event;
    apideck_str bill_id;  /* = event.entity_id */
    apideck_str bill_url; /* = event.entity_url */
} apideck_bill_deleted_event;

typedef struct apideck_bill_payment_created_event {
    apideck_event event;
    apideck_str bill_payment_id;  /* = event.entity_id */
    apideck_str bill_payment_url; /* = event.entity_url */
} apideck_bill_payment_created_event;

typedef struct apideck_bill_payment_updated_event {
    apideck_event event;
    apideck_str bill_payment_id;  /* = event.entity_id */
    apideck_str bill_payment_url; /* = event.entity_url */
} apideck_bill_payment_updated_event;

typedef struct apideck_bill_payment_deleted_event {
    apideck_event event;
    apideck_str bill_payment_id;  /* = event.entity_id */
    apideck_str bill_payment_url; /* = event.entity_url */
} apideck_bill_payment_deleted_event;

typedef struct apideck_credit_note_created_event {
    apideck_event event;
    apideck_str credit_note_id;  /* = event.entity_id */
    apideck_str credit_note_url; /* = event.entity_url */
} apideck_credit_note_created_event;

typedef struct apideck_credit_note_updated_event {
    apideck_event event;
    apideck_str credit_note_id;  /* = event.entity_id */
    apideck_str credit_note_url; /* = event.entity_url */
} apideck_credit_note_updated_event;

typedef struct apideck_credit_note_deleted_event {
    apideck_event event;
    apideck_str credit_note_id;  /* = event.entity_id */
    apideck_str credit_note_url; /* = event.entity_url */
} apideck_credit_note_deleted_event;

typedef struct apideck_customer_created_event {
    apideck_event event;
    apideck_str customer_id;  /* = event.entity_id */
    apideck_str customer_url; /* = event.entity_url */
} apideck_customer_created_event;

typedef struct apideck_customer_updated_event {
    apideck_event event;
    apideck_str customer_id;  /* = event.entity_id */
    apideck_str customer_url; /* = event.entity_url */
} apideck_customer_updated_event;

typedef struct apideck_customer_deleted_event {
    apideck_event event;
    apideck_str customer_id;  /* = event.entity_id */
    apideck_str customer_url; /* = event.entity_url */
} apideck_customer_deleted_event;

typedef struct apideck_expense_created_event {
    apideck_event event;
    apideck_str expense_id;  /* = event.entity_id */
    apideck_str expense_url; /* = event.entity_url */
} apideck_expense_created_event;

typedef struct apideck_expense_updated_event {
    apideck_event event;
    apideck_str expense_id;  /* = event.entity_id */
    apideck_str expense_url; /* = event.entity_url */
} apideck_expense_updated_event;

typedef struct apideck_expense_deleted_event {
    apideck_event event;
    apideck_str expense_id;  /* = event.entity_id */
    apideck_str expense_url; /* = event.entity_url */
} apideck_expense_deleted_event;

typedef struct apideck_invoice_created_event {
    apideck_event event;
    apideck_str invoice_id;  /* = event.entity_id */
    apideck_str invoice_url; /* = event.entity_url */
} apideck_invoice_created_event;

typedef struct apideck_invoice_updated_event {
    apideck_event event;
    apideck_str invoice_id;  /* = event.entity_id */
    apideck_str invoice_url; /* = event.entity_url */
} apideck_invoice_updated_event;

typedef struct apideck_invoice_deleted_event {
    apideck_event event;
    apideck_str invoice_id;  /* = event.entity_id */
    apideck_str invoice_url; /* = event.entity_url */
} apideck_invoice_deleted_event;

typedef struct apideck_invoice_item_created_event {
    apideck_event event;
    apideck_str invoice_item_id;  /* = event.entity_id */
    apideck_str invoice_item_url; /* = event.entity_url */
} apideck_invoice_item_created_event;

typedef struct apideck_invoice_item_updated_event {
    apideck_event event;
    apideck_str invoice_item_id;  /* = event.entity_id */
    apideck_str invoice_item_url; /* = event.entity_url */
} apideck_invoice_item_updated_event;

typedef struct apideck_invoice_item_deleted_event {
    apideck_event event;
    apideck_str invoice_item_id;  /* = event.entity_id */
    apideck_str invoice_item_url; /* = event.entity_url */
} apideck_invoice_item_deleted_event;

typedef struct apideck_ledger_account_created_event {
    apideck_event event;
    apideck_str ledger_account_id;  /* = event.entity_id */
    apideck_str ledger_account_url; /* = event.entity_url */
} apideck_ledger_account_created_event;

typedef struct apideck_ledger_account_updated_event {
    apideck_event event;
    apideck_str ledger_account_id;  /* = event.entity_id */
    apideck_str ledger_account_url; /* = event.entity_url */
} apideck_ledger_account_updated_event;

typedef struct apideck_ledger_account_deleted_event {
    apideck_event event;
    apideck_str ledger_account_id;  /* = event.entity_id */
    apideck_str ledger_account_url; /* = event.entity_url */
} apideck_ledger_account_deleted_event;

typedef struct apideck_payment_created_event {
    apideck_event event;
    apideck_str payment_id;  /* = event.entity_id */
    apideck_str payment_url; /* = event.entity_url */
} apideck_payment_created_event;

typedef struct apideck_payment_updated_event {
    apideck_event event;
    apideck_str payment_id;  /* = event.entity_id */
    apideck_str payment_url; /* = event.entity_url */
} apideck_payment_updated_event;

typedef struct apideck_payment_deleted_event {
    apideck_event event;
    apideck_str payment_id;  /* = event.entity_id */
    apideck_str payment_url; /* = event.entity_url */
} apideck_payment_deleted_event;

typedef struct apideck_project_created_event {
    apideck_event event;
    apideck_str project_id;  /* = event.entity_id */
    apideck_str project_url; /* = event.entity_url */
} apideck_project_created_event;

typedef struct apideck_project_updated_event {
    apideck_event event;
    apideck_str project_id;  /* = event.entity_id */
    apideck_str project_url; /* = event.entity_url */
} apideck_project_updated_event;

typedef struct apideck_project_deleted_event {
    apideck_event event;
    apideck_str project_id;  /* = event.entity_id */
    apideck_str project_url; /* = event.entity_url */
} apideck_project_deleted_event;

typedef struct apideck_purchase_order_created_event {
    apideck_event event;
    apideck_str purchase_order_id;  /* = event.entity_id */
    apideck_str purchase_order_url; /* = event.entity_url */
} apideck_purchase_order_created_event;

typedef struct apideck_purchase_order_updated_event {
    apideck_event event;
    apideck_str purchase_order_id;  /* = event.entity_id */
    apideck_str purchase_order_url; /* = event.entity_url */
} apideck_purchase_order_updated_event;

typedef struct apideck_purchase_order_deleted_event {
    apideck_event event;
    apideck_str purchase_order_id;  /* = event.entity_id */
    apideck_str purchase_order_url; /* = event.entity_url */
} apideck_purchase_order_deleted_event;

typedef struct apideck_quote_created_event {
    apideck_event event;
    apideck_str quote_id;  /* = event.entity_id */
    apideck_str quote_url; /* = event.entity_url */
} apideck_quote_created_event;

typedef struct apideck_quote_updated_event {
    apideck_event event;
    apideck_str quote_id;  /* = event.entity_id */
    apideck_str quote_url; /* = event.entity_url */
} apideck_quote_updated_event;

typedef struct apideck_quote_deleted_event {
    apideck_event event;
    apideck_str quote_id;  /* = event.entity_id */
    apideck_str quote_url; /* = event.entity_url */
} apideck_quote_deleted_event;

typedef struct apideck_supplier_created_event {
    apideck_event event;
    apideck_str supplier_id;  /* = event.entity_id */
    apideck_str supplier_url; /* = event.entity_url */
} apideck_supplier_created_event;

typedef struct apideck_supplier_updated_event {
    apideck_event event;
    apideck_str supplier_id;  /* = event.entity_id */
    apideck_str supplier_url; /* = event.entity_url */
} apideck_supplier_updated_event;

typedef struct apideck_supplier_deleted_event {
    apideck_event event;
    apideck_str supplier_id;  /* = event.entity_id */
    apideck_str supplier_url; /* = event.entity_url */
} apideck_supplier_deleted_event;

typedef struct apideck_tax_rate_created_event {
    apideck_event event;
    apideck_str tax_rate_id;  /* = event.entity_id */
    apideck_str tax_rate_url; /* = event.entity_url */
} apideck_tax_rate_created_event;

typedef struct apideck_tax_rate_updated_event {
    apideck_event event;
    apideck_str tax_rate_id;  /* = event.entity_id */
    apideck_str tax_rate_url; /* = event.entity_url */
} apideck_tax_rate_updated_event;

typedef struct apideck_tax_rate_deleted_event {
    apideck_event event;
    apideck_str tax_rate_id;  /* = event.entity_id */
    apideck_str tax_rate_url; /* = event.entity_url */
} apideck_tax_rate_deleted_event;

typedef struct apideck_tracking_category_created_event {
    apideck_event event;
    apideck_str tracking_category_id;  /* = event.entity_id */
    apideck_str tracking_category_url; /* = event.entity_url */
} apideck_tracking_category_created_event;

typedef struct apideck_tracking_category_updated_event {
    apideck_event event;
    apideck_str tracking_category_id;  /* = event.entity_id */
    apideck_str tracking_category_url; /* = event.entity_url */
} apideck_tracking_category_updated_event;

typedef struct apideck_tracking_category_deleted_event {
    apideck_event event;
    apideck_str tracking_category_id;  /* = event.entity_id */
    apideck_str tracking_category_url; /* = event.entity_url */
} apideck_tracking_category_deleted_event;

/*
 * apideck_event_as_*: an event as what its type says it is.
 *   event  in: may be NULL
 * Returns the same object, owned as before; NULL when the event is NULL or of another type.
 * Thread-safe.
 */
APIDECK_API const apideck_bill_created_event *
apideck_event_as_bill_created(const apideck_event *event);
APIDECK_API const apideck_bill_updated_event *
apideck_event_as_bill_updated(const apideck_event *event);
APIDECK_API const apideck_bill_deleted_event *
apideck_event_as_bill_deleted(const apideck_event *event);
APIDECK_API const apideck_bill_payment_created_event *
apideck_event_as_bill_payment_created(const apideck_event *event);
APIDECK_API const apideck_bill_payment_updated_event *
apideck_event_as_bill_payment_updated(const apideck_event *event);
APIDECK_API const apideck_bill_payment_deleted_event *
apideck_event_as_bill_payment_deleted(const apideck_event *event);
APIDECK_API const apideck_credit_note_created_event *
apideck_event_as_credit_note_created(const apideck_event *event);
APIDECK_API const apideck_credit_note_updated_event *
apideck_event_as_credit_note_updated(const apideck_event *event);
APIDECK_API const apideck_credit_note_deleted_event *
apideck_event_as_credit_note_deleted(const apideck_event *event);
APIDECK_API const apideck_customer_created_event *
apideck_event_as_customer_created(const apideck_event *event);
APIDECK_API const apideck_customer_updated_event *
apideck_event_as_customer_updated(const apideck_event *event);
APIDECK_API const apideck_customer_deleted_event *
apideck_event_as_customer_deleted(const apideck_event *event);
APIDECK_API const apideck_expense_created_event *
apideck_event_as_expense_created(const apideck_event *event);
APIDECK_API const apideck_expense_updated_event *
apideck_event_as_expense_updated(const apideck_event *event);
APIDECK_API const apideck_expense_deleted_event *
apideck_event_as_expense_deleted(const apideck_event *event);
APIDECK_API const apideck_invoice_created_event *
apideck_event_as_invoice_created(const apideck_event *event);
APIDECK_API const apideck_invoice_updated_event *
apideck_event_as_invoice_updated(const apideck_event *event);
APIDECK_API const apideck_invoice_deleted_event *
apideck_event_as_invoice_deleted(const apideck_event *event);
APIDECK_API const apideck_invoice_item_created_event *
apideck_event_as_invoice_item_created(const apideck_event *event);
APIDECK_API const apideck_invoice_item_updated_event *
apideck_event_as_invoice_item_updated(const apideck_event *event);
APIDECK_API const apideck_invoice_item_deleted_event *
apideck_event_as_invoice_item_deleted(const apideck_event *event);
APIDECK_API const apideck_ledger_account_created_event *
apideck_event_as_ledger_account_created(const apideck_event *event);
APIDECK_API const apideck_ledger_account_updated_event *
apideck_event_as_ledger_account_updated(const apideck_event *event);
APIDECK_API const apideck_ledger_account_deleted_event *
apideck_event_as_ledger_account_deleted(const apideck_event *event);
APIDECK_API const apideck_payment_created_event *
apideck_event_as_payment_created(const apideck_event *event);
APIDECK_API const apideck_payment_updated_event *
apideck_event_as_payment_updated(const apideck_event *event);
APIDECK_API const apideck_payment_deleted_event *
apideck_event_as_payment_deleted(const apideck_event *event);
APIDECK_API const apideck_project_created_event *
apideck_event_as_project_created(const apideck_event *event);
APIDECK_API const apideck_project_updated_event *
apideck_event_as_project_updated(const apideck_event *event);
APIDECK_API const apideck_project_deleted_event *
apideck_event_as_project_deleted(const apideck_event *event);
APIDECK_API const apideck_purchase_order_created_event *
apideck_event_as_purchase_order_created(const apideck_event *event);
APIDECK_API const apideck_purchase_order_updated_event *
apideck_event_as_purchase_order_updated(const apideck_event *event);
APIDECK_API const apideck_purchase_order_deleted_event *
apideck_event_as_purchase_order_deleted(const apideck_event *event);
APIDECK_API const apideck_quote_created_event *
apideck_event_as_quote_created(const apideck_event *event);
APIDECK_API const apideck_quote_updated_event *
apideck_event_as_quote_updated(const apideck_event *event);
APIDECK_API const apideck_quote_deleted_event *
apideck_event_as_quote_deleted(const apideck_event *event);
APIDECK_API const apideck_supplier_created_event *
apideck_event_as_supplier_created(const apideck_event *event);
APIDECK_API const apideck_supplier_updated_event *
apideck_event_as_supplier_updated(const apideck_event *event);
APIDECK_API const apideck_supplier_deleted_event *
apideck_event_as_supplier_deleted(const apideck_event *event);
APIDECK_API const apideck_tax_rate_created_event *
apideck_event_as_tax_rate_created(const apideck_event *event);
APIDECK_API const apideck_tax_rate_updated_event *
apideck_event_as_tax_rate_updated(const apideck_event *event);
APIDECK_API const apideck_tax_rate_deleted_event *
apideck_event_as_tax_rate_deleted(const apideck_event *event);
APIDECK_API const apideck_tracking_category_created_event *
apideck_event_as_tracking_category_created(const apideck_event *event);
APIDECK_API const apideck_tracking_category_updated_event *
apideck_event_as_tracking_category_updated(const apideck_event *event);
APIDECK_API const apideck_tracking_category_deleted_event *
apideck_event_as_tracking_category_deleted(const apideck_event *event);
/* end */

/**
 * Reads an event from a body, which nothing has authenticated: most hosts want
 * apideck_verify_event or a receiver. Reads the body's "payload" member where that is an object,
 * and else the body itself.
 *   allocator  in:  for the event, one block, and for bodies of extraordinary shape while they are
 *                   read; copied into the event, so what `user` points to must outlive it; NULL
 *                   for malloc
 *   event_out  out: owned by the caller, apideck_event_free
 *   error_out  out: may be NULL
 * Errors: ARGUMENT, TOO_LARGE, JSON_*, NOT_AN_EVENT, FIELD_TYPE, FIELD_TEXT, FIELD_RANGE,
 * NO_MEMORY. An event type that is not known is not an error.
 * Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_parse_event(const void *body, size_t body_len,
                                                     const apideck_allocator *allocator,
                                                     apideck_event **event_out,
                                                     apideck_error *error_out);

/**
 * apideck_verify_signature and apideck_parse_event over one reading of the body.
 * Arguments and ownership as there. Errors: those of both. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int
apideck_verify_event(const apideck_keyring *ring, const void *body, size_t body_len,
                     const char *signature, size_t signature_len,
                     const apideck_allocator *allocator, apideck_event **event_out,
                     apideck_verdict *verdict_out, apideck_error *error_out);

/** Frees an event and all that it points to. NULL is fine. */
APIDECK_API void apideck_event_free(apideck_event *event);

/**
 * Finds a member of the event object by name: the way to fields that this library does not know.
 *   name      in:  UTF-8, as the key reads once its escapes are resolved
 *   json_out  out: the member's value as JSON text inside event->body, without a NUL of its own
 * Errors: ARGUMENT, NOT_FOUND. Thread-safe. Takes time in proportion to the payload.
 */
APIDECK_API APIDECK_MUST_USE int apideck_event_member(const apideck_event *event, const char *name,
                                                      size_t name_len, apideck_str *json_out);

#ifdef __cplusplus
}
#endif

#endif
