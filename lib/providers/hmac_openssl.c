#include "../declassify.h"

#include <apideck/hmac_openssl.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define SLOTS 16
#define CACHE_LINE 64

/* Making a context takes as long as the HMAC of a short body, so one that is done with is kept for
 * the next MAC. A thread is told from others by where its stack is; those that share a slot are
 * only slower. */
struct slot {
    _Atomic(EVP_MAC_CTX *) ready;
    unsigned char apart[CACHE_LINE - sizeof(EVP_MAC_CTX *)]; /* no two slots in one cache line */
};

struct key {
    EVP_MAC_CTX *pattern; /* has the key; nothing is hashed with it, so it is there to duplicate */
    bool restarts;        /* whether a context that was used can be used again */
    struct slot slots[SLOTS];
};

/* A MAC under way. */
struct mac {
    EVP_MAC_CTX *context;
    struct slot *slot; /* where to leave the context; NULL for nowhere */
};

_Static_assert(sizeof(struct mac) <= APIDECK_HMAC_STATE_SIZE, "a MAC fits the caller's room");

/* Keys ----------------------------------------------------------------------------------------- */

static EVP_MAC_CTX *new_context(const void *key, size_t key_len) {
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac); /* the context holds on to it */
    if (context && !EVP_MAC_init(context, key, key_len, params)) {
        EVP_MAC_CTX_free(context);
        return NULL;
    }
    return context;
}

static bool restart(EVP_MAC_CTX *context) {
    return EVP_MAC_init(context, NULL, 0, NULL) == 1;
}

static bool mac_of_nothing(EVP_MAC_CTX *context, unsigned char mac_out[APIDECK_MAC_SIZE]) {
    size_t len = 0;
    return context && EVP_MAC_final(context, mac_out, &len, APIDECK_MAC_SIZE) == 1;
}

/* Before 3.0.3, OpenSSL and its FIPS module take an order to start anew, and go on where they were
 * (openssl/openssl#17811). */
static bool really_restarts(EVP_MAC_CTX *pattern) {
    unsigned char expected[APIDECK_MAC_SIZE];
    unsigned char actual[APIDECK_MAC_SIZE];
    EVP_MAC_CTX *fresh = EVP_MAC_CTX_dup(pattern);
    EVP_MAC_CTX *used = EVP_MAC_CTX_dup(pattern);
    bool same = mac_of_nothing(fresh, expected) && used &&
                EVP_MAC_update(used, (const unsigned char *)"used", 4) == 1 && restart(used) &&
                mac_of_nothing(used, actual) && restart(used) && mac_of_nothing(used, actual) &&
                CRYPTO_memcmp(expected, actual, sizeof actual) == 0;
    EVP_MAC_CTX_free(fresh);
    EVP_MAC_CTX_free(used);
    return same;
}

static int key_new(const void *bytes, size_t len, void **prepared_out, void *user) {
    (void)user;
    struct key *key = OPENSSL_zalloc(sizeof *key);
    if (!key) {
        return APIDECK_ERR_NO_MEMORY;
    }
    key->pattern = new_context(bytes, len);
    if (!key->pattern) {
        OPENSSL_free(key);
        return APIDECK_ERR_HMAC;
    }
    key->restarts = really_restarts(key->pattern);
    APIDECK__DECLASSIFY(&key->restarts, sizeof key->restarts); /* it tells the version of OpenSSL */
    for (size_t i = 0; i < SLOTS; i++) {
        atomic_init(&key->slots[i].ready, NULL);
    }
    *prepared_out = key;
    return 0;
}

/* OpenSSL wipes what a context holds. */
static void key_free(void *prepared, void *user) {
    (void)user;
    struct key *key = prepared;
    for (size_t i = 0; i < SLOTS; i++) {
        EVP_MAC_CTX_free(atomic_load(&key->slots[i].ready));
    }
    EVP_MAC_CTX_free(key->pattern);
    OPENSSL_free(key);
}

/* MACs ----------------------------------------------------------------------------------------- */

static struct slot *own_slot(struct key *key, const void *stack) {
    /* Stacks lie far apart and are used near their top: multiplying spreads what differs. */
    uint64_t place = (uint64_t)(uintptr_t)stack >> 14;
    return &key->slots[(place * 0x9e3779b97f4a7c15u >> 60) % SLOTS];
}

static EVP_MAC_CTX *take(struct slot *slot) {
    return atomic_exchange_explicit(&slot->ready, NULL, memory_order_acquire);
}

/* Gives the context up, or leaves it for the next MAC; another thread may have left one meanwhile.
 */
static void leave(struct mac *mac) {
    if (mac->slot) {
        mac->context =
            atomic_exchange_explicit(&mac->slot->ready, mac->context, memory_order_acq_rel);
    }
    EVP_MAC_CTX_free(mac->context);
}

static int begin(const void *prepared, void *state, void *user) {
    (void)user;
    struct key *key = (struct key *)(uintptr_t)prepared; /* of which only the slots change */
    struct mac *mac = state;
    mac->slot = key->restarts ? own_slot(key, state) : NULL;
    mac->context = mac->slot ? take(mac->slot) : NULL;
    if (mac->context && restart(mac->context)) {
        return 0;
    }
    EVP_MAC_CTX_free(mac->context);
    mac->context = EVP_MAC_CTX_dup(key->pattern);
    return mac->context ? 0 : APIDECK_ERR_HMAC;
}

static int update(void *state, const void *bytes, size_t len, void *user) {
    (void)user;
    struct mac *mac = state;
    return EVP_MAC_update(mac->context, bytes, len) == 1 ? 0 : APIDECK_ERR_HMAC;
}

static int finish(void *state, unsigned char *mac_out, void *user) {
    (void)user;
    struct mac *mac = state;
    size_t len = 0;
    bool done = EVP_MAC_final(mac->context, mac_out, &len, APIDECK_MAC_SIZE) == 1 &&
                len == APIDECK_MAC_SIZE;
    leave(mac);
    return done ? 0 : APIDECK_ERR_HMAC;
}

static void abandon(void *state, void *user) {
    (void)user;
    leave(state);
}

const apideck_hmac_provider *apideck_hmac_openssl(void) {
    static const apideck_hmac_provider provider = {
        .size = sizeof provider,
        .key_new = key_new,
        .key_free = key_free,
        .begin = begin,
        .update = update,
        .finish = finish,
        .abandon = abandon,
    };
    return &provider;
}
