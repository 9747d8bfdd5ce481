/* The one reading of a body: see index.h for what it checks and what it leaves behind. */
#include "allocator.h"
#include "error.h"
#include "index.h"
#include "json_number.h"
#include "json_string.h"
#include "key_order.h"
#include "sort.h"

#include <apideck/signature.h>
#include <string.h>

/* What is known of a container that is still open. */
enum {
    IS_OBJECT = 1,
    IS_FRESH = 2,      /* nothing of it was read but its bracket */
    IN_ARRAY = 4,      /* it is an array or lies inside of one */
    OUT_OF_ORDER = 8,  /* some key comes before the one that stands before it */
    HARD_KEYS = 16,    /* some key is, or may be, an array index, or has an escape */
    LIST_MEMBERS = 32, /* the event is looked for among its members */
    IS_PAYLOAD = 64
};

struct frame {
    uint32_t begin;
    uint32_t member; /* where the member begins that is being read; objects only */
    uint32_t first;  /* its first open span */
    uint32_t flags;
};

struct reader {
    struct apideck__index *index;
    const unsigned char *p;
    const unsigned char *end;
    enum apideck__array_order array_order;
    uint32_t rewrite_end; /* behind the last byte so far that the canonical form changes */
    uint32_t depth;
    struct frame frames[APIDECK__DEPTH_MAX];
};

static uint32_t offset_of(const struct reader *r, const unsigned char *p) {
    return (uint32_t)(p - r->index->body);
}

/* What was just read is written otherwise in the canonical form. */
static void note_rewrite(struct reader *r) {
    r->rewrite_end = offset_of(r, r->p);
}

static uint32_t flagged(const struct reader *r, uint32_t begin) {
    return r->rewrite_end > begin ? begin | APIDECK__REWRITE : begin;
}

/* The next byte that is not white space, left in place; -1 at the end. */
static int peek(struct reader *r) {
    while (r->p < r->end) {
        unsigned char c = *r->p;
        if (c > ' ' || (c != ' ' && c != '\t' && c != '\n' && c != '\r')) {
            return c;
        }
        r->p++;
        note_rewrite(r);
    }
    return -1;
}

static int unexpected(int byte) {
    return byte < 0 ? APIDECK_ERR_JSON_TRUNCATED : APIDECK_ERR_JSON_SYNTAX;
}

static int read_string(struct reader *r, unsigned *flags) {
    r->p++;
    int error = apideck__string_read(&r->p, r->end, flags);
    if (*flags & APIDECK__STRING_REWRITE) {
        note_rewrite(r);
    }
    return error;
}

static int read_number(struct reader *r) {
    bool canonical = true;
    int error = apideck__number_read(&r->p, r->end, &canonical);
    if (!canonical) {
        note_rewrite(r);
    }
    return error;
}

static int read_literal(struct reader *r, const char *literal) {
    for (; *literal; literal++, r->p++) {
        if (r->p == r->end) {
            return APIDECK_ERR_JSON_TRUNCATED;
        }
        if (*r->p != (unsigned char)*literal) {
            return APIDECK_ERR_JSON_SYNTAX;
        }
    }
    return 0;
}

static int read_scalar(struct reader *r, int first) {
    unsigned flags = 0;
    switch (first) {
    case '"':
        return read_string(r, &flags);
    case 't':
        return read_literal(r, "true");
    case 'f':
        return read_literal(r, "false");
    case 'n':
        return read_literal(r, "null");
    default:
        if (first == '-' || (first >= '0' && first <= '9')) {
            return read_number(r);
        }
        return unexpected(first);
    }
}

static int add_span(struct reader *r, uint32_t begin, uint32_t end, uint32_t nested) {
    struct apideck__index *index = r->index;
    if (index->capacity - index->open - index->closed < 1) {
        int error = apideck__index_reserve(index, 1);
        if (error) {
            return error;
        }
    }
    index->spans[index->open++] = (struct apideck__span){flagged(r, begin), end, nested};
    return 0;
}

/* Whether the object that opens at depth `depth` may hold the event: the root, and what its
 * "payload" key holds. */
static uint32_t event_flags(const struct reader *r, const struct frame *parent) {
    if (!parent) {
        return LIST_MEMBERS;
    }
    bool is_payload = r->depth == 1 && (parent->flags & IS_OBJECT) &&
                      apideck__key_equals(r->index->body + parent->member + 1, "payload");
    return is_payload ? LIST_MEMBERS | IS_PAYLOAD : 0;
}

static int open_container(struct reader *r, int bracket) {
    if (r->depth == APIDECK__DEPTH_MAX) {
        return APIDECK_ERR_JSON_DEPTH;
    }
    const struct frame *parent = r->depth ? &r->frames[r->depth - 1] : NULL;
    uint32_t flags = IS_FRESH | (parent ? parent->flags & IN_ARRAY : 0u);
    flags |= bracket == '{' ? IS_OBJECT | event_flags(r, parent) : IN_ARRAY;
    r->frames[r->depth++] = (struct frame){offset_of(r, r->p), 0, r->index->open, flags};
    r->p++;
    return 0;
}

