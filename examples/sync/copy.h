/* The copy: tables of customers and invoices, beside the store's own in one database, and the
 * handlers that keep them. What a handler writes is committed with its event, or not at all. */
#ifndef SYNC_COPY_H
#define SYNC_COPY_H

#include <apideck/entity_handlers.h>
#include <sqlite3.h>

/* For apideck_sqlite_config.opened: makes the tables where there are none. */
int copy_make_tables(sqlite3 *connection, void *user);

/* For apideck_entity_handlers. */
int copy_customer(const apideck_event *event, const apideck_customer *customer,
                  const apideck_delivery *delivery, void *user);
int copy_invoice(const apideck_event *event, const apideck_invoice *invoice,
                 const apideck_delivery *delivery, void *user);

#endif
