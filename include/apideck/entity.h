/*
 * Entities of the accounting API, typed: what an event only names.
 *
 *   apideck_invoice *invoice = NULL;
 *   apideck_get_invoice(&transport, &credentials, event, NULL, &invoice, &problem);
 *   invoice->total.text.ptr                        "1250.10", as the API wrote it
 *   invoice->due_date.year                         2026
 *   invoice->line_items.items[i]->quantity.value   a double
 *   apideck_entity_free(&invoice->entity);
 *
 * Every member says whether the API sent it: APIDECK_ABSENT, APIDECK_NULL or APIDECK_PRESENT. A
 * member that is not present is zero in everything else, so its lists are empty and its texts have
 * no bytes; but a nested object that is not present is a NULL pointer.
 *
 * An entity is one block, which owns all that can be reached from it. Nothing in it changes while
 * it lives, so threads may share it.
 * Structs grow at their end within a major version, and their size is the library's: take them by
 * pointer, never by copy.
 * Source of the fields: apideck-libraries/openapi-specs 10.34.0. docs/entities.md has them all.
 */
#ifndef APIDECK_ENTITY_H
#define APIDECK_ENTITY_H

#include <apideck/api.h>
#include <apideck/base.h>
#include <apideck/event.h>
#include <apideck/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds -------------------------------------------------------------------------------------- */

/* Numbers are never reused. */
typedef enum apideck_entity_kind {
    APIDECK_ENTITY_NONE = 0,
    /* generated: entity kinds */
    APIDECK_ENTITY_CUSTOMER = 1,
    APIDECK_ENTITY_INVOICE = 2,
    APIDECK_ENTITY_INVOICE_ITEM = 3,
    APIDECK_ENTITY_LEDGER_ACCOUNT = 4,
    APIDECK_ENTITY_TAX_RATE = 5,
    APIDECK_ENTITY_PURCHASE_ORDER = 6,
    APIDECK_ENTITY_EXPENSE = 7,
    APIDECK_ENTITY_QUOTE = 8,
    APIDECK_ENTITY_PROJECT = 9,
    APIDECK_ENTITY_TRACKING_CATEGORY = 10,
    APIDECK_ENTITY_BILL = 11,
    APIDECK_ENTITY_BILL_PAYMENT = 12,
    APIDECK_ENTITY_PAYMENT = 13,
    APIDECK_ENTITY_SUPPLIER = 14,
    APIDECK_ENTITY_CREDIT_NOTE = 15,
    /* end */
} apideck_entity_kind;

/** The kind's name, e.g. "invoice_item"; NULL for APIDECK_ENTITY_NONE and for numbers that are no
 *  kind. Static text. Thread-safe. */
APIDECK_API const char *apideck_entity_kind_name(apideck_entity_kind kind);

/** The kind of entity that an event speaks of: by its type, or where that is newer than the library
 *  by its entity_type. APIDECK_ENTITY_NONE for NULL, for events that are not of the accounting API,
 *  and where the two disagree. Thread-safe. */
APIDECK_API apideck_entity_kind apideck_event_entity_kind(const apideck_event *event);

/* Values ------------------------------------------------------------------------------------- */

/* What the document has of a field. */
typedef enum apideck_presence {
    APIDECK_ABSENT = 0, /* nothing: the connector may not have the field */
    APIDECK_NULL = 1,   /* null: the field is known to be empty */
    APIDECK_PRESENT = 2 /* a value */
} apideck_presence;

/** A string. */
typedef struct apideck_text {
    apideck_presence presence;
    apideck_str text;
} apideck_text;

typedef struct apideck_boolean {
    apideck_presence presence;
    int value; /* 0 or 1 */
} apideck_boolean;

/** A whole number. */
typedef struct apideck_integer {
    apideck_presence presence;
    int64_t value;
    apideck_str text; /* as it was sent */
} apideck_integer;

/** A number that may have decimals: money, a quantity, a rate. */
typedef struct apideck_decimal {
    apideck_presence presence;
    apideck_str text; /* as it was sent, e.g. "0.10": exact; the grammar is that of JSON */
    double value;     /* the double nearest to it; infinite beyond the range */
} apideck_decimal;

/** A day. */
typedef struct apideck_date {
    apideck_presence presence;
    apideck_str text;
    /* Of a text that begins with a day of the calendar, YYYY-MM-DD, and ends there or goes on with
     * a 'T'; else all 0, since an entity is worth more than a date. */
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
} apideck_date;

/** A point in time. */
typedef struct apideck_instant {
    apideck_presence presence;
    apideck_str text;
    int64_t ms; /* since 1970-01-01T00:00:00Z; APIDECK_NO_TIME where the text tells none */
} apideck_instant;

typedef struct apideck_text_list {
    apideck_presence presence;
    size_t count;
    const apideck_str *items; /* of a null, absent */
} apideck_text_list;

/** What the API gives no shape to. */
typedef struct apideck_json_value {
    apideck_presence presence;
    apideck_str json; /* JSON text as it was sent, inside the entity's document: no NUL behind it */
    apideck_str text; /* what it says when it is a string; absent when text for C cannot hold that,
                         and for everything else */
} apideck_json_value;

/* What every entity begins with, for good. A pointer to an entity is a pointer to this. */
typedef struct apideck_entity {
    apideck_entity_kind kind;
    apideck_str id;       /* absent where the API sent none */
    apideck_str service;  /* the connector behind it, e.g. "xero"; may be absent */
    apideck_str json;     /* the entity's own JSON text, inside the document: no NUL behind it */
    apideck_str document; /* the whole document as it was decoded */
} apideck_entity;

/*
 * How the other members look:
 *   apideck_X_value  of an enumeration X: `value` is a constant of the enum, or UNKNOWN for a text
 *                    that is newer than the library; `text` is what was sent
 *   apideck_X_value  of an object X: `value` points to it when it is present
 *   apideck_X_list   of a list of objects: `items[0..count)`, no pointer of which is NULL. For a
 *                    null in a list there is an object without fields whose `json` is "null".
 * Every nested object begins with `json`, its own text as it was sent, inside the document: give it
 * to apideck_json_member for fields that are newer than the library.
 */

/* Enumerations ------------------------------------------------------------------------------- */

/* generated: entity enumerations */
typedef enum apideck_address_type {
    APIDECK_ADDRESS_TYPE_UNKNOWN = 0,
    APIDECK_ADDRESS_TYPE_PRIMARY = 1,
    APIDECK_ADDRESS_TYPE_SECONDARY = 2,
    APIDECK_ADDRESS_TYPE_HOME = 3,
    APIDECK_ADDRESS_TYPE_OFFICE = 4,
    APIDECK_ADDRESS_TYPE_SHIPPING = 5,
    APIDECK_ADDRESS_TYPE_BILLING = 6,
    APIDECK_ADDRESS_TYPE_WORK = 7,
    APIDECK_ADDRESS_TYPE_OTHER = 8,
} apideck_address_type;

typedef struct apideck_address_type_value {
    apideck_presence presence;
    apideck_address_type value;
    apideck_str text;
} apideck_address_type_value;

typedef enum apideck_allocation_type {
    APIDECK_ALLOCATION_TYPE_UNKNOWN = 0,
    APIDECK_ALLOCATION_TYPE_INVOICE = 1,
    APIDECK_ALLOCATION_TYPE_ORDER = 2,
    APIDECK_ALLOCATION_TYPE_EXPENSE = 3,
    APIDECK_ALLOCATION_TYPE_CREDIT_MEMO = 4,
    APIDECK_ALLOCATION_TYPE_OVER_PAYMENT = 5,
    APIDECK_ALLOCATION_TYPE_PRE_PAYMENT = 6,
    APIDECK_ALLOCATION_TYPE_JOURNAL_ENTRY = 7,
    APIDECK_ALLOCATION_TYPE_OTHER = 8,
    APIDECK_ALLOCATION_TYPE_BILL = 9,
} apideck_allocation_type;

typedef struct apideck_allocation_type_value {
    apideck_presence presence;
    apideck_allocation_type value;
    apideck_str text;
} apideck_allocation_type_value;

typedef enum apideck_bank_account_account_type {
    APIDECK_BANK_ACCOUNT_ACCOUNT_TYPE_UNKNOWN = 0,
    APIDECK_BANK_ACCOUNT_ACCOUNT_TYPE_BANK_ACCOUNT = 1,
    APIDECK_BANK_ACCOUNT_ACCOUNT_TYPE_CREDIT_CARD = 2,
    APIDECK_BANK_ACCOUNT_ACCOUNT_TYPE_OTHER = 3,
} apideck_bank_account_account_type;

typedef struct apideck_bank_account_account_type_value {
    apideck_presence presence;
    apideck_bank_account_account_type value;
    apideck_str text;
} apideck_bank_account_account_type_value;

typedef enum apideck_bill_amortization_type {
    APIDECK_BILL_AMORTIZATION_TYPE_UNKNOWN = 0,
    APIDECK_BILL_AMORTIZATION_TYPE_MANUAL = 1,
    APIDECK_BILL_AMORTIZATION_TYPE_RECEIPT = 2,
    APIDECK_BILL_AMORTIZATION_TYPE_SCHEDULE = 3,
    APIDECK_BILL_AMORTIZATION_TYPE_OTHER = 4,
} apideck_bill_amortization_type;

typedef struct apideck_bill_amortization_type_value {
    apideck_presence presence;
    apideck_bill_amortization_type value;
    apideck_str text;
} apideck_bill_amortization_type_value;

typedef enum apideck_bill_payment_allocation_type {
    APIDECK_BILL_PAYMENT_ALLOCATION_TYPE_UNKNOWN = 0,
    APIDECK_BILL_PAYMENT_ALLOCATION_TYPE_BILL = 1,
    APIDECK_BILL_PAYMENT_ALLOCATION_TYPE_EXPENSE = 2,
    APIDECK_BILL_PAYMENT_ALLOCATION_TYPE_CREDIT_MEMO = 3,
    APIDECK_BILL_PAYMENT_ALLOCATION_TYPE_OVER_PAYMENT = 4,
    APIDECK_BILL_PAYMENT_ALLOCATION_TYPE_PRE_PAYMENT = 5,
    APIDECK_BILL_PAYMENT_ALLOCATION_TYPE_JOURNAL_ENTRY = 6,
    APIDECK_BILL_PAYMENT_ALLOCATION_TYPE_OTHER = 7,
} apideck_bill_payment_allocation_type;

typedef struct apideck_bill_payment_allocation_type_value {
    apideck_presence presence;
    apideck_bill_payment_allocation_type value;
    apideck_str text;
} apideck_bill_payment_allocation_type_value;

typedef enum apideck_bill_payment_type {
    APIDECK_BILL_PAYMENT_TYPE_UNKNOWN = 0,
    APIDECK_BILL_PAYMENT_TYPE_ACCOUNTS_PAYABLE_CREDIT = 1,
    APIDECK_BILL_PAYMENT_TYPE_ACCOUNTS_PAYABLE_OVERPAYMENT = 2,
    APIDECK_BILL_PAYMENT_TYPE_ACCOUNTS_PAYABLE_PREPAYMENT = 3,
    APIDECK_BILL_PAYMENT_TYPE_ACCOUNTS_PAYABLE = 4,
} apideck_bill_payment_type;

typedef struct apideck_bill_payment_type_value {
    apideck_presence presence;
    apideck_bill_payment_type value;
    apideck_str text;
} apideck_bill_payment_type_value;

typedef enum apideck_bill_status {
    APIDECK_BILL_STATUS_UNKNOWN = 0,
    APIDECK_BILL_STATUS_DRAFT = 1,
    APIDECK_BILL_STATUS_SUBMITTED = 2,
    APIDECK_BILL_STATUS_AUTHORISED = 3,
    APIDECK_BILL_STATUS_PARTIALLY_PAID = 4,
    APIDECK_BILL_STATUS_PAID = 5,
    APIDECK_BILL_STATUS_VOID = 6,
    APIDECK_BILL_STATUS_CREDIT = 7,
    APIDECK_BILL_STATUS_DELETED = 8,
    APIDECK_BILL_STATUS_POSTED = 9,
} apideck_bill_status;

