/* Points in time. The milliseconds were computed with Python's datetime and JavaScript's Date. */
#include "check.h"
#include "exact.h"
#include "timestamp.h"

#include <apideck/event.h>

static int64_t ms_of(const char *text) {
    size_t len = strlen(text);
    char *copy = (char *)exact_copy(text, len);
    int64_t ms = apideck__timestamp_ms((apideck_str){copy, len});
    free(copy);
    return ms;
}

static void test_known_times(void) {
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00:00.001Z", 1},
        {"1969-12-31T23:59:59.999Z", -1},
        {"1969-12-31T23:59:59.001Z", -999},
        {"2021-10-01T03:14:55.419Z", INT64_C(1633058095419)},
        {"2020-09-30T07:43:32.000Z", INT64_C(1601451812000)},
        {"2000-02-29T12:00:00Z", INT64_C(951825600000)},
        {"2000-03-01T00:00:00Z", INT64_C(951868800000)},
        {"1999-12-31T23:59:59Z", INT64_C(946684799000)},
        {"1900-02-28T23:59:59Z", INT64_C(-2203891201000)},
        {"1900-03-01T00:00:00Z", INT64_C(-2203891200000)},
        {"2100-02-28T23:59:59Z", INT64_C(4107542399000)},
        {"2100-03-01T00:00:00Z", INT64_C(4107542400000)},
        {"2024-02-29T23:59:59Z", INT64_C(1709251199000)},
        {"2024-12-31T23:59:59Z", INT64_C(1735689599000)},
        {"2023-02-28T23:59:59Z", INT64_C(1677628799000)},
        {"2400-02-29T00:00:00Z", INT64_C(13574563200000)},
        {"2038-01-19T03:14:07Z", INT64_C(2147483647000)},
        {"2038-01-19T03:14:08Z", INT64_C(2147483648000)},
        {"1600-02-29T00:00:00Z", INT64_C(-11670998400000)},
        {"0001-01-01T00:00:00Z", INT64_C(-62135596800000)},
        {"0001-01-01T00:00:00+14:00", INT64_C(-62135647200000)},
        {"0000-01-01T00:00:00Z", INT64_C(-62167219200000)},
        {"0000-02-29T00:00:00Z", INT64_C(-62162121600000)},
        {"0000-03-01T00:00:00Z", INT64_C(-62162035200000)},
        {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999)},
        {"2021-10-01T03:14:55+00:00", INT64_C(1633058095000)},
        {"2021-10-01T03:14:55-00:00", INT64_C(1633058095000)},
        {"2021-10-01T03:14:55+02:00", INT64_C(1633050895000)},
        {"2021-10-01T03:14:55-02:00", INT64_C(1633065295000)},
        {"2021-10-01T03:14:55+0200", INT64_C(1633050895000)},
        {"2021-10-01T03:14:55.5+05:30", INT64_C(1633038295500)},
        {"2021-10-01T03:14:55-09:45", INT64_C(1633093195000)},
        {"2021-01-01T00:00:00+14:00", INT64_C(1609408800000)},
        {"2021-12-31T23:59:59-12:00", INT64_C(1641038399000)},
        {"2021-10-01T03:14:55+23:59", INT64_C(1632971755000)},
        {"2021-10-01T03:14:55-23:59", INT64_C(1633144435000)},
        {"2024-03-01T00:30:00+01:00", INT64_C(1709249400000)},
        {"2021-10-01T03:14:55.1Z", INT64_C(1633058095100)},
        {"2021-10-01T03:14:55.12Z", INT64_C(1633058095120)},
        {"2021-10-01T03:14:55.123Z", INT64_C(1633058095123)},
        {"2021-10-01T03:14:55.000001Z", INT64_C(1633058095000)},
        {"2021-10-01T03:14:55.123999Z", INT64_C(1633058095123)},
        {"1969-12-31T23:59:59.9999Z", -1},
        {"2021-10-01T03:14:55.123456789012345678901234567890+00:00", INT64_C(1633058095123)},
        {"2016-12-31T23:59:60Z", INT64_C(1483228800000)}, /* a leap second, as POSIX counts */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int before = check_failed;
        CHECK_INT(ms_of(cases[i].text), cases[i].ms);
        if (check_failed > before) {
            fprintf(stderr, "    reading %s\n", cases[i].text);
        }
    }
}

