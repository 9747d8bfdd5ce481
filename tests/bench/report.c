#include "report.h"

#include <stdio.h>
#include <string.h>

#define NAME_WIDTH 46
#define CELL_WIDTH 26
#define NOISE 0.05 /* what two runs of the same work differ by */

/* Widths as a terminal shows them: bytes that continue a UTF-8 sequence take no room. */
static int columns(const char *text) {
    int count = 0;
    for (; *text; text++) {
        count += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return count;
}

static void put_cell(const char *text, int width) {
    printf(" %s%*s |", text, width > columns(text) ? width - columns(text) : 0, "");
}

/* 1234567 as 1,234,567. */
static void with_commas(double value, char out[32]) {
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%.0f", value);
    char *end = out;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-') {
            *end++ = ',';
        }
        *end++ = digits[i];
    }
    *end = 0;
}

/* A figure is the median of the rounds; beside it, for the marks, that of the round in which the
 * machine did the least besides, and the median of brief turns. */
enum statistic { MEDIAN, LEAST, BRIEF, STATISTICS };

static double ns_of(const struct results *results, int contender, int body,
                    enum statistic statistic) {
    const struct results *from = statistic == BRIEF ? results->brief : results;
    const double *samples = from->samples[contender][body];
    return statistic == LEAST ? least(samples, from->rounds) : median(samples, from->rounds);
}

static double ratio(const struct results *results, int contender, int to, int body,
                    enum statistic statistic) {
    return ns_of(results, contender, body, statistic) / ns_of(results, to, body, statistic);
}

static void put_line(int width) {
    putchar(' ');
    for (int i = 0; i < width; i++) {
        putchar('-');
    }
    printf(" |");
}

static void put_head(void) {
    printf("|");
    put_cell("ns a delivery (to libsodium's HMAC; to floor)", NAME_WIDTH);
    for (int b = 0; b < BODIES; b++) {
        put_cell(bench_bodies[b].name, CELL_WIDTH);
    }
    printf("\n|");
    put_line(NAME_WIDTH);
    for (int b = 0; b < BODIES; b++) {
        put_line(CELL_WIDTH);
    }
    putchar('\n');
}

void report_table(const struct contender *contenders, const struct results *results,
                  const struct roles *roles) {
    put_head();
    for (int c = 0; c < results->contenders; c++) {
        printf("|");
        put_cell(contenders[c].name, NAME_WIDTH);
        for (int b = 0; b < BODIES; b++) {
            char ns[32];
            char cell[96];
            with_commas(ns_of(results, c, b, MEDIAN), ns);
            snprintf(cell, sizeof cell, "%s (%.2f; %.2f)", ns,
                     ratio(results, c, roles->hmac, b, MEDIAN),
                     ratio(results, c, roles->floor, b, MEDIAN));
            put_cell(cell, CELL_WIDTH);
        }
        putchar('\n');
    }
}

/* Marks ---------------------------------------------------------------------------------------- */

static double per_byte(const struct results *results, int contender, int body,
                       enum statistic statistic) {
    return ns_of(results, contender, body, statistic) / (double)bench_bodies[body].len;
}

/* What a mark is compared with. */
struct measured {
    double by[STATISTICS];
};

static void put_mark(const char *what, const char *body, struct measured measured,
                     const char *format, bool at_most, double limit) {
    char text[64];
    char wanted[64];
    char bound[48];
    double value = measured.by[MEDIAN];
    printf("|");
    put_cell(what, 56);
    put_cell(body, 8);
    snprintf(bound, sizeof bound, format, limit);
    snprintf(wanted, sizeof wanted, "%s %s", at_most ? "≤" : "≥", bound);
    put_cell(wanted, 10);
    snprintf(text, sizeof text, format, value);
    put_cell(text, 10);
    put_cell((at_most ? value <= limit : value >= limit) ? "yes" : "**no**", 7);
    for (int s = LEAST; s < STATISTICS; s++) {
        snprintf(text, sizeof text, format, measured.by[s]);
        put_cell(text, 10);
    }
    putchar('\n');
}

static void put_marks_head(void) {
    static const struct {
        const char *name;
        int width;
    } cells[] = {{"mark", 56},   {"body", 8},   {"wanted", 10}, {"measured", 10},
                 {"reached", 7}, {"least", 10}, {"brief", 10}};
    printf("|");
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        put_cell(cells[i].name, cells[i].width);
    }
    printf("\n|");
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        put_line(cells[i].width);
    }
    putchar('\n');
}