typedef struct apideck_bill_status_value {
    apideck_presence presence;
    apideck_bill_status value;
    apideck_str text;
} apideck_bill_status_value;

typedef enum apideck_credit_note_status {
    APIDECK_CREDIT_NOTE_STATUS_UNKNOWN = 0,
    APIDECK_CREDIT_NOTE_STATUS_DRAFT = 1,
    APIDECK_CREDIT_NOTE_STATUS_AUTHORISED = 2,
    APIDECK_CREDIT_NOTE_STATUS_POSTED = 3,
    APIDECK_CREDIT_NOTE_STATUS_PARTIALLY_PAID = 4,
    APIDECK_CREDIT_NOTE_STATUS_PAID = 5,
    APIDECK_CREDIT_NOTE_STATUS_VOIDED = 6,
    APIDECK_CREDIT_NOTE_STATUS_DELETED = 7,
} apideck_credit_note_status;

typedef struct apideck_credit_note_status_value {
    apideck_presence presence;
    apideck_credit_note_status value;
    apideck_str text;
} apideck_credit_note_status_value;

typedef enum apideck_credit_note_type {
    APIDECK_CREDIT_NOTE_TYPE_UNKNOWN = 0,
    APIDECK_CREDIT_NOTE_TYPE_ACCOUNTS_RECEIVABLE_CREDIT = 1,
    APIDECK_CREDIT_NOTE_TYPE_ACCOUNTS_PAYABLE_CREDIT = 2,
} apideck_credit_note_type;

typedef struct apideck_credit_note_type_value {
    apideck_presence presence;
    apideck_credit_note_type value;
    apideck_str text;
} apideck_credit_note_type_value;

typedef enum apideck_currency {
    APIDECK_CURRENCY_UNKNOWN = 0,
    APIDECK_CURRENCY_UNKNOWN_CURRENCY = 1,
    APIDECK_CURRENCY_AED = 2,
    APIDECK_CURRENCY_AFN = 3,
    APIDECK_CURRENCY_ALL = 4,
    APIDECK_CURRENCY_AMD = 5,
    APIDECK_CURRENCY_ANG = 6,
    APIDECK_CURRENCY_AOA = 7,
    APIDECK_CURRENCY_ARS = 8,
    APIDECK_CURRENCY_AUD = 9,
    APIDECK_CURRENCY_AWG = 10,
    APIDECK_CURRENCY_AZN = 11,
    APIDECK_CURRENCY_BAM = 12,
    APIDECK_CURRENCY_BBD = 13,
    APIDECK_CURRENCY_BDT = 14,
    APIDECK_CURRENCY_BGN = 15,
    APIDECK_CURRENCY_BHD = 16,
    APIDECK_CURRENCY_BIF = 17,
    APIDECK_CURRENCY_BMD = 18,
    APIDECK_CURRENCY_BND = 19,
    APIDECK_CURRENCY_BOB = 20,
    APIDECK_CURRENCY_BOV = 21,
    APIDECK_CURRENCY_BRL = 22,
    APIDECK_CURRENCY_BSD = 23,
    APIDECK_CURRENCY_BTN = 24,
    APIDECK_CURRENCY_BWP = 25,
    APIDECK_CURRENCY_BYR = 26,
    APIDECK_CURRENCY_BZD = 27,
    APIDECK_CURRENCY_CAD = 28,
    APIDECK_CURRENCY_CDF = 29,
    APIDECK_CURRENCY_CHE = 30,
    APIDECK_CURRENCY_CHF = 31,
    APIDECK_CURRENCY_CHW = 32,
    APIDECK_CURRENCY_CLF = 33,
    APIDECK_CURRENCY_CLP = 34,
    APIDECK_CURRENCY_CNY = 35,
    APIDECK_CURRENCY_COP = 36,
    APIDECK_CURRENCY_COU = 37,
    APIDECK_CURRENCY_CRC = 38,
    APIDECK_CURRENCY_CUC = 39,
    APIDECK_CURRENCY_CUP = 40,
    APIDECK_CURRENCY_CVE = 41,
    APIDECK_CURRENCY_CZK = 42,
    APIDECK_CURRENCY_DJF = 43,
    APIDECK_CURRENCY_DKK = 44,
    APIDECK_CURRENCY_DOP = 45,
    APIDECK_CURRENCY_DZD = 46,
    APIDECK_CURRENCY_EGP = 47,
    APIDECK_CURRENCY_ERN = 48,
    APIDECK_CURRENCY_ETB = 49,
    APIDECK_CURRENCY_EUR = 50,
    APIDECK_CURRENCY_FJD = 51,
    APIDECK_CURRENCY_FKP = 52,
    APIDECK_CURRENCY_GBP = 53,
    APIDECK_CURRENCY_GEL = 54,
    APIDECK_CURRENCY_GHS = 55,
    APIDECK_CURRENCY_GIP = 56,
    APIDECK_CURRENCY_GMD = 57,
    APIDECK_CURRENCY_GNF = 58,
    APIDECK_CURRENCY_GTQ = 59,
    APIDECK_CURRENCY_GYD = 60,
    APIDECK_CURRENCY_HKD = 61,
    APIDECK_CURRENCY_HNL = 62,
    APIDECK_CURRENCY_HRK = 63,
    APIDECK_CURRENCY_HTG = 64,
    APIDECK_CURRENCY_HUF = 65,
    APIDECK_CURRENCY_IDR = 66,
    APIDECK_CURRENCY_ILS = 67,
    APIDECK_CURRENCY_INR = 68,
    APIDECK_CURRENCY_IQD = 69,
    APIDECK_CURRENCY_IRR = 70,
    APIDECK_CURRENCY_ISK = 71,
    APIDECK_CURRENCY_JMD = 72,
    APIDECK_CURRENCY_JOD = 73,
    APIDECK_CURRENCY_JPY = 74,
    APIDECK_CURRENCY_KES = 75,
    APIDECK_CURRENCY_KGS = 76,
    APIDECK_CURRENCY_KHR = 77,
    APIDECK_CURRENCY_KMF = 78,
    APIDECK_CURRENCY_KPW = 79,
    APIDECK_CURRENCY_KRW = 80,
    APIDECK_CURRENCY_KWD = 81,
    APIDECK_CURRENCY_KYD = 82,
    APIDECK_CURRENCY_KZT = 83,
    APIDECK_CURRENCY_LAK = 84,
    APIDECK_CURRENCY_LBP = 85,
    APIDECK_CURRENCY_LKR = 86,
    APIDECK_CURRENCY_LRD = 87,
    APIDECK_CURRENCY_LSL = 88,
    APIDECK_CURRENCY_LTL = 89,
    APIDECK_CURRENCY_LVL = 90,
    APIDECK_CURRENCY_LYD = 91,
    APIDECK_CURRENCY_MAD = 92,
    APIDECK_CURRENCY_MDL = 93,
    APIDECK_CURRENCY_MGA = 94,
    APIDECK_CURRENCY_MKD = 95,
    APIDECK_CURRENCY_MMK = 96,
    APIDECK_CURRENCY_MNT = 97,
    APIDECK_CURRENCY_MOP = 98,
    APIDECK_CURRENCY_MRO = 99,
    APIDECK_CURRENCY_MUR = 100,
    APIDECK_CURRENCY_MVR = 101,
    APIDECK_CURRENCY_MWK = 102,
    APIDECK_CURRENCY_MXN = 103,
    APIDECK_CURRENCY_MXV = 104,
    APIDECK_CURRENCY_MYR = 105,
    APIDECK_CURRENCY_MZN = 106,
    APIDECK_CURRENCY_NAD = 107,
    APIDECK_CURRENCY_NGN = 108,
    APIDECK_CURRENCY_NIO = 109,
    APIDECK_CURRENCY_NOK = 110,
    APIDECK_CURRENCY_NPR = 111,
    APIDECK_CURRENCY_NZD = 112,
    APIDECK_CURRENCY_OMR = 113,
    APIDECK_CURRENCY_PAB = 114,
    APIDECK_CURRENCY_PEN = 115,
    APIDECK_CURRENCY_PGK = 116,
    APIDECK_CURRENCY_PHP = 117,
    APIDECK_CURRENCY_PKR = 118,
    APIDECK_CURRENCY_PLN = 119,
    APIDECK_CURRENCY_PYG = 120,
    APIDECK_CURRENCY_QAR = 121,
    APIDECK_CURRENCY_RON = 122,
    APIDECK_CURRENCY_RSD = 123,
    APIDECK_CURRENCY_RUB = 124,
    APIDECK_CURRENCY_RWF = 125,
    APIDECK_CURRENCY_SAR = 126,
    APIDECK_CURRENCY_SBD = 127,
    APIDECK_CURRENCY_SCR = 128,
    APIDECK_CURRENCY_SDG = 129,
    APIDECK_CURRENCY_SEK = 130,
    APIDECK_CURRENCY_SGD = 131,
    APIDECK_CURRENCY_SHP = 132,
    APIDECK_CURRENCY_SLL = 133,
    APIDECK_CURRENCY_SOS = 134,
    APIDECK_CURRENCY_SRD = 135,
    APIDECK_CURRENCY_SSP = 136,
    APIDECK_CURRENCY_STD = 137,
    APIDECK_CURRENCY_SVC = 138,
    APIDECK_CURRENCY_SYP = 139,
    APIDECK_CURRENCY_SZL = 140,
    APIDECK_CURRENCY_THB = 141,
    APIDECK_CURRENCY_TJS = 142,
    APIDECK_CURRENCY_TMT = 143,
    APIDECK_CURRENCY_TND = 144,
    APIDECK_CURRENCY_TOP = 145,
    APIDECK_CURRENCY_TRC = 146,
    APIDECK_CURRENCY_TRY = 147,
    APIDECK_CURRENCY_TTD = 148,
    APIDECK_CURRENCY_TWD = 149,
    APIDECK_CURRENCY_TZS = 150,
    APIDECK_CURRENCY_UAH = 151,
    APIDECK_CURRENCY_UGX = 152,
    APIDECK_CURRENCY_USD = 153,
    APIDECK_CURRENCY_USN = 154,
    APIDECK_CURRENCY_USS = 155,
    APIDECK_CURRENCY_UYI = 156,
    APIDECK_CURRENCY_UYU = 157,
    APIDECK_CURRENCY_UZS = 158,
    APIDECK_CURRENCY_VEF = 159,
    APIDECK_CURRENCY_VND = 160,
    APIDECK_CURRENCY_VUV = 161,
    APIDECK_CURRENCY_WST = 162,
    APIDECK_CURRENCY_XAF = 163,
    APIDECK_CURRENCY_XAG = 164,
    APIDECK_CURRENCY_XAU = 165,
    APIDECK_CURRENCY_XBA = 166,
    APIDECK_CURRENCY_XBB = 167,
    APIDECK_CURRENCY_XBC = 168,
    APIDECK_CURRENCY_XBD = 169,
    APIDECK_CURRENCY_XCD = 170,
    APIDECK_CURRENCY_XDR = 171,
    APIDECK_CURRENCY_XOF = 172,
    APIDECK_CURRENCY_XPD = 173,
    APIDECK_CURRENCY_XPF = 174,
    APIDECK_CURRENCY_XPT = 175,
    APIDECK_CURRENCY_XTS = 176,
    APIDECK_CURRENCY_XXX = 177,
    APIDECK_CURRENCY_YER = 178,
    APIDECK_CURRENCY_ZAR = 179,
    APIDECK_CURRENCY_ZMK = 180,
    APIDECK_CURRENCY_ZMW = 181,
    APIDECK_CURRENCY_BTC = 182,
    APIDECK_CURRENCY_ETH = 183,
} apideck_currency;

