/* The library says the version that its headers say. */
#include "check.h"

#include <apideck/base.h>

static void check_refused(int major, int minor, const char *why) {
    apideck_error error = {0, 7, NULL};
    CHECK_INT(apideck_check_version(major, minor, &error), APIDECK_ERR_VERSION);
    CHECK_INT(error.code, APIDECK_ERR_VERSION);
    CHECK_INT(error.offset, 0);
    CHECK(error.message && strstr(error.message, why));
    CHECK_INT(apideck_check_version(major, minor, NULL), APIDECK_ERR_VERSION);
}

/* base.h: served are headers of the same major version that are not newer in the minor. */
static void test_headers_that_are_served(void) {
    apideck_error error = {1, 2, "untouched"};
    CHECK_INT(apideck_check_headers(&error), 0);
    for (int minor = 0; minor <= APIDECK_VERSION_MINOR; minor++) {
        CHECK_INT(apideck_check_version(APIDECK_VERSION_MAJOR, minor, &error), 0);
    }
    CHECK_STR(error.message, strlen(error.message), "untouched");
    check_refused(APIDECK_VERSION_MAJOR, APIDECK_VERSION_MINOR + 1, "newer");
    check_refused(APIDECK_VERSION_MAJOR, -1, "newer");
    check_refused(APIDECK_VERSION_MAJOR + 1, 0, "major");
    check_refused(APIDECK_VERSION_MAJOR - 1, 0, "major");
}

int main(void) {
    test_headers_that_are_served();
    char numbers[64];
    snprintf(numbers, sizeof numbers, "%d.%d.%d", APIDECK_VERSION_MAJOR, APIDECK_VERSION_MINOR,
             APIDECK_VERSION_PATCH);
    const char *version = apideck_version();
    CHECK_STR(version, strlen(version), numbers);
    CHECK_STR(APIDECK_VERSION_STRING, sizeof APIDECK_VERSION_STRING - 1, numbers);
    CHECK(apideck_version() == version);
    return check_summary();
}
