/* The store contract on Redis: each callback makes one call of a script, and sends it to where its
 * key is. A claim tries one plain command first, which is enough for a key that is not known. */
#define _POSIX_C_SOURCE 200809L

#include "redis.h"

#include "../time_ms.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* How much longer than the receivers' clocks ask for it a record stays: they may step, and differ
 * from the server's. A claim has to stay a day behind its lease in any case. */
#define MARGIN_MS INT64_C(86400000)

/* Lua counts in doubles, which are exact up to there; it is beyond the year 200,000. */
#define TIME_MAX_MS INT64_C(9007199254740991)
#define TIME_TO_LIVE_MAX_MS INT64_C(1000000000000000)

#define TRIES 6 /* one, one more on a new connection, and what a cluster on the move takes */
#define NUMBER_SIZE 24
#define NUMBERS 4
#define RECORD_SIZE 96
#define NAME_SIZE 512
#define NAME_OVERHEAD 32 /* of ":{255}:entity:" and the like */

/* Sending -------------------------------------------------------------------------------------- */

static void report(const apideck_redis_store *store, const char *reason) {
    char line[APIDECK__REDIS_REASON_SIZE + 16];
    const int len = snprintf(line, sizeof line, "redis: %s", reason);
    if (store->log.write && len > 0) {
        store->log.write(APIDECK_LOG_ERROR, line, (size_t)len, store->log.user);
    }
}

/* Whether to try once more, and what has to be known for it. */
static bool may_try_again(apideck_redis_store *store, struct apideck__redis_call *call,
                          enum apideck__redis_result result, const char *reason) {
    switch (result) {
    case APIDECK__REDIS_MOVED:
        return apideck__redis_moved(store, call->group, reason);
    case APIDECK__REDIS_NOT_SENT:
        return apideck__redis_forget_node(store, call->group);
    case APIDECK__REDIS_LOST:
        (void)apideck__redis_forget_node(store, call->group);
        if (!call->repeatable) {
            return false;
        }
        call->repeatable = false;
        if (call->script == APIDECK__REDIS_COMMIT) {
            call->words[call->count - 1] = "again";
            call->lengths[call->count - 1] = strlen("again");
        }
        return true;
    default:
        return false;
    }
}

/* Runs a script where its keys are. NULL, and the log knows why, when that failed. */
static redisReply *send_call(apideck_redis_store *store, struct apideck__redis_call *call) {
    char reason[APIDECK__REDIS_REASON_SIZE] = "";
    redisReply *reply = NULL;
    enum apideck__redis_result result = APIDECK__REDIS_OK;
    for (int tries = 0; tries < TRIES; tries++) {
        struct apideck__redis_node node;
        struct apideck__redis_connection *connection =
            apideck__redis_take(store, call->group, &node);
        if (!connection) {
            report(store, "all connections are in use");
            return NULL;
        }
        result = apideck__redis_run(store, connection, &node, call, &reply);
        if (result != APIDECK__REDIS_OK) {
            memcpy(reason, connection->reason, sizeof reason);
        }
        apideck__redis_give_back(store, connection);
        if (result == APIDECK__REDIS_OK) {
            return reply;
        }
        if (!may_try_again(store, call, result, reason)) {
            break;
        }
    }
    report(store, reason);
    return NULL;
}

/* Composing ------------------------------------------------------------------------------------ */

/* A call, and room for what its words point to. */
struct composed {
    struct apideck__redis_call call;
    char record[RECORD_SIZE];
    char numbers[NUMBERS][NUMBER_SIZE];
    int number_count;
    char *name; /* `fixed`, or allocated with name_size where that is too small */
    size_t name_size;
    char fixed[NAME_SIZE];
};

static void add_bytes(struct composed *composed, const char *bytes, size_t len) {
    struct apideck__redis_call *call = &composed->call;
    call->words[call->count] = bytes;
    call->lengths[call->count++] = len;
}

static void add_word(struct composed *composed, const char *word) {
    add_bytes(composed, word, strlen(word));
}

/* PREFIX:{GROUP}:KIND:KEY */
static int add_name(const apideck_redis_store *store, const char *kind, apideck_str key,
                    struct composed *composed) {
    const size_t size = strlen(store->config.prefix) + NAME_OVERHEAD + key.len;
    composed->name_size = size;
    composed->name = size > sizeof composed->fixed
                         ? store->allocator.alloc(size, store->allocator.user)
                         : composed->fixed;
    if (!composed->name) {
        return APIDECK_ERR_NO_MEMORY;
    }
    const size_t len = (size_t)snprintf(composed->name, size, "%s:{%u}:%s:", store->config.prefix,
                                        composed->call.group, kind);
    if (key.len) {
        memcpy(composed->name + len, key.ptr, key.len);
    }
    add_bytes(composed, composed->name, len + key.len);
    return 0;
}

