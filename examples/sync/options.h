/* What the command line says. */
#ifndef SYNC_OPTIONS_H
#define SYNC_OPTIONS_H

#include <stdint.h>

struct options {
    const char *database;
    const char *app_id;
    const char *api_key; /* APIDECK_API_KEY of the environment: others can see a command line */
    const char *address;
    uint16_t port;        /* 0: any free one */
    const char *endpoint; /* NULL in these: see options_usage */
    const char *base_url;
    const char *ca_file;
    int timeout_ms;
};

extern const char options_usage[];

/* Returns 0, or -1 after saying on stderr what is wrong. */
int options_read(int argc, char **argv, struct options *options_out);

#endif
