#ifndef HANDLERS_H
#define HANDLERS_H

#include <apideck/receiver.h>

/* Tells the library that events of this type have a handler: others it acknowledges, and that is
 * all. "any" and "unknown" are such names too. C is never asked to call one.
 * Returns 0, or -1 when the type has no handler of its own. */
int handlers_mark(apideck_handlers *handlers, const char *event_type);

#endif