typedef struct apideck_currency_value {
    apideck_presence presence;
    apideck_currency value;
    apideck_str text;
} apideck_currency_value;

typedef enum apideck_customer_status {
    APIDECK_CUSTOMER_STATUS_UNKNOWN = 0,
    APIDECK_CUSTOMER_STATUS_ACTIVE = 1,
    APIDECK_CUSTOMER_STATUS_INACTIVE = 2,
    APIDECK_CUSTOMER_STATUS_ARCHIVED = 3,
    APIDECK_CUSTOMER_STATUS_GDPR_ERASURE_REQUEST = 4,
    APIDECK_CUSTOMER_STATUS_UNKNOWN_STATUS = 5,
} apideck_customer_status;

typedef struct apideck_customer_status_value {
    apideck_presence presence;
    apideck_customer_status value;
    apideck_str text;
} apideck_customer_status_value;

typedef enum apideck_email_type {
    APIDECK_EMAIL_TYPE_UNKNOWN = 0,
    APIDECK_EMAIL_TYPE_PRIMARY = 1,
    APIDECK_EMAIL_TYPE_SECONDARY = 2,
    APIDECK_EMAIL_TYPE_WORK = 3,
    APIDECK_EMAIL_TYPE_PERSONAL = 4,
    APIDECK_EMAIL_TYPE_BILLING = 5,
    APIDECK_EMAIL_TYPE_OTHER = 6,
} apideck_email_type;

typedef struct apideck_email_type_value {
    apideck_presence presence;
    apideck_email_type value;
    apideck_str text;
} apideck_email_type_value;

typedef enum apideck_expense_payment_type {
    APIDECK_EXPENSE_PAYMENT_TYPE_UNKNOWN = 0,
    APIDECK_EXPENSE_PAYMENT_TYPE_CASH = 1,
    APIDECK_EXPENSE_PAYMENT_TYPE_CHECK = 2,
    APIDECK_EXPENSE_PAYMENT_TYPE_CREDIT_CARD = 3,
    APIDECK_EXPENSE_PAYMENT_TYPE_OTHER = 4,
} apideck_expense_payment_type;

typedef struct apideck_expense_payment_type_value {
    apideck_presence presence;
    apideck_expense_payment_type value;
    apideck_str text;
} apideck_expense_payment_type_value;

typedef enum apideck_expense_status {
    APIDECK_EXPENSE_STATUS_UNKNOWN = 0,
    APIDECK_EXPENSE_STATUS_DRAFT = 1,
    APIDECK_EXPENSE_STATUS_POSTED = 2,
    APIDECK_EXPENSE_STATUS_VOIDED = 3,
} apideck_expense_status;

typedef struct apideck_expense_status_value {
    apideck_presence presence;
    apideck_expense_status value;
    apideck_str text;
} apideck_expense_status_value;

typedef enum apideck_expense_type {
    APIDECK_EXPENSE_TYPE_UNKNOWN = 0,
    APIDECK_EXPENSE_TYPE_EXPENSE = 1,
    APIDECK_EXPENSE_TYPE_REFUND = 2,
} apideck_expense_type;

typedef struct apideck_expense_type_value {
    apideck_presence presence;
    apideck_expense_type value;
    apideck_str text;
} apideck_expense_type_value;

typedef enum apideck_invoice_item_type {
    APIDECK_INVOICE_ITEM_TYPE_UNKNOWN = 0,
    APIDECK_INVOICE_ITEM_TYPE_INVENTORY = 1,
    APIDECK_INVOICE_ITEM_TYPE_NON_INVENTORY = 2,
    APIDECK_INVOICE_ITEM_TYPE_SERVICE = 3,
    APIDECK_INVOICE_ITEM_TYPE_DESCRIPTION = 4,
    APIDECK_INVOICE_ITEM_TYPE_OTHER = 5,
} apideck_invoice_item_type;

typedef struct apideck_invoice_item_type_value {
    apideck_presence presence;
    apideck_invoice_item_type value;
    apideck_str text;
} apideck_invoice_item_type_value;

typedef enum apideck_invoice_line_item_type {
    APIDECK_INVOICE_LINE_ITEM_TYPE_UNKNOWN = 0,
    APIDECK_INVOICE_LINE_ITEM_TYPE_SALES_ITEM = 1,
    APIDECK_INVOICE_LINE_ITEM_TYPE_DISCOUNT = 2,
    APIDECK_INVOICE_LINE_ITEM_TYPE_INFO = 3,
    APIDECK_INVOICE_LINE_ITEM_TYPE_SUB_TOTAL = 4,
    APIDECK_INVOICE_LINE_ITEM_TYPE_SERVICE = 5,
    APIDECK_INVOICE_LINE_ITEM_TYPE_OTHER = 6,
} apideck_invoice_line_item_type;

typedef struct apideck_invoice_line_item_type_value {
    apideck_presence presence;
    apideck_invoice_line_item_type value;
    apideck_str text;
} apideck_invoice_line_item_type_value;

typedef enum apideck_invoice_status {
    APIDECK_INVOICE_STATUS_UNKNOWN = 0,
    APIDECK_INVOICE_STATUS_DRAFT = 1,
    APIDECK_INVOICE_STATUS_SUBMITTED = 2,
    APIDECK_INVOICE_STATUS_AUTHORISED = 3,
    APIDECK_INVOICE_STATUS_PARTIALLY_PAID = 4,
    APIDECK_INVOICE_STATUS_PAID = 5,
    APIDECK_INVOICE_STATUS_UNPAID = 6,
    APIDECK_INVOICE_STATUS_VOID = 7,
    APIDECK_INVOICE_STATUS_CREDIT = 8,
    APIDECK_INVOICE_STATUS_DELETED = 9,
    APIDECK_INVOICE_STATUS_POSTED = 10,
} apideck_invoice_status;

typedef struct apideck_invoice_status_value {
    apideck_presence presence;
    apideck_invoice_status value;
    apideck_str text;
} apideck_invoice_status_value;

typedef enum apideck_invoice_type {
    APIDECK_INVOICE_TYPE_UNKNOWN = 0,
    APIDECK_INVOICE_TYPE_STANDARD = 1,
    APIDECK_INVOICE_TYPE_CREDIT = 2,
    APIDECK_INVOICE_TYPE_SERVICE = 3,
    APIDECK_INVOICE_TYPE_PRODUCT = 4,
    APIDECK_INVOICE_TYPE_SUPPLIER = 5,
    APIDECK_INVOICE_TYPE_OTHER = 6,
} apideck_invoice_type;

typedef struct apideck_invoice_type_value {
    apideck_presence presence;
    apideck_invoice_type value;
    apideck_str text;
} apideck_invoice_type_value;

typedef enum apideck_ledger_account_classification {
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_UNKNOWN = 0,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_ASSET = 1,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_EQUITY = 2,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_EXPENSE = 3,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_LIABILITY = 4,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_REVENUE = 5,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_INCOME = 6,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_OTHER_INCOME = 7,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_OTHER_EXPENSE = 8,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_COSTS_OF_SALES = 9,
    APIDECK_LEDGER_ACCOUNT_CLASSIFICATION_OTHER = 10,
} apideck_ledger_account_classification;

typedef struct apideck_ledger_account_classification_value {
    apideck_presence presence;
    apideck_ledger_account_classification value;
    apideck_str text;
} apideck_ledger_account_classification_value;

typedef enum apideck_ledger_account_status {
    APIDECK_LEDGER_ACCOUNT_STATUS_UNKNOWN = 0,
    APIDECK_LEDGER_ACCOUNT_STATUS_ACTIVE = 1,
    APIDECK_LEDGER_ACCOUNT_STATUS_INACTIVE = 2,
    APIDECK_LEDGER_ACCOUNT_STATUS_ARCHIVED = 3,
} apideck_ledger_account_status;

typedef struct apideck_ledger_account_status_value {
    apideck_presence presence;
    apideck_ledger_account_status value;
    apideck_str text;
} apideck_ledger_account_status_value;

typedef enum apideck_ledger_account_type {
    APIDECK_LEDGER_ACCOUNT_TYPE_UNKNOWN = 0,
    APIDECK_LEDGER_ACCOUNT_TYPE_ACCOUNTS_PAYABLE = 1,
    APIDECK_LEDGER_ACCOUNT_TYPE_ACCOUNTS_RECEIVABLE = 2,
    APIDECK_LEDGER_ACCOUNT_TYPE_BALANCESHEET = 3,
    APIDECK_LEDGER_ACCOUNT_TYPE_BANK = 4,
    APIDECK_LEDGER_ACCOUNT_TYPE_COSTS_OF_SALES = 5,
    APIDECK_LEDGER_ACCOUNT_TYPE_CREDIT_CARD = 6,
    APIDECK_LEDGER_ACCOUNT_TYPE_CURRENT_ASSET = 7,
    APIDECK_LEDGER_ACCOUNT_TYPE_CURRENT_LIABILITY = 8,
    APIDECK_LEDGER_ACCOUNT_TYPE_EQUITY = 9,
    APIDECK_LEDGER_ACCOUNT_TYPE_EXPENSE = 10,
    APIDECK_LEDGER_ACCOUNT_TYPE_FIXED_ASSET = 11,
    APIDECK_LEDGER_ACCOUNT_TYPE_NON_CURRENT_ASSET = 12,
    APIDECK_LEDGER_ACCOUNT_TYPE_NON_CURRENT_LIABILITY = 13,
    APIDECK_LEDGER_ACCOUNT_TYPE_OTHER_ASSET = 14,
    APIDECK_LEDGER_ACCOUNT_TYPE_OTHER_EXPENSE = 15,
    APIDECK_LEDGER_ACCOUNT_TYPE_OTHER_INCOME = 16,
    APIDECK_LEDGER_ACCOUNT_TYPE_OTHER_LIABILITY = 17,
    APIDECK_LEDGER_ACCOUNT_TYPE_REVENUE = 18,
    APIDECK_LEDGER_ACCOUNT_TYPE_SALES = 19,
    APIDECK_LEDGER_ACCOUNT_TYPE_OTHER = 20,
} apideck_ledger_account_type;

typedef struct apideck_ledger_account_type_value {
    apideck_presence presence;
    apideck_ledger_account_type value;
    apideck_str text;
} apideck_ledger_account_type_value;

typedef enum apideck_line_item_type {
    APIDECK_LINE_ITEM_TYPE_UNKNOWN = 0,
    APIDECK_LINE_ITEM_TYPE_EXPENSE_ITEM = 1,
    APIDECK_LINE_ITEM_TYPE_EXPENSE_ACCOUNT = 2,
    APIDECK_LINE_ITEM_TYPE_OTHER = 3,
} apideck_line_item_type;

typedef struct apideck_line_item_type_value {
    apideck_presence presence;
    apideck_line_item_type value;
    apideck_str text;
} apideck_line_item_type_value;

typedef enum apideck_linked_financial_account_type {
    APIDECK_LINKED_FINANCIAL_ACCOUNT_TYPE_UNKNOWN = 0,
    APIDECK_LINKED_FINANCIAL_ACCOUNT_TYPE_LEDGER_ACCOUNT = 1,
    APIDECK_LINKED_FINANCIAL_ACCOUNT_TYPE_BANK_ACCOUNT = 2,
    APIDECK_LINKED_FINANCIAL_ACCOUNT_TYPE_EMPLOYEE = 3,
} apideck_linked_financial_account_type;

typedef struct apideck_linked_financial_account_type_value {
    apideck_presence presence;
    apideck_linked_financial_account_type value;
    apideck_str text;
} apideck_linked_financial_account_type_value;

