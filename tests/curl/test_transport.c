/* What the transport over libcurl makes of its config, of what libcurl hands it, and of SIGPIPE. */
#define _GNU_SOURCE 1

#include "fake_curl.h"

/* Config -------------------------------------------------------------------------------------- */

static void *no_alloc(size_t size, void *user) {
    (void)size, (void)user;
    return NULL;
}

static void no_free(void *ptr, size_t size, void *user) {
    (void)ptr, (void)size, (void)user;
}

static void check_refused(const apideck_curl_config *config, int expected) {
    apideck_curl_transport *transport = NULL;
    apideck_error error = {0, 0, NULL};
    CHECK_INT(apideck_curl_transport_new(config, &transport, &error), expected);
    CHECK_INT(error.code, expected);
    CHECK(error.message && *error.message);
    CHECK(!transport);
    CHECK_INT(apideck_curl_transport_new(config, &transport, NULL), expected);
    check_nothing_open();
}

static apideck_curl_config defaults(void) {
    apideck_curl_config config;
    apideck_curl_config_init(&config);
    return config;
}

static void test_values(void) {
    apideck_curl_config config = defaults();
    CHECK_INT(config.connect_timeout_ms, 10000);
    CHECK_INT(config.timeout_ms, 60000);
    CHECK_INT(config.connections, 8);
    CHECK(!config.ca_file && !config.proxy && !config.allocator && !config.log);
    config.connect_timeout_ms = 0;
    check_refused(&config, APIDECK_ERR_ARGUMENT);
    config = defaults();
    config.timeout_ms = -1;
    check_refused(&config, APIDECK_ERR_ARGUMENT);
    config = defaults();
    config.ca_file = "";
    check_refused(&config, APIDECK_ERR_ARGUMENT);
    config = defaults();
    config.connections = 1025;
    check_refused(&config, APIDECK_ERR_ARGUMENT);
}

static void test_tables(void) {
    apideck_allocator allocator = {NULL, no_free, NULL};
    apideck_curl_config config = defaults();
    config.allocator = &allocator;
    check_refused(&config, APIDECK_ERR_ARGUMENT);
    allocator = (apideck_allocator){no_alloc, NULL, NULL};
    check_refused(&config, APIDECK_ERR_ARGUMENT);
    allocator.free = no_free;
    check_refused(&config, APIDECK_ERR_NO_MEMORY);
    config = defaults();
    apideck_log log;
    apideck_log_init(&log);
    config.log = &log;
    check_refused(&config, APIDECK_ERR_CALLBACK_MISSING);
    log.size--;
    check_refused(&config, APIDECK_ERR_HOST_TABLE);
}

/* A config of a newer header, whose members are known only to be zero. */
static void test_newer_config(void) {
    struct {
        apideck_curl_config config;
        size_t unknown;
    } newer;
    apideck_curl_transport *transport = NULL;
    apideck_curl_config_init_sized(&newer.config, sizeof newer);
    CHECK_INT(newer.unknown, 0);
    CHECK_INT(apideck_curl_transport_new(&newer.config, &transport, NULL), 0);
    apideck_curl_transport_free(transport);
    newer.unknown = 1;
    check_refused(&newer.config, APIDECK_ERR_HOST_TABLE);
    apideck_curl_config older;
    apideck_curl_config_init_sized(&older, offsetof(apideck_curl_config, log));
    check_refused(&older, APIDECK_ERR_HOST_TABLE);
}

static void test_nothing(void) {
    const apideck_curl_config config = defaults();
    check_refused(NULL, APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_curl_transport_new(&config, NULL, NULL), APIDECK_ERR_ARGUMENT);
    CHECK(!apideck_curl_transport_table(NULL));
    apideck_curl_transport_free(NULL);
}

static void test_no_start(void) {
    const apideck_curl_config config = defaults();
    fake.no_tls = 1;
    check_refused(&config, APIDECK_ERR_TRANSPORT);
    fake.no_tls = 0;
    fake.no_mutex = 1;
    check_refused(&config, APIDECK_ERR_NO_MEMORY);
    fake.no_mutex = 0;
}

