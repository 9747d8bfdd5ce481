#include "form.h"

#include "output.h"

#include <string.h>

static const struct {
    const char *name;
    apideck_form form;
} forms[] = {
    {"sorted", APIDECK_FORM_SORTED},
    {"sorted-deep", APIDECK_FORM_SORTED_DEEP},
    {"raw", APIDECK_FORM_RAW},
};

#define FORM_COUNT (sizeof forms / sizeof *forms)

bool form_of(const char *name, apideck_form *form_out) {
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (strcmp(forms[i].name, name) == 0) {
            *form_out = forms[i].form;
            return true;
        }
    }
    complain("there is no form %s: sorted, sorted-deep and raw are", name);
    return false;
}

const char *form_name(apideck_form form) {
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (forms[i].form == form) {
            return forms[i].name;
        }
    }
    return "?";
}
