#include <apideck/base.h>

const char *apideck_version(void) {
    return APIDECK_VERSION_STRING;
}
