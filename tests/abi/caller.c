/*
 * A host that uses every table. versions.sh compiles it against the headers of one version and
 * links it to the library of another.
 *
 * Usage: caller [TABLE]. Without an argument, everything has to work. With one, the last member of
 * that table, which only the next version has, is set: then the library has to refuse the table.
 */
#include "../check.h"

#include <apideck/apideck.h>
#include <apideck/testing.h>

/* What stands behind a table in the host's memory is not the library's to write. */
#define BEHIND 64
#define GUARDED(type)                                                                              \
    struct {                                                                                       \
        type table;                                                                                \
        unsigned char behind[BEHIND];                                                              \
    }

static struct {
    GUARDED(apideck_receiver_config) config;
    GUARDED(apideck_handlers) handlers;
    GUARDED(apideck_store) store;
    GUARDED(apideck_clock) clock;
    GUARDED(apideck_log) log;
    GUARDED(apideck_hmac_provider) hmac;
    GUARDED(apideck_stats) stats;
} host;

static int is_untouched(const unsigned char *behind) {
    size_t i = 0;
    while (i < BEHIND && behind[i] == 0xa5) {
        i++;
    }
    return i == BEHIND;
}

#define CHECK_TABLE(guarded)                                                                       \
    (CHECK_INT((guarded).table.size, sizeof(guarded).table), CHECK(is_untouched((guarded).behind)))

#ifdef NEXT_VERSION
#define SET_LAST(name)                                                                             \
    if (strcmp(table, #name) == 0) {                                                               \
        host.name.table.next_member = 1;                                                           \
    }
#else
#define SET_LAST(name) (void)table;
#endif

/* What the tables hold ------------------------------------------------------------------------ */

static int handled, committed, logged;

static int on_invoice(const apideck_invoice_created_event *event, const apideck_delivery *delivery,
                      void *user) {
    (void)delivery;
    CHECK(user == &host);
    CHECK(event->invoice_id.len > 0);
    handled++;
    return 0;
}

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    CHECK(user == &host);
    CHECK(key.len > 0);
    CHECK_INT(now_ms, 1700000000000);
    CHECK_INT(lease_ms, 1234);
    *claim_out = (apideck_claim){1, NULL};
    return APIDECK_CLAIM_NEW;
}

static int commit(apideck_str key, const apideck_claim *taken, int64_t retain_until_ms,
                  void *user) {
    (void)key, (void)user;
    CHECK_INT(taken->token, 1);
    CHECK(retain_until_ms > 1700000000000);
    committed++;
    return 0;
}

static int release(apideck_str key, const apideck_claim *taken, void *user) {
    (void)key, (void)taken, (void)user;
    return 0;
}

static int64_t now_ms(void *user) {
    CHECK(user == &host);
    return 1700000000000;
}

static void write_log(apideck_log_level level, const char *message, size_t message_len,
                      void *user) {
    (void)level, (void)message;
    CHECK(user == &host);
    CHECK(message_len > 0);
    logged++;
}

/* A poor MAC: the sum of the key's and the body's bytes, all 32 bytes alike. */
static int key_new(const void *key, size_t key_len, void **prepared_out, void *user) {
    static unsigned char sum;
    CHECK(user == &host);
    sum = 0;
    for (size_t i = 0; i < key_len; i++) {
        sum = (unsigned char)(sum + ((const unsigned char *)key)[i]);
    }
    *prepared_out = &sum;
    return 0;
}

static void key_free(void *prepared, void *user) {
    (void)prepared, (void)user;
}

static int begin(const void *prepared, void *state, void *user) {
    (void)user;
    memcpy(state, prepared, 1);
    return 0;
}

static int update(void *state, const void *bytes, size_t len, void *user) {
    unsigned char *sum = state;
    (void)user;
    for (size_t i = 0; i < len; i++) {
        *sum = (unsigned char)(*sum + ((const unsigned char *)bytes)[i]);
    }
    return 0;
}

static int finish(void *state, unsigned char *mac_out, void *user) {
    (void)user;
    memset(mac_out, *(unsigned char *)state, APIDECK_MAC_SIZE);
    return 0;
}

static void abandon(void *state, void *user) {
    (void)state, (void)user;
}

