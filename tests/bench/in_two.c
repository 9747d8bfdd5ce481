#define _POSIX_C_SOURCE 200809L

#include "in_two.h"

#include "hashing.h"
#include "library.h"
#include "receiving.h"

#include <pthread.h>

#define VERIFICATIONS 400

/* What one thread does between the barrier and its end. */
struct part {
    pthread_barrier_t *barrier;
    int (*work)(void *user);
    void *user;
    int failed;
    double begin;
    double end;
};

static void *do_part(void *user) {
    struct part *part = user;
    pthread_barrier_wait(part->barrier);
    part->begin = wall_ns();
    part->failed = part->work(part->user);
    part->end = wall_ns();
    return NULL;
}

/* From when the first began until the last was through. */
static double span(const struct part parts[2], int count) {
    double begin = parts[0].begin;
    double end = parts[0].end;
    for (int i = 1; i < count; i++) {
        begin = parts[i].begin < begin ? parts[i].begin : begin;
        end = parts[i].end > end ? parts[i].end : end;
    }
    return end - begin;
}

static double run_parts(int count, int (*work)(void *user), void *const users[2]) {
    pthread_barrier_t barrier;
    pthread_t threads[2];
    struct part parts[2];
    int failed = 0;
    pthread_barrier_init(&barrier, NULL, (unsigned)count);
    for (int i = 0; i < count; i++) {
        parts[i] = (struct part){.barrier = &barrier, .work = work, .user = users[i]};
        if (pthread_create(&threads[i], NULL, do_part, &parts[i])) {
            give_up("no thread", "");
        }
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        failed |= parts[i].failed;
    }
    pthread_barrier_destroy(&barrier);
    if (failed) {
        give_up("threads", "give wrong results");
    }
    return span(parts, count);
}

static double best(double a, double b) {
    return a == 0 || b < a ? b : a;
}

static int hash_often(void *unused) {
    int failed = 0;
    for (int i = 0; i < VERIFICATIONS; i++) {
        failed |= hash_with_sodium(&bench_bodies[BODY_4KB], unused);
    }
    return failed;
}

static int verify_often(void *ring) {
    int failed = 0;
    for (int i = 0; i < VERIFICATIONS; i++) {
        failed |= verify_event(&bench_bodies[BODY_4KB], ring);
    }
    return failed;
}

struct batch {
    const struct receiving *receiving;
    struct deliveries deliveries;
};

static int receive_batch(void *user) {
    const struct batch *batch = user;
    return receive(batch->receiving, &batch->deliveries);
}

/* One thread or two, each with deliveries of its own. */
static double run_batches(int count, const struct receiving *receiving) {
    struct batch batches[2];
    void *users[2] = {&batches[0], &batches[1]};
    for (int i = 0; i < count; i++) {
        batches[i].receiving = receiving;
        deliveries_make(&batches[i].deliveries, SIZE_MAX, &bench_bodies[BODY_365B],
                        receiving->signer);
    }
    double ns = run_parts(count, receive_batch, users);
    for (int i = 0; i < count; i++) {
        deliveries_free(&batches[i].deliveries);
    }
    return ns;
}

struct in_two in_two_measure(int rounds) {
    double hash[2] = {0, 0};
    double verify[2] = {0, 0};
    double received[2] = {0, 0};
    struct receiving receiving;
    apideck_keyring *ring = ring_new(NULL, APIDECK_FORMS_ALL);
    void *rings[2] = {ring, ring};
    void *const nothing[2] = {NULL, NULL};
    receiving_start(&receiving, 1000);
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < 2; i++) {
            hash[i] = best(hash[i], run_parts(i + 1, hash_often, nothing));
            verify[i] = best(verify[i], run_parts(i + 1, verify_often, rings));
            received[i] = best(received[i], run_batches(i + 1, &receiving));
        }
    }
    receiving_stop(&receiving);
    apideck_keyring_free(ring);
    return (struct in_two){2 * hash[0] / hash[1], 2 * verify[0] / verify[1],
                           2 * received[0] / received[1]};
}
