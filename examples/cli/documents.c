#include "documents.h"

#include "input.h"
#include "output.h"

bool documents_read(const char *command, char **paths, size_t count,
                    int (*add)(void *list, const void *document, size_t document_len,
                               apideck_problem **problem_out),
                    void *list) {
    for (size_t i = 0; i < count; i++) {
        struct input input;
        apideck_problem *problem = NULL;
        if (!input_read(paths[i], &input)) {
            return false;
        }
        int error = add(list, input.bytes, input.len, &problem);
        if (error) {
            complain("%s: %s", command, paths[i]);
            complain_of_problem(error, problem);
        }
        apideck_problem_free(problem);
        input_free(&input);
        if (error) {
            return false;
        }
    }
    return true;
}
