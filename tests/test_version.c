/* The library says the version that its headers say. */
#include "check.h"

#include <apideck/base.h>

int main(void) {
    char numbers[64];
    snprintf(numbers, sizeof numbers, "%d.%d.%d", APIDECK_VERSION_MAJOR, APIDECK_VERSION_MINOR,
             APIDECK_VERSION_PATCH);
    const char *version = apideck_version();
    CHECK_STR(version, strlen(version), numbers);
    CHECK_STR(APIDECK_VERSION_STRING, sizeof APIDECK_VERSION_STRING - 1, numbers);
    CHECK(apideck_version() == version);
    return check_summary();
}
