/* The one reading of a body: see index.h for what it checks and what it leaves behind. */
#include "error.h"
#include "index.h"
#include "json_number.h"
#include "json_space.h"
#include "json_string.h"
#include "key_order.h"
#include "order.h"
#include "seen_keys.h"

#include <apideck/signature.h>
#include <string.h>

/* Kept out of line: what ordinary bodies do not need takes no registers from what they do. */
#if defined(__GNUC__)
#define RARE __attribute__((cold, noinline))
#else
#define RARE
#endif

#define FAR 16
#define LOOKED_THROUGH 32

/* What is known of a container that is still open: the bracket that will close it, in the lowest
 * byte, and these. */
enum {
    IS_OBJECT = '}' & ~']',
    KEEPS_ORDER = 1 << 8,   /* the form wants what is in it as it stands */
    HARD_KEYS = 1 << 9,     /* some key is not plain (key_order.h) */
    OUT_OF_ORDER = 1 << 10, /* some key does not come behind the one before it, if all are plain */
    MAYBE_TWICE = 1 << 11,  /* some key may be there twice */
    HAS_NESTED = 1 << 12,   /* some span of it has a record */
    LIST_MEMBERS = 1 << 13, /* the event is looked for among its members */
    IS_PAYLOAD = 1 << 14
};

struct frame {
    uint64_t last_key; /* objects only, as in seen_keys.h, while a container inside is read */
    uint32_t begin;
    uint32_t member; /* where the member begins whose value is being read; objects only */
    uint32_t first;  /* its first open span */
    uint32_t flags;
    uint64_t seen_keys; /* like last_key */
};

struct reader {
    struct apideck__index *index;
    const unsigned char *body;
    const unsigned char *end;
    const unsigned char *far; /* before it, FAR bytes can be read without looking for the end */
    uint32_t array_flags;     /* KEEPS_ORDER, or 0 */
    uint32_t rewrite_end;     /* behind the last byte so far that the canonical form changes */
    struct apideck__window window;
    struct apideck__refusal refusal;
    struct frame *frame;                         /* the innermost */
    struct frame frames[1 + APIDECK__DEPTH_MAX]; /* the first stands for what is around the root */
};

/* Functions that read return the byte behind what they read, or NULL when they refuse it. */
typedef const unsigned char *place;

RARE static place refuse(struct reader *r, int error, place at) {
    r->refusal = (struct apideck__refusal){error, at};
    return NULL;
}

RARE static place refuse_byte(struct reader *r, place at) {
    return refuse(r, at == r->end ? APIDECK_ERR_JSON_TRUNCATED : APIDECK_ERR_JSON_SYNTAX, at);
}

static uint32_t offset_of(const struct reader *r, place p) {
    return (uint32_t)(p - r->body);
}

/* The byte there; 0, which JSON has no use for, at the end. */
static inline unsigned char byte_at(const struct reader *r, place p) {
    return p < r->end ? *p : 0;
}

/* Whether these two bytes stand at p, both of which can be read. */
static inline bool at_pair(place p, const char *pair) {
    return memcmp(p, pair, 2) == 0;
}

RARE static place skip_space(struct reader *r, place p) {
    place begin = p;
    while (apideck__is_space(byte_at(r, p))) {
        p++;
    }
    if (apideck__next_special(&r->window) < p) { /* a tab or the end of a line */
        apideck__pass_until(&r->window, p, r->end);
    }
    if (p > begin) {
        r->rewrite_end = offset_of(r, p);
    }
    return p;
}

/* Moves *p to the next byte that is not white space, and returns it; 0 at the end. */
static inline unsigned char next_byte(struct reader *r, place *p) {
    unsigned char c = byte_at(r, *p);
    if (c <= ' ') {
        *p = skip_space(r, *p);
        c = byte_at(r, *p);
    }
    return c;
}

/* Moves *p like next_byte; whether the byte there is the one that is wanted, as it mostly is. */
static inline bool next_is(struct reader *r, place *p, unsigned char wanted) {
    unsigned char c = byte_at(r, *p);
    return c == wanted || (c <= ' ' && next_byte(r, p) == wanted);
}

static uint32_t flagged(const struct reader *r, uint32_t begin) {
    return r->rewrite_end > begin ? begin | APIDECK__REWRITE : begin;
}

/* Scalars -------------------------------------------------------------------------------------- */