/* A value ended: a scalar or a container, `nested` in the latter case. */
static int add_value(struct reader *r, uint32_t begin, uint32_t nested) {
    uint32_t end = offset_of(r, r->p);
    if (r->depth == 0) {
        r->index->root = (struct apideck__span){flagged(r, begin), end, nested};
        return 0;
    }
    const struct frame *parent = &r->frames[r->depth - 1];
    if (parent->flags & IS_OBJECT) {
        return add_span(r, parent->member, end, nested);
    }
    return nested ? add_span(r, begin, end, nested) : 0;
}

/* Whether the members as they stand are in that order. */
static bool in_order(const struct apideck__index *index, const struct apideck__span *members,
                     uint32_t count, enum apideck__member_order order) {
    for (uint32_t i = 1; i < count; i++) {
        if (apideck__member_compare(index, &members[i - 1], &members[i], order) > 0) {
            return false;
        }
    }
    return true;
}

/* Points the reader at the key that an object has twice. */
static int duplicate_key(struct reader *r, const struct apideck__span *a,
                         const struct apideck__span *b) {
    uint32_t first = a->begin & ~APIDECK__REWRITE;
    uint32_t second = b->begin & ~APIDECK__REWRITE;
    r->p = r->index->body + (first > second ? first : second);
    return APIDECK_ERR_JSON_DUPLICATE_KEY;
}

/* Sorts by key, where the same key twice is bound to show. */
static int sort_members(struct reader *r, struct apideck__span *members, uint32_t count,
                        enum apideck__member_order order) {
    apideck__members_sort(r->index, members, count, order);
    for (uint32_t i = 1; i < count; i++) {
        if (apideck__member_compare(r->index, &members[i - 1], &members[i], order) == 0) {
            return duplicate_key(r, &members[i - 1], &members[i]);
        }
    }
    return 0;
}

/* Leaves only the spans that have records. */
static void drop_plain_spans(struct apideck__index *index, uint32_t first) {
    uint32_t kept = first;
    for (uint32_t i = first; i < index->open; i++) {
        if (index->spans[i].nested) {
            index->spans[kept++] = index->spans[i];
        }
    }
    index->open = kept;
}

/* For an object inside an array, with keys out of order: JavaScript still puts array indexes first,
 * and leaves the rest as it stands. Sorting is only to find a key that is there twice. */
static int order_as_is(struct reader *r, const struct frame *frame, bool *moved_out) {
    struct apideck__index *index = r->index;
    struct apideck__span *members = index->spans + frame->first;
    uint32_t count = index->open - frame->first;
    bool hard = frame->flags & HARD_KEYS;
    bool moved = hard && !in_order(index, members, count, APIDECK__INDEXES_THEN_PLACE);
    int error = sort_members(r, members, count, hard ? APIDECK__BY_KEY : APIDECK__BY_PLAIN_KEY);
    if (error) {
        return error;
    }
    if (moved) {
        apideck__members_sort(index, members, count, APIDECK__INDEXES_THEN_PLACE);
        index->arrays_differ =
            index->arrays_differ || !in_order(index, members, count, APIDECK__BY_KEY);
    } else {
        drop_plain_spans(index, frame->first);
        apideck__members_sort(index, members, index->open - frame->first, APIDECK__BY_PLACE);
        index->arrays_differ = true;
    }
    *moved_out = moved;
    return 0;
}

/* Puts the members of an object whose keys are out of order into the order of the form that is
 * read for; *moved_out tells whether that changed anything. */
static int order_members(struct reader *r, const struct frame *frame, bool *moved_out) {
    if ((frame->flags & IN_ARRAY) && r->array_order == APIDECK__ARRAYS_AS_IS) {
        return order_as_is(r, frame, moved_out);
    }
    *moved_out = true;
    return sort_members(r, r->index->spans + frame->first, r->index->open - frame->first,
                        frame->flags & HARD_KEYS ? APIDECK__BY_KEY : APIDECK__BY_PLAIN_KEY);
}

/* Makes the record of a closed container, if it needs one. One part that has a record needs none
 * around it: what stands before and behind is known from the two. */
static int make_record(struct reader *r, const struct frame *frame, bool moved,
                       uint32_t *nested_out) {
    struct apideck__index *index = r->index;
    bool list_members = moved || (frame->flags & LIST_MEMBERS);
    if (!list_members) {
        drop_plain_spans(index, frame->first);
        uint32_t parts = index->open - frame->first;
        if (parts < 2) {
            *nested_out = parts ? index->spans[frame->first].nested : 0;
            index->open = frame->first;
            return 0;
        }
    }
    int error = apideck__index_reserve(index, 1);
    if (error) {
        return error;
    }
    *nested_out =
        apideck__index_close(index, frame->first, list_members ? APIDECK__MEMBERS : APIDECK__PARTS,
                             flagged(r, frame->begin), offset_of(r, r->p));
    return 0;
}

