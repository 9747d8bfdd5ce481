# shellcheck shell=sh
# A stand-in of the API over TLS for a test script, in its working directory; sourced.

# start_api <PROGRAM: a program for python3 that calls serve of tls_api.py. $server is its process,
# to be killed; $api its URL; tls.crt the certificate to trust. Needs $root, the top of the sources.
start_api() {
    have openssl || return 1
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout tls.key -out tls.crt \
        -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 >said 2>&1 || return 1
    rm -f port asked
    cat >api.py
    # shellcheck disable=SC2154 # of the script
    PYTHONPATH=$root/tests PYTHONDONTWRITEBYTECODE=1 python3 api.py >server-out 2>&1 &
    # shellcheck disable=SC2034 # for the script
    server=$!
    tries=0
    while [ ! -f port ] && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    # shellcheck disable=SC2034 # for the script
    api=https://127.0.0.1:$(cat port)
}