/* Reads a string on from its first special byte. */
static place read_string_on(struct reader *r, unsigned *flags) {
    place p = apideck__string_read(&r->window, r->end, flags, &r->refusal);
    r->index->escaped |= (*flags & APIDECK__STRING_ESCAPED) != 0;
    if (*flags & APIDECK__STRING_REWRITE && p) {
        r->rewrite_end = offset_of(r, p);
    }
    return p;
}

/* Reads a string as a value, its opening quote the next special byte. */
static inline place read_string(struct reader *r, struct apideck__window *window) {
    apideck__pass_special(window, r->end);
    place p = apideck__next_special(window);
    if (p < r->end && *p == '"') {
        apideck__pass_special(window, r->end);
        return p + 1;
    }
    r->window = *window;
    unsigned flags = 0;
    p = read_string_on(r, &flags);
    *window = r->window;
    return p;
}

static inline place read_number(struct reader *r, place p) {
    bool canonical = true;
    p = apideck__number_read(p, r->end, &canonical, &r->refusal);
    if (p && !canonical) {
        r->rewrite_end = offset_of(r, p);
    }
    return p;
}

/* Finds the byte at which a literal goes wrong. */
static place refuse_literal(struct reader *r, place p, const char *literal) {
    while (byte_at(r, p) == (unsigned char)*literal) {
        p++;
        literal++;
    }
    return refuse_byte(r, p);
}

static inline place read_literal(struct reader *r, place p, const char *literal, ptrdiff_t len) {
    if (r->end - p >= len && memcmp(p, literal, (size_t)len) == 0) {
        return p + len;
    }
    return refuse_literal(r, p, literal);
}

/* p is at c, the first byte of a value that is no string, or at the end. */
static place read_other_scalar(struct reader *r, place p, unsigned char c) {
    if (c == '-' || (c >= '0' && c <= '9')) {
        return read_number(r, p);
    }
    switch (c) {
    case 't':
        return read_literal(r, p, "true", 4);
    case 'f':
        return read_literal(r, p, "false", 5);
    case 'n':
        return read_literal(r, p, "null", 4);
    default:
        return refuse_byte(r, p);
    }
}

static inline place read_scalar(struct reader *r, place p, unsigned char c) {
    return c == '"' ? read_string(r, &r->window) : read_other_scalar(r, p, c);
}

/* Containers ----------------------------------------------------------------------------------- */

/* Returns false when there is no memory. */
static inline bool add_span(struct reader *r, uint32_t begin, uint32_t end, uint32_t nested) {
    struct apideck__index *index = r->index;
    if (index->open == index->limit && apideck__index_reserve(index, 1)) {
        return false;
    }
    *index->open++ = (struct apideck__span){flagged(r, begin), end, nested};
    return true;
}

static bool is_around_root(const struct reader *r) {
    return r->frame == r->frames;
}

/* Whether an object that opens may hold the event: the root, and what its "payload" key holds. */
static uint32_t event_flags(const struct reader *r) {
    if (is_around_root(r)) {
        return LIST_MEMBERS;
    }
    bool is_payload = (r->frame->flags & IS_OBJECT) &&
                      apideck__key_equals(r->body + r->frame->member + 1, "payload");
    return is_payload ? LIST_MEMBERS | IS_PAYLOAD : 0;
}

/* Puts the members of an object in order; *moved_out tells whether that changed anything. Returns
 * false when a key is there twice. */
static bool order_members(struct reader *r, const struct frame *frame, bool *moved_out) {
    const struct apideck__members members = {
        .first = frame->first,
        .hard = frame->flags & HARD_KEYS,
        .out_of_order = frame->flags & OUT_OF_ORDER,
        .maybe_twice = frame->flags & MAYBE_TWICE,
        .as_is = frame->flags & KEEPS_ORDER,
        .may_be_event = frame->flags & LIST_MEMBERS,
    };
    uint32_t twice = 0;
    if (!apideck__members_order(r->index, &members, moved_out, &twice)) {
        (void)refuse(r, APIDECK_ERR_JSON_DUPLICATE_KEY, r->body + twice);
        return false;
    }
    return true;
}

/* Makes the record of a container that closed before `end`, if it needs one: *nested_out is 0 if
 * not. Returns false when there is no memory. */
