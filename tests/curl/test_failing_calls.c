/* Every call into libcurl and every allocation fails in turn, alone or with all behind it, while a
 * transport is made, asked twice and freed: what fails says why, nothing is sent that is not set up
 * whole, nothing is left open, and the next request is served. */
#define _GNU_SOURCE 1

#include "fake_curl.h"

static const char *reason_of(const char *call) {
    static const struct {
        const char *call;
        CURLcode error;
    } reasons[] = {
        {"curl_easy_setopt", CURLE_OUT_OF_MEMORY},
        {"curl_easy_perform", CURLE_COULDNT_CONNECT},
        {"curl_easy_getinfo", CURLE_BAD_FUNCTION_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (strcmp(call, reasons[i].call) == 0) {
            return curl_easy_strerror(reasons[i].error);
        }
    }
    return "out of memory";
}

static void check_response(const apideck_http_response *response) {
    CHECK_INT(response->status, 200);
    CHECK_INT(response->header_count, 2);
    CHECK_STR(response->headers[1].name.ptr, response->headers[1].name.len, "X-Long");
    CHECK_STR(response->headers[1].value.ptr, response->headers[1].value.len, " one");
    CHECK_STR((const char *)response->body, response->body_len, "{\"a\":1}");
}

/* A failure leaves the response alone, and one line in the log. */
static int ask_once(const apideck_curl_transport *transport) {
    apideck_http_response response = {.status = -7};
    char expected[256];
    int logged = log_count;
    int result = ask(transport, &response);
    if (result == 0) {
        check_response(&response);
        release(transport, &response);
        CHECK_INT(log_count, logged);
        return 0;
    }
    CHECK(result < 0);
    CHECK_INT(response.status, -7);
    CHECK_INT(log_count, logged + 1);
    (void)snprintf(expected, sizeof expected, "curl: %s", reason_of(failing_calls.failed));
    CHECK_STR(last_logged, strlen(last_logged), expected);
    return result;
}

/* Returns whether a call failed. */
static int try_failing(size_t connections, unsigned fail_at, int go_on) {
    apideck_curl_transport *transport = NULL;
    apideck_error error = {0, 0, NULL};
    int before = check_failed;
    int served = 0;
    failing_calls_start(fail_at, go_on);
    int result = transport_new(connections, &transport, &error);
    CHECK((result == 0) == (transport != NULL));
    if (result) {
        CHECK_INT(result, strcmp(failing_calls.failed, "alloc") == 0 ? APIDECK_ERR_NO_MEMORY
                                                                     : APIDECK_ERR_TRANSPORT);
        CHECK_INT(error.code, result);
        CHECK(error.message && *error.message);
    } else {
        served = (ask_once(transport) == 0) + (ask_once(transport) == 0);
    }
    const char *failed = failing_calls.failed;
    CHECK_INT(served, !*failed ? 2 : result || go_on ? served : 1);
    failing_calls_start(0, 0);
    if (transport) {
        CHECK_INT(ask_once(transport), 0);
    }
    apideck_curl_transport_free(transport);
    check_nothing_open();
    if (check_failed > before) {
        fprintf(stderr, "    %zu connections, call %u fails%s: %s\n", connections, fail_at,
                go_on ? ", and all behind it" : "", failed);
    }
    return *failed != 0;
}

static void each_call(size_t connections, int go_on) {
    unsigned fail_at = 1;
    while (fail_at < 500 && try_failing(connections, fail_at, go_on)) {
        fail_at++;
    }
    CHECK(fail_at > 50 && fail_at < 500);
}

int main(void) {
    fake_answer(fake_headers, "{\"a\":1}");
    for (int go_on = 0; go_on < 2; go_on++) {
        each_call(1, go_on);
        each_call(0, go_on);
    }
    return check_summary();
}
