#include "api_fetch.h"
#include "output.h"

bool api_fetch(const struct api_source *source,
               int (*fetch)(void *list, const apideck_transport *transport,
                            const apideck_credentials *credentials, apideck_problem **problem_out),
               void *list) {
    (void)source, (void)fetch, (void)list;
    complain("this program was built without libcurl");
    return false;
}