static bool make_record(struct reader *r, const struct frame *frame, bool moved, uint32_t end,
                        uint32_t *nested_out) {
    uint32_t begin = flagged(r, frame->begin);
    bool list_members = moved || (frame->flags & LIST_MEMBERS);
    int error =
        list_members
            ? apideck__index_close(r->index, frame->first, APIDECK__MEMBERS, begin, end, nested_out)
            : apideck__index_close_parts(r->index, frame->first, begin, end, nested_out);
    return error == 0;
}

/* p is at the closing bracket of the innermost container, which leaves a record, or may. */
RARE static place close_with_record(struct reader *r, place p) {
    const struct frame *frame = r->frame;
    struct frame *parent = --r->frame;
    bool moved = false;
    uint32_t nested = 0;
    if ((frame->flags & IS_OBJECT) && !order_members(r, frame, &moved)) {
        return NULL;
    }
    p++;
    r->index->reordered = r->index->reordered || moved;
    if (!make_record(r, frame, moved, offset_of(r, p), &nested)) {
        return refuse(r, APIDECK_ERR_NO_MEMORY, p);
    }
    if (frame->flags & IS_PAYLOAD) {
        r->index->payload = nested;
    }
    if (is_around_root(r)) {
        r->index->root.nested = nested;
        return p;
    }
    parent->flags |= (nested != 0) * (uint32_t)HAS_NESTED;
    bool is_member = parent->flags & IS_OBJECT;
    if ((is_member || nested) &&
        !add_span(r, is_member ? parent->member : frame->begin, offset_of(r, p), nested)) {
        return refuse(r, APIDECK_ERR_NO_MEMORY, p);
    }
    return p;
}

/* Whether a container closes without leaving anything but its text, as most do. */
static inline bool leaves_text_only(uint32_t flags) {
    return !(flags & (HARD_KEYS | MAYBE_TWICE | HAS_NESTED | LIST_MEMBERS)) &&
           (!(flags & OUT_OF_ORDER) || (flags & KEEPS_ORDER));
}

/* p is at the closing bracket of the innermost container. */
static inline place close_container(struct reader *r, place p) {
    struct frame *frame = r->frame;
    if (!leaves_text_only(frame->flags)) {
        return close_with_record(r, p);
    }
    struct apideck__index *index = r->index;
    index->arrays_differ |= (frame->flags & OUT_OF_ORDER) != 0;
    index->open = index->spans + frame->first;
    p++;
    struct frame *parent = --r->frame;
    if ((parent->flags & IS_OBJECT) && !add_span(r, parent->member, offset_of(r, p), 0)) {
        return refuse(r, APIDECK_ERR_NO_MEMORY, p);
    }
    return p;
}

/* Whether p is at the bracket that closes the innermost container. */
static inline bool at_close(const struct reader *r, place p) {
    return byte_at(r, p) == (unsigned char)r->frame->flags;
}

static inline bool opens(unsigned char c) {
    return (c | 0x20) == '{';
}

/* p is at the bracket of a container that opens. Returns the byte behind it. */
static inline place push(struct reader *r, place p, uint32_t flags) {
    *++r->frame = (struct frame){
        .begin = offset_of(r, p), .first = apideck__index_open(r->index), .flags = flags};
    return p + 1;
}

/* The same where that may be nested too deep, or hold the event. */
static inline place open_container(struct reader *r, place p) {
    const struct frame *parent = r->frame;
    if (parent == r->frames + APIDECK__DEPTH_MAX) {
        return refuse(r, APIDECK_ERR_JSON_DEPTH, p);
    }
    uint32_t flags = (parent->flags & KEEPS_ORDER) | (uint32_t)(*p + ('}' - '{'));
    if (*p == '[') {
        flags |= r->array_flags;
    } else if (parent <= r->frames + 1) {
        flags |= event_flags(r);
    }
    return push(r, p, flags);
}

/* Whether p is at the bracket that closes an object in an array, of which only the text is left,
 * and another with members opens right behind it. */
static inline bool at_next_object(const struct reader *r, place p) {
    const struct frame *frame = r->frame;
    return p < r->far && memcmp(p, "},{\"", 4) == 0 &&
           (frame->flags | OUT_OF_ORDER) == ('}' | KEEPS_ORDER | OUT_OF_ORDER) &&
           (unsigned char)frame[-1].flags == ']';
}

/* The next object takes the frame of the one that closes. */
static inline place reopen(struct reader *r, place p) {
    struct frame *frame = r->frame;
    struct apideck__index *index = r->index;
    index->arrays_differ |= (frame->flags & OUT_OF_ORDER) != 0;
    index->open = index->spans + frame->first;
    p += 2;
    frame->last_key = frame->seen_keys = 0;
    frame->begin = offset_of(r, p);
    frame->flags &= ~(uint32_t)OUT_OF_ORDER;
    return p + 1;
}

