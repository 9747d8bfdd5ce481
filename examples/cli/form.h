/* The names of the canonical forms. */
#ifndef APIDECK_CLI_FORM_H
#define APIDECK_CLI_FORM_H

#include <apideck/signature.h>
#include <stdbool.h>

/* Complains and returns false when there is no form of that name. */
bool form_of(const char *name, apideck_form *form_out);

const char *form_name(apideck_form form);

#endif
