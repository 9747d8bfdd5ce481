/* Which entity an event speaks of, and where the API has it. */
#ifndef APIDECK_LIB_API_ENTITY_PATH_H
#define APIDECK_LIB_API_ENTITY_PATH_H

#include <apideck/entity.h>

/*
 * The kind of the event's entity, and the collection that it is in, e.g. "invoice-items". The
 * event's type says which, and so does its entity_type, in the singular or the plural, with '-',
 * '_' or nothing between the words, in any case. One of them is enough; where both name a kind,
 * they must agree.
 * Returns NULL, or why there is none, a static text.
 */
const char *apideck__entity_path(const apideck_event *event, apideck_entity_kind *kind_out,
                                 apideck_str *path_out);

#endif
