/* The window finds the next special byte where a loop over single bytes finds it. */
#include "check.h"
#include "exact.h"
#include "window.h"

#define LONGEST (3 * APIDECK__WINDOW + 9)

static int is_special(unsigned char c) {
    return c < 0x20 || c == '"' || c == '\\' || c >= 0x80;
}

static const unsigned char *expected_next(const unsigned char *p, const unsigned char *end) {
    while (p < end && !is_special(*p)) {
        p++;
    }
    return p;
}

/* Goes through the text from one special byte to the next, as the reader does, or leaves more than
 * one behind at once where `step` is more than 1. */
static int walk_is_wrong(const unsigned char *text, size_t len, size_t step) {
    unsigned char *copy = exact_copy(text, len);
    const unsigned char *end = copy + len;
    struct apideck__window window = apideck__window_from(copy, end);
    int wrong = 0;
    for (const unsigned char *p = copy;;) {
        const unsigned char *next = apideck__next_special(&window);
        wrong += next != expected_next(p, end) || window.special == 0;
        if (wrong || next == end) {
            break;
        }
        p = (size_t)(end - next) > step ? next + step : end;
        if (step == 1) {
            apideck__pass_special(&window, end);
        } else {
            apideck__pass_until(&window, p, end);
        }
    }
    free(copy);
    return wrong;
}

static void test_every_byte_at_every_place(void) {
    for (unsigned byte = 0; byte < 256; byte++) {
        int wrong = 0;
        for (size_t place = 0; place < 2 * APIDECK__WINDOW; place++) {
            unsigned char text[LONGEST];
            memset(text, 'a', sizeof text);
            text[place] = (unsigned char)byte;
            wrong += walk_is_wrong(text, sizeof text, 1);
            wrong += walk_is_wrong(text, place + 1, 1);
        }
        CHECK_INT(wrong, 0);
    }
}

/* Ends of the text, be it special or not, at every distance from the last window. */
static void test_every_length(void) {
    unsigned char text[LONGEST];
    for (int fill = 0; fill < 3; fill++) {
        memset(text, "a\"\xff"[fill], sizeof text);
        int wrong = 0;
        for (size_t len = 0; len <= sizeof text; len++) {
            wrong += walk_is_wrong(text, len, 1) + walk_is_wrong(text, len, 7);
        }
        CHECK_INT(wrong, 0);
    }
}

/* The neighbours of what is special, and bytes that differ from it in the highest bit alone. */
static void test_random_texts(void) {
    static const unsigned char bytes[] = {' ',  '!',  '"',        '#',  '[',  '\\', ']',  0x1f,
                                          0x7f, 0x80, '"' | 0x80, 0xdc, 0xff, 0,    0xa0, 'a'};
    unsigned long state = 17;
    int wrong = 0;
    for (int round = 0; round < 20000; round++) {
        unsigned char text[LONGEST];
        size_t len = next_random(&state) % (LONGEST + 1);
        unsigned rarity = 1 + next_random(&state) % 64;
        for (size_t i = 0; i < len; i++) {
            int any = next_random(&state) % rarity == 0;
            text[i] = any ? bytes[next_random(&state) % sizeof bytes] : 'b';
        }
        wrong += walk_is_wrong(text, len, 1 + next_random(&state) % (2 * APIDECK__WINDOW));
    }
    CHECK_INT(wrong, 0);
}

int main(void) {
    test_every_byte_at_every_place();
    test_every_length();
    test_random_texts();
    return check_summary();
}
