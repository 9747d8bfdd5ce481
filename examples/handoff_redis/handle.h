/* What is done with an event: the part to replace. */
#ifndef HANDOFF_HANDLE_H
#define HANDOFF_HANDLE_H

#include <stddef.h>

/* Handles the event of a body that was verified when it was accepted. Returns NULL, or why it could
 * not, static text. A worker that dies makes another handle it once more: what is written has to be
 * the same the second time, for example by having the event's id as its key. */
const char *handle(const char *body, size_t len);

#endif
