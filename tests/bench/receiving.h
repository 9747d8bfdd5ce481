/* The receiver as a contender: deliveries with event ids that it has not seen. */
#ifndef APIDECK_BENCH_RECEIVING_H
#define APIDECK_BENCH_RECEIVING_H

#include "bench.h"

#include <apideck/testing.h>

/* A receiver that remembers about so many events. */
struct receiving {
    size_t remembered; /* before it was measured */
    apideck_receiver *receiver;
    apideck_memory_store *store;
    const apideck_keyring *signer;
};

void receiving_start(struct receiving *receiving, size_t remembered);
void receiving_stop(struct receiving *receiving);

/* Deliveries of one body under different event ids. */
struct deliveries {
    size_t count;
    size_t body_len;
    char *bodies;
    apideck_test_headers *headers;
};

/* At most that many, and as many as fit a second-level cache: the processor has them at hand, as it
 * has a body that just came from a socket. Each time with ids that were never used. */
void deliveries_make(struct deliveries *deliveries, size_t most, const struct body *body,
                     const apideck_keyring *signer);
void deliveries_free(struct deliveries *deliveries);

/* Puts them through the receiver. Returns 0 when all were handled. */
int receive(const struct receiving *receiving, const struct deliveries *deliveries);

/* `run` of contenders; `user` is a struct receiving. The second verifies and parses the same bodies
 * with the same keyring, so that the difference is what the receiver adds. */
double run_receive(const struct contender *self, int body, size_t times);
double run_verify_same(const struct contender *self, int body, size_t times);

#endif
