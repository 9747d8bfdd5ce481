/*
 * libapideck-redis: which events were handled, kept in Redis 5 or newer, for many receivers behind
 * a balancer. Every step is one script on the server, so it is atomic there.
 *
 * It handles at least once: what Redis loses, in a crash or a failover, is handled again. For the
 * same reason Redis must not evict: maxmemory-policy has to be noeviction. docs/store-redis.md says
 * what is kept, for how long, and what Redis promises.
 */
#ifndef APIDECK_STORE_REDIS_H
#define APIDECK_STORE_REDIS_H

#include <apideck/base.h>
#include <apideck/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct redisContext; /* of hiredis */

typedef struct apideck_redis_store apideck_redis_store;

/** Where Redis is, and how to speak with it. apideck_redis_config_init gives the defaults. All
 *  text is NUL-terminated and copied. */
typedef struct apideck_redis_config {
    size_t size;
    const apideck_allocator *allocator; /* copied; NULL for malloc. hiredis has its own */
    const char *host;                   /* "127.0.0.1"; in a cluster, any node */
    int port;                           /* 6379 */
    const char *unix_socket;            /* path, in place of host and port; NULL */
    const char *username;               /* of the ACL; NULL for the default user */
    const char *password;               /* NULL for no AUTH */
    int database;                       /* of SELECT; 0, the only one that a cluster has */
    const char *prefix;                 /* first part of every key, "apideck"; without braces, of 64
                                           bytes at most */
    int connections;                    /* at most so many at once; 16 */
    int connect_timeout_ms;             /* 1,000; looking up the name of the host is not in it */
    int command_timeout_ms;             /* for an answer, or for a connection to be free; 2,000 */
    int64_t order_retention_ms;         /* how long the latest time of an entity is remembered, for
                                           per-entity order; 30 days */
    const apideck_log *log;             /* copied; told why Redis failed; NULL for none */
    /* may: makes a connection, for TLS, or to ask Sentinel for the master: a blocking context,
     * connected, which the store owns from then on. NULL, or a context with `err` set, is a
     * failure. AUTH and SELECT are the store's. `host` and `port` are those above, or where a
     * cluster sent the store to. May be called on any thread. */
    struct redisContext *(*connect)(const char *host, int port, int timeout_ms, void *user);
    void *connect_user;
} apideck_redis_config;

/** What apideck_redis_config_init calls, with the size that the host knows. Thread-safe. */
APIDECK_API void apideck_redis_config_init_sized(apideck_redis_config *config, size_t size);

/** Zeroes the struct, sets its size and the defaults named there. Thread-safe. */
static inline void apideck_redis_config_init(apideck_redis_config *config) {
    apideck_redis_config_init_sized(config, sizeof *config);
}

/**
 * Makes a store. It connects when it is first used, so that a host starts also while Redis is away.
 *   config     in:  only read during the call
 *   store_out  out: owned by the caller, apideck_redis_store_free
 *   error_out  out: may be NULL; its message names the member at fault
 * Errors: ARGUMENT, HOST_TABLE, CALLBACK_MISSING, NO_MEMORY.
 * The store is thread-safe. It is not to be taken across fork: make it in the child.
 */
APIDECK_API APIDECK_MUST_USE int apideck_redis_store_new(const apideck_redis_config *config,
                                                         apideck_redis_store **store_out,
                                                         apideck_error *error_out);

/** The table to hand to a receiver; valid as long as the store. It has no prune: Redis forgets by
 *  itself. */
APIDECK_API apideck_store apideck_redis_store_table(apideck_redis_store *store);

/**
 * Tells whether the store can work: connects, and asks whether Redis would evict what must last.
 * For a host to call when it starts, or for its health check.
 *   reason_out  out: why it cannot, one line of ASCII with a NUL, cut to fit; "" when it can; may
 *                    be NULL when reason_size is 0
 * Errors: STORE. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_redis_store_check(apideck_redis_store *store,
                                                           char *reason_out, size_t reason_size);

/** Closes the connections. NULL is fine. No receiver may use the store any more. */
APIDECK_API void apideck_redis_store_free(apideck_redis_store *store);

#ifdef __cplusplus
}
#endif

#endif