typedef enum apideck_payment_status {
    APIDECK_PAYMENT_STATUS_UNKNOWN = 0,
    APIDECK_PAYMENT_STATUS_DRAFT = 1,
    APIDECK_PAYMENT_STATUS_AUTHORISED = 2,
    APIDECK_PAYMENT_STATUS_REJECTED = 3,
    APIDECK_PAYMENT_STATUS_PAID = 4,
    APIDECK_PAYMENT_STATUS_VOIDED = 5,
    APIDECK_PAYMENT_STATUS_DELETED = 6,
} apideck_payment_status;

typedef struct apideck_payment_status_value {
    apideck_presence presence;
    apideck_payment_status value;
    apideck_str text;
} apideck_payment_status_value;

typedef enum apideck_payment_type {
    APIDECK_PAYMENT_TYPE_UNKNOWN = 0,
    APIDECK_PAYMENT_TYPE_ACCOUNTS_RECEIVABLE = 1,
    APIDECK_PAYMENT_TYPE_ACCOUNTS_PAYABLE = 2,
    APIDECK_PAYMENT_TYPE_ACCOUNTS_RECEIVABLE_CREDIT = 3,
    APIDECK_PAYMENT_TYPE_ACCOUNTS_PAYABLE_CREDIT = 4,
    APIDECK_PAYMENT_TYPE_ACCOUNTS_RECEIVABLE_OVERPAYMENT = 5,
    APIDECK_PAYMENT_TYPE_ACCOUNTS_PAYABLE_OVERPAYMENT = 6,
    APIDECK_PAYMENT_TYPE_ACCOUNTS_RECEIVABLE_PREPAYMENT = 7,
    APIDECK_PAYMENT_TYPE_ACCOUNTS_PAYABLE_PREPAYMENT = 8,
} apideck_payment_type;

typedef struct apideck_payment_type_value {
    apideck_presence presence;
    apideck_payment_type value;
    apideck_str text;
} apideck_payment_type_value;

typedef enum apideck_phone_number_type {
    APIDECK_PHONE_NUMBER_TYPE_UNKNOWN = 0,
    APIDECK_PHONE_NUMBER_TYPE_PRIMARY = 1,
    APIDECK_PHONE_NUMBER_TYPE_SECONDARY = 2,
    APIDECK_PHONE_NUMBER_TYPE_HOME = 3,
    APIDECK_PHONE_NUMBER_TYPE_WORK = 4,
    APIDECK_PHONE_NUMBER_TYPE_OFFICE = 5,
    APIDECK_PHONE_NUMBER_TYPE_MOBILE = 6,
    APIDECK_PHONE_NUMBER_TYPE_ASSISTANT = 7,
    APIDECK_PHONE_NUMBER_TYPE_FAX = 8,
    APIDECK_PHONE_NUMBER_TYPE_DIRECT_DIAL_IN = 9,
    APIDECK_PHONE_NUMBER_TYPE_PERSONAL = 10,
    APIDECK_PHONE_NUMBER_TYPE_BILLING = 11,
    APIDECK_PHONE_NUMBER_TYPE_OTHER = 12,
} apideck_phone_number_type;

typedef struct apideck_phone_number_type_value {
    apideck_presence presence;
    apideck_phone_number_type value;
    apideck_str text;
} apideck_phone_number_type_value;

typedef enum apideck_project_billing_method {
    APIDECK_PROJECT_BILLING_METHOD_UNKNOWN = 0,
    APIDECK_PROJECT_BILLING_METHOD_FIXED_PRICE = 1,
    APIDECK_PROJECT_BILLING_METHOD_TIME_AND_MATERIALS = 2,
    APIDECK_PROJECT_BILLING_METHOD_MILESTONE_BASED = 3,
    APIDECK_PROJECT_BILLING_METHOD_RETAINER = 4,
    APIDECK_PROJECT_BILLING_METHOD_NON_BILLABLE = 5,
} apideck_project_billing_method;

typedef struct apideck_project_billing_method_value {
    apideck_presence presence;
    apideck_project_billing_method value;
    apideck_str text;
} apideck_project_billing_method_value;

typedef enum apideck_project_phase {
    APIDECK_PROJECT_PHASE_UNKNOWN = 0,
    APIDECK_PROJECT_PHASE_INITIATION = 1,
    APIDECK_PROJECT_PHASE_PLANNING = 2,
    APIDECK_PROJECT_PHASE_EXECUTION = 3,
    APIDECK_PROJECT_PHASE_MONITORING = 4,
    APIDECK_PROJECT_PHASE_CLOSURE = 5,
    APIDECK_PROJECT_PHASE_OTHER = 6,
} apideck_project_phase;

typedef struct apideck_project_phase_value {
    apideck_presence presence;
    apideck_project_phase value;
    apideck_str text;
} apideck_project_phase_value;

typedef enum apideck_project_priority {
    APIDECK_PROJECT_PRIORITY_UNKNOWN = 0,
    APIDECK_PROJECT_PRIORITY_LOW = 1,
    APIDECK_PROJECT_PRIORITY_MEDIUM = 2,
    APIDECK_PROJECT_PRIORITY_HIGH = 3,
    APIDECK_PROJECT_PRIORITY_CRITICAL = 4,
} apideck_project_priority;

typedef struct apideck_project_priority_value {
    apideck_presence presence;
    apideck_project_priority value;
    apideck_str text;
} apideck_project_priority_value;

typedef enum apideck_project_schedule_status {
    APIDECK_PROJECT_SCHEDULE_STATUS_UNKNOWN = 0,
    APIDECK_PROJECT_SCHEDULE_STATUS_AHEAD_OF_SCHEDULE = 1,
    APIDECK_PROJECT_SCHEDULE_STATUS_ON_SCHEDULE = 2,
    APIDECK_PROJECT_SCHEDULE_STATUS_BEHIND_SCHEDULE = 3,
    APIDECK_PROJECT_SCHEDULE_STATUS_CRITICAL_DELAY = 4,
} apideck_project_schedule_status;

typedef struct apideck_project_schedule_status_value {
    apideck_presence presence;
    apideck_project_schedule_status value;
    apideck_str text;
} apideck_project_schedule_status_value;

typedef enum apideck_project_status {
    APIDECK_PROJECT_STATUS_UNKNOWN = 0,
    APIDECK_PROJECT_STATUS_ACTIVE = 1,
    APIDECK_PROJECT_STATUS_COMPLETED = 2,
    APIDECK_PROJECT_STATUS_ON_HOLD = 3,
    APIDECK_PROJECT_STATUS_CANCELLED = 4,
    APIDECK_PROJECT_STATUS_DRAFT = 5,
    APIDECK_PROJECT_STATUS_IN_PROGRESS = 6,
    APIDECK_PROJECT_STATUS_APPROVED = 7,
    APIDECK_PROJECT_STATUS_OTHER = 8,
} apideck_project_status;

typedef struct apideck_project_status_value {
    apideck_presence presence;
    apideck_project_status value;
    apideck_str text;
} apideck_project_status_value;

typedef enum apideck_project_type {
    APIDECK_PROJECT_TYPE_UNKNOWN = 0,
    APIDECK_PROJECT_TYPE_CLIENT_PROJECT = 1,
    APIDECK_PROJECT_TYPE_INTERNAL_PROJECT = 2,
    APIDECK_PROJECT_TYPE_MAINTENANCE = 3,
    APIDECK_PROJECT_TYPE_RESEARCH_DEVELOPMENT = 4,
    APIDECK_PROJECT_TYPE_TRAINING = 5,
    APIDECK_PROJECT_TYPE_OTHER = 6,
} apideck_project_type;

typedef struct apideck_project_type_value {
    apideck_presence presence;
    apideck_project_type value;
    apideck_str text;
} apideck_project_type_value;

typedef enum apideck_purchase_order_amortization_type {
    APIDECK_PURCHASE_ORDER_AMORTIZATION_TYPE_UNKNOWN = 0,
    APIDECK_PURCHASE_ORDER_AMORTIZATION_TYPE_MANUAL = 1,
    APIDECK_PURCHASE_ORDER_AMORTIZATION_TYPE_RECEIPT = 2,
    APIDECK_PURCHASE_ORDER_AMORTIZATION_TYPE_SCHEDULE = 3,
    APIDECK_PURCHASE_ORDER_AMORTIZATION_TYPE_OTHER = 4,
} apideck_purchase_order_amortization_type;

typedef struct apideck_purchase_order_amortization_type_value {
    apideck_presence presence;
    apideck_purchase_order_amortization_type value;
    apideck_str text;
} apideck_purchase_order_amortization_type_value;

typedef enum apideck_purchase_order_status {
    APIDECK_PURCHASE_ORDER_STATUS_UNKNOWN = 0,
    APIDECK_PURCHASE_ORDER_STATUS_DRAFT = 1,
    APIDECK_PURCHASE_ORDER_STATUS_OPEN = 2,
    APIDECK_PURCHASE_ORDER_STATUS_CLOSED = 3,
    APIDECK_PURCHASE_ORDER_STATUS_DELETED = 4,
    APIDECK_PURCHASE_ORDER_STATUS_BILLED = 5,
    APIDECK_PURCHASE_ORDER_STATUS_OTHER = 6,
} apideck_purchase_order_status;

typedef struct apideck_purchase_order_status_value {
    apideck_presence presence;
    apideck_purchase_order_status value;
    apideck_str text;
} apideck_purchase_order_status_value;

typedef enum apideck_quote_line_item_type {
    APIDECK_QUOTE_LINE_ITEM_TYPE_UNKNOWN = 0,
    APIDECK_QUOTE_LINE_ITEM_TYPE_SALES_ITEM = 1,
    APIDECK_QUOTE_LINE_ITEM_TYPE_DISCOUNT = 2,
    APIDECK_QUOTE_LINE_ITEM_TYPE_INFO = 3,
    APIDECK_QUOTE_LINE_ITEM_TYPE_SUB_TOTAL = 4,
    APIDECK_QUOTE_LINE_ITEM_TYPE_SERVICE = 5,
    APIDECK_QUOTE_LINE_ITEM_TYPE_OTHER = 6,
} apideck_quote_line_item_type;

typedef struct apideck_quote_line_item_type_value {
    apideck_presence presence;
    apideck_quote_line_item_type value;
    apideck_str text;
} apideck_quote_line_item_type_value;

typedef enum apideck_quote_status {
    APIDECK_QUOTE_STATUS_UNKNOWN = 0,
    APIDECK_QUOTE_STATUS_DRAFT = 1,
    APIDECK_QUOTE_STATUS_SENT = 2,
    APIDECK_QUOTE_STATUS_ACCEPTED = 3,
    APIDECK_QUOTE_STATUS_REJECTED = 4,
    APIDECK_QUOTE_STATUS_EXPIRED = 5,
    APIDECK_QUOTE_STATUS_CONVERTED = 6,
    APIDECK_QUOTE_STATUS_VOID = 7,
    APIDECK_QUOTE_STATUS_DELETED = 8,
} apideck_quote_status;

typedef struct apideck_quote_status_value {
    apideck_presence presence;
    apideck_quote_status value;
    apideck_str text;
} apideck_quote_status_value;

typedef enum apideck_rebill_status {
    APIDECK_REBILL_STATUS_UNKNOWN = 0,
    APIDECK_REBILL_STATUS_PENDING = 1,
    APIDECK_REBILL_STATUS_BILLED = 2,
    APIDECK_REBILL_STATUS_VOIDED = 3,
    APIDECK_REBILL_STATUS_OTHER = 4,
} apideck_rebill_status;

typedef struct apideck_rebill_status_value {
    apideck_presence presence;
    apideck_rebill_status value;
    apideck_str text;
} apideck_rebill_status_value;

typedef enum apideck_supplier_status {
    APIDECK_SUPPLIER_STATUS_UNKNOWN = 0,
    APIDECK_SUPPLIER_STATUS_ACTIVE = 1,
    APIDECK_SUPPLIER_STATUS_INACTIVE = 2,
    APIDECK_SUPPLIER_STATUS_ARCHIVED = 3,
    APIDECK_SUPPLIER_STATUS_GDPR_ERASURE_REQUEST = 4,
    APIDECK_SUPPLIER_STATUS_UNKNOWN_STATUS = 5,
} apideck_supplier_status;

