#include "input.h"

#include "output.h"

#include <apideck/signature.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One byte more than the library takes, so that it is the library that refuses what is larger. */
#define INPUT_MAX ((size_t)APIDECK_BODY_MAX + 1)

/* Makes room for more. */
static bool grow(struct input *input, size_t *size) {
    size_t larger = *size ? *size * 2 : (size_t)1 << 16;
    if (larger > INPUT_MAX) {
        larger = INPUT_MAX;
    }
    char *bytes = realloc(input->bytes, larger);
    if (!bytes) {
        return false;
    }
    input->bytes = bytes;
    *size = larger;
    return true;
}

static bool read_all(FILE *file, struct input *input) {
    size_t size = 0;
    while (input->len < INPUT_MAX && !feof(file)) {
        if (input->len == size && !grow(input, &size)) {
            errno = ENOMEM;
            return false;
        }
        input->len += fread(input->bytes + input->len, 1, size - input->len, file);
        if (ferror(file)) {
            return false;
        }
    }
    return true;
}

bool input_read(const char *path, struct input *input_out) {
    bool from_stdin = !path || strcmp(path, "-") == 0;
    FILE *file = from_stdin ? stdin : fopen(path, "rb");
    struct input input = {NULL, 0};
    bool ok = file && read_all(file, &input);
    if (!ok) {
        complain("cannot read %s: %s", from_stdin ? "standard input" : path, strerror(errno));
        input_free(&input);
    }
    if (file && !from_stdin) {
        fclose(file);
    }
    *input_out = input;
    return ok;
}

void input_free(struct input *input) {
    free(input->bytes);
    *input = (struct input){NULL, 0};
}
