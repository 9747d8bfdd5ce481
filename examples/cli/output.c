#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("apideck-webhook: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void complain_of_body(int code, const apideck_error *error) {
    const char *name = apideck_error_name(code);
    const char *text = apideck_error_text(code);
    if (error) {
        complain("%s at byte %zu of the body: %s", name, error->offset, text);
    } else {
        complain("%s: %s", name, text);
    }
}

void complain_of_problem(int code, const apideck_problem *problem) {
    const char *name = apideck_error_name(code);
    const char *text = problem ? problem->message : apideck_error_text(code);
    if (problem && problem->path.len) {
        complain("%s at byte %zu, %s: %s", name, problem->offset, problem->path.ptr, text);
    } else if (problem && problem->status && problem->status != 200) {
        complain("%s, HTTP %d: %s", name, problem->status, text);
    } else if (problem && problem->offset) {
        complain("%s at byte %zu: %s", name, problem->offset, text);
    } else {
        complain("%s: %s", name, text);
    }
}

/* The length of the control character at `text`, 0 for any other. U+0080 to U+009F are two bytes
 * of UTF-8, and as good as an escape to some terminals. */
static size_t control_length(const char *text, size_t len) {
    unsigned char c = (unsigned char)text[0];
    if (c < 0x20 || c == 0x7f) {
        return 1;
    }
    return c == 0xc2 && len > 1 && (unsigned char)text[1] < 0xa0 ? 2 : 0;
}

/* The last byte of a control character is its code point, in all of the three ranges. */
static void print_control(const char *control, size_t len) {
    printf("\\u%04x", (unsigned)(unsigned char)control[len - 1]);
}

void print_text(const char *text, size_t len) {
    size_t i = 0;
    while (i < len) {
        size_t control = control_length(text + i, len - i);
        if (control) {
            print_control(text + i, control);
            i += control;
            continue;
        }
        if (text[i] == '\\') {
            putchar('\\');
        }
        putchar(text[i++]);
    }
}

size_t text_width(const char *text, size_t len) {
    size_t width = 0;
    size_t i = 0;
    while (i < len) {
        size_t control = control_length(text + i, len - i);
        bool continues = ((unsigned char)text[i] & 0xc0) == 0x80; /* a character begun before */
        width += control ? 6 : text[i] == '\\' ? 2 : !continues;
        i += control ? control : 1;
    }
    return width;
}

void print_json_text(const char *text, size_t len) {
    size_t i = 0;
    while (i < len) {
        size_t control = control_length(text + i, len - i);
        bool space = text[i] == '\t' || text[i] == '\n' || text[i] == '\r';
        if (control && !space) {
            print_control(text + i, control);
            i += control;
            continue;
        }
        putchar(space ? ' ' : text[i]);
        i++;
    }
}

enum status output_finish(enum status status) {
    bool failed = ferror(stdout);
    errno = 0;
    if (fclose(stdout) == 0 && !failed) {
        return status;
    }
    complain("cannot write the output%s%s", errno ? ": " : "", errno ? strerror(errno) : "");
    return STATUS_TROUBLE;
}
