/* The document that the API answers with instead of an entity [openapi-specs: *Response]. */
#ifndef APIDECK_LIB_API_ERROR_DOCUMENT_H
#define APIDECK_LIB_API_ERROR_DOCUMENT_H

#include <apideck/base.h>

enum {
    APIDECK__ERROR_ERROR,
    APIDECK__ERROR_TYPE_NAME,
    APIDECK__ERROR_MESSAGE,
    APIDECK__ERROR_DETAIL,
    APIDECK__ERROR_REF,
    APIDECK__ERROR_DOWNSTREAM_ERRORS,
    APIDECK__ERROR_FIELDS
};

/* JSON text of each field, inside the document; ptr NULL where it is absent or null. */
struct apideck__error_document {
    apideck_str json[APIDECK__ERROR_FIELDS];
};

/* Never fails: whatever is no such document has no such fields. */
void apideck__error_document_read(apideck_str document, const apideck_allocator *allocator,
                                  struct apideck__error_document *fields_out);

/* Writes a field to *end, with a NUL, and moves *end on: a string decoded, anything else, and a
 * string that no text for C can hold, as it stands. Takes at most the JSON text's length and 1. */
void apideck__error_field_put(apideck_str json, char **end, apideck_str *text_out);

#endif
