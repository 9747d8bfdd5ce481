#include "retry_after.h"

#include "response.h"
#include "timestamp.h"

#include <apideck/event.h>
#include <string.h>

/* "Sun, 06 Nov 1994 08:49:37 GMT", with D for a letter of the day's name, M for one of the
 * month's, and 0 for a digit. */
static const char form[] = "DDD, 00 MMM 0000 00:00:00 GMT";

static int is_in_form(apideck_str text) {
    if (text.len != sizeof form - 1) {
        return 0;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        int letter = form[i] == 'M' && i >= 8 && i < 11;
        int fits = form[i] == '0'             ? c >= '0' && c <= '9'
                   : form[i] == 'D' || letter ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                                              : c == form[i];
        if (!fits) {
            return 0;
        }
    }
    return 1;
}

/* The number of the month, or 0. */
static int month_of(const char *name) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++) {
        if (memcmp(months + 3 * i, name, 3) == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* An IMF-fixdate, in milliseconds since 1970. */
static int64_t date_ms(apideck_str text) {
    if (!is_in_form(text)) {
        return APIDECK_NO_TIME;
    }
    const char *p = text.ptr;
    int month = month_of(p + 8);
    char iso[] = "0000-00-00T00:00:00Z";
    memcpy(iso, p + 12, 4);
    iso[5] = (char)('0' + month / 10);
    iso[6] = (char)('0' + month % 10);
    memcpy(iso + 8, p + 5, 2);
    memcpy(iso + 11, p + 17, 8);
    return apideck__timestamp_ms((apideck_str){iso, sizeof iso - 1});
}

static int64_t seconds_ms(apideck_str digits) {
    int64_t seconds = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9') {
            return -1;
        }
        seconds = seconds > INT64_MAX / 10000 ? seconds : seconds * 10 + (digits.ptr[i] - '0');
    }
    return seconds > INT64_MAX / 10000 ? INT64_MAX : seconds * 1000;
}

int64_t apideck__retry_after_ms(apideck_str value, const apideck_http_response *response) {
    if (!value.len) {
        return -1;
    }
    int64_t seconds = seconds_ms(value);
    if (seconds >= 0) {
        return seconds;
    }
    int64_t then = date_ms(value);
    int64_t now = date_ms(apideck__header_find(response, "date"));
    if (then == APIDECK_NO_TIME || now == APIDECK_NO_TIME) {
        return -1;
    }
    return then > now ? then - now : 0;
}
