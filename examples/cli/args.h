/* The arguments of a command: options and operands. */
#ifndef APIDECK_CLI_ARGS_H
#define APIDECK_CLI_ARGS_H

#include "command.h"

#include <stdbool.h>
#include <stddef.h>

/* An option is a flag, or it has values: --form raw, or --form=raw. */
struct option {
    const char *name;    /* with its dashes */
    bool *flag;          /* set when the option is given */
    const char **values; /* or: where the values go, in the order given */
    size_t room;         /* how many are allowed */
    size_t count;        /* how many there were */
};

struct args {
    const struct command *command;
    struct option *options;
    size_t option_count;
    enum { OPERAND_NONE, OPERAND_OPTIONAL, OPERAND_REQUIRED, OPERAND_MANY } takes;
    const char *operand; /* out: the first; NULL when none was given */
    char **operands;     /* out: all of them, in the place of the arguments */
    size_t operand_count;
};

/* Reads what follows the command's name. Returns true when the command is to go on; otherwise
 * *status_out is what it ends with: help was asked for and printed, or the usage is wrong. */
bool args_read(struct args *args, int argc, char **argv, enum status *status_out);

#endif
