/* apideck-webhook: looks into Apideck webhooks from a shell. */
#include "command.h"
#include "output.h"

#include <apideck/apideck.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &canonicalize_command, &sign_command, &verify_command, &parse_command,    &events_command,
    &example_command,      &send_command, &replay_command, &coverage_command,
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static void print_usage(void) {
    puts("usage: apideck-webhook COMMAND [OPTION...] [ARGUMENT]\n"
         "       apideck-webhook COMMAND --help\n"
         "       apideck-webhook --version\n\n"
         "commands:");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("  %-14s%s\n", commands[i]->name, commands[i]->summary);
    }
    puts(
        "\nA body is read from FILE, or from standard input where FILE is absent or -.\n"
        "The API key is read from the environment variable APIDECK_API_KEY, or from the file\n"
        "that --key-file names; a newline at the end of that file does not belong to it.\n\n"
        "exit status: 0 yes or done, 1 not valid, not answered with 2xx or not covered, 2 trouble");
}

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static enum status run(int argc, char **argv) {
    if (argc < 2) {
        complain("which command? See apideck-webhook --help");
        return STATUS_TROUBLE;
    }
    if (strcmp(argv[1], "--help") == 0) {
        print_usage();
        return STATUS_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("apideck-webhook %s\n", apideck_version());
        return STATUS_OK;
    }
    const struct command *command = find_command(argv[1]);
    if (!command) {
        complain("there is no %s %s; see apideck-webhook --help",
                 argv[1][0] == '-' ? "option" : "command", argv[1]);
        return STATUS_TROUBLE;
    }
    return command->run(command, argc - 2, argv + 2);
}

int main(int argc, char **argv) {
    /* A closed pipe then is an error of writing like any other. */
    signal(SIGPIPE, SIG_IGN);
    return (int)output_finish(run(argc, argv));
}
