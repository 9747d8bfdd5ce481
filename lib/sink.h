/* Where canonical bytes go: small pieces are gathered, large ones passed on as they are. */
#ifndef APIDECK_LIB_SINK_H
#define APIDECK_LIB_SINK_H

#include <stddef.h>
#include <string.h>

#define APIDECK__SINK_BUFFER 1024

struct apideck__sink {
    int (*write)(const void *bytes, size_t len, void *user); /* 0, or an error code that sticks */
    void *user;
    int error;
    size_t used;
    unsigned char buffer[APIDECK__SINK_BUFFER];
};

void apideck__sink_init(struct apideck__sink *sink,
                        int (*write)(const void *bytes, size_t len, void *user), void *user);

/* What apideck__sink_write does when the buffer is full. */
void apideck__sink_overflow(struct apideck__sink *sink, const void *bytes, size_t len);

static inline void apideck__sink_write(struct apideck__sink *sink, const void *bytes, size_t len) {
    if (len > sizeof sink->buffer - sink->used) {
        apideck__sink_overflow(sink, bytes, len);
        return;
    }
    memcpy(sink->buffer + sink->used, bytes, len);
    sink->used += len;
}

static inline void apideck__sink_put(struct apideck__sink *sink, char byte) {
    if (sink->used == sizeof sink->buffer) {
        apideck__sink_overflow(sink, &byte, 1);
    } else {
        sink->buffer[sink->used++] = (unsigned char)byte;
    }
}

/* Passes the rest on; returns 0, or the first error that writing gave. */
int apideck__sink_flush(struct apideck__sink *sink);

#endif
