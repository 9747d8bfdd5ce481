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
static inline void apideck_clock_init(apideck_clock *clock) {
    apideck_table_init(clock, sizeof *clock);
}

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
static inline void apideck_log_init(apideck_log *log) {
    apideck_table_init(log, sizeof *log);
}

/* Lock --------------------------------------------------------------------------------------- */

/** A lock of the host's own, for an object that asks for one: each object needs another. */
typedef struct apideck_lock {
    size_t size;
    /* must: waits until nobody else has it. Never called by a thread that has it. */
    void (*lock)(void *user);
    /* must: called by the thread that has it. */
    void (*unlock)(void *user);
    void *user;
} apideck_lock;

static inline void apideck_lock_init(apideck_lock *lock) {
    apideck_table_init(lock, sizeof *lock);
}

/* HTTP ---------------------------------------------------------------------------------------- */

/** One header of a request or of a response. Needs no NUL behind name or value. */
typedef struct apideck_header {
    apideck_str name;
    apideck_str value;
} apideck_header;

/** A request for the host to send. It is the library's, and valid during the call alone. */
typedef struct apideck_http_request {
    apideck_str method; /* "GET" */
    apideck_str url;    /* absolute, https, fit to be sent as it stands */
    const apideck_header *headers;
    size_t header_count;
    apideck_str body;    /* absent for GET */
    size_t max_response; /* bytes of body after which reading on is of no use */
} apideck_http_request;

/** What came back. Text and body are the transport's. */
typedef struct apideck_http_response {
    int status; /* of HTTP */
    const apideck_header *headers;
    size_t header_count;
    const void *body;
    size_t body_len;
} apideck_http_response;

/** How a host carries the requests of api.h. One table may serve any number of threads. */
typedef struct apideck_transport {
    size_t size;
    /* must: sends the request and waits for the whole response, whatever its status. It may not
     * follow redirects: the request carries the API key, and the library decides where that goes.
     * Returns 0 and fills *response_out, or a negative number and leaves nothing open. A body that
     * is longer than max_response may be cut off anywhere beyond it. */
    int (*perform)(const apideck_http_request *request, apideck_http_response *response_out,
                   void *user);
    /* may: gives back what perform put into the response; called once for each success of it. */
    void (*release)(apideck_http_response *response, void *user);
    void *user;
} apideck_transport;

static inline void apideck_transport_init(apideck_transport *transport) {
    apideck_table_init(transport, sizeof *transport);
}

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
    uint64_t token; /* never 0, and larger than every earlier one of the same key */
    void *context;  /* the store's own, e.g. a connection inside a transaction; may be NULL */
} apideck_claim;

/**
 * Where a receiver remembers which events were handled. One table serves any number of threads.
 * Keys are bytes, of any value and number: the receiver's name, and the signed event id or a digest
 * of the body. They are valid during the call alone. Times are those of the receiver's clock, which
 * may step backwards; a sum that would lie beyond INT64_MAX is INT64_MAX.
 * A negative return is a failure, and leaves nothing open: the delivery is answered 503 and comes
 * again. So are a NULL key or claim, and a lease that is not positive, answered.
 * docs/stores.md has the contract with its reasons; <apideck/store_contract.h> tests it.
 */
typedef struct apideck_store {
    size_t size;
    /* must: takes the key for `lease_ms` from now, in one step that no other caller can come
     * between. Returns an apideck_claim_result, and fills *claim_out for APIDECK_CLAIM_NEW alone.
     * The lease runs while now_ms < the time of the claim + lease_ms. A key whose lease ran out
     * without a commit is taken over: NEW. So is one whose retention ended: while
     * now_ms < retain_until_ms it is DONE. The token of NEW is larger than every one that was
     * given for this key before, also when the key was released, pruned or forgotten since.
     * A store whose claims are open transactions may leave take-over to the end of the
     * transaction, and answer BUSY for a key that it could not look at within its patience. */
    int (*claim)(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user);
    /* must: the event was handled: remember it until `retain_until_ms`. Fails with
     * APIDECK_ERR_SUPERSEDED, and changes nothing, when the token is not the newest of the key, or
     * its claim is over. The end of the lease alone takes nothing away: a late commit is good as
     * long as nobody took over. In every case the claim is over. */
    int (*commit)(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms, void *user);
    /* must: the event was not handled: let the next delivery of it in, at once. A claim that was
     * superseded, and what was committed, are left alone. In every case the claim is over. */
    int (*release)(apideck_str key, const apideck_claim *claim, void *user);
    /* may: notes that an event of this entity happened at that time, inside the claim, which is
     * NEW and open. Returns an apideck_order, by the latest time that was noted of the entity:
     * UNKNOWN when there is none, STALE when that is later than occurred_at_ms, which then is not
     * noted; else NEWER. The same time again is not STALE: it may be a retry. Where claims are
     * transactions, a release takes the note back; elsewhere it may stay. Entities and keys do not
     * meet, even where their bytes are the same. */
    int (*advance)(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                   void *user);
    /* may: forgets what need not be kept after that time: keys whose retention ended before it;
     * claims that were never finished and whose lease ended a day or more before it, not earlier,
     * since their commit may still come; entities whose latest time is a week or more before it.
     * It must not forget anything else. Called by the host, through apideck_receiver_prune. */
    int (*prune)(int64_t before_ms, void *user);
    void *user;
} apideck_store;

static inline void apideck_store_init(apideck_store *store) {
    apideck_table_init(store, sizeof *store);
}

#ifdef __cplusplus
}
#endif

#endif
