#define _POSIX_C_SOURCE 200809L

#include "listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int bind_and_listen(int fd, struct sockaddr_in *where) {
    const int yes = 1;
    socklen_t size = sizeof *where;
    /* Lets a restart have the port at once; a port that somebody listens on is refused still. */
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
           bind(fd, (struct sockaddr *)where, sizeof *where) != 0 || listen(fd, SOMAXCONN) != 0 ||
           getsockname(fd, (struct sockaddr *)where, &size) != 0;
}

int listener_open(const char *address, uint16_t *port) {
    struct sockaddr_in where;
    memset(&where, 0, sizeof where);
    where.sin_family = AF_INET;
    where.sin_port = htons(*port);
    if (inet_pton(AF_INET, address, &where.sin_addr) != 1) {
        fprintf(stderr, "server: no IPv4 address: %s\n", address);
        return -1;
    }
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind_and_listen(fd, &where)) {
        fprintf(stderr, "server: cannot listen on %s port %u: ", address, (unsigned)*port);
        perror(NULL);
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    *port = ntohs(where.sin_port);
    return fd;
}
