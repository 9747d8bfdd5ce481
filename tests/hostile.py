"""Usage: hostile.py SERVER SECONDS [SEED]. Attacks the example server for so long, from several
connections at once, while a genuine sender goes on delivering: forged, mutated, captured and broken
requests, and bytes that are no HTTP. In the end each genuine event was handled exactly once, nothing
else was, the server still runs, and has not grown. Ends with `N passed, N failed`."""
import collections
import hashlib
import hmac
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

KEY = b"the key of the hostile run"
ATTACKERS = 6
PATIENCE = 0.3  # seconds that an attacker waits for an answer
ENTITIES = ["customer", "invoice", "quote", "expense"]
ACTIONS = ["created", "updated", "deleted"]
HOSTILE_TEXT = [b"\\u0000", b"\\ud800", b"\xff", b"\xed\xa0\x80", b"'; DROP TABLE x; --", b"%n%s",
                b"\x1b[2J", b"\\\"", b"1e999", b"-0", b"[" * 200, b"{\"a\":" * 150, b"\x00"]


def sign(body, key=KEY):
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def event(rng, event_id):
    """A body that is its own canonical form, so that it can be signed as it is."""
    entity, action = rng.choice(ENTITIES), rng.choice(ACTIONS)
    fields = {"entity_id": str(rng.randrange(10**6)), "event_id": event_id,
              "event_type": f"accounting.{entity}.{action}", "service_id": "xero"}
    body = json.dumps({"payload": dict(sorted(fields.items()))}, separators=(",", ":"))
    return fields["event_type"], body.encode()


