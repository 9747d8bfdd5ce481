/* What must never pass: a changed body, key or signature, and signatures that are none. */
#include "check.h"
#include "counting_hmac.h"

#include <sodium.h>

/* No other spelling of this body, one byte away, means the same. */
static const char body[] = "{\"a\":[true,{\"id\":\"x1\"}],\"b\":2.5,\"c\":null}";
static const char key[] = "k\x01y";

/* printf '%s' BODY | openssl dgst -sha256 -mac HMAC -macopt hexkey:6b0179, and the same in base64
 */
static const char hex[] = "c5a344ecef5bf7bfa97afd1d9f13b808912f31a84cda64f6da5e1341e56a153b";
static const char base64[] = "xaNE7O9b97+pev0dnxO4CJEvMahM2mT22l4TQeVqFTs=";

static apideck_keyring *ring_with(const void *bytes, size_t len) {
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_keyring_add(ring, "k", bytes, len), 0);
    return ring;
}

static int verify(const apideck_keyring *ring, const char *text, size_t len, const char *signature,
                  size_t signature_len) {
    apideck_verdict verdict = {0, 0, "untouched"};
    int result = apideck_verify_signature(ring, text, len, signature, signature_len, &verdict);
    CHECK((result == 0) == (strcmp(verdict.key_name, "k") == 0));
    CHECK(result == 0 || (verdict.form == 0 && strcmp(verdict.key_name, "untouched") == 0));
    return result;
}

static void test_the_genuine_one_passes(void) {
    apideck_keyring *ring = ring_with(key, sizeof key - 1);
    CHECK_INT(verify(ring, body, sizeof body - 1, hex, 64), 0);
    CHECK_INT(verify(ring, body, sizeof body - 1, base64, 44), 0);
    apideck_keyring_free(ring);
}

/* Every value of every byte; bytes left out at the end; a byte more. */
static void test_changed_body(void) {
    apideck_keyring *ring = ring_with(key, sizeof key - 1);
    char changed[sizeof body];
    memcpy(changed, body, sizeof body);
    int passed = 0;
    for (size_t i = 0; i < sizeof body - 1; i++) {
        for (int c = 0; c < 256; c++) {
            changed[i] = (char)c;
            int same = changed[i] == body[i];
            passed += !same && verify(ring, changed, sizeof body - 1, hex, 64) == 0;
        }
        changed[i] = body[i];
        passed += verify(ring, body, i, hex, 64) == 0;
    }
    CHECK_INT(passed, 0);
    CHECK_INT(verify(ring, body, sizeof body, hex, 64), APIDECK_ERR_JSON_TRAILING); /* its NUL */
    apideck_keyring_free(ring);
}

static void test_changed_key(void) {
    for (size_t i = 0; i < sizeof key - 1; i++) {
        for (int bit = 0; bit < 8; bit++) {
            char changed[sizeof key];
            memcpy(changed, key, sizeof key);
            changed[i] = (char)((unsigned char)changed[i] ^ 1u << bit);
            apideck_keyring *ring = ring_with(changed, sizeof key - 1);
            CHECK_INT(verify(ring, body, sizeof body - 1, hex, 64), APIDECK_ERR_SIGNATURE_MISMATCH);
            apideck_keyring_free(ring);
        }
    }
    apideck_keyring *shorter = ring_with(key, sizeof key - 2);
    CHECK_INT(verify(shorter, body, sizeof body - 1, hex, 64), APIDECK_ERR_SIGNATURE_MISMATCH);
    apideck_keyring_free(shorter);
}

static int is_hex_digit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static int lower(int c) {
    return c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c;
}

/* Every value of every byte; only the case of a digit is free. Among them the control characters
 * 0x10 to 0x19, which a careless folding of cases takes for '0' to '9'. */
static void test_changed_hex(void) {
    apideck_keyring *ring = ring_with(key, sizeof key - 1);
    for (size_t i = 0; i < 64; i++) {
        char changed[65];
        memcpy(changed, hex, sizeof changed);
        for (int c = 0; c < 256; c++) {
            changed[i] = (char)c;
            int expected = !is_hex_digit(c)          ? APIDECK_ERR_SIGNATURE_MALFORMED
                           : lower(c) == (int)hex[i] ? 0
                                                     : APIDECK_ERR_SIGNATURE_MISMATCH;
            CHECK_INT(verify(ring, body, sizeof body - 1, changed, 64), expected);
        }
    }
    apideck_keyring_free(ring);
}

static void test_control_characters_for_all_digits(void) {
    apideck_keyring *ring = ring_with(key, sizeof key - 1);
    char changed[65];
    for (int i = 0; i <= 64; i++) {
        changed[i] = (char)(hex[i] >= '0' && hex[i] <= '9' ? hex[i] - 0x20 : hex[i]);
    }
    CHECK_INT(verify(ring, body, sizeof body - 1, changed, 64), APIDECK_ERR_SIGNATURE_MALFORMED);
    apideck_keyring_free(ring);
}