static void add_number(struct composed *composed, int64_t number) {
    char *text = composed->numbers[composed->number_count++];
    snprintf(text, NUMBER_SIZE, "%" PRId64, number);
    add_word(composed, text);
}

/* As long as in a record. */
static void add_token(struct composed *composed, uint64_t token) {
    char *text = composed->numbers[composed->number_count++];
    snprintf(text, NUMBER_SIZE, "%016" PRIu64, token);
    add_word(composed, text);
}

static int64_t within(int64_t time_ms) {
    return time_ms > TIME_MAX_MS ? TIME_MAX_MS : time_ms < -TIME_MAX_MS ? -TIME_MAX_MS : time_ms;
}

static void add_time(struct composed *composed, int64_t time_ms) {
    add_number(composed, within(time_ms));
}

/* How long a record stays for which the receivers' clocks want `wanted_ms`. */
static void add_time_to_live(struct composed *composed, int64_t wanted_ms) {
    const int64_t ms = apideck__later(wanted_ms, MARGIN_MS);
    add_number(composed, ms > TIME_TO_LIVE_MAX_MS ? TIME_TO_LIVE_MAX_MS : ms);
}

/* Begins a call on the record of a key. Returns 0 or an error; after 0 it has to be ended. */
static int begin(const apideck_redis_store *store, enum apideck__redis_script script,
                 const char *kind, apideck_str key, struct composed *composed) {
    if (!key.ptr) {
        return APIDECK_ERR_ARGUMENT;
    }
    composed->number_count = 0;
    composed->call.script = script;
    composed->call.group = apideck__redis_group(key);
    composed->call.repeatable = script != APIDECK__REDIS_CLAIM && script != APIDECK__REDIS_PLAIN;
    composed->call.count = 0;
    if (script == APIDECK__REDIS_PLAIN) {
        add_word(composed, "SET");
    } else {
        composed->call.count = 2; /* those of EVALSHA */
        add_word(composed, "1");
    }
    return add_name(store, kind, key, composed);
}

static void end(const apideck_redis_store *store, const struct composed *composed) {
    if (composed->name != composed->fixed) {
        store->allocator.free(composed->name, composed->name_size, store->allocator.user);
    }
}

/* Sends a call whose answer is a small number, and ends it. Negative when it failed. */
static int end_with_number(apideck_redis_store *store, struct composed *composed) {
    redisReply *reply = send_call(store, &composed->call);
    int number = APIDECK_ERR_STORE;
    end(store, composed);
    if (reply && reply->type == REDIS_REPLY_INTEGER && reply->integer >= 0 &&
        reply->integer <= APIDECK_ORDER_STALE) {
        number = (int)reply->integer;
    }
    if (reply) {
        freeReplyObject(reply);
    }
    return number;
}

/* The contract --------------------------------------------------------------------------------- */

/* A claim as it was asked for, in times that Redis can hold. */
struct wanted {
    apideck_str key;
    int64_t now_ms;
    int64_t lease_ms;
    int64_t token; /* at least */
};

/* Microseconds since 1970: more than before, as long as the record of the key is not gone, which it
 * is a day after its end at the earliest, and the clock was not set back by as much. While there is
 * a record, the script looks at its token. */
static int64_t next_token(void) {
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    const int64_t token = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    return token > 0 ? token : 1;
}

/* Returns NEW, 0 for a key that has a record, or an error. */
static int claim_unknown(apideck_redis_store *store, const struct wanted *wanted) {
    struct composed composed;
    const int error = begin(store, APIDECK__REDIS_PLAIN, "event", wanted->key, &composed);
    if (error) {
        return error;
    }
    snprintf(composed.record, sizeof composed.record,
             "held %016" PRId64 " %+017" PRId64 " %" PRId64, wanted->token, within(wanted->now_ms),
             within(apideck__later(wanted->now_ms, wanted->lease_ms)));
    add_word(&composed, composed.record);
    add_word(&composed, "PX");
    add_time_to_live(&composed, wanted->lease_ms);
    add_word(&composed, "NX");
    redisReply *reply = send_call(store, &composed.call);
    end(store, &composed);
    const int result = !reply                              ? APIDECK_ERR_STORE
                       : reply->type == REDIS_REPLY_STATUS ? APIDECK_CLAIM_NEW
                       : reply->type == REDIS_REPLY_NIL    ? 0
                                                           : APIDECK_ERR_STORE;
    if (reply) {
        freeReplyObject(reply);
    }
    return result;
}

