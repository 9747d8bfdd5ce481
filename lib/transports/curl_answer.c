#include "curl_answer.h"

#include <string.h>

/* All headers of one response: no server that means well comes near it. */
#define LINES_MAX ((size_t)256 << 10)

/* A response's own block; its headers stand behind it, so that they lead to it. */
struct block {
    size_t size;
    struct apideck__curl_bytes lines;
    struct apideck__curl_bytes body;
    apideck_header headers[];
};

static void drop(const apideck_allocator *allocator, struct apideck__curl_bytes *bytes) {
    if (bytes->ptr) {
        allocator->free(bytes->ptr, bytes->capacity, allocator->user);
    }
    *bytes = (struct apideck__curl_bytes){NULL, 0, 0};
}

static bool append(const apideck_allocator *allocator, struct apideck__curl_bytes *bytes,
                   const char *more, size_t len) {
    if (len > bytes->capacity - bytes->len) {
        if (len > SIZE_MAX / 4 || bytes->capacity > SIZE_MAX / 4) {
            return false;
        }
        size_t capacity = bytes->capacity ? 2 * bytes->capacity : 1024;
        if (capacity - bytes->len < len) {
            capacity = bytes->len + len;
        }
        char *room = allocator->alloc(capacity, allocator->user);
        if (!room) {
            return false;
        }
        struct apideck__curl_bytes grown = {room, bytes->len, capacity};
        if (bytes->len) {
            memcpy(room, bytes->ptr, bytes->len);
        }
        drop(allocator, bytes);
        *bytes = grown;
    }
    if (len) {
        memcpy(bytes->ptr + bytes->len, more, len);
        bytes->len += len;
    }
    return true;
}

static bool is_break(char c) {
    return c == '\r' || c == '\n';
}

/* A line that begins with white space belongs to the header before it (RFC 9112, 5.2). */
static bool unfold(struct apideck__curl_answer *answer, char first) {
    if (first != ' ' && first != '\t') {
        return false;
    }
    while (answer->lines.len && is_break(answer->lines.ptr[answer->lines.len - 1])) {
        answer->lines.len--;
    }
    return true;
}

/* Each response begins with a status line; of several, such as 100 before 200, the last one counts.
 * A line without a colon is none of a header. */
size_t apideck__curl_take_header(char *bytes, size_t size, size_t count, void *user) {
    struct apideck__curl_answer *answer = user;
    size_t len = size * count;
    if (len >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        answer->lines.len = 0;
        answer->header_count = 0;
        return len;
    }
    bool more = len > 0 && answer->header_count > 0 && unfold(answer, *bytes);
    if (!more && (len == 0 || !memchr(bytes, ':', len))) {
        return len;
    }
    if (len > LINES_MAX - answer->lines.len) {
        return 0;
    }
    if (!append(answer->allocator, &answer->lines, bytes, len)) {
        answer->no_memory = true;
        return 0;
    }
    answer->header_count += !more;
    return len;
}

/* Keeps one byte more than was asked for, by which the library sees that there was more. */
size_t apideck__curl_take_body(char *bytes, size_t size, size_t count, void *user) {
    struct apideck__curl_answer *answer = user;
    size_t len = size * count;
    size_t most = answer->max_body < SIZE_MAX ? answer->max_body + 1 : SIZE_MAX;
    size_t room = most - answer->body.len;
    size_t kept = len < room ? len : room;
    if (!append(answer->allocator, &answer->body, bytes, kept)) {
        answer->no_memory = true;
        return 0;
    }
    if (answer->body.len > answer->max_body) {
        answer->cut_off = true;
        return 0;
    }
    return len;
}

/* Takes one line, which has a colon, and returns what is behind it. */
static const char *read_line(const char *line, const char *end, apideck_header *header) {
    const char *colon = memchr(line, ':', (size_t)(end - line));
    const char *next = memchr(colon, '\n', (size_t)(end - colon));
    next = next ? next + 1 : end;
    const char *last = next;
    while (last > colon + 1 && is_break(last[-1])) {
        last--;
    }
    header->name = (apideck_str){line, (size_t)(colon - line)};
    header->value = (apideck_str){colon + 1, (size_t)(last - colon - 1)};
    return next;
}

int apideck__curl_hand_over(struct apideck__curl_answer *answer, int status,
                            apideck_http_response *response) {
    size_t size = sizeof(struct block) + answer->header_count * sizeof(apideck_header);
    struct block *block = answer->allocator->alloc(size, answer->allocator->user);
    if (!block) {
        return -1;
    }
    block->size = size;
    block->lines = answer->lines;
    block->body = answer->body;
    const char *line = block->lines.ptr;
    for (size_t i = 0; i < answer->header_count; i++) {
        line = read_line(line, block->lines.ptr + block->lines.len, &block->headers[i]);
    }
    *response = (apideck_http_response){.status = status,
                                        .headers = block->headers,
                                        .header_count = answer->header_count,
                                        .body = block->body.ptr,
                                        .body_len = block->body.len};
    return 0;
}

void apideck__curl_answer_free(struct apideck__curl_answer *answer) {
    drop(answer->allocator, &answer->lines);
    drop(answer->allocator, &answer->body);
}

void apideck__curl_release(apideck_http_response *response, const apideck_allocator *allocator) {
    if (response->headers) {
        char *headers = (char *)(uintptr_t)response->headers;
        struct block *block = (struct block *)(void *)(headers - offsetof(struct block, headers));
        drop(allocator, &block->lines);
        drop(allocator, &block->body);
        allocator->free(block, block->size, allocator->user);
    }
}
