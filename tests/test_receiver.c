/* Making a receiver: what a configuration may be, what is said of one that is wrong, defaults. */
#include "receiving.h"
#include "scripted_store.h"

#include <stddef.h>
#include <time.h>

#define BODY "{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\"}"

/* One wrong thing in an otherwise good configuration. */
enum fault {
    NO_KEYRING,
    EMPTY_KEYRING,
    NO_HANDLERS,
    NO_NAME,
    EMPTY_NAME,
    COLON_IN_NAME,
    NO_BODY,
    BODY_TOO_LARGE,
    NO_LEASE,
    NEGATIVE_LEASE,
    SHORT_RETENTION,
    NEGATIVE_RETENTION,
    NEGATIVE_FRESHNESS,
    NEGATIVE_LAST_ATTEMPT,
    NEGATIVE_LAST_AGE,
    NO_ALLOC,
    NO_FREE,
    SMALL_STORE,
    NO_CLAIM,
    NO_COMMIT,
    NO_RELEASE,
    STORE_SIZE,
    NO_NOW,
    CLOCK_SIZE,
    NO_WRITE,
    LOG_SIZE,
    HANDLERS_SIZE,
    CONFIG_SIZE,
    CONFIG_NO_SIZE,
    FAULTS
};

/* The member that the message names. */
static const struct {
    int code;
    const char *member;
} expected[FAULTS] = {
    [NO_KEYRING] = {APIDECK_ERR_ARGUMENT, "config.keyring"},
    [EMPTY_KEYRING] = {APIDECK_ERR_NO_KEY, "config.keyring"},
    [NO_HANDLERS] = {APIDECK_ERR_ARGUMENT, "config.handlers"},
    [NO_NAME] = {APIDECK_ERR_ARGUMENT, "config.name"},
    [EMPTY_NAME] = {APIDECK_ERR_ARGUMENT, "config.name"},
    [COLON_IN_NAME] = {APIDECK_ERR_ARGUMENT, "config.name"},
    [NO_BODY] = {APIDECK_ERR_ARGUMENT, "config.max_body"},
    [BODY_TOO_LARGE] = {APIDECK_ERR_ARGUMENT, "config.max_body"},
    [NO_LEASE] = {APIDECK_ERR_ARGUMENT, "config.lease_ms"},
    [NEGATIVE_LEASE] = {APIDECK_ERR_ARGUMENT, "config.lease_ms"},
    [SHORT_RETENTION] = {APIDECK_ERR_ARGUMENT, "config.retention_ms"},
    [NEGATIVE_RETENTION] = {APIDECK_ERR_ARGUMENT, "config.retention_ms"},
    [NEGATIVE_FRESHNESS] = {APIDECK_ERR_ARGUMENT, "config.freshness_ms"},
    [NEGATIVE_LAST_ATTEMPT] = {APIDECK_ERR_ARGUMENT, "config.last_attempt"},
    [NEGATIVE_LAST_AGE] = {APIDECK_ERR_ARGUMENT, "config.last_attempt"},
    [NO_ALLOC] = {APIDECK_ERR_CALLBACK_MISSING, "config.allocator"},
    [NO_FREE] = {APIDECK_ERR_CALLBACK_MISSING, "config.allocator"},
    [SMALL_STORE] = {APIDECK_ERR_ARGUMENT, "config.store_bytes"},
    [NO_CLAIM] = {APIDECK_ERR_CALLBACK_MISSING, "config.store"},
    [NO_COMMIT] = {APIDECK_ERR_CALLBACK_MISSING, "config.store"},
    [NO_RELEASE] = {APIDECK_ERR_CALLBACK_MISSING, "config.store"},
    [STORE_SIZE] = {APIDECK_ERR_HOST_TABLE, "config.store"},
    [NO_NOW] = {APIDECK_ERR_CALLBACK_MISSING, "config.clock"},
    [CLOCK_SIZE] = {APIDECK_ERR_HOST_TABLE, "config.clock"},
    [NO_WRITE] = {APIDECK_ERR_CALLBACK_MISSING, "config.log"},
    [LOG_SIZE] = {APIDECK_ERR_HOST_TABLE, "config.log"},
    [HANDLERS_SIZE] = {APIDECK_ERR_HOST_TABLE, "config.handlers"},
    [CONFIG_SIZE] = {APIDECK_ERR_HOST_TABLE, "config"},
    [CONFIG_NO_SIZE] = {APIDECK_ERR_HOST_TABLE, "config"},
};

