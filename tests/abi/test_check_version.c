/* Hosts that were compiled with headers of another version are told so. */
#include "../check.h"

#include <apideck/apideck.h>

static void check_version(int major, int minor, const char *message) {
    apideck_error error = {1, 1, NULL};
    const int expected = message ? APIDECK_ERR_VERSION : 0;
    CHECK_INT(apideck_check_version(major, minor, &error), expected);
    CHECK_INT(apideck_check_version(major, minor, NULL), expected);
    CHECK_STR(error.message, error.message ? strlen(error.message) : 0, message);
    CHECK_INT(error.code, message ? APIDECK_ERR_VERSION : 1);
    CHECK_INT(error.offset, message ? 0 : 1);
}

int main(void) {
    const char *newer = "the headers are newer than the library";
    const char *other = "the headers are of another major version than the library";
    check_version(APIDECK_VERSION_MAJOR, APIDECK_VERSION_MINOR, NULL);
    for (int minor = 0; minor < APIDECK_VERSION_MINOR; minor++) {
        check_version(APIDECK_VERSION_MAJOR, minor, NULL);
    }
    check_version(APIDECK_VERSION_MAJOR, APIDECK_VERSION_MINOR + 1, newer);
    check_version(APIDECK_VERSION_MAJOR, -1, newer);
    check_version(APIDECK_VERSION_MAJOR + 1, 0, other);
    check_version(APIDECK_VERSION_MAJOR - 1, APIDECK_VERSION_MINOR, other);
    CHECK_INT(apideck_check_headers(NULL), 0);
    return check_summary();
}