typedef struct apideck_supplier_status_value {
    apideck_presence presence;
    apideck_supplier_status value;
    apideck_str text;
} apideck_supplier_status_value;

typedef enum apideck_tax_rate_status {
    APIDECK_TAX_RATE_STATUS_UNKNOWN = 0,
    APIDECK_TAX_RATE_STATUS_ACTIVE = 1,
    APIDECK_TAX_RATE_STATUS_INACTIVE = 2,
    APIDECK_TAX_RATE_STATUS_ARCHIVED = 3,
} apideck_tax_rate_status;

typedef struct apideck_tax_rate_status_value {
    apideck_presence presence;
    apideck_tax_rate_status value;
    apideck_str text;
} apideck_tax_rate_status_value;

typedef enum apideck_tracking_category_status {
    APIDECK_TRACKING_CATEGORY_STATUS_UNKNOWN = 0,
    APIDECK_TRACKING_CATEGORY_STATUS_ACTIVE = 1,
    APIDECK_TRACKING_CATEGORY_STATUS_INACTIVE = 2,
} apideck_tracking_category_status;

typedef struct apideck_tracking_category_status_value {
    apideck_presence presence;
    apideck_tracking_category_status value;
    apideck_str text;
} apideck_tracking_category_status_value;

typedef enum apideck_website_type {
    APIDECK_WEBSITE_TYPE_UNKNOWN = 0,
    APIDECK_WEBSITE_TYPE_PRIMARY = 1,
    APIDECK_WEBSITE_TYPE_SECONDARY = 2,
    APIDECK_WEBSITE_TYPE_WORK = 3,
    APIDECK_WEBSITE_TYPE_PERSONAL = 4,
    APIDECK_WEBSITE_TYPE_OTHER = 5,
} apideck_website_type;

typedef struct apideck_website_type_value {
    apideck_presence presence;
    apideck_website_type value;
    apideck_str text;
} apideck_website_type_value;
/* end */

/* Objects inside of entities ----------------------------------------------------------------- */

/* generated: nested objects */
typedef struct apideck_linked_subsidiary {
    apideck_str json;
    apideck_text id;
    apideck_text display_id;
    apideck_text name;
} apideck_linked_subsidiary;

typedef struct apideck_linked_subsidiary_value {
    apideck_presence presence;
    const apideck_linked_subsidiary *value;
} apideck_linked_subsidiary_value;

typedef struct apideck_address {
    apideck_str json;
    apideck_text id;
    apideck_address_type_value type;
    apideck_text string;
    apideck_text name;
    apideck_text line1;
    apideck_text line2;
    apideck_text line3;
    apideck_text line4;
    apideck_text line5;
    apideck_text street_number;
    apideck_text city;
    apideck_text state;
    apideck_text postal_code;
    apideck_text country;
    apideck_text latitude;
    apideck_text longitude;
    apideck_text county;
    apideck_text contact_name;
    apideck_text salutation;
    apideck_text phone_number;
    apideck_text fax;
    apideck_text email;
    apideck_text website;
    apideck_text notes;
    apideck_text row_version;
} apideck_address;

typedef struct apideck_address_value {
    apideck_presence presence;
    const apideck_address *value;
} apideck_address_value;

typedef struct apideck_address_list {
    apideck_presence presence;
    size_t count;
    const apideck_address *const *items;
} apideck_address_list;

typedef struct apideck_phone_number {
    apideck_str json;
    apideck_text id;
    apideck_text country_code;
    apideck_text area_code;
    apideck_text number;
    apideck_text extension;
    apideck_phone_number_type_value type;
} apideck_phone_number;

typedef struct apideck_phone_number_list {
    apideck_presence presence;
    size_t count;
    const apideck_phone_number *const *items;
} apideck_phone_number_list;

typedef struct apideck_email {
    apideck_str json;
    apideck_text id;
    apideck_text email;
    apideck_email_type_value type;
} apideck_email;

typedef struct apideck_email_list {
    apideck_presence presence;
    size_t count;
    const apideck_email *const *items;
} apideck_email_list;

typedef struct apideck_website {
    apideck_str json;
    apideck_text id;
    apideck_text url;
    apideck_website_type_value type;
} apideck_website;

typedef struct apideck_website_list {
    apideck_presence presence;
    size_t count;
    const apideck_website *const *items;
} apideck_website_list;

typedef struct apideck_bank_account {
    apideck_str json;
    apideck_text bank_name;
    apideck_text account_number;
    apideck_text account_name;
    apideck_bank_account_account_type_value account_type;
    apideck_text iban;
    apideck_text bic;
    apideck_text routing_number;
    apideck_text bsb_number;
    apideck_text branch_identifier;
    apideck_text bank_code;
    apideck_currency_value currency;
    apideck_text country;
} apideck_bank_account;

typedef struct apideck_bank_account_value {
    apideck_presence presence;
    const apideck_bank_account *value;
} apideck_bank_account_value;

typedef struct apideck_bank_account_list {
    apideck_presence presence;
    size_t count;
    const apideck_bank_account *const *items;
} apideck_bank_account_list;

typedef struct apideck_linked_tax_rate {
    apideck_str json;
    apideck_text id;
    apideck_text code;
    apideck_text name;
    apideck_decimal rate;
} apideck_linked_tax_rate;

typedef struct apideck_linked_tax_rate_value {
    apideck_presence presence;
    const apideck_linked_tax_rate *value;
} apideck_linked_tax_rate_value;

typedef struct apideck_linked_ledger_account {
    apideck_str json;
    apideck_text id;
    apideck_text name;
    apideck_text nominal_code;
    apideck_text code;
    apideck_text parent_id;
    apideck_text display_id;
} apideck_linked_ledger_account;

typedef struct apideck_linked_ledger_account_value {
    apideck_presence presence;
    const apideck_linked_ledger_account *value;
} apideck_linked_ledger_account_value;

typedef struct apideck_linked_parent_customer {
    apideck_str json;
    apideck_text id;
    apideck_text name;
} apideck_linked_parent_customer;

typedef struct apideck_linked_parent_customer_value {
    apideck_presence presence;
    const apideck_linked_parent_customer *value;
} apideck_linked_parent_customer_value;

typedef struct apideck_custom_field {
    apideck_str json;
    apideck_text id;
    apideck_text name;
    apideck_text description;
    apideck_json_value value;
} apideck_custom_field;

typedef struct apideck_custom_field_list {
    apideck_presence presence;
    size_t count;
    const apideck_custom_field *const *items;
} apideck_custom_field_list;

typedef struct apideck_pass_through_path {
    apideck_str json;
    apideck_text path;
    apideck_json_value value;
} apideck_pass_through_path;

typedef struct apideck_pass_through_path_list {
    apideck_presence presence;
    size_t count;
    const apideck_pass_through_path *const *items;
} apideck_pass_through_path_list;

typedef struct apideck_pass_through {
    apideck_str json;
    apideck_text service_id;
    apideck_text operation_id;
    apideck_json_value extend_object;
    apideck_pass_through_path_list extend_paths;
} apideck_pass_through;

typedef struct apideck_pass_through_list {
    apideck_presence presence;
    size_t count;
    const apideck_pass_through *const *items;
} apideck_pass_through_list;

typedef struct apideck_linked_customer {
    apideck_str json;
    apideck_text id;
    apideck_text display_id;
    apideck_text display_name;
    apideck_text name; /* deprecated by the API */
    apideck_text company_name;
    apideck_text email;
} apideck_linked_customer;

typedef struct apideck_linked_customer_value {
    apideck_presence presence;
    const apideck_linked_customer *value;
} apideck_linked_customer_value;

typedef struct apideck_deprecated_linked_tracking_category {
    apideck_str json;
    apideck_text id;
    apideck_text name;
} apideck_deprecated_linked_tracking_category;

typedef struct apideck_deprecated_linked_tracking_category_value {
    apideck_presence presence;
    const apideck_deprecated_linked_tracking_category *value;
} apideck_deprecated_linked_tracking_category_value;

typedef struct apideck_linked_tracking_category {
    apideck_str json;
    apideck_text id;
    apideck_text code;
    apideck_text name;
    apideck_text parent_id;
    apideck_text parent_name;
} apideck_linked_tracking_category;

typedef struct apideck_linked_tracking_category_list {
    apideck_presence presence;
    size_t count;
    const apideck_linked_tracking_category *const *items;
} apideck_linked_tracking_category_list;

typedef struct apideck_linked_invoice_item {
    apideck_str json;
    apideck_text id;
    apideck_text code;
    apideck_text name;
} apideck_linked_invoice_item;

typedef struct apideck_linked_invoice_item_value {
    apideck_presence presence;
    const apideck_linked_invoice_item *value;
} apideck_linked_invoice_item_value;

typedef struct apideck_linked_worktag {
    apideck_str json;
    apideck_text id;
    apideck_text value;
} apideck_linked_worktag;

typedef struct apideck_linked_worktag_list {
    apideck_presence presence;
    size_t count;
    const apideck_linked_worktag *const *items;
} apideck_linked_worktag_list;

typedef struct apideck_invoice_line_item {
    apideck_str json;
    apideck_text id;
    apideck_text row_id;
    apideck_text code;
    apideck_integer line_number;
    apideck_text description;
    apideck_invoice_line_item_type_value type;
    apideck_decimal tax_amount;
    apideck_decimal total_amount;
    apideck_decimal quantity;
    apideck_decimal unit_price;
    apideck_text unit_of_measure;
    apideck_decimal discount_percentage;
    apideck_decimal discount_amount;
    apideck_date service_date;
    apideck_text category_id;
    apideck_text location_id;
    apideck_text department_id;
    apideck_text subsidiary_id;
    apideck_text shipping_id;
    apideck_text memo;
    apideck_boolean prepaid;
    apideck_linked_invoice_item_value item;
    apideck_text tax_applicable_on;
    apideck_text tax_recoverability;
    apideck_text tax_method;
    apideck_linked_worktag_list worktags;
    apideck_linked_tax_rate_value tax_rate;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_linked_ledger_account_value ledger_account;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant created_at;
    apideck_instant updated_at;
} apideck_invoice_line_item;

typedef struct apideck_invoice_line_item_list {
    apideck_presence presence;
    size_t count;
    const apideck_invoice_line_item *const *items;
} apideck_invoice_line_item_list;

typedef struct apideck_payment_allocation {
    apideck_str json;
    apideck_text id;
    apideck_decimal allocated_amount;
    apideck_instant date;
} apideck_payment_allocation;

typedef struct apideck_payment_allocation_list {
    apideck_presence presence;
    size_t count;
    const apideck_payment_allocation *const *items;
} apideck_payment_allocation_list;

typedef struct apideck_invoice_item_details {
    apideck_str json;
    apideck_decimal unit_price;
    apideck_text unit_of_measure;
    apideck_boolean tax_inclusive;
    apideck_linked_tax_rate_value tax_rate;
} apideck_invoice_item_details;

typedef struct apideck_invoice_item_details_value {
    apideck_presence presence;
    const apideck_invoice_item_details *value;
} apideck_invoice_item_details_value;

typedef struct apideck_ledger_account_category {
    apideck_str json;
    apideck_text id;
    apideck_text name;
} apideck_ledger_account_category;

typedef struct apideck_ledger_account_category_list {
    apideck_presence presence;
    size_t count;
    const apideck_ledger_account_category *const *items;
} apideck_ledger_account_category_list;

typedef struct apideck_parent_account {
    apideck_str json;
    apideck_text id;
    apideck_text name;
    apideck_text display_id;
} apideck_parent_account;

typedef struct apideck_parent_account_value {
    apideck_presence presence;
    const apideck_parent_account *value;
} apideck_parent_account_value;

