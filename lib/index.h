/*
 * The index of a body: what one reading of it leaves behind.
 *
 * A span is a stretch of the body's text. Where the text of a span is already what the canonical
 * form wants, that is all there is to it; where objects in it have to be put in order, `nested`
 * names a record, which holds the spans inside. So a body that needs no ordering has no records,
 * and one that does has them only where it does.
 */
#ifndef APIDECK_LIB_INDEX_H
#define APIDECK_LIB_INDEX_H

#include <apideck/base.h>
#include <stdbool.h>
#include <stdint.h>

#define APIDECK__DEPTH_MAX 128

/* How many spans fit without allocation. The whole index has to stay well below 16 KiB, since it
 * lives on the stack. */
#define APIDECK__SPANS_FIXED 768

/* In apideck__span.begin: the text is not canonical as it stands. */
#define APIDECK__REWRITE 0x80000000u

struct apideck__span {
    uint32_t begin; /* offset in the body, and APIDECK__REWRITE */
    uint32_t end;
    uint32_t nested; /* the record of the one container inside that has records; 0 for none */
};

/* How the spans of a record follow each other. */
enum apideck__record_kind {
    APIDECK__MEMBERS, /* all members of an object, each `"key":value`, in canonical order */
    APIDECK__PARTS    /* those stretches of a container's text that have records of their own */
};

struct apideck__record {
    uint32_t begin; /* of the container's text, and APIDECK__REWRITE */
    uint32_t end;
    uint32_t count;
    enum apideck__record_kind kind;
    const struct apideck__span *spans;
};

/* What to do with objects inside arrays. */
enum apideck__array_order {
    APIDECK__ARRAYS_AS_IS, /* keep their order, but for array indexes (form SORTED) */
    APIDECK__ARRAYS_SORTED /* sort their keys too (form SORTED_DEEP) */
};

struct apideck__index {
    const unsigned char *body;
    uint32_t body_len;
    struct apideck__span root;
    uint32_t payload;     /* the record of the object under the root's "payload" key; 0 for none */
    uint32_t event_names; /* those that the members of the event have, in order (event_names.h); 0
                             where that is not known */
    bool root_is_object;  /* then root.nested is its record, with kind MEMBERS, as is `payload` */
    bool reordered;       /* some object had to be put in order */
    bool rewritten;       /* some text has to be written otherwise, if only for its white space */
    bool escaped;         /* some key or string has a backslash */
    bool arrays_differ;   /* ARRAYS_SORTED would give another order than ARRAYS_AS_IS did */

    /* Spans of containers that are still open grow from the front, records from the back. A record
     * is named by its distance from the back, which stays when the room grows. */
    struct apideck__span *spans;
    struct apideck__span *open;  /* behind the last open span */
    struct apideck__span *limit; /* of `open`: where the records begin */
    uint32_t capacity;
    uint32_t closed; /* spans that the records take */
    apideck_allocator allocator;
    struct apideck__span fixed[APIDECK__SPANS_FIXED];
};

/*
 * Reads a whole body: checks that it is one JSON value (RFC 8259) in UTF-8, nested no deeper than
 * APIDECK__DEPTH_MAX, without the same key twice in an object; and leaves an index of it.
 * Takes time n log n, allocates only when the spans do not fit into `fixed`.
 * Whatever it returns, the index is to be freed.
 */
int apideck__index_read(struct apideck__index *index, const void *body, size_t body_len,
                        enum apideck__array_order array_order, const apideck_allocator *allocator,
                        apideck_error *error_out);

/* Puts objects inside arrays in order too: reads the body again, where that makes a difference.
 * Errors: NO_MEMORY; the index is then only fit to be freed. */
int apideck__index_read_deep(struct apideck__index *index);

void apideck__index_free(struct apideck__index *index);

/* A record by its name, which is not 0. A record is stored as a head of one span, {begin, end,
 * count and kind}, and its spans behind it. */
static inline struct apideck__record apideck__index_record(const struct apideck__index *index,
                                                           uint32_t record) {
    const struct apideck__span *head = index->spans + index->capacity - record;
    return (struct apideck__record){.begin = head->begin,
                                    .end = head->end,
                                    .count = head->nested >> 1,
                                    .kind = (enum apideck__record_kind)(head->nested & 1),
                                    .spans = head + 1};
}

/* The key of a member, behind its opening quote. */
static inline const unsigned char *apideck__index_key(const struct apideck__index *index,
                                                      const struct apideck__span *member) {
    return index->body + (member->begin & ~APIDECK__REWRITE) + 1;
}

/* How many spans are open. */
static inline uint32_t apideck__index_open(const struct apideck__index *index) {
    return (uint32_t)(index->open - index->spans);
}

/* For the reader alone: an index of which nothing is read yet, for a body of at most
 * APIDECK_BODY_MAX bytes; of a longer one it is only fit to be freed. */
void apideck__index_begin(struct apideck__index *index, const void *body, size_t body_len,
                          const apideck_allocator *allocator);

/* For the reader alone: room for `count` more spans, front and back together. */
int apideck__index_reserve(struct apideck__index *index, uint32_t count);

/* For the reader alone: takes the open spans from `first` on away and makes a record of them.
 * Errors: NO_MEMORY. */
int apideck__index_close(struct apideck__index *index, uint32_t first,
                         enum apideck__record_kind kind, uint32_t begin, uint32_t end,
                         uint32_t *record_out);

/* For the reader alone: the same where only those spans matter that have records; *record_out is 0
 * if there are none. A single one needs no record around it: what stands before and behind it is
 * known from the two. */
int apideck__index_close_parts(struct apideck__index *index, uint32_t first, uint32_t begin,
                               uint32_t end, uint32_t *record_out);

#endif
