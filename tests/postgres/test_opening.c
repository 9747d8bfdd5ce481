/* Configurations, schemas, and where connections come from. Usage: test_opening CONNINFO */
#include "../check.h"
#include "../counting_allocator.h"
#include "held.h"

#include <pthread.h>
#include <stdlib.h>

static int open_error(const apideck_postgres_config *config, const char *message) {
    apideck_postgres_store *store = NULL;
    apideck_error error = {0, 0, ""};
    const int code = apideck_postgres_store_new(config, &store, &error);
    CHECK_STR(error.message, strlen(error.message), message);
    CHECK_INT(error.code, code);
    CHECK(!store);
    return code;
}

/* The configuration ---------------------------------------------------------------------------- */

static PGconn *lend_nothing(void *user) {
    (void)user;
    return NULL;
}

static void take_nothing_back(PGconn *connection, int usable, void *user) {
    (void)connection, (void)usable, (void)user;
}

static void wrong_configurations(void) {
    apideck_postgres_config config = store_config();
    CHECK_INT(open_error(NULL, "an argument is NULL"), APIDECK_ERR_ARGUMENT);
    config.size = 3;
    CHECK_INT(open_error(&config, "config has a wrong size or unknown members"),
              APIDECK_ERR_HOST_TABLE);
    config = store_config();
    config.conninfo = NULL;
    CHECK_INT(open_error(&config, "config.conninfo and config.lend are NULL"),
              APIDECK_ERR_ARGUMENT);
    config.lend = lend_nothing;
    CHECK_INT(open_error(&config, "config.take_back is NULL"), APIDECK_ERR_CALLBACK_MISSING);
    config.take_back = take_nothing_back;
    CHECK_INT(open_error(&config, "the database cannot be reached"), APIDECK_ERR_STORE);
    CHECK(strstr(last_logged, "no connection was lent"));
    config.take_back = NULL;
    config.log = NULL;
    config.lend = NULL;
    config.conninfo = "host=/nowhere";
    CHECK_INT(open_error(&config, "the database cannot be reached"), APIDECK_ERR_STORE);
    config = store_config();
    config.allocator = &(const apideck_allocator){NULL, NULL, NULL};
    CHECK_INT(open_error(&config, "config.allocator lacks a callback"),
              APIDECK_ERR_CALLBACK_MISSING);
    config.allocator = NULL;
    config.lend = lend_nothing;
    config.take_back = take_nothing_back;
    config.conninfo = database;
    CHECK_INT(open_error(&config, "config.conninfo and config.lend are both set"),
              APIDECK_ERR_ARGUMENT);
    config = store_config();
    config.max_connections = 0;
    CHECK_INT(open_error(&config, "config.max_connections is out of range"), APIDECK_ERR_ARGUMENT);
    config = store_config();
    config.wait_ms = -1;
    CHECK_INT(open_error(&config, "config.wait_ms is out of range"), APIDECK_ERR_ARGUMENT);
    config = store_config();
    config.statement_timeout_ms = 0;
    CHECK_INT(open_error(&config, "config.statement_timeout_ms is out of range"),
              APIDECK_ERR_ARGUMENT);
    config = store_config();
    config.connect_timeout_ms = INT64_MAX;
    CHECK_INT(open_error(&config, "config.connect_timeout_ms is out of range"),
              APIDECK_ERR_ARGUMENT);
}

/* Of a host with a newer header: what it does not set need not be known. */
static void newer_configuration(void) {
    struct {
        apideck_postgres_config known;
        size_t unknown;
    } newer = {store_config(), 0};
    newer.known.size = sizeof newer;
    apideck_postgres_store_free(store_open_with(&newer.known));
    newer.unknown = 1;
    CHECK_INT(open_error(&newer.known, "config has a wrong size or unknown members"),
              APIDECK_ERR_HOST_TABLE);
    apideck_postgres_config_init_sized(&newer.known, sizeof newer);
    CHECK_INT(newer.known.size, sizeof newer);
    CHECK_INT(newer.unknown, 0);
}

static void wrong_log(void) {
    apideck_postgres_config config = store_config();
    apideck_log log = *config.log;
    config.log = &log;
    log.write = NULL;
    CHECK_INT(open_error(&config, "config.log lacks write"), APIDECK_ERR_CALLBACK_MISSING);
    log.size = 1;
    CHECK_INT(open_error(&config, "config.log has a wrong size or unknown members"),
              APIDECK_ERR_HOST_TABLE);
}

