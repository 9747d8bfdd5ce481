/* The path of an event's entity in the API. */
#ifndef APIDECK_LIB_API_ENTITY_PATH_H
#define APIDECK_LIB_API_ENTITY_PATH_H

#include <apideck/event.h>

/*
 * The collection that the event's entity is in, e.g. "invoice-items". The event's type says which,
 * and so does its entity_type, in the singular or the plural, with '-', '_' or nothing between the
 * words, in any case. One of them is enough; where both name a collection, they must agree.
 * Returns NULL, or why there is none, a static text.
 */
const char *apideck__entity_path(const apideck_event *event, apideck_str *path_out);

#endif
