/* Fetching an entity: request, transport, document. */
#include "entity_decode.h"
#include "request.h"

#include "allocator.h"

static int fetch(const apideck_transport *transport, const apideck_request *request,
                 const apideck_allocator *allocator, apideck_entity **entity_out,
                 apideck_problem **problem_out) {
    apideck_http_response response;
    int error = apideck_request_perform(transport, request, allocator, &response, problem_out);
    if (error) {
        return error;
    }
    const struct apideck__trouble known = {.response = &response, .request = request};
    error = apideck__entity_decode(request->kind, (apideck_str){response.body, response.body_len},
                                   request->id, allocator, entity_out, &known, problem_out);
    apideck_response_release(transport, &response);
    return error;
}

int apideck_get_entity(const apideck_transport *transport, const apideck_credentials *credentials,
                       const apideck_event *event, const apideck_allocator *allocator,
                       apideck_entity **entity_out, apideck_problem **problem_out) {
    if (!transport || !entity_out) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_ARGUMENT, NULL);
    }
    apideck_request *request = NULL;
    int error = apideck_entity_request(credentials, event, allocator, &request, problem_out);
    if (!error) {
        error = fetch(transport, request, allocator, entity_out, problem_out);
        apideck_request_free(request);
    }
    return error;
}

/* The same, for an event of one kind alone. */
static int get(apideck_entity_kind kind, const apideck_transport *transport,
               const apideck_credentials *credentials, const apideck_event *event,
               const apideck_allocator *allocator, apideck_entity **entity_out,
               apideck_problem **problem_out) {
    if (event && apideck_event_entity_kind(event) != kind) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_NO_ENTITY,
                                   "the event is not of that kind of entity");
    }
    return apideck_get_entity(transport, credentials, event, allocator, entity_out, problem_out);
}

#define ENTITY(CONSTANT, NAME)                                                                     \
    int apideck_get_##NAME(const apideck_transport *transport,                                     \
                           const apideck_credentials *credentials, const apideck_event *event,     \
                           const apideck_allocator *allocator, apideck_##NAME **entity_out,        \
                           apideck_problem **problem_out) {                                        \
        apideck_entity *entity = NULL;                                                             \
        int error = get(APIDECK_ENTITY_##CONSTANT, transport, credentials, event, allocator,       \
                        entity_out ? &entity : NULL, problem_out);                                 \
        if (entity) {                                                                              \
            *entity_out = (apideck_##NAME *)(void *)entity;                                        \
        }                                                                                          \
        return error;                                                                              \
    }
#include "entity_kinds.inc"
