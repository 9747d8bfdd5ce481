/*
 * A small server that receives Apideck webhooks: the whole of what a host has to do.
 *
 *   options, keys        what it is told
 *   listener, web        HTTP: collects a request and hands it to the receiver
 *   handlers             what is done with an event
 *
 * libapideck-sqlite remembers in a file which events were handled.
 */
#define _POSIX_C_SOURCE 200809L

#include <apideck/apideck.h>
#include <apideck/store_sqlite.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "handlers.h"
#include "keys.h"
#include "listener.h"
#include "options.h"
#include "web.h"

static void say(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)level, (void)user;
    fprintf(stderr, "server: store: %.*s\n", (int)len, message);
}

/* Under a lease, since the handlers write nothing into the database. */
static apideck_sqlite_store *open_store(const char *file) {
    apideck_sqlite_store *store = NULL;
    apideck_error error = {0, 0, ""};
    apideck_log log;
    apideck_log_init(&log);
    log.write = say;
    apideck_sqlite_config config;
    apideck_sqlite_config_init(&config);
    config.path = file;
    config.mode = APIDECK_SQLITE_LEASE;
    config.log = &log;
    if (apideck_sqlite_store_new(&config, &store, &error) != 0) {
        fprintf(stderr, "server: database %s: %s\n", file, error.message);
    }
    return store;
}

/* On failure the keyring stays the caller's. */
static apideck_receiver *new_receiver(apideck_keyring *ring, apideck_sqlite_store *store,
                                      size_t *max_body_out) {
    apideck_handlers handlers;
    handlers_fill(&handlers);
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.keyring = ring;
    config.handlers = &handlers;
    config.store = apideck_sqlite_store_table(store);
    *max_body_out = config.max_body;
    apideck_receiver *receiver = NULL;
    apideck_error error;
    if (apideck_receiver_new(&config, &receiver, &error) != 0) {
        fprintf(stderr, "server: %s\n", error.message);
        return NULL;
    }
    return receiver;
}

/* The signals that end the server wait until somebody asks for them; the threads of the HTTP
 * server inherit that. A peer that is gone, or a file at its limit, is an error, not the end. */
static void prepare_signals(sigset_t *stop_out) {
    sigemptyset(stop_out);
    sigaddset(stop_out, SIGINT);
    sigaddset(stop_out, SIGTERM);
    pthread_sigmask(SIG_BLOCK, stop_out, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* Serves until one of the signals comes; once an hour the store forgets what is old. */
static int serve(const struct options *options, apideck_receiver *receiver, size_t max_body,
                 const sigset_t *stop) {
    uint16_t port = options->port;
    const int listener = listener_open(options->address, &port);
    if (listener < 0) {
        return 1;
    }
    struct web *web = web_start(listener, receiver, max_body);
    if (!web) {
        close(listener);
        return 1;
    }
    printf("listening on http://%s:%u/webhooks\n", options->address, (unsigned)port);
    const struct timespec hour = {3600, 0};
    while (sigtimedwait(stop, NULL, &hour) < 0) {
        apideck_receiver_prune(receiver);
    }
    web_stop(web);
    return 0;
}

static int run(const struct options *options, apideck_keyring *ring, const sigset_t *stop) {
    apideck_sqlite_store *store = open_store(options->database);
    if (!store) {
        apideck_keyring_free(ring);
        return 1;
    }
    int status = 1;
    size_t max_body = 0;
    apideck_receiver *receiver = new_receiver(ring, store, &max_body);
    if (receiver) {
        status = serve(options, receiver, max_body, stop);
        apideck_receiver_free(receiver); /* and the keyring with it */
    } else {
        apideck_keyring_free(ring);
    }
    apideck_sqlite_store_free(store);
    return status;
}

int main(int argc, char **argv) {
    struct options options;
    apideck_keyring *ring = NULL;
    sigset_t stop;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(options_usage, stdout);
        return 0;
    }
    if (options_read(argc, argv, &options) != 0) {
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0); /* a line is seen when it is printed, also through a pipe */
    prepare_signals(&stop);
    if (keys_read(&options, &ring) != 0) {
        return 1;
    }
    return run(&options, ring, &stop);
}
