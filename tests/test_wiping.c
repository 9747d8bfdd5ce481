/* What a call leaves behind of a key: each call runs on a stack of the test's own, which is
 * searched afterwards, and so is what is given back to the allocator. */
#define _XOPEN_SOURCE 700

#include "check.h"
#include "counting_allocator.h"

#include <apideck/signature.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#define STACK_SIZE ((size_t)256 * 1024)

static const char secret[] = "a-secret-of-many-bytes";
static const char body[] = "{\"z\":[{\"b\":1.0,\"a\":2}],\"event_id\":\"e-1\"}";

/* What must not be left: the key as HMAC pads it (RFC 2104), the two hash states that stand for it,
 * of which each is as good as the key, and the genuine signature of a body. */
enum { KEY, INNER_PAD, OUTER_PAD, INNER_STATE, OUTER_STATE, MAC, MAC_BASE64, TRACES };
static const char *const trace_names[TRACES] = {
    "key", "inner pad", "outer pad", "inner state", "outer state", "MAC", "MAC in base64"};
static unsigned char traces[TRACES][32];
static size_t trace_sizes[TRACES];
static char genuine_hex[APIDECK_SIGNATURE_SIZE];
static char genuine_base64[APIDECK_SIGNATURE_SIZE];

static void set_trace(int trace, const void *bytes, size_t size) {
    trace_sizes[trace] = size < 32 ? size : 32;
    memcpy(traces[trace], bytes, trace_sizes[trace]);
}

static void make_traces(void) {
    static const unsigned char pads[] = {0, 0x36, 0x5c};
    unsigned char padded[sizeof secret - 1];
    for (int i = 0; i < 3; i++) {
        for (size_t j = 0; j < sizeof padded; j++) {
            padded[j] = (unsigned char)secret[j] ^ pads[i];
        }
        set_trace(KEY + i, padded, sizeof padded);
    }
    crypto_auth_hmacsha256_state state;
    unsigned char mac[32];
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, sizeof secret - 1);
    set_trace(INNER_STATE, state.ictx.state, sizeof state.ictx.state);
    set_trace(OUTER_STATE, state.octx.state, sizeof state.octx.state);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, sizeof body - 1);
    crypto_auth_hmacsha256_final(&state, mac);
    set_trace(MAC, mac, sizeof mac);
    sodium_bin2hex(genuine_hex, sizeof genuine_hex, mac, sizeof mac);
    sodium_bin2base64(genuine_base64, sizeof genuine_base64, mac, sizeof mac,
                      sodium_base64_VARIANT_ORIGINAL);
    set_trace(MAC_BASE64, genuine_base64, strlen(genuine_base64));
}

/* How many of the first `count` traces are there; names them where they must not be. */
static int find_traces(const unsigned char *bytes, size_t size, int count, const char *where) {
    int found = 0;
    for (int i = 0; i < count; i++) {
        size_t at = 0;
        while (at + trace_sizes[i] <= size && memcmp(bytes + at, traces[i], trace_sizes[i]) != 0) {
            at++;
        }
        if (at + trace_sizes[i] <= size) {
            found++;
            if (where) {
                fprintf(stderr, "%s: %s at %zu\n", where, trace_names[i], size - at);
            }
        }
    }
    return found;
}

/* Memory --------------------------------------------------------------------------------------- */

struct watched {
    struct counting memory;
    int found_when_freed;
};

static void *watched_alloc(size_t size, void *user) {
    return counting_alloc(size, &((struct watched *)user)->memory);
}

static void watched_free(void *ptr, size_t size, void *user) {
    struct watched *watched = user;
    watched->found_when_freed += find_traces(ptr, size, TRACES, "given back");
    counting_free(ptr, size, &watched->memory);
}

/* Calls ---------------------------------------------------------------------------------------- */

static apideck_keyring *ring;
static int result; /* of the last call */

static void *add(void *unused) {
    result = apideck_keyring_add(ring, "k", secret, sizeof secret - 1);
    return unused;
}

static void verify(const char *signature) {
    result =
        apideck_verify_signature(ring, body, sizeof body - 1, signature, strlen(signature), NULL);
}

static void *verify_hex(void *signature) {
    verify(signature);
    return NULL;
}

static void *sign(void *unused) {
    static char signature[APIDECK_SIGNATURE_SIZE];
    result = apideck_sign(ring, NULL, body, sizeof body - 1, APIDECK_FORM_RAW,
                          APIDECK_ENCODING_BASE64, signature);
    return unused;
}

static void *release(void *unused) {
    apideck_keyring_free(ring);
    result = 0;
    return unused;
}

/* The dynamic linker looks a function up at its first call, and saves the registers on the stack
 * meanwhile, whatever is in them (docs/security.md). So each is called once with another key. */
