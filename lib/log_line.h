/* One line for the host's log, of plain ASCII whatever was received: `outcome name=value …`. */
#ifndef APIDECK_LIB_LOG_LINE_H
#define APIDECK_LIB_LOG_LINE_H

#include <apideck/base.h>

#define APIDECK__LOG_LINE_SIZE 512

/* What does not fit is left out. */
struct apideck__log_line {
    size_t len;
    char text[APIDECK__LOG_LINE_SIZE];
};

void apideck__log_begin(struct apideck__log_line *line, const char *what);
void apideck__log_text(struct apideck__log_line *line, const char *name, const char *value);
void apideck__log_number(struct apideck__log_line *line, const char *name, int64_t value);

/* Bytes of a request: whatever is not plain printable ASCII stands as \xNN. An absent value leaves
 * nothing. */
void apideck__log_bytes(struct apideck__log_line *line, const char *name, apideck_str value);

#endif
