/* What hashing alone costs: the measure for everything else. */
#ifndef APIDECK_BENCH_HASHING_H
#define APIDECK_BENCH_HASHING_H

#include "bench.h"

void hashing_start(void);
void hashing_stop(void);

/* The HMAC of the canonical bytes, with a prepared key. */
int hash_with_sodium(const struct body *body, void *user);
int hash_with_openssl(const struct body *body, void *user);

/* The floor: one look at each byte of the body, 16 at a time, and OpenSSL's HMAC. Nothing that
 * reads and hashes does with less. */
int floor_once(const struct body *body, void *user);

#endif
