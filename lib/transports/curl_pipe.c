/* SIGPIPE, held back on this thread while libcurl may write. */
#define _POSIX_C_SOURCE 200809L

#include "curl.h"

static bool is_pending(void) {
    sigset_t pending;
    sigemptyset(&pending);
    return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

static sigset_t sigpipe(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

/* One that is pending already can only be so where the host holds it back itself. */
void apideck__curl_pipe_begin(struct apideck__curl_pipe *pipe) {
    const sigset_t set = sigpipe();
    pthread_sigmask(SIG_BLOCK, &set, &pipe->before);
    pipe->was_pending = sigismember(&pipe->before, SIGPIPE) == 1 && is_pending();
}

/* One that came meanwhile is ours, and taken away; one that was there before is the host's. */
void apideck__curl_pipe_end(const struct apideck__curl_pipe *pipe) {
    if (!pipe->was_pending && is_pending()) {
        const sigset_t set = sigpipe();
        int number = 0;
        sigwait(&set, &number);
    }
    pthread_sigmask(SIG_SETMASK, &pipe->before, NULL);
}