static void mark_ratios(const struct results *results, const char *what, int contender, int to,
                        const double limits[BODIES], bool at_most) {
    for (int b = 0; b < BODIES && contender >= 0 && to >= 0; b++) {
        if (limits[b] > 0) {
            struct measured ratios;
            for (int s = 0; s < STATISTICS; s++) {
                ratios.by[s] = ratio(results, contender, to, b, s);
            }
            put_mark(what, bench_bodies[b].name, ratios, "%.2f", at_most, limits[b]);
        }
    }
}

/* What a further form costs, in HMACs. */
static void mark_further_forms(const struct results *results, const struct roles *roles) {
    for (int b = 0; b < BODIES; b++) {
        unsigned further = bench_bodies[b].forms - 1;
        struct measured hmacs;
        for (int s = 0; s < STATISTICS && further > 0; s++) {
            double more = ns_of(results, roles->forgery_all_forms, b, s) -
                          ns_of(results, roles->forgery_one_form, b, s);
            hmacs.by[s] = more / further / ns_of(results, roles->hmac, b, s);
        }
        if (further > 0) {
            put_mark("each further form that differs, in libsodium HMACs", bench_bodies[b].name,
                     hmacs, "%.2f", true, 1 + NOISE);
        }
    }
}

static void mark_receiver(const struct results *results, const char *what, int contender,
                          const struct roles *roles) {
    for (int b = 0; b <= BODY_4KB; b++) {
        struct measured more;
        for (int s = 0; s < STATISTICS; s++) {
            more.by[s] = ns_of(results, contender, b, s) - ns_of(results, roles->verify_same, b, s);
        }
        put_mark(what, bench_bodies[b].name, more, "%.0f", true, 500);
    }
}

static void mark_growth(const struct results *results, const struct roles *roles) {
    struct measured growth;
    for (int s = 0; s < STATISTICS; s++) {
        growth.by[s] = per_byte(results, roles->verify_sodium, BODY_1MB, s) /
                       per_byte(results, roles->verify_sodium, BODY_64KB, s);
    }
    put_mark("cost per byte at 1 MB, to that at 64 KB", "1 MB", growth, "%.2f", true, 1.3);
}

/* Of two threads to one, measured as the best of the rounds. */
static void mark_in_two(const char *what, const char *body, double times) {
    put_mark(what, body, (struct measured){{times, times, times}}, "%.2f", false, 1.9);
}

void report_marks(const struct results *results, const struct roles *roles, struct in_two in_two) {
    static const double sodium[BODIES] = {1.35, 0, 1.25, 1.25, 0};
    static const double aim[BODIES] = {1.2, 0, 1.15, 1.15, 0};
    static const double floors[BODIES] = {2.5, 0, 2, 2, 0};
    static const double node[BODIES] = {12, 0, 12, 12, 0};
    static const double simdjson[BODIES] = {0, 0, 3, 3, 0};
    static const double forgery[BODIES] = {1.1, 1.1, 1.1, 1.1, 1.1};
    put_marks_head();
    mark_ratios(results, "verify_event with libsodium, to libsodium's HMAC", roles->verify_sodium,
                roles->hmac, sodium, true);
    mark_ratios(results, "the same: what is aimed for", roles->verify_sodium, roles->hmac, aim,
                true);
    mark_ratios(results, "verify_event with OpenSSL, to the floor", roles->verify_openssl,
                roles->floor, floors, true);
    mark_ratios(results, "times faster than Node, with OpenSSL", roles->node, roles->verify_openssl,
                node, false);
    mark_ratios(results, "times faster than simdjson, with OpenSSL", roles->simdjson,
                roles->verify_openssl, simdjson, false);
    mark_ratios(results, "forgery refused, to a genuine delivery, one form",
                roles->forgery_one_form, roles->verify_sodium, forgery, true);
    mark_further_forms(results, roles);
    mark_in_two("two threads to one: libsodium's HMAC, the machine", "4 KB", in_two.hash);
    mark_in_two("two threads to one: verify_event", "4 KB", in_two.verify);
    mark_in_two("two threads to one: receive", "365 B", in_two.receive);
    mark_growth(results, roles);
    mark_receiver(results, "ns that the receiver adds", roles->receive, roles);
    mark_receiver(results, "ns that it adds, a million remembered", roles->receive_million, roles);
}