/* p is at the bracket that closes the innermost container, or refused: closes that and those around
 * it, as far as they end there. Returns where the next member or element begins, or the byte behind
 * the root. */
static inline place close_containers(struct reader *r, place p) {
    do {
        if (at_next_object(r, p)) {
            return reopen(r, p);
        }
        if (!at_close(r, p)) {
            return refuse_byte(r, p);
        }
        p = close_container(r, p);
        if (!p || is_around_root(r)) {
            return p;
        }
    } while (!next_is(r, &p, ','));
    return p + 1;
}

/* p is where the first member or element of the innermost container would be. Returns as
 * close_containers does if it has none and closes there; refuses what is there if not. */
RARE static place close_empty(struct reader *r, place p) {
    place begin = r->body + r->frame->begin + 1;
    while (begin < p && apideck__is_space(*begin)) {
        begin++;
    }
    return begin < p ? refuse_byte(r, p) : close_containers(r, p);
}

/* Keys ----------------------------------------------------------------------------------------- */

/* While its members are read, what is known of their keys is kept apart from the frame of an
 * object, so that it can stay in registers. */
static inline struct apideck__seen_keys keys_of(const struct frame *frame) {
    return (struct apideck__seen_keys){frame->last_key, frame->seen_keys, 0};
}

static inline void keep_keys(struct frame *frame, const struct apideck__seen_keys *keys) {
    frame->last_key = keys->last;
    frame->seen_keys = keys->bits;
    frame->flags |= (uint32_t)(keys->disorder >> 63) * OUT_OF_ORDER;
}

/* Whether a key with this prefix may be among the members of the object that is being read. Many
 * are not looked through for each key, but sorted once at the end. */
RARE static bool may_be_there(const struct reader *r, uint64_t prefix) {
    const struct apideck__index *index = r->index;
    const struct apideck__span *first = index->spans + r->frame->first;
    if (index->open - first > LOOKED_THROUGH) {
        return true;
    }
    for (const struct apideck__span *span = first; span < index->open; span++) {
        if (apideck__key_prefix(apideck__index_key(index, span), r->end) == prefix) {
            return true;
        }
    }
    return false;
}

/* Notes an ASCII key without escapes. One that begins with a digit is hard, and so is, to make that
 * one comparison, what begins with less, and the empty key, in whose place its closing quote is
 * looked at. */
static inline void note_key(struct reader *r, struct apideck__seen_keys *keys, place key,
                            uint64_t prefix) {
    if (*key <= '9') {
        r->frame->flags |= HARD_KEYS;
    }
    if (apideck__seen_keys_maybe(keys, prefix) && !(r->frame->flags & MAYBE_TWICE) &&
        may_be_there(r, prefix)) {
        r->frame->flags |= MAYBE_TWICE;
    }
    apideck__seen_keys_add(keys, prefix);
}

/* Reads any key and the colon behind it. Works on the keys in the frame. */
RARE static place read_any_key(struct reader *r, place key) {
    unsigned flags = 0;
    place p = read_string_on(r, &flags);
    if (!p) {
        return NULL;
    }
    if (flags) {
        r->frame->flags |= HARD_KEYS;
    } else {
        struct apideck__seen_keys keys = keys_of(r->frame);
        note_key(r, &keys, key, apideck__key_prefix(key, r->end));
        keep_keys(r->frame, &keys);
    }
    if (next_byte(r, &p) != ':') {
        return refuse_byte(r, p);
    }
    return p + 1 < r->end ? p + 1 : refuse_byte(r, p + 1);
}

/* Reads a key and the colon behind it, p at its opening quote. What follows is not the end. */
static inline place read_key(struct reader *r, struct frame *frame, struct apideck__seen_keys *keys,
                             struct apideck__window *window, place p) {
    place key = p + 1;
    apideck__pass_special(window, r->end);
    place stop = apideck__next_special(window);
    if (stop < r->far && at_pair(stop, "\":")) {
        apideck__pass_special(window, r->end);
        note_key(r, keys, key, apideck__word_prefix(apideck__load(key), (size_t)(stop - key)));
        return stop + 2;
    }
    keep_keys(frame, keys);
    r->window = *window;
    p = read_any_key(r, key);
    *window = r->window;
    *keys = keys_of(frame);
    return p;
}

