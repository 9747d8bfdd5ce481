/*
 * Handles the events that were accepted: any number of these run at once, on any machine.
 *
 *     handoff_worker REDIS NAME [ATTEMPTS [IDLE_MS [PAUSE_MS]]]
 *
 * NAME tells the workers apart. A record that failed ATTEMPTS times (5) is buried. One that a
 * worker has had for IDLE_MS (60,000) is taken over: that must be longer than a handler ever takes.
 * PAUSE_MS (0) is waited before each is handled, to have something to see.
 */
#define _POSIX_C_SOURCE 200809L

#include "handle.h"
#include "stream.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct worker {
    const char *name;
    long attempts;
    long idle_ms;
    long pause_ms;
    struct stream stream;
    char cursor[STREAM_ID_SIZE];
};

static volatile sig_atomic_t stopping;

static void stop(int number) {
    (void)number;
    stopping = 1;
}

static void sleep_ms(long ms) {
    const struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* Handles a record. One that fails stays pending, and comes again when it was idle long enough. */
static int work_on(struct worker *worker, const struct record *record) {
    printf("got %s attempt %ld\n", record->id, record->attempts);
    fflush(stdout);
    if (record->attempts > worker->attempts) {
        return stream_bury(&worker->stream, record, "no worker came back from it");
    }
    sleep_ms(worker->pause_ms);
    const char *reason = handle(record->body, record->body_len);
    if (!reason) {
        return stream_done(&worker->stream, record);
    }
    fprintf(stderr, "failed %s: %s\n", record->id, reason);
    return record->attempts < worker->attempts ? 0 : stream_bury(&worker->stream, record, reason);
}

/* One record that was left behind, and one that is new: neither waits for the other kind to end. */
static int turn(struct worker *worker) {
    struct record record;
    int error =
        stream_take_over(&worker->stream, worker->name, worker->idle_ms, worker->cursor, &record);
    if (!error && record.id) {
        error = work_on(worker, &record);
        record_free(&record);
    }
    if (error || stopping) {
        return error;
    }
    error = stream_read(&worker->stream, worker->name, &record);
    if (!error && record.id) {
        error = work_on(worker, &record);
        record_free(&record);
    }
    return error;
}

static long number_at(int argc, char **argv, int i, long otherwise) {
    return i < argc ? strtol(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: handoff_worker REDIS NAME [ATTEMPTS [IDLE_MS [PAUSE_MS]]]\n", stderr);
        return 2;
    }
    struct worker worker = {.name = argv[2],
                            .attempts = number_at(argc, argv, 3, 5),
                            .idle_ms = number_at(argc, argv, 4, 60000),
                            .pause_ms = number_at(argc, argv, 5, 0),
                            .stream = {.where = argv[1]},
                            .cursor = "0-0"};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    int is_prepared = 0;
    while (!stopping) {
        is_prepared = is_prepared || stream_prepare(&worker.stream) == 0;
        if (!is_prepared || turn(&worker) != 0) {
            is_prepared = 0; /* Redis may have come back empty */
            sleep_ms(1000);
        }
    }
    stream_close(&worker.stream);
    return 0;
}