static void wrong_names(void) {
    static const char *const names[] = {"",
                                        "1st",
                                        "Upper",
                                        "a-b",
                                        "a.b",
                                        "a b",
                                        "a\"b",
                                        "caf\xc3\xa9",
                                        "a;DROP TABLE x",
                                        "a_name_of_forty_nine_characters_is_one_too_many__"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        apideck_postgres_config config = store_config();
        config.schema = names[i];
        CHECK_INT(open_error(&config, "config.schema is not a name in lower case"),
                  APIDECK_ERR_ARGUMENT);
    }
}

static void longest_name(void) {
    apideck_postgres_config config = store_config();
    config.schema = "a_name_of_forty_eight_characters_is_just_enough_";
    apideck_postgres_store *store = store_open_with(&config);
    struct held held = held_of(store, "a");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_advance(&held, "e", NOW), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(held_commit(&held), 0);
    CHECK_INT(held.table.prune(NOW, held.table.user), 0);
    apideck_postgres_store_free(store);
    CHECK_INT(database_number("SET client_min_messages = error; DROP SCHEMA"
                              " a_name_of_forty_eight_characters_is_just_enough_ CASCADE"),
              0);
}

static void nobody_there(void) {
    apideck_postgres_config config = store_config();
    config.conninfo = "host=/nonexistent";
    CHECK_INT(open_error(&config, "the database cannot be reached"), APIDECK_ERR_STORE);
    CHECK(strstr(last_logged, "postgres: connect: ") == last_logged);
    config.conninfo = "this is = no string";
    CHECK_INT(open_error(&config, "the database cannot be reached"), APIDECK_ERR_STORE);
}

static void memory(void) {
    struct counting counting = {0};
    const apideck_allocator allocator = counting_allocator(&counting);
    apideck_postgres_config config = store_config();
    config.allocator = &allocator;
    counting.fail_at = 1;
    CHECK_INT(open_error(&config, "out of memory"), APIDECK_ERR_NO_MEMORY);
    counting = (struct counting){0};
    apideck_postgres_store_free(store_open_with(&config));
    CHECK_NOTHING_LEAKED(&counting);
    apideck_postgres_store_free(NULL);
}

/* The schema ----------------------------------------------------------------------------------- */

static void schema_of_a_newer_library(void) {
    const apideck_postgres_config config = store_config();
    apideck_postgres_store_free(store_open());
    CHECK_INT(database_number("SELECT version FROM tests.schema_version"), 1);
    CHECK_INT(database_number("UPDATE tests.schema_version SET version = 1000"), 0);
    CHECK_INT(open_error(&config, "the schema was made by a newer library"), APIDECK_ERR_VERSION);
    CHECK_INT(database_number("UPDATE tests.schema_version SET version = 1"), 0);
    apideck_postgres_store_free(store_open());
}

static void schema_that_is_in_the_way(void) {
    const apideck_postgres_config config = store_config();
    database_reset();
    CHECK_INT(database_number("CREATE SCHEMA tests; CREATE TABLE tests.events (other int)"), 0);
    CHECK_INT(open_error(&config, "the schema could not be made"), APIDECK_ERR_STORE);
    CHECK(strstr(last_logged, "already exists") != NULL);
    CHECK_INT(database_number("SELECT (to_regclass('tests.schema_version') IS NULL)::int"), 1);
    database_reset();
}

static void *open_one(void *unused) {
    (void)unused;
    apideck_postgres_store_free(store_open());
    return NULL;
}

static void many_make_the_schema(void) {
    pthread_t threads[8];
    database_reset();
    for (int i = 0; i < 8; i++) {
        CHECK_INT(pthread_create(&threads[i], NULL, open_one, NULL), 0);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK_INT(database_number("SELECT count(*) FROM tests.schema_version WHERE version = 1"), 1);
}

/* A role that may use the tables and no more. */
static void role_without_rights(void) {
    CHECK_INT(database_number("SET client_min_messages = error;"
                              "DROP ROLE IF EXISTS tests_role; CREATE ROLE tests_role LOGIN;"
                              "GRANT USAGE ON SCHEMA tests TO tests_role;"
                              "GRANT SELECT ON tests.schema_version TO tests_role;"
                              "GRANT SELECT, INSERT, UPDATE, DELETE"
                              " ON tests.events, tests.entities TO tests_role"),
              0);
    char conninfo[512];
    snprintf(conninfo, sizeof conninfo, "%s user=tests_role", database);
    apideck_postgres_config config = store_config();
    config.conninfo = conninfo;
    apideck_postgres_store *store = store_open_with(&config);
    struct held held = held_of(store, "a");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_advance(&held, "e", NOW), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(held_commit(&held), 0);
    CHECK_INT(held.table.prune(NOW, held.table.user), 0);
    apideck_postgres_store_free(store);
    CHECK_INT(database_number("DROP OWNED BY tests_role; DROP ROLE tests_role"), 0);
}

/* Two stores in a database, and receivers of the same name in both. */
static void schemas_do_not_meet(void) {
    apideck_postgres_config config = store_config();
    apideck_postgres_store *one = store_open();
    config.schema = "tests_other";
    apideck_postgres_store *other = store_open_with(&config);
    struct held held = held_of(one, "same key");
    struct held beside = held_of(other, "same key");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_claim(&beside), APIDECK_CLAIM_NEW);
    CHECK_INT(held_commit(&held), 0);
    CHECK_INT(held_commit(&beside), 0);
    apideck_postgres_store_free(one);
    apideck_postgres_store_free(other);
    CHECK_INT(database_number("SET client_min_messages = error; DROP SCHEMA tests_other CASCADE"),
              0);
}

