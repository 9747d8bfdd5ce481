/* Usage: counts BODIES_FOLDER WORK_FOLDER
 *
 * Counts what one delivery takes of memory: allocations, the most bytes at a time, stack. */
#include "bench.h"
#include "counted_malloc.h"
#include "shapes.h"
#include "stack.h"

#include <apideck/hmac_openssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHAPE_SIZE 65536

struct body bench_bodies[BODIES];

/* An allocator that counts -----------------------------------------------------------------------
 */

static struct {
    size_t calls;
    size_t bytes;
    size_t peak;
} taken;

static void *take(size_t size, void *user) {
    (void)user;
    taken.calls++;
    taken.bytes += size;
    taken.peak = taken.bytes > taken.peak ? taken.bytes : taken.peak;
    return malloc(size);
}

static void give_back(void *block, size_t size, void *user) {
    (void)user;
    taken.bytes -= size;
    free(block);
}

static const apideck_allocator counting = {take, give_back, NULL};

/* Calls ------------------------------------------------------------------------------------------
 */

struct call {
    const apideck_keyring *ring;
    apideck_receiver *receiver;
    const char *bytes;
    size_t len;
    char signature[APIDECK_SIGNATURE_SIZE];
};

static void verify_signature(void *user) {
    const struct call *call = user;
    if (apideck_verify_signature(call->ring, call->bytes, call->len, call->signature, 64, NULL)) {
        give_up("verify_signature", "fails");
    }
}

static void parse_event(void *user) {
    const struct call *call = user;
    apideck_event *event = NULL;
    if (apideck_parse_event(call->bytes, call->len, &counting, &event, NULL)) {
        give_up("parse_event", "fails");
    }
    apideck_event_free(event);
}

static void verify_event(void *user) {
    const struct call *call = user;
    apideck_event *event = NULL;
    if (apideck_verify_event(call->ring, call->bytes, call->len, call->signature, 64, &counting,
                             &event, NULL, NULL)) {
        give_up("verify_event", "fails");
    }
    apideck_event_free(event);
}

/* Refuses with all forms: the longest way there is. */
static void refuse(void *user) {
    struct call forged = *(const struct call *)user;
    apideck_event *event = NULL;
    forged.signature[0] = forged.signature[0] == '0' ? '1' : '0';
    if (apideck_verify_event(forged.ring, forged.bytes, forged.len, forged.signature, 64, &counting,
                             &event, NULL, NULL) != APIDECK_ERR_SIGNATURE_MISMATCH) {
        give_up("a forgery", "is accepted");
    }
}

static struct call call_of(const apideck_keyring *ring, const char *bytes, size_t len) {
    struct call call = {.ring = ring, .bytes = bytes, .len = len};
    if (apideck_sign(ring, NULL, bytes, len, APIDECK_FORM_SORTED, APIDECK_ENCODING_HEX,
                     call.signature)) {
        give_up("not signed", "");
    }
    return call;
}

static int handle(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)event, (void)delivery, (void)user;
    return 0;
}

static apideck_receiver *new_receiver(apideck_keyring *ring) {
    apideck_handlers handlers;
    apideck_receiver_config config;
    apideck_receiver *receiver = NULL;
    apideck_handlers_init(&handlers);
    handlers.any = handle;
    handlers.unknown = handle;
    apideck_receiver_config_init(&config);
    config.keyring = ring;
    config.handlers = &handlers;
    if (apideck_receiver_new(&config, &receiver, NULL)) {
        give_up("no receiver", "");
    }
    return receiver;
}

static void receive(void *user) {
    const struct call *call = user;
    const apideck_header signature = {{"x-apideck-signature", 19}, {call->signature, 64}};
    apideck_answer answer;
    if (apideck_receive(call->receiver, &signature, 1, call->bytes, call->len, &answer)) {
        give_up("receive", answer.reason);
    }
}

/* Tables -----------------------------------------------------------------------------------------
 */

/* "OWN / ALL": blocks asked of the library's allocator, and of malloc by whomever. */
static void put_blocks(void (*function)(void *user), struct call *call) {
    function(call); /* what is made once and kept */
    size_t own = taken.calls;
    size_t all = counted_mallocs();
    function(call);
    printf(" %zu / %zu |", taken.calls - own, counted_mallocs() - all);
}

static double peak_of(void (*function)(void *user), struct call *call) {
    taken.peak = taken.bytes;
    size_t before = taken.bytes;
    function(call);
    return (double)(taken.peak - before) / (double)call->len;
}

/* What is called. */
struct subject {
    apideck_receiver *receiver;
    const apideck_keyring *sodium; /* the receiver's */
    apideck_keyring *openssl;
};

static void put_row(const struct subject *subject, const char *name, const char *bytes,
                    size_t len) {
    struct call call = call_of(subject->sodium, bytes, len);
    struct call with_openssl = call_of(subject->openssl, bytes, len);
    call.receiver = subject->receiver;
    printf("| %s |", name);
    put_blocks(verify_signature, &call);
    put_blocks(parse_event, &call);
    put_blocks(verify_event, &call);
    put_blocks(verify_event, &with_openssl);
    double verify = peak_of(verify_signature, &call);
    double forgery = peak_of(refuse, &call);
    printf(" %.2f |", verify > forgery ? verify : forgery);
    printf(" %.2f |", peak_of(verify_event, &call));
    printf(" %zu |", stack_used(verify_event, &call));
    printf(" %zu |", stack_used(refuse, &call));
    printf(" %zu |\n", stack_used(receive, &call));
}

static apideck_keyring *new_ring(const apideck_hmac_provider *provider) {
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(&counting, &ring) ||
        (provider && apideck_keyring_use_hmac(ring, provider)) ||
        apideck_keyring_add(ring, "bench", BENCH_KEY, strlen(BENCH_KEY))) {
        give_up("no keyring", "");
    }
    return ring;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        give_up("usage", "counts BODIES WORK");
    }
    apideck_keyring *sodium = new_ring(NULL);
    const struct subject subject = {new_receiver(sodium), sodium, new_ring(apideck_hmac_openssl())};
    struct shape shapes[SHAPES];
    bodies_load(bench_bodies, argv[1], argv[2]);
    shapes_make(shapes, SHAPE_SIZE);
    puts("| body | verify_signature: blocks | parse_event: blocks | verify_event: blocks | with "
         "OpenSSL: blocks | verifying, peak to body | verify_event, peak to body | stack: "
         "verify_event | forgery | receive |");
    puts("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (int i = 0; i < BODIES; i++) {
        put_row(&subject, bench_bodies[i].name, bench_bodies[i].bytes, bench_bodies[i].len);
    }
    for (int i = 0; i < SHAPES; i++) {
        put_row(&subject, shapes[i].name, shapes[i].bytes, shapes[i].len);
    }
    shapes_free(shapes);
    bodies_free(bench_bodies);
    apideck_receiver_free(subject.receiver);
    apideck_keyring_free(subject.openssl);
    return 0;
}
