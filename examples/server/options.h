/* What the command line says. */
#ifndef SERVER_OPTIONS_H
#define SERVER_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#define MAX_KEY_FILES 8

struct options {
    const char *address;
    uint16_t port; /* 0: any free one */
    const char *database;
    const char *key_files[MAX_KEY_FILES];
    size_t key_file_count;
};

extern const char options_usage[];

/* Returns 0, or -1 after saying on stderr what is wrong. */
int options_read(int argc, char **argv, struct options *options_out);

#endif