static void fill_tables(const char *table) {
    memset(&host, 0xa5, sizeof host);
    apideck_handlers_init(&host.handlers.table);
    host.handlers.table.user = &host;
    host.handlers.table.invoice_created = on_invoice;
    apideck_store_init(&host.store.table);
    host.store.table.claim = claim;
    host.store.table.commit = commit;
    host.store.table.release = release;
    host.store.table.user = &host;
    apideck_clock_init(&host.clock.table);
    host.clock.table.now_ms = now_ms;
    host.clock.table.user = &host;
    apideck_log_init(&host.log.table);
    host.log.table.write = write_log;
    host.log.table.user = &host;
    apideck_hmac_provider_init(&host.hmac.table);
    host.hmac.table.key_new = key_new;
    host.hmac.table.key_free = key_free;
    host.hmac.table.begin = begin;
    host.hmac.table.update = update;
    host.hmac.table.finish = finish;
    host.hmac.table.abandon = abandon;
    host.hmac.table.user = &host;
    apideck_receiver_config_init(&host.config.table);
    host.config.table.handlers = &host.handlers.table;
    host.config.table.store = &host.store.table;
    host.config.table.clock = &host.clock.table;
    host.config.table.log = &host.log.table;
    host.config.table.lease_ms = 1234;
    SET_LAST(config)
    SET_LAST(handlers)
    SET_LAST(store)
    SET_LAST(clock)
    SET_LAST(log)
    SET_LAST(hmac)
}

static void check_tables(void) {
    CHECK_TABLE(host.config);
    CHECK_TABLE(host.handlers);
    CHECK_TABLE(host.store);
    CHECK_TABLE(host.clock);
    CHECK_TABLE(host.log);
    CHECK_TABLE(host.hmac);
    CHECK_STR(host.config.table.name, strlen(host.config.table.name), "apideck");
    CHECK_INT(host.config.table.max_body, 1 << 20);
    CHECK(!host.handlers.table.any && !host.store.table.advance);
}

/* --------------------------------------------------------------------------------------------- */

static void send_one(apideck_receiver *receiver) {
    char body[2048];
    size_t body_len = 0;
    apideck_keyring *ring = NULL;
    apideck_test_headers headers;
    apideck_answer answer = {0};
    CHECK_INT(apideck_example_event(APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED, NULL, body,
                                    sizeof body, &body_len),
              0);
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_keyring_use_hmac(ring, &host.hmac.table), 0);
    CHECK_INT(apideck_keyring_add(ring, "main", "key", 3), 0);
    CHECK_INT(apideck_test_sign(ring, "accounting.invoice.created", "1", body, body_len, &headers),
              0);
    CHECK_INT(apideck_receive(receiver, headers.headers, 3, body, body_len, &answer), 0);
    CHECK_INT(answer.status, 200);
    apideck_keyring_free(ring);
    CHECK_INT(handled, 1);
    CHECK_INT(committed, 1);
    CHECK_INT(logged, 1);
}

static void check_stats(const apideck_receiver *receiver) {
    host.stats.table.size = sizeof host.stats.table;
    CHECK_INT(apideck_receiver_stats(receiver, &host.stats.table), 0);
    CHECK_TABLE(host.stats);
    CHECK_INT(host.stats.table.deliveries, 1);
    CHECK_INT(host.stats.table.handled, 1);
    CHECK_INT(host.stats.table.unavailable, 0);
#ifdef NEXT_VERSION
    CHECK_INT(host.stats.table.next_member, 0);
#endif
}

static void everything_works(void) {
    apideck_receiver *receiver = NULL;
    apideck_error error = {0, 0, "no error"};
    fill_tables("");
    check_tables();
    CHECK_INT(apideck_keyring_new(NULL, &host.config.table.keyring), 0);
    CHECK_INT(apideck_keyring_use_hmac(host.config.table.keyring, &host.hmac.table), 0);
    CHECK_INT(apideck_keyring_add(host.config.table.keyring, "main", "key", 3), 0);
    CHECK_INT(apideck_receiver_new(&host.config.table, &receiver, &error), 0);
    if (receiver) {
        send_one(receiver);
        check_stats(receiver);
        check_tables();
        apideck_receiver_free(receiver);
    } else {
        fprintf(stderr, "    %s\n", error.message);
        apideck_keyring_free(host.config.table.keyring);
    }
}

static void table_is_refused(const char *table) {
    apideck_receiver *receiver = NULL;
    apideck_error error = {0, 0, ""};
    fill_tables(table);
    CHECK_INT(apideck_keyring_new(NULL, &host.config.table.keyring), 0);
    int result = apideck_keyring_use_hmac(host.config.table.keyring, &host.hmac.table);
    if (strcmp(table, "hmac") == 0) {
        CHECK_INT(result, APIDECK_ERR_HOST_TABLE);
    } else {
        CHECK_INT(result, 0);
        CHECK_INT(apideck_keyring_add(host.config.table.keyring, "main", "key", 3), 0);
        CHECK_INT(apideck_receiver_new(&host.config.table, &receiver, &error),
                  APIDECK_ERR_HOST_TABLE);
        CHECK(strstr(error.message, table) != NULL);
        CHECK(!receiver);
    }
    apideck_keyring_free(host.config.table.keyring);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        table_is_refused(argv[1]);
    } else {
        everything_works();
    }
    return check_summary();
}
