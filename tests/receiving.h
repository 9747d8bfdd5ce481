/* A receiver whose time stands still, whose log is kept, and whose handlers note that they were
 * called; and requests to it, signed without the library. For one thread. */
#ifndef APIDECK_TESTS_RECEIVING_H
#define APIDECK_TESTS_RECEIVING_H

#include "check.h"
#include "counting_allocator.h"
#include "str.h"

#include <apideck/receiver.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define KEY "test-api-key"
#define INVOICE_CREATED "accounting.invoice.created"
#define HANDSHAKE_TYPE "apideck.subscription.created"

struct receiving {
    apideck_receiver *receiver;
    struct counting memory;
    int64_t now_ms;
    int handler_result;
    /* What a test may change before receiving_begin. */
    apideck_receiver_config config;
    apideck_handlers handlers;
    apideck_clock clock;
    apideck_log log;
    apideck_allocator allocator;
    /* What was noted. */
    int any;
    int unknown;
    int handshakes;
    int verified; /* of the last handshake */
    int failures;
    apideck_answer failure; /* the last one */
    char failed_id[64];     /* the id of its event; "" where there was none */
    char event_id[64];      /* of the last event that was handled */
    int log_lines;
    apideck_log_level level;
    char line[1024]; /* the last one */
};

static inline void note_text(char *out, size_t size, apideck_str text) {
    snprintf(out, size, "%.*s", (int)text.len, text.ptr ? text.ptr : "");
}

static inline int note_any(const apideck_event *event, const apideck_delivery *delivery,
                           void *user) {
    struct receiving *receiving = user;
    CHECK(apideck_delivery_event(delivery) == event);
    receiving->any++;
    note_text(receiving->event_id, sizeof receiving->event_id, event->event_id);
    return receiving->handler_result;
}

static inline int note_unknown(const apideck_event *event, const apideck_delivery *delivery,
                               void *user) {
    struct receiving *receiving = user;
    CHECK(apideck_delivery_event(delivery) == event);
    receiving->unknown++;
    note_text(receiving->event_id, sizeof receiving->event_id, event->event_id);
    return receiving->handler_result;
}

static inline void note_handshake(int verified, void *user) {
    struct receiving *receiving = user;
    receiving->handshakes++;
    receiving->verified = verified;
}

static inline void note_failure(const apideck_answer *answer, const apideck_event *event,
                                void *user) {
    struct receiving *receiving = user;
    receiving->failures++;
    receiving->failure = *answer;
    note_text(receiving->failed_id, sizeof receiving->failed_id,
              event ? event->event_id : (apideck_str){NULL, 0});
}

static inline int64_t note_now(void *user) {
    return ((struct receiving *)user)->now_ms;
}

static inline void note_log(apideck_log_level level, const char *message, size_t len, void *user) {
    struct receiving *receiving = user;
    receiving->log_lines++;
    receiving->level = level;
    note_text(receiving->line, sizeof receiving->line, (apideck_str){message, len});
    for (size_t i = 0; i < len; i++) {
        CHECK(message[i] >= ' ' && message[i] < 0x7f); /* one line of plain ASCII, always */
    }
}

static inline apideck_keyring *ring_of(const char *key, const apideck_allocator *allocator) {
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(allocator, &ring), 0);
    CHECK_INT(apideck_keyring_add(ring, "key", key, strlen(key)), 0);
    return ring;
}

/* Fills in the tables, with the in-memory store, and no typed handlers. */
static inline void receiving_init(struct receiving *receiving) {
    memset(receiving, 0, sizeof *receiving);
    receiving->now_ms = INT64_C(1700000000000);
    receiving->allocator = counting_allocator(&receiving->memory);
    apideck_handlers_init(&receiving->handlers);
    receiving->handlers.any = note_any;
    receiving->handlers.unknown = note_unknown;
    receiving->handlers.handshake = note_handshake;
    receiving->handlers.failure = note_failure;
    receiving->handlers.user = receiving;
    apideck_clock_init(&receiving->clock);
    receiving->clock.now_ms = note_now;
    receiving->clock.user = receiving;
    apideck_log_init(&receiving->log);
    receiving->log.write = note_log;
    receiving->log.user = receiving;
    apideck_receiver_config_init(&receiving->config);
    receiving->config.allocator = &receiving->allocator;
    receiving->config.handlers = &receiving->handlers;
    receiving->config.clock = &receiving->clock;
    receiving->config.log = &receiving->log;
}

