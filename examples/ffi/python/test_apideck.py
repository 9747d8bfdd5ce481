"""python3 -m unittest, with APIDECK_LIBRARY naming the library where it is not installed."""

import ctypes
import gc
import itertools
import json
import pathlib
import subprocess
import sys
import threading
import unittest
import urllib.error
import urllib.request
import weakref

import apideck
import receiver as example

TESTS = pathlib.Path(__file__).resolve().parents[3] / "tests"
KEYS = {"main": b"the key of the Python tests"}
TYPE = "accounting.invoice.created"


def body_of(event_type=TYPE, event_id="event-1", **fields):
    payload = {"event_type": event_type, "event_id": event_id, "entity_id": "id-1", **fields}
    return json.dumps({"payload": payload}).encode()


def signed(body, keys=KEYS):
    signature = apideck.Keyring(keys).sign(body)
    return [("Content-Type", "application/json"), ("X-Apideck-Signature", signature)]


def deliver(receiver, *args, **fields):
    body = body_of(*args, **fields)
    return receiver.receive(signed(body), body)


def read_vectors():
    with open(TESTS / "vectors" / "canonical.tsv", "rb") as file:
        key = file.readline()[2:].rstrip(b"\n")
        for line in file:
            cells = line.rstrip(b"\n").split(b"\t")
            body = bytes.fromhex(cells[0].decode())
            texts = [cells[1], cells[2], body]
            yield key, body, list(zip(apideck.Form, texts, cells[3:]))


class Layout(unittest.TestCase):
    """What apideck.py declares is what the C compiler lays out."""

    STRUCTS = {
        "str": apideck._Str,
        "error": apideck._Error,
        "verdict": apideck._Verdict,
        "event": apideck._Event,
        "event_type_info": apideck._EventTypeInfo,
        "header": apideck._Header,
        "answer": apideck._Answer,
        "handlers": apideck._Handlers,
        "receiver_config": apideck._ReceiverConfig,
        "stats": apideck._Stats,
    }

    def setUp(self):
        lines = (TESTS / "abi" / "layout.txt").read_text().splitlines()
        self.layout = dict(line.rsplit(" ", 1) for line in lines)
        if ctypes.sizeof(ctypes.c_void_p) != 8:
            self.skipTest("the record is for 64-bit machines")

    def number(self, name):
        return int(self.layout[name])

    def test_structs(self):
        for name, struct in self.STRUCTS.items():
            declared = {field[0]: getattr(struct, field[0]).offset for field in struct._fields_}
            for member, offset in declared.items():
                self.assertEqual(offset, self.number(f"member apideck_{name}.{member}"), member)
            if "size" not in declared:  # those that begin with their size may grow
                self.assertEqual(ctypes.sizeof(struct), self.number(f"struct apideck_{name}"))

    def test_constants(self):
        for form in apideck.Form:
            self.assertEqual(form, self.number(f"enum apideck_form APIDECK_FORM_{form.name}"))
        for encoding in apideck.Encoding:
            name = f"enum apideck_encoding APIDECK_ENCODING_{encoding.name}"
            self.assertEqual(encoding, self.number(name))
        for name in ("BUFFER_TOO_SMALL", "NOT_FOUND", "HANDLER"):
            number = self.number(f"enum apideck_error_code APIDECK_ERR_{name}")
            self.assertEqual(getattr(apideck, f"_ERR_{name}"), number)
        for name in ("FORMS_ALL", "SIGNATURE_SIZE", "KEY_NAME_SIZE", "NO_TIME", "NO_ATTEMPT"):
            number = self.number(f"define APIDECK_{name}")
            self.assertEqual(getattr(apideck, f"_{name}"), number)


