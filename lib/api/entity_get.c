/* Fetching an entity: request, transport, document. */
#include "entity_get.h"

#include "allocator.h"
#include "entity_decode.h"
#include "request.h"

static int fetch(apideck_entity_kind kind, const apideck_transport *transport,
                 const apideck_request *request, const char *id, const apideck_allocator *allocator,
                 apideck_entity **entity_out, apideck_problem **problem_out) {
    apideck_http_response response;
    int error = apideck_request_perform(transport, request, allocator, &response, problem_out);
    if (error) {
        return error;
    }
    const struct apideck__trouble known = {.response = &response, .request = request};
    error = apideck__entity_decode(kind, (apideck_str){response.body, response.body_len}, id,
                                   allocator, entity_out, &known, problem_out);
    apideck_response_release(transport, &response);
    return error;
}

int apideck__entity_get(apideck_entity_kind kind, const apideck_transport *transport,
                        const apideck_credentials *credentials, const apideck_event *event,
                        const apideck_allocator *allocator, apideck_entity **entity_out,
                        apideck_problem **problem_out) {
    if (!transport || !credentials || !event || !entity_out ||
        !apideck__allocator_valid(allocator)) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_ARGUMENT, NULL);
    }
    if (kind == APIDECK_ENTITY_NONE || kind != apideck_event_entity_kind(event)) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_NO_ENTITY,
                                   "the event is not of that kind of entity");
    }
    apideck_request *request = NULL;
    int error = apideck_entity_request(credentials, event, allocator, &request, problem_out);
    if (!error) {
        error = fetch(kind, transport, request, event->entity_id.ptr, allocator, entity_out,
                      problem_out);
        apideck_request_free(request);
    }
    return error;
}

int apideck_get_entity(const apideck_transport *transport, const apideck_credentials *credentials,
                       const apideck_event *event, const apideck_allocator *allocator,
                       apideck_entity **entity_out, apideck_problem **problem_out) {
    return apideck__entity_get(apideck_event_entity_kind(event), transport, credentials, event,
                               allocator, entity_out, problem_out);
}

#define ENTITY(CONSTANT, NAME)                                                                     \
    int apideck_get_##NAME(const apideck_transport *transport,                                     \
                           const apideck_credentials *credentials, const apideck_event *event,     \
                           const apideck_allocator *allocator, apideck_##NAME **entity_out,        \
                           apideck_problem **problem_out) {                                        \
        apideck_entity *entity = NULL;                                                             \
        int error = apideck__entity_get(APIDECK_ENTITY_##CONSTANT, transport, credentials, event,  \
                                        allocator, entity_out ? &entity : NULL, problem_out);      \
        if (!error) {                                                                              \
            *entity_out = (apideck_##NAME *)(void *)entity;                                        \
        }                                                                                          \
        return error;                                                                              \
    }
#include "entity_kinds.inc"
