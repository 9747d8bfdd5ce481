/* Asking the API: api_fetch_curl.c does, api_fetch_none.c only says that it cannot. */
#ifndef APIDECK_CLI_API_FETCH_H
#define APIDECK_CLI_API_FETCH_H

#include <apideck/api.h>
#include <stdbool.h>

struct api_source {
    const char *app_id;
    const char *base_url; /* NULL for the API's own */
    const char *ca_file;  /* NULL for the system's certificates */
    const char *key_file; /* NULL for the environment's key */
};

/* Calls `fetch` with what it takes to ask. Complains and returns false when there is no key or no
 * transport, or when `fetch` fails. */
bool api_fetch(const struct api_source *source,
               int (*fetch)(void *list, const apideck_transport *transport,
                            const apideck_credentials *credentials, apideck_problem **problem_out),
               void *list);

#endif
