/* Whole numbers and days. Expected values are those of arithmetic and of the calendar. */
#include "check.h"
#include "exact.h"

#include "api/entity_value.h"

static int read_integer(const char *literal, int64_t *value) {
    size_t len = strlen(literal);
    unsigned char *copy = exact_copy(literal, len);
    int error = apideck__integer_read((apideck_str){(char *)copy, len}, value);
    free(copy);
    return error;
}

static void check_integer(const char *literal, int64_t expected) {
    int64_t value = 77;
    CHECK_INT(read_integer(literal, &value), 0);
    CHECK_INT(value, expected);
}

static void check_no_integer(const char *literal) {
    int64_t value = 77;
    CHECK_INT(read_integer(literal, &value), APIDECK_ERR_FIELD_RANGE);
    CHECK_INT(value, 77);
}

static void test_integers(void) {
    check_integer("0", 0);
    check_integer("-0", 0);
    check_integer("7", 7);
    check_integer("9223372036854775807", INT64_MAX);
    check_integer("-9223372036854775808", INT64_MIN);
    check_integer("-9223372036854775807", -INT64_MAX);
    check_integer("9007199254740993", INT64_C(9007199254740993));
    check_integer("1.0", 1);
    check_integer("-1.0", -1);
    check_integer("1e2", 100);
    check_integer("1E+2", 100);
    check_integer("120e-1", 12);
    check_integer("-0.0", 0);
    check_integer("123456789012345.0", INT64_C(123456789012345));
    check_integer("-123456789012345.0", -INT64_C(123456789012345));
    check_no_integer("9223372036854775808");
    check_no_integer("-9223372036854775809");
    check_no_integer("10000000000000000000");
    check_no_integer("99999999999999999999999999");
    check_no_integer("1.5");
    check_no_integer("1e-1");
    check_no_integer("1e400");
    check_no_integer("1e21");
    check_no_integer("1234567890123456.0"); /* no double need hold it */
}

static void check_day(const char *text, int year, int month, int day) {
    int got[3] = {0, 0, 0};
    size_t len = strlen(text);
    unsigned char *copy = exact_copy(text, len);
    bool is_day = apideck__day_read((apideck_str){(char *)copy, len}, &got[0], &got[1], &got[2]);
    CHECK_INT(is_day, month != 0);
    CHECK_INT(got[0], year);
    CHECK_INT(got[1], month);
    CHECK_INT(got[2], day);
    free(copy);
}

static void test_days(void) {
    check_day("2026-11-23", 2026, 11, 23);
    check_day("2024-02-29", 2024, 2, 29);
    check_day("2000-02-29", 2000, 2, 29);
    check_day("9999-12-31", 9999, 12, 31);
    check_day("2026-11-23T00:00:00Z", 2026, 11, 23);
    check_day("2026-11-23T", 2026, 11, 23);
    check_day("2023-02-29", 0, 0, 0);
    check_day("1900-02-29", 0, 0, 0);
    check_day("2026-00-10", 0, 0, 0);
    check_day("2026-10-00", 0, 0, 0);
    check_day("2026-13-01", 0, 0, 0);
    check_day("2026-11-23 10:00", 0, 0, 0);
    check_day("2026-11-2", 0, 0, 0);
    check_day("26-11-23", 0, 0, 0);
    check_day("23/11/2026", 0, 0, 0);
    check_day("", 0, 0, 0);
}

int main(void) {
    test_integers();
    test_days();
    return check_summary();
}
