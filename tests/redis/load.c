/* Events through the store, while somebody else kills the server and starts it again, or has
 * another one take its place: redis_load SOCKET SECONDS THREADS. The sender comes again until it is
 * answered, and every answered event is sent once more at the end. Prints what became of them;
 * exits 0 when none was lost, and none given up. */
#define _POSIX_C_SOURCE 200809L

#include "../in_threads.h"

#include <apideck/store_redis.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LEASE_MS 1000
#define RETENTION_MS INT64_C(604800000)
#define EVENTS_MAX 400000 /* of each thread */
#define PATIENCE_S 300

/* A server that writes to a busy disk before it answers may be slow. One that was killed is noticed
 * at once all the same. */
#define TIMEOUT_MS 30000

struct load {
    apideck_store store;
    time_t end;
    atomic_long events;
    atomic_long again; /* deliveries that were not answered 200 */
    atomic_long doubled;
    atomic_long lost;
    atomic_long forgotten; /* DONE once, and NEW when sent again */
    atomic_long given_up;  /* deliveries that were not answered in time */
};

static time_t seconds(void) {
    struct timespec time = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static void pause_ms(long ms) {
    const struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    (void)nanosleep(&time, NULL);
}

/* Sends an event until it is answered 200, a lease later each time. Returns how often the handler
 * ran, or negative. */
static int send_event(struct load *load, apideck_str key, int64_t *now_ms) {
    const time_t end = seconds() + PATIENCE_S;
    int handled = 0;
    while (seconds() < end) {
        apideck_claim held = {0, NULL};
        const int result = load->store.claim(key, *now_ms, LEASE_MS, &held, load->store.user);
        if (result == APIDECK_CLAIM_DONE) {
            return handled;
        }
        if (result == APIDECK_CLAIM_NEW) {
            handled++;
            if (load->store.commit(key, &held, *now_ms + RETENTION_MS, load->store.user) == 0) {
                return handled;
            }
        }
        atomic_fetch_add(&load->again, 1);
        *now_ms += LEASE_MS;
        pause_ms(result < 0 ? 5 : 0);
    }
    return -1;
}

static apideck_str key_of(char text[64], int number, long i) {
    const int len = snprintf(text, 64, "apideck:id:%ld-%d-%ld", (long)getpid(), number, i);
    return (apideck_str){text, (size_t)len};
}

static void run(int number, void *user) {
    struct load *load = user;
    char text[64];
    long count = 0;
    unsigned char *handled = calloc(EVENTS_MAX, 1);
    for (; handled && count < EVENTS_MAX && seconds() < load->end; count++) {
        int64_t now_ms = 0;
        const int times = send_event(load, key_of(text, number, count), &now_ms);
        if (times < 0) {
            atomic_fetch_add(&load->given_up, 1);
            break;
        }
        handled[count] = (unsigned char)(times < 255 ? times : 255);
    }
    for (long i = 0; i < count; i++) {
        int64_t now_ms = LEASE_MS * 1000;
        const int more = send_event(load, key_of(text, number, i), &now_ms);
        if (more < 0) {
            atomic_fetch_add(&load->given_up, 1);
            break;
        }
        atomic_fetch_add(&load->lost, handled[i] == 0);
        atomic_fetch_add(&load->doubled, handled[i] > 1);
        atomic_fetch_add(&load->forgotten, more > 0);
    }
    atomic_fetch_add(&load->events, count);
    free(handled);
}

int main(int argc, char **argv) {
    apideck_redis_store *store = NULL;
    apideck_redis_config config;
    struct load load = {.end = 0};
    const int threads = argc == 4 ? atoi(argv[3]) : 0;
    if (threads < 1 || threads > IN_THREADS_MAX) {
        fputs("usage: redis_load SOCKET SECONDS THREADS\n", stderr);
        return 2;
    }
    apideck_redis_config_init(&config);
    config.unix_socket = argv[1];
    config.connections = threads;
    config.connect_timeout_ms = TIMEOUT_MS;
    config.command_timeout_ms = TIMEOUT_MS;
    if (apideck_redis_store_new(&config, &store, NULL)) {
        return 2;
    }
    load.store = apideck_redis_store_table(store);
    load.end = seconds() + atol(argv[2]);
    const int failed = in_threads(threads, run, &load);
    apideck_redis_store_free(store);
    printf("%ld events, %ld lost, %ld handled twice, %ld forgotten, %ld given up;"
           " %ld times told to come again\n",
           atomic_load(&load.events), atomic_load(&load.lost), atomic_load(&load.doubled),
           atomic_load(&load.forgotten), atomic_load(&load.given_up), atomic_load(&load.again));
    return failed || atomic_load(&load.given_up) || atomic_load(&load.lost);
}
