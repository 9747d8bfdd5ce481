#include "receiver.h"

#include "allocator.h"
#include "error.h"
#include "host_table.h"
#include "keyring.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define DAY_MS (24 * HOUR_MS)

/* The sender's retries, each after the one before, span this [help.apideck.com 4231682]. */
#define RETRIES_MS (27 * HOUR_MS + 48 * 60 * INT64_C(1000))

void apideck_receiver_config_init_sized(apideck_receiver_config *config, size_t size) {
    const apideck_receiver_config defaults = {
        .size = size,
        .name = "apideck",
        .max_body = (size_t)1 << 20,
        .store_bytes = (size_t)64 << 20,
        .lease_ms = 5 * 60 * INT64_C(1000),
        .retention_ms = 7 * DAY_MS,
        .last_attempt = 1 + 9,
        .last_age_ms = RETRIES_MS,
    };
    memset(config, 0, size);
    memcpy(config, &defaults, size < sizeof defaults ? size : sizeof defaults);
}

static int64_t system_now_ms(void *user) {
    (void)user;
    struct timespec now = {0};
    (void)timespec_get(&now, TIME_UTC);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int check(const apideck_receiver_config *config, apideck_error *error_out) {
    const char *wrong = NULL;
    int code = APIDECK_ERR_ARGUMENT;
    if (!apideck__allocator_valid(config->allocator)) {
        code = APIDECK_ERR_CALLBACK_MISSING;
        wrong = "config.allocator lacks alloc or free";
    } else if (!config->keyring) {
        wrong = "config.keyring is NULL";
    } else if (!config->keyring->keys) {
        code = APIDECK_ERR_NO_KEY;
        wrong = "config.keyring holds no key";
    } else if (!config->handlers) {
        wrong = "config.handlers is NULL";
    } else if (!config->name || !*config->name || strchr(config->name, ':')) {
        wrong = "config.name is NULL or empty, or has a colon";
    } else if (config->max_body == 0 || config->max_body > APIDECK_BODY_MAX) {
        wrong = "config.max_body is 0 or over APIDECK_BODY_MAX";
    } else if (config->lease_ms <= 0) {
        wrong = "config.lease_ms is not positive";
    } else if (config->retention_ms <= RETRIES_MS) {
        wrong = "config.retention_ms does not exceed the sender's retries, 27 h 48 min";
    } else if (config->freshness_ms < 0) {
        wrong = "config.freshness_ms is negative";
    } else if (config->last_attempt < 0 || config->last_age_ms < 0) {
        wrong = "config.last_attempt or last_age_ms is negative";
    }
    return wrong ? apideck__fail_with(error_out, code, 0, wrong) : 0;
}

static int table_error(apideck_error *error_out, const char *message) {
    return apideck__fail_with(error_out, APIDECK_ERR_HOST_TABLE, 0, message);
}

static int missing(apideck_error *error_out, const char *message) {
    return apideck__fail_with(error_out, APIDECK_ERR_CALLBACK_MISSING, 0, message);
}

/* Takes over the tables that the host gave, and puts defaults where it gave none. */
static int take_tables(apideck_receiver *receiver, const apideck_receiver_config *config,
                       apideck_error *error_out) {
    if (apideck__host_table_copy(&receiver->handlers, sizeof receiver->handlers, config->handlers,
                                 APIDECK__FIRST_SIZE(apideck_handlers, user))) {
        return table_error(error_out, "config.handlers has a wrong size or unknown members");
    }
    receiver->clock.now_ms = system_now_ms;
    if (config->clock &&
        apideck__host_table_copy(&receiver->clock, sizeof receiver->clock, config->clock,
                                 APIDECK__FIRST_SIZE(apideck_clock, user))) {
        return table_error(error_out, "config.clock has a wrong size or unknown members");
    }
    if (!receiver->clock.now_ms) {
        return missing(error_out, "config.clock lacks now_ms");
    }
    if (config->log) {
        if (apideck__host_table_copy(&receiver->log, sizeof receiver->log, config->log,
                                     APIDECK__FIRST_SIZE(apideck_log, user))) {
            return table_error(error_out, "config.log has a wrong size or unknown members");
        }
        if (!receiver->log.write) {
            return missing(error_out, "config.log lacks write");
        }
    }
    return 0;
}

static int take_store(apideck_receiver *receiver, const apideck_receiver_config *config,
                      apideck_error *error_out) {
    if (!config->store) {
        int error = apideck_memory_store_new(&receiver->allocator, config->store_bytes,
                                             &receiver->own_store);
        if (error) {
            return apideck__fail_with(error_out, error, 0,
                                      error == APIDECK_ERR_ARGUMENT
                                          ? "config.store_bytes holds no single event"
                                          : apideck_error_text(error));
        }
        receiver->store = *apideck_memory_store_table(receiver->own_store);
        return 0;
    }
    if (apideck__host_table_copy(&receiver->store, sizeof receiver->store, config->store,
                                 APIDECK__FIRST_SIZE(apideck_store, user))) {
        return table_error(error_out, "config.store has a wrong size or unknown members");
    }
    if (!receiver->store.claim || !receiver->store.commit || !receiver->store.release) {
        return missing(error_out, "config.store lacks claim, commit or release");
    }
    return 0;
}

static int take_name(apideck_receiver *receiver, const char *name, apideck_error *error_out) {
    receiver->name_len = strlen(name);
    receiver->name = apideck__alloc(&receiver->allocator, receiver->name_len + 1);
    if (!receiver->name) {
        return apideck__fail(error_out, APIDECK_ERR_NO_MEMORY, 0);
    }
    memcpy(receiver->name, name, receiver->name_len + 1);
    return 0;
}

/* Frees all but the keyring. */
static void destroy(apideck_receiver *receiver) {
    apideck_allocator allocator = receiver->allocator;
    apideck_memory_store_free(receiver->own_store);
    apideck__free(&allocator, receiver->name, receiver->name_len + 1);
    apideck__free(&allocator, receiver, sizeof *receiver);
}

static int make(const apideck_receiver_config *config, apideck_receiver **receiver_out,
                apideck_error *error_out) {
    apideck_allocator allocator = apideck__allocator(config->allocator);
    apideck_receiver *receiver = apideck__alloc(&allocator, sizeof *receiver);
    if (!receiver) {
        return apideck__fail(error_out, APIDECK_ERR_NO_MEMORY, 0);
    }
    memset(receiver, 0, sizeof *receiver);
    receiver->allocator = allocator;
    receiver->max_body = config->max_body;
    receiver->lease_ms = config->lease_ms;
    receiver->retention_ms = config->retention_ms;
    receiver->freshness_ms = config->freshness_ms;
    receiver->last_attempt = config->last_attempt;
    receiver->last_age_ms = config->last_age_ms;
    apideck__shards_init(&receiver->shards, config->keyring);
    int error = take_tables(receiver, config, error_out);
    if (!error) {
        error = take_name(receiver, config->name, error_out);
    }
    if (!error) {
        error = take_store(receiver, config, error_out);
    }
    if (error) {
        destroy(receiver);
        return error;
    }
    *receiver_out = receiver;
    return 0;
}

int apideck_receiver_new(const apideck_receiver_config *config, apideck_receiver **receiver_out,
                         apideck_error *error_out) {
    if (!config || !receiver_out) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    apideck_receiver_config own;
    if (apideck__host_table_copy(&own, sizeof own, config,
                                 APIDECK__FIRST_SIZE(apideck_receiver_config, last_age_ms))) {
        return table_error(error_out, "config has a wrong size or unknown members");
    }
    int error = check(&own, error_out);
    return error ? error : make(&own, receiver_out, error_out);
}

void apideck_receiver_free(apideck_receiver *receiver) {
    if (receiver) {
        apideck_keyring_free(atomic_load(&receiver->shards.ring));
        destroy(receiver);
    }
}

int apideck_receiver_set_keyring(apideck_receiver *receiver, apideck_keyring *ring) {
    if (!receiver || !ring) {
        return APIDECK_ERR_ARGUMENT;
    }
    if (!ring->keys) {
        return APIDECK_ERR_NO_KEY;
    }
    apideck_keyring_free(apideck__ring_replace(&receiver->shards, ring));
    return 0;
}

int apideck_receiver_stats(const apideck_receiver *receiver, apideck_stats *stats_out) {
    if (!receiver || !stats_out || stats_out->size < sizeof stats_out->size) {
        return APIDECK_ERR_ARGUMENT;
    }
    apideck_stats stats = {.size = sizeof stats};
    apideck__counters_sum(&receiver->shards, &stats);
    apideck__host_table_give(stats_out, &stats, sizeof stats);
    return 0;
}

int apideck_receiver_prune(apideck_receiver *receiver) {
    if (!receiver) {
        return APIDECK_ERR_ARGUMENT;
    }
    if (!receiver->store.prune) {
        return APIDECK_ERR_NOT_FOUND;
    }
    int64_t now_ms = receiver->clock.now_ms(receiver->clock.user);
    return receiver->store.prune(now_ms, receiver->store.user) ? APIDECK_ERR_STORE : 0;
}
