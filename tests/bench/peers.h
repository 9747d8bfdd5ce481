/* Peers: programs in other languages, or with other libraries, that do the same work.
 *
 * A peer is started with the key and the paths of the bodies. For each body it prints the signature
 * that it computes, in hexadecimal. Then it reads lines `BODY TIMES`, checks and parses that body
 * so many times, and answers with the nanoseconds of processor time that took, or with -1.
 */
#ifndef APIDECK_BENCH_PEERS_H
#define APIDECK_BENCH_PEERS_H

#include "bench.h"

struct peer;

/* `command` is for the shell. NULL, and a line on stderr, when it does not start or does not
 * compute the right signatures. */
struct peer *peer_start(const char *name, const char *command);
void peer_stop(struct peer *peer);

/* `run` of a contender whose `user` is a peer. */
double run_peer(const struct contender *self, int body, size_t times);

#endif
