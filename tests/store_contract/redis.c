/* The Redis store keeps the contract: redis WHERE, a unix socket or HOST:PORT. */
#define _POSIX_C_SOURCE 200809L

#include "contract_main.h"

#include <apideck/store_redis.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HANDLES_MAX 4

static apideck_redis_config config;
static char host[256];
static char prefix[64];
static int cases;
static apideck_redis_store *handles[HANDLES_MAX];
static int handle_count;

static int open_handle(apideck_store *store_out) {
    if (handle_count == HANDLES_MAX) {
        return -1;
    }
    const int error = apideck_redis_store_new(&config, &handles[handle_count], NULL);
    if (!error) {
        *store_out = apideck_redis_store_table(handles[handle_count++]);
    }
    return error;
}

/* Empty, since nobody had the prefix before. */
static int open_store(apideck_store *store_out, void *user) {
    (void)user;
    snprintf(prefix, sizeof prefix, "contract-%ld-%d", (long)getpid(), ++cases);
    return open_handle(store_out);
}

static int open_second(apideck_store *store_out, void *user) {
    (void)user;
    return open_handle(store_out);
}

static void close_all(void *user) {
    (void)user;
    while (handle_count > 0) {
        apideck_redis_store_free(handles[--handle_count]);
    }
}

static int reopen(apideck_store *store_out, void *user) {
    close_all(user);
    return open_handle(store_out);
}

static void write_log(apideck_log_level level, const char *message, size_t len, void *user) {
    (void)level, (void)user;
    printf("        %.*s\n", (int)len, message);
}

int main(int argc, char **argv) {
    const apideck_log log = {.size = sizeof log, .write = write_log};
    apideck_store_contract contract;
    if (argc != 2) {
        fputs("usage: contract_redis SOCKET|HOST:PORT\n", stderr);
        return 2;
    }
    apideck_redis_config_init(&config);
    config.prefix = prefix;
    config.log = &log;
    const char *colon = strrchr(argv[1], ':');
    if (colon) {
        snprintf(host, sizeof host, "%.*s", (int)(colon - argv[1]), argv[1]);
        config.host = host;
        config.port = atoi(colon + 1);
    } else {
        config.unix_socket = argv[1];
    }
    apideck_store_contract_init(&contract);
    contract.open = open_store;
    contract.open_second = open_second;
    contract.reopen = reopen;
    contract.close = close_all;
    contract_run("redis", &contract);
    return contract_summary();
}
