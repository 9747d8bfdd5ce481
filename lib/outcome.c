#include "outcome.h"

#include <stddef.h>

#include "outcome_table.inc"

const struct apideck__outcome_info *apideck__outcome_info(apideck_outcome outcome) {
    for (size_t i = 0; i < sizeof outcome_table / sizeof *outcome_table; i++) {
        if (outcome_table[i].outcome == outcome) {
            return &outcome_table[i];
        }
    }
    return NULL;
}

const char *apideck_outcome_name(apideck_outcome outcome) {
    const struct apideck__outcome_info *info = apideck__outcome_info(outcome);
    return info ? info->name : "?";
}
