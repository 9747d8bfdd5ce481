/* One connection: made, looked after, and used for one command at a time. */
#define _POSIX_C_SOURCE 200809L

#include "redis.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define COMMAND_WORDS_MAX 3

/* Failures ------------------------------------------------------------------------------------- */

/* Keeps one line of ASCII, whatever the server said. `what` may be NULL. */
static void give_reason(struct apideck__redis_connection *connection, const char *what,
                        const char *why) {
    snprintf(connection->reason, sizeof connection->reason, "%s%s%s", what ? what : "",
             what ? ": " : "", why);
    for (char *byte = connection->reason; *byte; byte++) {
        if (*byte < ' ' || *byte > '~') {
            *byte = '?';
        }
    }
}

void apideck__redis_close(struct apideck__redis_connection *connection) {
    if (connection->context) {
        redisFree(connection->context);
        connection->context = NULL;
    }
}

/* Sends the words and waits for the answer. NULL, and closed, when there is none. */
static redisReply *command(struct apideck__redis_connection *connection, int count,
                           const char **words, const size_t *lengths) {
    struct apideck__redis_pipe pipe;
    apideck__redis_pipe_begin(&pipe);
    redisReply *reply = redisCommandArgv(connection->context, count, words, lengths);
    if (!reply) {
        const redisContext *context = connection->context;
        const bool is_late = context->err == REDIS_ERR_IO && errno == EAGAIN;
        give_reason(connection, "the connection broke",
                    is_late ? "no answer in time" : context->errstr);
        apideck__redis_close(connection);
    }
    apideck__redis_pipe_end(&pipe, !reply);
    return reply;
}

static bool is_error(const redisReply *reply, const char *code) {
    return reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, code, strlen(code)) == 0;
}

/* Connecting ----------------------------------------------------------------------------------- */

