/*
 * libapideck for C++17: objects that free themselves, std::string_view, and lambdas as handlers.
 *
 *     apideck::keyring keys;
 *     keys.add("main", api_key);
 *     apideck::handlers handlers;
 *     handlers.on<&apideck_handlers::invoice_created>(
 *         [](const apideck_invoice_created_event &event) {
 *             save(apideck::view(event.invoice_id)); // throws: not handled, it is sent again
 *         });
 *     apideck::receiver receiver(std::move(keys), std::move(handlers));
 *     apideck_answer answer = receiver.receive(request.headers, request.body);
 *
 * A thin layer: enums and plain structs are those of the C headers, which also say what each call
 * does. What fails throws apideck::error, but for receiving: every delivery has an answer. Nothing
 * that a handler throws passes through the library.
 */
#ifndef APIDECK_APIDECK_HPP
#define APIDECK_APIDECK_HPP

#if !(__cplusplus >= 201703L || (defined(_MSVC_LANG) && _MSVC_LANG >= 201703L))
#error "apideck.hpp needs C++17; the C headers serve older C++"
#endif

#include <apideck/apideck.h>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace apideck {

/** Text of the library as C++ knows it. Absent text has data() == nullptr, and is empty. */
inline std::string_view view(apideck_str text) noexcept {
    return {text.ptr, text.len};
}

inline apideck_str to_str(std::string_view text) noexcept {
    return {text.data(), text.size()};
}

/* Errors ------------------------------------------------------------------------------------- */

/** What a call that failed throws; what() is one English sentence. */
class error : public std::runtime_error {
  public:
    explicit error(int code)
        : std::runtime_error(apideck_error_text(code)), code_(code), offset_(0) {
    }
    explicit error(const apideck_error &details)
        : std::runtime_error(details.message), code_(details.code), offset_(details.offset) {
    }
    /** APIDECK_ERR_* */
    int code() const noexcept {
        return code_;
    }
    /** "APIDECK_ERR_JSON_UTF8" */
    const char *name() const noexcept {
        return apideck_error_name(code_);
    }
    /** The byte of the body that is to blame, else 0. */
    std::size_t offset() const noexcept {
        return offset_;
    }

  private:
    int code_;
    std::size_t offset_;
};

inline void check(int code) {
    if (code != 0) {
        throw error(code);
    }
}

/* For calls that tell more than a code. */
inline void check(int code, const apideck_error &details) {
    if (code != 0) {
        throw error(details);
    }
}

/* Events ------------------------------------------------------------------------------------- */

/** An event that was parsed, and all that its views point to. */
class event {
  public:
    /** Takes over what apideck_parse_event gave. */
    explicit event(apideck_event *taken) noexcept : event_(taken) {
    }
    const apideck_event *get() const noexcept {
        return event_.get();
    }
    const apideck_event *operator->() const noexcept {
        return event_.get();
    }
    apideck_event_type type() const noexcept {
        return event_->type;
    }
    std::string_view event_type() const noexcept {
        return view(event_->event_type);
    }
    std::string_view event_id() const noexcept {
        return view(event_->event_id);
    }
    std::string_view unified_api() const noexcept {
        return view(event_->unified_api);
    }
    std::string_view service_id() const noexcept {
        return view(event_->service_id);
    }
    std::string_view consumer_id() const noexcept {
        return view(event_->consumer_id);
    }
    std::string_view entity_id() const noexcept {
        return view(event_->entity_id);
    }
    std::string_view entity_type() const noexcept {
        return view(event_->entity_type);
    }
    std::string_view entity_url() const noexcept {
        return view(event_->entity_url);
    }
    std::string_view occurred_at() const noexcept {
        return view(event_->occurred_at);
    }
    /** JSON text, as are payload and body. */
    std::string_view entity() const noexcept {
        return view(event_->entity);
    }
    std::string_view payload() const noexcept {
        return view(event_->payload);
    }
    std::string_view body() const noexcept {
        return view(event_->body);
    }
    /** A member of the event object as JSON text; absent where there is none of that name. */
    std::string_view member(std::string_view name) const {
        apideck_str json = {nullptr, 0};
        const int code = apideck_event_member(event_.get(), name.data(), name.size(), &json);
        check(code == APIDECK_ERR_NOT_FOUND ? 0 : code);
        return view(json);
    }

  private:
    struct free {
        void operator()(apideck_event *event) const noexcept {
            apideck_event_free(event);
        }
    };
    std::unique_ptr<apideck_event, free> event_;
};

