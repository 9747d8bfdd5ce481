/* What came back. */
#ifndef APIDECK_LIB_API_RESPONSE_H
#define APIDECK_LIB_API_RESPONSE_H

#include <apideck/host.h>
#include <stdbool.h>

/* Whether every pointer is there that a length calls for. */
bool apideck__response_whole(const apideck_http_response *response);

/* The value of the first header of that name, which is given in lower case, without the white space
 * around it; ptr NULL where there is none. */
apideck_str apideck__header_find(const apideck_http_response *response, const char *lower_name);

/* 301, 302, 303, 307 and 308: the others of 3xx name no place to go to. */
bool apideck__is_redirect(int status);

#endif
