/* The log of deliveries from the API: log_fetch_curl.c fetches it, log_fetch_none.c only says that
 * it cannot. */
#ifndef APIDECK_CLI_LOG_FETCH_H
#define APIDECK_CLI_LOG_FETCH_H

#include <apideck/replay.h>
#include <stdbool.h>

struct log_source {
    const char *app_id;
    const char *base_url; /* NULL for the API's own */
    const char *ca_file;  /* NULL for the system's certificates */
    const char *key_file; /* NULL for the environment's key */
};

/* Adds the pages to a replay. Complains and returns false when one could not be had; those before
 * it are there. */
bool log_fetch(apideck_replay *replay, const struct log_source *source);

#endif
