/* What a receiver is, for the files that take a delivery through it. */
#ifndef APIDECK_LIB_RECEIVER_H
#define APIDECK_LIB_RECEIVER_H

#include "shards.h"

#include <apideck/receiver.h>
#include <apideck/store_memory.h>
#include <stdbool.h>

struct apideck_receiver {
    apideck_allocator allocator;
    apideck_handlers handlers;
    apideck_store store;
    apideck_clock clock;
    apideck_log log;                 /* write is NULL when the host gave none */
    apideck_memory_store *own_store; /* NULL when the host gave a store */
    size_t max_body;
    int64_t lease_ms;
    int64_t retention_ms;
    int64_t freshness_ms; /* 0 in each of these three: it does not apply */
    int64_t last_attempt;
    int64_t last_age_ms;
    char *name;
    size_t name_len;
    struct apideck__shards shards;
};

struct apideck_delivery {
    apideck_event *event;    /* the block that the delivery itself lies in */
    apideck_verdict verdict; /* zero when it was replayed */
    bool replayed;
    int64_t accepted_ms; /* the one look at the clock: age, lease and retention count from it */
    apideck_claim claim;
    apideck_order order;
    apideck_str key;
    apideck_str entity; /* ptr NULL when the event names no entity or time */
};

#endif
