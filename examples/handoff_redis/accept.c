/*
 * Accepts events and hands them on: verifies a delivery, appends its body to a Redis Stream, and
 * answers 200. What is done with the event is the workers' business.
 *
 *     APIDECK_API_KEY=... handoff_accept REDIS PORT
 *
 * REDIS is a unix socket or HOST:PORT; port 0 is any free one.
 */
#define _POSIX_C_SOURCE 200809L

#include "stream.h"

#include "../server/listener.h"
#include "../server/web.h"

#include <apideck/apideck.h>
#include <apideck/store_redis.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One connection, which the threads of the HTTP server take in turn. */
struct handoff {
    pthread_mutex_t lock;
    struct stream stream;
};

/* 0 only when Redis has the body: otherwise the answer is 500, and the sender comes again. */
static int hand_on(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    struct handoff *handoff = user;
    (void)delivery;
    pthread_mutex_lock(&handoff->lock);
    const int error = stream_add(&handoff->stream, event->body.ptr, event->body.len);
    pthread_mutex_unlock(&handoff->lock);
    return error;
}

static void write_log(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)user;
    if (level == APIDECK_LOG_ERROR) {
        fprintf(stderr, "%.*s\n", (int)len, message);
    }
}

/* The store keeps the same event from being handed on twice. */
static apideck_redis_store *new_store(const char *where, const apideck_log *log) {
    apideck_redis_store *store = NULL;
    apideck_redis_config config;
    apideck_redis_config_init(&config);
    config.log = log;
    char host[256];
    const char *colon = strrchr(where, ':');
    if (colon) {
        snprintf(host, sizeof host, "%.*s", (int)(colon - where), where);
        config.host = host;
        config.port = atoi(colon + 1);
    } else {
        config.unix_socket = where;
    }
    return apideck_redis_store_new(&config, &store, NULL) == 0 ? store : NULL;
}

static apideck_receiver *new_receiver(struct handoff *handoff, apideck_redis_store *store,
                                      const apideck_log *log) {
    const char *key = getenv("APIDECK_API_KEY");
    const apideck_store table = apideck_redis_store_table(store);
    apideck_handlers handlers;
    apideck_handlers_init(&handlers);
    handlers.any = hand_on;
    handlers.unknown = hand_on; /* the workers may be newer than this program */
    handlers.user = handoff;
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.store = &table;
    config.log = log;
    apideck_receiver *receiver = NULL;
    if (!key || apideck_keyring_new(NULL, &config.keyring) != 0 ||
        apideck_keyring_add(config.keyring, "APIDECK_API_KEY", key, strlen(key)) != 0 ||
        apideck_receiver_new(&config, &receiver, NULL) != 0) {
        fputs("accept: no receiver: is APIDECK_API_KEY set?\n", stderr);
        apideck_keyring_free(config.keyring);
        return NULL;
    }
    return receiver;
}

/* Serves until SIGTERM or SIGINT. */
static int serve(apideck_receiver *receiver, uint16_t port, const sigset_t *stop) {
    const int listener = listener_open("127.0.0.1", &port);
    if (listener < 0) {
        return 1;
    }
    struct web *web = web_start(listener, receiver, 1 << 20);
    if (!web) {
        close(listener);
        return 1;
    }
    printf("listening on http://127.0.0.1:%u/webhooks\n", (unsigned)port);
    fflush(stdout);
    int number = 0;
    sigwait(stop, &number);
    web_stop(web);
    return 0;
}

int main(int argc, char **argv) {
    const apideck_log log = {.size = sizeof log, .write = write_log};
    struct handoff handoff = {.lock = PTHREAD_MUTEX_INITIALIZER};
    sigset_t stop;
    if (argc != 3) {
        fputs("usage: handoff_accept REDIS PORT\n", stderr);
        return 2;
    }
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    handoff.stream.where = argv[1];
    apideck_redis_store *store = new_store(argv[1], &log);
    apideck_receiver *receiver = store ? new_receiver(&handoff, store, &log) : NULL;
    const int status = receiver ? serve(receiver, (uint16_t)atoi(argv[2]), &stop) : 1;
    apideck_receiver_free(receiver);
    apideck_redis_store_free(store);
    stream_close(&handoff.stream);
    return status;
}