static void test_refused_spellings(void) {
    static const char *const refused[] = {
        "",
        "2021",
        "2021-10-01",
        "2021-10-01T03:14:55",
        "2021-10-01T03:14Z",
        "2021-10-01T03:14:55.419",
        "2021-10-01T03:14:55.Z",
        "2021-10-01T03:14:55,419Z",
        "2021-10-01 03:14:55Z",
        "2021-10-01t03:14:55Z",
        "2021-10-01T03:14:55z",
        "2021-10-01T03:14:55 Z",
        "2021-10-01T03:14:55ZZ",
        "2021-10-01T03:14:55Z ",
        " 2021-10-01T03:14:55Z",
        "2021-10-01T03:14:55Z+00:00",
        "2021-10-01T03:14:55+",
        "2021-10-01T03:14:55+2:00",
        "2021-10-01T03:14:55+02:0",
        "2021-10-01T03:14:55+02:",
        "2021-10-01T03:14:55+24:00",
        "2021-10-01T03:14:55+02:60",
        "2021-10-01T03:14:55+02:000",
        "2021-10-01T03:14:55\342\210\22202:00", /* a minus sign, U+2212 */
        "2021-00-01T03:14:55Z",
        "2021-13-01T03:14:55Z",
        "2021-10-00T03:14:55Z",
        "2021-10-32T03:14:55Z",
        "2021-04-31T03:14:55Z",
        "2021-06-31T03:14:55Z",
        "2021-09-31T03:14:55Z",
        "2021-11-31T03:14:55Z",
        "2021-02-29T03:14:55Z",
        "2020-02-30T03:14:55Z",
        "1900-02-29T03:14:55Z",
        "2100-02-29T03:14:55Z",
        "2021-10-01T24:00:00Z",
        "2021-10-01T03:60:55Z",
        "2021-10-01T03:14:61Z",
        "2021-10-01T-3:14:55Z",
        "2021-10-01T3:14:55Z",
        "2021-1-01T03:14:55Z",
        "2021-10-1T03:14:55Z",
        "21-10-01T03:14:55Z",
        "-2021-10-01T03:14:55Z",
        "+2021-10-01T03:14:55Z",
        "12021-10-01T03:14:55Z",
        "20211001T031455Z",
        "2021-274T03:14:55Z",
        "2021-W39-5T03:14:55Z",
        "1633058095",
        "Fri, 01 Oct 2021 03:14:55 GMT",
        "2021-10-01T0x:14:55Z",
        "2021/10/01T03:14:55Z",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int before = check_failed;
        CHECK(ms_of(refused[i]) == APIDECK_NO_TIME);
        if (check_failed > before) {
            fprintf(stderr, "    reading %s\n", refused[i]);
        }
    }
}

/* Every beginning of a time is refused. */
static void test_cut_off(void) {
    static const char text[] = "2021-10-01T03:14:55.419+02:00";
    for (size_t len = 0; len < sizeof text - 1; len++) {
        char *copy = (char *)exact_copy(text, len);
        CHECK(apideck__timestamp_ms((apideck_str){copy, len}) == APIDECK_NO_TIME);
        free(copy);
    }
}

static void test_absent_and_nul(void) {
    CHECK(apideck__timestamp_ms((apideck_str){NULL, 0}) == APIDECK_NO_TIME);
    static const char text[] = "2021-10-01T03:14:55Z\0";
    CHECK(apideck__timestamp_ms((apideck_str){text, 20}) == INT64_C(1633058095000));
    CHECK(apideck__timestamp_ms((apideck_str){text, 21}) == APIDECK_NO_TIME);
}

static void test_a_million_decimals(void) {
    enum { DECIMALS = 1000000 };
    static char text[DECIMALS + 22];
    size_t len = (size_t)snprintf(text, sizeof text, "2021-10-01T03:14:55.");
    memset(text + len, '9', DECIMALS);
    text[len + DECIMALS] = 'Z';
    CHECK_INT(apideck__timestamp_ms((apideck_str){text, len + DECIMALS + 1}),
              INT64_C(1633058095999));
}

/* Day by day through two cycles of the calendar; the day behind the last of each month, too. */
static void test_every_day(void) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t expected = INT64_C(-11676096000000); /* 1600-01-01T00:00:00Z */
    int wrong = 0;
    for (int year = 1600; year < 2400; year++) {
        int leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
        for (int month = 1; month <= 12; month++) {
            int days = lengths[month - 1] + (month == 2 && leap);
            for (int day = 1; day <= days + 1; day++) {
                char text[40];
                snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", year, month, day);
                int64_t ms = ms_of(text);
                wrong += ms != (day <= days ? expected : APIDECK_NO_TIME);
                expected += day <= days ? 86400000 : 0;
            }
        }
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(expected, INT64_C(13569465600000)); /* 2400-01-01T00:00:00Z */
}

/* As Python's date.fromisoformat() reads them, but for basic and week dates, which it takes too. */
static void test_calendar_days(void) {
    static const struct {
        const char *text;
        int is_day, year, month, day;
    } cases[] = {
        {"2024-02-29", 1, 2024, 2, 29}, {"2021-10-31", 1, 2021, 10, 31},
        {"0001-01-01", 1, 1, 1, 1},     {"9999-12-31", 1, 9999, 12, 31},
        {"2023-02-29", 0, 0, 0, 0},     {"2021-04-31", 0, 0, 0, 0},
        {"2021-12-32", 0, 0, 0, 0},     {"2021-13-01", 0, 0, 0, 0},
        {"2021-00-01", 0, 0, 0, 0},     {"2021-01-00", 0, 0, 0, 0},
        {"2021-01-01T", 0, 0, 0, 0},    {"2021-1-01", 0, 0, 0, 0},
        {"2021/01/01", 0, 0, 0, 0},     {"", 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strlen(cases[i].text);
        char *copy = (char *)exact_copy(cases[i].text, len);
        int year = 0, month = 0, day = 0;
        CHECK_INT(apideck__calendar_day((apideck_str){copy, len}, &year, &month, &day),
                  cases[i].is_day);
        CHECK_INT(year, cases[i].year);
        CHECK_INT(month, cases[i].month);
        CHECK_INT(day, cases[i].day);
        free(copy);
    }
}

int main(void) {
    test_known_times();
    test_refused_spellings();
    test_cut_off();
    test_absent_and_nul();
    test_a_million_decimals();
    test_every_day();
    test_calendar_days();
    return check_summary();
}
