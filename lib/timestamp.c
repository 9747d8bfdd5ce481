#include "timestamp.h"

#include <apideck/event.h>

struct cursor {
    const char *p;
    const char *end;
};

static bool take(struct cursor *c, char expected) {
    if (c->p == c->end || *c->p != expected) {
        return false;
    }
    c->p++;
    return true;
}

static bool at_digit(const struct cursor *c) {
    return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

/* Exactly `count` digits, between `least` and `most`. */
static inline bool number(struct cursor *c, int count, int least, int most, int *out) {
    int value = 0;
    if (c->end - c->p < count) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        const unsigned digit = (unsigned)(*c->p++ - '0');
        if (digit > 9) {
            return false;
        }
        value = value * 10 + (int)digit;
    }
    *out = value;
    return value >= least && value <= most;
}

static bool is_leap_year(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month) {
    static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

/* Counted from 1970-01-01, with the year begun in March so that the leap day is its last. */
static int64_t days_since_epoch(int year, int month, int day) {
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    int64_t century = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_cycle = y - century * 400;
    int64_t day_of_year = (153 * m + 2) / 5 + day - 1;
    int64_t day_of_cycle =
        year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    return century * 146097 + day_of_cycle - 719468;
}

static bool date(struct cursor *c, int *year, int *month, int *day) {
    return number(c, 4, 0, 9999, year) && take(c, '-') && number(c, 2, 1, 12, month) &&
           take(c, '-') && number(c, 2, 1, 31, day) && *day <= days_in_month(*year, *month);
}

bool apideck__calendar_day(apideck_str text, int *year_out, int *month_out, int *day_out) {
    struct cursor c = {text.ptr, text.ptr + text.len};
    int year = 0;
    int month = 0;
    int day = 0;
    if (!date(&c, &year, &month, &day) || c.p != c.end) {
        return false;
    }
    *year_out = year;
    *month_out = month;
    *day_out = day;
    return true;
}

/* A second of 60 is a leap second, and counts as the first of the next minute, as in POSIX. */
static bool time_of_day(struct cursor *c, int64_t *ms_out) {
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!number(c, 2, 0, 23, &hour) || !take(c, ':') || !number(c, 2, 0, 59, &minute) ||
        !take(c, ':') || !number(c, 2, 0, 60, &second)) {
        return false;
    }
    int ms = 0;
    if (take(c, '.')) {
        if (!at_digit(c)) {
            return false;
        }
        for (int scale = 100; at_digit(c); scale /= 10) {
            ms += (*c->p++ - '0') * scale;
        }
    }
    *ms_out = ((int64_t)hour * 3600 + minute * 60 + second) * 1000 + ms;
    return true;
}

/* What to take away to get to UTC. */
static bool offset(struct cursor *c, int64_t *ms_out) {
    if (take(c, 'Z')) {
        *ms_out = 0;
        return true;
    }
    int sign = take(c, '+') ? 1 : take(c, '-') ? -1 : 0;
    int hours = 0;
    int minutes = 0;
    if (sign == 0 || !number(c, 2, 0, 23, &hours)) {
        return false;
    }
    (void)take(c, ':');
    if (!number(c, 2, 0, 59, &minutes)) {
        return false;
    }
    *ms_out = (int64_t)sign * (hours * 60 + minutes) * 60000;
    return true;
}

int64_t apideck__timestamp_ms(apideck_str text) {
    if (!text.ptr) {
        return APIDECK_NO_TIME;
    }
    struct cursor c = {text.ptr, text.ptr + text.len};
    int year = 0;
    int month = 0;
    int day = 0;
    int64_t ms = 0;
    int64_t east = 0;
    if (!date(&c, &year, &month, &day) || !take(&c, 'T') || !time_of_day(&c, &ms) ||
        !offset(&c, &east) || c.p != c.end) {
        return APIDECK_NO_TIME;
    }
    return days_since_epoch(year, month, day) * 86400000 + ms - east;
}