/* At the closing bracket of the innermost container. */
static int close_container(struct reader *r) {
    struct frame *frame = &r->frames[r->depth - 1];
    bool moved = false;
    if (frame->flags & OUT_OF_ORDER) {
        int error = order_members(r, frame, &moved);
        if (error) {
            return error;
        }
    }
    r->p++;
    r->index->reordered = r->index->reordered || moved;
    uint32_t nested = 0;
    int error = make_record(r, frame, moved, &nested);
    if (error) {
        return error;
    }
    if (frame->flags & IS_PAYLOAD) {
        r->index->payload = nested;
    }
    r->depth--;
    return add_value(r, frame->begin, nested);
}

/* Compares a key with the one before it, as long as they ascend: most objects that are sent twice
 * the same way, and every object that was sorted, end here. */
static int note_order(struct reader *r, struct frame *frame) {
    struct apideck__index *index = r->index;
    if ((frame->flags & OUT_OF_ORDER) || index->open == frame->first) {
        return 0;
    }
    const struct apideck__span *before = &index->spans[index->open - 1];
    const struct apideck__span key = {frame->member, 0, 0};
    int order = apideck__member_compare(
        index, before, &key, frame->flags & HARD_KEYS ? APIDECK__BY_KEY : APIDECK__BY_PLAIN_KEY);
    if (order == 0) {
        return duplicate_key(r, before, &key);
    }
    if (order > 0) {
        frame->flags |= OUT_OF_ORDER;
    }
    return 0;
}

/* Reads `"key" :` and stands at the value. */
static int read_key(struct reader *r, struct frame *frame) {
    int c = peek(r);
    if (c != '"') {
        return unexpected(c);
    }
    frame->member = offset_of(r, r->p);
    unsigned flags = 0;
    int error = read_string(r, &flags);
    if (error) {
        return error;
    }
    unsigned char first = r->index->body[frame->member + 1];
    if ((flags & APIDECK__STRING_ESCAPED) || (first >= '0' && first <= '9')) {
        frame->flags |= HARD_KEYS;
    }
    error = note_order(r, frame);
    if (error) {
        return error;
    }
    c = peek(r);
    if (c != ':') {
        return unexpected(c);
    }
    r->p++;
    return 0;
}

/* Reads a value, or the opening bracket of one. */
static int read_value(struct reader *r) {
    int c = peek(r);
    if (c == '{' || c == '[') {
        return open_container(r, c);
    }
    uint32_t begin = offset_of(r, r->p);
    int error = read_scalar(r, c);
    return error ? error : add_value(r, begin, 0);
}

/* Reads the innermost container on, until it closes or another opens inside it. */
static int read_container(struct reader *r) {
    uint32_t depth = r->depth;
    struct frame *frame = &r->frames[depth - 1];
    int closing = frame->flags & IS_OBJECT ? '}' : ']';
    while (r->depth == depth) {
        int c = peek(r);
        bool fresh = frame->flags & IS_FRESH;
        if (c == closing) {
            return close_container(r);
        }
        if (!fresh) {
            if (c != ',') {
                return unexpected(c);
            }
            r->p++;
        }
        frame->flags &= ~(uint32_t)IS_FRESH;
        int error = closing == '}' ? read_key(r, frame) : 0;
        if (!error) {
            error = read_value(r);
        }
        if (error) {
            return error;
        }
    }
    return 0;
}

static int read_document(struct reader *r) {
    static const unsigned char bom[3] = {0xef, 0xbb, 0xbf};
    if (r->end - r->p >= 3 && memcmp(r->p, bom, sizeof bom) == 0) {
        return APIDECK_ERR_JSON_BOM;
    }
    int c = peek(r);
    if (c < 0) {
        return APIDECK_ERR_JSON_EMPTY;
    }
    r->index->root_is_object = c == '{';
    int error = read_value(r);
    while (!error && r->depth > 0) {
        error = read_container(r);
    }
    if (!error && peek(r) >= 0) {
        error = APIDECK_ERR_JSON_TRAILING;
    }
    r->index->rewritten = r->rewrite_end > 0;
    return error;
}

int apideck__index_read(struct apideck__index *index, const void *body, size_t body_len,
                        enum apideck__array_order array_order, const apideck_allocator *allocator,
                        apideck_error *error_out) {
    index->body = body;
    index->root_is_object = index->reordered = index->rewritten = index->arrays_differ = false;
    index->payload = 0;
    index->spans = index->fixed;
    index->capacity = APIDECK__SPANS_FIXED;
    index->open = index->closed = 0;
    index->allocator = apideck__allocator(allocator);
    if (body_len > APIDECK_BODY_MAX) {
        return apideck__fail(error_out, APIDECK_ERR_TOO_LARGE, 0);
    }
    index->body_len = (uint32_t)body_len;
    struct reader r;
    r.index = index;
    r.p = index->body;
    r.end = body_len ? index->body + body_len : index->body;
    r.array_order = array_order;
    r.rewrite_end = 0;
    r.depth = 0;
    int error = read_document(&r);
    return error ? apideck__fail(error_out, error, offset_of(&r, r.p)) : 0;
}
