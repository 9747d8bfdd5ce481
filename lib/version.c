#include <apideck/base.h>

#include "error.h"

const char *apideck_version(void) {
    return APIDECK_VERSION_STRING;
}

int apideck_check_version(int major, int minor, apideck_error *error_out) {
    if (major != APIDECK_VERSION_MAJOR) {
        return apideck__fail_with(error_out, APIDECK_ERR_VERSION, 0,
                                  "the headers are of another major version than the library");
    }
    if (minor < 0 || minor > APIDECK_VERSION_MINOR) {
        return apideck__fail_with(error_out, APIDECK_ERR_VERSION, 0,
                                  "the headers are newer than the library");
    }
    return 0;
}
