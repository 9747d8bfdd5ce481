#define _POSIX_C_SOURCE 200809L

#include "peers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct peer {
    pid_t pid;
    FILE *questions;
    FILE *answers;
};

static void become_peer(const char *command, const int questions[2], const int answers[2]) {
    char script[4096];
    const char *arguments[BODIES + 6] = {"sh", "-c", script, "peer", BENCH_KEY};
    snprintf(script, sizeof script, "exec %s \"$@\"", command);
    for (int i = 0; i < BODIES; i++) {
        arguments[5 + i] = bench_bodies[i].path;
    }
    dup2(questions[0], STDIN_FILENO);
    dup2(answers[1], STDOUT_FILENO);
    close(questions[1]);
    close(answers[0]);
    execv("/bin/sh", (char *const *)arguments);
    _exit(127);
}

static bool launch(struct peer *peer, const char *command) {
    int questions[2];
    int answers[2];
    if (pipe(questions) || pipe(answers)) {
        return false;
    }
    fflush(NULL);
    peer->pid = fork();
    if (peer->pid == 0) {
        become_peer(command, questions, answers);
    }
    close(questions[0]);
    close(answers[1]);
    /* Another peer that held on to them would keep this one from seeing the end. */
    fcntl(questions[1], F_SETFD, FD_CLOEXEC);
    fcntl(answers[0], F_SETFD, FD_CLOEXEC);
    peer->questions = fdopen(questions[1], "w");
    peer->answers = fdopen(answers[0], "r");
    return peer->pid > 0 && peer->questions && peer->answers;
}

static bool is_right(struct peer *peer, const char *name) {
    for (int i = 0; i < BODIES; i++) {
        char line[256];
        if (!fgets(line, sizeof line, peer->answers)) {
            fprintf(stderr, "left out: %s (does not start)\n", name);
            return false;
        }
        line[strcspn(line, "\n")] = 0;
        if (strcmp(line, bench_bodies[i].signature) != 0) {
            fprintf(stderr, "left out: %s (wrong signature of %s)\n", name, bench_bodies[i].name);
            return false;
        }
    }
    return true;
}

struct peer *peer_start(const char *name, const char *command) {
    struct peer *peer = calloc(1, sizeof *peer);
    if (!peer || !launch(peer, command)) {
        give_up("does not start", name);
    }
    if (!is_right(peer, name)) {
        peer_stop(peer);
        return NULL;
    }
    return peer;
}

void peer_stop(struct peer *peer) {
    fclose(peer->questions);
    fclose(peer->answers);
    waitpid(peer->pid, NULL, 0);
    free(peer);
}

double run_peer(const struct contender *self, int body, size_t times) {
    struct peer *peer = self->user;
    double ns = -1;
    fprintf(peer->questions, "%d %zu\n", body, times);
    fflush(peer->questions);
    if (fscanf(peer->answers, "%lf", &ns) != 1) {
        return -1;
    }
    return ns;
}
