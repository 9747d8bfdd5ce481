/* What the SQLite store has beside the contract: the handler's connection, faults of the file and
 * of the disk, versions of its tables. Usage: test_sqlite_store DIRECTORY */
#define _DEFAULT_SOURCE 1

#include "../check.h"

#include <apideck/apideck.h>
#include <apideck/store_sqlite.h>
#include <apideck/testing.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEASE 1000
#define FOREVER (INT64_MAX / 4)

static char path[512];
static char said[200]; /* the last line of the log */

static void remove_files(void) {
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[520];
        (void)snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)remove(name);
    }
}

static void note(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)level, (void)user;
    (void)snprintf(said, sizeof said, "%.*s", (int)len, message);
}

static const apideck_log noting = {sizeof noting, note, NULL};

static int make_rows(sqlite3 *connection, void *user) {
    (void)user;
    return sqlite3_exec(connection, "CREATE TABLE IF NOT EXISTS host (id TEXT)", NULL, NULL, NULL);
}

static apideck_sqlite_config config_of(apideck_sqlite_mode mode) {
    apideck_sqlite_config config;
    apideck_sqlite_config_init(&config);
    config.path = path;
    config.mode = mode;
    config.wait_ms = 50;
    config.log = &noting;
    config.opened = make_rows;
    return config;
}

static apideck_sqlite_store *open_store(apideck_sqlite_mode mode) {
    apideck_sqlite_config config = config_of(mode);
    apideck_sqlite_store *store = NULL;
    apideck_error error = {0, 0, ""};
    CHECK_INT(apideck_sqlite_store_new(&config, &store, &error), 0);
    CHECK_STR(error.message, strlen(error.message), "");
    if (!store) {
        exit(check_summary());
    }
    return store;
}

