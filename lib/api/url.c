#include "url.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_one_of(char c, const char *set) {
    return c != '\0' && strchr(set, c) != NULL;
}

/* Cuts the text off before the first byte of `set`, and gives what is left of it. */
static apideck_str take_until(apideck_str *text, const char *set) {
    size_t len = 0;
    while (len < text->len && !is_one_of(text->ptr[len], set)) {
        len++;
    }
    apideck_str taken = {text->ptr, len};
    text->ptr += len;
    text->len -= len;
    return taken;
}

static void skip(apideck_str *text, size_t len) {
    text->ptr += len;
    text->len -= len;
}

/* Hosts ------------------------------------------------------------------------------------ */

static bool decimal(apideck_str text, unsigned most, unsigned *out) {
    unsigned value = 0;
    if (text.len == 0 || text.len > 5 || (text.len > 1 && text.ptr[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i])) {
            return false;
        }
        value = value * 10 + (unsigned)(text.ptr[i] - '0');
    }
    *out = value;
    return value <= most;
}

static bool is_ipv4(apideck_str host) {
    unsigned byte = 0;
    for (int i = 0; i < 4; i++) {
        if (i > 0) {
            if (host.len == 0) {
                return false;
            }
            skip(&host, 1);
        }
        if (!decimal(take_until(&host, "."), 255, &byte)) {
            return false;
        }
    }
    return host.len == 0;
}

/* Up to eight groups of up to four digits, or fewer and one "::". */
static bool is_ipv6(apideck_str text) {
    int groups = 0;
    bool gap = false;
    if (text.len >= 2 && text.ptr[0] == ':' && text.ptr[1] == ':') {
        gap = true;
        skip(&text, 2);
    }
    while (text.len) {
        apideck_str group = take_until(&text, ":");
        if (group.len == 0 || group.len > 4) {
            return false;
        }
        for (size_t i = 0; i < group.len; i++) {
            if (!is_hex(group.ptr[i])) {
                return false;
            }
        }
        groups++;
        if (text.len) {
            skip(&text, 1);
            if (text.len == 0) {
                return false;
            }
            if (text.ptr[0] == ':') {
                if (gap) {
                    return false;
                }
                gap = true;
                skip(&text, 1);
            }
        }
    }
    return gap ? groups < 8 : groups == 8;
}

/* Whether clients may take a name for an IPv4 address: its last label begins with a digit. */
static bool ends_in_number(apideck_str host) {
    size_t begin = host.len;
    while (begin > 0 && host.ptr[begin - 1] != '.') {
        begin--;
    }
    return begin < host.len && is_digit(host.ptr[begin]);
}

static bool is_name(apideck_str host) {
    while (host.len) {
        apideck_str label = take_until(&host, ".");
        if (label.len == 0 || label.len > 63) {
            return false;
        }
        for (size_t i = 0; i < label.len; i++) {
            if (!is_letter(label.ptr[i]) && !is_digit(label.ptr[i]) &&
                !is_one_of(label.ptr[i], "-_")) {
                return false;
            }
        }
        if (host.len) {
            skip(&host, 1);
            if (host.len == 0) {
                return false;
            }
        }
    }
    return true;
}

static bool is_host(apideck_str host) {
    if (host.len == 0 || host.len > 253) {
        return false;
    }
    if (host.ptr[0] == '[') {
        return host.len > 2 && host.ptr[host.len - 1] == ']' &&
               is_ipv6((apideck_str){host.ptr + 1, host.len - 2});
    }
    return ends_in_number(host) ? is_ipv4(host) : is_name(host);
}

static bool parse_authority(apideck_str authority, struct apideck__url *url) {
    if (authority.len && authority.ptr[0] == '[') {
        url->host = take_until(&authority, "]");
        if (authority.len == 0) {
            return false;
        }
        skip(&authority, 1);
        url->host.len++;
    } else {
        url->host = take_until(&authority, ":");
    }
    url->port = APIDECK__HTTPS_PORT;
    if (authority.len) {
        if (authority.ptr[0] != ':') {
            return false;
        }
        skip(&authority, 1);
        if (!decimal(authority, 65535, &url->port) || url->port == 0) {
            return false;
        }
    }
    return is_host(url->host);
}

