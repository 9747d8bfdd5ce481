/*
 * For tests of hosts: deliveries as Apideck would send them.
 */
#ifndef APIDECK_TESTING_H
#define APIDECK_TESTING_H

#include <apideck/base.h>
#include <apideck/event.h>
#include <apideck/receiver.h>
#include <apideck/signature.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Writes an example body of a type, compact JSON in a "payload" envelope, with the fields that
 * events of this type carry.
 *   type      in:  any type of the catalogue
 *   event_id  in:  NUL-terminated, of letters, digits and -_.: alone; NULL for a fixed one
 *   body_out  out: the body and a NUL; may be NULL when body_size is 0
 *   len_out   out: the whole body's length without the NUL, also when APIDECK_ERR_BUFFER_TOO_SMALL
 *                  is returned
 * Errors: ARGUMENT, BUFFER_TOO_SMALL. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_example_event(apideck_event_type type,
                                                       const char *event_id, char *body_out,
                                                       size_t body_size, size_t *len_out);

/** The three headers of a delivery, ready for apideck_receive. Owns the signature's text. */
typedef struct apideck_test_headers {
    apideck_header headers[3]; /* event type, signature, idempotency key */
    char signature[APIDECK_SIGNATURE_SIZE];
} apideck_test_headers;

/**
 * Signs a body and fills in the headers; with form SORTED, hex, and the ring's first key.
 *   event_type, idempotency_key  in:  NUL-terminated; not copied: must live as long as headers_out
 *   headers_out                  out: not to be moved, since it points into itself
 * Errors: those of apideck_sign. Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int
apideck_test_sign(const apideck_keyring *ring, const char *event_type, const char *idempotency_key,
                  const void *body, size_t body_len, apideck_test_headers *headers_out);

#ifdef __cplusplus
}
#endif

#endif
