#define _GNU_SOURCE /* memmem */

#include "receiving.h"

#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORE_BYTES ((size_t)1 << 30)
#define BATCH_BYTES ((size_t)256 << 10)
#define ID_MARK "\"event_id\":\""
#define ID_DIGITS 8 /* of an id that are replaced */

static int handle(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)event, (void)delivery, (void)user;
    return 0;
}

/* Has the store know that many events. */
static void remember(apideck_memory_store *memory, size_t count) {
    const apideck_store *store = apideck_memory_store_table(memory);
    const int64_t now_ms = 1700000000000;
    for (size_t i = 0; i < count; i++) {
        char key[64];
        int len = snprintf(key, sizeof key, "apideck:remembered-%08zx-01e6-2b9d4f7a3c58", i);
        apideck_str text = {key, (size_t)len};
        apideck_claim claim;
        if (store->claim(text, now_ms, 1000, &claim, store->user) != APIDECK_CLAIM_NEW ||
            store->commit(text, &claim, INT64_MAX, store->user)) {
            give_up("the store does not remember", key);
        }
    }
}

void receiving_start(struct receiving *receiving, size_t remembered) {
    apideck_handlers handlers;
    apideck_receiver_config config;
    receiving->remembered = remembered;
    if (apideck_memory_store_new(NULL, STORE_BYTES, &receiving->store)) {
        give_up("no store", "");
    }
    remember(receiving->store, remembered);
    apideck_handlers_init(&handlers);
    handlers.any = handle;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.store = apideck_memory_store_table(receiving->store);
    config.keyring = ring_new(NULL, APIDECK_FORMS_ALL);
    receiving->signer = config.keyring;
    if (apideck_receiver_new(&config, &receiving->receiver, NULL)) {
        give_up("no receiver", "");
    }
}

void receiving_stop(struct receiving *receiving) {
    apideck_receiver_free(receiving->receiver);
    apideck_memory_store_free(receiving->store);
}

/* Begins anew with what it was to remember, when it has come to remember a good deal more. */
static void receiving_renew(struct receiving *receiving) {
    if (apideck_memory_store_count(receiving->store) > receiving->remembered * 5 / 4 + 10000) {
        receiving_stop(receiving);
        receiving_start(receiving, receiving->remembered);
    }
}

/* Deliveries ----------------------------------------------------------------------------------- */

static size_t batch_size(const struct body *body) {
    size_t fit = BATCH_BYTES / body->len;
    return fit < 4 ? 4 : fit;
}

static void sign(const struct deliveries *deliveries, size_t i, const char *event_type,
                 const apideck_keyring *signer) {
    if (apideck_test_sign(signer, event_type, "c7a1d0f4-62b3-4f0e-9d58-7e21b6a9403c",
                          deliveries->bodies + i * deliveries->body_len, deliveries->body_len,
                          &deliveries->headers[i])) {
        give_up("not signed", event_type);
    }
}

void deliveries_make(struct deliveries *deliveries, size_t most, const struct body *body,
                     const apideck_keyring *signer) {
    static unsigned last_id;
    size_t count = most < batch_size(body) ? most : batch_size(body);
    *deliveries = (struct deliveries){count, body->len, malloc(count * body->len),
                                      malloc(count * sizeof(apideck_test_headers))};
    const char *id = memmem(body->bytes, body->len, ID_MARK, strlen(ID_MARK));
    if (!deliveries->bodies || !deliveries->headers || !id) {
        give_up("no deliveries", body->name);
    }
    size_t id_place = (size_t)(id - body->bytes) + strlen(ID_MARK);
    for (size_t i = 0; i < count; i++) {
        char digits[ID_DIGITS + 1];
        snprintf(digits, sizeof digits, "%08x", ++last_id);
        char *copy = deliveries->bodies + i * body->len;
        memcpy(copy, body->bytes, body->len);
        memcpy(copy + id_place, digits, ID_DIGITS);
        sign(deliveries, i, body->event_type, signer);
    }
}

void deliveries_free(struct deliveries *deliveries) {
    free(deliveries->bodies);
    free(deliveries->headers);
}

#define TEXT(LITERAL)                                                                              \
    { LITERAL, sizeof(LITERAL) - 1 }

/* What a proxy passes on, and Apideck's three. */
static void put_headers(const apideck_test_headers *signed_headers, apideck_header headers[9]) {
    static const apideck_header others[] = {
        {TEXT("Host"), TEXT("hooks.example.com")},
        {TEXT("Content-Type"), TEXT("application/json")},
        {TEXT("Content-Length"), TEXT("4090")},
        {TEXT("User-Agent"), TEXT("Apideck/1.0")},
        {TEXT("Accept"), TEXT("application/json, text/plain, */*")},
        {TEXT("X-Forwarded-For"), TEXT("203.0.113.7")},
    };
    memcpy(headers, others, sizeof others);
    memcpy(headers + 6, signed_headers->headers, 3 * sizeof *headers);
}

int receive(const struct receiving *receiving, const struct deliveries *deliveries) {
    int failed = 0;
    for (size_t i = 0; i < deliveries->count; i++) {
        apideck_header headers[9];
        apideck_answer answer;
        put_headers(&deliveries->headers[i], headers);
        failed |= apideck_receive(receiving->receiver, headers, 9,
                                  deliveries->bodies + i * deliveries->body_len,
                                  deliveries->body_len, &answer);
        failed |= answer.outcome != APIDECK_OUTCOME_HANDLED;
    }
    return failed;
}

static int verify_same(const struct receiving *receiving, const struct deliveries *deliveries) {
    int failed = 0;
    for (size_t i = 0; i < deliveries->count; i++) {
        apideck_event *event = NULL;
        apideck_verdict verdict;
        apideck_error error;
        failed |= apideck_verify_event(
            receiving->signer, deliveries->bodies + i * deliveries->body_len, deliveries->body_len,
            deliveries->headers[i].signature, 64, NULL, &event, &verdict, &error);
        apideck_event_free(event);
    }
    return failed;
}

/* Runs one of the two on fresh deliveries; making them is not measured. */
static double run_batches(const struct contender *self, int body, size_t times,
                          int (*work)(const struct receiving *, const struct deliveries *)) {
    struct receiving *receiving = self->user;
    double ns = 0;
    while (times > 0) {
        struct deliveries deliveries;
        receiving_renew(receiving);
        deliveries_make(&deliveries, times, &bench_bodies[body], receiving->signer);
        double begin = cpu_ns();
        int failed = work(receiving, &deliveries);
        ns += cpu_ns() - begin;
        times -= deliveries.count;
        deliveries_free(&deliveries);
        if (failed) {
            return -1;
        }
    }
    return ns;
}

double run_receive(const struct contender *self, int body, size_t times) {
    return run_batches(self, body, times, receive);
}

double run_verify_same(const struct contender *self, int body, size_t times) {
    return run_batches(self, body, times, verify_same);
}
