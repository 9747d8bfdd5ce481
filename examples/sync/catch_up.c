#define _POSIX_C_SOURCE 200809L /* gmtime_r */

#include "catch_up.h"

#include <stdio.h>
#include <time.h>

/* Further back than this the store forgets what was handled, after 7 days by default; a virtual
 * webhook may tell of what happened a day before. */
#define DAYS 6

static void write_start(char text[32]) {
    const time_t then = time(NULL) - (time_t)DAYS * 24 * 60 * 60;
    struct tm parts;
    gmtime_r(&then, &parts);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

void catch_up_failed(struct catch_up *work, int code) {
    work->api_refuses = work->api_refuses || code == APIDECK_ERR_RATE_LIMITED ||
                        code == APIDECK_ERR_UNAUTHORIZED || code == APIDECK_ERR_PAYMENT_REQUIRED ||
                        code == APIDECK_ERR_TRANSPORT;
}

static int report(const apideck_replay_item *item, const apideck_answer *answer, void *user) {
    const struct catch_up *work = user;
    (void)item, (void)answer;
    return work->api_refuses; /* anything but 0 ends the run */
}

/* What was read before a failure is handled all the same. */
static int fetch(apideck_replay *replay, const struct catch_up *work) {
    apideck_problem *problem = NULL;
    const int error = apideck_replay_fetch(replay, work->transport, work->credentials, &problem);
    if (error) {
        fprintf(stderr, "sync: the log of deliveries: %s (status %d)\n", apideck_error_text(error),
                problem ? problem->status : 0);
    }
    apideck_problem_free(problem);
    return error;
}

int catch_up(struct catch_up *work) {
    char start[32];
    apideck_replay *replay = NULL;
    apideck_replay_options options;
    apideck_replay_result result = {.size = sizeof result};
    write_start(start);
    apideck_replay_options_init(&options);
    options.since = start;
    options.endpoint = work->endpoint;
    if (apideck_replay_new(&options, &replay, NULL)) {
        return -1;
    }
    work->api_refuses = 0;
    const int unread = fetch(replay, work);
    const int undone = apideck_replay_run(replay, work->receiver, report, work, &result);
    apideck_replay_free(replay);
    printf("caught up: handled %zu, known %zu, failed %zu, left %zu%s\n", result.handled,
           result.duplicate, result.failed + result.busy, result.left,
           unread ? ", the log not read to its end" : "");
    return unread || undone || result.left ? -1 : 0;
}
