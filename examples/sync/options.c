#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char options_usage[] =
    "usage: sync --database FILE --app-id ID [OPTION VALUE]...\n"
    "\n"
    "Keeps a copy of customers and invoices in an SQLite database, in step with the events that "
    "it\n"
    "receives at http://A:N/webhooks. The API key is taken from APIDECK_API_KEY.\n"
    "\n"
    "  --database FILE   the copy, and what was handled; made where there is none\n"
    "  --app-id ID       of the Apideck application\n"
    "  --port N          8080 unless said otherwise; 0 for any free one\n"
    "  --address A       an IPv4 address, 127.0.0.1 unless said otherwise\n"
    "  --endpoint URL    what the subscription calls, where the application has several: missed\n"
    "                    deliveries to others are left alone\n"
    "  --base-url URL    of the API, where it is not Apideck's own\n"
    "  --ca-file FILE    certificates to trust in place of the system's\n"
    "  --timeout-ms N    how long the API may take for an answer, 10000\n"
    "\n"
    "SIGHUP has it look for missed deliveries at once; SIGTERM and SIGINT end it.\n";

static int complain(const char *what, const char *about) {
    fprintf(stderr, "sync: %s %s\n%s", what, about, options_usage);
    return -1;
}

static int read_number(const char *text, long least, long most, long *number_out) {
    char *end = NULL;
    const long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number < least || number > most) {
        return complain("not a number that fits:", text);
    }
    *number_out = number;
    return 0;
}

static int read_option(const char *name, const char *value, struct options *options) {
    const struct {
        const char *name;
        const char **value;
    } texts[] = {
        {"--database", &options->database}, {"--app-id", &options->app_id},
        {"--address", &options->address},   {"--endpoint", &options->endpoint},
        {"--base-url", &options->base_url}, {"--ca-file", &options->ca_file},
    };
    long number = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].value = value;
            return 0;
        }
    }
    if (strcmp(name, "--port") == 0 && read_number(value, 0, 65535, &number) == 0) {
        options->port = (uint16_t)number;
        return 0;
    }
    if (strcmp(name, "--timeout-ms") == 0 && read_number(value, 1, 60000, &number) == 0) {
        options->timeout_ms = (int)number;
        return 0;
    }
    return complain("not understood:", name);
}

int options_read(int argc, char **argv, struct options *options_out) {
    struct options options = {.address = "127.0.0.1", .port = 8080, .timeout_ms = 10000};
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc) {
            return complain("not understood, or its value is missing:", argv[i]);
        }
        if (read_option(argv[i], argv[i + 1], &options) != 0) {
            return -1;
        }
    }
    options.api_key = getenv("APIDECK_API_KEY");
    if (!options.database || !options.app_id || !options.api_key) {
        return complain("missing:", !options.database ? "--database"
                                    : !options.app_id ? "--app-id"
                                                      : "APIDECK_API_KEY");
    }
    *options_out = options;
    return 0;
}