/* What a base64 signature with the byte `c` at place `i` is to give. Nothing is free here, the two
 * bits of the last digit that carry nothing included; there, and where padding stands in the text,
 * or text in the padding, either code will do. */
static int base64_code(size_t i, int c) {
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    int in_alphabet = c != 0 && strchr(alphabet, c) != NULL;
    if (c == base64[i]) {
        return 0;
    }
    if (!in_alphabet && c != '=') {
        return APIDECK_ERR_SIGNATURE_MALFORMED;
    }
    return i < 42 && in_alphabet ? APIDECK_ERR_SIGNATURE_MISMATCH : 1;
}

static void test_changed_base64(void) {
    apideck_keyring *ring = ring_with(key, sizeof key - 1);
    int passed = 0;
    int other_code = 0;
    for (size_t i = 0; i < 44; i++) {
        char changed[45];
        memcpy(changed, base64, sizeof changed);
        for (int c = 0; c < 256; c++) {
            changed[i] = (char)c;
            int result = verify(ring, body, sizeof body - 1, changed, 44);
            int expected = base64_code(i, c);
            passed += result == 0;
            other_code += expected <= 0 && result != expected;
        }
    }
    CHECK_INT(passed, 44);
    CHECK_INT(other_code, 0);
    apideck_keyring_free(ring);
}

static void test_malformed(void) {
    static const char *const malformed[] = {
        "0",
        "sha256=",
        "zz00000000000000000000000000000000000000000000000000000000000000",
        "0x00000000000000000000000000000000000000000000000000000000000000",
        "00000000000000000000000000000000 0000000000000000000000000000000",
        "000000000000000000000000000000000000000000000000000000000000000",
        "00000000000000000000000000000000000000000000000000000000000000000",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",  /* no padding */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", /* 33 bytes */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", /* 31 bytes */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-_AA=", /* the URL-safe alphabet */
        "=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };
    apideck_keyring *ring = ring_with(key, sizeof key - 1);
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        CHECK_INT(verify(ring, body, sizeof body - 1, malformed[i], strlen(malformed[i])),
                  APIDECK_ERR_SIGNATURE_MALFORMED);
    }
    for (size_t len = 0; len < 64; len++) {
        CHECK(verify(ring, body, sizeof body - 1, hex, len) < 0);
    }
    for (size_t len = 0; len < 44; len++) {
        CHECK(verify(ring, body, sizeof body - 1, base64, len) < 0);
    }
    apideck_keyring_free(ring);
}

static void test_missing(void) {
    apideck_keyring *ring = ring_with(key, sizeof key - 1);
    CHECK_INT(verify(ring, body, sizeof body - 1, NULL, 0), APIDECK_ERR_SIGNATURE_MISSING);
    CHECK_INT(verify(ring, body, sizeof body - 1, hex, 0), APIDECK_ERR_SIGNATURE_MISSING);
    apideck_keyring_free(ring);
}

static void test_body_that_cannot_be_signed(void) {
    apideck_keyring *ring = ring_with(key, sizeof key - 1);
    CHECK_INT(verify(ring, NULL, 0, hex, 64), APIDECK_ERR_JSON_EMPTY);
    CHECK_INT(verify(ring, "", 0, hex, 64), APIDECK_ERR_JSON_EMPTY);
    CHECK_INT(verify(ring, "nul", 3, hex, 64), APIDECK_ERR_JSON_TRUNCATED);
    CHECK_INT(verify(ring, NULL, 1, hex, 64), APIDECK_ERR_ARGUMENT);
    CHECK_INT(verify(NULL, body, sizeof body - 1, hex, 64), APIDECK_ERR_ARGUMENT);
    CHECK_INT(verify(ring, body, (size_t)APIDECK_BODY_MAX + 1, hex, 64), APIDECK_ERR_TOO_LARGE);
    apideck_keyring_free(ring);
}

/* A body that is not JSON costs no hashing. */
static void test_no_hashing_for_what_is_not_json(void) {
    struct counting_hmac hmac = {0};
    apideck_hmac_provider provider = counting_provider(&hmac);
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_keyring_use_hmac(ring, &provider), 0);
    CHECK_INT(verify(ring, body, sizeof body - 1, hex, 64), APIDECK_ERR_NO_KEY);
    CHECK_INT(apideck_keyring_add(ring, "k", key, sizeof key - 1), 0);
    CHECK_INT(verify(ring, body, sizeof body - 2, hex, 64), APIDECK_ERR_JSON_TRUNCATED);
    CHECK_INT(verify(ring, body, sizeof body - 1, "?", 1), APIDECK_ERR_SIGNATURE_MALFORMED);
    CHECK_INT(hmac.begun, 0);
    apideck_keyring_free(ring);
}

int main(void) {
    test_the_genuine_one_passes();
    test_changed_body();
    test_changed_key();
    test_changed_hex();
    test_control_characters_for_all_digits();
    test_changed_base64();
    test_malformed();
    test_missing();
    test_body_that_cannot_be_signed();
    test_no_hashing_for_what_is_not_json();
    return check_summary();
}
