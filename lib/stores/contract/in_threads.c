#if defined(__unix__) || defined(__APPLE__)
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <sched.h>
typedef pthread_t handle_type;
typedef void *result_type;
#define NO_RESULT NULL
#define START(handle, begin, user) pthread_create(handle, NULL, begin, user)
#define JOIN(handle) (void)pthread_join(handle, NULL)
#define YIELD() (void)sched_yield()
#else
#include <threads.h>
typedef thrd_t handle_type;
typedef int result_type;
#define NO_RESULT 0
#define START(handle, begin, user) (thrd_create(handle, begin, user) != thrd_success)
#define JOIN(handle) (void)thrd_join(handle, NULL)
#define YIELD() thrd_yield()
#endif

#include "threads.h"

#define THREADS_MAX 32

struct thread {
    void (*run)(int number, void *user);
    int number;
    void *user;
};

static result_type begin(void *user) {
    struct thread *thread = user;
    thread->run(thread->number, thread->user);
    return NO_RESULT;
}

int apideck__contract_in_threads(int count, void (*run)(int number, void *user), void *user) {
    struct thread threads[THREADS_MAX];
    handle_type handles[THREADS_MAX];
    int started = 0;
    while (started < count && started < THREADS_MAX) {
        threads[started] = (struct thread){run, started, user};
        if (START(&handles[started], begin, &threads[started])) {
            break;
        }
        started++;
    }
    for (int i = 0; i < started; i++) {
        JOIN(handles[i]);
    }
    return count - started;
}

void apideck__contract_yield(void) {
    YIELD();
}