class Signatures(unittest.TestCase):
    def test_vectors(self):
        count = 0
        for key, body, expected in read_vectors():
            keyring = apideck.Keyring({"vectors": key})
            for form, text, signature in expected:
                self.assertEqual(apideck.canonicalize(body, form), text)
                self.assertEqual(keyring.sign(body, form), signature.decode())
                self.assertEqual(keyring.verify(body, signature).key_name, "vectors")
                base64 = keyring.sign(body, form, apideck.Encoding.BASE64)
                verdict = apideck.verify(key, body, base64)
                self.assertEqual(verdict.encoding, apideck.Encoding.BASE64)
                with self.assertRaises(apideck.Error) as caught:
                    apideck.verify(key + b"?", body, signature)
                self.assertEqual(caught.exception.name, "APIDECK_ERR_SIGNATURE_MISMATCH")
            count += 1
        self.assertGreater(count, 100)

    def test_several_keys_and_one_form(self):
        body = b'{"b":[{"d":1,"c":2}],"a":1}'
        old, new = {"old": "old key"}, {"new": "new key"}
        both = apideck.Keyring({**old, **new}, forms=apideck.Form.SORTED)
        verdict = both.verify(body, apideck.Keyring(new).sign(body))
        self.assertEqual(verdict, apideck.Verdict(apideck.Form.SORTED, apideck.Encoding.HEX, "new"))
        with self.assertRaises(apideck.Error):
            both.verify(body, apideck.Keyring(old).sign(body, apideck.Form.RAW))

    def test_errors(self):
        for name, call in {
            "KEY": lambda: apideck.Keyring({"main": b""}),
            "NO_KEY": lambda: apideck.Keyring({}).verify(b"{}", "0" * 64),
            "ARGUMENT": lambda: apideck.Keyring(KEYS, forms=8),
            "SIGNATURE_MISSING": lambda: apideck.verify("key", b"{}", b""),
            "SIGNATURE_MALFORMED": lambda: apideck.verify("key", b"{}", "\udcff\N{SNOWMAN}"),
            "JSON_TRUNCATED": lambda: apideck.verify("key", b"{", "0" * 64),
        }.items():
            with self.assertRaises(apideck.Error) as caught:
                call()
            self.assertEqual(caught.exception.name, f"APIDECK_ERR_{name}")


class Events(unittest.TestCase):
    def test_fields(self):
        body = body_of(
            occurred_at="2020-01-01T00:00:00.000Z", execution_attempt=2, consumer_id="caf\xe9"
        )
        event = apideck.parse(body)
        self.assertEqual((event.event_type, event.event_id), (TYPE, "event-1"))
        self.assertEqual((event.entity_id, event.consumer_id), ("id-1", "caf\xe9"))
        self.assertEqual((event.occurred_at_ms, event.execution_attempt), (1577836800000, 2))
        self.assertIsNone(event.service_id)
        self.assertIsNone(event.entity)
        self.assertEqual(event.body, body)
        self.assertEqual(json.loads(event.payload), json.loads(body)["payload"])
        self.assertTrue(event.known)

    def test_absent(self):
        event = apideck.parse(b'{"event_type":"","entity":{"state":"x"}}')
        self.assertEqual((event.event_type, event.event_id), ("", None))
        self.assertEqual((event.occurred_at_ms, event.execution_attempt), (None, None))
        self.assertFalse(event.known)

    def test_verify_event(self):
        body = body_of()
        keyring = apideck.Keyring(KEYS)
        event, verdict = keyring.verify_event(body, keyring.sign(body))
        self.assertEqual((event, verdict.key_name), (apideck.parse(body), "main"))
        with self.assertRaises(apideck.Error):
            keyring.verify_event(body + b" ", "0" * 64)

    def test_errors(self):
        with self.assertRaises(apideck.Error) as caught:
            apideck.parse(b'{"a":\xff}')
        self.assertLess(caught.exception.code, 0)
        self.assertEqual(caught.exception.offset, 5)
        self.assertIn(caught.exception.name, str(caught.exception))
        with self.assertRaises(apideck.Error) as caught:
            apideck.parse(b"[]")
        self.assertEqual(caught.exception.name, "APIDECK_ERR_NOT_AN_EVENT")

    def test_catalogue(self):
        names = apideck.event_types()
        self.assertEqual(names, sorted(names))
        self.assertIn(TYPE, names)
        accounting = [name for name in names if name.startswith("accounting.")]
        self.assertEqual(accounting, sorted(apideck._TYPED_HANDLERS))


