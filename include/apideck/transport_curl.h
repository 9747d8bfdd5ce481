/*
 * A transport over libcurl, libapideck-curl: blocking, for any number of threads.
 *
 * It speaks https alone, with TLS 1.2 or newer; certificates and host names are verified, and there
 * is no way to switch that off. It follows no redirects, keeps no cookies, reads no .netrc, asks
 * for no compression, and raises and handles no signals.
 */
#ifndef APIDECK_TRANSPORT_CURL_H
#define APIDECK_TRANSPORT_CURL_H

#include <apideck/base.h>
#include <apideck/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a transport carries requests. apideck_curl_config_init sets the defaults named here. */
typedef struct apideck_curl_config {
    size_t size;
    const char *ca_file;    /* PEM certificates to trust in place of the system's; NULL for those */
    const char *proxy;      /* e.g. "http://proxy.example:3128"; it sees the API's host, and not the
                               request. NULL for what libcurl finds in the environment (https_proxy,
                               all_proxy, no_proxy); "" for none */
    int connect_timeout_ms; /* for name, connection and TLS together: 10000 */
    int timeout_ms;         /* for the whole request: 60000 */
    size_t connections;     /* how many are kept open for later requests: 8 */
    const apideck_allocator *allocator; /* for the transport and its responses, on the threads that
                                           call; copied; NULL for malloc. libcurl's own memory is
                                           its own */
    const apideck_log *log;             /* copied; told why a request failed; NULL for none */
} apideck_curl_config;

/** What apideck_curl_config_init calls, with the size that the host knows. */
APIDECK_API void apideck_curl_config_init_sized(apideck_curl_config *config, size_t size);

/** Zeroes the struct, sets its size and the defaults named there. Thread-safe. */
static inline void apideck_curl_config_init(apideck_curl_config *config) {
    apideck_curl_config_init_sized(config, sizeof *config);
}

typedef struct apideck_curl_transport apideck_curl_transport;

/**
 * Makes a transport, and calls curl_global_init, which before libcurl 7.84 must not run beside
 * other threads that use libcurl.
 *   config         in:  kept no longer than the call; its texts are copied
 *   transport_out  out: owned by the caller, apideck_curl_transport_free
 *   error_out      out: may be NULL
 * Errors: ARGUMENT, HOST_TABLE, CALLBACK_MISSING (log.write), NO_MEMORY, TRANSPORT (libcurl does
 * not start, or has no TLS).
 */
APIDECK_API APIDECK_MUST_USE int apideck_curl_transport_new(const apideck_curl_config *config,
                                                            apideck_curl_transport **transport_out,
                                                            apideck_error *error_out);

/** The table to hand to the functions of api.h; valid as long as the transport. Thread-safe. */
APIDECK_API const apideck_transport *
apideck_curl_transport_table(const apideck_curl_transport *transport);

/** Closes the connections; no request may be under way, no response unreleased. NULL is fine.
 *  Calls curl_global_cleanup, of which the same is true as of curl_global_init. */
APIDECK_API void apideck_curl_transport_free(apideck_curl_transport *transport);

#ifdef __cplusplus
}
#endif

#endif
