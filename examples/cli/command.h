/* What a command is. Each stands in a file of its own; main.c lists them. */
#ifndef APIDECK_CLI_COMMAND_H
#define APIDECK_CLI_COMMAND_H

/* What the program exits with. */
enum status {
    STATUS_OK = 0,
    STATUS_NO = 1,     /* the answer is no: not a valid signature, not a 2xx, not covered */
    STATUS_TROUBLE = 2 /* there is no answer: wrong usage, unreadable input, unwritable output */
};

struct command {
    const char *name;
    const char *arguments; /* as the usage line shows them */
    const char *summary;   /* one line */
    const char *help;      /* the options and what else there is to know */
    enum status (*run)(const struct command *command, int argc, char **argv);
};

extern const struct command canonicalize_command;
extern const struct command sign_command;
extern const struct command verify_command;
extern const struct command parse_command;
extern const struct command events_command;
extern const struct command example_command;
extern const struct command send_command;
extern const struct command replay_command;
extern const struct command coverage_command;

#endif
