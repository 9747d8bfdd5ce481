/*
 * Any bytes as the document of an entity: of the kind that the script names, with memory that fails
 * where it says so, or without a script of the kind that their number gives. What is decoded is one
 * block, and is what jansson and the C library read (entity_oracle.h); what is refused is refused
 * for a reason that they see too, at a place in the document; nothing leaks. Where jansson refuses
 * what the library takes, as in fuzz_differential.c, only the former is looked at.
 */
#include "entity_oracle.h"
#include "fuzz.h"

#define KINDS 15

/* Whether an error is true of what jansson read. */
static bool may_be(int error, const json_t *json, const struct refusals *refusals, bool other_id) {
    const json_t *data = json_object_get(json, "data");
    bool too_much = refusals->range || refusals->may_range;
    switch (error) {
    case 0:
        return json_is_object(data) && !refusals->type && !refusals->range && !refusals->text &&
               !other_id;
    case APIDECK_ERR_ENVELOPE:
        return !json_is_object(data);
    case APIDECK_ERR_FIELD_TYPE:
        return refusals->type;
    case APIDECK_ERR_FIELD_RANGE:
        return too_much;
    case APIDECK_ERR_FIELD_TEXT:
        return refusals->text && !refusals->type && !refusals->range;
    case APIDECK_ERR_OTHER_ENTITY:
        return other_id && !refusals->type && !refusals->text;
    default:
        return error == APIDECK_ERR_JSON_DEPTH;
    }
}

static bool is_other(const json_t *data, const char *id) {
    const json_t *own = json_object_get(data, "id");
    return id && json_is_string(own) &&
           (json_string_length(own) != strlen(id) || strcmp(json_string_value(own), id) != 0);
}

static void check_members(const apideck_entity *entity, const json_t *data) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)data, key, value) {
        apideck_str text = {NULL, 0};
        MUST(apideck_json_member(entity->json, key, strlen(key), &text) == 0);
        oracle_agree_piece(text, value);
    }
    apideck_str none = {NULL, 0};
    MUST(json_object_get(data, "no such") ||
         apideck_json_member(entity->json, "no such", 7, &none) == APIDECK_ERR_NOT_FOUND);
}

static void check_entity(const apideck_entity *entity, const json_t *json) {
    const json_t *data = json_object_get(json, "data");
    const json_t *service = json_object_get(json, "service");
    const json_t *id = json_object_get(data, "id");
    MUST((entity->service.ptr == NULL) == oracle_is_null(service));
    MUST((entity->id.ptr == NULL) == oracle_is_null(id));
    if (entity->service.ptr) {
        oracle_agree_text(entity->service, service);
    }
    if (entity->id.ptr) {
        oracle_agree_text(entity->id, id);
    }
    oracle_agree(entity, data);
    check_members(entity, data);
}

/* What holds of every problem, whatever jansson makes of the document. */
static void check_problem(int error, const apideck_problem *problem, const unsigned char *body,
                          size_t len) {
    MUST(problem->code == error && problem->message && *problem->message);
    MUST(problem->offset <= len && problem->status == 0 && problem->retry_after_ms == -1);
    MUST(problem->document.len == len && memcmp(problem->document.ptr, body, len) == 0);
    bool has_path = error == APIDECK_ERR_ENVELOPE || error == APIDECK_ERR_OTHER_ENTITY ||
                    (error <= APIDECK_ERR_FIELD_TYPE && error >= APIDECK_ERR_FIELD_RANGE);
    MUST((problem->path.ptr != NULL) == has_path);
    if (has_path) {
        MUST(strncmp(problem->path.ptr, "data", 4) == 0 ||
             strcmp(problem->path.ptr, "service") == 0);
    }
}

static void check_agreement(int error, apideck_entity_kind kind, const apideck_entity *entity,
                            const json_t *json, const char *id) {
    const json_t *data = json_object_get(json, "data");
    struct refusals refusals = {false, false, false, false};
    if (json_is_object(data)) {
        const json_t *service = json_object_get(json, "service");
        if (!oracle_is_null(service)) {
            oracle_refuse_text(service, &refusals);
        }
        oracle_refuse(kind, data, &refusals);
    }
    MUST(may_be(error, json, &refusals, is_other(data, id)));
    if (entity) {
        check_entity(entity, json);
    }
}

static void decode(apideck_entity_kind kind, const unsigned char *body, size_t len,
                   const json_t *json, struct script *script, const char *id) {
    struct memory memory = {.script = script};
    const apideck_allocator allocator = memory_allocator(&memory);
    apideck_entity *entity = NULL;
    apideck_problem *problem = NULL;
    int error = apideck_entity_decode(kind, body, len, id, &allocator, &entity, &problem);
    MUST((entity != NULL) == (error == 0));
    MUST(!problem || error);
    MUST(problem || error == 0 || memory.failed);
    MUST(error != APIDECK_ERR_NO_MEMORY || memory.failed);
    MUST(memory.blocks == 1 || memory.failed);
    if (entity) {
        MUST(memory.blocks == 1);
    }
    if (problem) {
        check_problem(error, problem, body, len);
    }
    if (json && error != APIDECK_ERR_NO_MEMORY) {
        check_agreement(error, kind, entity, json, id);
    }
    apideck_entity_free(entity);
    apideck_problem_free(problem);
    MUST(memory.blocks == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t len = 0;
    struct script script;
    unsigned char *body = split_input(data, size, &len, &script);
    json_t *json = json_loadb((const char *)body, len, ENTITY_ORACLE_FLAGS, NULL);
    bool has_script = script.left > 0;
    unsigned kind = 1 + (has_script ? next_byte(&script) : (unsigned)len) % KINDS;
    const char *id = next_byte(&script) % 2 ? "12345" : NULL;
    decode((apideck_entity_kind)kind, body, len, json, has_script ? &script : NULL, id);
    json_decref(json);
    free(body);
    return 0;
}