/* Requests ------------------------------------------------------------------------------------ */

static apideck_curl_transport *make(void) {
    apideck_curl_transport *transport = NULL;
    if (transport_new(1, &transport, NULL)) {
        exit(2);
    }
    return transport;
}

static void check_logged(const char *expected) {
    CHECK_STR(last_logged, strlen(last_logged), expected);
}

/* What the transport cannot send, it refuses before libcurl hears of it. */
static void test_get_alone(void) {
    static const char *const methods[] = {"POST", "PUT", "GETS", "get"};
    apideck_curl_transport *transport = make();
    const apideck_transport *table = apideck_curl_transport_table(transport);
    apideck_http_response response;
    fake.performed = 0;
    for (size_t i = 0; i < 4; i++) {
        apideck_http_request request = get_request();
        request.method = (apideck_str){methods[i], strlen(methods[i])};
        CHECK(table->perform(&request, &response, table->user) < 0);
        check_logged("curl: the method is not GET");
    }
    apideck_http_request request = get_request();
    request.body = STR("{}");
    CHECK(table->perform(&request, &response, table->user) < 0);
    CHECK_INT(fake.performed, 0);
    CHECK_INT(fake.handles, 0);
    apideck_curl_transport_free(transport);
    check_nothing_open();
}

static void check_failure(const char *logged) {
    apideck_curl_transport *transport = make();
    apideck_http_response response = {.status = -7};
    CHECK(ask(transport, &response) < 0);
    CHECK_INT(response.status, -7);
    check_logged(logged);
    apideck_curl_transport_free(transport);
    check_nothing_open();
}

/* A line of the log is one line of printable ASCII. */
static void test_message(void) {
    fake_answer(fake_headers, "");
    fake.result = CURLE_PEER_FAILED_VERIFICATION;
    fake.message = "no\r\n\xc3\xa9 \x7fway~";
    check_failure("curl: no\\x0d\\x0a\\xc3\\xa9 \\x7fway~");
    fake.message = "";
    char expected[256];
    (void)snprintf(expected, sizeof expected, "curl: %s",
                   curl_easy_strerror(CURLE_PEER_FAILED_VERIFICATION));
    check_failure(expected);
}

/* Without a log a failure is a failure. */
static void test_no_log(void) {
    const apideck_curl_config config = defaults();
    apideck_curl_transport *transport = NULL;
    const apideck_http_request request = {.method = STR("POST")};
    apideck_http_response response;
    int logged = log_count;
    CHECK_INT(apideck_curl_transport_new(&config, &transport, NULL), 0);
    const apideck_transport *table = apideck_curl_transport_table(transport);
    CHECK(table->perform(&request, &response, table->user) < 0);
    CHECK_INT(log_count, logged);
    apideck_curl_transport_free(transport);
}

/* Responses ----------------------------------------------------------------------------------- */

static void check_header(const apideck_http_response *response, size_t i, const char *name,
                         const char *value) {
    CHECK(i < response->header_count);
    if (i < response->header_count) {
        const apideck_header *header = &response->headers[i];
        CHECK_STR(header->name.ptr, header->name.len, name);
        CHECK_STR(header->value.ptr, header->value.len, value);
    }
}

/* RFC 9112, 5.2: a folded line belongs to the one before it. Nothing of an interim response, and no
 * line that is not a header, is one. */
static void test_headers(void) {
    static const char *const headers[] = {"HTTP/1.1 103 Early Hints\r\n",
                                          "X-Early: 1\r\n",
                                          "\r\n",
                                          "HTTP/1.1 200 OK\r\n",
                                          "A: one\r\n",
                                          "\ttwo:2\r\n",
                                          "no header\r\n",
                                          "B:\r\n",
                                          "C: without a break",
                                          "",
                                          NULL};
    apideck_curl_transport *transport = make();
    apideck_http_response response;
    fake_answer(headers, "{}");
    CHECK_INT(ask(transport, &response), 0);
    CHECK_INT(response.header_count, 3);
    check_header(&response, 0, "A", " one\ttwo:2");
    check_header(&response, 1, "B", "");
    check_header(&response, 2, "C", " without a break");
    release(transport, &response);
    release(transport, &(apideck_http_response){.headers = NULL});
    apideck_curl_transport_free(transport);
    check_nothing_open();
}

