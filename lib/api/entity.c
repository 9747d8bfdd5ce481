/* Entities: kinds, decoding one from a document, and what is said of one. */
#include "entity_decode.h"
#include "entity_path.h"
#include "entity_schema.h"
#include "request.h"

#include "allocator.h"
#include "member.h"

#include <string.h>

const char *apideck_entity_kind_name(apideck_entity_kind kind) {
    switch (kind) {
#define ENTITY(CONSTANT, NAME)                                                                     \
    case APIDECK_ENTITY_##CONSTANT:                                                                \
        return #NAME;
#include "entity_kinds.inc"
    default:
        return NULL;
    }
}

apideck_entity_kind apideck_event_entity_kind(const apideck_event *event) {
    apideck_entity_kind kind = APIDECK_ENTITY_NONE;
    apideck_str path;
    return event && !apideck__entity_path(event, &kind, &path) ? kind : APIDECK_ENTITY_NONE;
}

#define ENTITY(CONSTANT, NAME)                                                                     \
    const apideck_##NAME *apideck_entity_as_##NAME(const apideck_entity *entity) {                 \
        return entity && entity->kind == APIDECK_ENTITY_##CONSTANT                                 \
                   ? (const apideck_##NAME *)(const void *)entity                                  \
                   : NULL;                                                                         \
    }
#include "entity_kinds.inc"

int apideck_entity_decode(apideck_entity_kind kind, const void *document, size_t document_len,
                          const char *expected_id, const apideck_allocator *allocator,
                          apideck_entity **entity_out, apideck_problem **problem_out) {
    if (!apideck__entity_type(kind) || (!document && document_len) || !entity_out ||
        !apideck__allocator_valid(allocator)) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_ARGUMENT, NULL);
    }
    /* A document that is no entity may be the one that tells why. */
    const apideck_http_response response = {.body = document, .body_len = document_len};
    const struct apideck__trouble known = {.response = &response};
    const apideck_str id = {expected_id, expected_id ? strlen(expected_id) : 0};
    return apideck__entity_decode(kind, (apideck_str){document, document_len}, id, allocator,
                                  entity_out, &known, problem_out);
}

int apideck_entity_from_response(const apideck_request *request,
                                 const apideck_http_response *response,
                                 const apideck_allocator *allocator, apideck_entity **entity_out,
                                 apideck_problem **problem_out) {
    if (!request || !request->kind || !entity_out) {
        return apideck__problem_of(problem_out, allocator, APIDECK_ERR_ARGUMENT, NULL);
    }
    int error = apideck_response_check(request, response, allocator, problem_out);
    if (error) {
        return error;
    }
    const struct apideck__trouble known = {.response = response, .request = request};
    return apideck__entity_decode(request->kind, (apideck_str){response->body, response->body_len},
                                  request->id, allocator, entity_out, &known, problem_out);
}

int apideck_json_member(apideck_str object, const char *name, size_t name_len,
                        apideck_str *json_out) {
    if ((!name && name_len) || !json_out || (!object.ptr && object.len)) {
        return APIDECK_ERR_ARGUMENT;
    }
    bool is_object = object.len && *object.ptr == '{';
    return is_object && apideck__member_find(object, name ? name : "", name_len, json_out)
               ? 0
               : APIDECK_ERR_NOT_FOUND;
}
