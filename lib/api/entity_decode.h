/* An entity from the document that the API answered with. */
#ifndef APIDECK_LIB_API_ENTITY_DECODE_H
#define APIDECK_LIB_API_ENTITY_DECODE_H

#include "problem.h"

#include <apideck/entity.h>

/* apideck_entity_decode, its arguments checked; an expected_id without ptr is anybody's. The
 * problem says what is `known` besides. */
int apideck__entity_decode(apideck_entity_kind kind, apideck_str document, apideck_str expected_id,
                           const apideck_allocator *allocator, apideck_entity **entity_out,
                           const struct apideck__trouble *known, apideck_problem **problem_out);

#endif
