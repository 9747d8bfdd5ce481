#include "request.h"

#include "allocator.h"

#include <sodium.h>
#include <string.h>

static bool is_unreserved(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr("-._~", c));
}

static void put(char **end, apideck_str text) {
    if (text.len) {
        memcpy(*end, text.ptr, text.len);
        *end += text.len;
    }
}

static void put_lower(char **end, apideck_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        *(*end)++ = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
}

static void put_number(char **end, unsigned number) {
    unsigned scale = 1;
    while (number / scale >= 10) {
        scale *= 10;
    }
    for (; scale > 0; scale /= 10) {
        *(*end)++ = (char)('0' + number / scale % 10);
    }
}

static void put_encoded(char **end, apideck_str bytes) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        if (is_unreserved(c)) {
            *(*end)++ = (char)c;
        } else {
            *(*end)++ = '%';
            *(*end)++ = digits[c >> 4];
            *(*end)++ = digits[c & 15];
        }
    }
}

/* Writes one text, with a NUL behind it that its length does not count. */
static apideck_str end_text(char *begin, char **end) {
    apideck_str text = {begin, (size_t)(*end - begin)};
    *(*end)++ = '\0';
    return text;
}

static apideck_str put_url(char **end, const struct apideck__draft *draft,
                           struct apideck__url *url) {
    char *begin = *end;
    put(end, APIDECK__TEXT("https://"));
    url->host = (apideck_str){*end, draft->host.len};
    put_lower(end, draft->host);
    url->port = draft->port;
    if (draft->port != APIDECK__HTTPS_PORT) {
        put(end, APIDECK__TEXT(":"));
        put_number(end, draft->port);
    }
    char *path = *end;
    for (size_t i = 0; i < sizeof draft->path / sizeof *draft->path; i++) {
        put(end, draft->path[i]);
    }
    if (draft->segment.ptr) {
        put(end, APIDECK__TEXT("/"));
        put_encoded(end, draft->segment);
    }
    *end = path + apideck__path_remove_dots(path, (size_t)(*end - path));
    if (*end == path) {
        put(end, APIDECK__TEXT("/"));
    }
    url->path = (apideck_str){path, (size_t)(*end - path)};
    if (draft->query.ptr) {
        put(end, APIDECK__TEXT("?"));
        url->query = (apideck_str){*end, draft->query.len};
        put(end, draft->query);
    }
    return end_text(begin, end);
}

static void put_headers(char **end, const struct apideck__draft *draft, apideck_request *request) {
    char *begin = *end;
    put(end, APIDECK__TEXT("Bearer "));
    request->key = (apideck_str){*end, draft->key.len};
    put(end, draft->key);
    request->headers[0].name = APIDECK__TEXT("Authorization");
    request->headers[0].value = end_text(begin, end);
    for (size_t i = 0; i < draft->header_count; i++) {
        begin = *end;
        put(end, draft->headers[i].value);
        request->headers[i + 1].name = draft->headers[i].name;
        request->headers[i + 1].value = end_text(begin, end);
    }
}

static void put_id(char **end, const struct apideck__draft *draft, apideck_request *request) {
    request->kind = draft->kind;
    if (draft->id.ptr) {
        char *begin = *end;
        put(end, draft->id);
        request->id = end_text(begin, end);
    }
}

/* At most what the three of them write. */
static size_t text_size(const struct apideck__draft *draft) {
    size_t size = sizeof "https://" + sizeof ":65535" + sizeof "/" + sizeof "/" + sizeof "?" +
                  sizeof "Bearer " + draft->host.len + draft->query.len + 3 * draft->segment.len +
                  draft->key.len + draft->id.len + 1;
    for (size_t i = 0; i < sizeof draft->path / sizeof *draft->path; i++) {
        size += draft->path[i].len;
    }
    for (size_t i = 0; i < draft->header_count; i++) {
        size += draft->headers[i].value.len + 1;
    }
    return size;
}

int apideck__request_make(const struct apideck__draft *draft, const apideck_allocator *allocator,
                          apideck_request **request_out) {
    apideck_allocator own = apideck__allocator(allocator);
    size_t size = sizeof(apideck_request) + text_size(draft);
    apideck_request *request = apideck__alloc(&own, size);
    if (!request) {
        return APIDECK_ERR_NO_MEMORY;
    }
    memset(request, 0, sizeof *request);
    request->allocator = own;
    request->size = size;
    char *end = (char *)(request + 1);
    put_headers(&end, draft, request);
    put_id(&end, draft, request);
    request->http.method = APIDECK__TEXT("GET");
    request->http.url = put_url(&end, draft, &request->url);
    request->http.headers = request->headers;
    request->http.header_count = 1 + draft->header_count;
    request->http.max_response = draft->max_response;
    *request_out = request;
    return 0;
}

const apideck_http_request *apideck_request_http(const apideck_request *request) {
    return request ? &request->http : NULL;
}

void apideck_request_free(apideck_request *request) {
    if (request) {
        apideck_allocator allocator = request->allocator;
        size_t size = request->size;
        sodium_memzero(request, size);
        apideck__free(&allocator, request, size);
    }
}
