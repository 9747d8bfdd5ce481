/* Lines of any length, one after the other, without memory of their own each. */
#ifndef APIDECK_CLI_LINES_H
#define APIDECK_CLI_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
    int file;
    bool ended;
    char *buffer;
    size_t size;
    size_t begin; /* of what has not been given out */
    size_t end;
};

enum lines_result { LINES_LINE, LINES_END, LINES_FAILED };

/* Opens the file at `path`, or standard input when that is NULL or "-". Complains and returns false
 * when it cannot be opened. Closed with lines_close. */
bool lines_open(const char *path, struct lines *lines_out);

/* Gives the next line without its newline, valid until the next call. The last one needs no
 * newline. Complains when it returns LINES_FAILED. */
enum lines_result lines_next(struct lines *lines, const char **line_out, size_t *len_out);

void lines_close(struct lines *lines);

#endif
