/* Eight threads deliver the same events to one receiver while a ninth replaces its keyring: each
 * event is handled once, and the counters are exact. Meant to run under a race detector too. */
#include "check.h"
#include "in_threads.h"

#include <apideck/receiver.h>
#include <apideck/testing.h>
#include <stdatomic.h>

#define SENDERS 8
#define EVENTS 1500

static const char *const keys[] = {"key-of-the-old", "key-of-the-new"};

struct shared {
    apideck_receiver *receiver;
    apideck_keyring *signers[2]; /* one key each; the receiver's rings hold both */
    atomic_int handled[EVENTS];
    atomic_int tries[EVENTS]; /* of the handler: the first fails for every seventh event */
    atomic_int senders;       /* that have not finished */
    atomic_int log_lines;
    atomic_int failures;
    atomic_int rotations;
    atomic_int wrong;
    /* What the senders were answered. */
    atomic_int answers[APIDECK_OUTCOME_UNAVAILABLE + 1];
};

static int number_of(const apideck_event *event) {
    int number = 0;
    for (size_t i = 0; i < event->event_id.len; i++) {
        number = number * 10 + (event->event_id.ptr[i] - '0');
    }
    return number;
}

static int on_invoice_created(const apideck_invoice_created_event *event,
                              const apideck_delivery *delivery, void *user) {
    struct shared *shared = user;
    int number = number_of(&event->event);
    (void)delivery;
    if (number % 7 == 0 && atomic_fetch_add(&shared->tries[number], 1) == 0) {
        return -1;
    }
    atomic_fetch_add(&shared->handled[number], 1);
    return 0;
}

static void on_failure(const apideck_answer *answer, const apideck_event *event, void *user) {
    struct shared *shared = user;
    atomic_fetch_add(&shared->failures, 1);
    if (answer->status < 400 || !event) {
        atomic_fetch_add(&shared->wrong, 1);
    }
}

static void on_log(apideck_log_level level, const char *message, size_t len, void *user) {
    struct shared *shared = user;
    (void)level;
    (void)message;
    (void)len;
    atomic_fetch_add(&shared->log_lines, 1);
}

static apideck_keyring *ring_with_both(void) {
    apideck_keyring *ring = NULL;
    for (int i = 0; i < 2; i++) {
        if ((i == 0 && apideck_keyring_new(NULL, &ring)) ||
            apideck_keyring_add(ring, keys[i], keys[i], strlen(keys[i]))) {
            return NULL;
        }
    }
    return ring;
}

/* Sends one event until it is acknowledged, as Apideck would. */
static void deliver(struct shared *shared, int sender, int number) {
    char body[100];
    int len =
        snprintf(body, sizeof body,
                 "{\"event_id\":\"%d\",\"event_type\":\"accounting.invoice.created\"}", number);
    apideck_test_headers headers;
    if (apideck_test_sign(shared->signers[(sender + number) % 2], "accounting.invoice.created",
                          "key", body, (size_t)len, &headers)) {
        atomic_fetch_add(&shared->wrong, 1);
        return;
    }
    apideck_answer answer;
    do {
        int result =
            apideck_receive(shared->receiver, headers.headers, 3, body, (size_t)len, &answer);
        atomic_fetch_add(&shared->answers[answer.outcome], 1);
        if (result != (answer.status == 200 ? 0 : answer.error)) {
            atomic_fetch_add(&shared->wrong, 1);
        }
    } while (answer.outcome == APIDECK_OUTCOME_BUSY ||
             answer.outcome == APIDECK_OUTCOME_HANDLER_FAILED);
}

static void run(int number, void *user) {
    struct shared *shared = user;
    if (number < SENDERS) {
        for (int i = 0; i < EVENTS; i++) {
            deliver(shared, number, (i + number * 3) % EVENTS);
        }
        atomic_fetch_sub(&shared->senders, 1);
        return;
    }
    while (atomic_load(&shared->senders) > 0) {
        apideck_keyring *ring = ring_with_both();
        if (!ring || apideck_receiver_set_keyring(shared->receiver, ring)) {
            atomic_fetch_add(&shared->wrong, 1);
        }
        atomic_fetch_add(&shared->rotations, 1);
    }
}

static void check_counters(struct shared *shared) {
    apideck_stats stats = {.size = sizeof stats};
    uint64_t answers = 0;
    for (int i = 0; i <= APIDECK_OUTCOME_UNAVAILABLE; i++) {
        answers += (uint64_t)shared->answers[i];
    }
    CHECK_INT(apideck_receiver_stats(shared->receiver, &stats), 0);
    CHECK_INT(stats.deliveries, answers);
    CHECK_INT(stats.handled, EVENTS);
    CHECK_INT(stats.duplicate, (SENDERS - 1) * EVENTS);
    CHECK_INT(stats.handler_failed, (EVENTS + 6) / 7);
    CHECK_INT(stats.busy, shared->answers[APIDECK_OUTCOME_BUSY]);
    CHECK_INT(stats.handled + stats.duplicate + stats.handler_failed + stats.busy, answers);
    CHECK_INT(shared->log_lines, answers);
    CHECK_INT(shared->failures, stats.busy + stats.handler_failed);
}

int main(void) {
    static struct shared shared;
    apideck_handlers handlers;
    apideck_receiver_config config;
    apideck_log log;
    apideck_handlers_init(&handlers);
    handlers.invoice_created = on_invoice_created;
    handlers.failure = on_failure;
    handlers.user = &shared;
    apideck_log_init(&log);
    log.write = on_log;
    log.user = &shared;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.log = &log;
    config.keyring = ring_with_both();
    CHECK_INT(apideck_receiver_new(&config, &shared.receiver, NULL), 0);
    for (int i = 0; i < 2; i++) {
        CHECK_INT(apideck_keyring_new(NULL, &shared.signers[i]), 0);
        CHECK_INT(apideck_keyring_add(shared.signers[i], "k", keys[i], strlen(keys[i])), 0);
    }
    shared.senders = SENDERS;
    CHECK_INT(in_threads(SENDERS + 1, run, &shared), 0);
    CHECK_INT(shared.wrong, 0);
    CHECK(shared.rotations > 0);
    for (int i = 0; i < EVENTS; i++) {
        CHECK_INT(shared.handled[i], 1);
    }
    check_counters(&shared);
    apideck_receiver_free(shared.receiver);
    apideck_keyring_free(shared.signers[0]);
    apideck_keyring_free(shared.signers[1]);
    return check_summary();
}
