/* HTTP in front of a receiver: POST /webhooks, and nothing else. */
#ifndef SERVER_WEB_H
#define SERVER_WEB_H

#include <apideck/receiver.h>

struct web;

/* Serves requests of `listener` on threads of its own, and owns the socket from then on.
 *   max_body  in: the receiver's
 * Returns NULL after saying on stderr what is wrong; the socket stays the caller's then. */
struct web *web_start(int listener, apideck_receiver *receiver, size_t max_body);

/* Waits for the requests that are being handled, and closes every connection. NULL is fine. */
void web_stop(struct web *web);

#endif
