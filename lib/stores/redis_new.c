/* Making, checking and freeing a Redis store. */
#define _POSIX_C_SOURCE 200809L

#include "redis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PREFIX_MAX 64
#define CONNECTIONS_MAX 1024

/* Configuration -------------------------------------------------------------------------------- */

/* Writes no more than the host has room for. */
void apideck_redis_config_init_sized(apideck_redis_config *config, size_t size) {
    const apideck_redis_config defaults = {
        .size = size,
        .host = "127.0.0.1",
        .port = 6379,
        .prefix = "apideck",
        .connections = 16,
        .connect_timeout_ms = 1000,
        .command_timeout_ms = 2000,
        .order_retention_ms = INT64_C(30) * 24 * 60 * 60 * 1000,
    };
    apideck_table_init(config, size);
    memcpy(config, &defaults, size < sizeof defaults ? size : sizeof defaults);
}

static int fail(apideck_error *error_out, int code, const char *message) {
    if (error_out) {
        *error_out = (apideck_error){code, 0, message};
    }
    return code;
}

/* Takes over a configuration of this header, or of a newer one that sets nothing that is unknown
 * here. There is no older one. */
static int copy_config(const apideck_redis_config *from, apideck_redis_config *to) {
    if (from->size < sizeof *to) {
        return APIDECK_ERR_HOST_TABLE;
    }
    for (size_t i = sizeof *to; i < from->size; i++) {
        if (((const unsigned char *)from)[i]) {
            return APIDECK_ERR_HOST_TABLE;
        }
    }
    *to = *from;
    to->size = sizeof *to;
    return 0;
}

/* NULL, or what is wrong. */
static const char *fault_of(const apideck_redis_config *config) {
    if (!config->host || !*config->host || strlen(config->host) >= APIDECK__REDIS_HOST_SIZE) {
        return "config.host is missing or too long";
    }
    if (config->port < 1 || config->port > 65535) {
        return "config.port is no port";
    }
    if (!config->prefix || strlen(config->prefix) > PREFIX_MAX || strpbrk(config->prefix, "{}")) {
        return "config.prefix is missing, too long or has braces";
    }
    if (config->username && !config->password) {
        return "config.username is set without config.password";
    }
    if (config->database < 0) {
        return "config.database is negative";
    }
    if (config->connections < 1 || config->connections > CONNECTIONS_MAX) {
        return "config.connections is out of range";
    }
    if (config->connect_timeout_ms < 1 || config->command_timeout_ms < 1) {
        return "config.connect_timeout_ms and command_timeout_ms must be positive";
    }
    if (config->order_retention_ms < 1) {
        return "config.order_retention_ms must be positive";
    }
    return NULL;
}

static int check_config(const apideck_redis_config *config, apideck_error *error_out) {
    if (config->allocator && (!config->allocator->alloc || !config->allocator->free)) {
        return fail(error_out, APIDECK_ERR_CALLBACK_MISSING, "config.allocator lacks a callback");
    }
    if (config->log && config->log->size < sizeof *config->log) {
        return fail(error_out, APIDECK_ERR_HOST_TABLE, "config.log has no size");
    }
    if (config->log && !config->log->write) {
        return fail(error_out, APIDECK_ERR_CALLBACK_MISSING, "config.log lacks write");
    }
    const char *fault = fault_of(config);
    return fault ? fail(error_out, APIDECK_ERR_ARGUMENT, fault) : 0;
}

/* Memory --------------------------------------------------------------------------------------- */

static void *heap_alloc(size_t size, void *user) {
    (void)user;
    return malloc(size);
}

static void heap_free(void *ptr, size_t size, void *user) {
    (void)size, (void)user;
    free(ptr);
}

static void *allocate(const apideck_allocator *allocator, size_t size) {
    void *block = allocator->alloc(size, allocator->user);
    if (block) {
        memset(block, 0, size);
    }
    return block;
}

static void release_block(const apideck_allocator *allocator, void *block, size_t size) {
    if (block) {
        allocator->free(block, size, allocator->user);
    }
}

/* The texts of the configuration, which the store keeps behind one another. */
struct texts {
    const char **members[5];
    size_t size;
};

static struct texts texts_of(apideck_redis_config *config) {
    struct texts texts = {{&config->host, &config->unix_socket, &config->username,
                           &config->password, &config->prefix},
                          0};
    for (size_t i = 0; i < sizeof texts.members / sizeof *texts.members; i++) {
        texts.size += *texts.members[i] ? strlen(*texts.members[i]) + 1 : 0;
    }
    return texts;
}

static void keep_texts(const struct texts *texts, char *room) {
    for (size_t i = 0; i < sizeof texts->members / sizeof *texts->members; i++) {
        if (*texts->members[i]) {
            const size_t size = strlen(*texts->members[i]) + 1;
            *texts->members[i] = memcpy(room, *texts->members[i], size);
            room += size;
        }
    }
}

