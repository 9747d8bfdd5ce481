/* The connections, lent to one thread at a time. */
#define _POSIX_C_SOURCE 200809L

#include "redis.h"

#include <time.h>

/* The best of the free ones: connected to the node; else not connected; else to another node. The
 * first of equals, so that no more are used than are needed. */
static struct apideck__redis_connection *find_free(apideck_redis_store *store, unsigned node) {
    struct apideck__redis_connection *best = NULL;
    for (int i = 0; i < store->config.connections; i++) {
        struct apideck__redis_connection *connection = &store->connections[i];
        if (connection->lent) {
            continue;
        }
        if (connection->context && connection->node == node) {
            return connection;
        }
        if (!best || (best->context && !connection->context)) {
            best = connection;
        }
    }
    return best;
}

static struct timespec deadline_of(const apideck_redis_store *store) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += store->config.command_timeout_ms / 1000;
    time.tv_nsec += store->config.command_timeout_ms % 1000 * 1000000L;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

struct apideck__redis_connection *apideck__redis_take(apideck_redis_store *store, unsigned group,
                                                      struct apideck__redis_node *node_out) {
    const struct timespec deadline = deadline_of(store);
    pthread_mutex_lock(&store->lock);
    const unsigned node = store->cluster.node_of[group];
    struct apideck__redis_connection *connection = find_free(store, node);
    while (!connection &&
           pthread_cond_timedwait(&store->given_back, &store->lock, &deadline) == 0) {
        connection = find_free(store, node);
    }
    if (connection) {
        connection->lent = true;
        *node_out = store->cluster.nodes[node];
    }
    pthread_mutex_unlock(&store->lock);
    if (connection && connection->node != node) {
        apideck__redis_close(connection);
        connection->node = node;
    }
    return connection;
}

void apideck__redis_give_back(apideck_redis_store *store,
                              struct apideck__redis_connection *connection) {
    pthread_mutex_lock(&store->lock);
    connection->lent = false;
    pthread_cond_signal(&store->given_back);
    pthread_mutex_unlock(&store->lock);
}
