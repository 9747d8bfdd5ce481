/* Reading the objects of an entity by their schema. */
#ifndef APIDECK_LIB_API_ENTITY_READ_H
#define APIDECK_LIB_API_ENTITY_READ_H

#include "entity_schema.h"

#include <stdbool.h>

#define APIDECK__PATH_MAX 512

/*
 * What an object is read into. A document is walked twice: while measuring there is no block, and
 * what goes into it is only counted; while filling, the same calls put it there.
 */
struct apideck__decoder {
    apideck_str document;
    const char *copy;       /* of the document in the block; NULL while measuring */
    unsigned char *objects; /* of the block: structs and arrays of pointers */
    char *texts;            /* behind them */
    uint64_t object_bytes;  /* taken so far of each */
    uint64_t text_bytes;
    int error; /* why a call returned false, and where */
    size_t offset;
    char path[APIDECK__PATH_MAX]; /* the first bytes of it; not ended by a NUL */
    size_t path_len;
};

/* Where in the document the walk is: a member's name, or an element's index. */
struct apideck__step {
    const struct apideck__step *above;
    const char *name; /* NULL for an element */
    size_t index;
};

/* Notes what is wrong with the value that `json` is; returns false. */
bool apideck__decoder_fail(struct apideck__decoder *d, int error, apideck_str json,
                           const struct apideck__step *step);

/* Zeroed room for structs and pointers; NULL while measuring. */
void *apideck__decoder_room(struct apideck__decoder *d, uint64_t size);

/* Puts a text into the block, with a NUL behind it; leaves *text_out alone while measuring. */
void apideck__decoder_text(struct apideck__decoder *d, const char *text, size_t len,
                           apideck_str *text_out);

/* The stretch of the block's copy of the document that is `json` in the document. */
apideck_str apideck__decoder_copy(const struct apideck__decoder *d, apideck_str json);

/* The text of a JSON string. Errors: FIELD_TYPE, FIELD_TEXT. */
bool apideck__decode_string(struct apideck__decoder *d, apideck_str json, apideck_str *text_out,
                            const struct apideck__step *step);

/*
 * The members of a JSON object that its type knows.
 *   json    in:  part of the document, which has been checked
 *   object  out: the type's struct, zeroed; NULL while measuring
 * Errors: FIELD_TYPE, FIELD_TEXT, FIELD_RANGE.
 */
bool apideck__decode_object(struct apideck__decoder *d, apideck_str json,
                            const struct apideck__object_type *type, unsigned char *object,
                            const struct apideck__step *step);

#endif
