/* What room the connectors of a document take. */
#ifndef APIDECK_LIB_API_COVERAGE_ROOM_H
#define APIDECK_LIB_API_COVERAGE_ROOM_H

#include "coverage.h"

/* At most. */
struct apideck__coverage_room {
    uint64_t structs; /* bytes: structs, texts of lists, and pointers to all of them */
    uint64_t names;   /* bytes of the names that have to be written */
    size_t events;
    size_t connectors;
};

static inline uint64_t apideck__aligned(uint64_t size) {
    const uint64_t align = _Alignof(max_align_t);
    return (size + align - 1) / align * align;
}

/* Measures a connector, or a list of them, in a document that has been checked. Returns false when
 * the document is not worth so much room. */
bool apideck__coverage_measure(apideck_str connectors, size_t document_len,
                               struct apideck__coverage_room *room);

#endif
