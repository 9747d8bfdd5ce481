/* Asking by libapideck-curl. */
#include "api_fetch.h"
#include "key.h"
#include "output.h"

#include <apideck/transport_curl.h>

static void write_log(apideck_log_level level, const char *line, size_t len, void *user) {
    (void)level;
    (void)len;
    (void)user;
    complain("%s", line);
}

static apideck_credentials credentials_of(const struct api_source *source, const char *key) {
    apideck_credentials credentials;
    apideck_credentials_init(&credentials);
    credentials.api_key = key;
    credentials.app_id = source->app_id;
    if (source->base_url) {
        credentials.base_url = source->base_url;
    }
    return credentials;
}

bool api_fetch(const struct api_source *source,
               int (*fetch)(void *list, const apideck_transport *transport,
                            const apideck_credentials *credentials, apideck_problem **problem_out),
               void *list) {
    char key[API_KEY_SIZE];
    apideck_curl_config config;
    apideck_curl_transport *transport = NULL;
    apideck_error error;
    apideck_log log;
    if (!api_key_read(source->key_file, key)) {
        return false;
    }
    apideck_log_init(&log);
    log.write = write_log;
    apideck_curl_config_init(&config);
    config.ca_file = source->ca_file;
    config.log = &log;
    bool ok = apideck_curl_transport_new(&config, &transport, &error) == 0;
    if (ok) {
        const apideck_credentials credentials = credentials_of(source, key);
        apideck_problem *problem = NULL;
        int code = fetch(list, apideck_curl_transport_table(transport), &credentials, &problem);
        if (code) {
            complain_of_problem(code, problem);
        }
        apideck_problem_free(problem);
        ok = !code;
    } else {
        complain("%s", error.message);
    }
    apideck_curl_transport_free(transport);
    wipe(key, sizeof key);
    return ok;
}
