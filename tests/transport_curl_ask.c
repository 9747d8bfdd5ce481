/* Usage: transport_curl_ask BASE_URL CA_FILE PATH [MAX_RESPONSE [TIMEOUT_MS [PROXY]]]. Asks once,
 * and prints the code and what is known of the response; transport_curl.sh compares that. */
#include <apideck/api.h>
#include <apideck/transport_curl.h>
#include <stdio.h>
#include <stdlib.h>

static void write_log(apideck_log_level level, const char *line, size_t len, void *user) {
    (void)level;
    (void)user;
    fprintf(stderr, "%.*s\n", (int)len, line);
}

static void print_response(const apideck_http_response *response) {
    printf("0 status=%d len=%zu\n", response->status, response->body_len);
    for (size_t i = 0; i < response->header_count; i++) {
        const apideck_header *header = &response->headers[i];
        printf("%.*s:%.*s\n", (int)header->name.len, header->name.ptr, (int)header->value.len,
               header->value.ptr);
    }
}

static void ask(const apideck_transport *table, const apideck_credentials *credentials,
                const char *path) {
    apideck_request *request = NULL;
    apideck_problem *problem = NULL;
    apideck_http_response response;
    int error = apideck_api_request(credentials, path, NULL, NULL, NULL, &request, &problem);
    error = error ? error : apideck_request_perform(table, request, NULL, &response, &problem);
    if (error) {
        printf("%s status=%d retry_after_ms=%lld\n", apideck_error_name(error),
               problem ? problem->status : -1, problem ? (long long)problem->retry_after_ms : -1);
    } else {
        print_response(&response);
        apideck_response_release(table, &response);
    }
    apideck_problem_free(problem);
    apideck_request_free(request);
}

int main(int argc, char **argv) {
    apideck_curl_config config;
    apideck_curl_transport *transport = NULL;
    apideck_credentials credentials;
    apideck_error error;
    apideck_log log;
    if (argc < 4) {
        return 2;
    }
    apideck_log_init(&log);
    log.write = write_log;
    apideck_curl_config_init(&config);
    config.ca_file = *argv[2] ? argv[2] : NULL;
    config.log = &log;
    config.timeout_ms = argc > 5 ? atoi(argv[5]) : 20000;
    config.proxy = argc > 6 ? argv[6] : "";
    apideck_credentials_init(&credentials);
    credentials.api_key = "the key of the tests";
    credentials.app_id = "the-app";
    credentials.base_url = argv[1];
    if (argc > 4) {
        credentials.max_response = (size_t)atol(argv[4]);
    }
    if (apideck_curl_transport_new(&config, &transport, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    ask(apideck_curl_transport_table(transport), &credentials, argv[3]);
    apideck_curl_transport_free(transport);
    return 0;
}
