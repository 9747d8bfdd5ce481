/* Whose turn it is to use the one connection of a store: like a lock, but one may wait for it for
 * so long only, and give it back on another thread. */
#ifndef APIDECK_LIB_STORES_SQLITE_TURN_H
#define APIDECK_LIB_STORES_SQLITE_TURN_H

#include <pthread.h>
#include <stdbool.h>

struct turn {
    pthread_mutex_t mutex;
    pthread_cond_t given_back;
    bool taken;
};

/* Returns whether it could be made. */
bool apideck__turn_init(struct turn *turn);

/* Returns whether it was got within `wait_ms`. */
bool apideck__turn_take(struct turn *turn, int wait_ms);

void apideck__turn_give_back(struct turn *turn);

void apideck__turn_destroy(struct turn *turn);

#endif
