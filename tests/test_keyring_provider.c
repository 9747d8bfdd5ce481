/* A keyring with a provider of the host: tables that do not fit, and callbacks that fail. */
#include "check.h"
#include "counting_allocator.h"
#include "counting_hmac.h"

static const char body[] = "{ \"b\":2, \"a\":1 }";
static const char no_signature[] =
    "0000000000000000000000000000000000000000000000000000000000000000";

static apideck_keyring *new_ring(struct counting *memory) {
    apideck_allocator allocator = counting_allocator(memory);
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(&allocator, &ring), 0);
    return ring;
}

static void test_missing_callbacks(void) {
    struct counting memory = {0};
    struct counting_hmac hmac = {0};
    apideck_keyring *ring = new_ring(&memory);
    for (int i = 0; i < 6; i++) {
        apideck_hmac_provider provider = counting_provider(&hmac);
        provider.key_new = i == 0 ? NULL : provider.key_new;
        provider.key_free = i == 1 ? NULL : provider.key_free;
        provider.begin = i == 2 ? NULL : provider.begin;
        provider.update = i == 3 ? NULL : provider.update;
        provider.finish = i == 4 ? NULL : provider.finish;
        provider.abandon = i == 5 ? NULL : provider.abandon;
        CHECK_INT(apideck_keyring_use_hmac(ring, &provider), APIDECK_ERR_CALLBACK_MISSING);
    }
    /* What was refused left libsodium in place. */
    CHECK_INT(apideck_keyring_add(ring, "k", "key", 3), 0);
    CHECK_INT(hmac.keys, 0);
    apideck_keyring_free(ring);
    CHECK_NOTHING_LEAKED(&memory);
}

static void test_sizes(void) {
    struct counting memory = {0};
    struct counting_hmac hmac = {0};
    apideck_keyring *ring = new_ring(&memory);
    apideck_hmac_provider provider = counting_provider(&hmac);
    provider.size = 0;
    CHECK_INT(apideck_keyring_use_hmac(ring, &provider), APIDECK_ERR_HOST_TABLE);
    provider.size = sizeof provider - 1;
    CHECK_INT(apideck_keyring_use_hmac(ring, &provider), APIDECK_ERR_HOST_TABLE);

    struct {
        apideck_hmac_provider provider;
        unsigned char tail[16];
    } newer = {counting_provider(&hmac), {0}};
    newer.provider.size = sizeof newer;
    newer.tail[15] = 1;
    CHECK_INT(apideck_keyring_use_hmac(ring, &newer.provider), APIDECK_ERR_HOST_TABLE);
    newer.tail[15] = 0;
    CHECK_INT(apideck_keyring_use_hmac(ring, &newer.provider), 0);
    CHECK_INT(apideck_keyring_add(ring, "k", "key", 3), 0);
    CHECK_INT(hmac.keys, 1);
    CHECK_INT(apideck_keyring_use_hmac(ring, &newer.provider), APIDECK_ERR_ARGUMENT);
    apideck_keyring_free(ring);
    CHECK_INT(hmac.keys, 0);
    CHECK_NOTHING_LEAKED(&memory);
}

/* The table is copied, and `user` comes back in every callback. */
static void test_table_is_copied(void) {
    struct counting memory = {0};
    struct counting_hmac hmac = {0};
    apideck_keyring *ring = new_ring(&memory);
    apideck_hmac_provider provider = counting_provider(&hmac);
    CHECK_INT(apideck_keyring_use_hmac(ring, &provider), 0);
    apideck_hmac_provider_init(&provider);
    CHECK_INT(apideck_keyring_add(ring, "k", "key", 3), 0);
    CHECK_INT(apideck_verify_signature(ring, body, sizeof body - 1, no_signature, 64, NULL),
              APIDECK_ERR_SIGNATURE_MISMATCH);
    CHECK(hmac.begun > 0);
    CHECK_INT(hmac.begun, hmac.finished);
    apideck_keyring_free(ring);
    CHECK_NOTHING_LEAKED(&memory);
}

