/* Events per second of the Redis store, beside a bare SET NX, and beside the two commands that
 * claim and commit would take without tokens and times, SET NX and SET XX. Prints rows of the table
 * in docs/performance.md. Usage: redis_throughput SOCKET EVENTS THREADS */
#define _POSIX_C_SOURCE 200809L

#include "../by_turns.h"
#include "../in_threads.h"

#include <apideck/store_redis.h>
#include <hiredis.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

struct load {
    int threads;
    apideck_store store;
    redisContext *contexts[IN_THREADS_MAX]; /* of the bare commands */
    int round;
    int run;     /* keys of no other run */
    long events; /* of each thread */
    atomic_int failures;
};

static int key_of(char key[64], const struct load *load, const char *way, int number, long i) {
    return snprintf(key, 64, "apideck:%s:%08d-%04d-%08d-%012ld", way, number, load->round,
                    load->run, i);
}

static void claim_and_commit(int number, void *user) {
    struct load *load = user;
    const apideck_store *store = &load->store;
    for (long i = 0; i < load->events; i++) {
        char text[64];
        const apideck_str key = {text, (size_t)key_of(text, load, "id", number, i)};
        apideck_claim held = {0, NULL};
        if (store->claim(key, 1000, 300000, &held, store->user) != APIDECK_CLAIM_NEW ||
            store->commit(key, &held, 604800000, store->user) != 0) {
            atomic_fetch_add(&load->failures, 1);
        }
    }
}

static void do_command(redisContext *context, const char *key, const char *value,
                       const char *option, struct load *load) {
    const char *words[] = {"SET", key, value, "PX", "691200000", option};
    redisReply *reply = redisCommandArgv(context, 6, words, NULL);
    if (!reply || reply->type != REDIS_REPLY_STATUS) {
        atomic_fetch_add(&load->failures, 1);
    }
    if (reply) {
        freeReplyObject(reply);
    }
}

static void set_once(int number, void *user) {
    struct load *load = user;
    for (long i = 0; i < load->events; i++) {
        char text[64];
        key_of(text, load, "1", number, i);
        do_command(load->contexts[number], text, "done", "NX", load);
    }
}

static void set_twice(int number, void *user) {
    struct load *load = user;
    for (long i = 0; i < load->events; i++) {
        char text[64];
        key_of(text, load, "2", number, i);
        do_command(load->contexts[number], text, "claimed", "NX", load);
        do_command(load->contexts[number], text, "done", "XX", load);
    }
}

static int on_threads(struct load *load, int round, long events,
                      void (*run)(int number, void *user)) {
    load->round = round;
    load->events = events / load->threads;
    return in_threads(load->threads, run, load) || atomic_load(&load->failures);
}

static int way_store(int round, long events, void *user) {
    return on_threads(user, round, events, claim_and_commit);
}

static int way_bare(int round, long events, void *user) {
    return on_threads(user, round, events, set_once);
}

static int way_two_steps(int round, long events, void *user) {
    return on_threads(user, round, events, set_twice);
}

static int connect_all(const char *socket, struct load *load) {
    for (int i = 0; i < load->threads; i++) {
        load->contexts[i] = redisConnectUnix(socket);
        if (!load->contexts[i] || load->contexts[i]->err) {
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    static const by_turns_way ways[BY_TURNS_WAYS] = {way_store, way_bare, way_two_steps};
    apideck_redis_store *store = NULL;
    apideck_redis_config config;
    struct load load = {.threads = argc == 4 ? atoi(argv[3]) : 0, .run = (int)getpid()};
    char name[40];
    if (load.threads < 1 || load.threads > IN_THREADS_MAX) {
        fputs("usage: redis_throughput SOCKET EVENTS THREADS\n", stderr);
        return 2;
    }
    apideck_redis_config_init(&config);
    config.unix_socket = argv[1];
    config.prefix = "throughput";
    config.connections = load.threads;
    if (apideck_redis_store_new(&config, &store, NULL) || connect_all(argv[1], &load)) {
        return 2;
    }
    load.store = apideck_redis_store_table(store);
    snprintf(name, sizeof name, "Redis, threads: %d", load.threads);
    const int status = by_turns(name, ways, atol(argv[2]) / BY_TURNS_ROUNDS, &load);
    apideck_redis_store_free(store);
    for (int i = 0; i < load.threads; i++) {
        redisFree(load.contexts[i]);
    }
    return status;
}
