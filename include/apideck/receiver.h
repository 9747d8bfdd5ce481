/*
 * The receiver: the whole way of a delivery, from an HTTP request to the answer it gets.
 *
 *   bounds -> headers -> read -> verify -> parse -> claim -> handle -> commit -> answer
 *
 * The host reads the request, calls apideck_receive, and sends answer.status. A host that may not
 * block calls apideck_accept, apideck_dispatch and apideck_finish in place of it.
 */
#ifndef APIDECK_RECEIVER_H
#define APIDECK_RECEIVER_H

#include <apideck/base.h>
#include <apideck/event.h>
#include <apideck/host.h>
#include <apideck/signature.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The headers of a delivery [openapi-specs]. Their names are matched in any case. None of them is
 * covered by the signature, so nothing but the signature is taken from them. */
#define APIDECK_HEADER_EVENT_TYPE "x-apideck-event-type"
#define APIDECK_HEADER_SIGNATURE "x-apideck-signature"
#define APIDECK_HEADER_IDEMPOTENCY_KEY "x-apideck-idempotency-key"

/* How a delivery ended. Numbers are never reused. */
typedef enum apideck_outcome {
    /* generated: outcomes */
    APIDECK_OUTCOME_HANDLED = 1,         /* 200: handled */
    APIDECK_OUTCOME_DUPLICATE = 2,       /* 200: handled before */
    APIDECK_OUTCOME_UNHANDLED = 3,       /* 200: acknowledged, no handler for this type of event */
    APIDECK_OUTCOME_UNKNOWN = 4,         /* 200: acknowledged, a type of event that this receiver
                                            does not know */
    APIDECK_OUTCOME_HANDSHAKE = 5,       /* 200: ready to receive */
    APIDECK_OUTCOME_UNAUTHENTIC = 10,    /* 401: the signature is missing or wrong */
    APIDECK_OUTCOME_MALFORMED = 11,      /* 400: the request is malformed */
    APIDECK_OUTCOME_TOO_LARGE = 12,      /* 413: the body is too large */
    APIDECK_OUTCOME_BUSY = 20,           /* 503: this event is being handled */
    APIDECK_OUTCOME_STORE_FAILED = 21,   /* 503: the store failed */
    APIDECK_OUTCOME_HANDLER_FAILED = 22, /* 500: the handler failed */
    APIDECK_OUTCOME_UNAVAILABLE = 23,    /* 503: out of memory, or no means to verify */
    APIDECK_OUTCOME_TOO_OLD = 13,        /* 400: the event happened too long ago */
    /* end */
} apideck_outcome;

/** The outcome's name, e.g. "handled"; "?" for a number that is none. Static text. Thread-safe. */
APIDECK_API const char *apideck_outcome_name(apideck_outcome outcome);

/** What to send back, and why. */
typedef struct apideck_answer {
    int status; /* the HTTP status to send */
    apideck_outcome outcome;
    int error;          /* 0, or the APIDECK_ERR_* behind the outcome */
    size_t offset;      /* the byte of the body where it was noticed, else 0 */
    const char *reason; /* static English text, fit for the response body */
} apideck_answer;

typedef struct apideck_receiver apideck_receiver;

/** One accepted delivery on its way through a receiver. */
typedef struct apideck_delivery apideck_delivery;

/* What a delivery tells, on any thread, until apideck_finish; what these give lives as long, and is
 * the delivery's. `delivery` may not be NULL. */

/** The event. */
APIDECK_API const apideck_event *apideck_delivery_event(const apideck_delivery *delivery);

/** How it was signed. */
APIDECK_API const apideck_verdict *apideck_delivery_verdict(const apideck_delivery *delivery);

/** Whether a newer event of the same entity was seen before. */
APIDECK_API apideck_order apideck_delivery_order(const apideck_delivery *delivery);

/** What the store gave with the claim, e.g. its connection inside a transaction. */
APIDECK_API void *apideck_delivery_store_context(const apideck_delivery *delivery);

/** The key under which the store knows the event: bytes, not text. */
APIDECK_API apideck_str apideck_delivery_key(const apideck_delivery *delivery);