/** Reads an event from a body that is trusted already. */
inline event parse(std::string_view body) {
    apideck_event *parsed = nullptr;
    apideck_error details = {};
    check(apideck_parse_event(body.data(), body.size(), nullptr, &parsed, &details), details);
    return event(parsed);
}

/* Signatures --------------------------------------------------------------------------------- */

/** The bytes that a signature covers. */
inline std::string canonicalize(std::string_view body, apideck_form form = APIDECK_FORM_SORTED) {
    std::string text(body.size(), '\0'); /* the canonical form is seldom longer */
    std::size_t len = 0;
    apideck_error details = {};
    int code = apideck_canonicalize(body.data(), body.size(), form, nullptr, text.data(),
                                    text.size(), &len, &details);
    if (code == APIDECK_ERR_BUFFER_TOO_SMALL) {
        text.resize(len);
        code = apideck_canonicalize(body.data(), body.size(), form, nullptr, text.data(),
                                    text.size(), &len, &details);
    }
    check(code, details);
    text.resize(len);
    return text;
}

/** The keys that a signature may be made with. Fill it first; then any number of threads use it. */
class keyring {
  public:
    keyring() {
        apideck_error details = {};
        check(apideck_check_headers(&details), details); /* here, since all else needs a keyring */
        apideck_keyring *made = nullptr;
        check(apideck_keyring_new(nullptr, &made));
        ring_.reset(made);
    }
    /** `name` is what verdicts and logs show. */
    keyring &add(const std::string &name, std::string_view key) {
        check(apideck_keyring_add(get(), name.c_str(), key.data(), key.size()));
        return *this;
    }
    /** Accepts these forms alone: a sum of apideck_form values. */
    keyring &accept(unsigned forms) {
        check(apideck_keyring_accept(get(), forms));
        return *this;
    }
    /** Throws unless the signature is genuine. */
    apideck_verdict verify(std::string_view body, std::string_view signature) const {
        apideck_verdict verdict = {};
        check(apideck_verify_signature(get(), body.data(), body.size(), signature.data(),
                                       signature.size(), &verdict));
        return verdict;
    }
    /** Throws unless the signature is genuine and the body an event. */
    event verify_event(std::string_view body, std::string_view signature,
                       apideck_verdict *verdict_out = nullptr) const {
        apideck_event *verified = nullptr;
        apideck_error details = {};
        check(apideck_verify_event(get(), body.data(), body.size(), signature.data(),
                                   signature.size(), nullptr, &verified, verdict_out, &details),
              details);
        return event(verified);
    }
    /** Signs with the first key. */
    std::string sign(std::string_view body, apideck_form form = APIDECK_FORM_SORTED,
                     apideck_encoding encoding = APIDECK_ENCODING_HEX) const {
        char signature[APIDECK_SIGNATURE_SIZE];
        check(apideck_sign(get(), nullptr, body.data(), body.size(), form, encoding, signature));
        return signature;
    }
    apideck_keyring *get() const noexcept {
        return ring_.get();
    }
    /** Gives up ownership. */
    apideck_keyring *release() noexcept {
        return ring_.release();
    }

  private:
    struct free {
        void operator()(apideck_keyring *ring) const noexcept {
            apideck_keyring_free(ring);
        }
    };
    std::unique_ptr<apideck_keyring, free> ring_;
};

/* Handlers ----------------------------------------------------------------------------------- */

/**
 * What a host does with events. A handler takes its event and, if it wants, the delivery:
 *
 *     [](const apideck_quote_deleted_event &event, const apideck_delivery &delivery) { ... }
 *
 * When it returns, the event was handled; when it throws, or returns false, it was not, and is sent
 * again. Handlers run on the threads that call the receiver, several at once, and must be copyable.
 */
class handlers {
  public:
    handlers() : functions_(new functions), table_() {
        apideck_handlers_init(&table_);
    }

    /** Sets one handler, e.g. on<&apideck_handlers::invoice_created>(function); `any` and
     *  `unknown` are set in the same way. */
    template <auto Slot, class Function> handlers &on(Function function) {
        using event_struct = typename struct_of<decltype(Slot)>::type;
        functions_->of_slot[index<Slot>()] =
            [function = std::move(function)](const void *event, const apideck_delivery &delivery) {
                return run(function, *static_cast<const event_struct *>(event), delivery);
            };
        table_.*Slot = handle<Slot, event_struct>;
        return *this;
    }