/* A number out of the database, by a connection of its own. */
static long ask(const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    long answer = -1;
    if (sqlite3_open(path, &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        answer = (long)sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return answer;
}

static void tell(const char *sql) {
    sqlite3 *db = NULL;
    CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
    CHECK_INT(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static apideck_str str(const char *text) {
    return (apideck_str){text, strlen(text)};
}

/* Arguments and versions ----------------------------------------------------------------------- */

static void refused(apideck_sqlite_config config, int code, const char *message) {
    apideck_error error = {0, 0, ""};
    apideck_sqlite_store *store = NULL;
    CHECK_INT(apideck_sqlite_store_new(&config, &store, &error), code);
    CHECK_INT(error.code, code);
    CHECK_STR(error.message, strlen(error.message), message);
    CHECK(store == NULL);
}

static int refuse_to_open(sqlite3 *connection, void *user) {
    (void)connection, (void)user;
    return 1;
}

/* Of a host with a newer header: what it does not set need not be known. */
static void test_newer_configuration(void) {
    struct {
        apideck_sqlite_config known;
        size_t unknown;
    } newer = {config_of(APIDECK_SQLITE_LEASE), 0};
    apideck_sqlite_store *store = NULL;
    newer.known.size = sizeof newer;
    CHECK_INT(apideck_sqlite_store_new(&newer.known, &store, NULL), 0);
    apideck_sqlite_store_free(store);
    store = NULL;
    newer.unknown = 1;
    CHECK_INT(apideck_sqlite_store_new(&newer.known, &store, NULL), APIDECK_ERR_HOST_TABLE);
    CHECK(store == NULL);
    remove_files();
}

static void test_arguments(void) {
    const apideck_log no_write = {sizeof no_write, NULL, NULL};
    apideck_sqlite_config config = config_of(APIDECK_SQLITE_LEASE);
    CHECK_INT(apideck_sqlite_store_new(NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    config.size--;
    refused(config, APIDECK_ERR_HOST_TABLE, "config has a wrong size or unknown members");
    config = config_of(APIDECK_SQLITE_LEASE);
    config.log = &(const apideck_log){sizeof noting - 1, note, NULL};
    refused(config, APIDECK_ERR_HOST_TABLE, "config.log has a wrong size or unknown members");
    config = config_of(APIDECK_SQLITE_LEASE);
    config.opened = refuse_to_open;
    refused(config, APIDECK_ERR_STORE, "config.opened failed");
    config = config_of((apideck_sqlite_mode)3);
    refused(config, APIDECK_ERR_ARGUMENT, "config.mode is none");
    config = config_of(APIDECK_SQLITE_LEASE);
    config.wait_ms = -1;
    refused(config, APIDECK_ERR_ARGUMENT, "config.wait_ms is negative");
    config = config_of(APIDECK_SQLITE_LEASE);
    config.path = "";
    refused(config, APIDECK_ERR_ARGUMENT, "config.path is NULL or empty");
    config.path = "/no/such/directory/store.db";
    refused(config, APIDECK_ERR_STORE, "the database file cannot be opened");
    config.path = ":memory:";
    refused(config, APIDECK_ERR_STORE, "the database does not take WAL mode");
    config = config_of(APIDECK_SQLITE_LEASE);
    config.log = &no_write;
    refused(config, APIDECK_ERR_CALLBACK_MISSING, "config.log lacks write");
    apideck_sqlite_store_free(NULL);
}

static void test_no_database(void) {
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    if (file) {
        (void)fputs(
            "This is a text of more than a hundred bytes, so that SQLite sees that there is "
            "no header of a database in it.\n",
            file);
        (void)fclose(file);
        refused(config_of(APIDECK_SQLITE_LEASE), APIDECK_ERR_STORE,
                "the file is no database, or cannot be written");
    }
    remove_files();
}

static void test_versions(void) {
    apideck_sqlite_store_free(open_store(APIDECK_SQLITE_LEASE));
    CHECK_INT(ask("SELECT max(version) FROM apideck_schema"), 1);
    apideck_sqlite_store_free(open_store(APIDECK_SQLITE_TRANSACTION));
    CHECK_INT(ask("SELECT count(*) FROM apideck_schema"), 1);
    CHECK_INT(ask("PRAGMA user_version"), 0); /* the host's */
    tell("INSERT INTO apideck_schema VALUES (2)");
    refused(config_of(APIDECK_SQLITE_LEASE), APIDECK_ERR_VERSION,
            "the tables in the database are those of a newer library");
    remove_files();
}

/* The tables of the first example server had no version; its events are still known. */
static void test_from_the_example(void) {
    apideck_claim held = {0, NULL};
    tell("CREATE TABLE apideck_events (token INTEGER PRIMARY KEY AUTOINCREMENT,"
         " key BLOB NOT NULL UNIQUE, done INTEGER NOT NULL, until_ms INTEGER NOT NULL);"
         "INSERT INTO apideck_events VALUES (41, CAST('a' AS BLOB), 1, 5000)");
    apideck_sqlite_store *store = open_store(APIDECK_SQLITE_LEASE);
    apideck_store table = *apideck_sqlite_store_table(store);
    CHECK_INT(table.claim(str("a"), 4999, LEASE, &held, store), APIDECK_CLAIM_DONE);
    CHECK_INT(table.claim(str("b"), 4999, LEASE, &held, store), APIDECK_CLAIM_NEW);
    CHECK(held.token > 41);
    apideck_sqlite_store_free(store);
    remove_files();
}

/* The handler's connection --------------------------------------------------------------------- */

static struct {
    const char *sql; /* what the handler runs */
    int sql_result;
    int result;      /* what it returns then */
    int connections; /* calls with a connection */
    int is_honest;   /* whether it fails when SQLite does */
} handler;

static int handle(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    sqlite3 *connection = apideck_sqlite_connection(delivery);
    (void)event, (void)user;
    if (connection) {
        handler.connections++;
        handler.sql_result = sqlite3_exec(connection, handler.sql, NULL, NULL, NULL);
    }
    return handler.is_honest && handler.sql_result ? 1 : handler.result;
}

static int64_t now_ms(void *user) {
    return *(int64_t *)user;
}

/* Sends one event and returns the answer. */
static apideck_answer deliver(apideck_sqlite_store *store, const char *id, int64_t now) {
    apideck_answer answer = {0};
    apideck_receiver *receiver = NULL;
    apideck_receiver_config config;
    apideck_handlers handlers;
    apideck_clock clock = {sizeof clock, now_ms, &now};
    apideck_store table = *apideck_sqlite_store_table(store);
    apideck_test_headers request;
    char body[1024];
    size_t len = 0;
    apideck_handlers_init(&handlers);
    handlers.any = handle;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.clock = &clock;
    config.store = &table;
    CHECK_INT(apideck_keyring_new(NULL, &config.keyring), 0);
    CHECK_INT(apideck_keyring_add(config.keyring, "key", "secret", 6), 0);
    CHECK_INT(apideck_example_event(APIDECK_EVENT_CRM_LEAD_CREATED, id, body, sizeof body, &len),
              0);
    CHECK_INT(apideck_test_sign(config.keyring, "crm.lead.created", "1", body, len, &request), 0);
    CHECK_INT(apideck_receiver_new(&config, &receiver, NULL), 0);
    if (receiver) {
        (void)apideck_receive(receiver, request.headers, 3, body, len, &answer);
    }
    apideck_receiver_free(receiver);
    return answer;
}

static void test_handler_writes(void) {
    apideck_sqlite_store *store = open_store(APIDECK_SQLITE_TRANSACTION);
    memset(&handler, 0, sizeof handler);
    handler.sql = "INSERT INTO host VALUES ('row')";
    handler.result = 1;
    CHECK_INT(deliver(store, "e-1", 1000).status, 500);
    CHECK_INT(ask("SELECT count(*) FROM host"), 0); /* rolled back */
    handler.result = 0;
    CHECK_INT(deliver(store, "e-1", 1000).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(ask("SELECT count(*) FROM host"), 1);
    CHECK_INT(deliver(store, "e-1", 1000).outcome, APIDECK_OUTCOME_DUPLICATE);
    CHECK_INT(ask("SELECT count(*) FROM host"), 1);
    CHECK_INT(handler.connections, 2);
    handler.sql = "SAVEPOINT mine; INSERT INTO host VALUES ('x'); ROLLBACK TO mine; RELEASE mine;"
                  "INSERT INTO host VALUES ('y')";
    CHECK_INT(deliver(store, "e-2", 1000).status, 200);
    CHECK_INT(ask("SELECT count(*) FROM host"), 2);
    apideck_sqlite_store_free(store);
    remove_files();
}

/* What a handler does to the transaction never makes its writes last without the event. */
static void test_handler_meddles(void) {
    static const char *const sqls[] = {
        "INSERT INTO host VALUES ('row'); COMMIT",
        "INSERT INTO host VALUES ('row'); ROLLBACK",
        "ROLLBACK; INSERT INTO host VALUES ('row')",
        "ROLLBACK; BEGIN; INSERT INTO host VALUES ('row'); COMMIT",
        "INSERT OR ROLLBACK INTO host SELECT 1 FROM no_such_table; COMMIT",
    };
    apideck_sqlite_store *store = open_store(APIDECK_SQLITE_TRANSACTION);
    memset(&handler, 0, sizeof handler);
    for (size_t i = 0; i < sizeof sqls / sizeof *sqls; i++) {
        handler.sql = sqls[i];
        apideck_answer answer = deliver(store, "e-1", 1000);
        long rows = ask("SELECT count(*) FROM host");
        if (i < 4) {
            CHECK_INT(answer.outcome, APIDECK_OUTCOME_STORE_FAILED);
        }
        CHECK_INT(rows, 0);
    }
    handler.sql = "INSERT INTO host VALUES ('row')";
    CHECK_INT(deliver(store, "e-2", 1000).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(ask("SELECT count(*) FROM host"), 1);
    apideck_sqlite_store_free(store);
    remove_files();
}

static void test_no_connection_under_a_lease(void) {
    apideck_sqlite_store *store = open_store(APIDECK_SQLITE_LEASE);
    memset(&handler, 0, sizeof handler);
    CHECK_INT(deliver(store, "e-1", 1000).status, 200);
    CHECK_INT(handler.connections, 0);
    apideck_sqlite_store_free(store);
    remove_files();
}

/* Others at the same file ---------------------------------------------------------------------- */

static void test_locked_by_another(void) {
    sqlite3 *other = NULL;
    apideck_sqlite_store *store = open_store(APIDECK_SQLITE_TRANSACTION);
    apideck_sqlite_store *leasing = open_store(APIDECK_SQLITE_LEASE);
    apideck_store table = *apideck_sqlite_store_table(store);
    apideck_store leases = *apideck_sqlite_store_table(leasing);
    apideck_claim held = {0, NULL};
    apideck_claim lease = {0, NULL};
    CHECK_INT(leases.claim(str("l"), 0, LEASE, &lease, leasing), APIDECK_CLAIM_NEW);
    CHECK_INT(sqlite3_open(path, &other), SQLITE_OK);
    CHECK_INT(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    CHECK_INT(table.claim(str("a"), 0, LEASE, &held, store), APIDECK_CLAIM_BUSY);
    CHECK_INT(leases.claim(str("a"), 0, LEASE, &held, leasing), APIDECK_CLAIM_BUSY);
    CHECK_INT(leases.commit(str("l"), &lease, FOREVER, leasing), APIDECK_ERR_STORE);
    CHECK_INT(leases.advance(str("e"), 1, &lease, leasing), APIDECK_ERR_STORE);
    CHECK_INT(table.prune(0, store), APIDECK_ERR_STORE);
    CHECK_INT(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    /* A commit that could not be made is still good. */
    CHECK_INT(leases.commit(str("l"), &lease, FOREVER, leasing), 0);
    CHECK_INT(table.claim(str("a"), 0, LEASE, &held, store), APIDECK_CLAIM_NEW);
    CHECK_INT(leases.claim(str("b"), 0, LEASE, &lease, leasing), APIDECK_CLAIM_BUSY);
    /* Nobody else has a turn before the transaction of the claim is over. */
    CHECK_INT(table.claim(str("c"), 0, LEASE, &lease, store), APIDECK_CLAIM_BUSY);
    CHECK_INT(table.prune(0, store), APIDECK_ERR_STORE);
    CHECK_INT(table.commit(str("a"), &held, FOREVER, store), 0);
    CHECK_INT(leases.claim(str("a"), 0, LEASE, &held, leasing), APIDECK_CLAIM_DONE);
    sqlite3_close(other);
    apideck_sqlite_store_free(leasing);
    apideck_sqlite_store_free(store);
    remove_files();
}

/* Asks the store from inside of one of its own statements, when it is somebody else's turn. */
static apideck_store asked_inside;
static int answered_inside;

static void ask_inside(void *user, int what, const char *schema, const char *table,
                       sqlite3_int64 row) {
    const apideck_claim claim = {1, NULL};
    (void)user, (void)what, (void)schema, (void)table, (void)row;
    if (asked_inside.advance) { /* it is made */
        answered_inside = asked_inside.advance(str("e"), 1, &claim, asked_inside.user);
    }
}

static int ask_at_updates(sqlite3 *connection, void *user) {
    int result = make_rows(connection, user);
    sqlite3_update_hook(connection, ask_inside, NULL);
    return result;
}

static void test_somebody_elses_turn(void) {
    apideck_sqlite_config config = config_of(APIDECK_SQLITE_LEASE);
    apideck_sqlite_store *store = NULL;
    apideck_claim held = {0, NULL};
    config.wait_ms = 5;
    config.opened = ask_at_updates;
    apideck_store_init(&asked_inside);
    CHECK_INT(apideck_sqlite_store_new(&config, &store, NULL), 0);
    asked_inside = *apideck_sqlite_store_table(store);
    CHECK_INT(asked_inside.claim(str("a"), 0, LEASE, &held, store), APIDECK_CLAIM_NEW);
    CHECK_INT(answered_inside, APIDECK_ERR_STORE);
    apideck_sqlite_store_free(store);
    remove_files();
}

/* Faults --------------------------------------------------------------------------------------- */

static int query_only(sqlite3 *connection, void *user) {
    (void)make_rows(connection, user);
    return sqlite3_exec(connection, "PRAGMA query_only = ON", NULL, NULL, NULL);
}

static void test_cannot_write(apideck_sqlite_mode mode) {
    apideck_sqlite_config config = config_of(mode);
    apideck_sqlite_store *store = NULL;
    config.opened = query_only;
    CHECK_INT(apideck_sqlite_store_new(&config, &store, NULL), 0);
    memset(&handler, 0, sizeof handler);
    *said = '\0';
    CHECK_INT(deliver(store, "e-1", 1000).outcome, APIDECK_OUTCOME_STORE_FAILED);
    CHECK(strstr(said, "readonly") != NULL);
    CHECK_INT(handler.connections, 0);
    apideck_sqlite_store_free(store);
    store = open_store(mode);
    CHECK_INT(deliver(store, "e-1", 1000).outcome, APIDECK_OUTCOME_HANDLED);
    apideck_sqlite_store_free(store);
    remove_files();
}

/* Runs in a process of its own, which may not write the file, and perhaps not even reach it.
 * Returns whether something is wrong. */
static int open_read_only(void) {
    apideck_sqlite_config config = config_of(APIDECK_SQLITE_LEASE);
    apideck_sqlite_store *store = NULL;
    apideck_error error = {0, 0, ""};
    if (geteuid() == 0 && setuid(65534)) {
        return 1;
    }
    const char *expected =
        access(path, R_OK) ? "the database file cannot be opened" : "the database is read-only";
    return apideck_sqlite_store_new(&config, &store, &error) != APIDECK_ERR_STORE ||
           strcmp(error.message, expected) != 0 || store != NULL;
}

static void test_read_only_file(void) {
    int status = 0;
    apideck_sqlite_store_free(open_store(APIDECK_SQLITE_LEASE));
    CHECK_INT(chmod(path, 0444), 0);
    (void)fflush(NULL);
    if (fork() == 0) {
        _exit(open_read_only());
    }
    CHECK(wait(&status) > 0);
    CHECK_INT(status, 0);
    remove_files();
}

/* The handler fills the disk, or what it takes for one. */
static void fill_the_disk(apideck_sqlite_store *store) {
    memset(&handler, 0, sizeof handler);
    handler.sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 4000)"
                  " INSERT INTO host SELECT hex(zeroblob(500)) FROM n";
    handler.is_honest = 1;
    CHECK_INT(deliver(store, "e-1", 1000).outcome, APIDECK_OUTCOME_HANDLER_FAILED);
    CHECK(handler.sql_result != SQLITE_OK);
    CHECK_INT(ask("SELECT count(*) FROM host"), 0);
}

static int few_pages(sqlite3 *connection, void *user) {
    (void)make_rows(connection, user);
    return sqlite3_exec(connection, "PRAGMA max_page_count = 40", NULL, NULL, NULL);
}

static void test_full_database(void) {
    apideck_sqlite_config config = config_of(APIDECK_SQLITE_TRANSACTION);
    apideck_sqlite_store *store = NULL;
    config.opened = few_pages;
    CHECK_INT(apideck_sqlite_store_new(&config, &store, NULL), 0);
    fill_the_disk(store);
    handler.sql = "INSERT INTO host VALUES ('row')";
    CHECK_INT(deliver(store, "e-1", 1000).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(ask("SELECT count(*) FROM host"), 1);
    apideck_sqlite_store_free(store);
    remove_files();
}

/* No file may grow over a limit, and the next write of the log of changes fails. */
static void test_full_disk(void) {
    struct rlimit before;
    apideck_sqlite_store *store = open_store(APIDECK_SQLITE_TRANSACTION);
    CHECK_INT(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {256 * 1024, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
    fill_the_disk(store);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &before), 0);
    handler.sql = "INSERT INTO host VALUES ('row')";
    CHECK_INT(deliver(store, "e-1", 1000).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(ask("SELECT count(*) FROM host"), 1);
    apideck_sqlite_store_free(store);
    remove_files();
}

/* A handler slower than its lease: the other one's commit counts, the late one's fails. */
static void test_slow_handler(void) {
    apideck_sqlite_store *store = open_store(APIDECK_SQLITE_LEASE);
    apideck_store table = *apideck_sqlite_store_table(store);
    apideck_claim slow = {0, NULL};
    apideck_claim quick = {0, NULL};
    CHECK_INT(table.claim(str("a"), 0, LEASE, &slow, store), APIDECK_CLAIM_NEW);
    CHECK_INT(table.claim(str("a"), LEASE, LEASE, &quick, store), APIDECK_CLAIM_NEW);
    CHECK_INT(table.commit(str("a"), &slow, FOREVER, store), APIDECK_ERR_SUPERSEDED);
    CHECK_INT(table.release(str("a"), &slow, store), 0);
    CHECK_INT(table.claim(str("a"), LEASE, LEASE, &slow, store), APIDECK_CLAIM_BUSY);
    /* The clock steps back by an hour: nothing is taken over, nothing is handled twice. */
    CHECK_INT(table.claim(str("a"), LEASE - 3600000, LEASE, &slow, store), APIDECK_CLAIM_BUSY);
    CHECK_INT(table.commit(str("a"), &quick, FOREVER, store), 0);
    CHECK_INT(table.claim(str("a"), LEASE - 3600000, LEASE, &slow, store), APIDECK_CLAIM_DONE);
    apideck_sqlite_store_free(store);
    remove_files();
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
        return 2;
    }
    (void)snprintf(path, sizeof path, "%s/sqlite_store.db", argv[1]);
    remove_files();
    test_arguments();
    test_newer_configuration();
    test_no_database();
    test_versions();
    test_from_the_example();
    test_handler_writes();
    test_handler_meddles();
    test_no_connection_under_a_lease();
    test_locked_by_another();
    test_somebody_elses_turn();
    test_cannot_write(APIDECK_SQLITE_LEASE);
    test_cannot_write(APIDECK_SQLITE_TRANSACTION);
    test_read_only_file();
    test_full_database();
    test_full_disk();
    test_slow_handler();
    return check_summary();
}
