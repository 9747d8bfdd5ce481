#include "postgres_config.h"

#include "postgres_schema.h"

#include <string.h>

#define MAX_CONNECTIONS 10000u
#define MAX_TIME_MS ((int64_t)24 * 3600 * 1000)

/* Writes no more than the host has room for. */
void apideck_postgres_config_init_sized(apideck_postgres_config *config, size_t size) {
    const apideck_postgres_config defaults = {
        .size = size,
        .schema = "apideck",
        .max_connections = 8,
        .wait_ms = 5000,
        .prepare = 1,
        .connect_timeout_ms = 5000,
        .statement_timeout_ms = 30000,
    };
    apideck_table_init(config, size);
    memcpy(config, &defaults, size < sizeof defaults ? size : sizeof defaults);
}

/* Whether a table is one of this header, or of a newer one that sets nothing that is unknown
 * here. There is no older one. */
static bool is_table(const void *table, size_t size, size_t known_size) {
    for (size_t i = known_size; i < size; i++) {
        if (((const unsigned char *)table)[i] != 0) {
            return false;
        }
    }
    return size >= known_size;
}

static bool is_time(int64_t ms) {
    return ms > 0 && ms <= MAX_TIME_MS;
}

/* Tables that the configuration points to. */
static int check_tables(const apideck_postgres_config *config, const char **message_out) {
    const apideck_log *log = config->log;
    const apideck_allocator *allocator = config->allocator;
    if (log && !is_table(log, log->size, sizeof *log)) {
        *message_out = "config.log has a wrong size or unknown members";
        return APIDECK_ERR_HOST_TABLE;
    }
    if (log && !log->write) {
        *message_out = "config.log lacks write";
        return APIDECK_ERR_CALLBACK_MISSING;
    }
    if (allocator && (!allocator->alloc || !allocator->free)) {
        *message_out = "config.allocator lacks a callback";
        return APIDECK_ERR_CALLBACK_MISSING;
    }
    if (config->lend && !config->take_back) {
        *message_out = "config.take_back is NULL";
        return APIDECK_ERR_CALLBACK_MISSING;
    }
    return 0;
}

/* NULL, or what is wrong. */
static const char *fault_of(const apideck_postgres_config *config) {
    if (!config->conninfo && !config->lend) {
        return "config.conninfo and config.lend are NULL";
    }
    if (config->conninfo && config->lend) {
        return "config.conninfo and config.lend are both set";
    }
    if (!config->schema || !apideck__pg_schema_name_valid(config->schema)) {
        return "config.schema is not a name in lower case";
    }
    if (config->max_connections == 0 || config->max_connections > MAX_CONNECTIONS) {
        return "config.max_connections is out of range";
    }
    if (!is_time(config->wait_ms)) {
        return "config.wait_ms is out of range";
    }
    if (!is_time(config->connect_timeout_ms)) {
        return "config.connect_timeout_ms is out of range";
    }
    return is_time(config->statement_timeout_ms) ? NULL
                                                 : "config.statement_timeout_ms is out of range";
}

int apideck__pg_config_copy(const apideck_postgres_config *from, apideck_postgres_config *to,
                            const char **message_out) {
    if (!is_table(from, from->size, sizeof *from)) {
        *message_out = "config has a wrong size or unknown members";
        return APIDECK_ERR_HOST_TABLE;
    }
    const char *fault = fault_of(from);
    if (fault) {
        *message_out = fault;
        return APIDECK_ERR_ARGUMENT;
    }
    const int error = check_tables(from, message_out);
    if (error) {
        return error;
    }
    *to = *from;
    to->size = sizeof *to;
    return 0;
}
