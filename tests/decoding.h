/* An entity from a document that is gone afterwards, with memory that counts. */
#ifndef APIDECK_TESTS_DECODING_H
#define APIDECK_TESTS_DECODING_H

#include "check.h"
#include "counting_allocator.h"
#include "entity_dump.h"
#include "exact.h"
#include "str.h"

struct decoded {
    struct counting memory;
    apideck_entity *entity;
    apideck_problem *problem;
    int error;
};

static inline void decode(struct decoded *d, apideck_entity_kind kind, const char *text, size_t len,
                          const char *id) {
    memset(d, 0, sizeof *d);
    apideck_allocator allocator = counting_allocator(&d->memory);
    unsigned char *document = exact_copy(text, len);
    d->error = apideck_entity_decode(kind, document, len, id, &allocator, &d->entity, &d->problem);
    memset(document, '?', len);
    free(document); /* nothing of it is kept */
    CHECK((d->error == 0) == (d->entity != NULL));
    CHECK((d->error != 0) == (d->problem != NULL));
    CHECK_INT(d->problem ? d->problem->code : 0, d->error);
}

static inline void end(struct decoded *d) {
    if (d->entity) {
        CHECK_INT(d->memory.blocks, 1);
        dump_entity(d->entity, NULL);
    }
    apideck_entity_free(d->entity);
    apideck_problem_free(d->problem);
    CHECK_NOTHING_LEAKED(&d->memory);
}

static inline const apideck_invoice *invoice_of(struct decoded *d, const char *document) {
    decode(d, APIDECK_ENTITY_INVOICE, document, strlen(document), NULL);
    CHECK_INT(d->error, 0);
    if (!d->entity) {
        exit(1);
    }
    return apideck_entity_as_invoice(d->entity);
}

#endif