class Receiving(unittest.TestCase):
    def test_handlers(self):
        seen = []
        receiver = apideck.Receiver(
            KEYS,
            {
                TYPE: lambda event: seen.append(("typed", event.entity_id)),
                "any": lambda event: seen.append(("any", event.event_type)),
                "unknown": lambda event: seen.append(("unknown", event.event_type)),
            },
        )
        self.assertEqual(deliver(receiver).outcome, "handled")
        self.assertEqual(deliver(receiver).outcome, "duplicate")
        self.assertEqual(deliver(receiver, "crm.lead.created", "2").status, 200)
        self.assertEqual(deliver(receiver, "crm.lead.cloned", "3").status, 200)
        question = {"X-Apideck-Event-Type": "apideck.subscription.created"}
        self.assertEqual(receiver.receive(question, b"{}").outcome, "handshake")
        answer = receiver.receive({"x-apideck-signature": "0" * 64}, body_of())
        self.assertEqual((answer.status, answer.outcome), (401, "unauthentic"))
        self.assertEqual(answer.error, "APIDECK_ERR_SIGNATURE_MISMATCH")
        self.assertEqual(
            seen,
            [
                ("typed", "id-1"),
                ("any", "crm.lead.created"),
                ("unknown", "crm.lead.cloned"),
            ],
        )
        self.assertEqual(receiver.stats()["handled"], 3)
        self.assertEqual(receiver.stats()["deliveries"], 6)
        receiver.prune()

    def test_no_handler(self):
        receiver = apideck.Receiver(KEYS, {"accounting.quote.deleted": lambda event: None})
        self.assertEqual(deliver(receiver).outcome, "unhandled")

    def test_refused(self):
        for handlers in ({"crm.lead.created": print}, {"invoice_created": print}, {"al": print}):
            with self.assertRaises(ValueError):
                apideck.Receiver(KEYS, handlers)
        with self.assertRaises(TypeError):
            apideck.Receiver(KEYS, {}, max_bytes=1)
        for settings in ({"retention_ms": 1}, {"max_body": 0}, {"name": ""}):
            with self.assertRaises(apideck.Error) as caught:
                apideck.Receiver(KEYS, {}, **settings)
            self.assertIn(next(iter(settings)), str(caught.exception))
        with self.assertRaises(apideck.Error) as caught:
            apideck.Receiver({}, {})
        self.assertEqual(caught.exception.name, "APIDECK_ERR_NO_KEY")

    def test_settings(self):
        receiver = apideck.Receiver(KEYS, {}, max_body=100)
        self.assertEqual(receiver.receive([], b" " * 101).status, 413)

    def test_rotation(self):
        receiver = apideck.Receiver(KEYS, {"any": lambda event: None})
        receiver.set_keys({"other": "another key"})
        self.assertEqual(deliver(receiver).status, 401)
        receiver.set_keys({"other": "another key", **KEYS})
        self.assertEqual(deliver(receiver).status, 200)
        with self.assertRaises(apideck.Error):
            receiver.set_keys({})
        self.assertEqual(deliver(receiver).outcome, "duplicate")


class Exceptions(unittest.TestCase):
    """What a handler raises means: not handled; the next delivery is let in."""

    def test_hook(self):
        raised = []

        def handler(event):
            if len(raised) < 2:
                raise RuntimeError(event.event_id)

        receiver = apideck.Receiver(KEYS, {TYPE: handler}, on_exception=raised.append)
        for status in (500, 500, 200):
            self.assertEqual(deliver(receiver).status, status)
        self.assertEqual([str(exception) for exception in raised], ["event-1", "event-1"])

    def test_log(self):
        receiver = apideck.Receiver(KEYS, {"any": lambda event: 1 / 0})
        with self.assertLogs("apideck") as log:
            self.assertEqual(deliver(receiver).error, "APIDECK_ERR_HANDLER")
        self.assertIn("ZeroDivisionError", log.output[0])
        self.assertIn("test_apideck.py", log.output[0])  # the traceback leads here

    def test_failing_hook(self):
        receiver = apideck.Receiver(
            KEYS, {"any": lambda event: 1 / 0}, on_exception=lambda exception: 1 / 0
        )
        with self.assertLogs("apideck"):
            self.assertEqual(deliver(receiver).status, 500)

    def test_interrupt(self):
        """KeyboardInterrupt and SystemExit reach whoever receives, and the event is sent again."""
        interrupts = [KeyboardInterrupt(), SystemExit(3)]

        def handler(event):
            if interrupts:
                raise interrupts.pop(0)

        receiver = apideck.Receiver(KEYS, {"any": handler})
        with self.assertRaises(KeyboardInterrupt):
            deliver(receiver)
        with self.assertRaises(SystemExit):
            deliver(receiver)
        self.assertEqual(deliver(receiver).outcome, "handled")