/* Connections ---------------------------------------------------------------------------------- */

static void every_connection_in_use(void) {
    apideck_postgres_config config = store_config();
    config.max_connections = 1;
    config.wait_ms = 100;
    apideck_postgres_store *store = store_open_with(&config);
    struct held held = held_of(store, "x");
    struct held other = held_of(store, "y");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(held_claim(&other), APIDECK_ERR_STORE);
    CHECK(strstr(last_logged, "every connection is in use") != NULL);
    CHECK_INT(held_commit(&held), 0);
    CHECK_INT(held_claim(&other), APIDECK_CLAIM_NEW);
    CHECK_INT(held_release(&other), 0);
    apideck_postgres_store_free(store);
}

/* Statements are prepared unless the host says that its pooler does not bear it. */
static void statements_prepared_or_not(void) {
    for (int prepare = 0; prepare <= 1; prepare++) {
        apideck_postgres_config config = store_config();
        config.prepare = prepare;
        apideck_postgres_store *store = store_open_with(&config);
        struct held held = held_of(store, prepare ? "prepared" : "not prepared");
        CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
        PGresult *result =
            PQexec(held.claim.context, "SELECT count(*) > 0 FROM pg_prepared_statements");
        CHECK_STR(PQgetvalue(result, 0, 0), 1, prepare ? "t" : "f");
        PQclear(result);
        CHECK_INT(held_advance(&held, "not seen before", NOW), APIDECK_ORDER_UNKNOWN);
        CHECK_INT(held_release(&held), 0);
        apideck_postgres_store_free(store);
    }
}

/* A host's connection, in whatever state the test wants it. */
struct host {
    const char *prepare; /* SQL that is run before it is lent */
    int lent;
    int usable; /* when it was taken back */
};

static PGconn *lend(void *user) {
    struct host *host = user;
    PGconn *connection = PQconnectdb(database);
    if (host->prepare) {
        CHECK_INT(database_run(connection, host->prepare), 0);
    }
    host->lent++;
    return connection;
}

static void take_back(PGconn *connection, int usable, void *user) {
    struct host *host = user;
    host->lent--;
    host->usable = usable;
    PQfinish(connection);
}

static void lent_in_a_wrong_state(void) {
    struct host host = {"BEGIN", 0, 1};
    apideck_postgres_config config = store_config();
    config.conninfo = NULL;
    config.lend = lend;
    config.take_back = take_back;
    config.user = &host;
    CHECK_INT(open_error(&config, "the database cannot be reached"), APIDECK_ERR_STORE);
    CHECK(strstr(last_logged, "in a transaction") != NULL);
    CHECK_INT(host.lent, 0);
    CHECK_INT(host.usable, 0);
    host.prepare = NULL;
    apideck_postgres_store *store = store_open_with(&config);
    struct held held = held_of(store, "lent");
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    CHECK_INT(host.lent, 1);
    CHECK_INT(held_commit(&held), 0);
    CHECK_INT(host.lent, 0);
    CHECK_INT(host.usable, 1);
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_DONE);
    CHECK_INT(host.lent, 0);
    held.key = (apideck_str){"never finished", 14};
    CHECK_INT(held_claim(&held), APIDECK_CLAIM_NEW);
    apideck_postgres_store_free(store);
    CHECK_INT(host.lent, 0);
}

int main(int argc, char **argv) {
    database = argc > 1 ? argv[1] : "";
    database_reset();
    wrong_configurations();
    newer_configuration();
    wrong_log();
    wrong_names();
    longest_name();
    nobody_there();
    memory();
    schema_of_a_newer_library();
    schema_that_is_in_the_way();
    many_make_the_schema();
    role_without_rights();
    schemas_do_not_meet();
    every_connection_in_use();
    statements_prepared_or_not();
    lent_in_a_wrong_state();
    return check_summary();
}