typedef struct apideck_sub_account {
    apideck_str json;
    apideck_text id;
    apideck_text account_sub_name;
} apideck_sub_account;

typedef struct apideck_sub_account_list {
    apideck_presence presence;
    size_t count;
    const apideck_sub_account *const *items;
} apideck_sub_account_list;

typedef struct apideck_subsidiary {
    apideck_str json;
    apideck_text id;
} apideck_subsidiary;

typedef struct apideck_subsidiary_list {
    apideck_presence presence;
    size_t count;
    const apideck_subsidiary *const *items;
} apideck_subsidiary_list;

typedef struct apideck_tax_component {
    apideck_str json;
    apideck_text id;
    apideck_text name;
    apideck_decimal rate;
    apideck_boolean compound;
} apideck_tax_component;

typedef struct apideck_tax_component_list {
    apideck_presence presence;
    size_t count;
    const apideck_tax_component *const *items;
} apideck_tax_component_list;

typedef struct apideck_linked_supplier {
    apideck_str json;
    apideck_text id;
    apideck_text display_id;
    apideck_text display_name;
    apideck_text company_name;
    apideck_address_value address;
} apideck_linked_supplier;

typedef struct apideck_linked_supplier_value {
    apideck_presence presence;
    const apideck_linked_supplier *value;
} apideck_linked_supplier_value;

typedef struct apideck_linked_financial_account {
    apideck_str json;
    apideck_text id;
    apideck_linked_financial_account_type_value type;
    apideck_text code;
    apideck_text display_id;
    apideck_text account_number;
    apideck_text name;
    apideck_text downstream_id;
} apideck_linked_financial_account;

typedef struct apideck_linked_financial_account_value {
    apideck_presence presence;
    const apideck_linked_financial_account *value;
} apideck_linked_financial_account_value;

typedef struct apideck_linked_location {
    apideck_str json;
    apideck_text id;
    apideck_text display_id;
    apideck_text name;
    apideck_text downstream_id;
} apideck_linked_location;

typedef struct apideck_linked_location_value {
    apideck_presence presence;
    const apideck_linked_location *value;
} apideck_linked_location_value;

typedef struct apideck_linked_department {
    apideck_str json;
    apideck_text id;
    apideck_text display_id;
    apideck_text name;
    apideck_text downstream_id;
} apideck_linked_department;

typedef struct apideck_linked_department_value {
    apideck_presence presence;
    const apideck_linked_department *value;
} apideck_linked_department_value;

typedef struct apideck_rebilling {
    apideck_str json;
    apideck_boolean rebillable;
    apideck_rebill_status_value rebill_status;
    apideck_text linked_transaction_id;
    apideck_text linked_transaction_line_id;
} apideck_rebilling;

typedef struct apideck_rebilling_value {
    apideck_presence presence;
    const apideck_rebilling *value;
} apideck_rebilling_value;

typedef struct apideck_expense_line_item {
    apideck_str json;
    apideck_text id;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_text account_id; /* deprecated by the API */
    apideck_linked_ledger_account_value account;
    apideck_text customer_id; /* deprecated by the API */
    apideck_linked_customer_value customer;
    apideck_text department_id;
    apideck_linked_department_value department;
    apideck_text location_id;
    apideck_linked_location_value location;
    apideck_linked_tax_rate_value tax_rate;
    apideck_text description;
    apideck_line_item_type_value type;
    apideck_decimal total_amount;
    apideck_decimal tax_amount;
    apideck_decimal quantity;
    apideck_decimal unit_price;
    apideck_linked_invoice_item_value item;
    apideck_integer line_number;
    apideck_rebilling_value rebilling;
} apideck_expense_line_item;

typedef struct apideck_expense_line_item_list {
    apideck_presence presence;
    size_t count;
    const apideck_expense_line_item *const *items;
} apideck_expense_line_item_list;

typedef struct apideck_quote_line_item {
    apideck_str json;
    apideck_text id;
    apideck_text row_id;
    apideck_text code;
    apideck_integer line_number;
    apideck_text description;
    apideck_quote_line_item_type_value type;
    apideck_decimal tax_amount;
    apideck_decimal total_amount;
    apideck_decimal quantity;
    apideck_decimal unit_price;
    apideck_text unit_of_measure;
    apideck_decimal discount_percentage;
    apideck_decimal discount_amount;
    apideck_date service_date;
    apideck_text category_id;
    apideck_text location_id;
    apideck_text department_id;
    apideck_linked_invoice_item_value item;
    apideck_linked_tax_rate_value tax_rate;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_linked_ledger_account_value ledger_account;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant created_at;
    apideck_instant updated_at;
} apideck_quote_line_item;

typedef struct apideck_quote_line_item_list {
    apideck_presence presence;
    size_t count;
    const apideck_quote_line_item *const *items;
} apideck_quote_line_item_list;

typedef struct apideck_project_department {
    apideck_str json;
    apideck_text id;
    apideck_text name;
} apideck_project_department;

typedef struct apideck_project_department_value {
    apideck_presence presence;
    const apideck_project_department *value;
} apideck_project_department_value;

typedef struct apideck_parent_project {
    apideck_str json;
    apideck_text id;
    apideck_text name;
} apideck_parent_project;

typedef struct apideck_parent_project_value {
    apideck_presence presence;
    const apideck_parent_project *value;
} apideck_parent_project_value;

typedef struct apideck_linked_purchase_order {
    apideck_str json;
    apideck_text id;
    apideck_text line_id;
    apideck_text line_number;
} apideck_linked_purchase_order;

typedef struct apideck_linked_purchase_order_value {
    apideck_presence presence;
    const apideck_linked_purchase_order *value;
} apideck_linked_purchase_order_value;

typedef struct apideck_bill_line_item {
    apideck_str json;
    apideck_text id;
    apideck_text row_id;
    apideck_text code;
    apideck_integer line_number;
    apideck_text description;
    apideck_line_item_type_value type;
    apideck_decimal tax_amount;
    apideck_decimal total_amount;
    apideck_decimal quantity;
    apideck_decimal unit_price;
    apideck_text unit_of_measure;
    apideck_decimal discount_percentage;
    apideck_decimal discount_amount;
    apideck_text location_id;
    apideck_text department_id;
    apideck_text subsidiary_id;
    apideck_text category_id;
    apideck_text shipping_id;
    apideck_text memo;
    apideck_boolean prepaid;
    apideck_text tax_applicable_on;
    apideck_text tax_recoverability;
    apideck_text tax_method;
    apideck_decimal retention_amount;
    apideck_decimal payment_amount;
    apideck_linked_invoice_item_value item;
    apideck_linked_tax_rate_value tax_rate;
    apideck_linked_ledger_account_value ledger_account;
    apideck_linked_purchase_order_value purchase_order;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_linked_customer_value customer;
    apideck_rebilling_value rebilling;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant created_at;
    apideck_instant updated_at;
    apideck_linked_worktag_list worktags;
} apideck_bill_line_item;

typedef struct apideck_bill_line_item_list {
    apideck_presence presence;
    size_t count;
    const apideck_bill_line_item *const *items;
} apideck_bill_line_item_list;

typedef struct apideck_linked_attachment {
    apideck_str json;
    apideck_text name;
    apideck_text mime_type;
    apideck_boolean is_compressed;
    apideck_text encoding;
    apideck_text content;
    apideck_text notes;
} apideck_linked_attachment;

typedef struct apideck_linked_attachment_list {
    apideck_presence presence;
    size_t count;
    const apideck_linked_attachment *const *items;
} apideck_linked_attachment_list;

typedef struct apideck_bill_payment_allocation {
    apideck_str json;
    apideck_text id;
    apideck_bill_payment_allocation_type_value type;
    apideck_text code;
    apideck_decimal amount;
    apideck_text allocation_id;
} apideck_bill_payment_allocation;

typedef struct apideck_bill_payment_allocation_list {
    apideck_presence presence;
    size_t count;
    const apideck_bill_payment_allocation *const *items;
} apideck_bill_payment_allocation_list;

typedef struct apideck_deprecated_linked_supplier {
    apideck_str json;
    apideck_text id;
    apideck_text display_id;
    apideck_text display_name;
    apideck_text company_name;
    apideck_address_value address;
} apideck_deprecated_linked_supplier;

typedef struct apideck_deprecated_linked_supplier_value {
    apideck_presence presence;
    const apideck_deprecated_linked_supplier *value;
} apideck_deprecated_linked_supplier_value;

typedef struct apideck_allocation {
    apideck_str json;
    apideck_text id;
    apideck_allocation_type_value type;
    apideck_text code;
    apideck_decimal amount;
    apideck_text allocation_id;
} apideck_allocation;

typedef struct apideck_allocation_list {
    apideck_presence presence;
    size_t count;
    const apideck_allocation *const *items;
} apideck_allocation_list;

typedef struct apideck_linked_tax_detail {
    apideck_str json;
    apideck_text type;
    apideck_text number;
    apideck_boolean is_transaction_tax;
    apideck_boolean is_primary_tax;
} apideck_linked_tax_detail;

typedef struct apideck_linked_tax_detail_list {
    apideck_presence presence;
    size_t count;
    const apideck_linked_tax_detail *const *items;
} apideck_linked_tax_detail_list;

typedef struct apideck_linked_tax_status_detail {
    apideck_str json;
    apideck_text country;
    apideck_text transaction_tax_status;
} apideck_linked_tax_status_detail;

typedef struct apideck_linked_tax_status_detail_list {
    apideck_presence presence;
    size_t count;
    const apideck_linked_tax_status_detail *const *items;
} apideck_linked_tax_status_detail_list;
/* end */

/* Entities ----------------------------------------------------------------------------------- */

/* generated: entities */
typedef struct apideck_customer {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_text display_id;
    apideck_text display_name;
    apideck_text company_name;
    apideck_text company_id;
    apideck_linked_subsidiary_value subsidiary;
    apideck_text customer_category;
    apideck_text title;
    apideck_text first_name;
    apideck_text middle_name;
    apideck_text last_name;
    apideck_text suffix;
    apideck_boolean individual;
    apideck_boolean project;
    apideck_address_list addresses;
    apideck_phone_number_list phone_numbers;
    apideck_email_list emails;
    apideck_website_list websites;
    apideck_bank_account_list bank_accounts;
    apideck_text notes;
    apideck_linked_tax_rate_value tax_rate;
    apideck_text tax_number;
    apideck_boolean taxable;
    apideck_currency_value currency;
    apideck_linked_ledger_account_value account;
    apideck_linked_parent_customer_value parent;
    apideck_customer_status_value status;
    apideck_text payment_method;
    apideck_text terms;
    apideck_text terms_id;
    apideck_text channel;
    apideck_custom_field_list custom_fields;
    apideck_json_value custom_mappings;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_text row_version;
    apideck_pass_through_list pass_through;
} apideck_customer;

typedef struct apideck_invoice {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_text display_id;
    apideck_invoice_type_value type;
    apideck_text number;
    apideck_linked_customer_value customer;
    apideck_text company_id;
    apideck_linked_subsidiary_value subsidiary;
    apideck_text location_id;
    apideck_text department_id;
    apideck_date invoice_date;
    apideck_date due_date;
    apideck_text terms;
    apideck_text terms_id;
    apideck_text po_number;
    apideck_text reference;
    apideck_invoice_status_value status;
    apideck_boolean invoice_sent;
    apideck_currency_value currency;
    apideck_decimal currency_rate;
    apideck_boolean tax_inclusive;
    apideck_decimal sub_total;
    apideck_decimal total_tax;
    apideck_text tax_code;
    apideck_decimal discount_percentage;
    apideck_decimal discount_amount;
    apideck_decimal total;
    apideck_decimal balance;
    apideck_decimal deposit;
    apideck_text customer_memo;
    apideck_deprecated_linked_tracking_category_value tracking_category; /* deprecated by the API */
    apideck_linked_tracking_category_list tracking_categories;
    apideck_invoice_line_item_list line_items;
    apideck_address_value billing_address;
    apideck_address_value shipping_address;
    apideck_text template_id;
    apideck_text source_document_url;
    apideck_payment_allocation_list payment_allocations;
    apideck_text payment_method;
    apideck_text channel;
    apideck_text language;
    apideck_boolean accounting_by_row;
    apideck_bank_account_value bank_account;
    apideck_linked_ledger_account_value ledger_account;
    apideck_json_value custom_mappings;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_pass_through_list pass_through;
} apideck_invoice;

