#define _POSIX_C_SOURCE 200809L

#include "postgres_pool.h"

#include "postgres_report.h"

#include <stdio.h>
#include <time.h>

/* Connections ---------------------------------------------------------------------------------- */

/* libpq prints notices to stderr unless it is told otherwise. */
static void ignore_notice(void *unused, const PGresult *notice) {
    (void)unused;
    (void)notice;
}

/* What stands before dbname gives way to what the host's string says. The keepalives find out
 * within a minute that a machine is gone without a word. */
static PGconn *connect_own(const apideck_postgres_config *config) {
    char seconds[24];
    const int64_t whole_seconds = (config->connect_timeout_ms + 999) / 1000;
    snprintf(seconds, sizeof seconds, "%lld", (long long)(whole_seconds < 2 ? 2 : whole_seconds));
    const char *const names[] = {"fallback_application_name",
                                 "connect_timeout",
                                 "keepalives_idle",
                                 "keepalives_interval",
                                 "keepalives_count",
                                 "dbname",
                                 NULL};
    const char *const values[] = {"libapideck", seconds, "30", "10", "3", config->conninfo, NULL};
    PGconn *connection = PQconnectdbParams(names, values, 1);
    if (connection && PQstatus(connection) == CONNECTION_OK) {
        PQsetNoticeReceiver(connection, ignore_notice, NULL);
        return connection;
    }
    apideck__pg_report(config->log, "connect",
                       connection ? PQerrorMessage(connection) : "out of memory");
    PQfinish(connection);
    return NULL;
}

static PGconn *borrow(const apideck_postgres_config *config) {
    PGconn *connection = config->lend(config->user);
    if (!connection) {
        apideck__pg_report(config->log, "connect", "no connection was lent");
        return NULL;
    }
    if (!apideck__pg_is_usable(connection) || PQisnonblocking(connection)) {
        apideck__pg_report(
            config->log, "connect",
            "the connection lent is lost, in a transaction, or not in blocking mode");
        config->take_back(connection, apideck__pg_is_usable(connection), config->user);
        return NULL;
    }
    return connection;
}

/* Lets go of a connection. One of the store's own is kept when it is good. */
static void let_go(const apideck_postgres_config *config, struct apideck__pg_slot *slot) {
    const bool usable = apideck__pg_is_usable(slot->connection);
    if (config->lend) {
        config->take_back(slot->connection, usable, config->user);
        slot->connection = NULL;
    } else if (!usable) {
        PQfinish(slot->connection);
        slot->connection = NULL;
    }
}

/* Without this a server spends more time on understanding the statements than on all the rest. */
static int prepare(const struct apideck__pg_pool *pool, PGconn *connection) {
    struct apideck__pg_statement statements[APIDECK__PG_FREQUENT];
    struct apideck__pg_round round;
    for (int i = 0; i < APIDECK__PG_FREQUENT; i++) {
        statements[i] =
            apideck__pg_statement_of(pool->prepare, (enum apideck__pg_query)i, APIDECK__PG_PREPARE);
    }
    const int error = apideck__pg_run(connection, statements, APIDECK__PG_FREQUENT,
                                      pool->config.statement_timeout_ms, &round);
    if (error) {
        apideck__pg_report_round(pool->config.log, "prepare", connection, &round);
    }
    apideck__pg_round_clear(&round);
    return error;
}

/* Fills a slot that is taken, outside the mutex: nobody else touches its connection then. */
static int provide(const struct apideck__pg_pool *pool, struct apideck__pg_slot *slot) {
    const apideck_postgres_config *config = &pool->config;
    slot->is_fresh = !slot->connection;
    if (!slot->connection) {
        slot->connection = config->lend ? borrow(config) : connect_own(config);
        slot->is_prepared = false;
    }
    if (slot->connection && pool->prepare && !slot->is_prepared) {
        slot->is_prepared = prepare(pool, slot->connection) == 0;
        if (!slot->is_prepared) {
            PQfinish(slot->connection);
            slot->connection = NULL;
        }
    }
    return slot->connection ? 0 : -1;
}

/* Slots ---------------------------------------------------------------------------------------- */

int apideck__pg_pool_init(struct apideck__pg_pool *pool, const apideck_postgres_config *config,
                          struct apideck__pg_slot *slots) {
    pthread_condattr_t attributes;
    pool->config = *config;
    pool->slots = slots;
    if (pthread_condattr_init(&attributes) != 0) {
        return -1;
    }
    /* The clock that nobody sets. */
    int error = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    error = error ? error : pthread_cond_init(&pool->freed, &attributes);
    pthread_condattr_destroy(&attributes);
    if (error) {
        return -1;
    }
    if (pthread_mutex_init(&pool->mutex, NULL) != 0) {
        pthread_cond_destroy(&pool->freed);
        return -1;
    }
    return 0;
}

