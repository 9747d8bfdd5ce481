/*
 * Any bytes as a page of the log, or as two, through a replay and a receiver whose memory, store
 * and handler fail where the input says so. Every entry is counted, every missed one ends in one of
 * the ways there are, what is handled is handled once, and nothing leaks.
 */
#include "fuzz.h"

#include <apideck/apideck.h>
#include <apideck/replay.h>
#include <string.h>

struct world {
    struct script script; /* steers what fails */
    size_t blocks;
    size_t handled;
    size_t reported;
};

static int fails(struct world *world) {
    return next_byte(&world->script) % 8 == 7;
}

static void *alloc(size_t size, void *user) {
    struct world *world = user;
    void *block = fails(world) ? NULL : malloc(size);
    world->blocks += block != NULL;
    return block;
}

static void release_block(void *ptr, size_t size, void *user) {
    (void)size;
    ((struct world *)user)->blocks--;
    free(ptr);
}

static int handle(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    struct world *world = user;
    MUST(event == apideck_delivery_event(delivery));
    MUST(apideck_delivery_replayed(delivery) == 1);
    MUST(apideck_delivery_verdict(delivery)->form == 0);
    int result = fails(world) ? 1 : 0;
    world->handled += result == 0;
    return result;
}

static int report(const apideck_replay_item *item, const apideck_answer *answer, void *user) {
    struct world *world = user;
    MUST(item->log && item->log->request_body.ptr);
    MUST(answer->outcome != APIDECK_OUTCOME_HANDSHAKE);
    MUST(answer->outcome != APIDECK_OUTCOME_UNAUTHENTIC);
    world->reported++;
    return 0;
}

static size_t check_counts(apideck_replay *replay) {
    apideck_replay_counts counts = {.size = sizeof counts};
    apideck_replay_item item;
    MUST(apideck_replay_count(replay, &counts) == 0);
    MUST(counts.entries == counts.missed + counts.delivered + counts.repeated + counts.filtered +
                               counts.scheduled + counts.handshakes + counts.bodyless);
    int64_t before = INT64_MIN;
    for (size_t i = 0; i < counts.missed; i++) {
        MUST(apideck_replay_item_at(replay, i, &item) == 0);
        int64_t at = item.event ? item.event->occurred_at_ms : APIDECK_NO_TIME;
        at = at == APIDECK_NO_TIME ? item.log->timestamp_ms : at;
        at = at == APIDECK_NO_TIME ? INT64_MAX : at;
        MUST(at >= before);
        before = at;
    }
    MUST(apideck_replay_item_at(replay, counts.missed, &item) == APIDECK_ERR_NOT_FOUND);
    return counts.missed;
}

static void add(apideck_replay *replay, const uint8_t *page, size_t len) {
    apideck_problem *problem = NULL;
    int error = apideck_replay_add_page(replay, page, len, &problem);
    MUST(error || !problem);
    if (problem) {
        MUST(problem->code == error && problem->message);
        MUST(problem->offset <= len);
    }
    apideck_problem_free(problem);
}

static void run(apideck_replay *replay, apideck_receiver *receiver, struct world *world) {
    size_t missed = check_counts(replay);
    apideck_replay_result result = {.size = sizeof result};
    world->handled = 0;
    world->reported = 0;
    int error = apideck_replay_run(replay, receiver, report, world, &result);
    MUST(world->reported == missed);
    MUST(result.handled + result.duplicate + result.acknowledged + result.failed == missed);
    MUST(result.handled <= world->handled && result.busy == 0 && result.left == 0);
    MUST((error != 0) == (result.failed > 0));
    size_t handled = result.handled;
    world->script.left = 0; /* nothing fails any more: all that was handled is known */
    world->handled = 0;
    (void)apideck_replay_run(replay, receiver, NULL, NULL, &result);
    MUST(result.duplicate >= handled);
    MUST(result.handled == world->handled);
    world->handled = 0;
    (void)apideck_replay_run(replay, receiver, NULL, NULL, &result);
    MUST(world->handled == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct script input = {data, size};
    unsigned flags = next_byte(&input);
    unsigned cut = next_byte(&input);
    unsigned steer_len = next_byte(&input) % 32;
    if (input.left < steer_len) {
        return 0;
    }
    struct world world = {{input.p, steer_len}, 0, 0, 0};
    const uint8_t *page = input.p + steer_len;
    size_t len = input.left - steer_len;
    size_t first = cut < 128 ? len : len * (cut - 128) / 128;

    apideck_keyring *ring = NULL;
    MUST(apideck_keyring_new(NULL, &ring) == 0);
    MUST(apideck_keyring_add(ring, "key", "key", 3) == 0);
    apideck_allocator allocator = {alloc, release_block, &world};
    apideck_handlers handlers;
    apideck_handlers_init(&handlers);
    handlers.any = handle;
    handlers.unknown = handle;
    handlers.user = &world;
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.allocator = &allocator;
    config.keyring = ring;
    config.handlers = &handlers;
    config.store_bytes = 65536;
    apideck_replay_options options;
    apideck_replay_options_init(&options);
    options.allocator = &allocator;
    options.flags = flags;
    options.event_type = flags & 64 ? "accounting.invoice.created" : NULL;
    options.until = flags & 128 ? "2021-07-12T14:26:17.420Z" : NULL;
    apideck_receiver *receiver = NULL;
    apideck_replay *replay = NULL;
    if (apideck_receiver_new(&config, &receiver, NULL)) {
        apideck_keyring_free(ring);
    } else if (apideck_replay_new(&options, &replay, NULL) == 0) {
        add(replay, page, first);
        add(replay, page + first, len - first);
        run(replay, receiver, &world);
    }
    apideck_replay_free(replay);
    apideck_receiver_free(receiver);
    MUST(world.blocks == 0);
    return 0;
}
