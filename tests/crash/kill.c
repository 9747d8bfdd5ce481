/* Receivers that are killed at every step of the way, and a sender that keeps trying. */
#define _POSIX_C_SOURCE 200809L

#include "crash.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* The process that receives, and the pipes to it. */
struct process {
    pid_t pid;
    int to;
    int from;
};

static const char *const step_names[STEPS] = {
    "nowhere",       "before claim", "after claim", "in advance", "in the handler",
    "before commit", "after commit", "in release",  "in prune",   "before answer"};

/* Events come so far apart that the first are forgotten while the last arrive; an event that was
 * answered comes again only among so many that none of them is. */
#define APART_MS (3 * HOUR_MS)
#define REMEMBERED 20
#define INSIDE_US 400

static _Noreturn void receive_all(const struct crash_store *store, const char *where, int in,
                                  int out) {
    apideck_store table;
    struct sending sending;
    if (store->open(where, 1, &table)) {
        fprintf(stderr, "crash_driver: %s does not open\n", store->name);
        _exit(3);
    }
    apideck_receiver *receiver = crash_receiver_new(store, &table);
    while (read(in, &sending, sizeof sending) == (ssize_t)sizeof sending) {
        crash_die_at = sending.die_at;
        crash_die_after_us = sending.die_after_us;
        const int status = crash_deliver(receiver, &sending);
        if (write(out, &status, sizeof status) != (ssize_t)sizeof status) {
            break;
        }
    }
    apideck_receiver_free(receiver);
    store->close();
    _exit(0);
}

static void start(const struct crash_store *store, const char *where, struct process *process) {
    int requests[2];
    int answers[2];
    if (pipe(requests) || pipe(answers)) {
        perror("pipe");
        exit(2);
    }
    (void)fflush(NULL);
    process->pid = fork();
    if (process->pid == 0) {
        (void)close(requests[1]);
        (void)close(answers[0]);
        receive_all(store, where, requests[0], answers[1]);
    }
    (void)close(requests[0]);
    (void)close(answers[1]);
    process->to = requests[1];
    process->from = answers[0];
}

/* Returns how it ended, as waitpid has it. */
static int stop(struct process *process) {
    int status = 0;
    (void)close(process->to);
    (void)close(process->from);
    (void)waitpid(process->pid, &status, 0);
    return status;
}

/* Sends one delivery. Returns the status, or 0 when the receiver was killed and a new one runs. */
static int send_one(const struct crash_store *store, const char *where, struct process *process,
                    const struct sending *sending) {
    int status = 0;
    if (write(process->to, sending, sizeof *sending) == (ssize_t)sizeof *sending &&
        read(process->from, &status, sizeof status) == (ssize_t)sizeof status) {
        return status;
    }
    const int ended = stop(process);
    if (!WIFSIGNALED(ended) || WTERMSIG(ended) != SIGKILL) {
        fprintf(stderr, "crash_driver: the receiver ended by itself: %d\n", ended);
        exit(1);
    }
    start(store, where, process);
    return 0;
}

/* Sends one event until it is answered 200, killing the receiver a few times on the way. Returns
 * whether it was. */
static int send_event(const struct crash_store *store, const char *where, struct process *process,
                      struct sending sending, unsigned long *state, long kills[STEPS]) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        sending.attempt = attempt;
        sending.die_at =
            attempt <= 4 && crash_random(state, 4) ? 1 + (int)crash_random(state, STEPS - 1) : 0;
        sending.die_after_us = 1 + (int)crash_random(state, INSIDE_US);
        sending.handler_result = sending.die_at == IN_RELEASE;
        const int status = send_one(store, where, process, &sending);
        if (status == 200) {
            return 1;
        }
        kills[sending.die_at] += status == 0;
        sending.now_ms += crash_delay_ms(attempt);
    }
    return 0;
}

static long total(const long kills[STEPS]) {
    long sum = 0;
    for (int i = 1; i < STEPS; i++) {
        sum += kills[i];
    }
    return sum;
}

/* One that was answered 200 comes again: it is not handled, and answered 200. */
static int send_again(const struct crash_store *store, const char *where, struct process *process,
                      struct sending sending, unsigned long *state) {
    const long among = sending.event < REMEMBERED ? sending.event : REMEMBERED;
    sending.event -= (long)crash_random(state, (unsigned long)among);
    sending.attempt = 2;
    sending.now_ms += HOUR_MS;
    sending.die_at = NOWHERE;
    return send_one(store, where, process, &sending) == 200;
}

int crash_kill(const struct crash_store *store, const char *where, long wanted) {
    struct process process;
    long kills[STEPS] = {0};
    unsigned long state = 7;
    long event = 0;
    long refused = 0;
    int64_t now = crash_present_ms();
    start(store, where, &process);
    while (total(kills) < wanted) {
        struct sending sending = {.event = ++event, .occurred_at_ms = now, .now_ms = now};
        refused += !send_event(store, where, &process, sending, &state, kills);
        refused += !send_again(store, where, &process, sending, &state);
        now += APART_MS;
    }
    (void)stop(&process);
    for (int i = 1; i < STEPS; i++) {
        printf("killed %ld times %s\n", kills[i], step_names[i]);
    }
    if (refused) {
        printf("%ld deliveries were not answered 200 in the end\n", refused);
    }
    return crash_tally(store, where, event, NULL, "kill") && !refused ? 0 : 1;
}
