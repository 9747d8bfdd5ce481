#include "canonical.h"

#include "rewrite.h"

/* A record that is being written. */
struct level {
    uint32_t record;
    uint32_t next;  /* of its spans */
    uint32_t place; /* MEMBERS: whether some were written; PARTS: how far the text was */
    uint32_t tail;  /* where the text ends that follows the record, and APIDECK__REWRITE */
};

struct writer {
    const struct apideck__index *index;
    struct apideck__sink *sink;
    uint32_t skip;
    uint32_t depth;
    struct level levels[APIDECK__DEPTH_MAX];
};

static void write_text(struct writer *w, uint32_t begin, uint32_t end, uint32_t rewrite) {
    if (rewrite) {
        apideck__rewrite(w->index->body + begin, w->index->body + end, w->sink);
    } else {
        apideck__sink_write(w->sink, w->index->body + begin, end - begin);
    }
}

/* Writes a span, or its text up to the record inside it, which is then the next level. */
static void write_span(struct writer *w, const struct apideck__span *span) {
    uint32_t begin = span->begin & ~APIDECK__REWRITE;
    uint32_t rewrite = span->begin & APIDECK__REWRITE;
    if (!span->nested) {
        write_text(w, begin, span->end, rewrite);
        return;
    }
    struct apideck__record record = apideck__index_record(w->index, span->nested);
    uint32_t record_begin = record.begin & ~APIDECK__REWRITE;
    w->levels[w->depth++] = (struct level){
        .record = span->nested,
        .next = 0,
        .place = record.kind == APIDECK__PARTS ? record_begin : 0,
        .tail = span->end | rewrite,
    };
    write_text(w, begin, record_begin, rewrite);
}

/* The record of the innermost level is written: goes on with what follows it. */
static void leave_level(struct writer *w, const struct apideck__record *record) {
    uint32_t tail = w->levels[--w->depth].tail;
    write_text(w, record->end, tail & ~APIDECK__REWRITE, tail & APIDECK__REWRITE);
}

/* Writes members up to one with a record, or the closing brace. */
static void write_members(struct writer *w, const struct apideck__record *record,
                          struct level *level) {
    char separator = level->place ? ',' : '{';
    for (uint32_t i = level->next; i < record->count; i++) {
        const struct apideck__span *member = &record->spans[i];
        if ((member->begin & ~APIDECK__REWRITE) == w->skip) {
            continue;
        }
        apideck__sink_put(w->sink, separator);
        separator = ',';
        if (member->nested) {
            level->next = i + 1;
            level->place = 1;
            write_span(w, member);
            return;
        }
        write_text(w, member->begin & ~APIDECK__REWRITE, member->end,
                   member->begin & APIDECK__REWRITE);
    }
    apideck__sink_write(w->sink, separator == ',' ? "}" : "{}", separator == ',' ? 1 : 2);
    leave_level(w, record);
}

/* Writes text up to the next part, or the end. */
static void write_parts(struct writer *w, const struct apideck__record *record,
                        struct level *level) {
    uint32_t rewrite = record->begin & APIDECK__REWRITE;
    uint32_t text = level->place;
    if (level->next == record->count) {
        write_text(w, text, record->end, rewrite);
        leave_level(w, record);
        return;
    }
    const struct apideck__span *part = &record->spans[level->next++];
    level->place = part->end;
    write_text(w, text, part->begin & ~APIDECK__REWRITE, rewrite);
    write_span(w, part);
}

int apideck__canonical_write(const struct apideck__index *index, uint32_t skip,
                             struct apideck__sink *sink) {
    struct writer w;
    w.index = index;
    w.sink = sink;
    w.skip = skip;
    w.depth = 0;
    if (!index->reordered && !index->rewritten && skip == APIDECK__SKIP_NONE) {
        apideck__sink_write(sink, index->body, index->body_len);
        return apideck__sink_flush(sink);
    }
    write_span(&w, &index->root);
    while (w.depth > 0) {
        struct level *level = &w.levels[w.depth - 1];
        struct apideck__record record = apideck__index_record(index, level->record);
        if (record.kind == APIDECK__MEMBERS) {
            write_members(&w, &record, level);
        } else {
            write_parts(&w, &record, level);
        }
    }
    return apideck__sink_flush(sink);
}
