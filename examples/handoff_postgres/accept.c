/*
 * Accepts deliveries: verifies them, keeps the body, answers 200. Workers do the rest.
 *
 *   APIDECK_API_KEY=... handoff_accept CONNINFO PORT
 *
 * The store and the inbox are in one database, so the claim, the record and the commit are one
 * transaction: an event that was answered 200 has exactly one record.
 */
#define _POSIX_C_SOURCE 200809L

#include <apideck/apideck.h>
#include <apideck/store_postgres.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../server/listener.h"
#include "../server/web.h"
#include "inbox.h"

/* The body is what was verified, to the byte. */
static int keep(const apideck_event *event, const apideck_delivery *delivery, void *unused) {
    (void)unused;
    return inbox_put(apideck_postgres_connection(delivery), event->body.ptr, event->body.len);
}

static void say(apideck_log_level level, const char *message, size_t len, void *unused) {
    (void)unused;
    if (level != APIDECK_LOG_INFO) {
        fprintf(stderr, "%.*s\n", (int)len, message);
    }
}

static apideck_receiver *new_receiver(apideck_keyring *ring, apideck_postgres_store *store,
                                      const apideck_log *log, size_t *max_body_out) {
    apideck_handlers handlers;
    apideck_handlers_init(&handlers);
    handlers.any = keep;
    handlers.unknown = keep; /* a newer worker may know the type */
    const apideck_store table = apideck_postgres_store_table(store);
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.keyring = ring;
    config.handlers = &handlers;
    config.store = &table;
    config.log = log;
    *max_body_out = config.max_body;
    apideck_receiver *receiver = NULL;
    apideck_error error;
    if (apideck_receiver_new(&config, &receiver, &error) != 0) {
        fprintf(stderr, "accept: %s\n", error.message);
    }
    return receiver;
}

/* Until one of the signals comes; once an hour the store forgets what is old. */
static int serve(apideck_receiver *receiver, size_t max_body, uint16_t port, const sigset_t *stop) {
    const struct timespec hour = {3600, 0};
    const int listener = listener_open("127.0.0.1", &port);
    struct web *web = listener < 0 ? NULL : web_start(listener, receiver, max_body);
    if (!web) {
        return 1;
    }
    printf("listening on http://127.0.0.1:%u/webhooks\n", (unsigned)port);
    while (sigtimedwait(stop, NULL, &hour) < 0) {
        apideck_receiver_prune(receiver);
    }
    web_stop(web);
    return 0;
}

static int run(const char *conninfo, uint16_t port, apideck_keyring *ring, const sigset_t *stop) {
    apideck_log log;
    apideck_log_init(&log);
    log.write = say;
    apideck_postgres_config config;
    apideck_postgres_config_init(&config);
    config.conninfo = conninfo;
    config.log = &log;
    apideck_postgres_store *store = NULL;
    apideck_error error;
    if (apideck_postgres_store_new(&config, &store, &error) != 0) {
        fprintf(stderr, "accept: %s\n", error.message);
        apideck_keyring_free(ring);
        return 1;
    }
    size_t max_body = 0;
    apideck_receiver *receiver = new_receiver(ring, store, &log, &max_body);
    const int status = receiver ? serve(receiver, max_body, port, stop) : 1;
    if (receiver) {
        apideck_receiver_free(receiver); /* and the keyring with it */
    } else {
        apideck_keyring_free(ring);
    }
    apideck_postgres_store_free(store);
    return status;
}

int main(int argc, char **argv) {
    const char *key = getenv("APIDECK_API_KEY");
    apideck_keyring *ring = NULL;
    sigset_t stop;
    if (argc != 3 || !key) {
        fputs("usage: APIDECK_API_KEY=... handoff_accept CONNINFO PORT\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    if (apideck_keyring_new(NULL, &ring) != 0 ||
        apideck_keyring_add(ring, "APIDECK_API_KEY", key, strlen(key)) != 0) {
        fputs("accept: the key does not serve\n", stderr);
        apideck_keyring_free(ring);
        return 1;
    }
    return run(argv[1], (uint16_t)strtoul(argv[2], NULL, 10), ring, &stop);
}
