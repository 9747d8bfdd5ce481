#include "log_fetch.h"
#include "output.h"

bool log_fetch(apideck_replay *replay, const struct log_source *source) {
    (void)replay, (void)source;
    complain("this program was built without libcurl");
    return false;
}
