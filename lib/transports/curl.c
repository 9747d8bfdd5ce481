/* Making a transport, and its pool of handles. */
#define _POSIX_C_SOURCE 200809L

#include "curl.h"

#include "curl_answer.h"

#include <stdlib.h>
#include <string.h>

void apideck_curl_config_init_sized(apideck_curl_config *config, size_t size) {
    const apideck_curl_config defaults = {
        .size = size,
        .connect_timeout_ms = 10000,
        .timeout_ms = 60000,
        .connections = 8,
    };
    memset(config, 0, size);
    memcpy(config, &defaults, size < sizeof defaults ? size : sizeof defaults);
}

static int fail(apideck_error *error_out, int code, const char *message) {
    if (error_out) {
        *error_out = (apideck_error){code, 0, message};
    }
    return code;
}

/* A table of a newer header passes when it sets nothing that is not known here. */
static bool is_table(const void *table, size_t table_size, size_t known_size) {
    for (size_t i = known_size; i < table_size; i++) {
        if (((const unsigned char *)table)[i]) {
            return false;
        }
    }
    return table_size >= known_size;
}

static int check(const apideck_curl_config *config, apideck_error *error_out) {
    if (!config || !is_table(config, config->size, sizeof *config)) {
        return fail(error_out, config ? APIDECK_ERR_HOST_TABLE : APIDECK_ERR_ARGUMENT,
                    "config has a wrong size or unknown members");
    }
    if (config->connect_timeout_ms <= 0 || config->timeout_ms <= 0) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "a timeout of config is not positive");
    }
    if (config->ca_file && !*config->ca_file) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "config.ca_file is empty");
    }
    if (config->allocator && (!config->allocator->alloc || !config->allocator->free)) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "config.allocator lacks a callback");
    }
    if (config->connections > 1024) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "config.connections is more than 1024");
    }
    if (config->log && !is_table(config->log, config->log->size, sizeof *config->log)) {
        return fail(error_out, APIDECK_ERR_HOST_TABLE,
                    "config.log has a wrong size or unknown members");
    }
    if (config->log && !config->log->write) {
        return fail(error_out, APIDECK_ERR_CALLBACK_MISSING, "config.log lacks write");
    }
    return 0;
}

/* The pool --------------------------------------------------------------------------------- */

/* The handle that was used last, whose connection is most likely still open; or a new one. */
static CURL *take(apideck_curl_transport *transport) {
    CURL *curl = NULL;
    pthread_mutex_lock(&transport->lock);
    if (transport->idle_count) {
        curl = transport->idle[--transport->idle_count];
    }
    pthread_mutex_unlock(&transport->lock);
    return curl ? curl : curl_easy_init();
}

/* Without the option, which a reset takes away, libcurl ignores SIGPIPE meanwhile in the whole
 * process, and one that is pending is lost. */
static void close_handle(CURL *curl) {
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_cleanup(curl);
}

static void put_back(apideck_curl_transport *transport, CURL *curl) {
    pthread_mutex_lock(&transport->lock);
    if (transport->idle_count < transport->idle_most) {
        transport->idle[transport->idle_count++] = curl;
        curl = NULL;
    }
    pthread_mutex_unlock(&transport->lock);
    if (curl) {
        close_handle(curl);
    }
}

/* The table -------------------------------------------------------------------------------- */

static bool is_get(const apideck_http_request *request) {
    return request->method.len == 3 && memcmp(request->method.ptr, "GET", 3) == 0 &&
           !request->body.ptr;
}

static int perform(const apideck_http_request *request, apideck_http_response *response,
                   void *user) {
    apideck_curl_transport *transport = user;
    if (!is_get(request)) {
        apideck__curl_report(transport, "the method is not GET");
        return -1;
    }
    CURL *curl = take(transport);
    if (!curl) {
        apideck__curl_report(transport, "out of memory");
        return -1;
    }
    struct apideck__curl_pipe pipe;
    apideck__curl_pipe_begin(&pipe);
    int result = apideck__curl_send(transport, curl, request, response);
    put_back(transport, curl);
    apideck__curl_pipe_end(&pipe);
    return result;
}

