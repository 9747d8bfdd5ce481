#define _POSIX_C_SOURCE 200809L

#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MS "500"
#define TIMEOUT_SECONDS 5 /* longer than that wait */

/* The connection ----------------------------------------------------------------------------- */

void stream_close(struct stream *stream) {
    if (stream->context) {
        redisFree(stream->context);
        stream->context = NULL;
    }
}

static int connect_where(struct stream *stream) {
    const struct timeval timeout = {TIMEOUT_SECONDS, 0};
    const char *colon = strrchr(stream->where, ':');
    if (colon) {
        char host[256];
        snprintf(host, sizeof host, "%.*s", (int)(colon - stream->where), stream->where);
        stream->context = redisConnectWithTimeout(host, atoi(colon + 1), timeout);
    } else {
        stream->context = redisConnectUnixWithTimeout(stream->where, timeout);
    }
    if (!stream->context || stream->context->err) {
        fprintf(stderr, "redis: %s\n", stream->context ? stream->context->errstr : "no memory");
        stream_close(stream);
        return -1;
    }
    return redisSetTimeout(stream->context, timeout);
}

/* Sends a command of `count` words; lengths may be NULL for text. NULL when it failed. */
static redisReply *send_words(struct stream *stream, int count, const char **words,
                              const size_t *lengths) {
    if (!stream->context && connect_where(stream) != 0) {
        return NULL;
    }
    redisReply *reply = redisCommandArgv(stream->context, count, words, lengths);
    if (reply && reply->type != REDIS_REPLY_ERROR) {
        return reply;
    }
    fprintf(stderr, "redis: %s: %s\n", words[0], reply ? reply->str : stream->context->errstr);
    if (reply) {
        freeReplyObject(reply);
    }
    stream_close(stream);
    return NULL;
}

/* For commands whose answer says no more than that they were done. */
static int do_words(struct stream *stream, int count, const char **words, const size_t *lengths) {
    redisReply *reply = send_words(stream, count, words, lengths);
    if (!reply) {
        return -1;
    }
    freeReplyObject(reply);
    return 0;
}

/* Adding ------------------------------------------------------------------------------------- */

int stream_add(struct stream *stream, const char *body, size_t len) {
    const char *words[] = {"XADD", STREAM_EVENTS, "*", "body", body};
    const size_t lengths[] = {4, sizeof STREAM_EVENTS - 1, 1, 4, len};
    return do_words(stream, 5, words, lengths);
}

int stream_prepare(struct stream *stream) {
    /* As XGROUP CREATE, but content when the group is there. */
    static const char script[] =
        "local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')\n"
        "if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end\n"
        "return 1\n";
    const char *words[] = {"EVAL", script, "1", STREAM_EVENTS, STREAM_GROUP};
    return do_words(stream, 5, words, NULL);
}

/* Reading ------------------------------------------------------------------------------------ */

static int is_array(const redisReply *reply, size_t least) {
    return reply && reply->type == REDIS_REPLY_ARRAY && reply->elements >= least;
}

/* Reads [id, ["body", body]]. */
static void read_entry(const redisReply *entry, struct record *record) {
    if (is_array(entry, 2) && is_array(entry->element[1], 2)) {
        record->id = entry->element[0]->str;
        record->body = entry->element[1]->element[1]->str;
        record->body_len = entry->element[1]->element[1]->len;
    }
}

/* Keeps the answer as long as the record, or frees it when there is none in it. */
static void keep_reply(struct record *record, redisReply *reply) {
    record->reply = record->id ? reply : NULL;
    if (!record->id) {
        freeReplyObject(reply);
    }
}

int stream_read(struct stream *stream, const char *worker, struct record *record_out) {
    const char *words[] = {"XREADGROUP", "GROUP", STREAM_GROUP, worker,        "COUNT", "1",
                           "BLOCK",      WAIT_MS, "STREAMS",    STREAM_EVENTS, ">"};
    *record_out = (struct record){.attempts = 1};
    redisReply *reply = send_words(stream, 11, words, NULL);
    if (!reply) {
        return -1;
    }
    /* [[stream, [entry]]], or nil when the time was over. */
    if (is_array(reply, 1) && is_array(reply->element[0], 2) &&
        is_array(reply->element[0]->element[1], 1)) {
        read_entry(reply->element[0]->element[1]->element[0], record_out);
    }
    keep_reply(record_out, reply);
    return 0;
}

/* Redis counts how often it handed the record out. */
static int count_attempts(struct stream *stream, struct record *record) {
    const char *words[] = {"XPENDING", STREAM_EVENTS, STREAM_GROUP, record->id, record->id, "1"};
    redisReply *reply = send_words(stream, 6, words, NULL);
    if (!reply) {
        return -1;
    }
    /* [[id, worker, idle, count]] */
    if (is_array(reply, 1) && is_array(reply->element[0], 4)) {
        record->attempts = (long)reply->element[0]->element[3]->integer;
    }
    freeReplyObject(reply);
    return 0;
}

int stream_take_over(struct stream *stream, const char *worker, long idle_ms,
                     char cursor[STREAM_ID_SIZE], struct record *record_out) {
    char idle[24];
    snprintf(idle, sizeof idle, "%ld", idle_ms);
    const char *words[] = {"XAUTOCLAIM", STREAM_EVENTS, STREAM_GROUP, worker,
                           idle,         cursor,        "COUNT",      "1"};
    *record_out = (struct record){.attempts = 1};
    redisReply *reply = send_words(stream, 8, words, NULL);
    if (!reply) {
        return -1;
    }
    /* [cursor, [entry]] */
    if (is_array(reply, 2) && reply->element[0]->str) {
        snprintf(cursor, STREAM_ID_SIZE, "%s", reply->element[0]->str);
        if (is_array(reply->element[1], 1)) {
            read_entry(reply->element[1]->element[0], record_out);
        }
    }
    keep_reply(record_out, reply);
    if (record_out->id && count_attempts(stream, record_out) != 0) {
        record_free(record_out);
        return -1;
    }
    return 0;
}

void record_free(struct record *record) {
    if (record->reply) {
        freeReplyObject(record->reply);
    }
    *record = (struct record){.attempts = 0};
}

/* Ending ------------------------------------------------------------------------------------- */

int stream_done(struct stream *stream, const struct record *record) {
    static const char script[] = "redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])\n"
                                 "redis.call('XDEL', KEYS[1], ARGV[2])\n"
                                 "return 1\n";
    const char *words[] = {"EVAL", script, "1", STREAM_EVENTS, STREAM_GROUP, record->id};
    return do_words(stream, 6, words, NULL);
}

/* Only while the record is pending: not when another worker has ended it meanwhile. */
int stream_bury(struct stream *stream, const struct record *record, const char *reason) {
    static const char script[] =
        "if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 1 then\n"
        "  redis.call('XADD', KEYS[2], '*', 'body', ARGV[3], 'reason', ARGV[4],\n"
        "             'attempts', ARGV[5], 'id', ARGV[2])\n"
        "  redis.call('XDEL', KEYS[1], ARGV[2])\n"
        "end\n"
        "return 1\n";
    char attempts[24];
    snprintf(attempts, sizeof attempts, "%ld", record->attempts);
    const char *words[] = {"EVAL",       script,     "2",          STREAM_EVENTS, STREAM_DEAD,
                           STREAM_GROUP, record->id, record->body, reason,        attempts};
    size_t lengths[10];
    for (size_t i = 0; i < 10; i++) {
        lengths[i] = words[i] == record->body ? record->body_len : strlen(words[i]);
    }
    return do_words(stream, 10, words, lengths);
}
