#include "hmac.h"

#include "allocator.h"

#include <sodium.h>
#include <string.h>

/* The state after the key's two blocks: copying it saves hashing them for each delivery. */
typedef crypto_auth_hmacsha256_state hmac_state;

_Static_assert(sizeof(hmac_state) <= APIDECK_HMAC_STATE_SIZE, "the state fits the caller's room");

static int key_new(const void *key, size_t key_len, void **prepared_out, void *user) {
    hmac_state *state = apideck__alloc(user, sizeof *state);
    if (!state) {
        return APIDECK_ERR_NO_MEMORY;
    }
    (void)crypto_auth_hmacsha256_init(state, key, key_len);
    *prepared_out = state;
    return 0;
}

static void key_free(void *prepared, void *user) {
    sodium_memzero(prepared, sizeof(hmac_state));
    apideck__free(user, prepared, sizeof(hmac_state));
}

static int begin(const void *prepared, void *state, void *user) {
    (void)user;
    memcpy(state, prepared, sizeof(hmac_state));
    return 0;
}

static int update(void *state, const void *bytes, size_t len, void *user) {
    (void)user;
    return crypto_auth_hmacsha256_update(state, bytes, len);
}

static int finish(void *state, unsigned char *mac_out, void *user) {
    (void)user;
    int result = crypto_auth_hmacsha256_final(state, mac_out);
    sodium_memzero(state, sizeof(hmac_state));
    return result;
}

static void abandon(void *state, void *user) {
    (void)user;
    sodium_memzero(state, sizeof(hmac_state));
}

apideck_hmac_provider apideck__hmac_sodium(apideck_allocator *allocator) {
    return (apideck_hmac_provider){
        .size = sizeof(apideck_hmac_provider),
        .key_new = key_new,
        .key_free = key_free,
        .begin = begin,
        .update = update,
        .finish = finish,
        .abandon = abandon,
        .user = allocator,
    };
}
