/* Exactly once: the handler writes its row through the connection in whose transaction the event
 * was claimed, so that both last or neither. It fails at first, after its write. */
#include <apideck/apideck.h>
#include <apideck/store_sqlite.h>
#include <apideck/testing.h>
#include <sqlite3.h>
#include <stdio.h>

static int attempts;

/* The host's own tables, in the same file. */
static int make_tables(sqlite3 *connection, void *user) {
    (void)user;
    return sqlite3_exec(connection, "CREATE TABLE IF NOT EXISTS leads (id TEXT NOT NULL)", NULL,
                        NULL, NULL);
}

static int add_lead(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    sqlite3_stmt *insert = NULL;
    sqlite3 *connection = apideck_sqlite_connection(delivery);
    (void)user;
    int ok = sqlite3_prepare_v2(connection, "INSERT INTO leads VALUES (?1)", -1, &insert, NULL) ==
             SQLITE_OK;
    if (ok) {
        sqlite3_bind_text(insert, 1, event->entity_id.ptr, (int)event->entity_id.len,
                          SQLITE_STATIC);
        ok = sqlite3_step(insert) == SQLITE_DONE;
    }
    sqlite3_finalize(insert);
    return ok && ++attempts > 1 ? 0 : 1; /* the first attempt is taken back, with its row */
}

static int count_lead(void *count, int columns, char **values, char **names) {
    (void)columns, (void)values, (void)names;
    ++*(int *)count;
    return 0;
}

static int count_leads(const char *path) {
    sqlite3 *connection = NULL;
    int count = 0;
    if (sqlite3_open(path, &connection) != SQLITE_OK ||
        sqlite3_exec(connection, "SELECT id FROM leads", count_lead, &count, NULL) != SQLITE_OK) {
        count = -1;
    }
    sqlite3_close(connection);
    return count;
}

static apideck_receiver *make_receiver(const apideck_store *store, apideck_keyring *ring) {
    const apideck_handlers handlers = {.size = sizeof handlers, .any = add_lead};
    apideck_receiver *receiver = NULL;
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.keyring = ring;
    config.handlers = &handlers;
    config.store = store;
    return apideck_receiver_new(&config, &receiver, NULL) == 0 ? receiver : NULL;
}

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "sqlite_once.db";
    char body[1024];
    size_t len = 0;
    apideck_test_headers request;
    apideck_keyring *ring = NULL;
    apideck_sqlite_store *store = NULL;
    apideck_sqlite_config config;
    apideck_error error = {0, 0, ""};
    (void)remove(path);
    apideck_sqlite_config_init(&config);
    config.path = path;
    config.opened = make_tables;
    if (apideck_sqlite_store_new(&config, &store, &error)) {
        fprintf(stderr, "%s: %s\n", path, error.message);
        return 1;
    }
    if (apideck_keyring_new(NULL, &ring) ||
        apideck_keyring_add(ring, "example", "example-api-key", 15) ||
        apideck_example_event(APIDECK_EVENT_CRM_LEAD_CREATED, NULL, body, sizeof body, &len) ||
        apideck_test_sign(ring, "crm.lead.created", "1", body, len, &request)) {
        return 1;
    }
    apideck_receiver *receiver = make_receiver(apideck_sqlite_store_table(store), ring);
    for (int i = 1; receiver && i <= 3; i++) {
        apideck_answer answer;
        apideck_receive(receiver, request.headers, 3, body, len, &answer);
        printf("attempt %d: %d %s, %d rows\n", i, answer.status, answer.reason, count_leads(path));
    }
    apideck_receiver_free(receiver);
    apideck_sqlite_store_free(store);
    return count_leads(path) == 1 ? 0 : 1;
}
