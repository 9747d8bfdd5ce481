/* An HMAC provider that counts its calls, fails at the step it is told to, and takes memory for
 * each key and each MAC, so that one that is not given up shows as a leak. For one thread. */
#ifndef APIDECK_TESTS_COUNTING_HMAC_H
#define APIDECK_TESTS_COUNTING_HMAC_H

#include <apideck/signature.h>
#include <sodium.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum hmac_step { STEP_NONE, STEP_KEY_NEW, STEP_BEGIN, STEP_UPDATE, STEP_FINISH };

struct counting_hmac {
    enum hmac_step fail_at;
    int fail_with;
    int keys;  /* live */
    int open;  /* MACs that were begun and neither finished nor abandoned */
    int begun; /* since the start, as all that follow */
    int finished;
    int abandoned;
    size_t bytes;
};

static inline int counting_key_new(const void *key, size_t key_len, void **prepared_out,
                                   void *user) {
    struct counting_hmac *hmac = user;
    if (hmac->fail_at == STEP_KEY_NEW) {
        return hmac->fail_with;
    }
    crypto_auth_hmacsha256_state *state = malloc(sizeof *state);
    crypto_auth_hmacsha256_init(state, key, key_len);
    *prepared_out = state;
    hmac->keys++;
    return 0;
}

static inline void counting_key_free(void *prepared, void *user) {
    ((struct counting_hmac *)user)->keys--;
    free(prepared);
}

static inline int counting_begin(const void *prepared, void *state, void *user) {
    struct counting_hmac *hmac = user;
    if (hmac->fail_at == STEP_BEGIN) {
        return hmac->fail_with;
    }
    if ((uintptr_t)state % _Alignof(max_align_t) != 0) {
        abort();
    }
    memset(state, 0x5a, APIDECK_HMAC_STATE_SIZE); /* all of it is ours */
    crypto_auth_hmacsha256_state *copy = malloc(sizeof *copy);
    memcpy(copy, prepared, sizeof *copy);
    memcpy(state, &copy, sizeof copy);
    hmac->begun++;
    hmac->open++;
    return 0;
}

static inline crypto_auth_hmacsha256_state *counting_state(const void *state) {
    crypto_auth_hmacsha256_state *copy = NULL;
    memcpy(&copy, state, sizeof copy);
    return copy;
}

static inline int counting_update(void *state, const void *bytes, size_t len, void *user) {
    struct counting_hmac *hmac = user;
    if (hmac->fail_at == STEP_UPDATE) {
        return hmac->fail_with;
    }
    hmac->bytes += len;
    return crypto_auth_hmacsha256_update(counting_state(state), bytes, len);
}

/* Frees what begin took also when it fails, as its contract asks. */
static inline int counting_finish(void *state, unsigned char *mac_out, void *user) {
    struct counting_hmac *hmac = user;
    crypto_auth_hmacsha256_final(counting_state(state), mac_out);
    free(counting_state(state));
    hmac->open--;
    hmac->finished++;
    return hmac->fail_at == STEP_FINISH ? hmac->fail_with : 0;
}

static inline void counting_abandon(void *state, void *user) {
    struct counting_hmac *hmac = user;
    free(counting_state(state));
    hmac->open--;
    hmac->abandoned++;
}

static inline apideck_hmac_provider counting_provider(struct counting_hmac *hmac) {
    apideck_hmac_provider provider;
    apideck_hmac_provider_init(&provider);
    provider.key_new = counting_key_new;
    provider.key_free = counting_key_free;
    provider.begin = counting_begin;
    provider.update = counting_update;
    provider.finish = counting_finish;
    provider.abandon = counting_abandon;
    provider.user = hmac;
    return provider;
}

#endif