    /** Apideck asked whether this URL receives webhooks, with a genuine signature or with none. */
    handlers &on_handshake(std::function<void(bool verified)> function) {
        functions_->handshake = std::move(function);
        table_.handshake = handshake;
        return *this;
    }

    /** A delivery was answered with something other than 2xx; the event may be null. */
    handlers &
    on_failure(std::function<void(const apideck_answer &, const apideck_event *)> function) {
        functions_->failure = std::move(function);
        table_.failure = failure;
        return *this;
    }

    /** A genuine event was answered 5xx, and no retry is to be expected: keep it, or it is lost. */
    handlers &
    on_last_chance(std::function<void(const apideck_answer &, const apideck_event &)> function) {
        functions_->last_chance = std::move(function);
        table_.last_chance = last_chance;
        return *this;
    }

    /** Something was thrown by one of the other functions; otherwise nobody hears of it. */
    handlers &on_exception(std::function<void(std::exception_ptr)> function) {
        functions_->exception = std::move(function);
        return *this;
    }

  private:
    friend class receiver;

    /* What the library's `user` points to: it stays where it is when the handlers are moved. */
    struct functions {
        /* By the place of the slot in the table. */
        std::function<bool(const void *, const apideck_delivery &)>
            of_slot[sizeof(apideck_handlers) / sizeof(void (*)())];
        std::function<void(bool)> handshake;
        std::function<void(const apideck_answer &, const apideck_event *)> failure;
        std::function<void(const apideck_answer &, const apideck_event &)> last_chance;
        std::function<void(std::exception_ptr)> exception;
    };

    template <class Slot> struct struct_of;
    template <class Event>
    struct struct_of<int (*apideck_handlers::*)(const Event *, const apideck_delivery *, void *)> {
        using type = Event;
    };

    template <auto Slot> static std::size_t index() noexcept {
        static const apideck_handlers table = {};
        const auto *const begin = reinterpret_cast<const unsigned char *>(&table);
        const auto *const slot = reinterpret_cast<const unsigned char *>(&(table.*Slot));
        return static_cast<std::size_t>(slot - begin) / sizeof(void (*)());
    }

    template <class Function, class Event>
    static bool run(const Function &function, const Event &event,
                    const apideck_delivery &delivery) {
        if constexpr (std::is_invocable_v<const Function &, const Event &,
                                          const apideck_delivery &>) {
            return succeeds([&] { return function(event, delivery); });
        } else {
            static_assert(std::is_invocable_v<const Function &, const Event &>,
                          "a handler takes its own event, and is not mutable");
            return succeeds([&] { return function(event); });
        }
    }

    template <class Call> static bool succeeds(const Call &call) {
        using result = decltype(call());
        /* An int, as C handlers return it, would mean the opposite. */
        static_assert(std::is_void_v<result> || std::is_same_v<result, bool>,
                      "a handler returns nothing, or a bool: whether the event was handled");
        if constexpr (std::is_void_v<result>) {
            call();
            return true;
        } else {
            return call();
        }
    }

    /* Calls back into the host; what that throws ends here. */
    template <class Call> static bool guarded(const functions &all, const Call &call) noexcept {
        try {
            return call();
        } catch (...) {
            try {
                if (all.exception) {
                    all.exception(std::current_exception());
                }
            } catch (...) {
                /* Whoever reports exceptions has nobody to report to. */
            }
            return false;
        }
    }

    template <auto Slot, class Event>
    static int handle(const Event *event, const apideck_delivery *delivery, void *user) noexcept {
        const functions &all = *static_cast<const functions *>(user);
        const bool handled =
            guarded(all, [&] { return all.of_slot[index<Slot>()](event, *delivery); });
        return handled ? 0 : APIDECK_ERR_HANDLER;
    }

    static void handshake(int verified, void *user) noexcept {
        const functions &all = *static_cast<const functions *>(user);
        guarded(all, [&] { return all.handshake(verified != 0), true; });
    }

    static void failure(const apideck_answer *answer, const apideck_event *event,
                        void *user) noexcept {
        const functions &all = *static_cast<const functions *>(user);
        guarded(all, [&] { return all.failure(*answer, event), true; });
    }

    static void last_chance(const apideck_answer *answer, const apideck_event *event,
                            void *user) noexcept {
        const functions &all = *static_cast<const functions *>(user);
        guarded(all, [&] { return all.last_chance(*answer, *event), true; });
    }