/**
 * What a host does with events. Handlers return 0 when the event was handled, and anything else
 * when it was not: then the claim is released, and the sender, answered 500, tries again.
 * One handler is called per event: that of its type; where there is none, `any` for types of the
 * catalogue and `unknown` for others; where that is missing too, the event is acknowledged and
 * nothing else happens, since an error would have the sender disable the subscription in the end.
 * Handlers run on the thread that called the receiver, several at once if the host calls it so.
 * They may not free the event.
 */
typedef struct apideck_handlers {
    size_t size;
    int (*any)(const apideck_event *event, const apideck_delivery *delivery, void *user);
    int (*unknown)(const apideck_event *event, const apideck_delivery *delivery, void *user);
    /* Apideck asked whether this URL receives webhooks; it was answered 200.
     *   verified  in: 1 when the request carried a genuine signature, 0 when it carried none */
    void (*handshake)(int verified, void *user);
    /* A delivery was answered with something other than 2xx.
     *   event  in: NULL unless the delivery was accepted: genuine, parsed, and its header and body
     *              of one mind */
    void (*failure)(const apideck_answer *answer, const apideck_event *event, void *user);
    /* A genuine event was answered 5xx, and no retry is to be expected: keep it, or it is lost.
     * Called behind `failure`, when the claim is over. What makes it the last chance stands in the
     * configuration: last_attempt, last_age_ms. BUSY is among the answers: whoever has the event
     * may still handle it. */
    void (*last_chance)(const apideck_answer *answer, const apideck_event *event, void *user);
    void *user;
    /* generated: handlers */
    int (*bill_created)(const apideck_bill_created_event *event, const apideck_delivery *delivery,
                        void *user);
    int (*bill_updated)(const apideck_bill_updated_event *event, const apideck_delivery *delivery,
                        void *user);
    int (*bill_deleted)(const apideck_bill_deleted_event *event, const apideck_delivery *delivery,
                        void *user);
    int (*bill_payment_created)(const apideck_bill_payment_created_event *event,
                                const apideck_delivery *delivery, void *user);
    int (*bill_payment_updated)(const apideck_bill_payment_updated_event *event,
                                const apideck_delivery *delivery, void *user);
    int (*bill_payment_deleted)(const apideck_bill_payment_deleted_event *event,
                                const apideck_delivery *delivery, void *user);
    int (*credit_note_created)(const apideck_credit_note_created_event *event,
                               const apideck_delivery *delivery, void *user);
    int (*credit_note_updated)(const apideck_credit_note_updated_event *event,
                               const apideck_delivery *delivery, void *user);
    int (*credit_note_deleted)(const apideck_credit_note_deleted_event *event,
                               const apideck_delivery *delivery, void *user);
    int (*customer_created)(const apideck_customer_created_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*customer_updated)(const apideck_customer_updated_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*customer_deleted)(const apideck_customer_deleted_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*expense_created)(const apideck_expense_created_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*expense_updated)(const apideck_expense_updated_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*expense_deleted)(const apideck_expense_deleted_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*invoice_created)(const apideck_invoice_created_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*invoice_updated)(const apideck_invoice_updated_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*invoice_deleted)(const apideck_invoice_deleted_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*invoice_item_created)(const apideck_invoice_item_created_event *event,
                                const apideck_delivery *delivery, void *user);
    int (*invoice_item_updated)(const apideck_invoice_item_updated_event *event,
                                const apideck_delivery *delivery, void *user);
    int (*invoice_item_deleted)(const apideck_invoice_item_deleted_event *event,
                                const apideck_delivery *delivery, void *user);
    int (*ledger_account_created)(const apideck_ledger_account_created_event *event,
                                  const apideck_delivery *delivery, void *user);
    int (*ledger_account_updated)(const apideck_ledger_account_updated_event *event,
                                  const apideck_delivery *delivery, void *user);
    int (*ledger_account_deleted)(const apideck_ledger_account_deleted_event *event,
                                  const apideck_delivery *delivery, void *user);
    int (*payment_created)(const apideck_payment_created_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*payment_updated)(const apideck_payment_updated_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*payment_deleted)(const apideck_payment_deleted_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*project_created)(const apideck_project_created_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*project_updated)(const apideck_project_updated_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*project_deleted)(const apideck_project_deleted_event *event,
                           const apideck_delivery *delivery, void *user);
    int (*purchase_order_created)(const apideck_purchase_order_created_event *event,
                                  const apideck_delivery *delivery, void *user);
    int (*purchase_order_updated)(const apideck_purchase_order_updated_event *event,
                                  const apideck_delivery *delivery, void *user);
    int (*purchase_order_deleted)(const apideck_purchase_order_deleted_event *event,
                                  const apideck_delivery *delivery, void *user);
    int (*quote_created)(const apideck_quote_created_event *event, const apideck_delivery *delivery,
                         void *user);
    int (*quote_updated)(const apideck_quote_updated_event *event, const apideck_delivery *delivery,
                         void *user);
    int (*quote_deleted)(const apideck_quote_deleted_event *event, const apideck_delivery *delivery,
                         void *user);
    int (*supplier_created)(const apideck_supplier_created_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*supplier_updated)(const apideck_supplier_updated_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*supplier_deleted)(const apideck_supplier_deleted_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*tax_rate_created)(const apideck_tax_rate_created_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*tax_rate_updated)(const apideck_tax_rate_updated_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*tax_rate_deleted)(const apideck_tax_rate_deleted_event *event,
                            const apideck_delivery *delivery, void *user);
    int (*tracking_category_created)(const apideck_tracking_category_created_event *event,
                                     const apideck_delivery *delivery, void *user);
    int (*tracking_category_updated)(const apideck_tracking_category_updated_event *event,
                                     const apideck_delivery *delivery, void *user);
    int (*tracking_category_deleted)(const apideck_tracking_category_deleted_event *event,
                                     const apideck_delivery *delivery, void *user);
    /* end */
} apideck_handlers;

