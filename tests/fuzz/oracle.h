/*
 * The canonical form by other means: jansson's reading of a body, an ordering that encodes keys as
 * UTF-16, and the C library's printing of numbers, put together as ECMA-262 has it. Slow, and
 * nothing of it is the library's.
 */
#ifndef APIDECK_TESTS_ORACLE_H
#define APIDECK_TESTS_ORACLE_H

#include <jansson.h>
#include <stddef.h>

struct text {
    char *bytes; /* to be freed */
    size_t len;
    size_t room;
};

/* Writes what JSON.stringify gives of a document that was read with JSON_DECODE_INT_AS_REAL, after
 * its keys were sorted: those of objects in arrays too where `deep` is set. */
void oracle_canonical(const json_t *json, int deep, struct text *out);

#endif
