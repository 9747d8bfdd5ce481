#include "response.h"

#include "headers.h"

bool apideck__response_whole(const apideck_http_response *response) {
    if ((response->body_len && !response->body) || (response->header_count && !response->headers)) {
        return false;
    }
    for (size_t i = 0; i < response->header_count; i++) {
        const apideck_header *header = &response->headers[i];
        if ((header->name.len && !header->name.ptr) || (header->value.len && !header->value.ptr)) {
            return false;
        }
    }
    return true;
}

apideck_str apideck__header_find(const apideck_http_response *response, const char *lower_name) {
    for (size_t i = 0; i < response->header_count; i++) {
        if (apideck__header_is(response->headers[i].name, lower_name)) {
            return apideck__header_value(response->headers[i].value);
        }
    }
    return (apideck_str){NULL, 0};
}

bool apideck__is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}
