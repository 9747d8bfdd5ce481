/* Keyrings: names, order, what a host's HMAC provider may do wrong, and that keys are wiped. */
#include "keyring.h"

#include "check.h"
#include "counting_allocator.h"
#include "counting_hmac.h"

static const char body[] = "{\"a\":1}";

/* printf %s '{"a":1}' | openssl dgst -sha256 -hmac KEY */
static const char signed_by_first[] =
    "07b97e5b43f7e99e10ca7af9e2d8cb55f6eae37319c8f3123f6d5d4c1eacd7c7";
static const char signed_by_second[] =
    "b4473de47df8f02f489f84f5a0f7c4e1f8ab2f9fea1ff7c54a2589d93d348b40";

static int verify(const apideck_keyring *ring, const char *signature, apideck_verdict *verdict) {
    return apideck_verify_signature(ring, body, sizeof body - 1, signature, strlen(signature),
                                    verdict);
}

static apideck_keyring *new_ring(struct counting *memory) {
    apideck_allocator allocator = counting_allocator(memory);
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(&allocator, &ring), 0);
    CHECK(ring != NULL);
    return ring;
}

static void free_ring(apideck_keyring *ring, const struct counting *memory) {
    apideck_keyring_free(ring);
    CHECK_NOTHING_LEAKED(memory);
}

static void test_names(void) {
    static const char longest[] = "123456789012345678901234567890123456789012345678901234567890123";
    static const char too_long[] =
        "1234567890123456789012345678901234567890123456789012345678901234";
    struct counting memory = {0};
    apideck_keyring *ring = new_ring(&memory);
    CHECK_INT(apideck_keyring_add(ring, "", "first", 5), APIDECK_ERR_KEY);
    CHECK_INT(apideck_keyring_add(ring, too_long, "first", 5), APIDECK_ERR_KEY);
    CHECK_INT(apideck_keyring_add(ring, "empty", "", 0), APIDECK_ERR_KEY);
    CHECK_INT(verify(ring, signed_by_first, NULL), APIDECK_ERR_NO_KEY);
    CHECK_INT(apideck_keyring_add(ring, longest, "first", 5), 0);
    CHECK_INT(apideck_keyring_add(ring, longest, "second", 6), APIDECK_ERR_KEY);
    CHECK_INT(verify(ring, signed_by_second, NULL), APIDECK_ERR_SIGNATURE_MISMATCH);
    apideck_verdict verdict;
    CHECK_INT(verify(ring, signed_by_first, &verdict), 0);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), longest);
    free_ring(ring, &memory);
}

/* The name and the key are copied: what they were read from may change. */
static void test_inputs_are_not_kept(void) {
    struct counting memory = {0};
    apideck_keyring *ring = new_ring(&memory);
    char name[] = "old";
    char key[] = "first";
    CHECK_INT(apideck_keyring_add(ring, name, key, 5), 0);
    memset(name, '?', sizeof name - 1);
    memset(key, '?', sizeof key - 1);
    apideck_verdict verdict;
    CHECK_INT(verify(ring, signed_by_first, &verdict), 0);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "old");
    free_ring(ring, &memory);
}

static void test_order(void) {
    struct counting memory = {0};
    struct counting_hmac hmac = {0};
    apideck_hmac_provider provider = counting_provider(&hmac);
    apideck_keyring *ring = new_ring(&memory);
    CHECK_INT(apideck_keyring_use_hmac(ring, &provider), 0);
    CHECK_INT(apideck_keyring_add(ring, "b", "first", 5), 0);
    CHECK_INT(apideck_keyring_add(ring, "a", "second", 6), 0);
    apideck_verdict verdict;
    CHECK_INT(verify(ring, signed_by_first, &verdict), 0);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "b");
    CHECK_INT(hmac.begun, 1);
    CHECK_INT(verify(ring, signed_by_second, &verdict), 0);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "a");
    CHECK_INT(hmac.begun, 3);
    char signature[APIDECK_SIGNATURE_SIZE];
    CHECK_INT(apideck_sign(ring, NULL, body, sizeof body - 1, APIDECK_FORM_RAW,
                           APIDECK_ENCODING_HEX, signature),
              0);
    CHECK_STR(signature, strlen(signature), signed_by_first);
    CHECK_INT(apideck_sign(ring, "a", body, sizeof body - 1, APIDECK_FORM_RAW, APIDECK_ENCODING_HEX,
                           signature),
              0);
    CHECK_STR(signature, strlen(signature), signed_by_second);
    free_ring(ring, &memory);
    CHECK_INT(hmac.keys, 0);
    CHECK_INT(hmac.open, 0);
}

