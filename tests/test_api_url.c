/* lib/api/url.c: which URLs are read, what their parts are, and which are refused. That hosts are
 * read as Node and Python read them, tests/api_origins.sh shows. */
#include "api/url.h"

#include "api_requests.h"
#include "exact.h"

static bool parse(const char *text, struct apideck__url *url) {
    /* The parts point into the text, so it has to live on; it is freed with the program's end. */
    static unsigned char *last;
    free(last);
    last = exact_copy(text, strlen(text));
    return apideck__url_parse((apideck_str){(char *)last, strlen(text)}, url);
}

static void test_parts(void) {
    static const struct {
        const char *text, *host, *path, *query;
        unsigned port;
        bool fragment;
    } urls[] = {
        {"https://unify.apideck.com", "unify.apideck.com", "", NULL, 443, false},
        {"https://unify.apideck.com/", "unify.apideck.com", "/", NULL, 443, false},
        {"HTTPS://Unify.Apideck.COM:8443/a/b?c=d", "Unify.Apideck.COM", "/a/b", "c=d", 8443, false},
        {"https://h:443?", "h", "", "", 443, false},
        {"https://h:1#", "h", "", NULL, 1, true},
        {"https://h/a?b#c?d/", "h", "/a", "b", 443, true},
        {"https://h/a/?b/?c", "h", "/a/", "b/?c", 443, false},
        {"https://127.0.0.1:65535/x", "127.0.0.1", "/x", NULL, 65535, false},
        {"https://[::1]:99/x", "[::1]", "/x", NULL, 99, false},
        {"https://[2001:DB8::a:0:1]", "[2001:DB8::a:0:1]", "", NULL, 443, false},
        {"https://[1:2:3:4:5:6:7:8]/", "[1:2:3:4:5:6:7:8]", "/", NULL, 443, false},
        {"https://[1::]/", "[1::]", "/", NULL, 443, false},
        {"https://xn--bcher-kva.example/%C3%BC", "xn--bcher-kva.example", "/%C3%BC", NULL, 443,
         false},
        {"https://a_b.example//x", "a_b.example", "//x", NULL, 443, false},
        {"https://h/-._~!$&'()*+,;=:@/", "h", "/-._~!$&'()*+,;=:@/", NULL, 443, false},
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct apideck__url url;
        CHECK(parse(urls[i].text, &url));
        CHECK_TEXT(url.host, urls[i].host);
        CHECK_TEXT(url.path, urls[i].path);
        CHECK_TEXT(url.query, urls[i].query);
        CHECK_INT(url.port, urls[i].port);
        CHECK(url.has_fragment == urls[i].fragment);
    }
}

static void test_refused(void) {
    static const char *const texts[] = {
        "",
        "h",
        "//h",
        "/x",
        "https",
        "https:",
        "https:/",
        "https://",
        "https:///x",
        "https:h",
        "http://h",
        "httpss://h",
        "ftp://h",
        "file:///x",
        "javascript:x",
        " https://h",
        "https://h ",
        "https://h\n",
        "\thttps://h",
        "https:\\\\h",
        "https:/\\h",
        "https://h\\x",
        "https://h\\@evil",
        "https://user@h",
        "https://user:pw@h",
        "https://@h",
        "https://h@",
        "https://h:443@evil",
        "https://h%2eevil",
        "https://h%40evil",
        "https://h:",
        "https://h:/",
        "https://h:0",
        "https://h:080",
        "https://h:65536",
        "https://h:99999",
        "https://h:123456",
        "https://h:4 3",
        "https://h:-1",
        "https://h:+1",
        "https://h:443:1",
        "https://h:443x",
        "https://h.",
        "https://.h",
        "https://a..b",
        "https://h.:443",
        "https://.",
        "https://h,evil",
        "https://h;evil",
        "https://h&evil",
        "https://h!",
        "https://1",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0x7f.0.0.1",
        "https://127.0.0.01",
        "https://256.0.0.1",
        "https://1.2.3.4.5",
        "https://1.2.3",
        "https://a.0",
        "https://1.2.3.4.",
        "https://a.0x1",
        "https://[]",
        "https://[",
        "https://[h",
        "https://h/%1/",
        "https://h/%aG",
        "https://h/%fg",
        "https://h/%g0",
        "https://[::1",
        "https://::1",
        "https://[::1]x",
        "https://[:1]",
        "https://[1:]",
        "https://[1:2:3:4:5:6:7]",
        "https://[1:2:3:4:5:6:7:8:9]",
        "https://[::1::]",
        "https://[:::]",
        "https://[12345::]",
        "https://[::g]",
        "https://[::1%25eth0]",
        "https://[1::2:3:4:5:6:7:8]",
        "https://[::1.2.3.4]",
        "https://[h]",
        "https://h/\x01",
        "https://h/ x",
        "https://h/\x7f",
        "https://h/%",
        "https://h/%1",
        "https://h/%zz",
        "https://h/%1g",
        "https://h/\"",
        "https://h/<",
        "https://h/>",
        "https://h/[",
        "https://h/{",
        "https://h/|",
        "https://h/^",
        "https://h/`",
        "https://h/\xc3\xbc",
        "https://b\xc3\xbc"
        "cher.example",
        "https://h\xef\xbc\x8e"
        "evil",
        "https://h/?a b",
        "https://h/?%",
        "https://h/?[",
        "https://h/#%",
        "https://h/#a#b",
        "https://h/?\r\nx:y",
        "https://\r\nh",
        "https://h\tevil",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct apideck__url url;
        CHECK(!parse(texts[i], &url));
        if (parse(texts[i], &url)) {
            fprintf(stderr, "    \"%s\"\n", texts[i]);
        }
    }
    struct apideck__url url;
    CHECK(!apideck__url_parse((apideck_str){"https://h\0.evil", 15}, &url));
    CHECK(!apideck__url_parse((apideck_str){"https://h/\0", 11}, &url));
    CHECK(!apideck__url_parse((apideck_str){NULL, 0}, &url));
}

