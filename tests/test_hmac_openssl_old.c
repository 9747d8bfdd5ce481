/* The same tests with an OpenSSL that takes an order to start anew and goes on where it was, as
 * those before 3.0.3 do. */
#include <openssl/evp.h>

static int init_only_with_key(EVP_MAC_CTX *context, const unsigned char *key, size_t key_len,
                              const OSSL_PARAM params[]) {
    return key ? EVP_MAC_init(context, key, key_len, params) : 1;
}

#define EVP_MAC_init init_only_with_key
#define apideck_hmac_openssl apideck_hmac_openssl_old

#include "providers/hmac_openssl.c"
#include "test_hmac_openssl.c"
