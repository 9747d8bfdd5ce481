/* Runs a function on several threads at once: POSIX threads where there are any, since race
 * detectors know those, else C11's. */
#ifndef APIDECK_LIB_STORE_CONTRACT_THREADS_H
#define APIDECK_LIB_STORE_CONTRACT_THREADS_H

/* Calls run(0, user) to run(count - 1, user), each on a thread of its own, and waits for them.
 * Returns how many could not be started. */
int apideck__contract_in_threads(int count, void (*run)(int number, void *user), void *user);

/* Lets another thread run. */
void apideck__contract_yield(void);

#endif
