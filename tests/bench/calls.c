/* Usage: calls BODIES_FOLDER WORK_FOLDER BODY_NUMBER CALL TIMES
 *
 * Does one call that many times: for tests/bench/instructions, which has it counted. CALL is
 * verify_event, without_hmac (the same with an HMAC that looks at nothing), parse_event, or
 * receive, three times at most. */
#include "../no_hmac.h"
#include "bench.h"
#include "receiving.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct body bench_bodies[BODIES];

static int call(const char *what, const struct body *body, const apideck_keyring *ring) {
    apideck_event *event = NULL;
    int error = strcmp(what, "parse_event") == 0
                    ? apideck_parse_event(body->bytes, body->len, NULL, &event, NULL)
                    : apideck_verify_event(ring, body->bytes, body->len, body->signature, 64, NULL,
                                           &event, NULL, NULL);
    apideck_event_free(event);
    return error;
}

#define RECEIVED_MOST 3

/* As many are signed whatever is received, so that signing is in every count. The store is empty at
 * first: when it grows depends on its secret keys. */
static void receive_often(const struct body *body, size_t times) {
    struct receiving receiving;
    struct deliveries deliveries;
    receiving_start(&receiving, 0);
    deliveries_make(&deliveries, RECEIVED_MOST, body, receiving.signer);
    deliveries.count = times;
    if (times > RECEIVED_MOST || receive(&receiving, &deliveries)) {
        give_up("receive", "fails");
    }
    deliveries_free(&deliveries);
    receiving_stop(&receiving);
}

int main(int argc, char **argv) {
    if (argc != 6 || atoi(argv[3]) < 0 || atoi(argv[3]) >= BODIES) {
        give_up("usage", "calls BODIES WORK BODY_NUMBER CALL TIMES");
    }
    bodies_load(bench_bodies, argv[1], argv[2]);
    struct body *body = &bench_bodies[atoi(argv[3])];
    const apideck_hmac_provider provider = no_hmac(body->mac);
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(NULL, &ring) ||
        (strcmp(argv[4], "without_hmac") == 0 && apideck_keyring_use_hmac(ring, &provider)) ||
        apideck_keyring_add(ring, "bench", BENCH_KEY, strlen(BENCH_KEY))) {
        give_up("no keyring", "");
    }
    int times = atoi(argv[5]);
    if (strcmp(argv[4], "receive") == 0) {
        receive_often(body, (size_t)times);
        times = 0;
    }
    for (int i = 0; i < times; i++) {
        if (call(argv[4], body, ring)) {
            give_up(argv[4], "fails");
        }
    }
    printf("%s %zu\n", body->name, body->len);
    apideck_keyring_free(ring);
    bodies_free(bench_bodies);
    return 0;
}
