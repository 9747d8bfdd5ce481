#include "sink.h"

void apideck__sink_init(struct apideck__sink *sink,
                        int (*write)(const void *bytes, size_t len, void *user), void *user) {
    sink->write = write;
    sink->user = user;
    sink->error = 0;
    sink->used = 0;
}

static void pass_on(struct apideck__sink *sink, const void *bytes, size_t len) {
    if (!sink->error && len) {
        sink->error = sink->write(bytes, len, sink->user);
    }
}

void apideck__sink_overflow(struct apideck__sink *sink, const void *bytes, size_t len) {
    pass_on(sink, sink->buffer, sink->used);
    sink->used = 0;
    if (len >= sizeof sink->buffer) {
        pass_on(sink, bytes, len);
    } else {
        apideck__sink_write(sink, bytes, len);
    }
}

int apideck__sink_flush(struct apideck__sink *sink) {
    pass_on(sink, sink->buffer, sink->used);
    sink->used = 0;
    return sink->error;
}
