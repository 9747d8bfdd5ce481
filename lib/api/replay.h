/* What was read of the log, for the files that fetch it and run it. */
#ifndef APIDECK_LIB_API_REPLAY_H
#define APIDECK_LIB_API_REPLAY_H

#include "paging.h"
#include "webhook_log.h"

#include <stdbool.h>

/* A page, in the list of all of them, the newest first. */
struct apideck__replay_page {
    apideck_webhook_logs *logs;
    struct apideck__asked asked; /* when it was fetched */
    struct apideck__replay_page *before;
};

/* Ordered as they stand in the array of records: first what is to be replayed. */
enum apideck__replay_state {
    APIDECK__MISSED,
    APIDECK__DELIVERED,
    APIDECK__SCHEDULED,
    APIDECK__REPEATED,
    APIDECK__REPLAY_STATES
};

/* An entry that may have to be replayed, or that tells of another one that it need not. */
struct apideck__replay_record {
    const apideck_webhook_log *log;
    apideck_event *event; /* NULL when the body holds none, or nobody will ask */
    int64_t occurred_at_ms;
    size_t place; /* in the order in which entries were read */
    enum apideck__replay_state state;
    bool due;              /* it failed, or the options ask for all */
    unsigned char key[32]; /* of the event and the endpoint */
};

struct apideck_replay {
    apideck_allocator allocator;
    apideck_replay_options options; /* the texts are the replay's own */
    int64_t since_ms;               /* APIDECK_NO_TIME for none */
    int64_t until_ms;
    apideck_replay_counts counts; /* of what has no record; the rest when `arranged` */
    bool arranged;
    struct apideck__replay_page *pages;
    size_t bytes; /* of all pages */
    struct apideck__replay_record *records;
    size_t count;
    size_t room;
    struct apideck__paging paging;
    size_t size; /* of this block */
};

/* Adds a page to the list and its entries to the records, or changes nothing. The source is where
 * it came from, for problems. */
int apideck__replay_add(apideck_replay *replay, const void *document, size_t document_len,
                        const struct apideck__page_source *source, apideck_problem **problem_out);

/* Finds the newest entry of each event, and puts what is to be replayed in order, in front. */
void apideck__replay_arrange(apideck_replay *replay);

#endif
