/* The parts of the Redis store, from the script up: a call is one script, or one command, with its
 * arguments; a connection runs it on one server; the pool lends connections; the cluster knows
 * which server has which keys. */
#ifndef APIDECK_LIB_STORES_REDIS_H
#define APIDECK_LIB_STORES_REDIS_H

#include <apideck/store_redis.h>
#include <hiredis.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

/* Scripts -------------------------------------------------------------------------------------- */

enum apideck__redis_script {
    APIDECK__REDIS_CLAIM,
    APIDECK__REDIS_COMMIT,
    APIDECK__REDIS_RELEASE,
    APIDECK__REDIS_ADVANCE,
    APIDECK__REDIS_SCRIPTS,
    APIDECK__REDIS_PLAIN = APIDECK__REDIS_SCRIPTS /* a command of Redis, no script */
};

extern const char *const apideck__redis_scripts[APIDECK__REDIS_SCRIPTS];

#define APIDECK__REDIS_WORDS 8

/* A command in the making. For a script, words 0 to 2 are those of EVALSHA; key and arguments
 * follow. */
struct apideck__redis_call {
    enum apideck__redis_script script;
    unsigned group;  /* of its keys: all of them are in one */
    bool repeatable; /* the second time does no more than the first did */
    int count;
    const char *words[APIDECK__REDIS_WORDS];
    size_t lengths[APIDECK__REDIS_WORDS];
};

/* Connections ---------------------------------------------------------------------------------- */

#define APIDECK__REDIS_REASON_SIZE 256
#define APIDECK__REDIS_DIGEST_SIZE 41 /* SHA-1 in hexadecimal */

struct apideck__redis_connection {
    redisContext *context; /* NULL while it is not connected */
    unsigned node;
    bool lent;
    char digests[APIDECK__REDIS_SCRIPTS][APIDECK__REDIS_DIGEST_SIZE];
    char reason[APIDECK__REDIS_REASON_SIZE]; /* of the last failure */
};

enum apideck__redis_result {
    APIDECK__REDIS_OK,
    APIDECK__REDIS_NOT_SENT, /* there was no connection to send it on */
    APIDECK__REDIS_LOST,     /* sent, and nobody knows whether it was done */
    APIDECK__REDIS_MOVED,    /* another server of the cluster has the keys: reason says which */
    APIDECK__REDIS_REFUSED   /* the server said no, for the reason */
};

/* Nodes ---------------------------------------------------------------------------------------- */

#define APIDECK__REDIS_GROUPS 256u
#define APIDECK__REDIS_NODES_MAX 64u
#define APIDECK__REDIS_HOST_SIZE 256

struct apideck__redis_node {
    int port;
    char host[APIDECK__REDIS_HOST_SIZE];
};

/* Which server has which group of keys. Node 0 is the one of the configuration, and the only one
 * where there is no cluster. Guarded by the pool's lock. */
struct apideck__redis_cluster {
    unsigned count;
    unsigned char node_of[APIDECK__REDIS_GROUPS];
    struct apideck__redis_node nodes[APIDECK__REDIS_NODES_MAX];
};

/* The store ------------------------------------------------------------------------------------ */

struct apideck_redis_store {
    apideck_redis_config config; /* its texts and tables are the store's own */
    apideck_allocator allocator;
    apideck_log log;
    char *texts;
    size_t texts_size;
    pthread_mutex_t lock;
    pthread_cond_t given_back;
    struct apideck__redis_cluster cluster;
    struct apideck__redis_connection *connections;
};

/* redis_connection.c: Connects where that is needed. On a failure connection->reason tells why, and
 * it is closed. *reply_out is the caller's to free. */
enum apideck__redis_result apideck__redis_run(const apideck_redis_store *store,
                                              struct apideck__redis_connection *connection,
                                              const struct apideck__redis_node *node,
                                              struct apideck__redis_call *call,
                                              redisReply **reply_out);

/* The same for INFO memory. */
enum apideck__redis_result apideck__redis_info(const apideck_redis_store *store,
                                               struct apideck__redis_connection *connection,
                                               const struct apideck__redis_node *node,
                                               redisReply **reply_out);

void apideck__redis_close(struct apideck__redis_connection *connection);

/* redis_pool.c: Lends a connection to the node of the group and copies out which that is; NULL when
 * all stay lent for as long as a command may take. */
struct apideck__redis_connection *apideck__redis_take(apideck_redis_store *store, unsigned group,
                                                      struct apideck__redis_node *node_out);
void apideck__redis_give_back(apideck_redis_store *store,
                              struct apideck__redis_connection *connection);

/* redis_cluster.c */
void apideck__redis_cluster_init(struct apideck__redis_cluster *cluster, const char *host,
                                 int port);
unsigned apideck__redis_group(apideck_str key);
/* Learns from "MOVED slot host:port" where the group is. Returns false for any other text. */
bool apideck__redis_moved(apideck_redis_store *store, unsigned group, const char *text);
/* The node of the group does not answer: ask the one of the configuration. Returns false when it
 * was that one. */
bool apideck__redis_forget_node(apideck_redis_store *store, unsigned group);

/* redis_pipe.c: a write to a connection that the server closed raises SIGPIPE, which would end a
 * host that does not expect it. Held back on this thread from begin to end. `is_broken` tells
 * whether the write may have failed. */
struct apideck__redis_pipe {
    sigset_t before;
    bool was_pending;
};
void apideck__redis_pipe_begin(struct apideck__redis_pipe *pipe);
void apideck__redis_pipe_end(const struct apideck__redis_pipe *pipe, bool is_broken);

#endif
