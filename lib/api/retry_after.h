/* When to come again (RFC 9110, 10.2.3). */
#ifndef APIDECK_LIB_API_RETRY_AFTER_H
#define APIDECK_LIB_API_RETRY_AFTER_H

#include <apideck/host.h>

/*
 * Milliseconds that a Retry-After asks to wait: a number of seconds, or a date, which is counted
 * from the response's own Date, since nobody's clock here need be that of the server; 0 when it has
 * passed. -1 for anything else. INT64_MAX when it is more.
 */
int64_t apideck__retry_after_ms(apideck_str value, const apideck_http_response *response);

#endif