static void look_functions_up(void) {
    static const char *const signatures[] = {genuine_hex, genuine_base64};
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_keyring_add(ring, "k", "other", 5), 0);
    for (int i = 0; i < 2; i++) {
        verify(signatures[i]);
        CHECK_INT(result, APIDECK_ERR_SIGNATURE_MISMATCH);
    }
    (void)sign(NULL);
    apideck_keyring_free(ring);
}

/* Runs a call on a stack that is searched for the first `count` traces when it returned. */
static int traces_of(void *(*call)(void *), const char *argument, int count, const char *where) {
    unsigned char *stack = NULL;
    pthread_attr_t attributes;
    pthread_t thread;
    if (posix_memalign((void **)&stack, 65536, STACK_SIZE)) {
        exit(2);
    }
    memset(stack, 0, STACK_SIZE);
    CHECK_INT(pthread_attr_init(&attributes), 0);
    CHECK_INT(pthread_attr_setstack(&attributes, stack, STACK_SIZE), 0);
    CHECK_INT(pthread_create(&thread, &attributes, call, (void *)(size_t)argument), 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    CHECK_INT(pthread_attr_destroy(&attributes), 0);
    int found = find_traces(stack, STACK_SIZE, count, where);
    free(stack);
    return found;
}

/* The genuine signature is found where the sender gave it, so it is looked for only where the
 * sender did not. */
static void test_calls(void) {
    struct watched watched = {0};
    apideck_allocator allocator = {watched_alloc, watched_free, &watched};
    char forged_hex[APIDECK_SIGNATURE_SIZE];
    char forged_base64[APIDECK_SIGNATURE_SIZE];
    memset(forged_hex, '0', 64);
    memset(forged_base64, 'A', 43);
    forged_hex[64] = '\0';
    memcpy(forged_base64 + 43, "=", 2);
    CHECK_INT(apideck_keyring_new(&allocator, &ring), 0);
    CHECK_INT(traces_of(add, NULL, TRACES, "add"), 0);
    CHECK_INT(traces_of(verify_hex, genuine_hex, MAC, "genuine, hex"), 0);
    CHECK_INT(result, 0);
    CHECK_INT(traces_of(verify_hex, genuine_base64, MAC, "genuine, base64"), 0);
    CHECK_INT(result, 0);
    CHECK_INT(traces_of(verify_hex, forged_hex, TRACES, "forged, hex"), 0);
    CHECK_INT(result, APIDECK_ERR_SIGNATURE_MISMATCH);
    CHECK_INT(traces_of(verify_hex, forged_base64, TRACES, "forged, base64"), 0);
    CHECK_INT(result, APIDECK_ERR_SIGNATURE_MISMATCH);
    CHECK_INT(traces_of(sign, NULL, MAC, "sign"), 0);
    CHECK_INT(result, 0);
    CHECK_INT(traces_of(release, NULL, TRACES, "free"), 0);
    CHECK_INT(watched.found_when_freed, 0);
    CHECK_NOTHING_LEAKED(&watched.memory);
}

/* A provider that is careless --------------------------------------------------------------------
 */

static int careless_key_new(const void *key, size_t key_len, void **prepared_out, void *user) {
    (void)user;
    crypto_auth_hmacsha256_state *state = malloc(sizeof *state);
    crypto_auth_hmacsha256_init(state, key, key_len);
    *prepared_out = state;
    return 0;
}

static void careless_key_free(void *prepared, void *user) {
    (void)user;
    free(prepared);
}

static int careless_begin(const void *prepared, void *state, void *user) {
    (void)user;
    memcpy(state, prepared, sizeof(crypto_auth_hmacsha256_state));
    return 0;
}

static int careless_update(void *state, const void *bytes, size_t len, void *user) {
    (void)user;
    return crypto_auth_hmacsha256_update(state, bytes, len);
}

/* Leaves the state as it is. */
static int careless_finish(void *state, unsigned char *mac_out, void *user) {
    (void)user;
    crypto_auth_hmacsha256_state copy;
    memcpy(&copy, state, sizeof copy);
    return crypto_auth_hmacsha256_final(&copy, mac_out);
}

static void careless_abandon(void *state, void *user) {
    (void)state;
    (void)user;
}

/* Else the searches above might find nothing whatever was done. */
static void test_search(void) {
    apideck_hmac_provider careless;
    apideck_hmac_provider_init(&careless);
    careless.key_new = careless_key_new;
    careless.key_free = careless_key_free;
    careless.begin = careless_begin;
    careless.update = careless_update;
    careless.finish = careless_finish;
    careless.abandon = careless_abandon;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_keyring_use_hmac(ring, &careless), 0);
    CHECK_INT(apideck_keyring_add(ring, "k", secret, sizeof secret - 1), 0);
    CHECK(traces_of(verify_hex, genuine_hex, MAC, NULL) > 0);
    CHECK(find_traces(traces[MAC], 32, TRACES, NULL) == 1);
    apideck_keyring_free(ring);
}

int main(void) {
    if (sodium_init() < 0) {
        return 2;
    }
    make_traces();
    look_functions_up();
    test_calls();
    test_search();
    return check_summary();
}
