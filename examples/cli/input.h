/* A whole file or standard input in memory. */
#ifndef APIDECK_CLI_INPUT_H
#define APIDECK_CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

struct input {
    char *bytes; /* NULL when there are none */
    size_t len;
};

/* Reads the file at `path`, or standard input when that is NULL or "-". Complains and returns false
 * when it cannot be read. `input_out` is freed with input_free. */
bool input_read(const char *path, struct input *input_out);

void input_free(struct input *input);

#endif
