/* Many senders at once: each event is sent five times at the same moment, to several processes,
 * threads and receivers on one store. */
#define _DEFAULT_SOURCE 1

#include "crash.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIMES 5
#define RECEIVERS 2
#define THREADS_MAX 64
#define TRIES 3000

/* What all processes share. */
struct shared {
    atomic_long answered; /* 200 */
    atomic_long again;    /* other answers; the sender tries again */
    atomic_long given_up;
    atomic_int broken;    /* a process that does not take part: the others need not wait for it */
    atomic_int arrived[]; /* by event: how many senders have come to it */
};

struct sender {
    int number;
    int senders;
    long events;
    struct shared *shared;
    apideck_receiver *receiver;
};

static void pause_us(long us) {
    const struct timespec pause = {0, us * 1000};
    (void)nanosleep(&pause, NULL);
}

/* Sends one event until it is answered 200. The lease never ends, since the clock stands still. */
static void send_event(const struct sender *sender, long event, int64_t now) {
    const struct sending sending = {
        .event = event, .attempt = 1, .occurred_at_ms = now, .now_ms = now};
    for (int i = 0; i < TRIES; i++) {
        if (crash_deliver(sender->receiver, &sending) == 200) {
            atomic_fetch_add(&sender->shared->answered, 1);
            return;
        }
        atomic_fetch_add(&sender->shared->again, 1);
        pause_us(1000);
    }
    atomic_fetch_add(&sender->shared->given_up, 1);
}

static void *send_all(void *user) {
    const struct sender *sender = user;
    const int64_t now = crash_present_ms();
    for (long event = 1; event <= sender->events; event++) {
        if ((sender->number + event) % sender->senders >= TIMES) {
            continue;
        }
        atomic_int *arrived = &sender->shared->arrived[event];
        atomic_fetch_add(arrived, 1);
        while (atomic_load(arrived) < TIMES && !atomic_load(&sender->shared->broken)) {
            pause_us(50);
        }
        send_event(sender, event, now);
    }
    return NULL;
}

static _Noreturn void run_process(const struct crash_store *store, const char *where,
                                  struct sender first, int threads) {
    apideck_store table;
    apideck_receiver *receivers[RECEIVERS];
    struct sender senders[THREADS_MAX];
    pthread_t handles[THREADS_MAX];
    if (store->open(where, threads, &table)) {
        fprintf(stderr, "crash_driver: %s does not open\n", store->name);
        atomic_store(&first.shared->broken, 1);
        _exit(2);
    }
    for (int i = 0; i < RECEIVERS; i++) {
        receivers[i] = crash_receiver_new(store, &table);
    }
    for (int i = 0; i < threads; i++) {
        senders[i] = first;
        senders[i].number += i;
        senders[i].receiver = receivers[i % RECEIVERS];
        if (pthread_create(&handles[i], NULL, send_all, &senders[i])) {
            atomic_store(&first.shared->broken, 1);
            _exit(2);
        }
    }
    for (int i = 0; i < threads; i++) {
        (void)pthread_join(handles[i], NULL);
    }
    for (int i = 0; i < RECEIVERS; i++) {
        apideck_receiver_free(receivers[i]);
    }
    store->close();
    _exit(0);
}

static struct shared *share(long events) {
    const size_t size = sizeof(struct shared) + (size_t)(events + 1) * sizeof(atomic_int);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory; /* zeroes */
}

int crash_contend(const struct crash_store *store, const char *where, long events, int processes,
                  int threads) {
    struct shared *shared = share(events);
    int failed = 0;
    if (!shared || threads > THREADS_MAX || processes * threads < TIMES) {
        fprintf(stderr, "crash_driver: %d to %d threads in all\n", TIMES, THREADS_MAX);
        return 2;
    }
    const int64_t begin = crash_present_ms();
    for (int i = 0; i < processes; i++) {
        (void)fflush(NULL);
        if (fork() == 0) {
            const struct sender first = {i * threads, processes * threads, events, shared, NULL};
            run_process(store, where, first, threads);
        }
    }
    for (int i = 0; i < processes; i++) {
        int status = 0;
        (void)wait(&status);
        failed += status != 0;
    }
    const int64_t took = crash_present_ms() - begin;
    printf("%ld answered 200, %ld told to come again, %ld given up, %lld ms\n",
           atomic_load(&shared->answered), atomic_load(&shared->again),
           atomic_load(&shared->given_up), (long long)took);
    failed += atomic_load(&shared->answered) != TIMES * events;
    return crash_tally(store, where, events, NULL, "contend") && !failed ? 0 : 1;
}
