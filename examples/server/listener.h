/* The socket that the server listens on. */
#ifndef SERVER_LISTENER_H
#define SERVER_LISTENER_H

#include <stdint.h>

/* Binds and listens; *port is set to the one chosen where it is 0.
 * Returns the socket, or -1 after saying on stderr what is wrong. */
int listener_open(const char *address, uint16_t *port);

#endif
