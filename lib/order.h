/* The order of an object's members in the form that a body is read for. */
#ifndef APIDECK_LIB_ORDER_H
#define APIDECK_LIB_ORDER_H

#include "index.h"

/* The members of an object that is about to close: the open spans from `first` on, and what was
 * seen of their keys. */
struct apideck__members {
    uint32_t first;
    bool hard;         /* some key is not plain (key_order.h) */
    bool out_of_order; /* some key does not come behind the one before it, if all are plain */
    bool maybe_twice;  /* some key may be there twice, if all are plain */
    bool as_is;        /* sorting them is not what the form wants (APIDECK__ARRAYS_AS_IS) */
    bool may_be_event; /* the event is looked for among them; never as_is */
};

/*
 * Puts the members in order and notes in the index what the orders have to do with each other.
 *   moved_out  out: whether they stood in another order
 *   twice_out  out: where the second of two equal keys stands
 * Returns false, and sets only *twice_out, when a key is there twice.
 */
bool apideck__members_order(struct apideck__index *index, const struct apideck__members *members,
                            bool *moved_out, uint32_t *twice_out);

#endif
