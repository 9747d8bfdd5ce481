/* A receiver whose handler writes a row, and which dies where it is told to. */
#define _XOPEN_SOURCE 700

#include "crash.h"

#include <apideck/testing.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define KEY "crash-test-key"
#define TYPE "crm.lead.created"

static const struct crash_store *used;
static apideck_store inner; /* behind the one that the receiver sees */
static apideck_keyring *signing;

int crash_die_at;
int crash_die_after_us;
atomic_long crash_last_chances;

/* The clock of a thread says what the delivery on it says. */
static _Thread_local int64_t thread_now_ms;
static _Thread_local long thread_event;
static _Thread_local int thread_handler_result;

void crash_step(enum step step) {
    if (crash_die_at == (int)step) {
        (void)kill(getpid(), SIGKILL);
        for (;;) {
            (void)pause();
        }
    }
}

static void die(int signal_number) {
    (void)signal_number;
    (void)kill(getpid(), SIGKILL);
}

/* Dies in a while, unless crash_step comes first. */
static void step_into(enum step step) {
    const struct itimerval timer = {{0, 0}, {0, crash_die_after_us}};
    if (crash_die_at == (int)step) {
        (void)signal(SIGALRM, die);
        (void)setitimer(ITIMER_REAL, &timer, NULL);
    }
}

static int64_t now_ms(void *user) {
    (void)user;
    return thread_now_ms;
}

static int claim(apideck_str key, int64_t now, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    (void)user;
    crash_step(BEFORE_CLAIM);
    int result = inner.claim(key, now, lease_ms, claim_out, inner.user);
    crash_step(AFTER_CLAIM);
    return result;
}

static int commit(apideck_str key, const apideck_claim *held, int64_t until_ms, void *user) {
    (void)user;
    crash_step(BEFORE_COMMIT);
    int result = inner.commit(key, held, until_ms, inner.user);
    crash_step(AFTER_COMMIT);
    return result;
}

static int release(apideck_str key, const apideck_claim *held, void *user) {
    (void)user;
    step_into(IN_RELEASE);
    const int error = inner.release(key, held, inner.user);
    crash_step(IN_RELEASE);
    return error;
}

static int advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *held,
                   void *user) {
    (void)user;
    step_into(IN_ADVANCE);
    const int order = inner.advance(entity, occurred_at_ms, held, inner.user);
    crash_step(IN_ADVANCE);
    return order;
}

static int prune(int64_t before_ms, void *user) {
    (void)user;
    step_into(IN_PRUNE);
    const int error = inner.prune(before_ms, inner.user);
    crash_step(IN_PRUNE);
    return error;
}

/* Where a failed handler's write stays, it would look like an event that is handled twice. */
static int handle(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)event, (void)user;
    const int fails = thread_handler_result != 0;
    if ((used->exactly_once || !fails) && used->write(delivery, thread_event)) {
        return 1;
    }
    crash_step(IN_HANDLER);
    return thread_handler_result;
}

static void last_chance(const apideck_answer *answer, const apideck_event *event, void *user) {
    (void)answer, (void)event, (void)user;
    atomic_fetch_add(&crash_last_chances, 1);
}

static apideck_keyring *make_ring(void) {
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(NULL, &ring) ||
        apideck_keyring_add(ring, "crash", KEY, sizeof KEY - 1)) {
        fprintf(stderr, "crash_driver: no keyring\n");
        exit(2);
    }
    return ring;
}

static apideck_store wrapped(const apideck_store *table) {
    apideck_store store;
    inner = *table;
    apideck_store_init(&store);
    store.claim = claim;
    store.commit = commit;
    store.release = release;
    store.advance = inner.advance ? advance : NULL;
    store.prune = inner.prune ? prune : NULL;
    return store;
}

apideck_receiver *crash_receiver_new(const struct crash_store *store, const apideck_store *table) {
    apideck_store own = wrapped(table);
    apideck_clock clock;
    apideck_handlers handlers;
    apideck_receiver_config config;
    apideck_receiver *receiver = NULL;
    apideck_error error = {0, 0, ""};
    used = store;
    signing = signing ? signing : make_ring();
    apideck_clock_init(&clock);
    clock.now_ms = now_ms;
    apideck_handlers_init(&handlers);
    handlers.any = handle;
    handlers.last_chance = last_chance;
    apideck_receiver_config_init(&config);
    config.keyring = make_ring();
    config.handlers = &handlers;
    config.clock = &clock;
    config.store = &own;
    if (apideck_receiver_new(&config, &receiver, &error)) {
        fprintf(stderr, "crash_driver: receiver: %s\n", error.message);
        exit(2);
    }
    return receiver;
}

/* 2026-01-02T03:04:05.678Z; not called where another thread calls gmtime. */
static void put_time(char out[80], int64_t time_ms) {
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm parts;
    (void)gmtime_r(&seconds, &parts);
    (void)snprintf(out, 80, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900,
                   parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                   (int)(time_ms % 1000));
}

/* Every tenth event is of the same entity. */
static int write_body(const struct sending *sending, char *body, size_t size) {
    char time[80];
    put_time(time, sending->occurred_at_ms);
    return snprintf(body, size,
                    "{\"payload\":{\"event_id\":\"event-%ld\",\"event_type\":\"" TYPE "\","
                    "\"entity_id\":\"%ld\",\"entity_type\":\"lead\",\"unified_api\":\"crm\","
                    "\"occurred_at\":\"%s\",\"execution_attempt\":%d}}",
                    sending->event, sending->event / 10, time, sending->attempt);
}

int crash_deliver(apideck_receiver *receiver, const struct sending *sending) {
    char body[512];
    apideck_test_headers request;
    apideck_answer answer;
    const int len = write_body(sending, body, sizeof body);
    if (apideck_test_sign(signing, TYPE, "1", body, (size_t)len, &request)) {
        return 0;
    }
    thread_now_ms = sending->now_ms;
    thread_event = sending->event;
    thread_handler_result = sending->handler_result;
    if (sending->die_at == IN_PRUNE) {
        (void)apideck_receiver_prune(receiver);
        crash_step(IN_PRUNE); /* where there is nothing to prune */
    }
    (void)apideck_receive(receiver, request.headers, 3, body, (size_t)len, &answer);
    crash_step(BEFORE_ANSWER);
    return answer.status;
}
