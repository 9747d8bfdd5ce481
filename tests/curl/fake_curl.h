/*
 * libcurl as far as the transport calls it: each call can be told to fail (failing_calls.h), and a
 * request goes nowhere, but is held against what docs/transport-curl.md promises, and answered with
 * what the test says. The rest is libcurl's own. For one thread, and one request at a time.
 */
#ifndef APIDECK_TESTS_FAKE_CURL_H
#define APIDECK_TESTS_FAKE_CURL_H

#include "../check.h"
#include "../counting_allocator.h"
#include "../failing_calls.h"

#include <apideck/transport_curl.h>
#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>

/* Macros that check types, in front of the functions. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

#define CA_FILE "authority.pem"
#define PROXY "http://proxy.example:3128"
#define URL "https://api.example/crm/leads?limit=2"
#define KEY_LINE "Authorization: Bearer the-key-of-the-tests"

struct fake_option {
    CURLoption option;
    long number;
    const void *pointer;
    curl_write_callback take;
};

static struct {
    int started; /* curl_global_init less curl_global_cleanup */
    int handles; /* open */
    int lines;   /* of header lists, not given back */
    int performed;
    struct fake_option options[64]; /* of the handle in use */
    size_t option_count;
    int option_failed;
    const char *const *headers; /* what is answered, up to a NULL */
    const char *body;
    size_t body_len; /* a lie; 0 for that of the text, which comes in halves */
    CURLcode result;
    const char *message; /* libcurl's, of the failure */
    int raises_sigpipe;
    int no_mutex;
    int no_tls;
    struct counting memory;
} fake;

static const char *const fake_headers[] = {"HTTP/1.1 200 OK\r\n", "Content-Type: text/plain\r\n",
                                           "X-Long: one\r\n", "\r\n", NULL};

static inline void fake_answer(const char *const *headers, const char *body) {
    fake.headers = headers;
    fake.body = body;
    fake.body_len = 0;
    fake.result = CURLE_OK;
    fake.message = NULL;
}

/* Starting ------------------------------------------------------------------------------------ */

static int calls_counted = 1; /* 0 while libcurl itself calls */

CURLcode curl_global_init(long flags) {
    NEXT_CALL(CURLcode, curl_global_init, (long))
    if (call_fails("curl_global_init")) {
        return CURLE_FAILED_INIT;
    }
    calls_counted = 0;
    CURLcode error = next(flags);
    calls_counted = 1;
    fake.started += error == CURLE_OK;
    return error;
}

void curl_global_cleanup(void) {
    NEXT_CALL(void, curl_global_cleanup, (void))
    fake.started--;
    next();
}

curl_version_info_data *curl_version_info(CURLversion version) {
    NEXT_CALL(curl_version_info_data *, curl_version_info, (CURLversion))
    static curl_version_info_data without;
    if (!fake.no_tls) {
        return next(version);
    }
    without = *next(version);
    without.features &= ~CURL_VERSION_SSL;
    return &without;
}

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) {
    NEXT_CALL(int, pthread_mutex_init, (pthread_mutex_t *, const pthread_mutexattr_t *))
    return calls_counted && fake.no_mutex ? 11 : next(mutex, attributes);
}

/* Options ------------------------------------------------------------------------------------- */

/* Of an option that was not set, the zeros that it has in a new handle but for a few. */
static inline const struct fake_option *fake_option(CURLoption option) {
    static const struct fake_option unset;
    for (size_t i = fake.option_count; i > 0; i--) {
        if (fake.options[i - 1].option == option) {
            return &fake.options[i - 1];
        }
    }
    return &unset;
}

/* The one option of a handle that is to be closed: were it to fail, there is nobody to tell. */
static inline int is_closing(CURLoption option) {
    return option == CURLOPT_NOSIGNAL && fake.option_count == 0;
}

