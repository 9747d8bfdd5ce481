/*
 * Signatures: is a body what Apideck signed?
 *
 * The signature is an HMAC-SHA256 with the application's API key over the body's canonical form:
 * what JavaScript's JSON.stringify gives after the keys were sorted. Sources of the protocol facts:
 * the webhook signature verification guide at developers.apideck.com, and the OpenAPI documents of
 * apideck-libraries/openapi-specs 10.34.0. They differ in detail, so every documented form is
 * accepted, and the verdict says which one it was. docs/signature.md has the rules in full.
 */
#ifndef APIDECK_SIGNATURE_H
#define APIDECK_SIGNATURE_H

#include <apideck/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which bytes are signed. The values are bits, so that a set of forms is a sum. Whatever the form,
 * the body has to be one JSON value in UTF-8, nested no deeper than 128, without the same key twice
 * in an object and without a byte-order mark. */
typedef enum apideck_form {
    APIDECK_FORM_SORTED = 1,      /* keys sorted, but for objects inside arrays (the guide) */
    APIDECK_FORM_SORTED_DEEP = 2, /* keys sorted everywhere */
    APIDECK_FORM_RAW = 4          /* the body's bytes as they are */
} apideck_form;

#define APIDECK_FORMS_ALL 7u

typedef enum apideck_encoding {
    APIDECK_ENCODING_HEX = 1,   /* 64 digits; lower case when signing, either when verifying */
    APIDECK_ENCODING_BASE64 = 2 /* 44 characters, RFC 4648 section 4 with padding */
} apideck_encoding;

#define APIDECK_MAC_SIZE 32u         /* bytes of an HMAC-SHA256 */
#define APIDECK_SIGNATURE_SIZE 65u   /* the longest encoded signature and its NUL */
#define APIDECK_KEY_NAME_SIZE 64u    /* the longest key name and its NUL */
#define APIDECK_HMAC_STATE_SIZE 512u /* what a provider may use of the caller's stack */
#define APIDECK_BODY_MAX 0x7fffffffu /* a longer body is APIDECK_ERR_TOO_LARGE everywhere */

/** How a genuine delivery was signed. Written on success only. */
typedef struct apideck_verdict {
    apideck_form form;
    apideck_encoding encoding;
    char key_name[APIDECK_KEY_NAME_SIZE];
} apideck_verdict;

/**
 * The keys that a signature may be made with, and the forms that are accepted. Several keys serve
 * rotation: the API key is the signing key, so both old and new are needed for a while.
 * Fill it on one thread; from then on every function that takes it const may run on any number of
 * threads at once.
 */
typedef struct apideck_keyring apideck_keyring;

/**
 * A source of HMAC-SHA256 other than libsodium: a faster one, a validated one, or one whose key
 * never leaves a device. Set `size` to sizeof(apideck_hmac_provider) and unused members to zero
 * (apideck_hmac_provider_init does both). The callbacks may run on several threads at once, each
 * with a state of its own. Nonzero from a callback fails the call with APIDECK_ERR_HMAC, but for
 * APIDECK_ERR_NO_MEMORY from key_new, which is passed on.
 */
typedef struct apideck_hmac_provider {
    size_t size;
    /* must: prepares a key; what *prepared_out is set to comes back in begin() and key_free().
     * For a device, `key` may hold a handle's name in place of the key itself. */
    int (*key_new)(const void *key, size_t key_len, void **prepared_out, void *user);
    /* must: gives up a prepared key and wipes what it holds. */
    void (*key_free)(void *prepared, void *user);
    /* must: starts a MAC in `state`, APIDECK_HMAC_STATE_SIZE bytes aligned for any type. */
    int (*begin)(const void *prepared, void *state, void *user);
    /* must: adds bytes. */
    int (*update)(void *state, const void *bytes, size_t len, void *user);
    /* must: writes APIDECK_MAC_SIZE bytes and frees what begin() took. */
    int (*finish)(void *state, unsigned char *mac_out, void *user);
    /* must: frees what begin() took when the MAC is not wanted after all. */
    void (*abandon)(void *state, void *user);
    void *user;
} apideck_hmac_provider;

/** Zeroes the table and sets its size. Thread-safe. */
static inline void apideck_hmac_provider_init(apideck_hmac_provider *provider) {
    apideck_table_init(provider, sizeof *provider);
}