    std::unique_ptr<functions> functions_;
    apideck_handlers table_;
};

/* Receiver ----------------------------------------------------------------------------------- */

/** Defaults to change; the receiver sets the members `keyring` and `handlers` itself. */
struct config : apideck_receiver_config {
    config() noexcept : apideck_receiver_config() {
        apideck_receiver_config_init(this);
    }
};

/** A claimed event of receiver::accept. One that is dropped unfinished was not handled. It must not
 *  outlive its receiver. */
class delivery {
  public:
    explicit operator bool() const noexcept {
        return delivery_ != nullptr;
    }
    const apideck_delivery *get() const noexcept {
        return delivery_.get();
    }
    const apideck_event *event() const noexcept {
        return apideck_delivery_event(get());
    }
    /** Calls the handler; tells whether it handled the event. */
    bool dispatch() noexcept {
        return apideck_dispatch(delivery_.get_deleter().receiver, delivery_.get()) == 0;
    }
    /** Ends the delivery. */
    apideck_answer finish(bool handled) noexcept {
        apideck_receiver *const receiver = delivery_.get_deleter().receiver;
        apideck_answer answer = {};
        apideck_finish(receiver, delivery_.release(), handled ? 0 : APIDECK_ERR_HANDLER, &answer);
        return answer;
    }

  private:
    friend class receiver;
    struct give_up {
        apideck_receiver *receiver;
        void operator()(apideck_delivery *delivery) const noexcept {
            apideck_answer answer;
            apideck_finish(receiver, delivery, APIDECK_ERR_HANDLER, &answer);
        }
    };
    delivery(apideck_receiver *receiver, apideck_delivery *accepted) noexcept
        : delivery_(accepted, give_up{receiver}) {
    }
    std::unique_ptr<apideck_delivery, give_up> delivery_;
};

/** The whole way of a delivery. Any number of threads may use one, but for moving it. */
class receiver {
  public:
    receiver(keyring keys, handlers what_to_do, config settings = {})
        : functions_(std::move(what_to_do.functions_)) {
        what_to_do.table_.user = functions_.get();
        settings.keyring = keys.get();
        settings.handlers = &what_to_do.table_;
        apideck_receiver *made = nullptr;
        apideck_error details = {};
        check(apideck_receiver_new(&settings, &made, &details), details);
        receiver_.reset(made);
        keys.release();
    }

    /** Takes one request; `headers` is any range of pairs of name and value. */
    template <class Headers> apideck_answer receive(const Headers &headers, std::string_view body) {
        const std::vector<apideck_header> list = listed(headers);
        apideck_answer answer = {};
        apideck_receive(get(), list.data(), list.size(), body.data(), body.size(), &answer);
        return answer;
    }

    /** As receive, up to the claim. A delivery that is empty is over: `answer_out` is to be sent.
     *  Otherwise dispatch and finish it, on any thread. */
    template <class Headers>
    delivery accept(const Headers &headers, std::string_view body, apideck_answer &answer_out) {
        const std::vector<apideck_header> list = listed(headers);
        apideck_delivery *accepted = nullptr;
        apideck_accept(get(), list.data(), list.size(), body.data(), body.size(), &accepted,
                       &answer_out);
        return delivery(get(), accepted);
    }

    /** Replaces the keys while deliveries arrive. */
    void set_keyring(keyring keys) {
        check(apideck_receiver_set_keyring(get(), keys.get()));
        keys.release();
    }

    apideck_stats stats() const {
        apideck_stats stats = {};
        stats.size = sizeof stats;
        check(apideck_receiver_stats(get(), &stats));
        return stats;
    }

    /** Has the store forget what is old; a store that cannot need not. */
    void prune() {
        const int code = apideck_receiver_prune(get());
        check(code == APIDECK_ERR_NOT_FOUND ? 0 : code);
    }

    apideck_receiver *get() const noexcept {
        return receiver_.get();
    }

  private:
    struct free {
        void operator()(apideck_receiver *receiver) const noexcept {
            apideck_receiver_free(receiver);
        }
    };

    template <class Headers> static std::vector<apideck_header> listed(const Headers &headers) {
        std::vector<apideck_header> list;
        for (const auto &[name, value] : headers) {
            list.push_back({to_str(name), to_str(value)});
        }
        return list;
    }

    std::unique_ptr<handlers::functions> functions_; /* freed after the receiver that calls them */
    std::unique_ptr<apideck_receiver, free> receiver_;
};

} // namespace apideck

#endif