/* Nonzero from a callback is APIDECK_ERR_HMAC, whatever the number is; but see the next test. */
static const int codes[] = {1, -1, -3, 99, -9999};

static void test_key_new_fails(void) {
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct counting memory = {0};
        struct counting_hmac hmac = {.fail_at = STEP_KEY_NEW, .fail_with = codes[i]};
        apideck_hmac_provider provider = counting_provider(&hmac);
        apideck_keyring *ring = new_ring(&memory);
        CHECK_INT(apideck_keyring_use_hmac(ring, &provider), 0);
        CHECK_INT(apideck_keyring_add(ring, "k", "key", 3), APIDECK_ERR_HMAC);
        CHECK_INT(memory.blocks, 1); /* the ring */
        hmac.fail_at = STEP_NONE;
        CHECK_INT(apideck_keyring_add(ring, "k", "key", 3), 0);
        apideck_keyring_free(ring);
        CHECK_INT(hmac.keys, 0);
        CHECK_NOTHING_LEAKED(&memory);
    }
}

/* Running out of memory for a key is told as such. */
static void test_key_new_has_no_memory(void) {
    struct counting memory = {0};
    struct counting_hmac hmac = {.fail_at = STEP_KEY_NEW, .fail_with = APIDECK_ERR_NO_MEMORY};
    apideck_hmac_provider provider = counting_provider(&hmac);
    apideck_keyring *ring = new_ring(&memory);
    CHECK_INT(apideck_keyring_use_hmac(ring, &provider), 0);
    CHECK_INT(apideck_keyring_add(ring, "k", "key", 3), APIDECK_ERR_NO_MEMORY);
    CHECK_INT(memory.blocks, 1); /* the ring */
    apideck_keyring_free(ring);
    CHECK_NOTHING_LEAKED(&memory);
}

static void check_failing_step(enum hmac_step step, int code, int abandoned, int finished) {
    struct counting memory = {0};
    struct counting_hmac hmac = {0};
    apideck_hmac_provider provider = counting_provider(&hmac);
    apideck_keyring *ring = new_ring(&memory);
    CHECK_INT(apideck_keyring_use_hmac(ring, &provider), 0);
    CHECK_INT(apideck_keyring_add(ring, "k", "key", 3), 0);
    hmac.fail_at = step;
    hmac.fail_with = code;
    apideck_verdict verdict = {.key_name = "untouched"};
    char signature[APIDECK_SIGNATURE_SIZE] = "untouched";
    CHECK_INT(apideck_verify_signature(ring, body, sizeof body - 1, no_signature, 64, &verdict),
              APIDECK_ERR_HMAC);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "untouched");
    CHECK_INT(hmac.abandoned, abandoned);
    CHECK_INT(hmac.finished, finished);
    CHECK_INT(apideck_sign(ring, NULL, body, sizeof body - 1, APIDECK_FORM_SORTED,
                           APIDECK_ENCODING_HEX, signature),
              APIDECK_ERR_HMAC);
    CHECK_STR(signature, strlen(signature), "untouched");
    CHECK_INT(hmac.open, 0);
    apideck_keyring_free(ring);
    CHECK_INT(hmac.keys, 0);
    CHECK_NOTHING_LEAKED(&memory);
}

/* What begin took is given back once: by abandon, or by a finish that fails. */
static void test_failing_steps(void) {
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        check_failing_step(STEP_BEGIN, codes[i], 0, 0);
        check_failing_step(STEP_UPDATE, codes[i], 1, 0);
        check_failing_step(STEP_FINISH, codes[i], 0, 1);
    }
    check_failing_step(STEP_BEGIN, APIDECK_ERR_NO_MEMORY, 0, 0);
}

int main(void) {
    test_missing_callbacks();
    test_sizes();
    test_table_is_copied();
    test_key_new_fails();
    test_key_new_has_no_memory();
    test_failing_steps();
    return check_summary();
}