/**
 * Makes an empty keyring that accepts all forms and computes with libsodium.
 *   allocator  in:  for the ring, and for bodies of extraordinary shape while it verifies; copied;
 *                   NULL for malloc
 *   ring_out   out: owned by the caller, apideck_keyring_free
 * Errors: ARGUMENT, NO_MEMORY, HMAC (libsodium does not start).
 * Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_keyring_new(const apideck_allocator *allocator,
                                                     apideck_keyring **ring_out);

/**
 * Has the keyring compute with a provider of the host. Call it before the first key is added.
 *   provider  in: copied; what its `user` points to must outlive the ring
 * Errors: ARGUMENT (a key was added already), HOST_TABLE, CALLBACK_MISSING.
 * Not thread-safe with any other use of the ring.
 */
APIDECK_API APIDECK_MUST_USE int apideck_keyring_use_hmac(apideck_keyring *ring,
                                                          const apideck_hmac_provider *provider);

/**
 * Narrows what is accepted: `forms` is a sum of apideck_form values.
 * Errors: ARGUMENT (no form, or one that does not exist).
 * Not thread-safe with any other use of the ring.
 */
APIDECK_API APIDECK_MUST_USE int apideck_keyring_accept(apideck_keyring *ring, unsigned forms);

/**
 * Adds a key. Keys are tried in the order in which they were added.
 *   name  in: NUL-terminated, at most 63 bytes, unique in the ring; copied; it is what verdicts and
 *             logs show, so it must not be the key itself
 *   key   in: the API key's bytes; kept only in prepared form, wiped on free
 * Errors: ARGUMENT, KEY, NO_MEMORY, HMAC.
 * Not thread-safe with any other use of the ring.
 */
APIDECK_API APIDECK_MUST_USE int apideck_keyring_add(apideck_keyring *ring, const char *name,
                                                     const void *key, size_t key_len);

/** Wipes and frees. NULL is fine. Nothing may use the ring any more. */
APIDECK_API void apideck_keyring_free(apideck_keyring *ring);

/**
 * Tells whether the signature of a body is genuine. Only 0 says so.
 *   body       in: the request's body as it arrived; read as JSON first, so that a body that is not
 *                  JSON costs no hashing
 *   signature  in: the x-apideck-signature header's value, without white space around it
 *   verdict_out  out: may be NULL; written on success only
 * Errors: ARGUMENT, NO_KEY, TOO_LARGE, JSON_*, SIGNATURE_MISSING (NULL or empty),
 * SIGNATURE_MALFORMED, SIGNATURE_MISMATCH, NO_MEMORY, HMAC.
 * Allocates only for bodies whose objects are large and out of order (docs/memory.md), from the
 * ring's allocator. The comparison takes the same time wherever the first difference is.
 * Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int
apideck_verify_signature(const apideck_keyring *ring, const void *body, size_t body_len,
                         const char *signature, size_t signature_len, apideck_verdict *verdict_out);

/**
 * Signs a body as Apideck would: for tests, and for passing a delivery on.
 *   key_name       in:  NULL for the ring's first key
 *   signature_out  out: APIDECK_SIGNATURE_SIZE bytes; the encoded signature and a NUL
 * Errors: ARGUMENT, NO_KEY, TOO_LARGE, JSON_*, NO_MEMORY, HMAC.
 * Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_sign(const apideck_keyring *ring, const char *key_name,
                                              const void *body, size_t body_len, apideck_form form,
                                              apideck_encoding encoding, char *signature_out);

/**
 * Writes the bytes that a signature covers: for finding out why one does not match.
 *   allocator  in:  for bodies of extraordinary shape only; NULL for malloc
 *   text_out   out: the canonical form, without a NUL; may be NULL when text_size is 0
 *   len_out    out: the length of the whole form, also when APIDECK_ERR_BUFFER_TOO_SMALL is
 *                   returned and text_out holds only its beginning
 *   error_out  out: may be NULL
 * Errors: ARGUMENT, BUFFER_TOO_SMALL, TOO_LARGE, JSON_*, NO_MEMORY.
 * Thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_canonicalize(const void *body, size_t body_len,
                                                      apideck_form form,
                                                      const apideck_allocator *allocator,
                                                      char *text_out, size_t text_size,
                                                      size_t *len_out, apideck_error *error_out);

#ifdef __cplusplus
}
#endif

#endif
