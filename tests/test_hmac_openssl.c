/* The HMAC-SHA256 of OpenSSL, through its provider table: the same vectors as libsodium's
 * (test_hmac.c), which are those of RFC 4231 section 4. */
#include "check.h"
#include "in_threads.h"
#include "rfc4231.h"

#include <apideck/apideck.h>
#include <apideck/hmac_openssl.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

/* OpenSSL's allocator, which fails when it is told to ----------------------------------------- */

static atomic_int live; /* blocks */
static atomic_int until_failure = -1;

static int is_to_fail(void) {
    int left = atomic_load(&until_failure);
    return left >= 0 && atomic_fetch_sub(&until_failure, 1) == 0;
}

static void *counted_malloc(size_t size, const char *file, int line) {
    (void)file, (void)line;
    void *block = is_to_fail() ? NULL : malloc(size);
    atomic_fetch_add(&live, block != NULL);
    return block;
}

static void *counted_realloc(void *old, size_t size, const char *file, int line) {
    (void)file, (void)line;
    void *block = is_to_fail() ? NULL : realloc(old, size);
    atomic_fetch_add(&live, block != NULL && old == NULL);
    return block;
}

static void counted_free(void *block, const char *file, int line) {
    (void)file, (void)line;
    atomic_fetch_sub(&live, block != NULL);
    free(block);
}

/* Vectors -------------------------------------------------------------------------------------- */

static void *new_key(const apideck_hmac_provider *provider, const char *key, size_t len) {
    void *prepared = NULL;
    CHECK_INT(provider->key_new(key, len, &prepared, provider->user), 0);
    return prepared;
}

/* The MAC of data that comes in two parts, in hexadecimal. */
static void mac_of(const apideck_hmac_provider *provider, const void *key, const char *data,
                   size_t len, size_t cut, char hex[65]) {
    _Alignas(max_align_t) unsigned char state[APIDECK_HMAC_STATE_SIZE];
    unsigned char mac[APIDECK_MAC_SIZE] = {0};
    CHECK_INT(provider->begin(key, state, provider->user), 0);
    CHECK_INT(provider->update(state, data, cut, provider->user), 0);
    CHECK_INT(provider->update(state, data + cut, len - cut, provider->user), 0);
    CHECK_INT(provider->finish(state, mac, provider->user), 0);
    sodium_bin2hex(hex, 65, mac, sizeof mac);
}

static void test_rfc_4231(void) {
    const apideck_hmac_provider *provider = apideck_hmac_openssl();
    for (size_t i = 0; i < RFC4231_CASES; i++) {
        char key[256];
        char data[256];
        char hex[65];
        size_t len = expand(rfc4231[i].data, data);
        void *prepared = new_key(provider, key, expand(rfc4231[i].key, key));
        for (size_t cut = 0; cut <= len; cut++) {
            mac_of(provider, prepared, data, len, cut, hex);
            CHECK_STR(hex, strlen(rfc4231[i].mac), rfc4231[i].mac);
        }
        provider->key_free(prepared, provider->user);
    }
}

/* Contexts are used again: what was abandoned, or is under way, must not show in the next MAC. */
static void test_macs_under_way_at_once(void) {
    const apideck_hmac_provider *provider = apideck_hmac_openssl();
    void *key = new_key(provider, "Jefe", 4);
    _Alignas(max_align_t) unsigned char states[3][APIDECK_HMAC_STATE_SIZE];
    char hex[65];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3; i++) {
            CHECK_INT(provider->begin(key, states[i], provider->user), 0);
            CHECK_INT(provider->update(states[i], "something else", 14, provider->user), 0);
        }
        mac_of(provider, key, rfc4231[JEFE_CASE].data.text, 28, 16, hex);
        CHECK_STR(hex, 64, rfc4231[JEFE_CASE].mac);
        for (int i = 0; i < 3; i++) {
            provider->abandon(states[i], provider->user);
        }
        mac_of(provider, key, rfc4231[JEFE_CASE].data.text, 28, 0, hex);
        CHECK_STR(hex, 64, rfc4231[JEFE_CASE].mac);
    }
    provider->key_free(key, provider->user);
}

/* A whole delivery ------------------------------------------------------------------------------
 */

static const char body[] = "{\"payload\":{\"event_type\":\"accounting.invoice.created\","
                           "\"event_id\":\"1\",\"entity_id\":\"7\"}}";

static apideck_keyring *new_ring(int openssl) {
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    if (openssl) {
        CHECK_INT(apideck_keyring_use_hmac(ring, apideck_hmac_openssl()), 0);
    }
    CHECK_INT(apideck_keyring_add(ring, "old", "old key", 7), 0);
    CHECK_INT(apideck_keyring_add(ring, "new", "new key", 7), 0);
    return ring;
}

