/* The canonical form, written out from the index of a body. */
#ifndef APIDECK_LIB_CANONICAL_H
#define APIDECK_LIB_CANONICAL_H

#include "index.h"
#include "sink.h"

/* For apideck__canonical_write: leave nothing out. */
#define APIDECK__SKIP_NONE UINT32_MAX

/*
 * Writes the form that the index was read for.
 *   skip  the place of a member, of the root object or the payload, that is left out
 * Returns 0, or the first error that the sink gave. Takes time in proportion to the body.
 */
int apideck__canonical_write(const struct apideck__index *index, uint32_t skip,
                             struct apideck__sink *sink);

#endif