class Lifetimes(unittest.TestCase):
    def test_handlers_live_as_long_as_the_receiver(self):
        seen = []

        def new_receiver():
            return apideck.Receiver(KEYS, {"any": lambda event: seen.append(event.event_id)})

        receiver = new_receiver()
        for i in range(100):
            gc.collect(0)
            deliver(receiver, event_id=str(i))
        self.assertEqual(len(seen), 100)

    def test_all_of_it_ends(self):
        class Handler:
            receiver = None

            def __call__(self, event):
                pass

        handler = Handler()
        handler.receiver = apideck.Receiver(KEYS, {"any": handler})  # they know each other
        deliver(handler.receiver)
        ends = [weakref.ref(handler), weakref.ref(handler.receiver)]
        del handler
        gc.collect()
        self.assertEqual([end() for end in ends], [None, None])

    def test_at_exit(self):
        """Receivers and keyrings of a module are freed without complaint when Python ends."""
        program = (
            "import apideck\n"
            "ring = apideck.Keyring({'a': 'b'})\n"
            "receiver = apideck.Receiver({'a': 'b'}, {'any': print})\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=pathlib.Path(__file__).parent, capture_output=True, check=False,
        )
        self.assertEqual((done.returncode, done.stderr), (0, b""))


class Threads(unittest.TestCase):
    def test_each_event_once(self):
        lock, handled, calls = threading.Lock(), [], itertools.count()

        def handler(event):
            with lock:
                if next(calls) % 5 == 0:
                    raise RuntimeError("again, please")
                handled.append(event.event_id)

        receiver = apideck.Receiver(KEYS, {"any": handler}, on_exception=lambda exception: None)
        bodies = [body_of(event_id=str(i)) for i in range(50)]
        requests = [(signed(body), body) for body in bodies]

        def send():
            for headers, body in requests:
                while receiver.receive(headers, body).status != 200:
                    pass

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(20):
            receiver.set_keys(KEYS)
            gc.collect()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(handled, key=int), [str(i) for i in range(50)])
        self.assertEqual(receiver.stats()["handled"], 50)


class Http(unittest.TestCase):
    """Real requests to the example, many at once."""

    def setUp(self):
        self.lock, self.handled = threading.Lock(), []
        receiver = apideck.Receiver(KEYS, {TYPE: self.handle}, on_exception=lambda exception: None)
        self.server = example.make_server(receiver)
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def handle(self, event):
        with self.lock:
            self.handled.append(event.event_id)
        if event.event_id == "bad":
            raise RuntimeError("bad")

    def post(self, body, headers):
        url = f"http://127.0.0.1:{self.server.server_port}/webhooks"
        request = urllib.request.Request(url, body, dict(headers))
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=60) as response:
                return response.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def test_answers(self):
        body = body_of()
        self.assertEqual(self.post(body, signed(body)), 200)
        self.assertEqual(self.post(body, signed(body)), 200)
        self.assertEqual(self.handled, ["event-1"])
        self.assertEqual(self.post(body, signed(body, {"other": "key"})), 401)
        self.assertEqual(self.post(body, []), 401)
        self.assertEqual(self.post(b"", signed(b"{}")), 400)
        bad = body_of(event_id="bad")
        self.assertEqual(self.post(bad, signed(bad)), 500)

    def test_at_once(self):
        bodies = [body_of(event_id=str(i)) for i in range(10)]
        answers = []

        def send():
            for body in bodies:
                answers.append(self.post(body, signed(body)))

        threads = [threading.Thread(target=send) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(answers), 50)
        self.assertLessEqual(set(answers), {200, 503})
        self.assertEqual(sorted(self.handled), sorted(str(i) for i in range(10)))


if __name__ == "__main__":
    unittest.main()
