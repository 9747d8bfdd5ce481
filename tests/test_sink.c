/* The sink gathers small pieces, passes large ones on, and keeps to the first error. */
#include "check.h"
#include "exact.h"
#include "sink.h"

#define LONGEST (4 * APIDECK__SINK_BUFFER)

struct collected {
    unsigned char bytes[1 << 20];
    size_t len;
    size_t calls;
    size_t fail_at; /* the call that fails; 0 for none */
    int error;
};

static struct collected got;

static int collect(const void *bytes, size_t len, void *user) {
    struct collected *c = user;
    CHECK(len > 0);
    CHECK(c->len + len <= sizeof c->bytes);
    memcpy(c->bytes + c->len, bytes, len);
    c->len += len;
    c->calls++;
    return c->calls == c->fail_at ? c->error : 0;
}

static void start(struct apideck__sink *sink) {
    got.len = got.calls = got.fail_at = 0;
    got.error = 0;
    apideck__sink_init(sink, collect, &got);
}

/* A byte of the stream that is written, told from its neighbours. */
static unsigned char stream(size_t i) {
    return (unsigned char)(i * 7 + i / 256);
}

static void write_stream(struct apideck__sink *sink, size_t *at, size_t len) {
    unsigned char *piece = exact_block(len);
    for (size_t i = 0; i < len; i++) {
        piece[i] = stream(*at + i);
    }
    apideck__sink_write(sink, piece, len);
    free(piece); /* what is gathered must be a copy */
    *at += len;
}

static int stream_is_whole(size_t len) {
    int whole = got.len == len;
    for (size_t i = 0; i < got.len; i++) {
        whole = whole && got.bytes[i] == stream(i);
    }
    return whole;
}

static void test_nothing(void) {
    struct apideck__sink sink;
    start(&sink);
    apideck__sink_write(&sink, "x", 0);
    CHECK_INT(apideck__sink_flush(&sink), 0);
    CHECK_INT(got.calls, 0);
}

static void test_small_pieces_are_gathered(void) {
    struct apideck__sink sink;
    start(&sink);
    size_t at = 0;
    while (at < APIDECK__SINK_BUFFER) {
        write_stream(&sink, &at, 1);
    }
    CHECK_INT(got.calls, 0);
    write_stream(&sink, &at, 1);
    CHECK_INT(got.calls, 1);
    CHECK_INT(apideck__sink_flush(&sink), 0);
    CHECK_INT(got.calls, 2);
    CHECK(stream_is_whole(APIDECK__SINK_BUFFER + 1));
    CHECK_INT(apideck__sink_flush(&sink), 0);
    CHECK_INT(got.calls, 2);
}

/* One byte at a time behind every filling near the end of the buffer. */
static void test_put(void) {
    for (size_t filled = APIDECK__SINK_BUFFER - 2; filled <= APIDECK__SINK_BUFFER; filled++) {
        struct apideck__sink sink;
        start(&sink);
        size_t at = 0;
        write_stream(&sink, &at, filled);
        for (int i = 0; i < 3; i++) {
            apideck__sink_put(&sink, (char)stream(at++));
        }
        CHECK_INT(got.calls, 1);
        CHECK_INT(apideck__sink_flush(&sink), 0);
        CHECK(stream_is_whole(at));
    }
}

/* Every length around the buffer's size behind every filling of the buffer. */
static void test_order_is_kept(void) {
    static const size_t lengths[] = {
        0, 1, 2, APIDECK__SINK_BUFFER - 1, APIDECK__SINK_BUFFER, APIDECK__SINK_BUFFER + 1, LONGEST};
    const size_t count = sizeof lengths / sizeof *lengths;
    for (size_t i = 0; i < count * count * count; i++) {
        struct apideck__sink sink;
        start(&sink);
        size_t at = 0;
        write_stream(&sink, &at, lengths[i / count / count]);
        write_stream(&sink, &at, lengths[i / count % count]);
        write_stream(&sink, &at, lengths[i % count]);
        CHECK_INT(apideck__sink_flush(&sink), 0);
        CHECK(stream_is_whole(at));
    }
}

static void test_random_lengths(void) {
    struct apideck__sink sink;
    start(&sink);
    unsigned long state = 7;
    size_t at = 0;
    while (at < sizeof got.bytes - 2 * LONGEST) {
        write_stream(&sink, &at, next_random(&state) % (next_random(&state) % 8 ? 40 : LONGEST));
    }
    CHECK_INT(apideck__sink_flush(&sink), 0);
    CHECK(stream_is_whole(at));
    CHECK(got.calls < at / 40);
}

/* Once writing failed, nothing more is written, and the error stays. */
static void test_error_sticks(void) {
    for (size_t fail_at = 1; fail_at <= 5; fail_at++) {
        struct apideck__sink sink;
        start(&sink);
        got.fail_at = fail_at;
        got.error = -77;
        size_t at = 0;
        for (int i = 0; i < 10; i++) {
            write_stream(&sink, &at, i % 2 ? 10 : LONGEST);
        }
        CHECK_INT(apideck__sink_flush(&sink), -77);
        CHECK_INT(got.calls, fail_at);
        CHECK_INT(apideck__sink_flush(&sink), -77);
        CHECK_INT(got.calls, fail_at);
    }
}

static void test_error_of_the_last_write(void) {
    struct apideck__sink sink;
    start(&sink);
    got.fail_at = 1;
    got.error = -12;
    apideck__sink_write(&sink, "abc", 3);
    CHECK_INT(got.calls, 0);
    CHECK_INT(apideck__sink_flush(&sink), -12);
    CHECK_INT(got.calls, 1);
}

int main(void) {
    test_nothing();
    test_small_pieces_are_gathered();
    test_put();
    test_order_is_kept();
    test_random_lengths();
    test_error_sticks();
    test_error_of_the_last_write();
    return check_summary();
}