/* Members and elements ------------------------------------------------------------------------- */

/* From behind a member to the opening quote of the next, if that follows right behind a comma. */
static inline bool at_next_key(const struct reader *r, place *p) {
    bool follows = *p < r->far && at_pair(*p, ",\"");
    *p += follows;
    return follows;
}

/* Both of these read the innermost container on from where a member or an element begins, until
 * another opens inside it or it closes; they return as close_containers does. */

static place read_members(struct reader *r, place p) {
    struct frame *frame = r->frame;
    struct apideck__seen_keys keys = keys_of(frame);
    do {
        if (!next_is(r, &p, '"')) {
            return close_empty(r, p);
        }
        struct apideck__window window = r->window;
        do {
            place name = p;
            p = read_key(r, frame, &keys, &window, p);
            if (!p) {
                return NULL;
            }
            unsigned char c = *p;
            if (c != '"' && c <= ' ') {
                r->window = window;
                c = next_byte(r, &p);
                window = r->window;
            }
            if (c == '"') {
                p = read_string(r, &window);
            } else if (opens(c)) {
                r->window = window;
                frame->member = offset_of(r, name);
                keep_keys(frame, &keys);
                return open_container(r, p);
            } else {
                p = read_other_scalar(r, p, c);
            }
            if (!p) {
                return NULL;
            }
            if (!add_span(r, offset_of(r, name), offset_of(r, p), 0)) {
                return refuse(r, APIDECK_ERR_NO_MEMORY, p);
            }
        } while (at_next_key(r, &p));
        r->window = window;
    } while (next_is(r, &p, ',') && p++);
    keep_keys(frame, &keys);
    return close_containers(r, p);
}

static place read_elements(struct reader *r, place p) {
    for (;; p++) {
        unsigned char c = next_byte(r, &p);
        if (opens(c)) {
            return open_container(r, p);
        }
        if (c == ']') {
            return close_empty(r, p);
        }
        p = read_scalar(r, p, c);
        if (!p) {
            return NULL;
        }
        if (!next_is(r, &p, ',')) {
            return close_containers(r, p);
        }
    }
}

static place read_containers(struct reader *r, place p) {
    r->index->root_is_object = *p == '{';
    p = open_container(r, p);
    while (p && !is_around_root(r)) {
        p = r->frame->flags & IS_OBJECT ? read_members(r, p) : read_elements(r, p);
    }
    return p;
}

static place read_document(struct reader *r) {
    static const unsigned char bom[3] = {0xef, 0xbb, 0xbf};
    place p = r->body;
    if (r->end - p >= 3 && memcmp(p, bom, sizeof bom) == 0) {
        return refuse(r, APIDECK_ERR_JSON_BOM, p);
    }
    unsigned char c = next_byte(r, &p);
    if (p == r->end) {
        return refuse(r, APIDECK_ERR_JSON_EMPTY, p);
    }
    uint32_t begin = offset_of(r, p);
    p = opens(c) ? read_containers(r, p) : read_scalar(r, p, c);
    if (!p) {
        return NULL;
    }
    r->index->root.begin = flagged(r, begin);
    r->index->root.end = offset_of(r, p);
    (void)next_byte(r, &p);
    return p == r->end ? p : refuse(r, APIDECK_ERR_JSON_TRAILING, p);
}

int apideck__index_read(struct apideck__index *index, const void *body, size_t body_len,
                        enum apideck__array_order array_order, const apideck_allocator *allocator,
                        apideck_error *error_out) {
    apideck__index_begin(index, body, body_len, allocator);
    if (body_len > APIDECK_BODY_MAX) {
        return apideck__fail(error_out, APIDECK_ERR_TOO_LARGE, 0);
    }
    struct reader r;
    r.index = index;
    r.body = index->body;
    r.end = r.body + body_len;
    r.far = body_len > FAR ? r.end - FAR : r.body;
    r.array_flags = array_order == APIDECK__ARRAYS_AS_IS ? KEEPS_ORDER : 0;
    r.rewrite_end = 0;
    r.frame = r.frames;
    r.frames[0].flags = 0;
    r.window = apideck__window_from(r.body, r.end);
    if (!read_document(&r)) {
        return apideck__fail(error_out, r.refusal.error, offset_of(&r, r.refusal.at));
    }
    index->rewritten = r.rewrite_end > 0;
    return 0;
}
