/* What there is to know about each way that a delivery can end. */
#ifndef APIDECK_LIB_OUTCOME_H
#define APIDECK_LIB_OUTCOME_H

#include <apideck/receiver.h>

struct apideck__outcome_info {
    apideck_outcome outcome;
    const char *name;
    int status;     /* of HTTP */
    size_t counter; /* the offset of its counter in apideck_stats */
    const char *reason;
};

/* NULL for a number that is no outcome. */
const struct apideck__outcome_info *apideck__outcome_info(apideck_outcome outcome);

#endif
