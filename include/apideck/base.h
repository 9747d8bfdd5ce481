/*
 * libapideck: what every other header builds on.
 *
 * Conventions of the whole library
 *   - Arguments: the object first, then inputs, each length right after its pointer, then outputs
 *     (named *_out), an optional apideck_error last. In callbacks `void *user` is last.
 *   - Functions return 0 or a negative APIDECK_ERR_* code. Outputs are untouched on failure unless
 *     the function says otherwise. Functions that free accept NULL.
 *   - The library keeps no global state, starts no threads, does no I/O and prints nothing.
 */
#ifndef APIDECK_BASE_H
#define APIDECK_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define APIDECK_VERSION_MAJOR 0
#define APIDECK_VERSION_MINOR 1
#define APIDECK_VERSION_PATCH 0
#define APIDECK_VERSION_STRING "0.1.0"

#if defined(_WIN32) && defined(APIDECK_SHARED)
#ifdef APIDECK_BUILDING
#define APIDECK_API __declspec(dllexport)
#else
#define APIDECK_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define APIDECK_API __attribute__((visibility("default")))
#else
#define APIDECK_API
#endif

/* A result that must be looked at: ignoring it would accept a forgery or lose an event. */
#if defined(__GNUC__)
#define APIDECK_MUST_USE __attribute__((warn_unused_result))
#else
#define APIDECK_MUST_USE
#endif

/* Marks what the next major version will not have; `instead` is a text that says what to use. */
#if defined(__GNUC__)
#define APIDECK_DEPRECATED(instead) __attribute__((deprecated(instead)))
#elif defined(_MSC_VER)
#define APIDECK_DEPRECATED(instead) __declspec(deprecated(instead))
#else
#define APIDECK_DEPRECATED(instead)
#endif

/**
 * The version of the library that runs, "MAJOR.MINOR.PATCH"; compare with APIDECK_VERSION_STRING,
 * the version of the headers. Static text. Thread-safe.
 */
APIDECK_API const char *apideck_version(void);

/**
 * A piece of text. `ptr == NULL` means absent, which is not the same as empty (`len == 0`).
 * Text that the library hands out is UTF-8 and has a NUL at ptr[len], which len does not count;
 * fields that hold JSON text say where this differs.
 */
typedef struct apideck_str {
    const char *ptr;
    size_t len;
} apideck_str;

/**
 * Where memory comes from. A NULL `const apideck_allocator *` means malloc and free.
 * The library copies the table, so it may live on the stack; what `user` points to must outlive
 * every object made with it. Both callbacks are called on the thread that called the library, and
 * must be thread-safe where the object is shared between threads.
 */
typedef struct apideck_allocator {
    /* must: `size` bytes (never 0) aligned for any type, or NULL when there are none. */
    void *(*alloc)(size_t size, void *user);
    /* must: gives back a block of `alloc` with the size it was asked for; never called with NULL.
     */
    void (*free)(void *ptr, size_t size, void *user);
    void *user;
} apideck_allocator;

/**
 * Memory that the caller hands in, as an allocator: blocks are cut off one after the other, and
 * only freeing the newest block, or all of them, gives room back. The struct is the caller's; its
 * fields are the library's. Not thread-safe.
 */
typedef struct apideck_buffer {
    unsigned char *bytes;
    size_t size;
    size_t used;
    size_t live;
} apideck_buffer;

/**
 * Makes an allocator over `bytes[0..size)`.
 *   buffer  out: owned by the caller; must outlive everything allocated from it
 *   bytes   in:  owned by the caller, of any alignment
 * Returns the allocator (never fails; a buffer that is too small shows as APIDECK_ERR_NO_MEMORY of
 * the call that needed it).
 */
APIDECK_API apideck_allocator apideck_buffer_allocator(apideck_buffer *buffer, void *bytes,
                                                       size_t size);

/**
 * Zeroes a host table (host.h) and sets its size, the first member. The size is the caller's, since
 * a library of another version may know a larger table: hence the init function of each table is
 * compiled into the host, and hosts in other languages call this one.
 *   size  in: of the table as the caller knows it
 * Thread-safe.
 */
APIDECK_API void apideck_table_init(void *table, size_t size);

