/*
 * HMAC-SHA256 from OpenSSL 3, in place of libsodium's: it uses the processor's SHA instructions
 * where there are any, and the FIPS provider where OpenSSL is configured for it. A library of its
 * own, libapideck-openssl, so that only those who want it link libcrypto.
 */
#ifndef APIDECK_HMAC_OPENSSL_H
#define APIDECK_HMAC_OPENSSL_H

#include <apideck/base.h>
#include <apideck/signature.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The table to hand to apideck_keyring_use_hmac, before the first key is added. Static.
 * Works in OpenSSL's default library context, and allocates from OpenSSL: for each key one context,
 * and one more for each thread that verifies at the same time, of which up to 16 are kept until the
 * key is freed. Where a callback fails, OpenSSL's error queue has the reason. Thread-safe.
 */
APIDECK_API const apideck_hmac_provider *apideck_hmac_openssl(void);

#ifdef __cplusplus
}
#endif

#endif