/** Zeroes the table and sets its size. */
static inline void apideck_handlers_init(apideck_handlers *handlers) {
    apideck_table_init(handlers, sizeof *handlers);
}

/** What a receiver is made of. apideck_receiver_config_init gives the defaults. */
typedef struct apideck_receiver_config {
    size_t size;
    const apideck_allocator *allocator; /* copied; NULL for malloc */
    apideck_keyring *keyring;           /* must; the receiver owns it once it is made */
    const apideck_handlers *handlers;   /* must; copied */
    const apideck_store *store;         /* copied; NULL for an in-memory store of store_bytes, which
                                           forgets everything when the process ends */
    const apideck_clock *clock;         /* copied; NULL for the system's */
    const apideck_log *log;             /* copied; NULL for none */
    const char *name; /* scope of the keys in a shared store, "apideck"; without a colon; copied */
    size_t max_body;  /* bytes; 1 MiB */
    size_t store_bytes;   /* bytes the in-memory store may grow to; 64 MiB */
    int64_t lease_ms;     /* how long a handler may take before another delivery of the event is
                             let in; 5 minutes */
    int64_t retention_ms; /* how long a handled event is remembered; 7 days. Must exceed the
                             sender's retries, which take 27 h 48 min [help.apideck.com 4231682] */
    int64_t freshness_ms; /* an event that happened longer ago is refused, TOO_OLD; 0: none is. One
                             that names no time passes. docs/receiver.md has the risk. */
    int64_t last_attempt; /* the execution_attempt after which no other comes: 10, since there are 9
                             retries; 0: none is the last */
    int64_t last_age_ms;  /* of an event that names no attempt, the age from which on none comes;
                             27 h 48 min; 0: at no age */
} apideck_receiver_config;

/**
 * Zeroes the struct, sets its size and the defaults named there: for hosts in another language.
 *   size  in: of the struct as the caller knows it
 * Thread-safe.
 */
APIDECK_API void apideck_receiver_config_init_sized(apideck_receiver_config *config, size_t size);

/** The same in C; compiled into the host, as the size is. */
static inline void apideck_receiver_config_init(apideck_receiver_config *config) {
    apideck_receiver_config_init_sized(config, sizeof *config);
}

/**
 * Makes a receiver.
 *   config        in:  only read during the call
 *   receiver_out  out: owned by the caller, apideck_receiver_free; owns config->keyring from then
 *                      on (on failure the keyring stays the caller's)
 *   error_out     out: may be NULL; its message names the member at fault
 * Errors: ARGUMENT, HOST_TABLE, CALLBACK_MISSING, NO_KEY, NO_MEMORY, HMAC.
 */
