/* Fetching an entity. */
#ifndef APIDECK_LIB_API_ENTITY_GET_H
#define APIDECK_LIB_API_ENTITY_GET_H

#include <apideck/entity.h>

/* apideck_get_*, by the kind. */
int apideck__entity_get(apideck_entity_kind kind, const apideck_transport *transport,
                        const apideck_credentials *credentials, const apideck_event *event,
                        const apideck_allocator *allocator, apideck_entity **entity_out,
                        apideck_problem **problem_out);

#endif