/* Errors. Numbers are never reused; 0 alone is success. */
typedef enum apideck_error_code {
    APIDECK_OK = 0,
    /* generated: error codes */
    APIDECK_ERR_ARGUMENT = -1,              /* an argument is NULL, out of range or does not fit the
                                               call */
    APIDECK_ERR_NO_MEMORY = -2,             /* the allocator had no memory left */
    APIDECK_ERR_TOO_LARGE = -3,             /* the body is larger than the limit */
    APIDECK_ERR_BUFFER_TOO_SMALL = -4,      /* the caller's buffer cannot hold the result */
    APIDECK_ERR_HOST_TABLE = -5,            /* a table of the host has no size, or sets members that
                                               this library does not know */
    APIDECK_ERR_CALLBACK_MISSING = -6,      /* a table of the host lacks a callback that it must
                                               have */
    APIDECK_ERR_NOT_FOUND = -7,             /* there is no such member or part */
    APIDECK_ERR_VERSION = -9,               /* the host was compiled with headers that this library
                                               does not serve */
    APIDECK_ERR_NO_KEY = -10,               /* the keyring holds no key, or none of that name */
    APIDECK_ERR_KEY = -11,                  /* the key is empty, its name is too long, or the name
                                               is taken */
    APIDECK_ERR_HMAC = -12,                 /* the HMAC provider failed */
    APIDECK_ERR_SIGNATURE_MISSING = -20,    /* the delivery carries no signature */
    APIDECK_ERR_SIGNATURE_MALFORMED = -21,  /* the signature is neither 64 hexadecimal digits nor
                                               base64 of 32 bytes */
    APIDECK_ERR_SIGNATURE_MISMATCH = -22,   /* no key and no accepted form of the body gives this
                                               signature */
    APIDECK_ERR_HEADER_REPEATED = -23,      /* a header that must stand once was sent twice */
    APIDECK_ERR_EVENT_TYPE_MISMATCH = -24,  /* the event type header and the signed body disagree */
    APIDECK_ERR_JSON_EMPTY = -30,           /* the body holds no JSON value */
    APIDECK_ERR_JSON_SYNTAX = -31,          /* a byte that JSON does not allow here */
    APIDECK_ERR_JSON_TRUNCATED = -32,       /* the body ends inside a JSON value */
    APIDECK_ERR_JSON_TRAILING = -33,        /* bytes follow the JSON value */
    APIDECK_ERR_JSON_DEPTH = -34,           /* objects and arrays are nested deeper than 128 */
    APIDECK_ERR_JSON_UTF8 = -35,            /* the body is not valid UTF-8 */
    APIDECK_ERR_JSON_BOM = -36,             /* the body begins with a byte-order mark */
    APIDECK_ERR_JSON_CONTROL = -37,         /* a control character stands unescaped in a string */
    APIDECK_ERR_JSON_ESCAPE = -38,          /* an escape that JSON does not have */
    APIDECK_ERR_JSON_NUMBER = -39,          /* a number that JSON does not allow */
    APIDECK_ERR_JSON_DUPLICATE_KEY = -40,   /* an object has the same key twice */
    APIDECK_ERR_JSON_UNREPRESENTABLE = -41, /* the JSON text is valid, but a json_t cannot hold
                                               it */
    APIDECK_ERR_NOT_AN_EVENT = -50,         /* the body is JSON, but not an object */
    APIDECK_ERR_FIELD_TYPE = -51,           /* a field has the wrong JSON type */
    APIDECK_ERR_FIELD_TEXT = -52,           /* a field holds a NUL, half a surrogate pair, or what
                                               no header can carry */
    APIDECK_ERR_FIELD_RANGE = -53,          /* a number is not a whole number in range */
    APIDECK_ERR_TOO_OLD = -54,              /* the event happened longer ago than this receiver
                                               takes */
    APIDECK_ERR_BUSY = -60,                 /* another receiver is handling this event */
    APIDECK_ERR_STORE = -61,                /* the store failed */
    APIDECK_ERR_STORE_VERDICT = -62,        /* the store gave an answer that its contract does not
                                               have */
    APIDECK_ERR_SUPERSEDED = -63,           /* the lease ran out and the event was taken over */
    APIDECK_ERR_HANDLER = -64,              /* the host's handler failed */
    APIDECK_ERR_TRANSPORT = -70,            /* the host's transport failed */
    APIDECK_ERR_URL = -71,                  /* a URL is not https, or names something other than a
                                               host, a port and a path */
    APIDECK_ERR_REDIRECT = -72,             /* the API redirected to another host, to nowhere, or
                                               too often */
    APIDECK_ERR_UNAUTHORIZED = -73,         /* the API refused the key (401 or 403) */
    APIDECK_ERR_PAYMENT_REQUIRED = -74,     /* the API's request limit is reached (402) */
    APIDECK_ERR_GONE = -75,                 /* the API has no such entity (404) */
    APIDECK_ERR_UNPROCESSABLE = -76,        /* the API could not process the request (400 or 422) */
    APIDECK_ERR_RATE_LIMITED = -77,         /* the API asks to come later (429) */
    APIDECK_ERR_API_FAILED = -78,           /* the API or the connector behind it failed (5xx) */
    APIDECK_ERR_STATUS = -79,               /* the API answered with a status that is none of those
                                               it has */
    APIDECK_ERR_ENVELOPE = -80,             /* the document has no data of the kind that was asked
                                               for */
    APIDECK_ERR_OTHER_ENTITY = -81,         /* the document is of another entity than was asked
                                               for */
    APIDECK_ERR_NO_ENTITY = -82,            /* the event names no entity of a kind that can be
                                               fetched */
    APIDECK_ERR_CURSOR_LOOP = -89,          /* the next page of a list is one that was read
                                               before */
    /* end */
} apideck_error_code;

/** What went wrong with an input, in more detail than the code. Optional wherever it is taken. */
typedef struct apideck_error {
    int code;            /* APIDECK_ERR_* */
    size_t offset;       /* byte of the body where it was noticed; 0 where no byte is to blame */
    const char *message; /* static English text, never NULL after a failure */
} apideck_error;

/** The code's name, e.g. "APIDECK_ERR_JSON_UTF8"; "APIDECK_ERR_?" for a number that is none.
 *  Static text. Thread-safe. */
APIDECK_API const char *apideck_error_name(int code);

/** What the code means, one English sentence without a full stop. Static text. Thread-safe. */
APIDECK_API const char *apideck_error_text(int code);

/**
 * Tells whether the library that runs serves a host that was compiled with headers of this version:
 * it does when the major versions are the same and the headers are not newer in the minor.
 *   error_out  out: may be NULL; its message says which of the two it was
 * Errors: VERSION. Thread-safe. For hosts in another language; in C apideck_check_headers.
 */
APIDECK_API APIDECK_MUST_USE int apideck_check_version(int major, int minor,
                                                       apideck_error *error_out);

/** apideck_check_version with the version of these headers: for a host to call first, since it is
 *  compiled into the host. */
APIDECK_MUST_USE static inline int apideck_check_headers(apideck_error *error_out) {
    return apideck_check_version(APIDECK_VERSION_MAJOR, APIDECK_VERSION_MINOR, error_out);
}

#ifdef __cplusplus
}
#endif

#endif
