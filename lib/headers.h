/* The headers of a delivery. */
#ifndef APIDECK_LIB_HEADERS_H
#define APIDECK_LIB_HEADERS_H

#include <apideck/receiver.h>

/* Values without the white space around them; ptr NULL where the header is absent. */
struct apideck__headers {
    apideck_str event_type;
    apideck_str signature;
    apideck_str idempotency_key;
};

/* Finds the three headers among those of a request, whatever the case of their names.
 * Errors: HEADER_REPEATED, ARGUMENT (a header without a name or value, with a length). */
int apideck__headers_find(const apideck_header *headers, size_t count,
                          struct apideck__headers *found_out);

#endif
