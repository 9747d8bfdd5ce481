/*
 * Host tables: what a host implements for a receiver. Each is a plain struct whose first member is
 * its size, with an init function that sets the size and zeroes the rest, so that a host compiled
 * against an older header meets a newer library and the other way round. A callback that a table
 * must have says "must"; the others may be NULL.
 */
#ifndef APIDECK_HOST_H
#define APIDECK_HOST_H

#include <apideck/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Time --------------------------------------------------------------------------------------- */

/** Where a receiver takes the time from; C11's timespec_get when the host gives none. */
typedef struct apideck_clock {
    size_t size;
    /* must: milliseconds since 1970-01-01T00:00:00Z. May be called on any thread. */
    int64_t (*now_ms)(void *user);
    void *user;
} apideck_clock;

/** Zeroes the table and sets its size. Thread-safe. */
APIDECK_API void apideck_clock_init(apideck_clock *clock);

/* Log ---------------------------------------------------------------------------------------- */

typedef enum apideck_log_level {
    APIDECK_LOG_ERROR = 1,   /* the host must do something: its store or its handler fails */
    APIDECK_LOG_WARNING = 2, /* somebody sent what was refused */
    APIDECK_LOG_INFO = 3     /* the ordinary course */
} apideck_log_level;

/** Where a receiver tells what it did; nothing is told when the host gives none. */
typedef struct apideck_log {
    size_t size;
    /* must: `message` is one line of ASCII, valid during the call; bytes of a request that are not
     * plain printable ASCII stand in it as \xNN, and no key or signature ever does. May be called
     * on any thread. */
    void (*write)(apideck_log_level level, const char *message, size_t message_len, void *user);
    void *user;
} apideck_log;

/** Zeroes the table and sets its size. Thread-safe. */
APIDECK_API void apideck_log_init(apideck_log *log);

/* Store -------------------------------------------------------------------------------------- */

/* What a store says about a key. */
typedef enum apideck_claim_result {
    APIDECK_CLAIM_NEW = 1,  /* the caller has it now, under a token */
    APIDECK_CLAIM_DONE = 2, /* it was committed before */
    APIDECK_CLAIM_BUSY = 3  /* another caller has it, and its lease runs */
} apideck_claim_result;

/* What a store says about the order of an event among those of its entity. */
typedef enum apideck_order {
    APIDECK_ORDER_UNKNOWN = 0, /* no store, no time in the event, or nothing to compare with */
    APIDECK_ORDER_NEWER = 1,   /* not older than any that was seen of this entity */
    APIDECK_ORDER_STALE = 2    /* a newer one of this entity was seen before */
} apideck_order;

/** What a successful claim gives. */
typedef struct apideck_claim {
    uint64_t token; /* never 0; a take-over of the same key gets a larger one */
    void *context;  /* the store's own, e.g. a connection inside a transaction; may be NULL */
} apideck_claim;

/**
 * Where a receiver remembers which events were handled. One table serves any number of threads.
 * Keys are bytes: the receiver's name, and the signed event id or a digest of the body.
 * A negative return is a failure: the delivery is answered 503 and comes again.
 * docs/stores.md has the contract with its reasons.
 */
typedef struct apideck_store {
    size_t size;
    /* must: takes the key for `lease_ms` from now, in one step that no other caller can come
     * between. Returns an apideck_claim_result, and fills *claim_out for APIDECK_CLAIM_NEW alone.
     * A key whose lease ran out without a commit is taken over: NEW, under a larger token. */
    int (*claim)(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user);
    /* must: the event was handled: remember it until `retain_until_ms`. Fails with
     * APIDECK_ERR_SUPERSEDED, and changes nothing, when the token is not the newest of the key.
     * In every case the claim is over. */
    int (*commit)(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms, void *user);
    /* must: the event was not handled: let the next delivery of it in. A claim that was superseded
     * is left alone. In every case the claim is over. */
    int (*release)(apideck_str key, const apideck_claim *claim, void *user);
    /* may: notes that an event of this entity happened at that time, inside the claim. Returns an
     * apideck_order. The same time again is not STALE: it may be a retry. */
    int (*advance)(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                   void *user);
    /* may: forgets what need not be kept after that time. Called by the host, through
     * apideck_receiver_prune. */
    int (*prune)(int64_t before_ms, void *user);
    void *user;
} apideck_store;

/** Zeroes the table and sets its size. Thread-safe. */
APIDECK_API void apideck_store_init(apideck_store *store);

#ifdef __cplusplus
}
#endif

#endif