/* Makes the receiver; what it is made of is only read during the call. */
static inline void receiving_begin(struct receiving *receiving) {
    apideck_error error = {0, 0, ""};
    if (!receiving->config.keyring) {
        receiving->config.keyring = ring_of(KEY, &receiving->allocator);
    }
    CHECK_INT(apideck_receiver_new(&receiving->config, &receiving->receiver, &error), 0);
    CHECK_STR(error.message, strlen(error.message), "");
    if (!receiving->receiver) {
        exit(1);
    }
    memset(&receiving->config, 0, sizeof receiving->config);
    memset(&receiving->handlers, 0, sizeof receiving->handlers);
    memset(&receiving->clock, 0, sizeof receiving->clock);
    memset(&receiving->log, 0, sizeof receiving->log);
    memset(&receiving->allocator, 0, sizeof receiving->allocator);
}

/* With the defaults. */
static inline void receiving_start(struct receiving *receiving) {
    receiving_init(receiving);
    receiving_begin(receiving);
}

static inline void receiving_end(struct receiving *receiving) {
    apideck_receiver_free(receiving->receiver);
    CHECK_NOTHING_LEAKED(&receiving->memory);
}

/* HMAC-SHA256 of the bytes as they are, in hexadecimal. */
static inline void sign_raw(const char *key, const char *body, size_t len, char hex[65]) {
    crypto_auth_hmacsha256_state state;
    unsigned char mac[32];
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, len);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_bin2hex(hex, 65, mac, sizeof mac);
}

/* A request with the headers that are not NULL. */
struct request {
    apideck_header headers[3];
    size_t count;
    char genuine[65];
    const char *body;
};

static inline void request_init(struct request *request, const char *type, const char *signature,
                                const char *body) {
    const char *const named[3][2] = {{"X-Apideck-Event-Type", type},
                                     {"X-Apideck-Signature", signature},
                                     {"X-Apideck-Idempotency-Key", "key-1"}};
    request->count = 0;
    request->body = body;
    for (int i = 0; i < 3; i++) {
        if (named[i][1]) {
            request->headers[request->count++] =
                (apideck_header){str(named[i][0]), str(named[i][1])};
        }
    }
}

static inline void request_genuine(struct request *request, const char *type, const char *body) {
    sign_raw(KEY, body, strlen(body), request->genuine);
    request_init(request, type, request->genuine, body);
}

/* The body is gone after the call. */
static inline int accept_request(struct receiving *receiving, const struct request *request,
                                 apideck_delivery **delivery_out, apideck_answer *answer_out) {
    size_t len = strlen(request->body);
    char *body = malloc(len ? len : 1);
    memcpy(body, request->body, len);
    int result = apideck_accept(receiving->receiver, request->headers, request->count, body, len,
                                delivery_out, answer_out);
    memset(body, '?', len);
    free(body);
    return result;
}

/* Receives a request, and checks what is the same for all of them. */
static inline apideck_answer receive_request(struct receiving *receiving,
                                             const struct request *request) {
    apideck_answer answer;
    int failures = receiving->failures;
    int log_lines = receiving->log_lines;
    memset(&answer, 0xff, sizeof answer);
    int result = apideck_receive(receiving->receiver, request->headers, request->count,
                                 request->body, strlen(request->body), &answer);
    int failed = answer.status >= 300;
    CHECK_INT(result, failed ? answer.error : 0);
    CHECK(failed == (answer.error != 0));
    CHECK(answer.reason && *answer.reason);
    CHECK_INT(receiving->failures - failures, failed);
    CHECK_INT(receiving->log_lines - log_lines, 1);
    if (failed) {
        CHECK_INT(receiving->failure.status, answer.status);
        CHECK_INT(receiving->failure.outcome, answer.outcome);
        CHECK_INT(receiving->failure.error, answer.error);
        CHECK_INT(receiving->failure.offset, answer.offset);
    }
    return answer;
}

/* A genuine delivery. */
static inline apideck_answer deliver(struct receiving *receiving, const char *type,
                                     const char *body) {
    struct request request;
    request_genuine(&request, type, body);
    return receive_request(receiving, &request);
}

#define CHECK_ANSWER(answer, expected_status, expected_outcome, expected_error)                    \
    do {                                                                                           \
        apideck_answer the_answer = (answer);                                                      \
        CHECK_INT(the_answer.status, expected_status);                                             \
        CHECK_INT(the_answer.outcome, expected_outcome);                                           \
        CHECK_INT(the_answer.error, expected_error);                                               \
    } while (0)

#endif
