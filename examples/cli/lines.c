#include "lines.h"

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_SIZE ((size_t)1 << 18)

bool lines_open(const char *path, struct lines *lines_out) {
    struct lines lines = {.file = STDIN_FILENO, .buffer = malloc(FIRST_SIZE), .size = FIRST_SIZE};
    if (!lines.buffer) {
        complain("out of memory");
        return false;
    }
    if (path && strcmp(path, "-") != 0) {
        lines.file = open(path, O_RDONLY);
    }
    if (lines.file < 0) {
        complain("cannot read %s: %s", path, strerror(errno));
        free(lines.buffer);
        return false;
    }
    *lines_out = lines;
    return true;
}

/* Makes room behind what is there: moves it to the front, or takes a larger buffer. */
static bool make_room(struct lines *lines) {
    if (lines->begin > 0) {
        memmove(lines->buffer, lines->buffer + lines->begin, lines->end - lines->begin);
        lines->end -= lines->begin;
        lines->begin = 0;
    }
    if (lines->end < lines->size) {
        return true;
    }
    char *larger = realloc(lines->buffer, lines->size * 2);
    if (!larger) {
        complain("out of memory: a line is too long");
        return false;
    }
    lines->buffer = larger;
    lines->size *= 2;
    return true;
}

static bool read_more(struct lines *lines) {
    if (!make_room(lines)) {
        return false;
    }
    ssize_t count;
    do {
        count = read(lines->file, lines->buffer + lines->end, lines->size - lines->end);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        complain("cannot read the input: %s", strerror(errno));
        return false;
    }
    lines->ended = count == 0;
    lines->end += (size_t)count;
    return true;
}

enum lines_result lines_next(struct lines *lines, const char **line_out, size_t *len_out) {
    size_t searched = 0;
    for (;;) {
        const char *line = lines->buffer + lines->begin;
        size_t have = lines->end - lines->begin;
        const char *newline = memchr(line + searched, '\n', have - searched);
        if (newline || (lines->ended && have > 0)) {
            *line_out = line;
            *len_out = newline ? (size_t)(newline - line) : have;
            lines->begin += *len_out + (newline != NULL);
            return LINES_LINE;
        }
        if (lines->ended) {
            return LINES_END;
        }
        searched = have;
        if (!read_more(lines)) {
            return LINES_FAILED;
        }
    }
}

void lines_close(struct lines *lines) {
    if (lines->file != STDIN_FILENO) {
        close(lines->file);
    }
    free(lines->buffer);
}
