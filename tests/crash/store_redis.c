/* Redis in the crash and contention tests. WHERE is a unix socket or HOST:PORT, whose database is
 * emptied. The handler counts up a number of the event, in Redis too, but apart from the commit: so
 * an event is handled at least once. */
#define _POSIX_C_SOURCE 200809L

#include "crash_store.h"

#include <apideck/store_redis.h>
#include <hiredis.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static apideck_redis_store *store;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of rows */
static redisContext *rows;

static redisContext *connect_to(const char *where) {
    char host[256];
    const char *colon = strrchr(where, ':');
    if (!colon) {
        return redisConnectUnix(where);
    }
    snprintf(host, sizeof host, "%.*s", (int)(colon - where), where);
    return redisConnect(host, atoi(colon + 1));
}

/* A command whose answer is a number, or text that is one; negative when it failed. */
static long number_of(redisReply *reply) {
    long number = -1;
    if (reply && reply->type == REDIS_REPLY_INTEGER) {
        number = (long)reply->integer;
    } else if (reply && reply->type != REDIS_REPLY_ERROR) {
        number = reply->str ? strtol(reply->str, NULL, 10) : 0;
    }
    if (reply) {
        freeReplyObject(reply);
    }
    return number;
}

static int reset(const char *where) {
    redisContext *context = connect_to(where);
    const long result = context && !context->err ? number_of(redisCommand(context, "FLUSHDB")) : -1;
    if (context) {
        redisFree(context);
    }
    return result < 0;
}

static void close_store(void) {
    apideck_redis_store_free(store);
    store = NULL;
    if (rows) {
        redisFree(rows);
        rows = NULL;
    }
}

static int open_store(const char *where, int threads, apideck_store *store_out) {
    char host[256];
    const char *colon = strrchr(where, ':');
    apideck_redis_config config;
    apideck_redis_config_init(&config);
    config.connections = threads;
    if (colon) {
        snprintf(host, sizeof host, "%.*s", (int)(colon - where), where);
        config.host = host;
        config.port = atoi(colon + 1);
    } else {
        config.unix_socket = where;
    }
    rows = connect_to(where);
    if (!rows || rows->err || apideck_redis_store_new(&config, &store, NULL) != 0) {
        close_store();
        return -1;
    }
    *store_out = apideck_redis_store_table(store);
    return 0;
}

static int write_row(const apideck_delivery *delivery, long event) {
    (void)delivery;
    pthread_mutex_lock(&lock);
    const long result = number_of(redisCommand(rows, "INCR row:%ld", event));
    pthread_mutex_unlock(&lock);
    return result < 1;
}

static long rows_of(long event) {
    pthread_mutex_lock(&lock);
    const long result = number_of(redisCommand(rows, "GET row:%ld", event));
    pthread_mutex_unlock(&lock);
    return result;
}

const struct crash_store crash_store_redis = {
    .name = "redis",
    .exactly_once = 0,
    .reset = reset,
    .open = open_store,
    .write = write_row,
    .rows = rows_of,
    .close = close_store,
};