static void sign(const apideck_keyring *ring, char signature[APIDECK_SIGNATURE_SIZE]) {
    CHECK_INT(apideck_sign(ring, "new", body, sizeof body - 1, APIDECK_FORM_SORTED,
                           APIDECK_ENCODING_HEX, signature),
              0);
}

static int verify(const apideck_keyring *ring, const char *signature, apideck_verdict *verdict) {
    apideck_event *event = NULL;
    int error = apideck_verify_event(ring, body, sizeof body - 1, signature, strlen(signature),
                                     NULL, &event, verdict, NULL);
    apideck_event_free(event);
    return error;
}

/* libsodium and OpenSSL agree. */
static void test_delivery(void) {
    apideck_keyring *sodium = new_ring(0);
    apideck_keyring *openssl = new_ring(1);
    char signature[APIDECK_SIGNATURE_SIZE];
    apideck_verdict verdict;
    sign(sodium, signature);
    CHECK_INT(verify(openssl, signature, &verdict), 0);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "new");
    sign(openssl, signature);
    CHECK_INT(verify(sodium, signature, &verdict), 0);
    signature[0] = signature[0] == 'a' ? 'b' : 'a';
    CHECK_INT(verify(openssl, signature, NULL), APIDECK_ERR_SIGNATURE_MISMATCH);
    apideck_keyring_free(sodium);
    apideck_keyring_free(openssl);
}

struct shared {
    const apideck_keyring *ring;
    char signature[APIDECK_SIGNATURE_SIZE];
    atomic_int wrong;
};

static void verify_often(int number, void *user) {
    struct shared *shared = user;
    char forged[APIDECK_SIGNATURE_SIZE];
    memcpy(forged, shared->signature, sizeof forged);
    forged[number] = forged[number] == 'a' ? 'b' : 'a';
    for (int i = 0; i < 500; i++) {
        int genuine_error = verify(shared->ring, shared->signature, NULL);
        int forged_error = verify(shared->ring, forged, NULL);
        atomic_fetch_add(&shared->wrong, genuine_error != 0);
        atomic_fetch_add(&shared->wrong, forged_error != APIDECK_ERR_SIGNATURE_MISMATCH);
    }
}

/* More threads than there are slots for contexts, so that some share one. */
static void test_threads(void) {
    apideck_keyring *ring = new_ring(1);
    struct shared shared = {.ring = ring};
    sign(ring, shared.signature);
    CHECK_INT(in_threads(24, verify_often, &shared), 0);
    CHECK_INT(shared.wrong, 0);
    apideck_keyring_free(ring);
}

/* Memory --------------------------------------------------------------------------------------- */

/* Makes a key and a MAC, and has the n-th allocation fail. Returns whether it was asked for. */
static int fail_at(int n) {
    const apideck_hmac_provider *provider = apideck_hmac_openssl();
    _Alignas(max_align_t) unsigned char state[APIDECK_HMAC_STATE_SIZE];
    unsigned char mac[APIDECK_MAC_SIZE];
    char hex[65];
    void *key = NULL;
    atomic_store(&until_failure, n);
    int error = provider->key_new("Jefe", 4, &key, provider->user);
    CHECK(error == 0 || key == NULL);
    if (!error) {
        error = provider->begin(key, state, provider->user);
        if (!error) {
            int update = provider->update(state, rfc4231[JEFE_CASE].data.text, 28, provider->user);
            error = provider->finish(state, mac, provider->user);
            error = update ? update : error;
        }
        provider->key_free(key, provider->user);
    }
    int asked = atomic_exchange(&until_failure, -1) < 0;
    if (!error) {
        sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
        CHECK_STR(hex, 64, rfc4231[JEFE_CASE].mac);
    }
    return asked;
}

/* A failure is told or does no harm, and leaves nothing behind. */
static void test_no_memory(void) {
    (void)fail_at(1000000); /* what OpenSSL makes once and keeps */
    int failures = 0;
    for (int n = 0; fail_at(n) && n < 1000; n++) {
        failures++;
    }
    CHECK(failures > 3);
    int before = atomic_load(&live);
    (void)fail_at(1000000);
    CHECK_INT(live, before);
}

static void test_nothing_is_left(void) {
    const apideck_hmac_provider *provider = apideck_hmac_openssl();
    int before = atomic_load(&live);
    char hex[65];
    void *key = new_key(provider, "Jefe", 4);
    mac_of(provider, key, rfc4231[JEFE_CASE].data.text, 28, 3, hex);
    CHECK(atomic_load(&live) > before);
    provider->key_free(key, provider->user);
    CHECK_INT(live, before);
}

int main(void) {
    CHECK_INT(CRYPTO_set_mem_functions(counted_malloc, counted_realloc, counted_free), 1);
    test_rfc_4231();
    test_macs_under_way_at_once();
    test_delivery();
    test_threads();
    test_nothing_is_left();
    test_no_memory();
    return check_summary();
}
