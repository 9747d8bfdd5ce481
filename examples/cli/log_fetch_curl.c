/* Fetching with libcurl: over https alone, from a server whose certificate fits. Redirects are the
 * library's to judge, so libcurl follows none. */
#include "key.h"
#include "log_fetch.h"
#include "output.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CONNECT_SECONDS 10L
#define ANSWER_SECONDS 60L

/* The headers of a response that the library asks for. */
static const char *const kept_names[] = {"retry-after", "location"};
#define KEPT (sizeof kept_names / sizeof *kept_names)

/* A response as it comes in. */
struct incoming {
    char *body;
    size_t len;
    size_t room;
    size_t most;
    apideck_header headers[KEPT];
    size_t header_count;
    char values[KEPT][2048];
};

struct fetcher {
    const char *ca_file;
    struct incoming in;
    char message[CURL_ERROR_SIZE];
};

/* What is beyond the limit ends the transfer; the library notices that it is too much. */
static size_t keep_body(char *bytes, size_t size, size_t count, void *user) {
    struct incoming *in = user;
    size_t len = size * count;
    if (len > in->room - in->len) {
        size_t room = 2 * in->room + len;
        char *larger = in->len > in->most ? NULL : realloc(in->body, room);
        if (!larger) {
            return 0;
        }
        in->body = larger;
        in->room = room;
    }
    memcpy(in->body + in->len, bytes, len);
    in->len += len;
    return len;
}

static size_t keep_header(char *line, size_t size, size_t count, void *user) {
    struct incoming *in = user;
    size_t len = size * count;
    for (size_t i = 0; i < KEPT && in->header_count < KEPT; i++) {
        size_t name_len = strlen(kept_names[i]);
        if (len <= name_len || line[name_len] != ':' ||
            strncasecmp(line, kept_names[i], name_len) != 0) {
            continue;
        }
        const char *value = line + name_len + 1;
        size_t value_len = len - name_len - 1;
        while (value_len && strchr(" \t", *value)) {
            value++;
            value_len--;
        }
        while (value_len && strchr(" \t\r\n", value[value_len - 1])) {
            value_len--;
        }
        if (value_len <= sizeof in->values[0]) {
            char *kept = memcpy(in->values[in->header_count], value, value_len);
            in->headers[in->header_count++] =
                (apideck_header){{kept_names[i], name_len}, {kept, value_len}};
        }
    }
    return len;
}

static CURLcode set_up(CURL *curl, struct fetcher *fetcher, const char *url) {
    CURLcode error = curl_easy_setopt(curl, CURLOPT_URL, url);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, fetcher->message);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_TIMEOUT, ANSWER_SECONDS);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_WRITEDATA, &fetcher->in);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
    error = error ? error : curl_easy_setopt(curl, CURLOPT_HEADERDATA, &fetcher->in);
    if (!error && fetcher->ca_file) {
        error = curl_easy_setopt(curl, CURLOPT_CAINFO, fetcher->ca_file);
    }
#if LIBCURL_VERSION_NUM >= 0x075500
    error = error ? error : curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
#else
    error = error ? error : curl_easy_setopt(curl, CURLOPT_PROTOCOLS, CURLPROTO_HTTPS);
#endif
    return error;
}

static struct curl_slist *header_lines(const apideck_http_request *request) {
    struct curl_slist *list = NULL;
    char line[8192]; /* keys are no longer than 4096 */
    for (size_t i = 0; i < request->header_count; i++) {
        const apideck_header *header = &request->headers[i];
        int len = snprintf(line, sizeof line, "%.*s: %.*s", (int)header->name.len, header->name.ptr,
                           (int)header->value.len, header->value.ptr);
        struct curl_slist *longer =
            len > 0 && (size_t)len < sizeof line ? curl_slist_append(list, line) : NULL;
        if (!longer) {
            curl_slist_free_all(list);
            list = NULL;
            break;
        }
        list = longer;
    }
    wipe(line, sizeof line);
    return list;
}

static void free_lines(struct curl_slist *list) {
    for (struct curl_slist *line = list; line; line = line->next) {
        wipe(line->data, strlen(line->data));
    }
    curl_slist_free_all(list);
}

static CURLcode transfer(CURL *curl, struct fetcher *fetcher, const apideck_http_request *request,
                         long *status_out) {
    char *url = malloc(request->url.len + 1);
    struct curl_slist *lines = header_lines(request);
    CURLcode error = url && lines ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    if (!error) {
        memcpy(url, request->url.ptr, request->url.len);
        url[request->url.len] = '\0';
        error = set_up(curl, fetcher, url);
    }
    error = error ? error : curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    error = error ? error : curl_easy_perform(curl);
    if (error == CURLE_WRITE_ERROR && fetcher->in.len > fetcher->in.most) {
        error = CURLE_OK;
    }
    error = error ? error : curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status_out);
    free_lines(lines);
    free(url);
    return error;
}

static int perform(const apideck_http_request *request, apideck_http_response *response_out,
                   void *user) {
    struct fetcher *fetcher = user;
    struct incoming *in = &fetcher->in;
    CURL *curl = curl_easy_init();
    long status = 0;
    memset(in, 0, sizeof *in);
    in->most = request->max_response;
    fetcher->message[0] = '\0';
    CURLcode error = curl ? transfer(curl, fetcher, request, &status) : CURLE_OUT_OF_MEMORY;
    curl_easy_cleanup(curl);
    if (error) {
        complain("%s", *fetcher->message ? fetcher->message : curl_easy_strerror(error));
        free(in->body);
        return -1;
    }
    *response_out =
        (apideck_http_response){(int)status, in->headers, in->header_count, in->body, in->len};
    return 0;
}

static void release(apideck_http_response *response, void *user) {
    struct fetcher *fetcher = user;
    (void)response;
    free(fetcher->in.body);
    fetcher->in.body = NULL;
}

static bool fetch(apideck_replay *replay, const struct log_source *source, const char *key) {
    struct fetcher *fetcher = calloc(1, sizeof *fetcher);
    apideck_transport transport;
    apideck_credentials credentials;
    apideck_problem *problem = NULL;
    if (!fetcher) {
        complain("%s", apideck_error_text(APIDECK_ERR_NO_MEMORY));
        return false;
    }
    fetcher->ca_file = source->ca_file;
    apideck_transport_init(&transport);
    transport.perform = perform;
    transport.release = release;
    transport.user = fetcher;
    apideck_credentials_init(&credentials);
    credentials.api_key = key;
    credentials.app_id = source->app_id;
    if (source->base_url) {
        credentials.base_url = source->base_url;
    }
    int error = apideck_replay_fetch(replay, &transport, &credentials, &problem);
    if (error) {
        complain_of_problem(error, problem);
    }
    apideck_problem_free(problem);
    free(fetcher);
    return !error;
}

bool log_fetch(apideck_replay *replay, const struct log_source *source) {
    char key[API_KEY_SIZE];
    if (!api_key_read(source->key_file, key)) {
        return false;
    }
    bool ok = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (ok) {
        ok = fetch(replay, source, key);
        curl_global_cleanup();
    } else {
        complain("libcurl does not start");
    }
    wipe(key, sizeof key);
    return ok;
}
