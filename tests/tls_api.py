"""A stand-in of the API over TLS, for the tests of what fetches from it; tls_api.sh starts it."""

import http.server
import json
import os
import ssl
import urllib.parse


def serve(answer):
    """Answers GET with what answer(path, query) returns: status, document, headers. Each request is
    a line of JSON in the file `asked`: its path with the query, and its headers."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            headers = {name.lower(): value for name, value in self.headers.items()}
            with open("asked", "a") as log:
                log.write(json.dumps([self.path, headers]) + "\n")
            url = urllib.parse.urlsplit(self.path)
            status, document, more = answer(url.path, urllib.parse.parse_qs(url.query))
            body = json.dumps(document).encode()
            self.send_response(status)
            for name, value in {**more, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("tls.crt", "tls.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with open("port.new", "w") as file:
        file.write(str(server.server_address[1]))
    os.rename("port.new", "port")
    server.serve_forever()
