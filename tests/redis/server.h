/* A redis-server of the test's own: in a directory, on a unix socket, and gone when the test is. */
#ifndef APIDECK_TESTS_REDIS_SERVER_H
#define APIDECK_TESTS_REDIS_SERVER_H

#include <fcntl.h>
#include <hiredis.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct server {
    const char *directory;
    const char *password; /* NULL for none */
    char socket[128];
    pid_t pid;
};

static struct server *server_running; /* for the way out */

static inline void sleep_ms(long ms) {
    const struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static inline void server_stop(struct server *server) {
    if (server->pid > 0) {
        kill(server->pid, SIGKILL);
        waitpid(server->pid, NULL, 0);
    }
    server->pid = 0;
    server_running = NULL;
}

static inline void server_stop_any(void) {
    if (server_running) {
        server_stop(server_running);
    }
}

static inline void server_exec(const struct server *server) {
    const char *const arguments[] = {"redis-server",
                                     "--port",
                                     "0",
                                     "--unixsocket",
                                     server->socket,
                                     "--dir",
                                     server->directory,
                                     "--save",
                                     "",
                                     "--appendonly",
                                     "yes",
                                     "--appendfsync",
                                     "always",
                                     "--logfile",
                                     "server.log",
                                     server->password ? "--requirepass" : NULL,
                                     server->password,
                                     NULL};
    execvp(arguments[0], (char *const *)arguments);
    _exit(127);
}

/* A connection to it, or NULL. */
static inline redisContext *server_connect(const struct server *server) {
    redisContext *context = redisConnectUnix(server->socket);
    redisReply *reply = NULL;
    if (context && !context->err) {
        reply = server->password ? redisCommand(context, "AUTH %s", server->password)
                                 : redisCommand(context, "PING");
    }
    const bool ready = reply && reply->type == REDIS_REPLY_STATUS;
    if (reply) {
        freeReplyObject(reply);
    }
    if (!ready && context) {
        redisFree(context);
        context = NULL;
    }
    return context;
}

/* Sends a command of words without blanks. Returns its answer: a number as it is, text as what
 * strtoll makes of it, -1000 for an error. */
static inline long long server_do(const struct server *server, const char *command) {
    redisContext *context = server_connect(server);
    redisReply *reply = context ? redisCommand(context, command) : NULL;
    long long result = -1000;
    if (reply && reply->type == REDIS_REPLY_INTEGER) {
        result = reply->integer;
    } else if (reply && reply->type != REDIS_REPLY_ERROR) {
        result = reply->str ? strtoll(reply->str, NULL, 10) : 0;
    }
    if (reply) {
        freeReplyObject(reply);
    }
    if (context) {
        redisFree(context);
    }
    return result;
}

/* Starts it, with what it had when it was stopped. */
static inline void server_start(struct server *server) {
    static bool is_set;
    snprintf(server->socket, sizeof server->socket, "%s/redis", server->directory);
    if (!is_set) {
        is_set = atexit(server_stop_any) == 0;
    }
    server->pid = fork();
    if (server->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* does not outlive the test, however that ends */
        server_exec(server);
    }
    server_running = server;
    for (int tries = 0; tries < 200; tries++) {
        redisContext *context = server_connect(server);
        if (context) {
            redisFree(context);
            return;
        }
        sleep_ms(50);
    }
    fputs("redis-server does not start\n", stderr);
    exit(1);
}

static inline void server_pause(const struct server *server) {
    kill(server->pid, SIGSTOP);
}

static inline void server_resume(const struct server *server) {
    kill(server->pid, SIGCONT);
}

#endif