CURLcode curl_easy_setopt(CURL *curl, CURLoption option, ...) {
    NEXT_CALL(CURLcode, curl_easy_setopt, (CURL *, CURLoption, ...))
    struct fake_option set = {.option = option};
    CURLcode error = CURLE_OUT_OF_MEMORY;
    va_list rest;
    va_start(rest, option);
    if (!is_closing(option) && call_fails("curl_easy_setopt")) {
        fake.option_failed = 1;
    } else if ((int)option < CURLOPTTYPE_OBJECTPOINT) {
        set.number = va_arg(rest, long);
        error = next(curl, option, set.number);
    } else if ((int)option < CURLOPTTYPE_FUNCTIONPOINT) {
        set.pointer = va_arg(rest, const void *);
        error = next(curl, option, set.pointer);
    } else {
        set.take = va_arg(rest, curl_write_callback);
        error = next(curl, option, set.take);
    }
    va_end(rest);
    if (fake.option_count < sizeof fake.options / sizeof *fake.options) {
        fake.options[fake.option_count++] = set;
    }
    return error;
}

static inline void check_text(CURLoption option, const char *expected) {
    const char *text = fake_option(option)->pointer;
    CHECK_STR(text, text ? strlen(text) : 0, expected);
}

static inline void check_number(CURLoption option, long expected) {
    const struct fake_option *set = fake_option(option);
    CHECK_INT(set->option, option);
    CHECK_INT(set->number, expected);
}

/* Handles and headers ------------------------------------------------------------------------- */

CURL *curl_easy_init(void) {
    NEXT_CALL(CURL *, curl_easy_init, (void))
    CURL *curl = call_fails("curl_easy_init") ? NULL : next();
    fake.handles += curl != NULL;
    return curl;
}

void curl_easy_cleanup(CURL *curl) {
    NEXT_CALL(void, curl_easy_cleanup, (CURL *))
    check_number(CURLOPT_NOSIGNAL, 1);
    fake.option_count = 0;
    fake.handles--;
    next(curl);
}

void curl_easy_reset(CURL *curl) {
    NEXT_CALL(void, curl_easy_reset, (CURL *))
    fake.option_count = 0;
    fake.option_failed = 0;
    next(curl);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text) {
    NEXT_CALL(struct curl_slist *, curl_slist_append, (struct curl_slist *, const char *))
    struct curl_slist *longer = call_fails("curl_slist_append") ? NULL : next(list, text);
    fake.lines += longer != NULL;
    return longer;
}

/* The key is in one of them, and may not stay in memory. */
void curl_slist_free_all(struct curl_slist *list) {
    NEXT_CALL(void, curl_slist_free_all, (struct curl_slist *))
    for (struct curl_slist *line = list; line; line = line->next) {
        CHECK_STR(line->data, strlen(line->data), "");
        fake.lines--;
    }
    next(list);
}

/* Performing ---------------------------------------------------------------------------------- */

