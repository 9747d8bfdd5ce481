/* lib/api/retry_after.c: seconds, and dates against the date of the response. */
#include "api/retry_after.h"

#include "api_requests.h"

static int64_t wait(const char *value, const char *date) {
    const apideck_header headers[] = {{str("dAtE"), str(date)}};
    apideck_http_response response = response_of(429, headers, date != NULL, NULL);
    return apideck__retry_after_ms(str(value), &response);
}

static void test_seconds(void) {
    CHECK_INT(wait("0", NULL), 0);
    CHECK_INT(wait("1", NULL), 1000);
    CHECK_INT(wait("0120", NULL), 120000);
    CHECK_INT(wait("922337203685477", NULL), INT64_C(922337203685477000));
    CHECK_INT(wait("9999999999999999999999999", NULL), INT64_MAX);
    CHECK_INT(wait("18446744073709551617", NULL), INT64_MAX);
    static const char *const none[] = {NULL, "",     "-1",   "+1",  "1.5", "1 2",
                                       "1s", "soon", "0x10", "1e3", "12,", "\xd9\xa1"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        CHECK_INT(wait(none[i], "Sun, 06 Nov 1994 08:49:37 GMT"), -1);
    }
}

/* The milliseconds are Node's: Date.parse(value) - Date.parse(date). */
static void test_dates(void) {
    static const struct {
        const char *value, *date;
        int64_t ms;
    } rows[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:07 GMT", 30000},
        {"Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 31 Dec 1999 23:59:59 GMT", 1000},
        {"Fri, 01 Mar 2024 00:00:00 GMT", "Wed, 28 Feb 2024 00:00:00 GMT", 172800000},
        {"Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
         INT64_C(253402300799000)},
        {"Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"Sun, 06 Nov 1994 08:49:37 GMT", "Mon, 07 Nov 1994 08:49:37 GMT", 0},
        {"Sun, 06 Nov 1994 08:49:37 GMT", NULL, -1},
        {"Sun, 06 Nov 1994 08:49:37 GMT", "", -1},
        {"Sun, 06 Nov 1994 08:49:37 GMT", "yesterday", -1},
        {"Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
        {"Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
        {"Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
        {"Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
        {"Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
        {"Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
        {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
        {"Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
        {"1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:07 GMT", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_INT(wait(rows[i].value, rows[i].date), rows[i].ms);
    }
}

int main(void) {
    test_seconds();
    test_dates();
    return check_summary();
}
