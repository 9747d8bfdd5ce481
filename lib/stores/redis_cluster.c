/*
 * Keys are dealt to groups, and a group's number is the hash tag of its keys, so all keys of a
 * group, and its counter of tokens, are in one slot of a cluster. A group is first looked for at
 * the node of the configuration, which says where else it is.
 */
#include "redis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void apideck__redis_cluster_init(struct apideck__redis_cluster *cluster, const char *host,
                                 int port) {
    memset(cluster, 0, sizeof *cluster);
    cluster->count = 1;
    cluster->nodes[0].port = port;
    snprintf(cluster->nodes[0].host, sizeof cluster->nodes[0].host, "%s", host);
}

/* FNV-1a. Which group a key is in must never change: records are found by it. */
unsigned apideck__redis_group(apideck_str key) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (unsigned char)key.ptr[i]) * 16777619u;
    }
    return (hash ^ hash >> 16) % APIDECK__REDIS_GROUPS;
}

/* Reads "MOVED slot host:port". An empty host means that of the server that was asked, which is not
 * known behind a connection of the host's: refused, as a failure. */
static bool read_moved(const char *text, struct apideck__redis_node *node) {
    int slot = 0;
    int begin = 0;
    if (sscanf(text, "MOVED %d %n", &slot, &begin) != 1 || begin == 0) {
        return false;
    }
    const char *host = text + begin;
    const char *colon = strrchr(host, ':'); /* the last: an IPv6 address has more */
    const size_t len = colon ? (size_t)(colon - host) : 0;
    if (len == 0 || len >= sizeof node->host) {
        return false;
    }
    memcpy(node->host, host, len);
    node->host[len] = '\0';
    const long port = strtol(colon + 1, NULL, 10);
    node->port = (int)port;
    return port > 0 && port < 65536;
}

/* The number of a node, added where it is new; or how many there are, when there is no room. */
static unsigned number_of(struct apideck__redis_cluster *cluster,
                          const struct apideck__redis_node *node) {
    unsigned i = 1;
    while (i < cluster->count && (cluster->nodes[i].port != node->port ||
                                  strcmp(cluster->nodes[i].host, node->host) != 0)) {
        i++;
    }
    if (i == cluster->count && i < APIDECK__REDIS_NODES_MAX) {
        cluster->nodes[i] = *node;
        cluster->count++;
    }
    return i;
}

bool apideck__redis_moved(apideck_redis_store *store, unsigned group, const char *text) {
    struct apideck__redis_node node;
    if (!read_moved(text, &node)) {
        return false;
    }
    pthread_mutex_lock(&store->lock);
    const unsigned number = number_of(&store->cluster, &node);
    const bool has_room = number < APIDECK__REDIS_NODES_MAX;
    if (has_room) {
        store->cluster.node_of[group] = (unsigned char)number;
    }
    pthread_mutex_unlock(&store->lock);
    return has_room;
}

bool apideck__redis_forget_node(apideck_redis_store *store, unsigned group) {
    pthread_mutex_lock(&store->lock);
    const bool was_other = store->cluster.node_of[group] != 0;
    store->cluster.node_of[group] = 0;
    pthread_mutex_unlock(&store->lock);
    return was_other;
}
