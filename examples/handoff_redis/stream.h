/* The two streams between who accepts events and who handles them, and one connection to them. */
#ifndef HANDOFF_STREAM_H
#define HANDOFF_STREAM_H

#include <hiredis.h>
#include <stddef.h>

/* Braces, so that a cluster keeps both in one place: a script moves records from one to the other.
 */
#define STREAM_EVENTS "{apideck}:events"
#define STREAM_DEAD "{apideck}:dead"
#define STREAM_GROUP "workers"

#define STREAM_ID_SIZE 48

struct stream {
    const char *where; /* a unix socket or HOST:PORT */
    redisContext *context;
};

/* A record that a worker has in its hands. */
struct record {
    redisReply *reply; /* what id and body point into; NULL when there is no record */
    const char *id;
    const char *body;
    size_t body_len;
    long attempts; /* how often a worker got it, this time included */
};

/* Each returns 0, or -1 after saying on stderr what is wrong; the next call connects anew. */

/* Appends the body of an event. When it returns 0, Redis has it. */
int stream_add(struct stream *stream, const char *body, size_t len);

/* Makes the stream and the group of workers where they are missing. */
int stream_prepare(struct stream *stream);

/* The next record that nobody had yet, waited for a moment. */
int stream_read(struct stream *stream, const char *worker, struct record *record_out);

/* A record that a worker has had for longer than idle_ms: it died, or its handler failed. `cursor`
 * is where the search goes on, "0-0" at first. */
int stream_take_over(struct stream *stream, const char *worker, long idle_ms,
                     char cursor[STREAM_ID_SIZE], struct record *record_out);

/* The record was handled. */
int stream_done(struct stream *stream, const struct record *record);

/* The record will not be handled: moves it to the dead ones, with the reason. */
int stream_bury(struct stream *stream, const struct record *record, const char *reason);

void record_free(struct record *record);
void stream_close(struct stream *stream);

#endif
