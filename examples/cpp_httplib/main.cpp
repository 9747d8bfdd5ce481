/*
 * A receiver in a C++ server that exists: cpp-httplib answers requests, apideck.hpp receives what
 * is sent to /webhooks.
 *
 *     APIDECK_API_KEY=... cpp_httplib [PORT]
 *
 * A signal may end it at any moment: what was not answered is sent again.
 */
#include <apideck/apideck.hpp>
#include <httplib.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <mutex>

static apideck::handlers what_to_do() {
    apideck::handlers handlers;
    /* Handlers run on the server's threads, several at once. */
    auto output = std::make_shared<std::mutex>();
    handlers.on<&apideck_handlers::invoice_created>(
        [output](const apideck_invoice_created_event &event) {
            const std::lock_guard<std::mutex> alone(*output);
            std::cout << "invoice created: " << apideck::view(event.invoice_id) << std::endl;
            if (!std::cout) {
                std::cout.clear();
                throw std::runtime_error("nobody reads what is printed"); /* it is sent again */
            }
        });
    handlers.on_exception([](std::exception_ptr thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception &exception) {
            std::cerr << "handler: " << exception.what() << std::endl;
        }
    });
    return handlers;
}

static apideck::receiver new_receiver(const apideck::config &config) {
    const char *key = std::getenv("APIDECK_API_KEY");
    if (!key) {
        throw std::runtime_error("set APIDECK_API_KEY");
    }
    apideck::keyring keys;
    keys.add("APIDECK_API_KEY", key);
    return apideck::receiver(std::move(keys), what_to_do(), config);
}

static void refuse(httplib::Response &response) {
    response.status = 405;
    response.set_header("Allow", "POST");
}

static int serve(int port) {
    const apideck::config config;
    apideck::receiver receiver = new_receiver(config);
    httplib::Server server;
    server.set_payload_max_length(config.max_body);
    server.Post("/webhooks", [&](const httplib::Request &request, httplib::Response &response) {
        const apideck_answer answer = receiver.receive(request.headers, request.body);
        response.status = answer.status;
        response.set_content(std::string(answer.reason) + "\n", "text/plain");
    });
    server.Get("/webhooks",
               [](const httplib::Request &, httplib::Response &response) { refuse(response); });

    const char *address = "127.0.0.1";
    port =
        port ? (server.bind_to_port(address, port) ? port : -1) : server.bind_to_any_port(address);
    if (port < 0) {
        throw std::runtime_error("cannot listen");
    }
    std::cout << "listening on http://" << address << ":" << port << "/webhooks" << std::endl;
    return server.listen_after_bind() ? 0 : 1;
}

int main(int argc, char **argv) {
    try {
        return serve(argc > 1 ? std::atoi(argv[1]) : 0);
    } catch (const std::exception &exception) {
        std::cerr << "cpp_httplib: " << exception.what() << std::endl;
        return 1;
    }
}
