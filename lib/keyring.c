#include "keyring.h"

#include "allocator.h"
#include "hmac.h"
#include "host_table.h"

#include <sodium.h>
#include <stddef.h>
#include <string.h>

int apideck_keyring_new(const apideck_allocator *allocator, apideck_keyring **ring_out) {
    if (!ring_out || !apideck__allocator_valid(allocator)) {
        return APIDECK_ERR_ARGUMENT;
    }
    if (sodium_init() < 0) {
        return APIDECK_ERR_HMAC;
    }
    apideck_allocator own = apideck__allocator(allocator);
    apideck_keyring *ring = apideck__alloc(&own, sizeof *ring);
    if (!ring) {
        return APIDECK_ERR_NO_MEMORY;
    }
    ring->allocator = own;
    ring->provider = apideck__hmac_sodium(&ring->allocator);
    ring->forms = APIDECK_FORMS_ALL;
    ring->keys = NULL;
    *ring_out = ring;
    return 0;
}

int apideck_keyring_use_hmac(apideck_keyring *ring, const apideck_hmac_provider *provider) {
    if (!ring || !provider || ring->keys) {
        return APIDECK_ERR_ARGUMENT;
    }
    apideck_hmac_provider own;
    int error = apideck__host_table_copy(&own, sizeof own, provider,
                                         APIDECK__FIRST_SIZE(apideck_hmac_provider, user));
    if (error) {
        return error;
    }
    if (!own.key_new || !own.key_free || !own.begin || !own.update || !own.finish || !own.abandon) {
        return APIDECK_ERR_CALLBACK_MISSING;
    }
    ring->provider = own;
    return 0;
}

int apideck_keyring_accept(apideck_keyring *ring, unsigned forms) {
    if (!ring || forms == 0 || (forms & ~APIDECK_FORMS_ALL)) {
        return APIDECK_ERR_ARGUMENT;
    }
    ring->forms = forms;
    return 0;
}

const struct apideck__key *apideck__keyring_find(const apideck_keyring *ring, const char *name) {
    const struct apideck__key *key = ring->keys;
    while (key && name && strcmp(key->name, name) != 0) {
        key = key->next;
    }
    return key;
}

/* The provider's own codes mean nothing to our caller; running out of memory does. */
static int prepare(const apideck_keyring *ring, const void *bytes, size_t len,
                   struct apideck__key *key) {
    int error = ring->provider.key_new(bytes, len, &key->prepared, ring->provider.user);
    if (error) {
        return error == APIDECK_ERR_NO_MEMORY ? error : APIDECK_ERR_HMAC;
    }
    return 0;
}

int apideck_keyring_add(apideck_keyring *ring, const char *name, const void *key, size_t key_len) {
    if (!ring || !name || !key) {
        return APIDECK_ERR_ARGUMENT;
    }
    size_t name_len = strlen(name);
    if (key_len == 0 || name_len == 0 || name_len >= APIDECK_KEY_NAME_SIZE ||
        apideck__keyring_find(ring, name)) {
        return APIDECK_ERR_KEY;
    }
    struct apideck__key *added = apideck__alloc(&ring->allocator, sizeof *added);
    if (!added) {
        return APIDECK_ERR_NO_MEMORY;
    }
    memset(added, 0, sizeof *added);
    memcpy(added->name, name, name_len);
    int error = prepare(ring, key, key_len, added);
    if (error) {
        apideck__free(&ring->allocator, added, sizeof *added);
        return error;
    }
    struct apideck__key **last = &ring->keys;
    while (*last) {
        last = &(*last)->next;
    }
    *last = added;
    return 0;
}

void apideck_keyring_free(apideck_keyring *ring) {
    if (!ring) {
        return;
    }
    while (ring->keys) {
        struct apideck__key *key = ring->keys;
        ring->keys = key->next;
        ring->provider.key_free(key->prepared, ring->provider.user);
        apideck__free(&ring->allocator, key, sizeof *key);
    }
    apideck_allocator allocator = ring->allocator;
    apideck__free(&allocator, ring, sizeof *ring);
}
