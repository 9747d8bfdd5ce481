/* What the program says: answers on standard output, complaints on standard error. */
#ifndef APIDECK_CLI_OUTPUT_H
#define APIDECK_CLI_OUTPUT_H

#include "command.h"

#include <apideck/api.h>

#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
void complain(const char *format, ...);

/* Complains that the library refused a body; `error` may be NULL. */
void complain_of_body(int code, const apideck_error *error);

/* Complains that the library could not use a document, or not get it; `problem` may be NULL. */
void complain_of_problem(int code, const apideck_problem *problem);

/* Prints text of unknown origin on one line: control characters as \u001b, backslashes doubled. */
void print_text(const char *text, size_t len);

/* How many characters print_text prints. */
size_t text_width(const char *text, size_t len);

/* Prints JSON text on one line, which stays the same JSON: white space between the tokens becomes
 * blanks, and control characters in strings are escaped. */
void print_json_text(const char *text, size_t len);

/* Writes out what is buffered and closes standard output. Returns `status`, or STATUS_TROUBLE with
 * a complaint when something could not be written. */
enum status output_finish(enum status status);

#endif
