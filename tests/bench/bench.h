/* The benchmark: bodies, contenders that do the same work on them, and rounds in which each has its
 * turn. */
#ifndef APIDECK_BENCH_H
#define APIDECK_BENCH_H

#include <apideck/apideck.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_KEY "sk_live_0f6c2b9d-bench-1e84a73c5d0922b7f4a1"
#define BODIES 5

enum body_number { BODY_365B, BODY_1KB, BODY_4KB, BODY_64KB, BODY_1MB };

/* Bodies --------------------------------------------------------------------------------------- */

struct body {
    const char *name;
    const char *event_type;
    char path[512];
    char *bytes;
    size_t len;
    char *not_json;  /* as long, with a wrong byte at its beginning */
    char *canonical; /* form SORTED */
    size_t canonical_len;
    unsigned forms; /* how many forms give different bytes */
    unsigned char mac[APIDECK_MAC_SIZE];
    char signature[APIDECK_SIGNATURE_SIZE]; /* of the canonical bytes */
    char forged[APIDECK_SIGNATURE_SIZE];
};

/* Reads the bodies in `folder`, and makes the largest one in `work`. Exits when it cannot. */
void bodies_load(struct body bodies[BODIES], const char *folder, const char *work);
void bodies_free(struct body bodies[BODIES]);

/* Contenders ----------------------------------------------------------------------------------- */

struct contender {
    const char *name;
    /* Does its work that many times, and returns the nanoseconds of processor time that took;
     * negative on failure. */
    double (*run)(const struct contender *self, int body, size_t times);
    /* For contenders in this process, which run_here runs: 0, or anything else on failure. */
    int (*once)(const struct body *body, void *user);
    void *user;
};

/* Processor time of this thread: what a delivery costs, whatever else the machine does. */
double cpu_ns(void);

/* Time as it goes by. */
double wall_ns(void);

/* `run` for contenders that have `once`; `user` is theirs. */
double run_here(const struct contender *self, int body, size_t times);

/* The bodies that `run_here` hands out. */
extern struct body bench_bodies[BODIES];

/* Measuring ------------------------------------------------------------------------------------ */

#define CONTENDERS_MAX 32
#define ROUNDS_MAX 501

/* How long one has its turn. */
struct turns {
    double ns;
    bool warmed_up; /* by deliveries before, which do not count */
};

struct results {
    int rounds;
    int contenders;
    const struct results *brief; /* the same in brief turns that are not warmed up; or NULL */
    double samples[CONTENDERS_MAX][BODIES][ROUNDS_MAX]; /* nanoseconds for one delivery */
};

/* A B C … A B C …: each contender has its turn in each round, so that all meet the same machine.
 * Exits when a contender fails. */
void measure(const struct contender *contenders, int count, int rounds, struct turns turns,
             struct results *results);

double median(const double *samples, int count);
double least(const double *samples, int count); /* of one at least */

_Noreturn void give_up(const char *what, const char *about);

#endif
