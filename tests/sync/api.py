"""A stand-in of the API over TLS: GET /accounting/customers/{id}, /accounting/invoices/{id} and
/webhook/logs, with what can go wrong. It notes each request that is not as it has to be."""
import base64
import collections
import http.server
import json
import ssl
import threading
import time
import urllib.parse

from books import dump

KINDS = {"customers": "customer", "invoices": "invoice"}
PAGE = 25  # fewer than are asked for, so that there are cursors to follow
STATUSES = {"unpaid": (402, "PaymentRequired"), "refused": (422, "UnprocessableEntity"),
            "limited": (429, "TooManyRequests"), "error": (500, "InternalServerError")}
MISTAKES = [*STATUSES, "silent", "cut", "other", "typed", "truncated", "html", "away"]


class Api:
    def __init__(self, books, rng, lock, key, app_id):
        self.books, self.rng, self.lock = books, rng, lock
        self.key, self.app_id = key, app_id
        self.log = []            # of deliveries, oldest first; the sender writes it
        self.wrong = []          # requests that should not have come
        self.count = collections.Counter()
        self.known = set()       # the keys of entities that events tell of
        self.fetched = collections.Counter()
        self.mistakes = 0.0      # how many of the answers go wrong
        self.choices = MISTAKES  # and how
        self.silence = 1.2       # seconds, longer than the program waits
        self.locked_until = 0.0  # 401 for everybody
        self.on_fetch = None     # called when an entity was read, before it is sent

    def serve(self, certificate, private_key):
        api = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                api.answer(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):  # a client that was killed
                api.count["broken connections"] += 1

        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, private_key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                 do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"https://127.0.0.1:{self.server.server_port}"

    # Requests ---------------------------------------------------------------------------------

    def check(self, request, wanted):
        """Every header that has to be there, once."""
        wanted = {"authorization": f"Bearer {self.key}", "x-apideck-app-id": self.app_id} | wanted
        for name, value in wanted.items():
            got = request.headers.get_all(name, [])
            if got != ([value] if value else []):
                self.wrong.append(f"{request.path}: {name} is {got}")
        if request.headers.get("content-length", "0") != "0":
            self.wrong.append(f"{request.path}: a body")

    def answer(self, request):
        url = urllib.parse.urlsplit(request.path)
        parts = url.path.split("/")
        if parts[1:3] == ["webhook", "logs"] and len(parts) == 3:
            self.check(request, {"x-apideck-consumer-id": None, "x-apideck-service-id": None})
            self.reply(request, lambda: self.page(urllib.parse.parse_qs(url.query)), "log")
        elif parts[1] == "accounting" and len(parts) == 4 and parts[2] in KINDS:
            self.answer_entity(request, KINDS[parts[2]], urllib.parse.unquote(parts[3]))
        else:
            self.wrong.append(f"{request.path}: no such path")
            self.send(request, 404, b"{}")

    def answer_entity(self, request, kind, name):
        """Ids are unique for a consumer and a service alone, so whose entity this is only the
        headers say."""
        consumer, service = (request.headers.get(f"x-apideck-{whose}-id", "")
                             for whose in ("consumer", "service"))
        self.check(request, {"x-apideck-consumer-id": consumer, "x-apideck-service-id": service})
        key = (kind, consumer, service, name)
        self.fetched[key] += 1
        if key not in self.known:
            self.wrong.append(f"{request.path}: of {consumer} at {service}")

        def document():
            entity = self.books.entities.get(key)
            answer = (200, dump(entity)) if entity else (404, error_document(404, "NotFound"))
            if self.on_fetch:
                self.on_fetch(key)
            return answer
        self.reply(request, document, "entity")

    def page(self, query):
        """Newest first, as a log is shown."""
        cursor = query.get("cursor", [None])[0]
        first = int(base64.b64decode(cursor)) if cursor else 0
        entries = sorted(self.log, key=lambda entry: entry["timestamp"], reverse=True)
        more = first + PAGE < len(entries)
        following = base64.b64encode(str(first + PAGE).encode()).decode() if more else None
        return 200, json.dumps({"status_code": 200, "status": "OK",
                                "data": entries[first:first + PAGE],
                                "meta": {"items_on_page": PAGE,
                                         "cursors": {"next": following}}}).encode()

    # Answers ----------------------------------------------------------------------------------

    def reply(self, request, make, what):
        with self.lock:
            status, body = make()
            mistake = (self.rng.choice(self.choices) if self.rng.random() < self.mistakes else None)
        if time.monotonic() < self.locked_until:
            self.count[f"{what} 401"] += 1
            return self.send(request, 401, error_document(401, "Unauthorized"))
        self.count[f"{what} {mistake or status}"] += 1
        if mistake:
            self.go_wrong(request, mistake, body)
        else:
            self.send(request, status, body)

    def go_wrong(self, request, mistake, body):
        half = body[:len(body) // 2]
        if mistake in STATUSES:
            headers = {"Retry-After": "1"} if mistake == "limited" else {}
            self.send(request, STATUSES[mistake][0], error_document(*STATUSES[mistake]), headers)
        elif mistake == "silent":
            time.sleep(self.silence)
            request.close_connection = True
        elif mistake == "cut":
            self.send(request, 200, half, {"Content-Length": str(len(body))})
            request.close_connection = True
        elif mistake == "other":
            self.send(request, 200, b'{"status_code":200,"data":{"id":"somebody else"}}')
        elif mistake == "typed":
            self.send(request, 200, body.replace(b'"updated_at"', b'"updated_at":{},"was_at"', 1))
        elif mistake == "truncated":
            self.send(request, 200, half)
        elif mistake == "html":
            self.send(request, 200, b"<html>Down for maintenance</html>")
        elif mistake == "away":
            self.send(request, 302, b"", {"Location": "https://elsewhere.invalid/"})

    def send(self, request, status, body, headers={}):
        request.send_response(status)
        for name, value in ({"Content-Type": "application/json",
                             "Content-Length": str(len(body))} | headers).items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


def error_document(status, name):
    return json.dumps({"status_code": status, "error": name, "type_name": name + "Error",
                       "message": "as the test wants it", "detail": {}, "ref": "x"}).encode()
