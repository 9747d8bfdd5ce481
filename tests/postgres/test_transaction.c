/* Claim, the handler's writes and commit are one transaction. Usage: test_transaction CONNINFO */
#include "../check.h"
#include "held.h"

#include <apideck/testing.h>
#include <limits.h>
#include <stdlib.h>

static apideck_postgres_store *store;

static void writes_come_with_the_commit(void) {
    struct held held = held_of(store, "written");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_write(&held), 0);
    CHECK_INT(rows(), 0);
    CHECK_INT(held_commit(&held), 0);
    CHECK_INT(rows(), 1);
    CHECK_INT(held_advance(&held, "entity", NOW), APIDECK_ERR_SUPERSEDED); /* too late */
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_DONE);
}

/* A protocol that counts in 31 bits cannot say it; it is not looked at. */
static void entity_that_is_too_long(void) {
    struct held held = held_of(store, "too long");
    const apideck_str entity = {"", (size_t)INT_MAX + 1};
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held.table.advance(entity, NOW, &held.claim, held.table.user), APIDECK_ERR_STORE);
    CHECK_INT(held_release(&held), 0);
}

static void writes_go_with_the_release(void) {
    struct held held = held_of(store, "released");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_write(&held), 0);
    CHECK_INT(held_release(&held), 0);
    CHECK_INT(rows(), 1);
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_release(&held), 0);
}

/* A COMMIT would undo such a transaction and report success. */
static void failed_statement_is_no_commit(void) {
    struct held held = held_of(store, "failed statement");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_write(&held), 0);
    CHECK_INT(database_run(held.claim.context, "SELECT 1 / 0"), -1);
    CHECK_INT(held_commit(&held), APIDECK_ERR_STORE);
    CHECK(strstr(last_logged, "a statement of the handler failed") != NULL);
    CHECK_INT(rows(), 1);
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_release(&held), 0);
}

static void savepoint_saves(void) {
    struct held held = held_of(store, "savepoint");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(database_run(held.claim.context, "SAVEPOINT here"), 0);
    CHECK_INT(database_run(held.claim.context, "SELECT 1 / 0"), -1);
    CHECK_INT(database_run(held.claim.context, "ROLLBACK TO here"), 0);
    CHECK_INT(held_write(&held), 0);
    CHECK_INT(held_commit(&held), 0);
    CHECK_INT(rows(), 2);
}

/* What is checked at the end of a transaction may make the commit fail. */
static void deferred_constraint_fails_the_commit(void) {
    struct held held = held_of(store, "deferred");
    CHECK_INT(database_number("CREATE TABLE IF NOT EXISTS tests.once"
                              " (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)"),
              0);
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(database_run(held.claim.context, "INSERT INTO tests.once VALUES (1), (1)"), 0);
    CHECK_INT(held_commit(&held), APIDECK_ERR_STORE);
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_release(&held), 0);
}

/* The handler must not end the transaction. When it does, the claim is not committed, and what it
 * has begun meanwhile is undone. */
static void handler_that_ends_the_transaction(void) {
    static const char *const endings[] = {"COMMIT", "ROLLBACK", "COMMIT; BEGIN", "ROLLBACK; BEGIN"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct held held = held_of(store, "ended by the handler");
        CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
        CHECK_INT(database_run(held.claim.context, endings[i]), 0);
        if (i >= 2) {
            CHECK_INT(held_write(&held), 0);
        }
        CHECK_INT(held_commit(&held), APIDECK_ERR_SUPERSEDED);
        CHECK_INT(rows(), 2);
    }
}

/* An answer that the handler did not read is in the way of the commit. */
static void handler_that_leaves_a_statement_running(void) {
    struct held held = held_of(store, "running");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(PQsendQuery(held.claim.context, "INSERT INTO tests_rows VALUES ('unread')"), 1);
    CHECK_INT(held_commit(&held), APIDECK_ERR_STORE);
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_release(&held), 0);
    CHECK_INT(rows(), 2);
}