typedef struct apideck_invoice_item {
    apideck_entity entity;
    apideck_text id;
    apideck_text name;
    apideck_text description;
    apideck_text display_id;
    apideck_text code;
    apideck_boolean sold;
    apideck_boolean purchased;
    apideck_boolean tracked;
    apideck_boolean taxable;
    apideck_date inventory_date;
    apideck_invoice_item_type_value type;
    apideck_invoice_item_details_value sales_details;
    apideck_invoice_item_details_value purchase_details;
    apideck_decimal quantity;
    apideck_decimal unit_price;
    apideck_currency_value currency;
    apideck_linked_ledger_account_value asset_account;
    apideck_linked_ledger_account_value income_account;
    apideck_linked_ledger_account_value expense_account;
    apideck_deprecated_linked_tracking_category_value tracking_category; /* deprecated by the API */
    apideck_linked_tracking_category_list tracking_categories;
    apideck_boolean active;
    apideck_text department_id;
    apideck_text location_id;
    apideck_text subsidiary_id;
    apideck_text category_id;
    apideck_text tax_schedule_id;
    apideck_json_value custom_mappings;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_pass_through_list pass_through;
} apideck_invoice_item;

typedef struct apideck_ledger_account {
    apideck_entity entity;
    apideck_text id;
    apideck_text display_id;
    apideck_text nominal_code; /* deprecated by the API */
    apideck_text code;
    apideck_ledger_account_classification_value classification;
    apideck_ledger_account_type_value type;
    apideck_text sub_type;
    apideck_text name;
    apideck_text fully_qualified_name;
    apideck_text description;
    apideck_decimal opening_balance;
    apideck_decimal current_balance;
    apideck_currency_value currency;
    apideck_text tax_type;
    apideck_linked_tax_rate_value tax_rate;
    apideck_decimal level;
    apideck_boolean active;
    apideck_ledger_account_status_value status;
    apideck_boolean header;
    apideck_bank_account_value bank_account;
    apideck_ledger_account_category_list categories;
    apideck_parent_account_value parent_account;
    apideck_boolean sub_account;
    apideck_sub_account_list sub_accounts;
    apideck_date last_reconciliation_date;
    apideck_subsidiary_list subsidiaries;
    apideck_json_value custom_mappings;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_pass_through_list pass_through;
} apideck_ledger_account;

typedef struct apideck_tax_rate {
    apideck_entity entity;
    apideck_text id;
    apideck_text display_id;
    apideck_text name;
    apideck_text code;
    apideck_text description;
    apideck_decimal effective_tax_rate;
    apideck_text country;
    apideck_decimal total_tax_rate;
    apideck_text tax_payable_account_id;
    apideck_text tax_remitted_account_id;
    apideck_tax_component_list components;
    apideck_text type;
    apideck_text report_tax_type;
    apideck_text original_tax_rate_id;
    apideck_tax_rate_status_value status;
    apideck_json_value custom_mappings;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_pass_through_list pass_through;
    apideck_subsidiary_list subsidiaries;
    apideck_custom_field_list custom_fields;
} apideck_tax_rate;

typedef struct apideck_purchase_order {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_text display_id;
    apideck_text po_number;
    apideck_text reference;
    apideck_linked_supplier_value supplier;
    apideck_text subsidiary_id;
    apideck_text company_id;
    apideck_text location_id;
    apideck_text department_id;
    apideck_purchase_order_status_value status;
    apideck_date issued_date;
    apideck_date delivery_date;
    apideck_date expected_arrival_date;
    apideck_currency_value currency;
    apideck_decimal currency_rate;
    apideck_decimal sub_total;
    apideck_decimal total_tax;
    apideck_decimal total;
    apideck_boolean tax_inclusive;
    apideck_invoice_line_item_list line_items;
    apideck_address_value billing_address;
    apideck_address_value shipping_address;
    apideck_linked_ledger_account_value ledger_account;
    apideck_text template_id;
    apideck_decimal discount_percentage;
    apideck_bank_account_value bank_account;
    apideck_boolean accounting_by_row;
    apideck_date due_date;
    apideck_text payment_method;
    apideck_text terms;
    apideck_text terms_id;
    apideck_purchase_order_amortization_type_value amortization_type;
    apideck_text tax_code;
    apideck_text tax_method;
    apideck_text issued_method;
    apideck_text issued_email;
    apideck_text channel;
    apideck_text memo;
    apideck_text notes;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_json_value custom_mappings;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_pass_through_list pass_through;
} apideck_purchase_order;

typedef struct apideck_expense {
    apideck_entity entity;
    apideck_text id;
    apideck_text display_id;
    apideck_text number;
    apideck_instant transaction_date;
    apideck_text account_id; /* deprecated by the API */
    apideck_linked_financial_account_value account;
    apideck_text supplier_id; /* deprecated by the API */
    apideck_linked_supplier_value supplier;
    apideck_text company_id;
    apideck_linked_location_value location;
    apideck_text department_id;
    apideck_linked_department_value department;
    apideck_expense_payment_type_value payment_type;
    apideck_currency_value currency;
    apideck_decimal currency_rate;
    apideck_expense_type_value type;
    apideck_text memo;
    apideck_linked_tax_rate_value tax_rate;
    apideck_boolean tax_inclusive;
    apideck_decimal sub_total;
    apideck_decimal total_tax;
    apideck_decimal total_amount;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_expense_line_item_list line_items;
    apideck_text reference;
    apideck_text source_document_url;
    apideck_custom_field_list custom_fields;
    apideck_json_value custom_mappings;
    apideck_expense_status_value status;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_pass_through_list pass_through;
} apideck_expense;

typedef struct apideck_quote {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_text number;
    apideck_linked_customer_value customer;
    apideck_text invoice_id;
    apideck_text sales_order_id;
    apideck_text company_id;
    apideck_text department_id;
    apideck_text project_id;
    apideck_date quote_date;
    apideck_date expiry_date;
    apideck_text terms;
    apideck_text terms_id;
    apideck_text reference;
    apideck_quote_status_value status;
    apideck_currency_value currency;
    apideck_decimal currency_rate;
    apideck_boolean tax_inclusive;
    apideck_decimal sub_total;
    apideck_decimal total_tax;
    apideck_text tax_code;
    apideck_decimal discount_percentage;
    apideck_decimal discount_amount;
    apideck_decimal total;
    apideck_text customer_memo;
    apideck_quote_line_item_list line_items;
    apideck_address_value billing_address;
    apideck_address_value shipping_address;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_text template_id;
    apideck_text source_document_url;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_pass_through_list pass_through;
} apideck_quote;

typedef struct apideck_project {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_text name;
    apideck_text display_id;
    apideck_text reference_id;
    apideck_text description;
    apideck_project_status_value status;
    apideck_boolean active;
    apideck_project_type_value project_type;
    apideck_project_priority_value priority;
    apideck_decimal completion_percentage;
    apideck_date start_date;
    apideck_date end_date;
    apideck_date completion_date;
    apideck_linked_customer_value customer;
    apideck_project_department_value department;
    apideck_text company_id;
    apideck_text owner_id;
    apideck_parent_project_value parent_project;
    apideck_currency_value currency;
    apideck_decimal budget_amount;
    apideck_decimal approved_amount;
    apideck_decimal actual_amount;
    apideck_decimal budget_hours;
    apideck_decimal actual_hours;
    apideck_decimal hourly_rate;
    apideck_project_billing_method_value billing_method;
    apideck_boolean is_billable;
    apideck_project_phase_value phase;
    apideck_linked_tax_rate_value tax_rate;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_text_list tags;
    apideck_text notes;
    apideck_text contract_number;
    apideck_decimal profit_margin;
    apideck_project_schedule_status_value schedule_status;
    apideck_address_list addresses;
    apideck_integer team_size;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant created_at;
    apideck_instant updated_at;
} apideck_project;

typedef struct apideck_tracking_category {
    apideck_entity entity;
    apideck_text id;
    apideck_text parent_id;
    apideck_text parent_name;
    apideck_text name;
    apideck_text code;
    apideck_tracking_category_status_value status;
    apideck_json_value custom_mappings;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_pass_through_list pass_through;
    apideck_subsidiary_list subsidiaries;
} apideck_tracking_category;

typedef struct apideck_bill {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_text display_id;
    apideck_text bill_number;
    apideck_linked_supplier_value supplier;
    apideck_text company_id;
    apideck_linked_subsidiary_value subsidiary;
    apideck_text location_id;
    apideck_text department_id;
    apideck_currency_value currency;
    apideck_decimal currency_rate;
    apideck_boolean tax_inclusive;
    apideck_date bill_date;
    apideck_date due_date;
    apideck_date paid_date;
    apideck_text po_number;
    apideck_text reference;
    apideck_bill_line_item_list line_items;
    apideck_text terms;
    apideck_text terms_id;
    apideck_decimal balance;
    apideck_decimal deposit;
    apideck_decimal sub_total;
    apideck_decimal total_tax;
    apideck_decimal total;
    apideck_text tax_code;
    apideck_text notes;
    apideck_bill_status_value status;
    apideck_linked_ledger_account_value ledger_account;
    apideck_text payment_method;
    apideck_text channel;
    apideck_text language;
    apideck_boolean accounting_by_row;
    apideck_bank_account_value bank_account;
    apideck_decimal discount_percentage;
    apideck_text template_id;
    apideck_text approved_by;
    apideck_bill_amortization_type_value amortization_type;
    apideck_text tax_method;
    apideck_boolean document_received;
    apideck_text source_document_url;
    apideck_payment_allocation_list payment_allocations;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_text row_version;
    apideck_custom_field_list custom_fields;
    apideck_json_value custom_mappings;
    apideck_pass_through_list pass_through;
    apideck_text accounting_period;
    apideck_linked_attachment_list attachments;
} apideck_bill;

typedef struct apideck_bill_payment {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_currency_value currency;
    apideck_decimal currency_rate;
    apideck_decimal total_amount;
    apideck_text reference;
    apideck_text payment_method;
    apideck_text payment_method_reference;
    apideck_text payment_method_id;
    apideck_linked_ledger_account_value account;
    apideck_instant transaction_date;
    apideck_linked_supplier_value supplier;
    apideck_text company_id;
    apideck_linked_subsidiary_value subsidiary;
    apideck_boolean reconciled;
    apideck_payment_status_value status;
    apideck_bill_payment_type_value type;
    apideck_bill_payment_allocation_list allocations;
    apideck_text note;
    apideck_text number;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text display_id;
    apideck_json_value custom_mappings;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant created_at;
    apideck_instant updated_at;
    apideck_pass_through_list pass_through;
} apideck_bill_payment;

typedef struct apideck_payment {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_currency_value currency;
    apideck_decimal currency_rate;
    apideck_decimal total_amount;
    apideck_text reference;
    apideck_text payment_method;
    apideck_text payment_method_reference;
    apideck_text payment_method_id;
    apideck_text accounts_receivable_account_type; /* deprecated by the API */
    apideck_text accounts_receivable_account_id;   /* deprecated by the API */
    apideck_linked_ledger_account_value account;
    apideck_instant transaction_date;
    apideck_linked_customer_value customer;
    apideck_deprecated_linked_supplier_value supplier; /* deprecated by the API */
    apideck_text company_id;
    apideck_linked_subsidiary_value subsidiary;
    apideck_boolean reconciled;
    apideck_payment_status_value status;
    apideck_payment_type_value type;
    apideck_allocation_list allocations;
    apideck_text note;
    apideck_text number;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text display_id;
    apideck_json_value custom_mappings;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant created_at;
    apideck_instant updated_at;
    apideck_pass_through_list pass_through;
} apideck_payment;