static void test_find(void) {
    struct counting memory = {0};
    apideck_keyring *ring = new_ring(&memory);
    CHECK(!apideck__keyring_find(ring, NULL));
    CHECK_INT(apideck_keyring_add(ring, "one", "first", 5), 0);
    CHECK_INT(apideck_keyring_add(ring, "two", "second", 6), 0);
    CHECK(apideck__keyring_find(ring, NULL) == ring->keys);
    CHECK(apideck__keyring_find(ring, "two") == ring->keys->next);
    CHECK(!apideck__keyring_find(ring, "tw"));
    CHECK(!apideck__keyring_find(ring, "Two"));
    free_ring(ring, &memory);
}

static void test_forms_mask(void) {
    struct counting memory = {0};
    apideck_keyring *ring = new_ring(&memory);
    CHECK_INT(apideck_keyring_accept(ring, 0), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_accept(ring, 8), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_accept(ring, APIDECK_FORMS_ALL | 8), APIDECK_ERR_ARGUMENT);
    for (unsigned forms = 1; forms <= APIDECK_FORMS_ALL; forms++) {
        CHECK_INT(apideck_keyring_accept(ring, forms), 0);
    }
    free_ring(ring, &memory);
}

static void test_arguments(void) {
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(&allocator, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_new(&(apideck_allocator){counting_alloc, NULL, &memory}, &ring),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_new(&(apideck_allocator){NULL, counting_free, &memory}, &ring),
              APIDECK_ERR_ARGUMENT);
    CHECK(ring == NULL);
    CHECK_INT(memory.calls, 0);
    ring = new_ring(&memory);
    CHECK_INT(apideck_keyring_add(NULL, "a", "k", 1), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_add(ring, NULL, "k", 1), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_add(ring, "a", NULL, 1), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_accept(NULL, 1), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_use_hmac(ring, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_keyring_use_hmac(NULL, &(apideck_hmac_provider){0}), APIDECK_ERR_ARGUMENT);
    free_ring(ring, &memory);
    apideck_keyring_free(NULL);
}

/* Keys wiped ----------------------------------------------------------------------------------- */

static const char secret[] = "a-secret-of-many-bytes";

/* Whether a block holds the key, as it is or as HMAC pads it (RFC 2104: with 0x36 and 0x5c). */
static int holds_secret(const unsigned char *bytes, size_t size) {
    static const unsigned char pads[] = {0, 0x36, 0x5c};
    size_t len = sizeof secret - 1;
    for (size_t i = 0; i < sizeof pads; i++) {
        for (size_t at = 0; at + len <= size; at++) {
            size_t same = 0;
            while (same < len && bytes[at + same] == ((unsigned char)secret[same] ^ pads[i])) {
                same++;
            }
            if (same == len) {
                return 1;
            }
        }
    }
    return 0;
}

struct watched {
    struct counting memory;
    const unsigned char *blocks[8];
    size_t sizes[8];
    size_t count;
    int held_when_freed;
};

static void *watched_alloc(size_t size, void *user) {
    struct watched *watched = user;
    void *block = counting_alloc(size, &watched->memory);
    if (block && watched->count < 8) {
        watched->blocks[watched->count] = block;
        watched->sizes[watched->count++] = size;
    }
    return block;
}

static void watched_free(void *ptr, size_t size, void *user) {
    struct watched *watched = user;
    watched->held_when_freed += holds_secret(ptr, size);
    counting_free(ptr, size, &watched->memory);
}

static void test_keys_are_wiped(void) {
    struct watched watched = {0};
    apideck_allocator allocator = {watched_alloc, watched_free, &watched};
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(&allocator, &ring), 0);
    CHECK_INT(apideck_keyring_add(ring, "k", secret, sizeof secret - 1), 0);
    int holding = 0;
    for (size_t i = 0; i < watched.count; i++) {
        holding += holds_secret(watched.blocks[i], watched.sizes[i]);
    }
    CHECK(holding > 0); /* else the check below would find nothing whatever was done */
    apideck_keyring_free(ring);
    CHECK_INT(watched.held_when_freed, 0);
    CHECK_NOTHING_LEAKED(&watched.memory);
}

int main(void) {
    test_names();
    test_inputs_are_not_kept();
    test_order();
    test_find();
    test_forms_mask();
    test_arguments();
    test_keys_are_wiped();
    return check_summary();
}
