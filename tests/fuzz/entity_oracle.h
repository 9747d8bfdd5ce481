/*
 * An entity by other means: what jansson and the C library make of a document, held member by
 * member against the structs that the library made of it. Nothing of it is the library's but the
 * names of the members. Documents are read with ENTITY_ORACLE_FLAGS.
 */
#ifndef APIDECK_TESTS_ENTITY_ORACLE_H
#define APIDECK_TESTS_ENTITY_ORACLE_H

#include <apideck/entity.h>
#include <jansson.h>
#include <stdbool.h>

#define ENTITY_ORACLE_FLAGS                                                                        \
    (JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL)

/* Why a document is no entity of its kind. What `may` be refused is beyond what a double tells. */
struct refusals {
    bool type;
    bool text;
    bool range;
    bool may_range;
};

bool oracle_is_null(const json_t *json);

/* Adds why a text would be refused. */
void oracle_refuse_text(const json_t *json, struct refusals *refusals);

/* Adds why the data of a document would be refused. */
void oracle_refuse(apideck_entity_kind kind, const json_t *data, struct refusals *refusals);

/* Stops the run where two readings differ: of a text, of a piece of the document, of an entity. */
void oracle_agree_text(apideck_str text, const json_t *json);
void oracle_agree_piece(apideck_str text, const json_t *expected);
void oracle_agree(const apideck_entity *entity, const json_t *data);

#endif
