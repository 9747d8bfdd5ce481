/* The known event types. */
#ifndef APIDECK_LIB_CATALOGUE_H
#define APIDECK_LIB_CATALOGUE_H

#include <apideck/event.h>

/* The type's line of the catalogue; NULL for APIDECK_EVENT_UNKNOWN and numbers that are no type. */
const apideck_event_type_info *apideck__event_type_info(apideck_event_type type);

#endif
