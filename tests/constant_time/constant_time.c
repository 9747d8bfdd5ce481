/* Usage: constant_time [hex|base64] [openssl]; under valgrind. The bytes of keys and of signatures
 * are marked undefined, as secp256k1 does it: valgrind then reports each branch and each address
 * that depends on one of them, before the library says that a verdict is public. */
#include "../check.h"

#include <apideck/receiver.h>
#include <apideck/signature.h>
#include <ctype.h>
#include <stdlib.h>
#include <valgrind/memcheck.h>

#ifdef WITH_OPENSSL
#include <apideck/hmac_openssl.h>
#endif

#define KEYS 3

static const char *const keys[KEYS] = {
    "first-key", "a-key-that-is-longer-than-one-block-of-sha256-which-has-64-bytes-so-it-is-hashed",
    "k"};
static const char *const names[KEYS] = {"first", "second", "third"};

/* The forms of the last one differ in their bytes. */
static const char *const bodies[] = {
    "{}",
    "{\"payload\":{\"event_id\":\"e-1\",\"event_type\":\"accounting.invoice.created\"}}",
    "{\"z\":[{\"b\":1.0,\"a\":2}],\"event_id\":\"\\u00e9\"}",
};

static const apideck_form forms[] = {APIDECK_FORM_SORTED, APIDECK_FORM_SORTED_DEEP,
                                     APIDECK_FORM_RAW};

static int with_openssl;

static apideck_keyring *new_ring(int secret) {
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
#ifdef WITH_OPENSSL
    if (with_openssl) {
        CHECK_INT(apideck_keyring_use_hmac(ring, apideck_hmac_openssl()), 0);
    }
#endif
    for (int i = 0; i < KEYS; i++) {
        char key[128];
        size_t len = strlen(keys[i]);
        memcpy(key, keys[i], len);
        if (secret) {
            (void)VALGRIND_MAKE_MEM_UNDEFINED(key, len);
        }
        CHECK_INT(apideck_keyring_add(ring, names[i], key, len), 0);
    }
    return ring;
}

/* Verifies a copy of the signature whose bytes nobody may look at. */
static int verify(const apideck_keyring *ring, const char *body, const char *signature,
                  apideck_verdict *verdict) {
    size_t len = strlen(signature);
    char *copy = malloc(len);
    memcpy(copy, signature, len);
    (void)VALGRIND_MAKE_MEM_UNDEFINED(copy, len);
    int result = apideck_verify_signature(ring, body, strlen(body), copy, len, verdict);
    free(copy);
    return result;
}

/* With one byte changed to another that such a signature may have, and to one that it may not. */
static void check_forged(const apideck_keyring *ring, const char *body, const char *signature) {
    size_t len = strlen(signature);
    size_t places[] = {0, 1, len / 2, len - 2};
    for (size_t i = 0; i < 4; i++) {
        char forged[APIDECK_SIGNATURE_SIZE];
        memcpy(forged, signature, len + 1);
        char *byte = &forged[places[i]];
        *byte = *byte == '0' ? '1' : '0';
        CHECK_INT(verify(ring, body, forged, NULL), APIDECK_ERR_SIGNATURE_MISMATCH);
        *byte = '?';
        CHECK_INT(verify(ring, body, forged, NULL), APIDECK_ERR_SIGNATURE_MALFORMED);
    }
}

/* Shorter and longer than any: its length alone is looked at, which is public. */
static void check_lengths(const apideck_keyring *ring, const char *body, const char *signature) {
    char other[APIDECK_SIGNATURE_SIZE + 1];
    size_t len = strlen(signature);
    size_t lengths[] = {1, len / 2, len - 1, len + 1};
    for (size_t i = 0; i < 4; i++) {
        memset(other, '0', sizeof other);
        memcpy(other, signature, len);
        other[lengths[i]] = '\0';
        CHECK_INT(verify(ring, body, other, NULL), APIDECK_ERR_SIGNATURE_MALFORMED);
    }
}

static void check_signature(const apideck_keyring *secret, const char *body, const char *signature,
                            const char *name) {
    apideck_verdict verdict;
    CHECK_INT(verify(secret, body, signature, &verdict), 0);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), name);
    check_forged(secret, body, signature);
    check_lengths(secret, body, signature);
}

static void check_body(const apideck_keyring *secret, const apideck_keyring *open, const char *body,
                       apideck_encoding encoding) {
    for (size_t form = 0; form < 3; form++) {
        for (int key = 0; key < KEYS; key++) {
            char signature[APIDECK_SIGNATURE_SIZE];
            CHECK_INT(apideck_sign(open, names[key], body, strlen(body), forms[form], encoding,
                                   signature),
                      0);
            check_signature(secret, body, signature, names[key]);
            for (char *c = signature; encoding == APIDECK_ENCODING_HEX && *c; c++) {
                *c = (char)toupper((unsigned char)*c);
            }
            check_signature(secret, body, signature, names[key]);
        }
    }
}

/* A signature that is made is public, and nothing on the way to it was looked at. */
static void check_signing(const apideck_keyring *secret, const apideck_keyring *open,
                          const char *body, apideck_encoding encoding) {
    char expected[APIDECK_SIGNATURE_SIZE] = "";
    char signature[APIDECK_SIGNATURE_SIZE] = "";
    for (int key = 0; key < KEYS; key++) {
        CHECK_INT(apideck_sign(secret, names[key], body, strlen(body), APIDECK_FORM_SORTED,
                               encoding, signature),
                  0);
        CHECK_INT(apideck_sign(open, names[key], body, strlen(body), APIDECK_FORM_SORTED, encoding,
                               expected),
                  0);
        (void)VALGRIND_MAKE_MEM_DEFINED(signature, sizeof signature);
        CHECK_STR(signature, strlen(signature), expected);
    }
}

/* Else a program that marks nothing would pass as well. */
static void check_marks(void) {
    unsigned char marked[2] = {1, 2};
    (void)VALGRIND_MAKE_MEM_UNDEFINED(marked, 1);
    CHECK_INT(VALGRIND_CHECK_MEM_IS_DEFINED(&marked[1], 1), 0);
    unsigned char bits[1] = {0};
    CHECK_INT(VALGRIND_GET_VBITS(marked, bits, 1), 1);
    CHECK_INT(bits[0], 0xff);
}

int main(int argc, char **argv) {
    if (!RUNNING_ON_VALGRIND) {
        fprintf(stderr, "%s: to be run under valgrind\n", argv[0]);
        return 2;
    }
    int hex = argc < 2 || strcmp(argv[1], "hex") == 0;
    int base64 = argc < 2 || strcmp(argv[1], "base64") == 0;
    with_openssl = argc > 2 && strcmp(argv[2], "openssl") == 0;
    check_marks();
    apideck_keyring *secret = new_ring(1);
    apideck_keyring *open = new_ring(0);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        for (int encoding = APIDECK_ENCODING_HEX; encoding <= APIDECK_ENCODING_BASE64; encoding++) {
            if (encoding == APIDECK_ENCODING_HEX ? hex : base64) {
                check_body(secret, open, bodies[i], (apideck_encoding)encoding);
                check_signing(secret, open, bodies[i], (apideck_encoding)encoding);
            }
        }
    }
    apideck_keyring_free(secret);
    apideck_keyring_free(open);
    return check_summary();
}
