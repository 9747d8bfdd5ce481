/* What this server does with events: it prints them, one line each. */
#ifndef SERVER_HANDLERS_H
#define SERVER_HANDLERS_H

#include <apideck/receiver.h>

void handlers_fill(apideck_handlers *handlers);

#endif