static void release(apideck_http_response *response, void *user) {
    const apideck_curl_transport *transport = user;
    apideck__curl_release(response, &transport->allocator);
}

const apideck_transport *apideck_curl_transport_table(const apideck_curl_transport *transport) {
    return transport ? &transport->table : NULL;
}

/* Making and freeing ----------------------------------------------------------------------- */

static void *heap_alloc(size_t size, void *user) {
    (void)user;
    return malloc(size);
}

static void heap_free(void *ptr, size_t size, void *user) {
    (void)size;
    (void)user;
    free(ptr);
}

static char *put_text(char **end, const char *text) {
    if (!text) {
        return NULL;
    }
    char *copy = *end;
    size_t size = strlen(text) + 1;
    memcpy(copy, text, size);
    *end += size;
    return copy;
}

/* One block: the transport, the idle handles, the texts. */
static apideck_curl_transport *make(const apideck_curl_config *config) {
    const apideck_allocator heap = {heap_alloc, heap_free, NULL};
    apideck_allocator allocator = config->allocator ? *config->allocator : heap;
    size_t handles = config->connections * sizeof(CURL *);
    size_t size = sizeof(apideck_curl_transport) + handles +
                  (config->ca_file ? strlen(config->ca_file) + 1 : 0) +
                  (config->proxy ? strlen(config->proxy) + 1 : 0);
    apideck_curl_transport *transport = allocator.alloc(size, allocator.user);
    if (!transport) {
        return NULL;
    }
    memset(transport, 0, sizeof *transport);
    transport->allocator = allocator;
    transport->size = size;
    transport->idle = (CURL **)(transport + 1);
    transport->idle_most = config->connections;
    char *end = (char *)(transport + 1) + handles;
    transport->ca_file = put_text(&end, config->ca_file);
    transport->proxy = put_text(&end, config->proxy);
    transport->connect_timeout_ms = config->connect_timeout_ms;
    transport->timeout_ms = config->timeout_ms;
    if (config->log) {
        transport->log = *config->log;
    }
    apideck_transport_init(&transport->table);
    transport->table.perform = perform;
    transport->table.release = release;
    transport->table.user = transport;
    return transport;
}

static int start(apideck_curl_transport *transport, apideck_error *error_out) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return fail(error_out, APIDECK_ERR_TRANSPORT, "libcurl does not start");
    }
    if (!(curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SSL)) {
        curl_global_cleanup();
        return fail(error_out, APIDECK_ERR_TRANSPORT, "this libcurl has no TLS");
    }
    if (pthread_mutex_init(&transport->lock, NULL)) {
        curl_global_cleanup();
        return fail(error_out, APIDECK_ERR_NO_MEMORY, "no mutex can be made");
    }
    return 0;
}

static void give_back(apideck_curl_transport *transport) {
    apideck_allocator allocator = transport->allocator;
    allocator.free(transport, transport->size, allocator.user);
}

int apideck_curl_transport_new(const apideck_curl_config *config,
                               apideck_curl_transport **transport_out, apideck_error *error_out) {
    if (!transport_out) {
        return fail(error_out, APIDECK_ERR_ARGUMENT, "transport_out is NULL");
    }
    int error = check(config, error_out);
    if (error) {
        return error;
    }
    apideck_curl_transport *transport = make(config);
    if (!transport) {
        return fail(error_out, APIDECK_ERR_NO_MEMORY, apideck_error_text(APIDECK_ERR_NO_MEMORY));
    }
    error = start(transport, error_out);
    if (error) {
        give_back(transport);
        return error;
    }
    *transport_out = transport;
    return 0;
}

void apideck_curl_transport_free(apideck_curl_transport *transport) {
    if (transport) {
        struct apideck__curl_pipe pipe;
        apideck__curl_pipe_begin(&pipe);
        while (transport->idle_count) {
            close_handle(transport->idle[--transport->idle_count]);
        }
        apideck__curl_pipe_end(&pipe);
        pthread_mutex_destroy(&transport->lock);
        curl_global_cleanup();
        give_back(transport);
    }
}
