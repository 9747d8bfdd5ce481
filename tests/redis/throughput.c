/* How many events per second the Redis store takes, beside what bare commands do that would be
 * needed for it without a store: throughput SOCKET EVENTS THREADS. */
#define _POSIX_C_SOURCE 200809L

#include "../in_threads.h"

#include <apideck/store_redis.h>
#include <hiredis.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct load {
    const char *socket;
    long events;
    int threads;
    apideck_store store;
    atomic_int failures;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int key_of(char key[64], int number, long i) {
    return snprintf(key, 64, "apideck:id:%08d-0000-4000-8000-%012ld", number, i);
}

static void claim_and_commit(int number, void *user) {
    struct load *load = user;
    const apideck_store *store = &load->store;
    for (long i = 0; i < load->events / load->threads; i++) {
        char text[64];
        const apideck_str key = {text, (size_t)key_of(text, number, i)};
        apideck_claim held = {0, NULL};
        if (store->claim(key, 1000, 300000, &held, store->user) != APIDECK_CLAIM_NEW ||
            store->commit(key, &held, 604800000, store->user) != 0) {
            atomic_fetch_add(&load->failures, 1);
        }
    }
}

static void do_command(redisContext *context, const char *text, const char *value,
                       const char *option, struct load *load) {
    redisReply *reply =
        redisCommand(context, "SET bare:%s %s PX 691200000 %s", text, value, option);
    if (!reply || reply->type != REDIS_REPLY_STATUS) {
        atomic_fetch_add(&load->failures, 1);
    }
    if (reply) {
        freeReplyObject(reply);
    }
}

static void set_twice(int number, void *user) {
    struct load *load = user;
    redisContext *context = redisConnectUnix(load->socket);
    if (!context || context->err) {
        atomic_fetch_add(&load->failures, 1);
        return;
    }
    for (long i = 0; i < load->events / load->threads; i++) {
        char text[64];
        key_of(text, number, i);
        do_command(context, text, "claimed", "NX", load);
        do_command(context, text, "done", "XX", load);
    }
    redisFree(context);
}

static double rate(struct load *load, void (*run)(int number, void *user)) {
    const double begun = now();
    if (in_threads(load->threads, run, load) != 0) {
        atomic_fetch_add(&load->failures, 1);
    }
    return (double)load->events / (now() - begun);
}

int main(int argc, char **argv) {
    apideck_redis_store *store = NULL;
    apideck_redis_config config;
    if (argc != 4) {
        fputs("usage: redis_throughput SOCKET EVENTS THREADS\n", stderr);
        return 2;
    }
    struct load load = {.socket = argv[1], .events = atol(argv[2]), .threads = atoi(argv[3])};
    apideck_redis_config_init(&config);
    config.unix_socket = argv[1];
    config.prefix = "throughput";
    if (load.threads < 1 || apideck_redis_store_new(&config, &store, NULL) != 0) {
        return 2;
    }
    load.store = apideck_redis_store_table(store);
    const double bare = rate(&load, set_twice);
    const double ours = rate(&load, claim_and_commit);
    apideck_redis_store_free(store);
    printf("redis: %d threads: %.0f events/s, bare SET NX and SET XX %.0f: %.2f\n", load.threads,
           ours, bare, ours / bare);
    return atomic_load(&load.failures) != 0;
}