static void settings_of_the_handler_end_with_it(void) {
    struct held held = held_of(store, "settings");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(database_run(held.claim.context, "SET LOCAL search_path TO nowhere"), 0);
    CHECK_INT(held_advance(&held, "an entity", NOW), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(held_commit(&held), 0);
}

/* The database's own defaults have no say in what a claim sees. */
static void other_defaults(void) {
    CHECK_INT(database_number("ALTER ROLE CURRENT_USER SET default_transaction_isolation"
                              " = 'serializable'"),
              0);
    CHECK_INT(database_number("ALTER ROLE CURRENT_USER SET default_transaction_read_only = on"), 0);
    apideck_postgres_store *other = store_open();
    struct held held = held_of(other, "other defaults");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(database_run(held.claim.context, "SELECT current_setting('transaction_isolation')"),
              0);
    CHECK_INT(held_write(&held), 0);
    CHECK_INT(held_commit(&held), 0);
    CHECK_INT(rows(), 3);
    apideck_postgres_store_free(other);
    CHECK_INT(database_number("BEGIN READ WRITE; ALTER ROLE CURRENT_USER RESET ALL; COMMIT"), 0);
}

/* The whole way of a delivery, to a handler that asks for the connection. */
static int handler(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)event;
    (void)user;
    return database_run(apideck_postgres_connection(delivery),
                        "INSERT INTO tests_rows VALUES ('of a handler')");
}

static void through_a_receiver(void) {
    apideck_handlers handlers;
    apideck_handlers_init(&handlers);
    handlers.any = handler;
    const apideck_store table = apideck_postgres_store_table(store);
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.store = &table;
    char body[1024];
    size_t len = 0;
    apideck_test_headers request;
    apideck_receiver *receiver = NULL;
    CHECK_INT(apideck_keyring_new(NULL, &config.keyring), 0);
    CHECK_INT(apideck_keyring_add(config.keyring, "key", "secret", 6), 0);
    CHECK_INT(apideck_example_event(APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED, "whole-way", body,
                                    sizeof body, &len),
              0);
    CHECK_INT(
        apideck_test_sign(config.keyring, "accounting.invoice.created", "1", body, len, &request),
        0);
    CHECK_INT(apideck_receiver_new(&config, &receiver, NULL), 0);
    for (int attempt = 0; attempt < 2; attempt++) {
        apideck_answer answer;
        CHECK_INT(apideck_receive(receiver, request.headers, 3, body, len, &answer), 0);
        CHECK_INT(answer.outcome,
                  attempt == 0 ? APIDECK_OUTCOME_HANDLED : APIDECK_OUTCOME_DUPLICATE);
    }
    CHECK_INT(database_number("SELECT count(*) FROM tests_rows WHERE event = 'of a handler'"), 1);
    CHECK_INT(apideck_receiver_prune(receiver), 0);
    apideck_receiver_free(receiver);
}

static void prune_in_portions(void) {
    CHECK_INT(database_number("INSERT INTO tests.events SELECT sha256(n::text::bytea), 1000"
                              " FROM generate_series(1, 12000) AS n"),
              0);
    const apideck_store table = apideck_postgres_store_table(store);
    CHECK_INT(table.prune(1000, table.user), 0);
    CHECK_INT(database_number("SELECT count(*) FROM tests.events WHERE until_ms = 1000"), 0);
}

int main(int argc, char **argv) {
    database = argc > 1 ? argv[1] : "";
    database_reset();
    store = store_open();
    writes_come_with_the_commit();
    entity_that_is_too_long();
    writes_go_with_the_release();
    failed_statement_is_no_commit();
    savepoint_saves();
    deferred_constraint_fails_the_commit();
    handler_that_ends_the_transaction();
    handler_that_leaves_a_statement_running();
    settings_of_the_handler_end_with_it();
    other_defaults();
    through_a_receiver();
    prune_in_portions();
    apideck_postgres_store_free(store);
    return check_summary();
}