/* Reads the token of a claim that is NEW, or else an apideck_claim_result. */
static int read_claim(const redisReply *reply, uint64_t *token_out) {
    if (reply->type == REDIS_REPLY_INTEGER &&
        (reply->integer == APIDECK_CLAIM_DONE || reply->integer == APIDECK_CLAIM_BUSY)) {
        return (int)reply->integer;
    }
    if (reply->type != REDIS_REPLY_STRING || sscanf(reply->str, "%" SCNu64, token_out) != 1 ||
        *token_out == 0) {
        return APIDECK_ERR_STORE;
    }
    return APIDECK_CLAIM_NEW;
}

static int claim_known(apideck_redis_store *store, const struct wanted *wanted,
                       uint64_t *token_out) {
    struct composed composed;
    int result = begin(store, APIDECK__REDIS_CLAIM, "event", wanted->key, &composed);
    if (result) {
        return result;
    }
    add_time(&composed, wanted->now_ms);
    add_time(&composed, apideck__later(wanted->now_ms, wanted->lease_ms));
    add_time_to_live(&composed, wanted->lease_ms);
    add_number(&composed, wanted->token);
    redisReply *reply = send_call(store, &composed.call);
    end(store, &composed);
    if (!reply) {
        return APIDECK_ERR_STORE;
    }
    result = read_claim(reply, token_out);
    freeReplyObject(reply);
    return result;
}

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    const struct wanted wanted = {key, now_ms, lease_ms, next_token()};
    uint64_t token = (uint64_t)wanted.token;
    if (!claim_out || lease_ms <= 0) {
        return APIDECK_ERR_ARGUMENT;
    }
    int result = claim_unknown(user, &wanted);
    if (result == 0) {
        result = claim_known(user, &wanted, &token);
    }
    if (result == APIDECK_CLAIM_NEW) {
        *claim_out = (apideck_claim){token, NULL};
    }
    return result;
}

static int commit(apideck_str key, const apideck_claim *claim, int64_t retain_until_ms,
                  void *user) {
    apideck_redis_store *store = user;
    struct composed composed;
    const int error =
        claim ? begin(store, APIDECK__REDIS_COMMIT, "event", key, &composed) : APIDECK_ERR_ARGUMENT;
    if (error) {
        return error;
    }
    add_token(&composed, claim->token);
    add_time(&composed, retain_until_ms);
    add_number(&composed, MARGIN_MS);
    add_word(&composed, "first");
    const int committed = end_with_number(store, &composed);
    if (committed < 0) {
        return committed;
    }
    return committed == 1 ? 0 : APIDECK_ERR_SUPERSEDED;
}

static int release(apideck_str key, const apideck_claim *claim, void *user) {
    apideck_redis_store *store = user;
    struct composed composed;
    const int error = claim ? begin(store, APIDECK__REDIS_RELEASE, "event", key, &composed)
                            : APIDECK_ERR_ARGUMENT;
    if (error) {
        return error;
    }
    add_token(&composed, claim->token);
    add_number(&composed, MARGIN_MS);
    const int released = end_with_number(store, &composed);
    return released < 0 ? released : 0;
}

/* The claim says nothing here: what one event told of the entity is true for all. */
static int advance(apideck_str entity, int64_t occurred_at_ms, const apideck_claim *claim,
                   void *user) {
    apideck_redis_store *store = user;
    struct composed composed;
    const int error = claim ? begin(store, APIDECK__REDIS_ADVANCE, "entity", entity, &composed)
                            : APIDECK_ERR_ARGUMENT;
    if (error) {
        return error;
    }
    add_time(&composed, occurred_at_ms);
    add_time_to_live(&composed, store->config.order_retention_ms);
    return end_with_number(store, &composed);
}

apideck_store apideck_redis_store_table(apideck_redis_store *store) {
    apideck_store table;
    apideck_store_init(&table);
    table.claim = claim;
    table.commit = commit;
    table.release = release;
    table.advance = advance;
    table.user = store;
    return table;
}
