/*
 * The whole way: any body and headers, signed or not, through a receiver whose allocator, store and
 * handler fail where the input says so. Only what is signed is handled; a handled event is answered
 * 200 or comes again; nothing leaks.
 */
#include "fuzz.h"

#include <apideck/apideck.h>
#include <string.h>

struct world {
    const uint8_t *data; /* steers what fails */
    size_t size;
    size_t blocks;
    int handled;
    int committed;
    int claimed;
};

static int fails(struct world *world) {
    return take_byte(&world->data, &world->size) % 8 == 7;
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

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    struct world *world = user;
    MUST(key.len > 0 && lease_ms > 0 && now_ms > 0);
    int verdict = (int)(take_byte(&world->data, &world->size) % 6) - 1;
    *claim_out = (apideck_claim){(uint64_t)(verdict == APIDECK_CLAIM_NEW), NULL};
    world->claimed += verdict == APIDECK_CLAIM_NEW;
    return verdict;
}

static int commit(apideck_str key, const apideck_claim *claim_in, int64_t retain_until_ms,
                  void *user) {
    struct world *world = user;
    (void)key;
    MUST(claim_in->token == 1 && retain_until_ms > 0);
    world->claimed--;
    int result = (int)(take_byte(&world->data, &world->size) % 4) - 2;
    world->committed += result == 0;
    return result;
}

static int release(apideck_str key, const apideck_claim *claim_in, void *user) {
    struct world *world = user;
    (void)key;
    MUST(claim_in->token == 1);
    world->claimed--;
    return fails(world) ? -1 : 0;
}

static int handle(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    struct world *world = user;
    MUST(event == apideck_delivery_event(delivery));
    world->handled++;
    return fails(world) ? 1 : 0;
}

static void receive(apideck_receiver *receiver, struct world *world, const char *signature,
                    apideck_str type, const uint8_t *body, size_t len, int is_signed) {
    const apideck_header headers[] = {
        {{"X-Apideck-Event-Type", 20}, type},
        {{"x-apideck-signature", 19}, {signature, signature ? strlen(signature) : 0}},
    };
    apideck_answer answer;
    int result = apideck_receive(receiver, headers, 2, body, len, &answer);
    MUST(answer.reason && answer.status >= 200 && answer.status < 600);
    MUST((result == 0) == (answer.status == 200));
    MUST(is_signed || world->handled == 0);
    MUST(answer.outcome != APIDECK_OUTCOME_HANDLED || world->committed == 1);
    MUST(world->claimed == 0 && world->handled <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    unsigned steering = take_byte(&data, &size);
    unsigned steer_len = take_byte(&data, &size) % 16;
    unsigned type_len = take_byte(&data, &size) % 40;
    if (size < steer_len + type_len) {
        return 0;
    }
    struct world world = {data, steer_len, 0, 0, 0, 0};
    apideck_str type = {(const char *)data + steer_len, type_len};
    const uint8_t *body = data + steer_len + type_len;
    size_t len = size - steer_len - type_len;

    apideck_keyring *ring = NULL;
    MUST(apideck_keyring_new(NULL, &ring) == 0);
    MUST(apideck_keyring_add(ring, "key", "key", 3) == 0);
    char signature[APIDECK_SIGNATURE_SIZE] = "not a signature";
    int is_signed = (steering & 1) && apideck_sign(ring, NULL, body, len, APIDECK_FORM_SORTED,
                                                   APIDECK_ENCODING_HEX, signature) == 0;
    apideck_allocator allocator = {alloc, release_block, &world};
    apideck_store store;
    apideck_store_init(&store);
    store.claim = claim;
    store.commit = commit;
    store.release = release;
    store.user = &world;
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
    config.store = &store;
    apideck_receiver *receiver = NULL;
    if (apideck_receiver_new(&config, &receiver, NULL) == 0) {
        receive(receiver, &world, steering & 2 ? NULL : signature, type, body, len, is_signed);
        apideck_receiver_free(receiver);
    } else {
        apideck_keyring_free(ring);
    }
    MUST(world.blocks == 0);
    return 0;
}