/* Where it goes, whom it trusts, and what it takes along. */
static inline void check_promises(void) {
    CHECK(!fake.option_failed);
    check_text(CURLOPT_URL, URL);
#if LIBCURL_VERSION_NUM >= 0x075500
    check_text(CURLOPT_PROTOCOLS_STR, "https");
#else
    check_number(CURLOPT_PROTOCOLS, CURLPROTO_HTTPS);
#endif
    check_number(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    check_number(CURLOPT_SSL_VERIFYPEER, 1);
    check_number(CURLOPT_SSL_VERIFYHOST, 2);
    check_number(CURLOPT_FOLLOWLOCATION, 0);
    check_number(CURLOPT_NETRC, CURL_NETRC_IGNORED);
    check_number(CURLOPT_NOSIGNAL, 1);
    check_number(CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
    check_text(CURLOPT_CAINFO, CA_FILE);
    check_text(CURLOPT_CAPATH, NULL);
    check_text(CURLOPT_PROXY, PROXY);
    check_text(CURLOPT_NOPROXY, "");
    const struct curl_slist *line = fake_option(CURLOPT_HTTPHEADER)->pointer;
    CHECK(line && strcmp(line->data, KEY_LINE) == 0);
    CHECK(line && line->next && strcmp(line->next->data, "x-apideck-app-id: ") == 0);
    CHECK(line && line->next && !line->next->next);
}

/* What libcurl does with a callback that takes less than it got. */
static inline int hand_over(CURLoption function, CURLoption data, const char *bytes, size_t len) {
    char *text = (char *)(uintptr_t)bytes;
    void *user = (void *)(uintptr_t)fake_option(data)->pointer;
    return fake_option(function)->take(text, 1, len, user) == len;
}

CURLcode curl_easy_perform(CURL *curl) {
    (void)curl;
    check_promises();
    fake.performed++;
    if (fake.raises_sigpipe) {
        CHECK_INT(raise(SIGPIPE), 0);
    }
    if (call_fails("curl_easy_perform")) {
        return CURLE_COULDNT_CONNECT;
    }
    for (const char *const *header = fake.headers; *header; header++) {
        if (!hand_over(CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, *header, strlen(*header))) {
            return CURLE_WRITE_ERROR;
        }
    }
    size_t len = fake.body_len ? fake.body_len : strlen(fake.body);
    size_t half = fake.body_len ? 1 : len / 2;
    if (!hand_over(CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, fake.body, half) ||
        !hand_over(CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, fake.body + half, len - half)) {
        return CURLE_WRITE_ERROR;
    }
    if (fake.message) {
        strcpy((char *)(uintptr_t)fake_option(CURLOPT_ERRORBUFFER)->pointer, fake.message);
    }
    return fake.result;
}

CURLcode curl_easy_getinfo(CURL *curl, CURLINFO info, ...) {
    va_list rest;
    (void)curl;
    CHECK_INT(info, CURLINFO_RESPONSE_CODE);
    if (call_fails("curl_easy_getinfo")) {
        return CURLE_BAD_FUNCTION_ARGUMENT;
    }
    va_start(rest, info);
    *va_arg(rest, long *) = 200;
    va_end(rest);
    return CURLE_OK;
}

/* The host ------------------------------------------------------------------------------------ */

static char last_logged[1024];
static int log_count;

static inline void keep_log(apideck_log_level level, const char *line, size_t len, void *user) {
    (void)user;
    CHECK_INT(level, APIDECK_LOG_ERROR);
    CHECK_INT(strlen(line), len);
    (void)snprintf(last_logged, sizeof last_logged, "%s", line);
    log_count++;
}

static inline void *failing_alloc(size_t size, void *user) {
    return call_fails("alloc") ? NULL : counting_alloc(size, user);
}

/* Nothing is given back that the key can be read from. */
static inline void searched_free(void *ptr, size_t size, void *user) {
    const char *bytes = ptr;
    int found = 0;
    for (size_t i = 0; i + 3 <= size; i++) {
        found += memcmp(bytes + i, "key", 3) == 0;
    }
    CHECK_INT(found, 0);
    counting_free(ptr, size, user);
}

static inline int transport_new(size_t connections, apideck_curl_transport **transport_out,
                                apideck_error *error_out) {
    static const apideck_allocator allocator = {failing_alloc, searched_free, &fake.memory};
    static apideck_log log;
    apideck_curl_config config;
    apideck_log_init(&log);
    log.write = keep_log;
    apideck_curl_config_init(&config);
    config.ca_file = CA_FILE;
    config.proxy = PROXY;
    config.connections = connections;
    config.allocator = &allocator;
    config.log = &log;
    return apideck_curl_transport_new(&config, transport_out, error_out);
}

#define STR_INIT(text)                                                                             \
    { text, sizeof(text) - 1 }
#define STR(text) ((apideck_str)STR_INIT(text))

static inline apideck_http_request get_request(void) {
    static const apideck_header headers[] = {
        {STR_INIT("Authorization"), STR_INIT("Bearer the-key-of-the-tests")},
        {STR_INIT("x-apideck-app-id"), {NULL, 0}},
    };
    return (apideck_http_request){.method = STR("GET"),
                                  .url = STR(URL),
                                  .headers = headers,
                                  .header_count = 2,
                                  .max_response = 1000};
}

/* Asks, and hands back the response. */
static inline int ask(const apideck_curl_transport *transport, apideck_http_response *response) {
    const apideck_transport *table = apideck_curl_transport_table(transport);
    const apideck_http_request request = get_request();
    return table->perform(&request, response, table->user);
}

static inline void release(const apideck_curl_transport *transport,
                           apideck_http_response *response) {
    const apideck_transport *table = apideck_curl_transport_table(transport);
    table->release(response, table->user);
}

static inline void check_nothing_open(void) {
    CHECK_INT(fake.started, 0);
    CHECK_INT(fake.handles, 0);
    CHECK_INT(fake.lines, 0);
    CHECK_NOTHING_LEAKED(&fake.memory);
}

#endif
