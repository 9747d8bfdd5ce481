// simdjson and OpenSSL, tuned: one parser, one buffer and one prepared HMAC context for all
// deliveries, numbers by std::to_chars, members sorted by reference, strings copied in runs.
#include "peer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <vector>

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::key_value_pair;

struct event {
    std::string event_id, event_type, unified_api, service_id, consumer_id, entity_id, entity_type,
        entity_url, occurred_at;
    uint64_t execution_attempt = 0;
};

simdjson::dom::parser parser;
std::string canonical;
EVP_MAC_CTX *mac_context;

void put_escape(unsigned char c) {
    static const char digits[] = "0123456789abcdef";
    switch (c) {
    case '"':
        canonical += "\\\"";
        break;
    case '\\':
        canonical += "\\\\";
        break;
    case '\b':
        canonical += "\\b";
        break;
    case '\t':
        canonical += "\\t";
        break;
    case '\n':
        canonical += "\\n";
        break;
    case '\f':
        canonical += "\\f";
        break;
    case '\r':
        canonical += "\\r";
        break;
    default:
        canonical += "\\u00";
        canonical += digits[c >> 4];
        canonical += digits[c & 15];
    }
}

void put_string(std::string_view text) {
    canonical += '"';
    size_t begin = 0;
    for (size_t i = 0; i < text.size(); i++) {
        unsigned char c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == '"' || c == '\\') {
            canonical.append(text, begin, i - begin);
            put_escape(c);
            begin = i + 1;
        }
    }
    canonical.append(text, begin, std::string_view::npos);
    canonical += '"';
}

template <typename number> void put_number(number value) {
    char digits[400];
    char *end;
    if constexpr (std::is_floating_point_v<number>) {
        double size = std::fabs(value);
        bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
        end =
            plain
                ? std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr
                : std::to_chars(digits, digits + sizeof digits, value).ptr;
    } else {
        end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    }
    canonical.append(digits, end);
}

void put(const element &value, bool sorted);

void put_object(const simdjson::dom::object &object, bool sorted) {
    static std::vector<key_value_pair> members; // a stack that all objects under way share
    size_t first = members.size();
    for (key_value_pair member : object) {
        members.push_back(member);
    }
    size_t last = members.size();
    if (sorted) {
        std::sort(members.begin() + static_cast<std::ptrdiff_t>(first), members.end(),
                  [](const auto &a, const auto &b) { return a.key < b.key; });
    }
    canonical += '{';
    for (size_t i = first; i < last; i++) {
        if (i > first) {
            canonical += ',';
        }
        put_string(members[i].key);
        canonical += ':';
        put(element(members[i].value), sorted);
    }
    canonical += '}';
    members.erase(members.begin() + static_cast<std::ptrdiff_t>(first), members.end());
}

void put_array(const simdjson::dom::array &array) {
    bool first = true;
    canonical += '[';
    for (element value : array) {
        if (!first) {
            canonical += ',';
        }
        first = false;
        put(value, false); // the guide leaves arrays as they are
    }
    canonical += ']';
}

void put(const element &value, bool sorted) {
    switch (value.type()) {
    case element_type::OBJECT:
        put_object(value.get_object(), sorted);
        break;
    case element_type::ARRAY:
        put_array(value.get_array());
        break;
    case element_type::STRING:
        put_string(value.get_string());
        break;
    case element_type::INT64:
        put_number(int64_t(value.get_int64()));
        break;
    case element_type::UINT64:
        put_number(uint64_t(value.get_uint64()));
        break;
    case element_type::DOUBLE:
        put_number(double(value.get_double()));
        break;
    case element_type::BOOL:
        canonical += bool(value.get_bool()) ? "true" : "false";
        break;
    case element_type::NULL_VALUE:
        canonical += "null";
        break;
    }
}

bool parse(const peer_body *body, element &root) {
    return parser.parse(body->bytes, body->len, false).get(root) == simdjson::SUCCESS;
}

bool mac_of(const element &root, char out[65]) {
    static const char digits[] = "0123456789abcdef";
    unsigned char mac[32];
    size_t len = 0;
    canonical.clear();
    put(root, true);
    if (!EVP_MAC_init(mac_context, nullptr, 0, nullptr) ||
        !EVP_MAC_update(mac_context, reinterpret_cast<const unsigned char *>(canonical.data()),
                        canonical.size()) ||
        !EVP_MAC_final(mac_context, mac, &len, sizeof mac)) {
        return false;
    }
    for (size_t i = 0; i < sizeof mac; i++) {
        out[2 * i] = digits[mac[i] >> 4];
        out[2 * i + 1] = digits[mac[i] & 15];
    }
    out[64] = 0;
    return true;
}

int sign(const peer_body *body, char out[65]) {
    element root;
    return !parse(body, root) || !mac_of(root, out);
}

bool fill(const element &root, event &event) {
    simdjson::dom::object payload;
    if (root["payload"].get(payload)) {
        return false;
    }
    for (key_value_pair member : payload) {
        std::string_view text;
        if (member.key == "execution_attempt") {
            if (member.value.get(event.execution_attempt)) {
                return false;
            }
            continue;
        }
        if (member.value.get(text)) {
            continue;
        }
        if (member.key == "event_id") {
            event.event_id = text;
        } else if (member.key == "event_type") {
            event.event_type = text;
        } else if (member.key == "unified_api") {
            event.unified_api = text;
        } else if (member.key == "service_id") {
            event.service_id = text;
        } else if (member.key == "consumer_id") {
            event.consumer_id = text;
        } else if (member.key == "entity_id") {
            event.entity_id = text;
        } else if (member.key == "entity_type") {
            event.entity_type = text;
        } else if (member.key == "entity_url") {
            event.entity_url = text;
        } else if (member.key == "occurred_at") {
            event.occurred_at = text;
        }
    }
    return !event.event_id.empty() && !event.event_type.empty();
}

int deliver(const peer_body *body) {
    element root;
    char expected[65];
    event made;
    return !parse(body, root) || !mac_of(root, expected) ||
           CRYPTO_memcmp(expected, body->signature, 64) != 0 || !fill(root, made);
}

} // namespace

int main(int argc, char **argv) {
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    mac_context = EVP_MAC_CTX_new(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr));
    if (argc < 2 || !EVP_MAC_init(mac_context, reinterpret_cast<const unsigned char *>(argv[1]),
                                  strlen(argv[1]), params)) {
        return 1;
    }
    return peer_serve(argc - 2, argv + 2, sign, deliver);
}
