/* Usage: growth SMALLER; under callgrind. Refuses and reads each body at three sizes, each twice
 * the one before and the largest SMALLER powers of two below the shape's, and has callgrind dump
 * for each what was executed, under the line `name<TAB>unit<TAB>n<TAB>bytes`. What is counted: the
 * refusal of a forgery, which tries the body in all three forms, and the parsing; the hashing is
 * left out, since it is linear and much. */
#include "../check.h"
#include "../no_hmac.h"
#include "shapes.h"

#include <apideck/receiver.h>
#include <valgrind/callgrind.h>

#define SIZES 3

static void dump(const char *name, const char *unit, unsigned n, size_t bytes) {
    char line[160];
    snprintf(line, sizeof line, "%s\t%s\t%u\t%zu", name, unit, n, bytes);
    CALLGRIND_DUMP_STATS_AT(line);
}

static apideck_keyring *new_ring(void) {
    static unsigned char mac[APIDECK_MAC_SIZE]; /* zeros: the MAC of every body */
    const apideck_hmac_provider provider = no_hmac(mac);
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(NULL, &ring), 0);
    CHECK_INT(apideck_keyring_use_hmac(ring, &provider), 0);
    CHECK_INT(apideck_keyring_add(ring, "key", "key", 3), 0);
    return ring;
}

static void count_body(const apideck_keyring *ring, const struct shape *shape, unsigned n) {
    struct text text = {NULL, 0, 0};
    char forged[65];
    apideck_event *event = NULL;
    shape->make(&text, n);
    memset(forged, 'f', sizeof forged);
    CALLGRIND_ZERO_STATS;
    int refused = apideck_verify_signature(ring, text.bytes, text.len, forged, 64, NULL);
    int parsed = apideck_parse_event(text.bytes, text.len, NULL, &event, NULL);
    dump(shape->name, shape->unit, n, text.len);
    CHECK_INT(refused, shape->parse_result ? shape->parse_result : APIDECK_ERR_SIGNATURE_MISMATCH);
    CHECK_INT(parsed, shape->parse_result);
    apideck_event_free(event);
    text_free(&text);
}

/* Header lines that are almost those that are looked for. */
static void count_headers(apideck_receiver *receiver, unsigned n) {
    static const char name[] = "X-Apideck-Signaturf";
    static const char value[] = "0123456789abcdef";
    apideck_header *headers = calloc(n, sizeof *headers);
    apideck_answer answer;
    for (unsigned i = 0; headers && i < n; i++) {
        headers[i] = (apideck_header){{name, sizeof name - 1}, {value, sizeof value - 1}};
    }
    CALLGRIND_ZERO_STATS;
    (void)apideck_receive(receiver, headers, n, "{}", 2, &answer);
    dump("header lines", "lines", n, n * (sizeof name + sizeof value));
    CHECK_INT(answer.error, APIDECK_ERR_SIGNATURE_MISSING);
    free(headers);
}

int main(int argc, char **argv) {
    if (argc != 2 || !RUNNING_ON_VALGRIND) {
        fprintf(stderr, "usage: callgrind %s SMALLER\n", argv[0]);
        return 2;
    }
    unsigned smaller = (unsigned)atoi(argv[1]);
    apideck_keyring *ring = new_ring();
    apideck_handlers handlers;
    apideck_receiver_config config;
    apideck_receiver *receiver = NULL;
    apideck_handlers_init(&handlers);
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.keyring = new_ring();
    CHECK_INT(apideck_receiver_new(&config, &receiver, NULL), 0);
    for (unsigned size = SIZES; size-- > 0;) {
        for (size_t i = 0; i < shape_count; i++) {
            unsigned log_n = shapes[i].log_n - size;
            count_body(ring, &shapes[i], 1u << (log_n > smaller + 2 ? log_n - smaller : 2));
        }
        count_headers(receiver, 1u << (17 - size - smaller));
    }
    apideck_receiver_free(receiver);
    apideck_keyring_free(ring);
    return check_summary();
}
