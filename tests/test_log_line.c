/* Log lines are one line of plain ASCII, whatever was received, and end where their room ends. */
#include "check.h"
#include "log_line.h"

#include <stdint.h>

static struct apideck__log_line begun(const char *what) {
    struct apideck__log_line line;
    memset(&line, 0xa5, sizeof line);
    apideck__log_begin(&line, what);
    return line;
}

static void check_line(const struct apideck__log_line *line, const char *expected) {
    CHECK_STR(line->text, line->len, expected);
    CHECK_INT(line->text[line->len], 0);
}

static void test_parts_in_order(void) {
    struct apideck__log_line line = begun("handled");
    check_line(&line, "handled");
    apideck__log_text(&line, "form", "sorted");
    apideck__log_number(&line, "status", 200);
    apideck__log_bytes(&line, "id", (apideck_str){"abc", 3});
    check_line(&line, "handled form=sorted status=200 id=abc");
    apideck__log_begin(&line, "busy");
    check_line(&line, "busy");
}

static void test_numbers(void) {
    static const struct {
        int64_t value;
        const char *expected;
    } cases[] = {
        {0, "x n=0"},
        {-1, "x n=-1"},
        {10, "x n=10"},
        {-99, "x n=-99"},
        {INT64_MAX, "x n=9223372036854775807"},
        {INT64_MIN, "x n=-9223372036854775808"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct apideck__log_line line = begun("x");
        apideck__log_number(&line, "n", cases[i].value);
        check_line(&line, cases[i].expected);
    }
}

/* A value that could end its field or its line, or pass for an escape, would forge log entries. */
static void test_bytes_that_are_escaped(void) {
    static const struct {
        const char *bytes;
        size_t len;
        const char *expected;
    } cases[] = {
        {"", 0, "x v="},
        {"!~=\"", 4, "x v=!~=\""},
        {"a b", 3, "x v=a\\x20b"},
        {"\n\r\t", 3, "x v=\\x0a\\x0d\\x09"},
        {"\\x41", 4, "x v=\\x5cx41"},
        {"a\0b", 3, "x v=a\\x00b"},
        {"\x1b[31m", 5, "x v=\\x1b[31m"},
        {"\x7f\x80\xff", 3, "x v=\\x7f\\x80\\xff"},
        {"\xc3\xa9", 2, "x v=\\xc3\\xa9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct apideck__log_line line = begun("x");
        apideck__log_bytes(&line, "v", (apideck_str){cases[i].bytes, cases[i].len});
        check_line(&line, cases[i].expected);
    }
}

static void test_every_byte_stands_as_printable_ascii(void) {
    for (int byte = 0; byte < 256; byte++) {
        struct apideck__log_line line = begun("x");
        char c = (char)byte;
        apideck__log_bytes(&line, "v", (apideck_str){&c, 1});
        int plain = byte > ' ' && byte <= '~' && byte != '\\';
        CHECK_INT(line.len, plain ? 5 : 8);
        for (size_t i = 0; i < line.len; i++) {
            CHECK(line.text[i] >= ' ' && line.text[i] <= '~');
        }
    }
}

static void test_absent_leaves_nothing(void) {
    struct apideck__log_line line = begun("x");
    apideck__log_bytes(&line, "v", (apideck_str){NULL, 0});
    check_line(&line, "x");
}

/* Fills a line with `fill` letters, then adds one field of each kind. */
static void test_room_ends(void) {
    static char letters[2 * APIDECK__LOG_LINE_SIZE];
    for (size_t fill = APIDECK__LOG_LINE_SIZE - 40; fill < APIDECK__LOG_LINE_SIZE + 40; fill++) {
        memset(letters, 'a', fill);
        letters[fill] = 0;
        char expected[3 * APIDECK__LOG_LINE_SIZE];
        snprintf(expected, sizeof expected, "%s t=text n=-12 v=\\x00z", letters);
        expected[APIDECK__LOG_LINE_SIZE - 1] = 0;
        char *escape = strchr(expected, '\\');
        if (escape && strlen(escape) < 4) {
            *escape = 0; /* an escape is left out as a whole */
        }

        struct apideck__log_line line = begun(letters);
        apideck__log_text(&line, "t", "text");
        apideck__log_number(&line, "n", -12);
        apideck__log_bytes(&line, "v", (apideck_str){"\0z", 2});
        check_line(&line, expected);
        CHECK(line.len < sizeof line.text);
    }
}

int main(void) {
    test_parts_in_order();
    test_numbers();
    test_bytes_that_are_escaped();
    test_every_byte_stands_as_printable_ascii();
    test_absent_leaves_nothing();
    test_room_ends();
    return check_summary();
}
