#define _POSIX_C_SOURCE 200809L

#include "curl.h"
#include "curl_answer.h"

#include <stdio.h>
#include <string.h>

#define LINE_SIZE 512

/* A byte that is not printable ASCII stands as \xNN. */
void apideck__curl_report(const apideck_curl_transport *transport, const char *reason) {
    static const char begin[] = "curl: ";
    char line[LINE_SIZE];
    size_t len = sizeof begin - 1;
    if (!transport->log.write) {
        return;
    }
    memcpy(line, begin, len);
    for (const unsigned char *c = (const unsigned char *)reason; *c && len + 5 < LINE_SIZE; c++) {
        if (*c >= 0x20 && *c < 0x7f) {
            line[len++] = (char)*c;
        } else {
            len += (size_t)snprintf(line + len, 5, "\\x%02x", *c);
        }
    }
    line[len] = '\0';
    transport->log.write(APIDECK_LOG_ERROR, line, len, transport->log.user);
}

/* Headers ---------------------------------------------------------------------------------- */

/* The key is in one of the lines; the compiler may not leave the wiping out. */
static void wipe(char *text) {
    for (volatile char *p = text; *p; p++) {
        *p = '\0';
    }
}

static void free_lines(struct curl_slist *lines) {
    for (struct curl_slist *line = lines; line; line = line->next) {
        wipe(line->data);
    }
    curl_slist_free_all(lines);
}

/* Appends "name: value". */
static struct curl_slist *append(struct curl_slist *lines, const apideck_allocator *allocator,
                                 const apideck_header *header) {
    size_t size = header->name.len + 2 + header->value.len + 1;
    char *text = allocator->alloc(size, allocator->user);
    if (!text) {
        return NULL;
    }
    memcpy(text, header->name.ptr, header->name.len);
    memcpy(text + header->name.len, ": ", 2);
    if (header->value.len) {
        memcpy(text + header->name.len + 2, header->value.ptr, header->value.len);
    }
    text[size - 1] = '\0';
    struct curl_slist *longer = curl_slist_append(lines, text);
    wipe(text);
    allocator->free(text, size, allocator->user);
    return longer;
}

/* NULL when there is no memory; a request of the library has headers. */
static struct curl_slist *lines_of(const apideck_http_request *request,
                                   const apideck_allocator *allocator) {
    struct curl_slist *lines = NULL;
    for (size_t i = 0; i < request->header_count; i++) {
        struct curl_slist *longer = append(lines, allocator, &request->headers[i]);
        if (!longer) {
            free_lines(lines);
            return NULL;
        }
        lines = longer;
    }
    return lines;
}

/* Setting up ------------------------------------------------------------------------------- */

/* Sets an option unless one before it failed. */
#define SET(option, value) (error = error ? error : curl_easy_setopt(curl, option, value))

static CURLcode set_trust(const apideck_curl_transport *transport, CURL *curl) {
    CURLcode error = CURLE_OK;
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "https");
#else
    SET(CURLOPT_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    if (transport->ca_file) {
        SET(CURLOPT_CAINFO, transport->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    if (transport->proxy) { /* else libcurl looks into the environment */
        SET(CURLOPT_PROXY, transport->proxy);
        SET(CURLOPT_NOPROXY, "");
    }
    SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE); /* the proxy gets none of the headers */
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    return error;
}

static CURLcode set_request(const apideck_curl_transport *transport, CURL *curl, const char *url,
                            struct curl_slist *lines, struct apideck__curl_answer *answer) {
    CURLcode error = set_trust(transport, curl);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, transport->connect_timeout_ms);
    SET(CURLOPT_TIMEOUT_MS, transport->timeout_ms);
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_HTTPGET, 1L);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_HTTPHEADER, lines);
    SET(CURLOPT_HEADERFUNCTION, apideck__curl_take_header);
    SET(CURLOPT_HEADERDATA, answer);
    SET(CURLOPT_WRITEFUNCTION, apideck__curl_take_body);
    SET(CURLOPT_WRITEDATA, answer);
    return error;
}

/* Sending ---------------------------------------------------------------------------------- */

static int transfer(const apideck_curl_transport *transport, CURL *curl, const char *url,
                    struct curl_slist *lines, struct apideck__curl_answer *answer,
                    apideck_http_response *response) {
    char message[CURL_ERROR_SIZE] = "";
    long status = 0;
    CURLcode error = set_request(transport, curl, url, lines, answer);
    SET(CURLOPT_ERRORBUFFER, message);
    error = error ? error : curl_easy_perform(curl);
    if (error == CURLE_WRITE_ERROR && answer->cut_off) {
        error = CURLE_OK; /* what there is tells the library that it is too much */
    }
    error = error ? error : curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (!error && apideck__curl_hand_over(answer, (int)status, response) == 0) {
        return 0;
    }
    bool no_memory = !error || answer->no_memory;
    apideck__curl_report(transport, no_memory  ? "out of memory"
                                    : *message ? message
                                               : curl_easy_strerror(error));
    return -1;
}

int apideck__curl_send(const apideck_curl_transport *transport, CURL *curl,
                       const apideck_http_request *request, apideck_http_response *response) {
    const apideck_allocator *allocator = &transport->allocator;
    struct apideck__curl_answer answer = {.allocator = allocator,
                                          .max_body = request->max_response};
    char *url = allocator->alloc(request->url.len + 1, allocator->user);
    struct curl_slist *lines = lines_of(request, allocator);
    int result = -1;
    if (url && lines) {
        memcpy(url, request->url.ptr, request->url.len);
        url[request->url.len] = '\0';
        result = transfer(transport, curl, url, lines, &answer, response);
    } else {
        apideck__curl_report(transport, "out of memory");
    }
    if (result) {
        apideck__curl_answer_free(&answer);
    }
    curl_easy_reset(curl); /* keeps the connection */
    free_lines(lines);
    if (url) {
        allocator->free(url, request->url.len + 1, allocator->user);
    }
    return result;
}
