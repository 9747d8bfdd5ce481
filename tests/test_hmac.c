/* The HMAC-SHA256 that the library brings, against RFC 4231 section 4, through its provider table.
 */
#include "check.h"
#include "counting_allocator.h"
#include "hmac.h"
#include "rfc4231.h"

#include <sodium.h>

/* A provider with one prepared key, and where its memory comes from. */
struct prepared {
    struct counting memory;
    apideck_allocator allocator;
    apideck_hmac_provider provider;
    void *key;
};

static void prepare(struct prepared *prepared, const void *key, size_t len) {
    memset(prepared, 0, sizeof *prepared);
    prepared->allocator = counting_allocator(&prepared->memory);
    prepared->provider = apideck__hmac_sodium(&prepared->allocator);
    CHECK_INT(prepared->provider.key_new(key, len, &prepared->key, prepared->provider.user), 0);
}

static void give_up(struct prepared *prepared) {
    prepared->provider.key_free(prepared->key, prepared->provider.user);
    CHECK_NOTHING_LEAKED(&prepared->memory);
}

/* The MAC of data that comes in two parts, in hexadecimal. */
static void mac_of(const struct prepared *prepared, const char *data, size_t len, size_t cut,
                   char hex[65]) {
    const apideck_hmac_provider *provider = &prepared->provider;
    _Alignas(max_align_t) unsigned char state[APIDECK_HMAC_STATE_SIZE];
    unsigned char mac[APIDECK_MAC_SIZE];
    CHECK_INT(provider->begin(prepared->key, state, provider->user), 0);
    CHECK_INT(provider->update(state, data, cut, provider->user), 0);
    CHECK_INT(provider->update(state, data + cut, len - cut, provider->user), 0);
    CHECK_INT(provider->finish(state, mac, provider->user), 0);
    sodium_bin2hex(hex, 65, mac, sizeof mac);
}

static void test_rfc_4231(void) {
    for (size_t i = 0; i < RFC4231_CASES; i++) {
        char key[256];
        char data[256];
        char hex[65];
        size_t len = expand(rfc4231[i].data, data);
        struct prepared prepared;
        prepare(&prepared, key, expand(rfc4231[i].key, key));
        for (size_t cut = 0; cut <= len; cut++) {
            mac_of(&prepared, data, len, cut, hex);
            CHECK_STR(hex, strlen(rfc4231[i].mac), rfc4231[i].mac);
        }
        give_up(&prepared);
    }
}

/* One key serves many threads: what is begun with it must not touch it. */
static void test_macs_under_way_at_once(void) {
    struct prepared prepared;
    prepare(&prepared, "Jefe", 4);
    const apideck_hmac_provider *provider = &prepared.provider;
    _Alignas(max_align_t) unsigned char states[2][APIDECK_HMAC_STATE_SIZE];
    unsigned char mac[APIDECK_MAC_SIZE];
    char hex[65];
    CHECK_INT(provider->begin(prepared.key, states[0], provider->user), 0);
    CHECK_INT(provider->update(states[0], "what do ya want ", 16, provider->user), 0);
    CHECK_INT(provider->begin(prepared.key, states[1], provider->user), 0);
    CHECK_INT(provider->update(states[1], "something else", 14, provider->user), 0);
    CHECK_INT(provider->update(states[0], "for nothing?", 12, provider->user), 0);
    CHECK_INT(provider->finish(states[0], mac, provider->user), 0);
    sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
    CHECK_STR(hex, 64, rfc4231[JEFE_CASE].mac);
    provider->abandon(states[1], provider->user);
    give_up(&prepared);
}

static int is_zero(const unsigned char *bytes, size_t len) {
    int all = 0;
    for (size_t i = 0; i < len; i++) {
        all |= bytes[i];
    }
    return all == 0;
}

static void test_states_are_wiped(void) {
    struct prepared prepared;
    prepare(&prepared, "Jefe", 4);
    const apideck_hmac_provider *provider = &prepared.provider;
    _Alignas(max_align_t) unsigned char state[APIDECK_HMAC_STATE_SIZE] = {0};
    unsigned char mac[APIDECK_MAC_SIZE];
    for (int finish = 0; finish < 2; finish++) {
        CHECK_INT(provider->begin(prepared.key, state, provider->user), 0);
        CHECK(!is_zero(state, sizeof state));
        if (finish) {
            CHECK_INT(provider->finish(state, mac, provider->user), 0);
        } else {
            provider->abandon(state, provider->user);
        }
        CHECK(is_zero(state, sizeof state));
    }
    give_up(&prepared);
}

static void test_no_memory_for_a_key(void) {
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_hmac_provider provider = apideck__hmac_sodium(&allocator);
    void *key = &memory;
    counting_fail_at(&memory, 1);
    CHECK_INT(provider.key_new("Jefe", 4, &key, provider.user), APIDECK_ERR_NO_MEMORY);
    CHECK(key == &memory);
    CHECK_NOTHING_LEAKED(&memory);
}

static void test_init(void) {
    apideck_hmac_provider provider;
    memset(&provider, 0xff, sizeof provider);
    apideck_hmac_provider_init(&provider);
    CHECK_INT(provider.size, sizeof provider);
    CHECK(!provider.key_new && !provider.key_free && !provider.begin && !provider.update &&
          !provider.finish && !provider.abandon && !provider.user);
}

int main(void) {
    test_rfc_4231();
    test_macs_under_way_at_once();
    test_states_are_wiped();
    test_no_memory_for_a_key();
    test_init();
    return check_summary();
}