static void break_config(struct receiving *r, enum fault fault, apideck_store *store) {
    apideck_receiver_config *config = &r->config;
    config->name = fault == NO_NAME         ? NULL
                   : fault == EMPTY_NAME    ? ""
                   : fault == COLON_IN_NAME ? "a:b"
                                            : config->name;
    config->handlers = fault == NO_HANDLERS ? NULL : config->handlers;
    config->max_body = fault == NO_BODY          ? 0
                       : fault == BODY_TOO_LARGE ? (size_t)APIDECK_BODY_MAX + 1
                                                 : config->max_body;
    config->lease_ms = fault == NO_LEASE ? 0 : fault == NEGATIVE_LEASE ? -1 : config->lease_ms;
    /* 27 h 48 min exactly does not exceed the sender's retries. */
    config->retention_ms = fault == SHORT_RETENTION      ? (27 * 60 + 48) * 60 * INT64_C(1000)
                           : fault == NEGATIVE_RETENTION ? INT64_MIN
                                                         : config->retention_ms;
    config->freshness_ms = fault == NEGATIVE_FRESHNESS ? -1 : config->freshness_ms;
    config->last_attempt = fault == NEGATIVE_LAST_ATTEMPT ? -1 : config->last_attempt;
    config->last_age_ms = fault == NEGATIVE_LAST_AGE ? INT64_MIN : config->last_age_ms;
    r->allocator.alloc = fault == NO_ALLOC ? NULL : r->allocator.alloc;
    r->allocator.free = fault == NO_FREE ? NULL : r->allocator.free;
    config->store_bytes = fault == SMALL_STORE ? 10 : config->store_bytes;
    store->claim = fault == NO_CLAIM ? NULL : store->claim;
    store->commit = fault == NO_COMMIT ? NULL : store->commit;
    store->release = fault == NO_RELEASE ? NULL : store->release;
    store->size -= fault == STORE_SIZE;
    config->store = fault >= NO_CLAIM && fault <= STORE_SIZE ? store : NULL;
    r->clock.now_ms = fault == NO_NOW ? NULL : r->clock.now_ms;
    r->clock.size = fault == CLOCK_SIZE ? 0 : r->clock.size;
    r->log.write = fault == NO_WRITE ? NULL : r->log.write;
    r->log.size -= fault == LOG_SIZE;
    r->handlers.size = fault == HANDLERS_SIZE ? offsetof(apideck_handlers, user) : r->handlers.size;
    config->size = fault == CONFIG_NO_SIZE ? 0 : config->size - (fault == CONFIG_SIZE);
}

static void test_faults(void) {
    for (int fault = 0; fault < FAULTS; fault++) {
        struct receiving r;
        struct scripted scripted;
        struct counting ring_memory = {0};
        apideck_allocator ring_allocator = counting_allocator(&ring_memory);
        apideck_store store = scripted_store(&scripted);
        apideck_keyring *ring = NULL;
        apideck_error error = {0, 7, ""};
        receiving_init(&r);
        if (fault == EMPTY_KEYRING) {
            CHECK_INT(apideck_keyring_new(&ring_allocator, &ring), 0);
        } else if (fault != NO_KEYRING) {
            ring = ring_of(KEY, &ring_allocator);
        }
        r.config.keyring = ring;
        break_config(&r, (enum fault)fault, &store);
        CHECK_INT(apideck_receiver_new(&r.config, &r.receiver, &error), expected[fault].code);
        CHECK(r.receiver == NULL);
        CHECK_INT(error.code, expected[fault].code);
        CHECK_INT(error.offset, 0);
        CHECK_STR(error.message, strcspn(error.message, " "), expected[fault].member);
        CHECK_INT(apideck_receiver_new(&r.config, &r.receiver, NULL), expected[fault].code);
        /* On failure the keyring stays the caller's. */
        CHECK_NOTHING_LEAKED(&r.memory);
        CHECK(!ring || ring_memory.blocks > 0);
        apideck_keyring_free(ring);
        CHECK_NOTHING_LEAKED(&ring_memory);
    }
}

