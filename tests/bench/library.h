/* The library's own functions as contenders. */
#ifndef APIDECK_BENCH_LIBRARY_H
#define APIDECK_BENCH_LIBRARY_H

#include "bench.h"

struct rings {
    apideck_keyring *sodium;
    apideck_keyring *openssl;
    apideck_keyring *one_form; /* with libsodium */
};

/* With `forms`; a NULL provider is libsodium. Exits when it cannot. */
apideck_keyring *ring_new(const apideck_hmac_provider *provider, unsigned forms);
void rings_start(struct rings *rings);
void rings_stop(struct rings *rings);

/* `user` is a keyring for these. */
int verify_event(const struct body *body, void *user);
int verify_signature(const struct body *body, void *user);
int refuse_forgery(const struct body *body, void *user);
int refuse_what_is_not_json(const struct body *body, void *user);

/* Needs no `user`. */
int parse_event(const struct body *body, void *user);

#endif
