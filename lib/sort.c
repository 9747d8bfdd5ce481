#include "sort.h"

#include "heap_sort.h"
#include "key_order.h"

#include <string.h>

/* Up to this many members are sorted by moving them one by one, which beats the heap then. */
#define FEW 24

static int compare_places(const struct apideck__span *a, const struct apideck__span *b) {
    uint32_t i = a->begin & ~APIDECK__REWRITE;
    uint32_t j = b->begin & ~APIDECK__REWRITE;
    return (i > j) - (i < j);
}

static int compare_indexes_then_places(const struct apideck__index *index,
                                       const struct apideck__span *a,
                                       const struct apideck__span *b) {
    uint32_t i = 0;
    uint32_t j = 0;
    bool a_is_index = apideck__key_is_index(apideck__index_key(index, a), &i);
    bool b_is_index = apideck__key_is_index(apideck__index_key(index, b), &j);
    if (a_is_index != b_is_index) {
        return a_is_index ? -1 : 1;
    }
    return a_is_index ? (i > j) - (i < j) : compare_places(a, b);
}

int apideck__member_compare(const struct apideck__index *index, const struct apideck__span *a,
                            const struct apideck__span *b, enum apideck__member_order order) {
    switch (order) {
    case APIDECK__BY_PLAIN_KEY:
        return apideck__key_compare_plain(apideck__index_key(index, a),
                                          apideck__index_key(index, b));
    case APIDECK__BY_KEY:
        return apideck__key_compare(apideck__index_key(index, a), apideck__index_key(index, b));
    case APIDECK__INDEXES_THEN_PLACE:
        return compare_indexes_then_places(index, a, b);
    default:
        return compare_places(a, b);
    }
}

static uint64_t prefix_of(const struct apideck__index *index, const struct apideck__span *member) {
    return apideck__key_prefix(apideck__index_key(index, member), index->body + index->body_len);
}

bool apideck__members_ascend(const struct apideck__index *index,
                             const struct apideck__span *members, uint32_t count,
                             enum apideck__member_order order) {
    for (uint32_t i = 1; i < count; i++) {
        if (apideck__member_compare(index, &members[i - 1], &members[i], order) >= 0) {
            return false;
        }
    }
    return true;
}

/* Puts each of a few members where the number of smaller prefixes says, which takes no branch that
 * cannot be predicted. Returns false, having done nothing, when two prefixes are the same. */
static bool rank_sort(const struct apideck__index *index, struct apideck__span *members,
                      uint32_t count) {
    uint64_t prefixes[FEW];
    uint32_t ranks[FEW];
    struct apideck__span unsorted[FEW];
    uint32_t taken = 0;
    for (uint32_t i = 0; i < count; i++) {
        prefixes[i] = prefix_of(index, &members[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint64_t rank = 0;
        for (uint32_t j = 0; j < count; j++) {
            rank += (prefixes[j] - prefixes[i]) >> 63; /* ASCII leaves the top bit to the sign */
        }
        ranks[i] = (uint32_t)rank;
        taken |= (uint32_t)1 << rank;
    }
    if (taken != ((uint32_t)1 << count) - 1) {
        return false;
    }
    memcpy(unsorted, members, count * sizeof *members);
    for (uint32_t i = 0; i < count; i++) {
        members[ranks[i]] = unsorted[i];
    }
    return true;
}

_Static_assert(FEW < 32, "a bit for every rank");

static void insertion_sort(const struct apideck__index *index, struct apideck__span *members,
                           uint32_t count, enum apideck__member_order order) {
    for (uint32_t i = 1; i < count; i++) {
        struct apideck__span member = members[i];
        uint32_t j = i;
        while (j > 0 && apideck__member_compare(index, &member, &members[j - 1], order) < 0) {
            members[j] = members[j - 1];
            j--;
        }
        members[j] = member;
    }
}

struct sorting {
    const struct apideck__index *index;
    enum apideck__member_order order;
};

static int compare_members(const void *a, const void *b, const void *context) {
    const struct sorting *sorting = context;
    return apideck__member_compare(sorting->index, a, b, sorting->order);
}

void apideck__members_sort(const struct apideck__index *index, struct apideck__span *members,
                           uint32_t count, enum apideck__member_order order) {
    if (count <= FEW && order == APIDECK__BY_PLAIN_KEY && rank_sort(index, members, count)) {
        return;
    }
    if (count <= FEW) {
        insertion_sort(index, members, count, order);
    } else {
        const struct sorting sorting = {index, order};
        apideck__heap_sort(members, count, sizeof *members, compare_members, &sorting);
    }
}