APIDECK_API APIDECK_MUST_USE int apideck_receiver_new(const apideck_receiver_config *config,
                                                      apideck_receiver **receiver_out,
                                                      apideck_error *error_out);

/** Frees the receiver and its keyring. NULL is fine. No call may be in it, and every delivery must
 *  have been finished. */
APIDECK_API void apideck_receiver_free(apideck_receiver *receiver);

/**
 * Replaces the keyring while deliveries arrive: each is verified with the old one or the new one.
 *   ring  in: owned by the receiver from then on (on failure it stays the caller's)
 * The old ring is freed; for that the call waits until no verification uses it any more, which
 * takes no longer than a verification. Errors: ARGUMENT, NO_KEY. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_receiver_set_keyring(apideck_receiver *receiver,
                                                              apideck_keyring *ring);

/**
 * Takes one request the whole way.
 *   headers     in:  all headers of the request, or at least those of Apideck
 *   body        in:  the request's body; kept no longer than the call
 *   answer_out  out: always written, also on failure; 503 and ARGUMENT when receiver is NULL
 * Returns 0 when answer_out->status is 2xx, else answer_out->error.
 * Thread-safe.
 */
APIDECK_API int apideck_receive(apideck_receiver *receiver, const apideck_header *headers,
                                size_t header_count, const void *body, size_t body_len,
                                apideck_answer *answer_out);

/**
 * The first third of apideck_receive: everything up to the claim, without calling a handler for
 * the event. Arguments as there, and
 *   delivery_out  out: always written. NULL: it is over, send the answer. Otherwise the event is
 *                      claimed: dispatch it, on any thread, and finish it; the answer is not to be
 *                      sent yet.
 * Returns 0 when a delivery was given or the answer's status is 2xx, else answer_out->error.
 * Thread-safe.
 */
APIDECK_API int apideck_accept(apideck_receiver *receiver, const apideck_header *headers,
                               size_t header_count, const void *body, size_t body_len,
                               apideck_delivery **delivery_out, apideck_answer *answer_out);

/**
 * The second third: calls the handler and returns what it returned. A host that handles the event
 * by other means leaves this call out; it still needs a handler in its table, since accept claims
 * only events that have one. Thread-safe for different deliveries.
 */
APIDECK_API int apideck_dispatch(apideck_receiver *receiver, apideck_delivery *delivery);

/**
 * The last third: commits or releases the claim, and frees the delivery.
 *   delivery        in:  gone after the call
 *   handler_result  in:  0: handled, commit; anything else: not handled, release
 *   answer_out      out: always written
 * Returns 0 when the answer's status is 2xx, else answer_out->error.
 * Thread-safe for different deliveries.
 */
APIDECK_API int apideck_finish(apideck_receiver *receiver, apideck_delivery *delivery,
                               int handler_result, apideck_answer *answer_out);

/** What a receiver has counted since it was made, one number per outcome. */
typedef struct apideck_stats {
    size_t size;         /* in: sizeof(apideck_stats) */
    uint64_t deliveries; /* all of them */
    /* generated: stats */
    uint64_t handled;
    uint64_t duplicate;
    uint64_t unhandled;
    uint64_t unknown;
    uint64_t handshake;
    uint64_t unauthentic;
    uint64_t malformed;
    uint64_t too_large;
    uint64_t busy;
    uint64_t store_failed;
    uint64_t handler_failed;
    uint64_t unavailable;
    uint64_t too_old;
    /* end */
} apideck_stats;

/**
 * Reads the counters. Each is exact; together they are a snapshot only while no delivery is under
 * way.
 *   stats_out  out: its `size` must be set
 * Errors: ARGUMENT. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_receiver_stats(const apideck_receiver *receiver,
                                                        apideck_stats *stats_out);

/**
 * Has the store forget what need not be kept any longer. Call it now and then with a store that
 * asks for it. Returns 0, NOT_FOUND where the store has no prune, or STORE. Thread-safe.
 */
APIDECK_API int apideck_receiver_prune(apideck_receiver *receiver);

#ifdef __cplusplus
}
#endif

#endif