class Server:
    def __init__(self, program, directory):
        self.log = open(f"{directory}/log", "w+b")
        self.process = subprocess.Popen(
            [program, "--port", "0", "--database", f"{directory}/events.db"], stdout=self.log,
            stderr=subprocess.STDOUT, env=dict(os.environ, APIDECK_API_KEY=KEY.decode()))
        self.port = self.wait_for_port(f"{directory}/log")

    def wait_for_port(self, log):
        for _ in range(200):
            for line in open(log, errors="replace"):
                if line.startswith("listening on "):
                    return int(line.split(":")[2].split("/")[0])
            time.sleep(0.05)
        raise RuntimeError("the server does not start")

    def lines(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.readlines()

    def handled(self):
        """How often each event id was printed by a handler. A line that begins with `refused` tells
        of an event that was told to come again."""
        ids = [line.rsplit(b"event_id=", 1)[1].strip().decode() for line in self.lines()
               if b"event_id=" in line and not line.startswith((b"unknown ", b"refused "))]
        return collections.Counter(ids)

    def told_of(self, event_id):
        """The lines about an event, for whoever has to find out what happened."""
        end = f"event_id={event_id}".encode()
        return [line.strip().decode() for line in self.lines() if line.strip().endswith(end)]

    def memory(self):
        """Resident, in KiB."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0


def exchange(port, request, half_close=False, timeout=20):
    """Sends bytes; returns the HTTP status, or 0 for none."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as connection:
            connection.sendall(request)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            start = connection.recv(64)
            return int(start[9:12]) if start.startswith(b"HTTP/1.") else 0
    except (OSError, ValueError):
        return 0


def http(body, headers, method=b"POST", path=b"/webhooks", length=None):
    lines = [b"%s %s HTTP/1.1" % (method, path), b"Host: x", b"Connection: close",
             b"Content-Length: %d" % (len(body) if length is None else length)]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def headers_of(kind, signature):
    return [(b"X-Apideck-Event-Type", kind.encode()), (b"X-Apideck-Signature", signature.encode()),
            (b"X-Apideck-Idempotency-Key", b"k")]


class Attacker(threading.Thread):
    """One of those who know everything but the key, captured deliveries included."""

    def __init__(self, run, seed):
        super().__init__()
        self.run_of, self.rng = run, random.Random(seed)

    def mutated(self, text):
        text = bytearray(text)
        for _ in range(self.rng.randrange(1, 4)):
            place = self.rng.randrange(len(text) + 1)
            choice = self.rng.randrange(4)
            if choice == 0 and place < len(text):
                text[place] ^= 1 << self.rng.randrange(8)
            elif choice == 1:
                text[place:place] = self.rng.choice(HOSTILE_TEXT)
            elif choice == 2:
                del text[place:place + self.rng.randrange(1, 9)]
            else:
                del text[place:]
        return bytes(text)

    def attack(self):
        """Returns a request, and what its status must not be."""
        run, rng = self.run_of, self.rng
        kind, body = event(rng, f"forged-{rng.randrange(10**12)}")
        captured = rng.choice(run.captured) if run.captured else None
        choice = rng.randrange(11)
        if choice == 0:
            return http(body, headers_of(kind, sign(body, b"another key"))), 200
        if choice == 1:
            return http(body, headers_of(kind, "0" * 64)), 200
        if choice == 2 and captured:  # its signature on another event
            return http(body, headers_of(kind, sign(captured[1]))), 200
        if choice == 3 and captured:  # as it was: a duplicate, whatever the unsigned header says
            return http(captured[1], headers_of(captured[0], sign(captured[1]))), None
        if choice == 4 and captured:
            return http(self.mutated(captured[1]), headers_of(captured[0], sign(captured[1]))), None
        if choice == 5:
            return self.mutated(http(body, headers_of(kind, sign(body, b"guessed")))), 200
        if choice == 6:
            return rng.randbytes(rng.randrange(1, 5000)), 200
        if choice == 7:  # promises more than it sends
            return http(body, headers_of(kind, sign(body, b"x")), length=len(body) + 100), 200
        if choice == 8:
            many = [(b"X-Apideck-Signature", b"a" * rng.randrange(70))] * rng.randrange(1, 60)
            return http(body, many), 200
        if choice == 9:
            large = b"[" * rng.randrange(1, 3 * 1024 * 1024)
            return http(large, headers_of(kind, sign(large, b"x"))), 200
        return http(body, headers_of("apideck.subscription.created", sign(body, b"x"))), 200

    def run(self):
        while not self.run_of.over.is_set():
            request, refused = self.attack()
            status = exchange(self.run_of.server.port, request, True, PATIENCE)
            self.run_of.note(status, refused)


class Run:
    def __init__(self, server, seconds, seed):
        self.server, self.seconds = server, seconds
        self.rng = random.Random(seed)
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.captured, self.sent, self.again = [], [], 0
        self.statuses, self.accepted = collections.Counter(), 0
        self.attackers = [Attacker(self, f"{seed}-{i}") for i in range(ATTACKERS)]

    def note(self, status, refused):
        with self.lock:
            self.statuses[status] += 1
            self.accepted += refused is not None and status == refused

    def deliver(self, number):
        """As the sender does: until it is answered 200."""
        kind, body = event(self.rng, f"genuine-{number}")
        request = http(body, headers_of(kind, sign(body)))
        for attempt in range(100):
            if exchange(self.server.port, request) == 200:
                break
            self.again += attempt == 0
            time.sleep(0.05)
        else:
            return False
        self.sent.append(f"genuine-{number}")
        if len(self.captured) < 1000 or self.rng.random() < 0.01:
            self.captured.append((kind, body))
        return True

    def go(self):
        """Returns how many genuine deliveries were given up, and the memory after a tenth of the
        time and at the end."""
        given_up, early = 0, None
        begin = time.monotonic()
        for attacker in self.attackers:
            attacker.start()
        while (passed := time.monotonic() - begin) < self.seconds:
            given_up += not self.deliver(len(self.sent) + given_up)
            if early is None and passed > self.seconds / 10:
                early = self.server.memory()
        self.over.set()
        for attacker in self.attackers:
            attacker.join()
        return given_up, early, self.server.memory()


def main(program, seconds, seed="1"):
    failed = passed = 0

    def check(text, good):
        nonlocal failed, passed
        passed, failed = passed + bool(good), failed + (not good)
        if not good:
            print("failed:", text)

    with tempfile.TemporaryDirectory() as directory:
        server = Server(program, directory)
        try:
            run = Run(server, float(seconds), seed)
            given_up, early, late = run.go()
            check("the server still runs", server.process.poll() is None)
            check(f"genuine deliveries given up: {given_up}", given_up == 0)
            check(f"forgeries answered 200: {run.accepted}", run.accepted == 0)
            handled = server.handled()
            not_once = [i for i in run.sent if handled[i] != 1]
            check("each genuine event handled once: "
                  f"{[server.told_of(i) for i in not_once[:10]]}", not not_once)
            check(f"nothing else handled: {set(handled) - set(run.sent)}",
                  set(handled) == set(run.sent))
            check(f"memory: {early} KiB early, {late} KiB late", late < 2 * early + 32768)
            server.process.send_signal(signal.SIGTERM)
            check("exit status", server.process.wait(60) == 0)
            said = open(f"{directory}/log", "rb").read()
            check("no sanitizer spoke", b"runtime error" not in said and b"Sanitizer" not in said)
            check("the key is not told", KEY not in said)
        finally:
            if server.process.poll() is None:
                server.process.kill()
                server.process.wait()
    print(f"{len(run.sent)} genuine events, {run.again} of them sent again; "
          f"{sum(run.statuses.values())} attacks, answered {dict(sorted(run.statuses.items()))}; "
          f"memory {early} KiB, then {late} KiB")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
