/*
 * https URLs, read strictly: what two clients could read differently is refused, so that the host
 * that was checked is the host that is asked.
 */
#ifndef APIDECK_LIB_API_URL_H
#define APIDECK_LIB_API_URL_H

#include <apideck/base.h>
#include <stdbool.h>

/* The parts of a URL, inside its text. */
struct apideck__url {
    apideck_str host; /* as it is written, an IPv6 address with its brackets */
    unsigned port;
    apideck_str path;  /* "", or begins with a slash if there is a host */
    apideck_str query; /* without the question mark; ptr NULL where there is none */
    bool has_fragment; /* which is checked, and else of no interest */
};

#define APIDECK__HTTPS_PORT 443

/*
 * Reads "https://" in any case, a host, a port where it is given, and what follows.
 *   A host is a name of labels of letters, digits, '-' and '_', an IPv4 address of four plain
 *   decimal numbers, or an IPv6 address of hexadecimal groups in brackets.
 * Refused, among others: other schemes, user information, an empty port, a host with a percent sign
 * or a dot at its end, numbers that only some clients take for addresses, and everywhere back
 * slashes, white space, control characters, bytes beyond ASCII and broken percent-encoding.
 */
bool apideck__url_parse(apideck_str text, struct apideck__url *url_out);

/* The same of what follows the "//", for a Location without a scheme. */
bool apideck__url_parse_host(apideck_str text, struct apideck__url *url_out);

/* Reads a path of any form, a query and a fragment; leaves host and port alone. */
bool apideck__url_parse_path(apideck_str text, struct apideck__url *url_out);

/* Whether a text may stand behind the question mark. */
bool apideck__url_query_valid(apideck_str query);

bool apideck__url_same_origin(const struct apideck__url *a, const struct apideck__url *b);

/* What a path may have of "." and ".." as segments, which clients take out. */
enum apideck__dots {
    APIDECK__DOTS_NONE,
    APIDECK__DOTS_PLAIN,
    APIDECK__DOTS_ENCODED /* one of them is written with %2e */
};
enum apideck__dots apideck__path_dots(apideck_str path);

/* RFC 3986, 5.2.4, in place, for a path that begins with a slash. Returns the new length. */
size_t apideck__path_remove_dots(char *path, size_t len);

#endif
