/* The transport, and what sends one request of it. */
#ifndef APIDECK_LIB_TRANSPORTS_CURL_H
#define APIDECK_LIB_TRANSPORTS_CURL_H

#include <apideck/transport_curl.h>
#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

struct apideck_curl_transport {
    apideck_transport table;
    apideck_allocator allocator;
    apideck_log log; /* write NULL for none */
    char *ca_file;
    char *proxy;
    long connect_timeout_ms;
    long timeout_ms;
    size_t size; /* of the block */
    /* Handles that nobody uses, each with the connection that it has open. */
    pthread_mutex_t lock;
    size_t idle_count;
    size_t idle_most;
    CURL **idle;
};

/* Sends one request over the handle, which is left without any of it. Returns 0 or -1. */
int apideck__curl_send(const apideck_curl_transport *transport, CURL *curl,
                       const apideck_http_request *request, apideck_http_response *response_out);

/* curl_pipe.c: a write of TLS to a connection that the server closed raises SIGPIPE, which would
 * end a host that does not expect it; with CURLOPT_NOSIGNAL libcurl leaves it alone. Held back on
 * this thread from begin to end. */
struct apideck__curl_pipe {
    sigset_t before;
    bool was_pending;
};
void apideck__curl_pipe_begin(struct apideck__curl_pipe *pipe);
void apideck__curl_pipe_end(const struct apideck__curl_pipe *pipe);

/* Tells the host's log why a request failed. */
void apideck__curl_report(const apideck_curl_transport *transport, const char *reason);

#endif
