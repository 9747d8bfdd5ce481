#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char options_usage[] =
    "usage: server --database FILE [--port N] [--address A] [--key-file FILE]...\n"
    "\n"
    "Receives Apideck webhooks at http://A:N/webhooks and prints each event.\n"
    "\n"
    "  --database FILE  the SQLite database that remembers which events were handled\n"
    "  --port N         8080 unless said otherwise; 0 for any free one\n"
    "  --address A      an IPv4 address, 127.0.0.1 unless said otherwise\n"
    "  --key-file FILE  holds an API key; several while keys are being rotated.\n"
    "                   Without it the key is taken from APIDECK_API_KEY.\n";

static int complain(const char *what, const char *about) {
    fprintf(stderr, "server: %s %s\n%s", what, about, options_usage);
    return -1;
}

static int read_port(const char *text, uint16_t *port_out) {
    char *end = NULL;
    const long port = strtol(text, &end, 10);
    if (end == text || *end != '\0' || port < 0 || port > 65535) {
        return complain("no port number:", text);
    }
    *port_out = (uint16_t)port;
    return 0;
}

static int read_option(const char *name, const char *value, struct options *options) {
    if (strcmp(name, "--port") == 0) {
        return read_port(value, &options->port);
    }
    if (strcmp(name, "--address") == 0) {
        options->address = value;
        return 0;
    }
    if (strcmp(name, "--database") == 0) {
        options->database = value;
        return 0;
    }
    if (strcmp(name, "--key-file") == 0) {
        if (options->key_file_count == MAX_KEY_FILES) {
            return complain("too many keys:", value);
        }
        options->key_files[options->key_file_count++] = value;
        return 0;
    }
    return complain("no such option:", name);
}

int options_read(int argc, char **argv, struct options *options_out) {
    struct options options = {.address = "127.0.0.1", .port = 8080};
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc) {
            return complain("not understood, or its value is missing:", argv[i]);
        }
        if (read_option(argv[i], argv[i + 1], &options) != 0) {
            return -1;
        }
    }
    if (!options.database) {
        return complain("missing:", "--database");
    }
    *options_out = options;
    return 0;
}
