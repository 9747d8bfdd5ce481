/*
 * The reading of any bytes, in both orders, with memory that runs out where the script says so: a
 * refusal names a byte of the body, and what an accepted body leaves is an index whose spans and
 * records lie within each other and in order. The script may also have the body stand many times in
 * an object, which makes large bodies of small ones, or cut it off.
 */
#include "fuzz.h"
#include "index.h"
#include "key_order.h"

static uint32_t place(uint32_t begin) {
    return begin & ~APIDECK__REWRITE;
}

static void check_span(const struct apideck__index *index, const struct apideck__span *span,
                       uint32_t begin, uint32_t end) {
    MUST(begin <= place(span->begin) && place(span->begin) < span->end && span->end <= end);
    MUST(span->nested <= index->closed);
    if (span->nested) {
        struct apideck__record inner = apideck__index_record(index, span->nested);
        MUST(place(span->begin) <= place(inner.begin) && inner.end <= span->end);
    }
}

/* The members together are all of the object but punctuation and white space; any that overlapped
 * would be in order and have the same key, or be seen in the sum. */
static void check_members(const struct apideck__index *index, const struct apideck__record *record,
                          enum apideck__array_order order) {
    uint64_t sum = 0;
    MUST(index->body[place(record->begin)] == '{');
    for (uint32_t i = 0; i < record->count; i++) {
        const unsigned char *member = index->body + place(record->spans[i].begin);
        MUST(*member == '"');
        sum += record->spans[i].end - place(record->spans[i].begin);
        if (i > 0 && order == APIDECK__ARRAYS_SORTED) {
            const unsigned char *last = index->body + place(record->spans[i - 1].begin);
            MUST(apideck__key_compare(last + 1, member + 1) < 0);
        }
    }
    MUST(sum + 2 + (record->count ? record->count - 1 : 0) <= record->end - place(record->begin));
}

static void check_parts(const struct apideck__index *index, const struct apideck__record *record) {
    MUST(record->count >= 2);
    for (uint32_t i = 0; i < record->count; i++) {
        const struct apideck__span *part = &record->spans[i];
        MUST(part->nested != 0 && index->body[place(record->begin)] != '"');
        MUST(i == 0 || record->spans[i - 1].end < place(part->begin));
    }
}

/* Records stand behind one another, so a walk by their sizes finds each. */
static void check_records(const struct apideck__index *index, enum apideck__array_order order) {
    for (uint32_t name = index->closed; name > 0;) {
        struct apideck__record record = apideck__index_record(index, name);
        MUST(place(record.begin) < record.end && record.end <= index->body_len);
        MUST(record.count < name);
        for (uint32_t i = 0; i < record.count; i++) {
            check_span(index, &record.spans[i], place(record.begin) + 1, record.end - 1);
            MUST(record.spans[i].nested < name);
        }
        if (record.kind == APIDECK__MEMBERS) {
            check_members(index, &record, order);
        } else {
            check_parts(index, &record);
        }
        name -= record.count + 1;
    }
}

static void check_index(const struct apideck__index *index, enum apideck__array_order order) {
    MUST(index->open == index->spans && index->closed <= index->capacity);
    MUST(index->limit == index->spans + index->capacity - index->closed);
    check_span(index, &index->root, 0, index->body_len);
    check_records(index, order);
    MUST(!index->root_is_object || index->root.nested);
    if (index->payload) {
        struct apideck__record payload = apideck__index_record(index, index->payload);
        MUST(index->root_is_object && payload.kind == APIDECK__MEMBERS);
    }
}

/* What docs/memory.md bounds: 5 spans for 12 bytes, growing by no more than a half. */
static uint64_t most_memory(size_t len) {
    return (len * 5 / 12 + 16) * sizeof(struct apideck__span) * 3 / 2;
}

static int read_in(const unsigned char *body, size_t len, enum apideck__array_order order,
                   unsigned fail_at) {
    struct memory memory = {.left = fail_at};
    apideck_allocator allocator = memory_allocator(&memory);
    struct apideck__index index;
    apideck_error detail = {0, 0, NULL};
    int error = apideck__index_read(&index, body, len, order, &allocator, &detail);
    if (error) {
        MUST(error < 0 && detail.code == error && detail.message && detail.offset <= len);
        MUST((error == APIDECK_ERR_NO_MEMORY) == (memory.failed > 0));
    } else {
        check_index(&index, order);
    }
    apideck__index_free(&index);
    MUST(memory.blocks == 0 && memory.bytes == 0 && memory.most_bytes <= most_memory(len));
    return error;
}

static void read_both(const unsigned char *body, size_t len, unsigned fail_at) {
    int as_is = read_in(body, len, APIDECK__ARRAYS_AS_IS, fail_at);
    int sorted = read_in(body, len, APIDECK__ARRAYS_SORTED, fail_at);
    MUST(as_is == sorted || as_is == APIDECK_ERR_NO_MEMORY || sorted == APIDECK_ERR_NO_MEMORY);
}

/* {"k0":body,"k1":body,...}, the keys in an order that the step decides. */
static void read_repeated(const unsigned char *body, size_t len, unsigned times, unsigned step,
                          unsigned fail_at) {
    unsigned char *large = exact_block(2 + times * (len + 10));
    size_t size = 0;
    for (unsigned i = 0; i < times; i++) {
        char key[10];
        int key_len = snprintf(key, sizeof key, "%c\"%u\":", i ? ',' : '{', i * step % 251);
        memcpy(large + size, key, (size_t)key_len);
        memcpy(large + size + key_len, body, len);
        size += (size_t)key_len + len;
    }
    large[size++] = '}';
    unsigned char *exact = exact_copy(large, size);
    free(large);
    read_both(exact, size, fail_at);
    free(exact);
}

/* No beginning of a document is one, but for the white space behind it, and but for numbers. */
static void read_cut(const unsigned char *body, size_t len, unsigned cut) {
    while (len && strchr(" \t\r\n", body[len - 1])) {
        len--;
    }
    if (len && (body[len - 1] == '}' || body[len - 1] == ']' || body[len - 1] == '"')) {
        unsigned char *begin = exact_copy(body, cut % len);
        MUST(read_in(begin, cut % len, APIDECK__ARRAYS_AS_IS, 0) != 0);
        free(begin);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct script script;
    size_t len = 0;
    unsigned char *body = split_input(data, size, &len, &script);
    unsigned fail_at = next_byte(&script) % 8;
    read_both(data, size, 0);
    read_both(body, len, fail_at);
    unsigned times = next_byte(&script) % 64;
    unsigned step = 1 + next_byte(&script);
    if (times && len <= 4096) {
        read_repeated(body, len, times, step, fail_at);
    }
    unsigned cut = next_byte(&script) << 8;
    cut |= next_byte(&script);
    if (read_in(body, len, APIDECK__ARRAYS_AS_IS, 0) == 0) {
        read_cut(body, len, cut);
    }
    free(body);
    return 0;
}
