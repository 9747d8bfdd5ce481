/* An HMAC provider that looks at nothing and gives the MAC that `user` points to: for counting what
 * is done besides hashing. */
#ifndef APIDECK_TESTS_NO_HMAC_H
#define APIDECK_TESTS_NO_HMAC_H

#include <apideck/signature.h>
#include <string.h>

static inline int no_hmac_key_new(const void *key, size_t key_len, void **prepared_out,
                                  void *user) {
    (void)key, (void)key_len;
    *prepared_out = user;
    return 0;
}

static inline void no_hmac_key_free(void *prepared, void *user) {
    (void)prepared, (void)user;
}

static inline int no_hmac_begin(const void *prepared, void *state, void *user) {
    (void)prepared, (void)state, (void)user;
    return 0;
}

static inline int no_hmac_update(void *state, const void *bytes, size_t len, void *user) {
    (void)state, (void)bytes, (void)len, (void)user;
    return 0;
}

static inline int no_hmac_finish(void *state, unsigned char *mac_out, void *user) {
    (void)state;
    memcpy(mac_out, user, APIDECK_MAC_SIZE);
    return 0;
}

static inline void no_hmac_abandon(void *state, void *user) {
    (void)state, (void)user;
}

/* `mac` has APIDECK_MAC_SIZE bytes, and outlives the keyring. */
static inline apideck_hmac_provider no_hmac(unsigned char *mac) {
    apideck_hmac_provider provider;
    apideck_hmac_provider_init(&provider);
    provider.key_new = no_hmac_key_new;
    provider.key_free = no_hmac_key_free;
    provider.begin = no_hmac_begin;
    provider.update = no_hmac_update;
    provider.finish = no_hmac_finish;
    provider.abandon = no_hmac_abandon;
    provider.user = mac;
    return provider;
}

#endif