static void test_no_arguments(void) {
    struct receiving r;
    apideck_error error = {0, 0, NULL};
    receiving_init(&r);
    CHECK_INT(apideck_receiver_new(NULL, &r.receiver, &error), APIDECK_ERR_ARGUMENT);
    CHECK_INT(error.code, APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_receiver_new(&r.config, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK(r.receiver == NULL);
    apideck_receiver_free(NULL);
}

/* Tables of another version ----------------------------------------------------------------------
 */

/* A host with older headers has handlers for fewer types: what follows its table is not its. */
static void test_older_handlers(void) {
    struct receiving r;
    receiving_init(&r);
    r.handlers.size = offsetof(apideck_handlers, bill_created);
    memset(&r.handlers.bill_created, 0xff,
           sizeof r.handlers - offsetof(apideck_handlers, bill_created));
    receiving_begin(&r);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_INT(r.any, 1);
    receiving_end(&r);
}

/* A host with newer headers is served as long as it sets nothing that is not known here. */
static void test_newer_tables(void) {
    struct {
        apideck_handlers table;
        void *tail[2];
    } handlers = {.tail = {NULL, NULL}};
    struct {
        apideck_receiver_config table;
        void *tail[2];
    } config = {.tail = {NULL, NULL}};
    for (int set = 2; set >= 0; set--) {
        struct receiving r;
        receiving_init(&r);
        r.config.handlers = &handlers.table;
        r.config.keyring = ring_of(KEY, &r.allocator);
        handlers.table = r.handlers;
        handlers.table.size = sizeof handlers;
        handlers.tail[1] = set == 1 ? &r : NULL;
        config.table = r.config;
        config.table.size = sizeof config;
        config.tail[1] = set == 2 ? &r : NULL;
        CHECK_INT(apideck_receiver_new(&config.table, &r.receiver, NULL),
                  set ? APIDECK_ERR_HOST_TABLE : 0);
        if (set) {
            apideck_keyring_free(config.table.keyring);
        } else {
            CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
        }
        receiving_end(&r);
    }
}

/* Defaults ---------------------------------------------------------------------------------------
 */

static void test_inits(void) {
    apideck_receiver_config config;
    apideck_handlers handlers;
    memset(&config, 0xff, sizeof config);
    memset(&handlers, 0xff, sizeof handlers);
    apideck_receiver_config_init(&config);
    apideck_handlers_init(&handlers);
    CHECK_INT(config.size, sizeof config);
    CHECK(!config.allocator && !config.keyring && !config.handlers && !config.store &&
          !config.clock && !config.log);
    CHECK_STR(config.name, strlen(config.name), "apideck");
    CHECK_INT(config.max_body, 1048576);
    CHECK_INT(config.store_bytes, 67108864);
    CHECK_INT(config.lease_ms, 300000);
    CHECK_INT(config.retention_ms, 604800000);
    CHECK_INT(handlers.size, sizeof handlers);
    CHECK(!handlers.any && !handlers.unknown && !handlers.handshake && !handlers.failure &&
          !handlers.user && !handlers.bill_created && !handlers.tracking_category_deleted);
}

static int64_t system_ms(void) {
    struct timespec now = {0};
    (void)timespec_get(&now, TIME_UTC);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* With nothing but the keyring and the handlers: malloc, the system's clock, a store of its own. */
static void test_nothing_but_what_must_be(void) {
    struct receiving r;
    struct scripted s;
    apideck_store store = scripted_store(&s);
    receiving_init(&r);
    r.config.allocator = NULL;
    r.config.clock = NULL;
    r.config.store = &store;
    r.config.keyring = ring_of(KEY, NULL);
    receiving_begin(&r);
    int64_t before = system_ms();
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK(s.now_ms >= before && s.now_ms <= system_ms());
    CHECK_INT(r.memory.calls, 0);
    receiving_end(&r);
}

static void test_default_bound(void) {
    enum { MIB = 1048576 };
    struct receiving r;
    struct request request;
    char *body = malloc(MIB + 2);
    memset(body, ' ', MIB + 1);
    memcpy(body, BODY, sizeof BODY - 1);
    body[MIB] = '\0';
    receiving_start(&r);
    request_genuine(&request, NULL, body);
    CHECK_INT(receive_request(&r, &request).status, 200);
    body[MIB] = ' ';
    body[MIB + 1] = '\0';
    CHECK_INT(receive_request(&r, &request).status, 413);
    receiving_end(&r);
    free(body);
}

/* The name is the scope of the keys, and copied. */
static void test_name(void) {
    struct receiving r;
    struct scripted s;
    char name[] = "billing";
    apideck_store store = scripted_store(&s);
    receiving_init(&r);
    r.config.store = &store;
    r.config.name = name;
    receiving_begin(&r);
    memset(name, '?', sizeof name - 1);
    CHECK_INT(deliver(&r, NULL, BODY).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_STR(s.key, strlen(s.key), "billing:id:e-1");
    receiving_end(&r);
}

int main(void) {
    test_faults();
    test_no_arguments();
    test_older_handlers();
    test_newer_tables();
    test_inits();
    test_nothing_but_what_must_be();
    test_default_bound();
    test_name();
    return check_summary();
}
