"""A receiver in Python's own HTTP server, a thread for each connection.

APIDECK_API_KEY=... python3 receiver.py [PORT]

A signal may end it at any moment: what was not answered is sent again.
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import apideck

MAX_BODY = 1 << 20  # as the receiver's


def make_server(receiver, port=0):
    """A server on this machine, port 0 for any free one; serve_forever() has it serve."""

    class Webhooks(BaseHTTPRequestHandler):
        timeout = 60

        def do_POST(self):
            if self.path != "/webhooks":
                return self.answer(404, "webhooks are received at /webhooks")
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal():
                return self.answer(411, "the length of the body is missing")
            if int(length) > MAX_BODY:
                return self.answer(413, "the body is too large")
            body = self.rfile.read(int(length))
            if len(body) < int(length):
                return self.answer(400, "the body is shorter than it was said to be")
            answer = receiver.receive(self.headers, body)
            self.answer(answer.status, answer.reason)

        def do_GET(self):
            self.answer(405, "webhooks are sent with POST")

        def answer(self, status, reason):
            text = (reason + "\n").encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(text)))
            if status == 405:
                self.send_header("Allow", "POST")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format, *args):
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Webhooks)


def invoice_created(event):
    print(f"invoice created: {event.entity_id}\n", end="", flush=True)


def main():
    keys = {"APIDECK_API_KEY": os.environb[b"APIDECK_API_KEY"]}
    receiver = apideck.Receiver(keys, {"accounting.invoice.created": invoice_created})
    server = make_server(receiver, int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(f"listening on http://127.0.0.1:{server.server_port}/webhooks", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