typedef struct apideck_supplier {
    apideck_entity entity;
    apideck_text id;
    apideck_text downstream_id;
    apideck_text display_id;
    apideck_text display_name;
    apideck_text company_name;
    apideck_text company_id;
    apideck_linked_subsidiary_value subsidiary;
    apideck_text supplier_category;
    apideck_text title;
    apideck_text first_name;
    apideck_text middle_name;
    apideck_text last_name;
    apideck_text suffix;
    apideck_boolean individual;
    apideck_address_list addresses;
    apideck_phone_number_list phone_numbers;
    apideck_email_list emails;
    apideck_website_list websites;
    apideck_bank_account_list bank_accounts;
    apideck_text notes;
    apideck_linked_tax_rate_value tax_rate;
    apideck_text tax_number;
    apideck_boolean taxable;
    apideck_currency_value currency;
    apideck_linked_ledger_account_value account;
    apideck_supplier_status_value status;
    apideck_text payment_method;
    apideck_text terms;
    apideck_text terms_id;
    apideck_text channel;
    apideck_text issued_method;
    apideck_text issued_email;
    apideck_json_value custom_mappings;
    apideck_custom_field_list custom_fields;
    apideck_linked_tax_detail_list tax_details;
    apideck_linked_tax_status_detail_list tax_status_details;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_text row_version;
    apideck_pass_through_list pass_through;
    apideck_text subsidiary_id;
    apideck_text integration_system_id;
} apideck_supplier;

typedef struct apideck_credit_note {
    apideck_entity entity;
    apideck_text id;
    apideck_text number;
    apideck_linked_customer_value customer;
    apideck_text company_id;
    apideck_linked_subsidiary_value subsidiary;
    apideck_text location_id;
    apideck_text department_id;
    apideck_currency_value currency;
    apideck_decimal currency_rate;
    apideck_boolean tax_inclusive;
    apideck_decimal sub_total;
    apideck_decimal total_amount;
    apideck_decimal total_tax;
    apideck_text tax_code;
    apideck_decimal balance;
    apideck_decimal remaining_credit;
    apideck_credit_note_status_value status;
    apideck_text reference;
    apideck_instant date_issued;
    apideck_instant date_paid;
    apideck_credit_note_type_value type;
    apideck_linked_ledger_account_value account;
    apideck_invoice_line_item_list line_items;
    apideck_allocation_list allocations;
    apideck_text note;
    apideck_text terms;
    apideck_text terms_id;
    apideck_address_value billing_address;
    apideck_address_value shipping_address;
    apideck_linked_tracking_category_list tracking_categories;
    apideck_json_value custom_mappings;
    apideck_custom_field_list custom_fields;
    apideck_text row_version;
    apideck_text updated_by;
    apideck_text created_by;
    apideck_instant updated_at;
    apideck_instant created_at;
    apideck_pass_through_list pass_through;
} apideck_credit_note;
/* end */

/*
 * apideck_entity_as_*: an entity as what its kind says it is.
 *   entity  in: may be NULL
 * Returns the same object, owned as before; NULL when the entity is NULL or of another kind.
 * Thread-safe.
 */
/* generated: entities as */
APIDECK_API const apideck_customer *apideck_entity_as_customer(const apideck_entity *entity);
APIDECK_API const apideck_invoice *apideck_entity_as_invoice(const apideck_entity *entity);
APIDECK_API const apideck_invoice_item *
apideck_entity_as_invoice_item(const apideck_entity *entity);
APIDECK_API const apideck_ledger_account *
apideck_entity_as_ledger_account(const apideck_entity *entity);
APIDECK_API const apideck_tax_rate *apideck_entity_as_tax_rate(const apideck_entity *entity);
APIDECK_API const apideck_purchase_order *
apideck_entity_as_purchase_order(const apideck_entity *entity);
APIDECK_API const apideck_expense *apideck_entity_as_expense(const apideck_entity *entity);
APIDECK_API const apideck_quote *apideck_entity_as_quote(const apideck_entity *entity);
APIDECK_API const apideck_project *apideck_entity_as_project(const apideck_entity *entity);
APIDECK_API const apideck_tracking_category *
apideck_entity_as_tracking_category(const apideck_entity *entity);
APIDECK_API const apideck_bill *apideck_entity_as_bill(const apideck_entity *entity);
APIDECK_API const apideck_bill_payment *
apideck_entity_as_bill_payment(const apideck_entity *entity);
APIDECK_API const apideck_payment *apideck_entity_as_payment(const apideck_entity *entity);
APIDECK_API const apideck_supplier *apideck_entity_as_supplier(const apideck_entity *entity);
APIDECK_API const apideck_credit_note *apideck_entity_as_credit_note(const apideck_entity *entity);
/* end */

/* Decoding ----------------------------------------------------------------------------------- */

/**
 * Decodes the document that the API answers a request for one entity with: an object whose "data"
 * is the entity. The document is checked as a whole; a field of the wrong JSON type is an error,
 * with its path and its place, and everything that the library does not know is left alone.
 *   document     in:  not kept; the entity has a copy
 *   expected_id  in:  NUL-terminated, whom it has to be: event->entity_id.ptr; NULL for anybody. A
 *                     document without an id is taken. Nobody's key is blotted out of the problem:
 *                     apideck_entity_from_response knows which.
 *   allocator    in:  copied; NULL for malloc. The entity is one block; while the document is
 *                     checked there may be another.
 *   entity_out   out: owned by the caller, apideck_entity_free
 *   problem_out  out: may be NULL; on failure, to be freed with apideck_problem_free
 * Errors: ARGUMENT, the JSON errors, TOO_LARGE (over APIDECK_BODY_MAX, or an entity of over 64 MiB
 * that takes 32 times the room of its document), ENVELOPE, FIELD_TYPE, FIELD_TEXT (a text holds a
 * NUL or half a surrogate pair), FIELD_RANGE (a whole number is none, or beyond 64 bits),
 * OTHER_ENTITY, NO_MEMORY. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int
apideck_entity_decode(apideck_entity_kind kind, const void *document, size_t document_len,
                      const char *expected_id, const apideck_allocator *allocator,
                      apideck_entity **entity_out, apideck_problem **problem_out);

/**
 * The entity in a response, for a host that carries requests by itself: apideck_response_check, and
 * apideck_entity_decode for the kind and the id that were asked for.
 *   request   in: of apideck_entity_request, or what apideck_request_redirect made of one
 *   response  in: only read; the entity has a copy, the problem has another
 * The others as in apideck_entity_decode. Errors: those of the two; ARGUMENT also for a request for
 * something other than an entity. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_entity_from_response(const apideck_request *request,
                                                              const apideck_http_response *response,
                                                              const apideck_allocator *allocator,
                                                              apideck_entity **entity_out,
                                                              apideck_problem **problem_out);

/** NULL is fine. */
APIDECK_API void apideck_entity_free(apideck_entity *entity);

/**
 * A member of an object by its name, whether or not the library knows it.
 *   object    in:  JSON text that an entity or an event gave, e.g. entity->json or
 *                  invoice->custom_mappings.json; text from elsewhere has not been checked and may
 *                  not be given
 *   name      in:  UTF-8
 *   json_out  out: the value's JSON text, inside the object: no NUL behind it
 * Errors: ARGUMENT, NOT_FOUND (also where the text is no object). Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_json_member(apideck_str object, const char *name,
                                                     size_t name_len, apideck_str *json_out);

/* Fetching ----------------------------------------------------------------------------------- */

/*
 * apideck_get_*: fetches the entity that an event speaks of: apideck_entity_request,
 * apideck_request_perform and apideck_entity_from_response in a row.
 *   transport    in:  carries the request; blocks as long as it does
 *   credentials  in:  only read during the call
 *   event        in:  of the kind that is asked for
 *   allocator    in:  copied; NULL for malloc
 *   *_out        out: owned by the caller: apideck_entity_free(&invoice->entity)
 *   problem_out  out: may be NULL; on failure, to be freed with apideck_problem_free
 * Errors: those of the three; among them NO_ENTITY (the event is of another kind, or names no
 * entity), GONE (the API has no such entity, as is to be expected after `deleted`), RATE_LIMITED.
 * Thread-safe where the transport is.
 */
/* generated: get */
APIDECK_API APIDECK_MUST_USE int
apideck_get_customer(const apideck_transport *transport, const apideck_credentials *credentials,
                     const apideck_event *event, const apideck_allocator *allocator,
                     apideck_customer **customer_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_invoice(const apideck_transport *transport, const apideck_credentials *credentials,
                    const apideck_event *event, const apideck_allocator *allocator,
                    apideck_invoice **invoice_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_invoice_item(const apideck_transport *transport, const apideck_credentials *credentials,
                         const apideck_event *event, const apideck_allocator *allocator,
                         apideck_invoice_item **invoice_item_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int apideck_get_ledger_account(
    const apideck_transport *transport, const apideck_credentials *credentials,
    const apideck_event *event, const apideck_allocator *allocator,
    apideck_ledger_account **ledger_account_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_tax_rate(const apideck_transport *transport, const apideck_credentials *credentials,
                     const apideck_event *event, const apideck_allocator *allocator,
                     apideck_tax_rate **tax_rate_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int apideck_get_purchase_order(
    const apideck_transport *transport, const apideck_credentials *credentials,
    const apideck_event *event, const apideck_allocator *allocator,
    apideck_purchase_order **purchase_order_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_expense(const apideck_transport *transport, const apideck_credentials *credentials,
                    const apideck_event *event, const apideck_allocator *allocator,
                    apideck_expense **expense_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_quote(const apideck_transport *transport, const apideck_credentials *credentials,
                  const apideck_event *event, const apideck_allocator *allocator,
                  apideck_quote **quote_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_project(const apideck_transport *transport, const apideck_credentials *credentials,
                    const apideck_event *event, const apideck_allocator *allocator,
                    apideck_project **project_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int apideck_get_tracking_category(
    const apideck_transport *transport, const apideck_credentials *credentials,
    const apideck_event *event, const apideck_allocator *allocator,
    apideck_tracking_category **tracking_category_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_bill(const apideck_transport *transport, const apideck_credentials *credentials,
                 const apideck_event *event, const apideck_allocator *allocator,
                 apideck_bill **bill_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_bill_payment(const apideck_transport *transport, const apideck_credentials *credentials,
                         const apideck_event *event, const apideck_allocator *allocator,
                         apideck_bill_payment **bill_payment_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_payment(const apideck_transport *transport, const apideck_credentials *credentials,
                    const apideck_event *event, const apideck_allocator *allocator,
                    apideck_payment **payment_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_supplier(const apideck_transport *transport, const apideck_credentials *credentials,
                     const apideck_event *event, const apideck_allocator *allocator,
                     apideck_supplier **supplier_out, apideck_problem **problem_out);
APIDECK_API APIDECK_MUST_USE int
apideck_get_credit_note(const apideck_transport *transport, const apideck_credentials *credentials,
                        const apideck_event *event, const apideck_allocator *allocator,
                        apideck_credit_note **credit_note_out, apideck_problem **problem_out);
/* end */

/** The same for an event of any kind; the entity says which it is. */
APIDECK_API APIDECK_MUST_USE int
apideck_get_entity(const apideck_transport *transport, const apideck_credentials *credentials,
                   const apideck_event *event, const apideck_allocator *allocator,
                   apideck_entity **entity_out, apideck_problem **problem_out);

#ifdef __cplusplus
}
#endif

#endif
