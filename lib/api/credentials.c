#include "credentials.h"

#include "host_table.h"

#include <string.h>

void apideck_credentials_init_sized(apideck_credentials *credentials, size_t size) {
    const apideck_credentials defaults = {
        .size = size,
        .base_url = APIDECK_API_BASE,
        .max_response = (size_t)16 << 20,
    };
    memset(credentials, 0, size);
    memcpy(credentials, &defaults, size < sizeof defaults ? size : sizeof defaults);
}

static int fail(struct apideck__trouble *trouble, int code, const char *message) {
    trouble->code = code;
    trouble->message = message;
    return code;
}

static apideck_str text_of(const char *text) {
    return (apideck_str){text, text ? strlen(text) : 0};
}

/* Control characters would end the header or split it; white space at an end would be taken off on
 * the way, and leave another value. */
static bool fits_header(apideck_str value) {
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c < ' ' || c == 0x7f) {
            return false;
        }
    }
    return value.len == 0 || (value.ptr[0] != ' ' && value.ptr[value.len - 1] != ' ');
}

static void add(struct apideck__draft *draft, apideck_str name, apideck_str value) {
    if (value.len) {
        draft->headers[draft->header_count++] = (apideck_header){name, value};
    }
}

/* The base's host and port, and its path without the slash at its end. */
static int take_base(apideck_str base, struct apideck__draft *draft,
                     struct apideck__trouble *trouble) {
    struct apideck__url url;
    if (!apideck__url_parse(base, &url) || url.query.ptr || url.has_fragment ||
        apideck__path_dots(url.path) != APIDECK__DOTS_NONE) {
        return fail(trouble, APIDECK_ERR_URL,
                    "credentials.base_url is not https://, a host, a port and a path at most");
    }
    if (url.path.len && url.path.ptr[url.path.len - 1] == '/') {
        url.path.len--;
    }
    draft->host = url.host;
    draft->port = url.port;
    draft->path[0] = url.path;
    return 0;
}

static int take_key(const apideck_credentials *own, struct apideck__draft *draft,
                    struct apideck__trouble *trouble) {
    apideck_str app_id = text_of(own->app_id);
    draft->key = text_of(own->api_key);
    if (!draft->key.len || !app_id.len) {
        return fail(trouble, APIDECK_ERR_ARGUMENT, "credentials lack api_key or app_id");
    }
    if (!fits_header(draft->key) || !fits_header(app_id) ||
        !fits_header(text_of(own->consumer_id))) {
        return fail(trouble, APIDECK_ERR_ARGUMENT,
                    "credentials hold a control character, or white space at an end");
    }
    add(draft, APIDECK__TEXT("Accept"), APIDECK__TEXT("application/json"));
    add(draft, APIDECK__TEXT("User-Agent"), APIDECK__TEXT("libapideck/" APIDECK_VERSION_STRING));
    add(draft, APIDECK__TEXT("x-apideck-app-id"), app_id);
    return 0;
}

static int bad_field(struct apideck__trouble *trouble, apideck_str path) {
    trouble->path = path;
    return fail(trouble, APIDECK_ERR_FIELD_TEXT,
                "a field of the event holds what no header can carry");
}

/* The entity ids of two consumers can be the same, so neither may stand in for the other. */
static int take_consumer(apideck_str consumer, const apideck_event *event,
                         struct apideck__draft *draft, struct apideck__trouble *trouble) {
    if (event && event->consumer_id.len) {
        apideck_str other = event->consumer_id;
        if (!fits_header(other)) {
            return bad_field(trouble, APIDECK__TEXT("consumer_id"));
        }
        if (consumer.len &&
            (consumer.len != other.len || memcmp(consumer.ptr, other.ptr, other.len) != 0)) {
            return fail(trouble, APIDECK_ERR_ARGUMENT,
                        "credentials.consumer_id is not the consumer of the event");
        }
        consumer = other;
    }
    add(draft, APIDECK__TEXT("x-apideck-consumer-id"), consumer);
    if (event && !fits_header(event->service_id)) {
        return bad_field(trouble, APIDECK__TEXT("service_id"));
    }
    if (event) {
        add(draft, APIDECK__TEXT("x-apideck-service-id"), event->service_id);
    }
    return 0;
}

int apideck__credentials_draft(const apideck_credentials *credentials, const apideck_event *event,
                               struct apideck__draft *draft, struct apideck__trouble *trouble) {
    apideck_credentials own;
    memset(draft, 0, sizeof *draft);
    if (!credentials) {
        return fail(trouble, APIDECK_ERR_ARGUMENT, NULL);
    }
    if (apideck__host_table_copy(&own, sizeof own, credentials,
                                 APIDECK__FIRST_SIZE(apideck_credentials, max_response))) {
        return fail(trouble, APIDECK_ERR_HOST_TABLE,
                    "credentials have a wrong size or unknown members");
    }
    if (own.max_response == 0) {
        return fail(trouble, APIDECK_ERR_ARGUMENT, "credentials.max_response is 0");
    }
    draft->max_response = own.max_response;
    int error = take_base(text_of(own.base_url), draft, trouble);
    if (!error) {
        error = take_key(&own, draft, trouble);
    }
    return error ? error : take_consumer(text_of(own.consumer_id), event, draft, trouble);
}
