/* Verifying a body that has been read. */
#ifndef APIDECK_LIB_SIGNATURE_H
#define APIDECK_LIB_SIGNATURE_H

#include "index.h"

#include <apideck/signature.h>

/* What can be told of a signature without the body: 0, SIGNATURE_MISSING or SIGNATURE_MALFORMED. */
int apideck__signature_check(const char *signature, size_t signature_len);

/*
 * Tells whether a signature, checked as above, is genuine. The index was read with ARRAYS_AS_IS; it
 * may be read anew for another form, and stays an index of the same body.
 * Errors: NO_KEY, SIGNATURE_MALFORMED, SIGNATURE_MISMATCH, NO_MEMORY, HMAC.
 */
int apideck__signature_verify(const apideck_keyring *ring, struct apideck__index *index,
                              const char *signature, size_t signature_len,
                              apideck_verdict *verdict_out);

#endif
