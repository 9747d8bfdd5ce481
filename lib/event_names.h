/* The names of an event's fields among the keys of an object. */
#ifndef APIDECK_LIB_EVENT_NAMES_H
#define APIDECK_LIB_EVENT_NAMES_H

#include "index.h"

#include <stddef.h>

/* In the order of the canonical form. */
enum apideck__event_name {
    APIDECK__CONSUMER_ID,
    APIDECK__ENTITY,
    APIDECK__ENTITY_ID,
    APIDECK__ENTITY_TYPE,
    APIDECK__ENTITY_URL,
    APIDECK__EVENT_ID,
    APIDECK__EVENT_TYPE,
    APIDECK__EXECUTION_ATTEMPT,
    APIDECK__OCCURRED_AT,
    APIDECK__SERVICE_ID,
    APIDECK__UNIFIED_API,
    APIDECK__EVENT_NAMES, /* how many there are; in place of one: none of them */
};

struct apideck__name {
    unsigned char len;
    char text[23];
};

extern const struct apideck__name apideck__event_names[APIDECK__EVENT_NAMES];

/* Which name a key reads as it is written, given by the byte behind its opening quote; `left` bytes
 * of the body begin there. */
enum apideck__event_name apideck__event_name(const unsigned char *key, size_t left);

/* Puts the open spans from `first` on in order, if they are members that have these names alone,
 * and no name twice; that takes no comparisons. Returns a bit for each name, or 0, having done
 * nothing. */
uint32_t apideck__event_names_order(struct apideck__index *index, uint32_t first);

#endif
