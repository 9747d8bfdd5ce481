#include "http.h"

#include "output.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_SECONDS 10L
#define ANSWER_SECONDS 70L /* Apideck waits for 60 */

struct http {
    CURL *curl;
    char message[CURL_ERROR_SIZE];
};

/* Keeps what fits; taking the rest as well lets the connection be used again. */
static size_t keep(char *bytes, size_t size, size_t count, void *user) {
    struct http_answer *answer = user;
    size_t len = size * count;
    size_t room = sizeof answer->body - answer->len;
    size_t kept = len < room ? len : room;
    memcpy(answer->body + answer->len, bytes, kept);
    answer->len += kept;
    return len;
}

/* A redirection is an answer too: Apideck is not known to follow any. */
static CURLcode set_up(struct http *http, const char *url) {
    CURL *curl = http->curl;
    CURLcode error = curl_easy_setopt(curl, CURLOPT_URL, url);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->message);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_TIMEOUT, ANSWER_SECONDS);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
#if LIBCURL_VERSION_NUM >= 0x075500
    error = error ? error : curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    error =
        error ? error : curl_easy_setopt(curl, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
    return error;
}

struct http *http_open(const char *url) {
    struct http *http = calloc(1, sizeof *http);
    if (http && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
        http->curl = curl_easy_init();
    }
    if (!http || !http->curl) {
        complain("libcurl does not start");
        free(http);
        return NULL;
    }
    CURLcode error = set_up(http, url);
    if (error) {
        complain("%s", curl_easy_strerror(error));
        http_close(http);
        return NULL;
    }
    return http;
}

/* Adds a line to a list, and frees the list when there is no memory for it. */
static struct curl_slist *append(struct curl_slist *list, const char *line) {
    struct curl_slist *longer = curl_slist_append(list, line);
    if (!longer) {
        curl_slist_free_all(list);
    }
    return longer;
}

static struct curl_slist *header_lines(const apideck_header *headers, size_t count) {
    /* Without "Expect:", curl asks before it sends a large body, which not every server answers. */
    struct curl_slist *list = append(NULL, "Content-Type: application/json");
    list = list ? append(list, "Expect:") : NULL;
    for (size_t i = 0; list && i < count; i++) {
        char line[1024];
        int len = snprintf(line, sizeof line, "%.*s: %.*s", (int)headers[i].name.len,
                           headers[i].name.ptr, (int)headers[i].value.len, headers[i].value.ptr);
        if (len < 0 || (size_t)len >= sizeof line) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = append(list, line);
    }
    return list;
}

static CURLcode perform(CURL *curl, struct curl_slist *headers, const char *body, size_t body_len,
                        struct http_answer *answer) {
    CURLcode error = curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    error =
        error ? error : curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_len);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    error = error ? error : curl_easy_perform(curl);
    return error ? error : curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
}

bool http_post(struct http *http, const apideck_header *headers, size_t header_count,
               const char *body, size_t body_len, struct http_answer *answer_out) {
    struct curl_slist *lines = header_lines(headers, header_count);
    if (!lines) {
        complain("the headers are too long");
        return false;
    }
    answer_out->len = 0;
    http->message[0] = '\0';
    CURLcode error = perform(http->curl, lines, body, body_len, answer_out);
    curl_slist_free_all(lines);
    if (error) {
        complain("%s", http->message[0] ? http->message : curl_easy_strerror(error));
    }
    return !error;
}

void http_close(struct http *http) {
    curl_easy_cleanup(http->curl);
    curl_global_cleanup();
    free(http);
}
