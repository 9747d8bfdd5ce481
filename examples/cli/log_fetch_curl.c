/* Fetching by libapideck-curl. */
#include "key.h"
#include "log_fetch.h"
#include "output.h"

#include <apideck/transport_curl.h>

static void write_log(apideck_log_level level, const char *line, size_t len, void *user) {
    (void)level;
    (void)len;
    (void)user;
    complain("%s", line);
}

static bool fetch(apideck_replay *replay, const struct log_source *source, const char *key,
                  const apideck_transport *transport) {
    apideck_credentials credentials;
    apideck_problem *problem = NULL;
    apideck_credentials_init(&credentials);
    credentials.api_key = key;
    credentials.app_id = source->app_id;
    if (source->base_url) {
        credentials.base_url = source->base_url;
    }
    int error = apideck_replay_fetch(replay, transport, &credentials, &problem);
    if (error) {
        complain_of_problem(error, problem);
    }
    apideck_problem_free(problem);
    return !error;
}

bool log_fetch(apideck_replay *replay, const struct log_source *source) {
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
        ok = fetch(replay, source, key, apideck_curl_transport_table(transport));
    } else {
        complain("%s", error.message);
    }
    apideck_curl_transport_free(transport);
    wipe(key, sizeof key);
    return ok;
}
