/* Runs a function on several threads at once: on POSIX threads where there are any, since race
 * detectors know those, and else on C11's. */
#ifndef APIDECK_TESTS_IN_THREADS_H
#define APIDECK_TESTS_IN_THREADS_H

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#define IN_THREADS_POSIX 1
#else
#include <threads.h>
#endif

#define IN_THREADS_MAX 32

struct in_thread {
    void (*run)(int number, void *user);
    int number;
    void *user;
};

#ifdef IN_THREADS_POSIX
typedef pthread_t in_threads_handle;

static inline void *in_threads_begin(void *user) {
    struct in_thread *thread = user;
    thread->run(thread->number, thread->user);
    return NULL;
}

static inline int in_threads_start(in_threads_handle *handle, struct in_thread *thread) {
    return pthread_create(handle, NULL, in_threads_begin, thread);
}

static inline int in_threads_join(in_threads_handle handle) {
    return pthread_join(handle, NULL);
}
#else
typedef thrd_t in_threads_handle;

static inline int in_threads_begin(void *user) {
    struct in_thread *thread = user;
    thread->run(thread->number, thread->user);
    return 0;
}

static inline int in_threads_start(in_threads_handle *handle, struct in_thread *thread) {
    return thrd_create(handle, in_threads_begin, thread) != thrd_success;
}

static inline int in_threads_join(in_threads_handle handle) {
    return thrd_join(handle, NULL) != thrd_success;
}
#endif

/* Calls run(0, user) to run(count - 1, user), each on a thread of its own, and waits for them.
 * Returns how many could not be started. */
static inline int in_threads(int count, void (*run)(int number, void *user), void *user) {
    struct in_thread threads[IN_THREADS_MAX];
    in_threads_handle handles[IN_THREADS_MAX];
    int started = 0;
    while (started < count && started < IN_THREADS_MAX) {
        threads[started] = (struct in_thread){run, started, user};
        if (in_threads_start(&handles[started], &threads[started])) {
            break;
        }
        started++;
    }
    for (int i = 0; i < started; i++) {
        (void)in_threads_join(handles[i]);
    }
    return count - started;
}

#endif