/* A free slot, with a connection rather than without, or NULL. */
static struct apideck__pg_slot *find_free(const struct apideck__pg_pool *pool) {
    struct apideck__pg_slot *found = NULL;
    for (size_t i = 0; i < pool->config.max_connections; i++) {
        struct apideck__pg_slot *slot = &pool->slots[i];
        if (!slot->is_taken && (!found || (slot->connection && !found->connection))) {
            found = slot;
        }
    }
    return found;
}

static struct timespec after_ms(int64_t ms) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += (time_t)(ms / 1000);
    time.tv_nsec += (long)(ms % 1000) * 1000000;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

static struct apideck__pg_slot *await_free(struct apideck__pg_pool *pool) {
    const struct timespec deadline = after_ms(pool->config.wait_ms);
    int error = 0;
    pthread_mutex_lock(&pool->mutex);
    struct apideck__pg_slot *slot = find_free(pool);
    while (!slot && !error) {
        error = pthread_cond_timedwait(&pool->freed, &pool->mutex, &deadline);
        slot = find_free(pool);
    }
    if (slot) {
        slot->is_taken = true;
    }
    pthread_mutex_unlock(&pool->mutex);
    return slot;
}

static void set_free(struct apideck__pg_pool *pool, struct apideck__pg_slot *slot) {
    pthread_mutex_lock(&pool->mutex);
    slot->is_taken = false;
    slot->token = 0;
    pthread_cond_signal(&pool->freed);
    pthread_mutex_unlock(&pool->mutex);
}

struct apideck__pg_slot *apideck__pg_take(struct apideck__pg_pool *pool) {
    struct apideck__pg_slot *slot = await_free(pool);
    if (!slot) {
        apideck__pg_report(pool->config.log, "connect", "every connection is in use");
        return NULL;
    }
    if (provide(pool, slot) != 0) {
        set_free(pool, slot);
        return NULL;
    }
    return slot;
}

int apideck__pg_renew(struct apideck__pg_pool *pool, struct apideck__pg_slot *slot) {
    let_go(&pool->config, slot);
    return provide(pool, slot);
}

void apideck__pg_give_back(struct apideck__pg_pool *pool, struct apideck__pg_slot *slot) {
    if (slot->connection) {
        let_go(&pool->config, slot);
    }
    set_free(pool, slot);
}

/* Undoes what a claim that was never finished left, before its connection goes: the lock is free
 * when this returns, rather than when the server notices. */
static void abandon(const apideck_postgres_config *config, struct apideck__pg_slot *slot) {
    const struct apideck__pg_statement rollback = {.sql = "ROLLBACK"};
    struct apideck__pg_round round;
    if (PQtransactionStatus(slot->connection) != PQTRANS_IDLE) {
        (void)apideck__pg_run(slot->connection, &rollback, 1, config->statement_timeout_ms, &round);
        apideck__pg_round_clear(&round);
    }
    let_go(config, slot);
}

void apideck__pg_pool_close(struct apideck__pg_pool *pool) {
    for (size_t i = 0; i < pool->config.max_connections; i++) {
        if (pool->slots[i].connection) {
            abandon(&pool->config, &pool->slots[i]);
        }
        PQfinish(pool->slots[i].connection); /* NULL is fine */
    }
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->mutex);
}

/* Claims --------------------------------------------------------------------------------------- */

void apideck__pg_open_claim(struct apideck__pg_pool *pool, struct apideck__pg_slot *slot,
                            uint64_t token, int64_t lock_number) {
    pthread_mutex_lock(&pool->mutex);
    slot->token = token;
    slot->lock_number = lock_number;
    pthread_mutex_unlock(&pool->mutex);
}

/* By the connection too: after a crash of the server a number of a transaction may come again. */
static struct apideck__pg_slot *find(const struct apideck__pg_pool *pool,
                                     const apideck_claim *claim) {
    for (size_t i = 0; claim->token != 0 && i < pool->config.max_connections; i++) {
        struct apideck__pg_slot *slot = &pool->slots[i];
        if (slot->token == claim->token && slot->connection == claim->context) {
            return slot;
        }
    }
    return NULL;
}

struct apideck__pg_slot *apideck__pg_find_claim(struct apideck__pg_pool *pool,
                                                const apideck_claim *claim) {
    pthread_mutex_lock(&pool->mutex);
    struct apideck__pg_slot *slot = find(pool, claim);
    pthread_mutex_unlock(&pool->mutex);
    return slot;
}

struct apideck__pg_slot *apideck__pg_end_claim(struct apideck__pg_pool *pool,
                                               const apideck_claim *claim, int64_t lock_number) {
    pthread_mutex_lock(&pool->mutex);
    struct apideck__pg_slot *slot = find(pool, claim);
    if (slot && slot->lock_number == lock_number) {
        slot->token = 0;
    } else {
        slot = NULL;
    }
    pthread_mutex_unlock(&pool->mutex);
    return slot;
}
