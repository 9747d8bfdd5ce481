/* What surrounds a receiver under fuzzing: a store, a clock, a log and handlers that do what the
 * script says, and stop the run where the receiver does what it must not. */
#ifndef APIDECK_TESTS_RECEIVE_WORLD_H
#define APIDECK_TESTS_RECEIVE_WORLD_H

#include "counting_hmac.h"
#include "fuzz.h"

#include <apideck/apideck.h>
#include <stdbool.h>

struct world {
    struct script script;
    struct memory memory;
    struct counting_hmac hmac;
    int64_t now_ms;
    bool genuine; /* whether the delivery under way is */
    /* What was noted of it. */
    int handled;
    int handshakes;
    int failures;
    int last_chances;
    int lines;
    int committed;
    /* The claim that is open, if any. */
    unsigned char *key;
    size_t key_len;
    uint64_t token;
};

/* The store ------------------------------------------------------------------------------------ */

static inline bool is_open(const struct world *world, apideck_str key, const apideck_claim *claim) {
    return world->key && key.len == world->key_len && memcmp(key.ptr, world->key, key.len) == 0 &&
           claim->token == world->token && claim->context == world;
}

static inline void close_claim(struct world *world) {
    free(world->key);
    world->key = NULL;
}

static inline int world_claim(apideck_str key, int64_t now_ms, int64_t lease_ms,
                              apideck_claim *claim_out, void *user) {
    static const int verdicts[16] = {[1] = APIDECK_CLAIM_DONE,
                                     [2] = APIDECK_CLAIM_BUSY,
                                     [3] = -1,
                                     [4] = APIDECK_ERR_SUPERSEDED,
                                     [5] = INT32_MIN,
                                     [6] = 4,
                                     [7] = INT32_MAX};
    struct world *world = user;
    MUST(!world->key && world->genuine && world->handled == 0);
    MUST(key.len > 0 && lease_ms > 0 && now_ms == world->now_ms);
    unsigned steer = next_byte(&world->script);
    if (steer % 16 == 8) {
        return 0; /* no verdict */
    }
    if (steer % 16 == 9) {
        return APIDECK_CLAIM_NEW; /* without a token */
    }
    if (verdicts[steer % 16]) {
        return verdicts[steer % 16];
    }
    world->token = 1 + steer;
    world->key = exact_copy(key.ptr, key.len);
    world->key_len = key.len;
    *claim_out = (apideck_claim){world->token, world};
    return APIDECK_CLAIM_NEW;
}

static inline int world_commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                               void *user) {
    static const int results[8] = {0, 0, 0, APIDECK_ERR_SUPERSEDED, -1, 1, APIDECK_ERR_STORE, 0};
    struct world *world = user;
    MUST(is_open(world, key, claim) && retain_until_ms >= world->now_ms);
    close_claim(world);
    int result = results[next_byte(&world->script) % 8];
    world->committed += result == 0;
    return result;
}

static inline int world_release(apideck_str key, const apideck_claim *claim, void *user) {
    struct world *world = user;
    MUST(is_open(world, key, claim));
    close_claim(world);
    return next_byte(&world->script) % 2 ? -1 : 0;
}

static inline int world_advance(apideck_str entity, int64_t occurred_at_ms,
                                const apideck_claim *claim, void *user) {
    static const int results[8] = {APIDECK_ORDER_UNKNOWN,
                                   APIDECK_ORDER_NEWER,
                                   APIDECK_ORDER_STALE,
                                   3,
                                   -1,
                                   INT32_MIN,
                                   INT32_MAX,
                                   0};
    struct world *world = user;
    MUST(entity.len > 0 && occurred_at_ms != APIDECK_NO_TIME);
    MUST(world->key && claim->token == world->token && world->handled == 0);
    return results[next_byte(&world->script) % 8];
}

static inline int world_prune(int64_t before_ms, void *user) {
    struct world *world = user;
    MUST(before_ms == world->now_ms);
    return next_byte(&world->script) % 2;
}

static inline apideck_store world_store(struct world *world, unsigned lacks) {
    apideck_store store;
    apideck_store_init(&store);
    store.claim = world_claim;
    store.commit = world_commit;
    store.release = world_release;
    store.advance = lacks & 1 ? NULL : world_advance;
    store.prune = lacks & 2 ? NULL : world_prune;
    store.user = world;
    return store;
}

/* Clock, log and handlers ---------------------------------------------------------------------- */

static inline int64_t world_now(void *user) {
    return ((struct world *)user)->now_ms;
}

static inline void world_log(apideck_log_level level, const char *message, size_t len, void *user) {
    MUST(level >= APIDECK_LOG_ERROR && level <= APIDECK_LOG_INFO && len > 0);
    for (size_t i = 0; i < len; i++) {
        MUST(message[i] >= ' ' && message[i] < 0x7f);
    }
    ((struct world *)user)->lines++;
}

static inline int world_handle(const apideck_event *event, const apideck_delivery *delivery,
                               void *user) {
    struct world *world = user;
    MUST(world->genuine && event == apideck_delivery_event(delivery));
    MUST(apideck_delivery_verdict(delivery)->key_name[0] == 'k');
    MUST(apideck_delivery_order(delivery) <= APIDECK_ORDER_STALE);
    MUST(!world->key || apideck_delivery_store_context(delivery) == world);
    MUST(apideck_delivery_key(delivery).len > 0);
    world->handled++;
    return (int)(next_byte(&world->script) % 4 == 3);
}

static inline int world_handle_invoice(const apideck_invoice_created_event *event,
                                       const apideck_delivery *delivery, void *user) {
    MUST(event->event.type == APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED);
    return world_handle(&event->event, delivery, user);
}

static inline void world_handshake(int verified, void *user) {
    struct world *world = user;
    MUST(verified == world->genuine);
    world->handshakes++;
}

static inline void world_failure(const apideck_answer *answer, const apideck_event *event,
                                 void *user) {
    struct world *world = user;
    MUST(answer->status >= 400 && (!event || world->genuine));
    world->failures++;
}

static inline void world_last_chance(const apideck_answer *answer, const apideck_event *event,
                                     void *user) {
    struct world *world = user;
    MUST(answer->status >= 500 && event && world->genuine && !world->key);
    world->last_chances++;
}

static inline apideck_handlers world_handlers(struct world *world, unsigned lacks) {
    apideck_handlers handlers;
    apideck_handlers_init(&handlers);
    handlers.any = lacks & 1 ? NULL : world_handle;
    handlers.unknown = lacks & 2 ? NULL : world_handle;
    handlers.invoice_created = lacks & 4 ? NULL : world_handle_invoice;
    handlers.handshake = lacks & 8 ? NULL : world_handshake;
    handlers.failure = lacks & 16 ? NULL : world_failure;
    handlers.last_chance = lacks & 32 ? NULL : world_last_chance;
    handlers.user = world;
    return handlers;
}

#endif