/* docs/transport-curl.md: 256 KiB together. */
static void test_header_limit(void) {
    enum { LIMIT = 256 << 10 };
    static char line[LIMIT + 2];
    static const char *headers[] = {"HTTP/1.1 200 OK\r\n", line, NULL};
    apideck_curl_transport *transport = make();
    apideck_http_response response;
    memset(line, 'x', LIMIT);
    line[1] = ':';
    fake_answer(headers, "{}");
    CHECK_INT(ask(transport, &response), 0);
    CHECK_INT(response.headers[0].value.len, LIMIT - 2);
    release(transport, &response);
    apideck_curl_transport_free(transport);
    line[LIMIT] = 'x';
    char expected[256];
    (void)snprintf(expected, sizeof expected, "curl: %s", curl_easy_strerror(CURLE_WRITE_ERROR));
    check_failure(expected);
}

/* Of a body that is too long, a byte too many is handed on, by which the library sees it. */
static void test_body_limit(void) {
    static char body[1100];
    apideck_curl_transport *transport = make();
    apideck_http_response response;
    memset(body, 'x', 1050);
    fake_answer(fake_headers, body);
    CHECK_INT(ask(transport, &response), 0);
    CHECK_INT(response.body_len, 1001);
    release(transport, &response);
    fake.result = CURLE_WRITE_ERROR; /* of another cause */
    fake.body = "short";
    CHECK(ask(transport, &response) < 0);
    apideck_curl_transport_free(transport);
    check_nothing_open();
}

/* A length that no memory has is refused before a byte is read. */
static void test_impossible_length(void) {
    apideck_curl_transport *transport = make();
    const apideck_transport *table = apideck_curl_transport_table(transport);
    apideck_http_request request = get_request();
    apideck_http_response response;
    request.max_response = SIZE_MAX;
    fake_answer(fake_headers, "{}");
    fake.body_len = SIZE_MAX;
    CHECK(table->perform(&request, &response, table->user) < 0);
    check_logged("curl: out of memory");
    apideck_curl_transport_free(transport);
    check_nothing_open();
}

/* SIGPIPE ------------------------------------------------------------------------------------- */

static volatile sig_atomic_t came;

static void count_signal(int number) {
    (void)number;
    came++;
}

static void hold_back(int how) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    CHECK_INT(pthread_sigmask(how, &set, NULL), 0);
}

static void ask_raising(size_t connections) {
    apideck_curl_transport *transport = NULL;
    CHECK_INT(transport_new(connections, &transport, NULL), 0);
    apideck_http_response response;
    CHECK_INT(ask(transport, &response), 0);
    release(transport, &response);
    apideck_curl_transport_free(transport);
}

/* One that a request raised is never seen; one that the host had pending stays so. */
static void test_sigpipe(size_t connections) {
    CHECK(signal(SIGPIPE, count_signal) != SIG_ERR);
    fake_answer(fake_headers, "{}");
    came = 0;
    fake.raises_sigpipe = 1;
    ask_raising(connections);
    CHECK_INT(came, 0);
    hold_back(SIG_BLOCK);
    ask_raising(connections);
    hold_back(SIG_UNBLOCK);
    CHECK_INT(came, 0);
    hold_back(SIG_BLOCK);
    CHECK_INT(raise(SIGPIPE), 0);
    ask_raising(connections);
    CHECK_INT(came, 0);
    hold_back(SIG_UNBLOCK);
    CHECK_INT(came, 1);
    fake.raises_sigpipe = 0;
    CHECK_INT(raise(SIGPIPE), 0); /* the host's mask is as it was */
    CHECK_INT(came, 2);
}

int main(void) {
    test_values();
    test_tables();
    test_newer_config();
    test_nothing();
    test_no_start();
    test_get_alone();
    test_message();
    test_no_log();
    test_headers();
    test_header_limit();
    test_body_limit();
    test_impossible_length();
    test_sigpipe(1);
    test_sigpipe(0); /* each handle is closed at once */
    return check_summary();
}
