/* Putting the members of an object in order. */
#ifndef APIDECK_LIB_SORT_H
#define APIDECK_LIB_SORT_H

#include "index.h"

enum apideck__member_order {
    APIDECK__BY_PLAIN_KEY,       /* every key is plain (key_order.h) */
    APIDECK__BY_KEY,             /* any keys */
    APIDECK__INDEXES_THEN_PLACE, /* array indexes by number, then the rest as they stand */
    APIDECK__BY_PLACE            /* as they stand in the body */
};

/* Negative, 0 or positive, as the first member comes before, is the same as, or comes behind the
 * second. */
int apideck__member_compare(const struct apideck__index *index, const struct apideck__span *a,
                            const struct apideck__span *b, enum apideck__member_order order);

/* Whether each member comes behind the one before it. */
bool apideck__members_ascend(const struct apideck__index *index,
                             const struct apideck__span *members, uint32_t count,
                             enum apideck__member_order order);

/* Sorts in place, in time n log n whatever the keys. */
void apideck__members_sort(const struct apideck__index *index, struct apideck__span *members,
                           uint32_t count, enum apideck__member_order order);

#endif
