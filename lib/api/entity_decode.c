/*
 * An entity from its document. The reader checks the whole text first. Then the entity's part of it
 * is walked twice by its schema: once to check types and to add up what room it takes, and once
 * more to fill one block of that size.
 */
#include "entity_decode.h"

#include "allocator.h"
#include "entity_read.h"
#include "index.h"
#include "member.h"

#include <string.h>

/* What a document may blow up to: lists of empty objects would take hundreds of times its size. */
#define BLOCK_ALWAYS (UINT64_C(64) << 20)
#define BLOCK_PER_BYTE 32

/* What precedes an entity in its block. */
struct block {
    _Alignas(max_align_t) apideck_allocator allocator;
    size_t size;
};

/* The document --------------------------------------------------------------------------------- */

/* What is asked for, and where it stands in the document. */
struct wanted {
    apideck_entity_kind kind;
    apideck_str id; /* ptr NULL for any */
    apideck_str data;
    apideck_str service;
};

static const struct apideck__step data_step = {NULL, "data", 0};
static const struct apideck__step service_step = {NULL, "service", 0};

/* The same in both passes. The id and the service are texts of the entity's head too. */
static bool read_entity(struct apideck__decoder *d, const struct wanted *wanted,
                        apideck_entity *entity) {
    const struct apideck__object_type *type = apideck__entity_type(wanted->kind);
    apideck_str document = {NULL, 0};
    apideck_str service = {NULL, 0};
    unsigned char *object = apideck__decoder_room(d, type->size);
    apideck__decoder_text(d, d->document.ptr, d->document.len, &document);
    if (wanted->service.ptr &&
        !apideck__decode_string(d, wanted->service, &service, &service_step)) {
        return false;
    }
    if (entity) {
        entity->kind = wanted->kind;
        entity->document = document;
        entity->service = service;
        entity->json = apideck__decoder_copy(d, wanted->data);
    }
    if (!apideck__decode_object(d, wanted->data, type, object, &data_step)) {
        return false;
    }
    if (entity) {
        const struct apideck__field *id = apideck__field_find(type, "id", 2);
        entity->id = ((const apideck_text *)(const void *)(object + id->offset))->text;
    }
    return true;
}

/* Finds the parts of the envelope. */
static bool open_envelope(struct apideck__decoder *d, const struct apideck__index *index,
                          struct wanted *wanted) {
    uint32_t begin = index->root.begin & ~APIDECK__REWRITE;
    apideck_str root = {d->document.ptr + begin, index->root.end - begin};
    if (!index->root_is_object || !apideck__member_find(root, "data", 4, &wanted->data)) {
        return apideck__decoder_fail(d, APIDECK_ERR_ENVELOPE, root, &data_step);
    }
    if (*wanted->data.ptr != '{') {
        return apideck__decoder_fail(d, APIDECK_ERR_ENVELOPE, wanted->data, &data_step);
    }
    if (apideck__member_find(root, "service", 7, &wanted->service) && *wanted->service.ptr == 'n') {
        wanted->service.ptr = NULL;
    }
    return true;
}

/* Whether the whole text is sound; what comes behind relies on it. */
static bool check_document(struct apideck__decoder *d, const apideck_allocator *allocator,
                           struct wanted *wanted) {
    struct apideck__index index;
    apideck_error detail = {0, 0, NULL};
    d->error = apideck__index_read(&index, d->document.ptr, d->document.len, APIDECK__ARRAYS_AS_IS,
                                   allocator, &detail);
    d->offset = detail.offset;
    bool sound = !d->error && open_envelope(d, &index, wanted);
    apideck__index_free(&index);
    return sound;
}

static bool is_too_large(const struct apideck__decoder *d) {
    uint64_t size = sizeof(struct block) + d->object_bytes + d->text_bytes;
    return size > SIZE_MAX ||
           (size > BLOCK_ALWAYS && size > (uint64_t)d->document.len * BLOCK_PER_BYTE);
}

static struct block *make_block(struct apideck__decoder *d, const apideck_allocator *allocator) {
    size_t objects = (size_t)d->object_bytes;
    size_t size = sizeof(struct block) + objects + (size_t)d->text_bytes;
    struct block *block = apideck__alloc(allocator, size);
    if (block) {
        *block = (struct block){*allocator, size};
        d->objects = (unsigned char *)(block + 1);
        d->texts = (char *)d->objects + objects;
        d->copy = d->texts;
        d->object_bytes = d->text_bytes = 0;
        memset(d->objects, 0, objects);
    }
    return block;
}

static bool is_other(const apideck_entity *entity, apideck_str id) {
    return id.ptr && entity->id.ptr &&
           (id.len != entity->id.len || memcmp(id.ptr, entity->id.ptr, id.len) != 0);
}

static bool fill(struct apideck__decoder *d, const struct wanted *wanted,
                 const apideck_allocator *allocator, apideck_entity **entity_out) {
    struct block *block = make_block(d, allocator);
    if (!block) {
        d->error = APIDECK_ERR_NO_MEMORY;
        return false;
    }
    apideck_entity *entity = (apideck_entity *)(void *)d->objects;
    if (!read_entity(d, wanted, entity)) {
        apideck__free(allocator, block, block->size);
        return false;
    }
    if (is_other(entity, wanted->id)) {
        static const struct apideck__step id_step = {&data_step, "id", 0};
        apideck_str id = wanted->data;
        apideck__free(allocator, block, block->size);
        (void)apideck__member_find(wanted->data, "id", 2, &id);
        return apideck__decoder_fail(d, APIDECK_ERR_OTHER_ENTITY, id, &id_step);
    }
    *entity_out = entity;
    return true;
}

static bool decode(struct apideck__decoder *d, struct wanted *wanted,
                   const apideck_allocator *allocator, apideck_entity **entity_out) {
    if (!check_document(d, allocator, wanted) || !read_entity(d, wanted, NULL)) {
        return false;
    }
    if (is_too_large(d)) {
        d->error = APIDECK_ERR_TOO_LARGE;
        return false;
    }
    return fill(d, wanted, allocator, entity_out);
}

void apideck_entity_free(apideck_entity *entity) {
    if (entity) {
        struct block *block = (struct block *)(void *)entity - 1;
        apideck_allocator allocator = block->allocator;
        apideck__free(&allocator, block, block->size);
    }
}

int apideck__entity_decode(apideck_entity_kind kind, apideck_str document, apideck_str expected_id,
                           const apideck_allocator *allocator, apideck_entity **entity_out,
                           const struct apideck__trouble *known, apideck_problem **problem_out) {
    apideck_allocator own = apideck__allocator(allocator);
    struct wanted wanted = {kind, expected_id, {NULL, 0}, {NULL, 0}};
    struct apideck__decoder d;
    memset(&d, 0, offsetof(struct apideck__decoder, path));
    d.path_len = 0;
    d.document = document;
    if (decode(&d, &wanted, &own, entity_out)) {
        return 0;
    }
    struct apideck__trouble trouble = *known;
    trouble.code = d.error;
    trouble.offset = d.offset;
    if (d.path_len) {
        trouble.path = (apideck_str){d.path, d.path_len};
    }
    return apideck__problem(problem_out, &own, &trouble);
}
