/*
 * A copy of customers and invoices that keeps itself in step with the events.
 *
 *   event -> verify -> claim -> fetch the entity -> write its rows -> commit -> 200
 *                      \________________ one transaction ________/
 *
 * web.c      HTTP in front of the receiver (of ../server, with listener.c)
 * copy.c     the tables, and the handlers that write them
 * row.c      one SQL statement and its values
 * catch_up.c what was missed, from the API's log of deliveries
 * options.c  the command line
 *
 * This file puts them together. docs/sync.md tells what is promised, and what happens at each
 * failure.
 */
#define _POSIX_C_SOURCE 200809L

#include "../server/listener.h"
#include "../server/web.h"
#include "catch_up.h"
#include "copy.h"
#include "options.h"

#include <apideck/apideck.h>
#include <apideck/store_sqlite.h>
#include <apideck/transport_curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Everything that the program holds, in the order in which it is made. */
struct sync {
    apideck_log log;
    apideck_credentials credentials;
    apideck_curl_transport *transport;
    apideck_entities *entities;
    apideck_sqlite_store *store;
    apideck_receiver *receiver;
    size_t max_body;
    struct web *web;
    struct catch_up catch_up;
};

/* Telling -------------------------------------------------------------------------------------- */

static void write_line(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)level, (void)user;
    fprintf(stderr, "sync: %.*s\n", (int)len, message);
}

/* The event comes again by itself: the sender retries, and catching up finds what it gave up. */
static void on_failed(int code, const apideck_problem *problem, const apideck_event *event,
                      const apideck_delivery *delivery, void *user) {
    struct sync *sync = user;
    (void)event;
    fprintf(stderr, "sync: an entity was not fetched: %s (status %d)\n", apideck_error_text(code),
            problem ? problem->status : 0);
    if (apideck_delivery_replayed(delivery)) {
        catch_up_failed(&sync->catch_up, code);
    }
}

static int complain(const char *what, const apideck_error *error) {
    fprintf(stderr, "sync: %s: %s\n", what, error->message);
    return -1;
}

/* Putting together ----------------------------------------------------------------------------- */

static int open_api(struct sync *sync, const struct options *options) {
    apideck_error error;
    apideck_curl_config config;
    apideck_curl_config_init(&config);
    config.ca_file = options->ca_file;
    config.timeout_ms = options->timeout_ms;
    config.log = &sync->log;
    if (apideck_curl_transport_new(&config, &sync->transport, &error)) {
        return complain("transport", &error);
    }
    apideck_credentials_init(&sync->credentials);
    sync->credentials.api_key = options->api_key;
    sync->credentials.app_id = options->app_id;
    if (options->base_url) {
        sync->credentials.base_url = options->base_url;
    }
    return 0;
}

static int make_entities(struct sync *sync) {
    apideck_error error;
    apideck_entity_handlers handlers;
    apideck_entities_config config;
    apideck_entity_handlers_init(&handlers);
    handlers.customer = copy_customer;
    handlers.invoice = copy_invoice;
    handlers.failed = on_failed;
    handlers.user = sync;
    apideck_entities_config_init(&config);
    config.transport = apideck_curl_transport_table(sync->transport);
    config.credentials = &sync->credentials;
    config.handlers = &handlers;
    return apideck_entities_new(&config, &sync->entities, &error) ? complain("entities", &error)
                                                                  : 0;
}

static int open_store(struct sync *sync, const char *path) {
    apideck_error error;
    apideck_sqlite_config config;
    apideck_sqlite_config_init(&config);
    config.path = path;
    config.log = &sync->log;
    config.opened = copy_make_tables;
    return apideck_sqlite_store_new(&config, &sync->store, &error) ? complain(path, &error) : 0;
}

static int make_receiver(struct sync *sync, const char *key) {
    apideck_error error = {0, 0, "the API key cannot be used"};
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.handlers = apideck_entities_handlers(sync->entities);
    config.store = apideck_sqlite_store_table(sync->store);
    config.log = &sync->log;
    sync->max_body = config.max_body;
    if (apideck_keyring_new(NULL, &config.keyring) ||
        apideck_keyring_add(config.keyring, "main", key, strlen(key)) ||
        apideck_receiver_new(&config, &sync->receiver, &error)) {
        apideck_keyring_free(config.keyring); /* a receiver would own it */
        return complain("receiver", &error);
    }
    return 0;
}

static int start_web(struct sync *sync, const struct options *options) {
    uint16_t port = options->port;
    const int listener = listener_open(options->address, &port);
    if (listener < 0) {
        return -1;
    }
    sync->web = web_start(listener, sync->receiver, sync->max_body);
    if (!sync->web) {
        close(listener);
        return -1;
    }
    printf("listening on http://%s:%u/webhooks\n", options->address, (unsigned)port);
    return 0;
}

static int open_all(struct sync *sync, const struct options *options) {
    apideck_log_init(&sync->log);
    sync->log.write = write_line;
    if (open_api(sync, options) || make_entities(sync) || open_store(sync, options->database) ||
        make_receiver(sync, options->api_key)) {
        return -1;
    }
    sync->catch_up =
        (struct catch_up){sync->receiver, apideck_curl_transport_table(sync->transport),
                          &sync->credentials, options->endpoint, 0};
    return start_web(sync, options);
}

static void close_all(struct sync *sync) {
    web_stop(sync->web); /* waits for handlers */
    apideck_receiver_free(sync->receiver);
    apideck_sqlite_store_free(sync->store);
    apideck_entities_free(sync->entities);
    apideck_curl_transport_free(sync->transport);
}

/* Running -------------------------------------------------------------------------------------- */

/* They wait until somebody asks for them; the threads of the HTTP server inherit that. A peer that
 * is gone, or a file at its limit, is an error, not the end. */
static void prepare_signals(sigset_t *signals_out) {
    sigemptyset(signals_out);
    sigaddset(signals_out, SIGHUP);
    sigaddset(signals_out, SIGINT);
    sigaddset(signals_out, SIGTERM);
    pthread_sigmask(SIG_BLOCK, signals_out, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* Live deliveries are received meanwhile. Catches up at once, when asked to, and every hour; a
 * minute after it failed. */
static void serve(struct sync *sync, const sigset_t *signals) {
    int signal_number;
    do {
        const struct timespec pause = {catch_up(&sync->catch_up) ? 60 : 3600, 0};
        apideck_receiver_prune(sync->receiver);
        signal_number = sigtimedwait(signals, NULL, &pause);
    } while (signal_number < 0 || signal_number == SIGHUP);
}

int main(int argc, char **argv) {
    struct options options;
    struct sync sync = {0};
    sigset_t signals;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(options_usage, stdout);
        return 0;
    }
    if (options_read(argc, argv, &options)) {
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0); /* a line is seen when it is printed, also through a pipe */
    prepare_signals(&signals);
    const int failed = open_all(&sync, &options);
    if (!failed) {
        serve(&sync, &signals);
    }
    close_all(&sync);
    return failed ? 1 : 0;
}