static struct timeval timeout_of(int ms) {
    return (struct timeval){.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
}

/* The unix socket leads to the node of the configuration alone. */
static redisContext *open_context(const apideck_redis_store *store, unsigned number,
                                  const struct apideck__redis_node *node) {
    const apideck_redis_config *config = &store->config;
    const struct timeval timeout = timeout_of(config->connect_timeout_ms);
    if (config->connect) {
        return config->connect(node->host, node->port, config->connect_timeout_ms,
                               config->connect_user);
    }
    redisContext *context = config->unix_socket && number == 0
                                ? redisConnectUnixWithTimeout(config->unix_socket, timeout)
                                : redisConnectWithTimeout(node->host, node->port, timeout);
    if (context && !context->err) {
        (void)fcntl(context->fd, F_SETFD, FD_CLOEXEC);
        if (!config->unix_socket) {
            (void)redisEnableKeepAlive(context);
        }
    }
    return context;
}

/* Sends one of the first commands. Returns its answer, or NULL when it was refused. */
static redisReply *first_command(struct apideck__redis_connection *connection, int count,
                                 const char *const words[COMMAND_WORDS_MAX]) {
    const char *sent[COMMAND_WORDS_MAX] = {NULL};
    memcpy(sent, words, (size_t)count * sizeof *sent);
    redisReply *reply = command(connection, count, sent, NULL);
    if (reply && reply->type == REDIS_REPLY_ERROR) {
        give_reason(connection, words[0], reply->str);
        freeReplyObject(reply);
        return NULL;
    }
    return reply;
}

/* AUTH and SELECT, as far as they are wanted. */
static bool log_in(const apideck_redis_config *config,
                   struct apideck__redis_connection *connection) {
    char database[16];
    snprintf(database, sizeof database, "%d", config->database);
    const char *const with_name[] = {"AUTH", config->username, config->password};
    const char *const without_name[] = {"AUTH", config->password, NULL};
    const char *const select[] = {"SELECT", database, NULL};
    redisReply *reply = NULL;
    if (config->password) {
        reply = config->username ? first_command(connection, 3, with_name)
                                 : first_command(connection, 2, without_name);
        if (!reply) {
            return false;
        }
        freeReplyObject(reply);
    }
    if (config->database) {
        reply = first_command(connection, 2, select);
        if (!reply) {
            return false;
        }
        freeReplyObject(reply);
    }
    return true;
}

/* The server tells the digests by which the scripts are called. */
static bool load_scripts(struct apideck__redis_connection *connection) {
    for (int i = 0; i < APIDECK__REDIS_SCRIPTS; i++) {
        const char *const load[] = {"SCRIPT", "LOAD", apideck__redis_scripts[i]};
        redisReply *reply = first_command(connection, 3, load);
        if (!reply) {
            return false;
        }
        const bool is_digest = reply->type == REDIS_REPLY_STRING && reply->str &&
                               reply->len == APIDECK__REDIS_DIGEST_SIZE - 1;
        if (is_digest) {
            memcpy(connection->digests[i], reply->str, APIDECK__REDIS_DIGEST_SIZE);
        }
        freeReplyObject(reply);
        if (!is_digest) {
            give_reason(connection, "SCRIPT", "the answer is no digest");
            return false;
        }
    }
    return true;
}

static bool connect_to(const apideck_redis_store *store,
                       struct apideck__redis_connection *connection,
                       const struct apideck__redis_node *node) {
    connection->context = open_context(store, connection->node, node);
    if (!connection->context || connection->context->err) {
        give_reason(connection, "no connection",
                    connection->context ? connection->context->errstr : "no context was made");
        apideck__redis_close(connection);
        return false;
    }
    if (redisSetTimeout(connection->context, timeout_of(store->config.command_timeout_ms)) !=
            REDIS_OK ||
        !log_in(&store->config, connection) || !load_scripts(connection)) {
        apideck__redis_close(connection);
        return false;
    }
    return true;
}

/* Between commands there is nothing to read: if there is, it is the end of the connection, which
 * came while it lay idle. Seen here, nothing is lost by it. */
static bool is_stale(const struct apideck__redis_connection *connection) {
    struct pollfd readable = {.fd = connection->context->fd, .events = POLLIN};
    return poll(&readable, 1, 0) != 0;
}

static bool be_connected(const apideck_redis_store *store,
                         struct apideck__redis_connection *connection,
                         const struct apideck__redis_node *node) {
    if (connection->context && is_stale(connection)) {
        apideck__redis_close(connection);
    }
    return connection->context || connect_to(store, connection, node);
}

/* Commands ------------------------------------------------------------------------------------- */

/* An answer that is an error. The connection goes, since it may lead to a server that is not the
 * master any more; not when it told where to go. */
static enum apideck__redis_result refused(struct apideck__redis_connection *connection,
                                          const redisReply *reply) {
    give_reason(connection, NULL, reply->str);
    if (is_error(reply, "MOVED ")) {
        return APIDECK__REDIS_MOVED;
    }
    apideck__redis_close(connection);
    return APIDECK__REDIS_REFUSED;
}

static enum apideck__redis_result settle(struct apideck__redis_connection *connection,
                                         redisReply *reply, redisReply **reply_out) {
    if (!reply) {
        return APIDECK__REDIS_LOST;
    }
    if (reply->type == REDIS_REPLY_ERROR) {
        const enum apideck__redis_result result = refused(connection, reply);
        freeReplyObject(reply);
        return result;
    }
    *reply_out = reply;
    return APIDECK__REDIS_OK;
}

static void set_word(struct apideck__redis_call *call, int i, const char *word) {
    call->words[i] = word;
    call->lengths[i] = strlen(word);
}

enum apideck__redis_result apideck__redis_run(const apideck_redis_store *store,
                                              struct apideck__redis_connection *connection,
                                              const struct apideck__redis_node *node,
                                              struct apideck__redis_call *call,
                                              redisReply **reply_out) {
    if (!be_connected(store, connection, node)) {
        return APIDECK__REDIS_NOT_SENT;
    }
    const bool is_script = call->script != APIDECK__REDIS_PLAIN;
    if (is_script) {
        set_word(call, 0, "EVALSHA");
        set_word(call, 1, connection->digests[call->script]);
    }
    redisReply *reply = command(connection, call->count, call->words, call->lengths);
    if (is_script && reply && is_error(reply, "NOSCRIPT")) {
        freeReplyObject(reply);
        set_word(call, 0, "EVAL");
        set_word(call, 1, apideck__redis_scripts[call->script]);
        reply = command(connection, call->count, call->words, call->lengths);
    }
    return settle(connection, reply, reply_out);
}

enum apideck__redis_result apideck__redis_info(const apideck_redis_store *store,
                                               struct apideck__redis_connection *connection,
                                               const struct apideck__redis_node *node,
                                               redisReply **reply_out) {
    const char *words[] = {"INFO", "memory"};
    if (!be_connected(store, connection, node)) {
        return APIDECK__REDIS_NOT_SENT;
    }
    return settle(connection, command(connection, 2, words, NULL), reply_out);
}
