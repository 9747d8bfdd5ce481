/* What the peers in C and C++ share: the protocol of ../peers.h. */
#ifndef APIDECK_BENCH_PEER_H
#define APIDECK_BENCH_PEER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PEER_BODIES 16
#define PEER_PADDING 64 /* behind each body, for readers that want it */

struct peer_body {
    char *bytes;
    size_t len;
    char signature[65];
};

/* Writes the signature in hexadecimal, and a NUL. Returns 0, or anything else on failure. */
typedef int (*peer_sign)(const struct peer_body *body, char out[65]);

/* Checks the signature and makes an event. Returns 0, or anything else on failure. */
typedef int (*peer_deliver)(const struct peer_body *body);

static inline double peer_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static inline int peer_read(struct peer_body *body, const char *path) {
    FILE *file = fopen(path, "rb");
    body->bytes = (char *)calloc(1, (1 << 20) + PEER_PADDING);
    if (!file || !body->bytes) {
        return -1;
    }
    body->len = fread(body->bytes, 1, 1 << 20, file);
    fclose(file);
    return 0;
}

static inline int peer_serve(int count, char **paths, peer_sign sign, peer_deliver deliver) {
    static struct peer_body bodies[PEER_BODIES];
    int number;
    size_t times;
    for (int i = 0; i < count && i < PEER_BODIES; i++) {
        if (peer_read(&bodies[i], paths[i]) || sign(&bodies[i], bodies[i].signature)) {
            return 1;
        }
        puts(bodies[i].signature);
    }
    fflush(stdout);
    while (scanf("%d %zu", &number, &times) == 2) {
        int failed = 0;
        double begin = peer_now();
        for (size_t i = 0; i < times; i++) {
            failed |= deliver(&bodies[number]);
        }
        double ns = peer_now() - begin;
        printf("%.0f\n", failed ? -1.0 : ns);
        fflush(stdout);
    }
    return 0;
}

#endif
