/* Documents of the API from files. */
#ifndef APIDECK_CLI_DOCUMENTS_H
#define APIDECK_CLI_DOCUMENTS_H

#include <apideck/api.h>
#include <stdbool.h>

/* Gives each file to `add`; "-" is standard input. Complains, with the command's name, and returns
 * false when one cannot be read or is not taken. */
bool documents_read(const char *command, char **paths, size_t count,
                    int (*add)(void *list, const void *document, size_t document_len,
                               apideck_problem **problem_out),
                    void *list);

#endif
