#include "event_body.h"

#include "output.h"

#include <apideck/testing.h>
#include <stdlib.h>

bool event_body(apideck_event_type type, const char *event_id, struct input *body_out) {
    size_t len = 0;
    int error = apideck_example_event(type, event_id, NULL, 0, &len);
    char *bytes = NULL;
    if (error == APIDECK_ERR_BUFFER_TOO_SMALL) {
        bytes = malloc(len + 1);
        error = bytes ? apideck_example_event(type, event_id, bytes, len + 1, &len)
                      : APIDECK_ERR_NO_MEMORY;
    }
    if (error) {
        complain("cannot make an example: %s", apideck_error_text(error));
        free(bytes);
        return false;
    }
    *body_out = (struct input){bytes, len};
    return true;
}
