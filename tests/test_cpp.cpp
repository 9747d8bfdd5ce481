/* Usage: test_cpp tests/vectors/canonical.tsv. The C++ layer, as a host uses it. */
#include <apideck/apideck.hpp>
#include <apideck/testing.h>

#include "check.h"

#include <atomic>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

namespace {

using headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char *key = "the key of the C++ test";

void check_text(std::string_view actual, const char *expected, int line) {
    check_str(actual.data(), actual.size(), expected, __FILE__, line, "text");
}
#define CHECK_TEXT(actual, expected) check_text(actual, expected, __LINE__)

/* Returns the code of the apideck::error that is thrown; 0 for none. */
template <class Call> int thrown(const Call &call) {
    try {
        call();
    } catch (const apideck::error &error) {
        CHECK(error.what() != nullptr && *error.what() != '\0');
        return error.code();
    }
    return 0;
}

apideck::keyring new_keyring() {
    apideck::keyring keys;
    keys.add("main", key);
    return keys;
}

std::string example(apideck_event_type type, const std::string &event_id) {
    char body[1024];
    std::size_t len = 0;
    apideck::check(apideck_example_event(type, event_id.c_str(), body, sizeof body, &len));
    return {body, len};
}

headers signed_headers(const std::string &body) {
    return {{"Content-Type", "application/json"},
            {"X-Apideck-Signature", new_keyring().sign(body)}};
}

apideck_answer deliver(apideck::receiver &receiver, apideck_event_type type,
                       const std::string &event_id) {
    const std::string body = example(type, event_id);
    return receiver.receive(signed_headers(body), body);
}

constexpr apideck_event_type invoice_created = APIDECK_EVENT_ACCOUNTING_INVOICE_CREATED;
constexpr apideck_event_type quote_deleted = APIDECK_EVENT_ACCOUNTING_QUOTE_DELETED;
constexpr apideck_event_type lead_created = APIDECK_EVENT_CRM_LEAD_CREATED;

std::string from_hex(const std::string &hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

void test_vectors(const char *path) {
    constexpr apideck_form forms[] = {APIDECK_FORM_SORTED, APIDECK_FORM_SORTED_DEEP,
                                      APIDECK_FORM_RAW};
    std::ifstream file(path);
    std::string line;
    int count = 0;
    if (!std::getline(file, line)) {
        CHECK_TEXT(path, "a file of vectors");
        return;
    }
    apideck::keyring keys;
    keys.add("vectors", line.substr(2));
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        std::string hex, text[3], signature[3];
        std::getline(cells, hex, '\t');
        std::getline(cells, text[0], '\t');
        std::getline(cells, text[1], '\t');
        std::getline(cells, signature[0], '\t');
        std::getline(cells, signature[1], '\t');
        std::getline(cells, signature[2], '\t');
        const std::string body = text[2] = from_hex(hex);
        for (int form = 0; form < 3; form++) {
            CHECK(apideck::canonicalize(body, forms[form]) == text[form]);
            CHECK(keys.sign(body, forms[form]) == signature[form]);
            CHECK_TEXT(keys.verify(body, signature[form]).key_name, "vectors");
        }
        count++;
    }
    CHECK(count > 100);
}

void test_errors() {
    CHECK_INT(thrown([] { apideck::parse("[1]"); }), APIDECK_ERR_NOT_AN_EVENT);
    CHECK_INT(thrown([] { apideck::canonicalize("{"); }), APIDECK_ERR_JSON_TRUNCATED);
    CHECK_INT(thrown([] { new_keyring().add("main", "another"); }), APIDECK_ERR_KEY);
    CHECK_INT(thrown([] { new_keyring().accept(8); }), APIDECK_ERR_ARGUMENT);
    CHECK_INT(thrown([] { new_keyring().verify("{}", ""); }), APIDECK_ERR_SIGNATURE_MISSING);
    CHECK_INT(thrown([] { new_keyring().verify_event("{}", std::string(64, '0')); }),
              APIDECK_ERR_SIGNATURE_MISMATCH);
    CHECK_INT(thrown([] { apideck::receiver(apideck::keyring(), apideck::handlers()); }),
              APIDECK_ERR_NO_KEY);
    try {
        apideck::parse("{\"event_id\": x}");
        CHECK(false);
    } catch (const apideck::error &error) {
        CHECK_TEXT(error.name(), "APIDECK_ERR_JSON_SYNTAX");
        CHECK_INT(error.offset(), 13);
    }
}

void test_event() {
    const std::string body = example(invoice_created, "event-1");
    apideck::event event = apideck::parse(body);
    CHECK_INT(event.type(), invoice_created);
    CHECK_TEXT(event.event_type(), "accounting.invoice.created");
    CHECK_TEXT(event.event_id(), "event-1");
    CHECK_TEXT(event.unified_api(), "accounting");
    CHECK_TEXT(event.entity_type(), "invoice");
    CHECK(!event.entity_id().empty() && !event.service_id().empty());
    CHECK(event.entity().data() == nullptr);
    CHECK(event.body() == body && event.body().data() != body.data());
    CHECK_TEXT(event.member("event_id"), "\"event-1\"");
    CHECK(event.member("no such member").data() == nullptr);
    apideck::event moved = std::move(event);
    CHECK(event.get() == nullptr);
    CHECK_TEXT(moved.event_id(), "event-1");
    const auto *const invoice = apideck_event_as_invoice_created(moved.get());
    CHECK(invoice != nullptr && apideck::view(invoice->invoice_id) == moved.entity_id());
}

void test_verify() {
    const std::string body = example(invoice_created, "event-1");
    apideck::keyring keys;
    keys.add("old", "an old key").add("main", key).accept(APIDECK_FORM_SORTED);
    apideck_verdict verdict = {};
    const std::string base64 =
        new_keyring().sign(body, APIDECK_FORM_SORTED, APIDECK_ENCODING_BASE64);
    CHECK_TEXT(keys.verify_event(body, base64, &verdict).event_id(), "event-1");
    CHECK_TEXT(verdict.key_name, "main");
    CHECK_INT(verdict.encoding, APIDECK_ENCODING_BASE64);
    apideck::keyring moved = std::move(keys);
    CHECK(keys.get() == nullptr);
    CHECK_INT(thrown([&] { (void)keys.sign(body); }), APIDECK_ERR_ARGUMENT);
    CHECK_TEXT(moved.verify(body, base64).key_name, "main");
}

void test_handlers() {
    std::string invoice, any, unknown;
    apideck_order order = APIDECK_ORDER_STALE;
    bool verified = true;
    apideck::handlers handlers;
    handlers
        .on<&apideck_handlers::invoice_created>([&](const apideck_invoice_created_event &event) {
            invoice = apideck::view(event.invoice_id);
        })
        .on<&apideck_handlers::any>(
            [&](const apideck_event &event, const apideck_delivery &delivery) {
                any = apideck::view(event.event_type);
                order = apideck_delivery_order(&delivery);
            })
        .on<&apideck_handlers::unknown>([&](const auto &event) {
            unknown = apideck::view(event.event_type);
            return true;
        })
        .on_handshake([&](bool genuine) { verified = genuine; });
    apideck::handlers moved = std::move(handlers);
    apideck::receiver receiver(new_keyring(), std::move(moved));
    CHECK_INT(deliver(receiver, invoice_created, "1").status, 200);
    CHECK_TEXT(invoice, apideck::parse(example(invoice_created, "1"))->entity_id.ptr);
    CHECK_INT(deliver(receiver, lead_created, "2").status, 200);
    CHECK_TEXT(any, "crm.lead.created");
    CHECK_INT(order, APIDECK_ORDER_UNKNOWN);
    const std::string future = "{\"event_type\":\"crm.lead.cloned\",\"event_id\":\"3\"}";
    CHECK_INT(receiver.receive(signed_headers(future), future).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK_TEXT(unknown, "crm.lead.cloned");
    const headers handshake = {{"x-apideck-event-type", "apideck.subscription.created"}};
    CHECK_INT(receiver.receive(handshake, "{}").outcome, APIDECK_OUTCOME_HANDSHAKE);
    CHECK(!verified);
    CHECK_INT(deliver(receiver, invoice_created, "1").outcome, APIDECK_OUTCOME_DUPLICATE);
}

/* What a handler throws is told to the host, and to the sender as 500; the next try is let in. */
void test_exceptions() {
    int tries = 0;
    std::string reported, failed_id;
    int failure = 0;
    apideck::handlers handlers;
    handlers
        .on<&apideck_handlers::invoice_created>([&](const apideck_invoice_created_event &) {
            tries++;
            if (tries == 1) {
                throw std::runtime_error("the disk is full");
            }
            if (tries == 2) {
                throw 17;
            }
        })
        .on<&apideck_handlers::quote_deleted>(
            [](const apideck_quote_deleted_event &) { return false; })
        .on_exception([&](std::exception_ptr exception) {
            try {
                std::rethrow_exception(exception);
            } catch (const std::exception &known) {
                reported = known.what();
            } /* and 17 goes through */
        })
        .on_failure([&](const apideck_answer &answer, const apideck_event *event) {
            failure = answer.error;
            failed_id = event ? apideck::view(event->event_id) : "";
            throw std::runtime_error("in on_failure");
        });
    apideck::receiver receiver(new_keyring(), std::move(handlers));
    CHECK_INT(deliver(receiver, invoice_created, "1").status, 500);
    CHECK_TEXT(reported, "in on_failure");
    CHECK_INT(failure, APIDECK_ERR_HANDLER);
    CHECK_TEXT(failed_id, "1");
    CHECK_INT(deliver(receiver, invoice_created, "1").status, 500);
    CHECK_INT(deliver(receiver, invoice_created, "1").status, 200);
    CHECK_INT(tries, 3);
    CHECK_INT(deliver(receiver, quote_deleted, "2").status, 500);
    CHECK_INT(receiver.receive(headers(), "{}").status, 401);
    CHECK_INT(failure, APIDECK_ERR_SIGNATURE_MISSING);
    CHECK_INT(receiver.stats().handler_failed, 3);
}

void test_last_chance() {
    std::string lost;
    apideck::handlers handlers;
    handlers.on<&apideck_handlers::any>([](const apideck_event &) { return false; })
        .on_last_chance([&](const apideck_answer &answer, const apideck_event &event) {
            CHECK_INT(answer.status, 500);
            lost += apideck::view(event.event_id);
        });
    apideck::receiver receiver(new_keyring(), std::move(handlers));
    for (const char *attempt : {"9", "10"}) {
        const std::string body =
            std::string("{\"event_type\":\"crm.lead.created\",\"event_id\":\"") + attempt +
            "\",\"execution_attempt\":" + attempt + "}";
        CHECK_INT(receiver.receive(signed_headers(body), body).status, 500);
    }
    CHECK_TEXT(lost, "10");
}

void test_delivery() {
    int handled = 0;
    apideck::handlers handlers;
    handlers.on<&apideck_handlers::any>([&](const apideck_event &) { handled++; });
    apideck::receiver receiver(new_keyring(), std::move(handlers));
    const std::string body = example(invoice_created, "1");
    const headers request = signed_headers(body);
    apideck_answer answer = {};
    {
        const apideck::delivery dropped = receiver.accept(request, body, answer);
        CHECK(static_cast<bool>(dropped));
        CHECK_INT(receiver.receive(request, body).outcome, APIDECK_OUTCOME_BUSY);
    }
    apideck::delivery first = receiver.accept(request, body, answer);
    CHECK(static_cast<bool>(first));
    apideck::delivery second = std::move(first);
    CHECK(!first && second);
    CHECK_TEXT(apideck::view(second.event()->event_id), "1");
    CHECK(second.dispatch());
    CHECK_INT(second.finish(true).outcome, APIDECK_OUTCOME_HANDLED);
    CHECK(!second);
    CHECK(!receiver.accept(request, body, answer));
    CHECK_INT(answer.outcome, APIDECK_OUTCOME_DUPLICATE);
    CHECK_INT(handled, 1);
}

void test_receiver_moves() {
    std::optional<apideck::receiver> first;
    int handled = 0;
    {
        apideck::handlers handlers;
        handlers.on<&apideck_handlers::any>([&](const apideck_event &) { handled++; });
        apideck::config config;
        config.max_body = 600;
        first.emplace(new_keyring(), std::move(handlers), config);
    }
    apideck::receiver second = std::move(*first);
    first.reset();
    CHECK_INT(deliver(second, invoice_created, "1").status, 200);
    CHECK_INT(handled, 1);
    CHECK_INT(second.receive(headers(), std::string(601, ' ')).status, 413);
    second = apideck::receiver(new_keyring(), apideck::handlers());
    CHECK_INT(deliver(second, invoice_created, "1").outcome, APIDECK_OUTCOME_UNHANDLED);
    apideck::keyring other;
    other.add("other", "another key");
    second.set_keyring(std::move(other));
    CHECK_INT(deliver(second, invoice_created, "1").status, 401);
    CHECK_INT(thrown([&] { second.set_keyring(apideck::keyring()); }), APIDECK_ERR_NO_KEY);
    second.prune();
}

void test_threads() {
    std::atomic<int> handled{0};
    apideck::handlers handlers;
    handlers.on<&apideck_handlers::any>([&](const apideck_event &) {
        if (handled++ % 3 == 0) {
            throw std::runtime_error("again, please");
        }
    });
    apideck::receiver receiver(new_keyring(), std::move(handlers));
    std::vector<std::thread> threads;
    std::atomic<int> accepted{0};
    for (int number = 0; number < 4; number++) {
        threads.emplace_back([&, number] {
            for (int i = 0; i < 50; i++) {
                const std::string id = std::to_string(number) + "-" + std::to_string(i);
                while (deliver(receiver, invoice_created, id).status != 200) {
                }
                accepted++;
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    CHECK_INT(accepted.load(), 200);
    CHECK_INT(receiver.stats().handled, 200);
}

static_assert(!std::is_copy_constructible_v<apideck::keyring>);
static_assert(!std::is_copy_constructible_v<apideck::event>);
static_assert(!std::is_copy_constructible_v<apideck::receiver>);
static_assert(std::is_nothrow_move_constructible_v<apideck::keyring>);
static_assert(std::is_nothrow_move_constructible_v<apideck::receiver>);
static_assert(std::is_nothrow_move_constructible_v<apideck::delivery>);

} // namespace

int main(int argc, char **argv) {
    test_vectors(argc > 1 ? argv[1] : "tests/vectors/canonical.tsv");
    test_errors();
    test_event();
    test_verify();
    test_handlers();
    test_exceptions();
    test_last_chance();
    test_delivery();
    test_receiver_moves();
    test_threads();
    return check_summary();
}
