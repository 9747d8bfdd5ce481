/* canonicalize: the bytes that a signature covers. */
#include "args.h"
#include "form.h"
#include "input.h"
#include "lines.h"
#include "output.h"

#include <apideck/signature.h>
#include <stdio.h>
#include <stdlib.h>

#define OUTPUT_BUFFER_SIZE ((size_t)1 << 18)

/* Room for a canonical form, kept from one body to the next. */
struct text {
    char *bytes;
    size_t size;
    size_t len;
};

static int grow(struct text *text) {
    size_t size = text->len < 4096 ? 4096 : text->len * 2;
    char *bytes = realloc(text->bytes, size);
    if (!bytes) {
        return APIDECK_ERR_NO_MEMORY;
    }
    text->bytes = bytes;
    text->size = size;
    return 0;
}

static int canonicalize(const char *body, size_t body_len, apideck_form form, struct text *text,
                        apideck_error *error_out) {
    for (;;) {
        int error = apideck_canonicalize(body, body_len, form, NULL, text->bytes, text->size,
                                         &text->len, error_out);
        if (error == APIDECK_ERR_BUFFER_TOO_SMALL) {
            error = grow(text);
            if (!error) {
                continue;
            }
        }
        return error;
    }
}

static enum status canonicalize_body(const char *path, apideck_form form) {
    struct input body;
    if (!input_read(path, &body)) {
        return STATUS_TROUBLE;
    }
    struct text text = {NULL, 0, 0};
    apideck_error detail;
    int error = canonicalize(body.bytes, body.len, form, &text, &detail);
    if (error) {
        complain_of_body(error, error == APIDECK_ERR_NO_MEMORY ? NULL : &detail);
    } else {
        fwrite(text.bytes, 1, text.len, stdout);
    }
    free(text.bytes);
    input_free(&body);
    return error ? STATUS_TROUBLE : STATUS_OK;
}

static void canonicalize_line(const char *line, size_t len, apideck_form form, struct text *text) {
    int error = canonicalize(line, len, form, text, NULL);
    if (error) {
        printf("error: %s\n", apideck_error_name(error));
        return;
    }
    fwrite(text->bytes, 1, text->len, stdout);
    putchar('\n');
}

static enum status canonicalize_lines(const char *path, apideck_form form) {
    struct lines lines;
    if (!lines_open(path, &lines)) {
        return STATUS_TROUBLE;
    }
    setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER_SIZE);
    struct text text = {NULL, 0, 0};
    const char *line;
    size_t len;
    enum lines_result result = LINES_END;
    /* There may be no end of lines, so an output that takes no more ends it. */
    while (!ferror(stdout) && (result = lines_next(&lines, &line, &len)) == LINES_LINE) {
        canonicalize_line(line, len, form, &text);
    }
    free(text.bytes);
    lines_close(&lines);
    return ferror(stdout) || result == LINES_FAILED ? STATUS_TROUBLE : STATUS_OK;
}

static enum status run(const struct command *command, int argc, char **argv) {
    const char *form_text = "sorted";
    bool by_line = false;
    struct option options[] = {
        {.name = "--form", .values = &form_text, .room = 1},
        {.name = "--lines", .flag = &by_line},
    };
    struct args args = {command, options, sizeof options / sizeof *options, OPERAND_OPTIONAL, NULL,
                        NULL,    0};
    enum status status;
    if (!args_read(&args, argc, argv, &status)) {
        return status;
    }
    apideck_form form;
    if (!form_of(form_text, &form)) {
        return STATUS_TROUBLE;
    }
    return by_line ? canonicalize_lines(args.operand, form) : canonicalize_body(args.operand, form);
}

const struct command canonicalize_command = {
    .name = "canonicalize",
    .arguments = "[--form sorted|sorted-deep|raw] [--lines] [FILE]",
    .summary = "Prints the bytes that a signature covers",
    .help = "No newline is added.\n\n"
            "  --form FORM  sorted       keys sorted, but for objects inside arrays (the default)\n"
            "               sorted-deep  keys sorted everywhere\n"
            "               raw          the body as it is\n"
            "  --lines      reads one body a line and prints one line for each: its canonical\n"
            "               form, or \"error: NAME\" when it is refused\n",
    .run = run,
};
