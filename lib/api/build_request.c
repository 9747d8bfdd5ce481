/* Building requests: for any resource, and for the entity of an event. */
#include "allocator.h"
#include "credentials.h"
#include "entity_path.h"

#include <string.h>

/* Says why there is no request; returns the code. */
static int fail(struct apideck__trouble *trouble, int code, const char *message) {
    trouble->code = code;
    trouble->message = message;
    return code;
}

static int make(const struct apideck__draft *draft, const apideck_allocator *allocator,
                apideck_request **request_out, struct apideck__trouble *trouble) {
    int error = apideck__request_make(draft, allocator, request_out);
    return error ? fail(trouble, error, NULL) : 0;
}

/* What was checked may be written behind the base's path, and stays behind it. */
static int take_resource(const char *path, const char *query, struct apideck__draft *draft,
                         struct apideck__trouble *trouble) {
    struct apideck__url url;
    apideck_str text = {path, strlen(path)};
    if (text.len == 0 || text.ptr[0] != '/') {
        return fail(trouble, APIDECK_ERR_ARGUMENT, "path does not begin with a slash");
    }
    if (!apideck__url_parse_path(text, &url) || url.query.ptr || url.has_fragment ||
        apideck__path_dots(url.path) != APIDECK__DOTS_NONE) {
        return fail(trouble, APIDECK_ERR_URL,
                    "path holds what is not encoded, a broken encoding, or a dot segment");
    }
    draft->path[1] = url.path;
    if (query) {
        if (!apideck__url_query_valid((apideck_str){query, strlen(query)})) {
            return fail(trouble, APIDECK_ERR_URL,
                        "query holds what is not encoded, or a broken encoding");
        }
        draft->query = (apideck_str){query, strlen(query)};
    }
    return 0;
}

int apideck_api_request(const apideck_credentials *credentials, const char *path, const char *query,
                        const apideck_event *event, const apideck_allocator *allocator,
                        apideck_request **request_out, apideck_problem **problem_out) {
    struct apideck__draft draft;
    struct apideck__trouble trouble = {.code = APIDECK_ERR_ARGUMENT};
    int error = APIDECK_ERR_ARGUMENT;
    if (path && request_out && apideck__allocator_valid(allocator)) {
        error = apideck__credentials_draft(credentials, event, &draft, &trouble);
        if (!error) {
            error = take_resource(path, query, &draft, &trouble);
        }
        if (!error) {
            error = make(&draft, allocator, request_out, &trouble);
        }
    }
    return error ? apideck__problem(problem_out, allocator, &trouble) : 0;
}

static bool names_a_consumer(const struct apideck__draft *draft) {
    for (size_t i = 0; i < draft->header_count; i++) {
        if (strcmp(draft->headers[i].name.ptr, "x-apideck-consumer-id") == 0) {
            return true;
        }
    }
    return false;
}

static bool is_dots(apideck_str id) {
    return (id.len == 1 || id.len == 2) && id.ptr[0] == '.' && id.ptr[id.len - 1] == '.';
}

static int take_entity(const apideck_event *event, struct apideck__draft *draft,
                       struct apideck__trouble *trouble) {
    const char *why = apideck__entity_path(event, &draft->kind, &draft->path[2]);
    if (why) {
        return fail(trouble, APIDECK_ERR_NO_ENTITY, why);
    }
    draft->path[1] = APIDECK__TEXT("/accounting/");
    draft->segment = draft->id = event->entity_id;
    if (!draft->segment.len) {
        return fail(trouble, APIDECK_ERR_NO_ENTITY, "the event has no entity_id");
    }
    /* Clients take dot segments out, however they are encoded. */
    if (is_dots(draft->segment)) {
        return fail(trouble, APIDECK_ERR_NO_ENTITY, "no URL can hold the event's entity_id");
    }
    if (!names_a_consumer(draft)) {
        return fail(trouble, APIDECK_ERR_NO_ENTITY,
                    "neither the event nor the credentials name a consumer");
    }
    return 0;
}

int apideck_entity_request(const apideck_credentials *credentials, const apideck_event *event,
                           const apideck_allocator *allocator, apideck_request **request_out,
                           apideck_problem **problem_out) {
    struct apideck__draft draft;
    struct apideck__trouble trouble = {.code = APIDECK_ERR_ARGUMENT};
    int error = APIDECK_ERR_ARGUMENT;
    if (event && request_out && apideck__allocator_valid(allocator)) {
        error = apideck__credentials_draft(credentials, event, &draft, &trouble);
        if (!error) {
            error = take_entity(event, &draft, &trouble);
        }
        if (!error) {
            error = make(&draft, allocator, request_out, &trouble);
        }
    }
    return error ? apideck__problem(problem_out, allocator, &trouble) : 0;
}
