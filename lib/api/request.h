/* Requests in the making. */
#ifndef APIDECK_LIB_API_REQUEST_H
#define APIDECK_LIB_API_REQUEST_H

#include "response.h"
#include "url.h"

#include <apideck/entity.h>

#define APIDECK__HEADERS_MAX 6

/* One block, with its texts behind it. The URL's parts are those of http.url. */
struct apideck_request {
    apideck_allocator allocator;
    size_t size;
    struct apideck__url url;
    apideck_str key;
    apideck_entity_kind kind; /* of the entity that is asked for; NONE for any other resource */
    apideck_str id;           /* and whom; ptr NULL for any other resource */
    apideck_http_request http;
    apideck_header headers[APIDECK__HEADERS_MAX]; /* the first is that of the key */
};

/* What a request is made of; the texts are anybody's. */
struct apideck__draft {
    apideck_str host;
    unsigned port;
    apideck_str path[3]; /* one behind the other; its dot segments are taken out */
    apideck_str segment; /* of any bytes: percent-encoded, behind a slash; ptr NULL for none */
    apideck_str query;   /* ptr NULL for none */
    apideck_str key;
    apideck_entity_kind kind;
    apideck_str id;
    apideck_header headers[APIDECK__HEADERS_MAX - 1]; /* the others; names are static */
    size_t header_count;
    size_t max_response;
};

/* Makes the request. Errors: NO_MEMORY. */
int apideck__request_make(const struct apideck__draft *draft, const apideck_allocator *allocator,
                          apideck_request **request_out);

/* A static text as an apideck_str. */
#define APIDECK__TEXT(TEXT) ((apideck_str){TEXT, sizeof TEXT - 1})

#endif
