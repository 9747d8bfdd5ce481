#include "hashing.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static crypto_auth_hmacsha256_state sodium_key;
static EVP_MAC_CTX *openssl_mac;

void hashing_start(void) {
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    const unsigned char *key = (const unsigned char *)BENCH_KEY;
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    openssl_mac = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac);
    if (sodium_init() < 0 || !openssl_mac ||
        !EVP_MAC_init(openssl_mac, key, strlen(BENCH_KEY), params)) {
        give_up("no HMAC", "");
    }
    crypto_auth_hmacsha256_init(&sodium_key, key, strlen(BENCH_KEY));
}

void hashing_stop(void) {
    EVP_MAC_CTX_free(openssl_mac);
}

int hash_with_sodium(const struct body *body, void *user) {
    (void)user;
    unsigned char mac[32];
    crypto_auth_hmacsha256_state state = sodium_key;
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body->canonical,
                                  body->canonical_len);
    crypto_auth_hmacsha256_final(&state, mac);
    return memcmp(mac, body->mac, sizeof mac) != 0;
}

int hash_with_openssl(const struct body *body, void *user) {
    (void)user;
    unsigned char mac[32];
    size_t len = 0;
    bool done = EVP_MAC_init(openssl_mac, NULL, 0, NULL) == 1 &&
                EVP_MAC_update(openssl_mac, (const unsigned char *)body->canonical,
                               body->canonical_len) == 1 &&
                EVP_MAC_final(openssl_mac, mac, &len, sizeof mac) == 1;
    return !done || memcmp(mac, body->mac, sizeof mac) != 0;
}

/* Counts the quotes and backslashes. */
static unsigned look_at(const char *bytes, size_t len) {
    unsigned found = 0;
    size_t i = 0;
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    for (; i + 16 <= len; i += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i hits = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
        found += (unsigned)__builtin_popcount((unsigned)_mm_movemask_epi8(hits));
    }
#endif
    for (; i < len; i++) {
        found += bytes[i] == '"' || bytes[i] == '\\';
    }
    return found;
}

int floor_once(const struct body *body, void *user) {
    return look_at(body->bytes, body->len) == 0 || hash_with_openssl(body, user);
}
