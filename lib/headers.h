/* The headers of a delivery, and what is true of all headers. */
#ifndef APIDECK_LIB_HEADERS_H
#define APIDECK_LIB_HEADERS_H

#include <apideck/receiver.h>
#include <stdbool.h>

/* Whether a header has this name, which is given in lower case; the case of headers' is nothing. */
bool apideck__header_is(apideck_str name, const char *lower_case);

/* RFC 9110, 5.5: white space around a value is not part of it. "" where there is no value. */
apideck_str apideck__header_value(apideck_str value);

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
