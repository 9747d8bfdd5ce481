#include "order.h"

#include "event_names.h"
#include "sort.h"

static uint32_t place_of(const struct apideck__span *member) {
    return member->begin & ~APIDECK__REWRITE;
}

/* Sorts by key, where the same key twice is bound to show. Returns false when it does. */
static bool sort_by_key(const struct apideck__index *index, struct apideck__span *spans,
                        uint32_t count, enum apideck__member_order order, uint32_t *twice_out) {
    apideck__members_sort(index, spans, count, order);
    for (uint32_t i = 1; i < count; i++) {
        const struct apideck__span *a = &spans[i - 1];
        const struct apideck__span *b = &spans[i];
        if (apideck__member_compare(index, a, b, order) == 0) {
            *twice_out = place_of(a) > place_of(b) ? place_of(a) : place_of(b);
            return false;
        }
    }
    return true;
}

/* JavaScript puts array indexes first even where nothing is sorted, and leaves the rest as it
 * stands. Sorting is only to find a key that is there twice. */
static bool order_as_is(struct apideck__index *index, struct apideck__span *spans, uint32_t count,
                        bool hard, bool *moved_out, uint32_t *twice_out) {
    *moved_out = hard && !apideck__members_ascend(index, spans, count, APIDECK__INDEXES_THEN_PLACE);
    if (!sort_by_key(index, spans, count, hard ? APIDECK__BY_KEY : APIDECK__BY_PLAIN_KEY,
                     twice_out)) {
        return false;
    }
    apideck__members_sort(index, spans, count,
                          *moved_out ? APIDECK__INDEXES_THEN_PLACE : APIDECK__BY_PLACE);
    index->arrays_differ = index->arrays_differ || !*moved_out ||
                           !apideck__members_ascend(index, spans, count, APIDECK__BY_KEY);
    return true;
}

/* Sorts members that have the names of an event's fields alone. Returns false, having done nothing,
 * when they have not. */
static bool sort_by_name(struct apideck__index *index, uint32_t first) {
    uint32_t names = apideck__event_names_order(index, first);
    if (names) {
        index->event_names = names;
    }
    return names;
}

bool apideck__members_order(struct apideck__index *index, const struct apideck__members *members,
                            bool *moved_out, uint32_t *twice_out) {
    struct apideck__span *spans = index->spans + members->first;
    uint32_t count = apideck__index_open(index) - members->first;
    enum apideck__member_order order = members->hard ? APIDECK__BY_KEY : APIDECK__BY_PLAIN_KEY;
    bool distinct = !members->hard && !members->maybe_twice;
    bool ascend =
        distinct ? !members->out_of_order : apideck__members_ascend(index, spans, count, order);
    *moved_out = !ascend && !members->as_is;
    if (ascend ||
        (members->may_be_event && !members->hard && sort_by_name(index, members->first))) {
        return true;
    }
    if (members->as_is && distinct) {
        index->arrays_differ = true;
        return true;
    }
    if (members->as_is) {
        return order_as_is(index, spans, count, members->hard, moved_out, twice_out);
    }
    if (distinct) {
        apideck__members_sort(index, spans, count, order);
        return true;
    }
    return sort_by_key(index, spans, count, order, twice_out);
}
