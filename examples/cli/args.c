#include "args.h"

#include "output.h"

#include <stdio.h>
#include <string.h>

/* Arguments that are still to be read. */
struct rest {
    int argc;
    char **argv;
};

static char *take(struct rest *rest) {
    if (rest->argc == 0) {
        return NULL;
    }
    rest->argc--;
    return *rest->argv++;
}

static void print_help(const struct command *command) {
    printf("usage: apideck-webhook %s%s%s\n\n%s.\n%s", command->name,
           *command->arguments ? " " : "", command->arguments, command->summary, command->help);
}

static struct option *find_option(const struct args *args, const char *name, size_t len) {
    for (size_t i = 0; i < args->option_count; i++) {
        const char *known = args->options[i].name;
        if (strlen(known) == len && memcmp(known, name, len) == 0) {
            return &args->options[i];
        }
    }
    return NULL;
}

/* Takes the option that `text` is, and its value. */
static bool take_option(struct args *args, const char *text, struct rest *rest) {
    size_t len = strcspn(text, "=");
    const char *value = text[len] ? text + len + 1 : NULL;
    struct option *option = find_option(args, text, len);
    if (!option) {
        complain("%s: there is no option %.*s", args->command->name, (int)len, text);
        return false;
    }
    if (option->flag) {
        if (value) {
            complain("%s: %s takes no value", args->command->name, option->name);
        }
        *option->flag = true;
        return !value;
    }
    if (!value) {
        value = take(rest);
    }
    if (!value || option->count == option->room) {
        complain("%s: %s %s", args->command->name, option->name,
                 value ? "is given too often" : "lacks its value");
        return false;
    }
    option->values[option->count++] = value;
    return true;
}

static bool take_operand(struct args *args, char *text) {
    if (args->takes == OPERAND_NONE || (args->operand && args->takes != OPERAND_MANY)) {
        complain("%s: one argument too many: %s", args->command->name, text);
        return false;
    }
    args->operand = args->operand ? args->operand : text;
    args->operands[args->operand_count++] = text; /* which is behind that place, or in it */
    return true;
}

static bool is_option(const char *text) {
    return text[0] == '-' && text[1] != '\0';
}

bool args_read(struct args *args, int argc, char **argv, enum status *status_out) {
    struct rest rest = {argc, argv};
    bool options_ended = false;
    char *text;
    args->operands = argv;
    args->operand_count = 0;
    *status_out = STATUS_TROUBLE;
    while ((text = take(&rest))) {
        if (options_ended || !is_option(text)) {
            if (!take_operand(args, text)) {
                return false;
            }
        } else if (strcmp(text, "--") == 0) {
            options_ended = true;
        } else if (strcmp(text, "--help") == 0) {
            print_help(args->command);
            *status_out = STATUS_OK;
            return false;
        } else if (!take_option(args, text, &rest)) {
            return false;
        }
    }
    if (args->takes == OPERAND_REQUIRED && !args->operand) {
        complain("usage: apideck-webhook %s %s", args->command->name, args->command->arguments);
        return false;
    }
    return true;
}
