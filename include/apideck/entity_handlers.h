/*
 * Handlers that get event and entity together: between a receiver and the API.
 *
 *   apideck_entities_new -> apideck_entities_handlers -> apideck_receiver_new
 *
 * For an event whose kind has a handler, the entity is fetched on the thread that called the
 * receiver, then the handler is called. What was fetched is the state of now, which may be newer
 * than the event.
 */
#ifndef APIDECK_ENTITY_HANDLERS_H
#define APIDECK_ENTITY_HANDLERS_H

#include <apideck/entity.h>
#include <apideck/receiver.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a host does with entities, a callback for each kind. They return as those of
 * apideck_handlers do: 0 when the event was handled, anything else to have it sent again.
 * The entity is valid during the call alone. It is NULL when there is none: for events of the type
 * `deleted`, which fetch nothing, and for others whose entity the API no longer has (404): what
 * remains to be done is the same.
 */
typedef struct apideck_entity_handlers {
    size_t size;
    /* may: an entity could not be fetched. The event then counts as not handled, and comes again.
     *   code     in: APIDECK_ERR_*
     *   problem  in: valid during the call; NULL when there was no memory for it */
    void (*failed)(int code, const apideck_problem *problem, const apideck_event *event,
                   const apideck_delivery *delivery, void *user);
    void *user;
    /* generated: entity handlers */
    int (*customer)(const apideck_event *event, const apideck_customer *customer,
                    const apideck_delivery *delivery, void *user);
    int (*invoice)(const apideck_event *event, const apideck_invoice *invoice,
                   const apideck_delivery *delivery, void *user);
    int (*invoice_item)(const apideck_event *event, const apideck_invoice_item *invoice_item,
                        const apideck_delivery *delivery, void *user);
    int (*ledger_account)(const apideck_event *event, const apideck_ledger_account *ledger_account,
                          const apideck_delivery *delivery, void *user);
    int (*tax_rate)(const apideck_event *event, const apideck_tax_rate *tax_rate,
                    const apideck_delivery *delivery, void *user);
    int (*purchase_order)(const apideck_event *event, const apideck_purchase_order *purchase_order,
                          const apideck_delivery *delivery, void *user);
    int (*expense)(const apideck_event *event, const apideck_expense *expense,
                   const apideck_delivery *delivery, void *user);
    int (*quote)(const apideck_event *event, const apideck_quote *quote,
                 const apideck_delivery *delivery, void *user);
    int (*project)(const apideck_event *event, const apideck_project *project,
                   const apideck_delivery *delivery, void *user);
    int (*tracking_category)(const apideck_event *event,
                             const apideck_tracking_category *tracking_category,
                             const apideck_delivery *delivery, void *user);
    int (*bill)(const apideck_event *event, const apideck_bill *bill,
                const apideck_delivery *delivery, void *user);
    int (*bill_payment)(const apideck_event *event, const apideck_bill_payment *bill_payment,
                        const apideck_delivery *delivery, void *user);
    int (*payment)(const apideck_event *event, const apideck_payment *payment,
                   const apideck_delivery *delivery, void *user);
    int (*supplier)(const apideck_event *event, const apideck_supplier *supplier,
                    const apideck_delivery *delivery, void *user);
    int (*credit_note)(const apideck_event *event, const apideck_credit_note *credit_note,
                       const apideck_delivery *delivery, void *user);
    /* end */
} apideck_entity_handlers;

static inline void apideck_entity_handlers_init(apideck_entity_handlers *handlers) {
    apideck_table_init(handlers, sizeof *handlers);
}

/** What apideck_entities_new is given. apideck_entities_config_init zeroes it. */
typedef struct apideck_entities_config {
    size_t size;
    const apideck_transport *transport;      /* must: copied */
    const apideck_credentials *credentials;  /* must: copied, the texts too; the key is wiped */
    const apideck_entity_handlers *handlers; /* must: copied */
    const apideck_handlers *others;          /* may: copied; called for everything that no entity
                                                handler takes, as if the receiver did */
    const apideck_allocator *allocator;      /* NULL for malloc; for entities as well */
} apideck_entities_config;

static inline void apideck_entities_config_init(apideck_entities_config *config) {
    apideck_table_init(config, sizeof *config);
}

/** Fetches entities for the handlers of a receiver. Shared freely between threads, as far as its
 *  transport is. */
typedef struct apideck_entities apideck_entities;

/**
 *   config        in:  only read during the call
 *   entities_out  out: owned by the caller, apideck_entities_free; has to outlive every receiver
 *                      that has its handlers
 *   error_out     out: may be NULL
 * Errors: ARGUMENT, HOST_TABLE, CALLBACK_MISSING, URL, NO_MEMORY. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_entities_new(const apideck_entities_config *config,
                                                      apideck_entities **entities_out,
                                                      apideck_error *error_out);

/** NULL is fine. Wipes the API key. */
APIDECK_API void apideck_entities_free(apideck_entities *entities);

/**
 * The table for apideck_receiver_config.handlers. It is the object's, and lives as long.
 * Thread-safe.
 */
APIDECK_API const apideck_handlers *apideck_entities_handlers(const apideck_entities *entities);

#ifdef __cplusplus
}
#endif

#endif