static int take_memory(apideck_redis_store *store) {
    const struct texts texts = texts_of(&store->config);
    store->texts_size = texts.size;
    store->texts = allocate(&store->allocator, texts.size);
    store->connections =
        allocate(&store->allocator, (size_t)store->config.connections * sizeof *store->connections);
    if (!store->texts || !store->connections) {
        return APIDECK_ERR_NO_MEMORY;
    }
    keep_texts(&texts, store->texts);
    return 0;
}

static void give_memory_back(apideck_redis_store *store) {
    const apideck_allocator allocator = store->allocator;
    release_block(&allocator, store->connections,
                  (size_t)store->config.connections * sizeof *store->connections);
    if (store->texts) {
        /* A password is among them. Written through a volatile pointer, so that it is done. */
        volatile char *text = store->texts;
        for (size_t i = 0; i < store->texts_size; i++) {
            text[i] = 0;
        }
    }
    release_block(&allocator, store->texts, store->texts_size);
    release_block(&allocator, store, sizeof *store);
}

/* The store ------------------------------------------------------------------------------------ */

/* Waits by a clock that nobody sets. */
static int make_locks(apideck_redis_store *store) {
    pthread_condattr_t monotonic;
    if (pthread_condattr_init(&monotonic) != 0) {
        return APIDECK_ERR_NO_MEMORY;
    }
    int error = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    error = error ? error : pthread_cond_init(&store->given_back, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (error) {
        return APIDECK_ERR_NO_MEMORY;
    }
    if (pthread_mutex_init(&store->lock, NULL) != 0) {
        pthread_cond_destroy(&store->given_back);
        return APIDECK_ERR_NO_MEMORY;
    }
    return 0;
}

static int make(const apideck_redis_config *config, apideck_redis_store **store_out) {
    const apideck_allocator heap = {heap_alloc, heap_free, NULL};
    const apideck_allocator allocator = config->allocator ? *config->allocator : heap;
    apideck_redis_store *store = allocate(&allocator, sizeof *store);
    if (!store) {
        return APIDECK_ERR_NO_MEMORY;
    }
    store->config = *config;
    store->allocator = allocator;
    if (config->log) {
        store->log = *config->log;
    }
    store->config.allocator = NULL;
    store->config.log = NULL;
    int error = take_memory(store);
    error = error ? error : make_locks(store);
    if (error) {
        give_memory_back(store);
        return error;
    }
    apideck__redis_cluster_init(&store->cluster, store->config.host, store->config.port);
    *store_out = store;
    return 0;
}

int apideck_redis_store_new(const apideck_redis_config *config, apideck_redis_store **store_out,
                            apideck_error *error_out) {
    if (!config || !store_out) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "config and store_out must be given");
    }
    apideck_redis_config known;
    int error = copy_config(config, &known);
    if (error) {
        return fail(error_out, error, "config.size is not that of a known version");
    }
    error = check_config(&known, error_out);
    if (error) {
        return error;
    }
    error = make(&known, store_out);
    return error ? fail(error_out, error, apideck_error_text(error)) : 0;
}

void apideck_redis_store_free(apideck_redis_store *store) {
    if (!store) {
        return;
    }
    for (int i = 0; i < store->config.connections; i++) {
        apideck__redis_close(&store->connections[i]);
    }
    pthread_cond_destroy(&store->given_back);
    pthread_mutex_destroy(&store->lock);
    give_memory_back(store);
}

/* Checking ------------------------------------------------------------------------------------- */

static const char evicts[] = "Redis has a maxmemory-policy that evicts: set noeviction";

/* A server that does not say is believed to be well: an ACL may keep it from saying. */
static bool does_evict(const redisReply *info) {
    return info->type == REDIS_REPLY_STRING && strstr(info->str, "maxmemory_policy:") &&
           !strstr(info->str, "maxmemory_policy:noeviction") &&
           !strstr(info->str, "\nmaxmemory:0\r");
}

int apideck_redis_store_check(apideck_redis_store *store, char *reason_out, size_t reason_size) {
    char reason[APIDECK__REDIS_REASON_SIZE] = "all connections are in use";
    struct apideck__redis_node node;
    redisReply *info = NULL;
    if (!store || (!reason_out && reason_size)) {
        return APIDECK_ERR_ARGUMENT;
    }
    struct apideck__redis_connection *connection = apideck__redis_take(store, 0, &node);
    int error = APIDECK_ERR_STORE;
    if (connection) {
        const enum apideck__redis_result result =
            apideck__redis_info(store, connection, &node, &info);
        const bool may_not_ask = strncmp(connection->reason, "NOPERM", 6) == 0;
        error = result == APIDECK__REDIS_OK || (result == APIDECK__REDIS_REFUSED && may_not_ask)
                    ? 0
                    : APIDECK_ERR_STORE;
        memcpy(reason, connection->reason, sizeof reason);
        apideck__redis_give_back(store, connection);
    }
    if (info && does_evict(info)) {
        error = APIDECK_ERR_STORE;
        memcpy(reason, evicts, sizeof evicts);
    }
    if (info) {
        freeReplyObject(info);
    }
    if (reason_size) {
        snprintf(reason_out, reason_size, "%s", error ? reason : "");
    }
    return error;
}
