/* Two threads against one. */
#ifndef APIDECK_BENCH_IN_TWO_H
#define APIDECK_BENCH_IN_TWO_H

/* How many times as much two threads get done as one: the best of the rounds, since whatever else
 * the machine does only takes away. */
struct in_two {
    double hash;    /* libsodium's HMAC alone, 4 KB, nothing shared: what the machine gives */
    double verify;  /* verify_event with one keyring, 4 KB */
    double receive; /* one receiver with one in-memory store, 365 B, fresh ids */
};

struct in_two in_two_measure(int rounds);

#endif