/* DNS has names of 253 bytes and labels of 63 at most (RFC 1035). */
static void test_lengths(void) {
    char text[400] = "https://";
    struct apideck__url url;
    memset(text + 8, 'a', 63);
    text[71] = '\0';
    CHECK(parse(text, &url));
    text[71] = 'a';
    text[72] = '\0';
    CHECK(!parse(text, &url));
    for (size_t i = 0; i < 254; i++) {
        text[8 + i] = i % 64 == 63 ? '.' : 'a';
    }
    text[8 + 253] = '\0';
    CHECK(parse(text, &url));
    text[8 + 253] = 'a';
    text[8 + 254] = '\0';
    CHECK(!parse(text, &url));
}

static void test_origin(void) {
    static const struct {
        const char *a, *b;
        bool same;
    } pairs[] = {
        {"https://h", "HTTPS://H:443/x?y", true},
        {"https://h:1", "https://h:2", false},
        {"https://h", "https://h.evil", false},
        {"https://h", "https://evil.h", false},
        {"https://[::A]", "https://[::a]:443/", true},
        {"https://h", "https://g", false},
        {"https://a-b", "https://a_b", false},
        {"https://127.0.0.1", "https://[::1]", false},
        {"https://h:444", "https://h", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct apideck__url a;
        struct apideck__url b;
        CHECK(apideck__url_parse(str(pairs[i].a), &a) && apideck__url_parse(str(pairs[i].b), &b));
        CHECK(apideck__url_same_origin(&a, &b) == pairs[i].same);
        CHECK(apideck__url_same_origin(&b, &a) == pairs[i].same);
    }
}

static void test_dots(void) {
    static const struct {
        const char *path;
        enum apideck__dots dots;
    } paths[] = {
        {"", APIDECK__DOTS_NONE},
        {"/a/...", APIDECK__DOTS_NONE},
        {"/a.b/..c", APIDECK__DOTS_NONE},
        {".", APIDECK__DOTS_PLAIN},
        {"/a/../b", APIDECK__DOTS_PLAIN},
        {"/..", APIDECK__DOTS_PLAIN},
        {"/.%2f", APIDECK__DOTS_NONE},
        {"/.%3e", APIDECK__DOTS_NONE},
        {"/.%2", APIDECK__DOTS_NONE},
        {"/%2e", APIDECK__DOTS_ENCODED},
        {"/.%2E/x", APIDECK__DOTS_ENCODED},
        {"%2e%2e", APIDECK__DOTS_ENCODED},
        {"/%2e%2e%2e", APIDECK__DOTS_NONE},
        {"/%2f..", APIDECK__DOTS_NONE},
        {"/a/./%2e", APIDECK__DOTS_ENCODED},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        CHECK_INT(apideck__path_dots(str(paths[i].path)), paths[i].dots);
    }
}

/* The first two are RFC 3986, 5.2.4; the others what Node's URL makes of them. */
static void test_remove_dots(void) {
    static const char *const paths[][2] = {
        {"/a/b/c/./../../g", "/a/g"},
        {"/a/b/..", "/a/"},
        {"/", "/"},
        {"/.", "/"},
        {"/..", "/"},
        {"/../../x", "/x"},
        {"/a/.", "/a/"},
        {"/a/./b", "/a/b"},
        {"/a/../../b", "/b"},
        {"/a//../b", "/a/b"},
        {"/a/.../b", "/a/.../b"},
        {"/a/..b/.c", "/a/..b/.c"},
        {"/..//x", "//x"},
        {"/a/b/../../..", "/"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char path[32];
        strcpy(path, paths[i][0]);
        size_t len = apideck__path_remove_dots(path, strlen(path));
        CHECK_STR(path, len, paths[i][1]);
    }
    CHECK_INT(apideck__path_remove_dots(NULL, 0), 0);
}

int main(void) {
    test_parts();
    test_refused();
    test_lengths();
    test_origin();
    test_dots();
    test_remove_dots();
    return check_summary();
}
