/* A host whose loop may not block: the loop accepts and answers, a worker handles. Two pipes join
 * them, so that the loop sees finished work as it sees sockets: with poll(). */
#include <apideck/apideck.h>
#include <apideck/testing.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct job {
    apideck_delivery *delivery;
    long result;
};
static apideck_receiver *receiver;
static int to_worker[2], to_loop[2];

static int handler(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)delivery, (void)user;
    poll(NULL, 0, 100); /* stands for work that takes a while */
    printf("    worker: %s\n", event->event_type.ptr);
    return 0;
}

static void *worker(void *unused) {
    struct job job;
    while (read(to_worker[0], &job, sizeof job) == (ssize_t)sizeof job) {
        job.result = apideck_dispatch(receiver, job.delivery);
        if (write(to_loop[1], &job, sizeof job) != (ssize_t)sizeof job) {
            break;
        }
    }
    return unused; /* the loop closed its end */
}

/* One request, sent twice: the first goes to the worker, and the second, which arrives meanwhile,
 * is told to come back. Returns whether the answers say so. */
static int loop(const apideck_header *headers, const char *body, size_t len) {
    apideck_answer first, second;
    struct job job = {NULL, 0}, none = {NULL, 0};
    struct pollfd finished = {.fd = to_loop[0], .events = POLLIN};
    apideck_accept(receiver, headers, 3, body, len, &job.delivery, &first);
    if (!job.delivery || write(to_worker[1], &job, sizeof job) != (ssize_t)sizeof job) {
        return 0;
    }
    apideck_accept(receiver, headers, 3, body, len, &none.delivery, &second);
    printf("second copy: %d %s\n", second.status, second.reason);
    if (poll(&finished, 1, 10000) != 1 || read(to_loop[0], &job, sizeof job) < 1) {
        return 0;
    }
    apideck_finish(receiver, job.delivery, (int)job.result, &first);
    printf("first copy: %d %s\n", first.status, first.reason);
    return first.outcome == APIDECK_OUTCOME_HANDLED && second.outcome == APIDECK_OUTCOME_BUSY;
}

int main(void) {
    const apideck_event_type type = APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED;
    const apideck_handlers handlers = {.size = sizeof handlers, .any = handler};
    char body[1024];
    size_t len = 0;
    apideck_test_headers request;
    pthread_t thread;
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    if (apideck_keyring_new(NULL, &config.keyring) != 0 ||
        apideck_keyring_add(config.keyring, "example", "example-api-key", 15) != 0 ||
        apideck_example_event(type, NULL, body, sizeof body, &len) != 0 ||
        apideck_test_sign(config.keyring, apideck_event_type_name(type), "1", body, len,
                          &request) ||
        apideck_receiver_new(&config, &receiver, NULL) != 0 || pipe(to_worker) != 0 ||
        pipe(to_loop) != 0 || pthread_create(&thread, NULL, worker, NULL) != 0) {
        return 1;
    }
    const int ok = loop(request.headers, body, len);
    close(to_worker[1]);
    pthread_join(thread, NULL);
    apideck_receiver_free(receiver);
    return ok ? 0 : 1;
}
