/* Credentials, events and responses for the tests of requests to the API. */
#ifndef APIDECK_TESTS_API_REQUESTS_H
#define APIDECK_TESTS_API_REQUESTS_H

#include "check.h"
#include "counting_allocator.h"
#include "str.h"

#include <apideck/api.h>
#include <stdlib.h>
#include <string.h>

#define API_KEY "sk_test_0123456789abcdef"

static inline apideck_credentials test_credentials(void) {
    apideck_credentials credentials;
    apideck_credentials_init(&credentials);
    credentials.api_key = API_KEY;
    credentials.app_id = "app-1";
    return credentials;
}

/* An event of the type, of which a test changes what it likes. Owned by nobody. */
static inline apideck_event test_event(const char *event_type) {
    apideck_event event;
    memset(&event, 0, sizeof event);
    event.event_type = str(event_type);
    event.type = apideck_event_type_from_name(event_type, strlen(event_type));
    event.entity_id = str("12345");
    event.entity_url = str("https://evil.example/steal");
    event.consumer_id = str("consumer-1");
    event.service_id = str("quickbooks");
    return event;
}

static inline apideck_http_response response_of(int status, const apideck_header *headers,
                                                size_t header_count, const char *body) {
    return (apideck_http_response){.status = status,
                                   .headers = headers,
                                   .header_count = header_count,
                                   .body = body,
                                   .body_len = body ? strlen(body) : 0};
}

/* The value of the one header of that name, as it is spelt; ptr NULL where there is none. */
static inline apideck_str header_of(const apideck_http_request *http, const char *name) {
    apideck_str found = {NULL, 0};
    for (size_t i = 0; i < http->header_count; i++) {
        apideck_str other = http->headers[i].name;
        if (other.len == strlen(name) && memcmp(other.ptr, name, other.len) == 0) {
            CHECK(found.ptr == NULL);
            found = http->headers[i].value;
        }
    }
    return found;
}

static inline int holds_key(const void *bytes, size_t len) {
    const char *p = bytes;
    for (size_t i = 0; i + strlen(API_KEY) <= len; i++) {
        if (memcmp(p + i, API_KEY, strlen(API_KEY)) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Counting, which also looks whether a block that is given back holds the key. */
struct wiping {
    struct counting counting; /* first, so that both are found at one address */
    size_t keys;
};

static inline void wiping_free(void *ptr, size_t size, void *user) {
    struct wiping *wiping = user;
    wiping->keys += (size_t)holds_key(ptr, size);
    counting_free(ptr, size, &wiping->counting);
}

static inline apideck_allocator wiping_allocator(struct wiping *wiping) {
    return (apideck_allocator){counting_alloc, wiping_free, wiping};
}

/* A request for "/x", which a test that is about something else begins with. */
static inline apideck_request *plain_request(const apideck_credentials *credentials,
                                             const apideck_allocator *allocator) {
    apideck_request *request = NULL;
    if (apideck_api_request(credentials, "/x", NULL, NULL, allocator, &request, NULL)) {
        fprintf(stderr, "no request\n");
        exit(2);
    }
    return request;
}

#endif
