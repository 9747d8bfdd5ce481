/* The keys that a signature may be made with. */
#ifndef APIDECK_LIB_KEYRING_H
#define APIDECK_LIB_KEYRING_H

#include <apideck/signature.h>

struct apideck__key {
    char name[APIDECK_KEY_NAME_SIZE];
    void *prepared;
    struct apideck__key *next;
};

struct apideck_keyring {
    apideck_allocator allocator;
    apideck_hmac_provider provider;
    unsigned forms;
    struct apideck__key *keys; /* in the order in which they were added */
};

/* A key by its name, the first for NULL; NULL where there is none. */
const struct apideck__key *apideck__keyring_find(const apideck_keyring *ring, const char *name);

#endif
