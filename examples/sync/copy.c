#include "copy.h"

#include "row.h"

#include <apideck/store_sqlite.h>
#include <stdio.h>

/* Ids are unique for a consumer's connection to a service, and no further. Amounts are TEXT: what
 * the API wrote, digit for digit, where REAL would round it. */
static const char tables[] =
    "CREATE TABLE IF NOT EXISTS customers ("
    " consumer TEXT NOT NULL, service TEXT NOT NULL, id TEXT NOT NULL,"
    " display_name TEXT, company_name TEXT, first_name TEXT, last_name TEXT, email TEXT,"
    " phone_number TEXT, tax_number TEXT, currency TEXT, status TEXT, updated_at TEXT,"
    " PRIMARY KEY (consumer, service, id));"
    "CREATE TABLE IF NOT EXISTS invoices ("
    " consumer TEXT NOT NULL, service TEXT NOT NULL, id TEXT NOT NULL,"
    " number TEXT, customer_id TEXT, invoice_date TEXT, due_date TEXT, status TEXT,"
    " currency TEXT, currency_rate TEXT, tax_inclusive INTEGER, sub_total TEXT, total_tax TEXT,"
    " discount_amount TEXT, total TEXT, balance TEXT, deposit TEXT, updated_at TEXT,"
    " PRIMARY KEY (consumer, service, id));"
    "CREATE TABLE IF NOT EXISTS invoice_lines ("
    " consumer TEXT NOT NULL, service TEXT NOT NULL, invoice_id TEXT NOT NULL,"
    " place INTEGER NOT NULL, id TEXT, description TEXT, item_id TEXT, quantity TEXT,"
    " unit_price TEXT, discount_amount TEXT, tax_amount TEXT, total_amount TEXT,"
    " tax_rate_id TEXT, ledger_account_id TEXT,"
    " PRIMARY KEY (consumer, service, invoice_id, place));";

int copy_make_tables(sqlite3 *connection, void *user) {
    (void)user;
    if (sqlite3_exec(connection, tables, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "sync: %s\n", sqlite3_errmsg(connection));
        return -1;
    }
    return 0;
}

/* A newer event of the entity was handled before, so the copy has what the API said after this one
 * happened. To act on it would do harm where it is `deleted`, and the newer one `created`. */
static int is_stale(const apideck_delivery *delivery) {
    return apideck_delivery_order(delivery) == APIDECK_ORDER_STALE;
}

/* The key that every table begins with. */
static void begin(struct row *row, sqlite3 *connection, const char *sql,
                  const apideck_event *event) {
    row_begin(row, connection, sql);
    row_key(row, event->consumer_id);
    row_key(row, event->service_id);
    row_key(row, event->entity_id);
}

static int run(sqlite3 *connection, const char *sql, const apideck_event *event) {
    struct row row;
    begin(&row, connection, sql, event);
    return row_end(&row);
}

/* Customers ------------------------------------------------------------------------------------ */

static int put_customer(sqlite3 *connection, const apideck_event *event,
                        const apideck_customer *customer) {
    const apideck_str none = {NULL, 0};
    struct row row;
    begin(&row, connection, "INSERT OR REPLACE INTO customers VALUES (?,?,?, ?,?,?,?,?,?,?,?,?,?)",
          event);
    row_text(&row, customer->display_name.text);
    row_text(&row, customer->company_name.text);
    row_text(&row, customer->first_name.text);
    row_text(&row, customer->last_name.text);
    row_text(&row, customer->emails.count ? customer->emails.items[0]->email.text : none);
    row_text(&row,
             customer->phone_numbers.count ? customer->phone_numbers.items[0]->number.text : none);
    row_text(&row, customer->tax_number.text);
    row_text(&row, customer->currency.text);
    row_text(&row, customer->status.text);
    row_text(&row, customer->updated_at.text);
    return row_end(&row);
}

int copy_customer(const apideck_event *event, const apideck_customer *customer,
                  const apideck_delivery *delivery, void *user) {
    sqlite3 *connection = apideck_sqlite_connection(delivery);
    (void)user;
    if (is_stale(delivery)) {
        return 0;
    }
    return customer
               ? put_customer(connection, event, customer)
               : run(connection,
                     "DELETE FROM customers WHERE consumer = ? AND service = ? AND id = ?", event);
}

/* Invoices ------------------------------------------------------------------------------------- */

static int put_line(sqlite3 *connection, const apideck_event *event, size_t place,
                    const apideck_invoice_line_item *line) {
    const apideck_str none = {NULL, 0};
    struct row row;
    begin(&row, connection, "INSERT INTO invoice_lines VALUES (?,?,?,?, ?,?,?,?,?,?,?,?,?,?)",
          event);
    row_number(&row, (sqlite3_int64)place);
    row_text(&row, line->id.text);
    row_text(&row, line->description.text);
    row_text(&row, line->item.value ? line->item.value->id.text : none);
    row_text(&row, line->quantity.text);
    row_text(&row, line->unit_price.text);
    row_text(&row, line->discount_amount.text);
    row_text(&row, line->tax_amount.text);
    row_text(&row, line->total_amount.text);
    row_text(&row, line->tax_rate.value ? line->tax_rate.value->id.text : none);
    row_text(&row, line->ledger_account.value ? line->ledger_account.value->id.text : none);
    return row_end(&row);
}

static int put_invoice(sqlite3 *connection, const apideck_event *event,
                       const apideck_invoice *invoice) {
    const apideck_str none = {NULL, 0};
    struct row row;
    begin(&row, connection,
          "INSERT OR REPLACE INTO invoices VALUES (?,?,?, ?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", event);
    row_text(&row, invoice->number.text);
    row_text(&row, invoice->customer.value ? invoice->customer.value->id.text : none);
    row_text(&row, invoice->invoice_date.text);
    row_text(&row, invoice->due_date.text);
    row_text(&row, invoice->status.text);
    row_text(&row, invoice->currency.text);
    row_text(&row, invoice->currency_rate.text);
    row_flag(&row, invoice->tax_inclusive);
    row_text(&row, invoice->sub_total.text);
    row_text(&row, invoice->total_tax.text);
    row_text(&row, invoice->discount_amount.text);
    row_text(&row, invoice->total.text);
    row_text(&row, invoice->balance.text);
    row_text(&row, invoice->deposit.text);
    row_text(&row, invoice->updated_at.text);
    int failed = row_end(&row);
    for (size_t i = 0; !failed && i < invoice->line_items.count; i++) {
        failed = put_line(connection, event, i, invoice->line_items.items[i]);
    }
    return failed;
}

int copy_invoice(const apideck_event *event, const apideck_invoice *invoice,
                 const apideck_delivery *delivery, void *user) {
    sqlite3 *connection = apideck_sqlite_connection(delivery);
    (void)user;
    if (is_stale(delivery)) {
        return 0;
    }
    if (run(connection,
            "DELETE FROM invoice_lines WHERE consumer = ? AND service = ? AND invoice_id = ?",
            event)) {
        return -1;
    }
    return invoice
               ? put_invoice(connection, event, invoice)
               : run(connection,
                     "DELETE FROM invoices WHERE consumer = ? AND service = ? AND id = ?", event);
}