/* Paths and queries ------------------------------------------------------------------------ */

/* RFC 3986, 3.3 and 3.4: `more` is what is allowed besides the pchar. */
static bool is_plain(apideck_str text, const char *more) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            if (text.len - i < 3 || !is_hex(text.ptr[i + 1]) || !is_hex(text.ptr[i + 2])) {
                return false;
            }
        } else if (!is_letter(c) && !is_digit(c) && !is_one_of(c, "-._~!$&'()*+,;=:@") &&
                   !is_one_of(c, more)) {
            return false;
        }
    }
    return true;
}

bool apideck__url_query_valid(apideck_str query) {
    return is_plain(query, "/?");
}

bool apideck__url_parse_path(apideck_str text, struct apideck__url *url) {
    url->path = take_until(&text, "?#");
    url->query = (apideck_str){NULL, 0};
    if (text.len && text.ptr[0] == '?') {
        skip(&text, 1);
        url->query = take_until(&text, "#");
    }
    url->has_fragment = text.len > 0;
    if (url->has_fragment) {
        skip(&text, 1);
    }
    return is_plain(url->path, "/") && apideck__url_query_valid(url->query) && is_plain(text, "/?");
}

bool apideck__url_parse_host(apideck_str text, struct apideck__url *url) {
    struct apideck__url parsed = {0};
    if (!parse_authority(take_until(&text, "/?#"), &parsed) ||
        !apideck__url_parse_path(text, &parsed)) {
        return false;
    }
    *url = parsed;
    return true;
}

bool apideck__url_parse(apideck_str text, struct apideck__url *url) {
    static const char https[] = "https://";
    for (size_t i = 0; i < sizeof https - 1; i++) {
        if (i == text.len || lower(text.ptr[i]) != https[i]) {
            return false;
        }
    }
    skip(&text, sizeof https - 1);
    return apideck__url_parse_host(text, url);
}

bool apideck__url_same_origin(const struct apideck__url *a, const struct apideck__url *b) {
    if (a->port != b->port || a->host.len != b->host.len) {
        return false;
    }
    for (size_t i = 0; i < a->host.len; i++) {
        if (lower(a->host.ptr[i]) != lower(b->host.ptr[i])) {
            return false;
        }
    }
    return true;
}

/* Dot segments ----------------------------------------------------------------------------- */

/* What a segment is, were its %2e dots. */
static enum apideck__dots dots_of(apideck_str segment) {
    enum apideck__dots found = APIDECK__DOTS_PLAIN;
    size_t dots = 0;
    for (size_t i = 0; i < segment.len; i++, dots++) {
        if (segment.len - i >= 3 && segment.ptr[i] == '%' && segment.ptr[i + 1] == '2' &&
            lower(segment.ptr[i + 2]) == 'e') {
            found = APIDECK__DOTS_ENCODED;
            i += 2;
        } else if (segment.ptr[i] != '.') {
            return APIDECK__DOTS_NONE;
        }
    }
    return dots == 1 || dots == 2 ? found : APIDECK__DOTS_NONE;
}

enum apideck__dots apideck__path_dots(apideck_str path) {
    enum apideck__dots worst = APIDECK__DOTS_NONE;
    for (;;) {
        enum apideck__dots dots = dots_of(take_until(&path, "/"));
        worst = dots > worst ? dots : worst;
        if (path.len == 0) {
            return worst;
        }
        skip(&path, 1);
    }
}

size_t apideck__path_remove_dots(char *path, size_t len) {
    size_t kept = 0;
    for (size_t begin = 0; begin < len;) {
        size_t end = begin + 1;
        while (end < len && path[end] != '/') {
            end++;
        }
        size_t size = end - begin; /* with the slash before it */
        bool up = size == 3 && path[begin + 1] == '.' && path[begin + 2] == '.';
        bool here = size == 2 && path[begin + 1] == '.';
        if (up && kept > 0) {
            do {
                kept--;
            } while (path[kept] != '/');
        }
        if (up || here) {
            size = end == len; /* the last one leaves its slash */
        }
        memmove(path + kept, path + begin, size);
        kept += size;
        begin = end;
    }
    return kept;
}
