/* Keys are bytes: any value, any length, and nothing that an engine makes something of. */
#include "contract.h"

#include <stdlib.h>
#include <string.h>

#define LONG_KEY ((size_t)64 * 1024)

static const apideck_str odd_keys[] = {
    {"", 0},
    {"a", 1},
    {"A", 1},
    {"a ", 2},
    {"a\0", 2},
    {"a\0b", 3},
    {"a\0c", 3},
    {"\0", 1},
    {"\0\0", 2},
    {"\xff\xfe\x80", 3},
    {"\xc3\xa9", 2},  /* e with an acute accent, in one piece */
    {"e\xcc\x81", 3}, /* and in two */
    {"1", 1},
    {"01", 2},
    {"1.0", 3},
    {"'; DROP TABLE apideck_events; --", 32},
    {"' OR '1'='1", 11},
    {"\"$1\" ?1 :a @b", 14},
    {"\\x61", 4},
    {"%s%n%1$p", 8},
    {"a*?[b]^c", 8},
    {"{tag}", 5},
    {"{}{", 3},
    {"a\r\nDEL a\r\n", 10},
    {"*1\r\n$8\r\nFLUSHALL\r\n", 18},
    {"a:id:b", 6},
    {"a:id:b:", 7},
    {"NULL", 4},
};

static void odd_keys_differ(struct run *run) {
    const size_t count = sizeof odd_keys / sizeof *odd_keys;
    apideck_claim held = {0, NULL};
    for (size_t i = 0; i < count; i++) {
        EXPECT(
            run, "first claim of an odd key",
            apideck__contract_handle(&run->store, odd_keys[i], run->now, run->now + RETENTION_MS),
            0);
    }
    for (size_t i = 0; i < count; i++) {
        EXPECT(run, "second claim of it", claim(&run->store, odd_keys[i], run->now, &held),
               APIDECK_CLAIM_DONE);
    }
}

static void every_byte_differs(struct run *run) {
    apideck_claim held = {0, NULL};
    for (int round = 0; round < 2; round++) {
        for (int byte = 0; byte < 256; byte++) {
            char text[3] = {'k', (char)(byte < 128 ? byte : byte - 256), 'k'};
            apideck_str key = {text, sizeof text};
            int64_t until = run->now + RETENTION_MS;
            if (round == 0) {
                EXPECT(run, "first claim",
                       apideck__contract_handle(&run->store, key, run->now, until), 0);
            } else {
                EXPECT(run, "second claim", claim(&run->store, key, run->now, &held),
                       APIDECK_CLAIM_DONE);
            }
        }
    }
}

static void long_keys_with(struct run *run, char *bytes) {
    static const size_t lengths[] = {255, 256, 1023, 1024, 8191, 65535, LONG_KEY};
    apideck_claim held = {0, NULL};
    memset(bytes, 'k', LONG_KEY);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        apideck_str key = {bytes, lengths[i]};
        int64_t until = run->now + RETENTION_MS;
        EXPECT(run, "a long key", apideck__contract_handle(&run->store, key, run->now, until), 0);
        EXPECT(run, "once more", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_DONE);
        bytes[lengths[i] - 1] = 'l';
        EXPECT(run, "its last byte is another",
               apideck__contract_handle(&run->store, key, run->now, until), 0);
        bytes[lengths[i] - 1] = 'k';
    }
}

static void long_keys(struct run *run) {
    char *bytes = malloc(LONG_KEY);
    EXPECT(run, "out of memory", bytes == NULL, 0);
    long_keys_with(run, bytes);
    free(bytes);
}

/* The key is only valid during the call. */
static void keys_are_copied(struct run *run) {
    char bytes[] = "first";
    apideck_str key = {bytes, sizeof bytes - 1};
    apideck_claim held = {0, NULL};
    apideck_claim other = {0, NULL};
    EXPECT(run, "claim", claim(&run->store, key, run->now, &held), APIDECK_CLAIM_NEW);
    memset(bytes, 'x', sizeof bytes - 1);
    EXPECT(run, "commit from another place",
           commit(&run->store, key_of("first"), &held, run->now + RETENTION_MS), 0);
    EXPECT(run, "done", claim(&run->store, key_of("first"), run->now, &other), APIDECK_CLAIM_DONE);
}

const struct contract_case apideck__contract_keys[] = {
    {"keys with NUL, quotes and commands are keys", odd_keys_differ, NEED_NOTHING},
    {"every byte makes another key", every_byte_differs, NEED_NOTHING},
    {"keys of up to 64 KiB are told apart by their last byte", long_keys, NEED_NOTHING},
    {"keys are not kept beyond the call", keys_are_copied, NEED_NOTHING},
    {NULL, NULL, 0},
};
