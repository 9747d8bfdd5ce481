#include "index.h"

#include "allocator.h"

#include <stddef.h>
#include <string.h>

#define HEAD 1u

/* No body needs more spans than this; see docs/memory.md for the arithmetic. It bounds what an
 * attacker can have allocated: growing goes up to it in halves, so that old and new room together
 * stay below one and a half times the bound. */
static uint64_t most_spans(uint32_t body_len) {
    return (uint64_t)body_len * 5 / 12 + 16;
}

static uint64_t grown_capacity(const struct apideck__index *index, uint64_t needed) {
    uint64_t capacity = most_spans(index->body_len);
    while (capacity / 2 >= needed) {
        capacity /= 2;
    }
    return capacity < needed ? needed + needed / 2 : capacity;
}

static void release_spans(struct apideck__index *index) {
    if (index->spans != index->fixed) {
        apideck__free(&index->allocator, index->spans,
                      (size_t)index->capacity * sizeof *index->spans);
    }
}

void apideck__index_begin(struct apideck__index *index, const void *body, size_t body_len,
                          const apideck_allocator *allocator) {
    static const unsigned char nothing[1];
    index->body = body_len ? body : nothing;
    index->body_len = (uint32_t)body_len;
    index->root.nested = 0;
    index->payload = 0;
    index->event_names = 0;
    index->root_is_object = index->reordered = index->rewritten = false;
    index->escaped = index->arrays_differ = false;
    index->spans = index->fixed;
    index->capacity = APIDECK__SPANS_FIXED;
    index->open = index->spans;
    index->closed = 0;
    index->limit = index->spans + index->capacity;
    index->allocator = apideck__allocator(allocator);
}

int apideck__index_reserve(struct apideck__index *index, uint32_t count) {
    if (index->limit - index->open >= (ptrdiff_t)count) {
        return 0;
    }
    uint32_t open = apideck__index_open(index);
    uint64_t needed = (uint64_t)open + index->closed + count;
    uint64_t capacity = grown_capacity(index, needed);
    if (capacity > SIZE_MAX / sizeof *index->spans) {
        return APIDECK_ERR_NO_MEMORY;
    }
    struct apideck__span *spans =
        apideck__alloc(&index->allocator, (size_t)capacity * sizeof *spans);
    if (!spans) {
        return APIDECK_ERR_NO_MEMORY;
    }
    memcpy(spans, index->spans, open * sizeof *spans);
    memcpy(spans + capacity - index->closed, index->spans + index->capacity - index->closed,
           index->closed * sizeof *spans);
    release_spans(index);
    index->spans = spans;
    index->open = spans + open;
    index->capacity = (uint32_t)capacity;
    index->limit = spans + index->capacity - index->closed;
    return 0;
}

int apideck__index_close(struct apideck__index *index, uint32_t first,
                         enum apideck__record_kind kind, uint32_t begin, uint32_t end,
                         uint32_t *record_out) {
    int error = apideck__index_reserve(index, HEAD);
    if (error) {
        return error;
    }
    uint32_t count = apideck__index_open(index) - first;
    struct apideck__span *head = index->limit - count - HEAD;
    /* The two areas may overlap here: the record moves into the room of the spans it is made of. */
    memmove(head + HEAD, index->spans + first, count * sizeof *head);
    *head = (struct apideck__span){begin, end, count << 1 | (uint32_t)kind};
    index->open = index->spans + first;
    index->closed += count + HEAD;
    index->limit = head;
    *record_out = index->closed;
    return 0;
}

/* Leaves only those of the open spans from `first` on that have records. */
static void drop_plain_spans(struct apideck__index *index, uint32_t first) {
    const struct apideck__span *end = index->open;
    index->open = index->spans + first;
    for (const struct apideck__span *span = index->open; span < end; span++) {
        if (span->nested) {
            *index->open++ = *span;
        }
    }
}

int apideck__index_close_parts(struct apideck__index *index, uint32_t first, uint32_t begin,
                               uint32_t end, uint32_t *record_out) {
    drop_plain_spans(index, first);
    uint32_t count = apideck__index_open(index) - first;
    if (count > 1) {
        return apideck__index_close(index, first, APIDECK__PARTS, begin, end, record_out);
    }
    index->open = index->spans + first;
    *record_out = count ? index->open->nested : 0;
    return 0;
}

int apideck__index_read_deep(struct apideck__index *index) {
    if (!index->arrays_differ) {
        return 0;
    }
    apideck_allocator allocator = index->allocator;
    const unsigned char *body = index->body;
    uint32_t body_len = index->body_len;
    apideck__index_free(index);
    return apideck__index_read(index, body, body_len, APIDECK__ARRAYS_SORTED, &allocator, NULL);
}

void apideck__index_free(struct apideck__index *index) {
    release_spans(index);
    index->spans = index->fixed;
    index->capacity = APIDECK__SPANS_FIXED;
}
