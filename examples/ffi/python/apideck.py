"""Receives Apideck webhooks: libapideck for Python, through ctypes and without a build step.

    keys = {"main": os.environb[b"APIDECK_API_KEY"]}

    def invoice_created(event):
        print("invoice", event.entity_id)       # raises: not handled, it is sent again

    receiver = apideck.Receiver(keys, {"accounting.invoice.created": invoice_created})
    answer = receiver.receive(request.headers.items(), request.body)
    # send answer.status and answer.reason

The library is libapideck.so.0, or what the environment variable APIDECK_LIBRARY names.
What fails raises Error, but for receiving: every delivery has an answer.

Threads: everything here may be used by any number of threads at once. While the library works,
other Python threads run; a handler runs on the thread that called receive().

C never calls Python: a receiver accepts a delivery in C, calls the handler here, and finishes the
delivery in C. So nothing that a handler raises meets C, and no callback has to be kept alive.
"""

from __future__ import annotations

import ctypes
import enum
import logging
import os
import weakref
from ctypes import (
    POINTER, byref, c_char, c_char_p, c_int, c_int64, c_size_t, c_uint, c_uint64, c_void_p,
)
from dataclasses import dataclass

__all__ = [
    "Answer", "Encoding", "Error", "Event", "Form", "Keyring", "Receiver", "Verdict",
    "canonicalize", "event_types", "parse", "verify", "version",
]

_log = logging.getLogger("apideck")


# What C declares. The tests compare sizes and offsets with those of the C compiler. ---------------

_VERSION = (0, 1)  # of the headers that this follows
_FORMS_ALL = 7
_SIGNATURE_SIZE = 65
_KEY_NAME_SIZE = 64
_NO_TIME = -(2**63)
_NO_ATTEMPT = -1
_ERR_BUFFER_TOO_SMALL = -4
_ERR_NOT_FOUND = -7
_ERR_HANDLER = -64


class _Str(ctypes.Structure):
    _fields_ = [("ptr", c_void_p), ("len", c_size_t)]

    def bytes(self):
        return None if self.ptr is None else ctypes.string_at(self.ptr, self.len)

    def text(self):
        return None if self.ptr is None else ctypes.string_at(self.ptr, self.len).decode()


class _Error(ctypes.Structure):
    _fields_ = [("code", c_int), ("offset", c_size_t), ("message", c_char_p)]


class _Verdict(ctypes.Structure):
    _fields_ = [("form", c_int), ("encoding", c_int), ("key_name", c_char * _KEY_NAME_SIZE)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", c_int),
        ("event_type", _Str),
        ("event_id", _Str),
        ("unified_api", _Str),
        ("service_id", _Str),
        ("consumer_id", _Str),
        ("entity_id", _Str),
        ("entity_type", _Str),
        ("entity_url", _Str),
        ("occurred_at", _Str),
        ("occurred_at_ms", c_int64),
        ("execution_attempt", c_int64),
        ("entity", _Str),
        ("payload", _Str),
        ("body", _Str),
        ("reserved", c_void_p * 4),
    ]


class _EventTypeInfo(ctypes.Structure):
    _fields_ = [
        ("type", c_int),
        ("name", c_char_p),
        ("unified_api", c_char_p),
        ("entity", c_char_p),
        ("action", c_char_p),
    ]


class _Header(ctypes.Structure):
    _fields_ = [("name", _Str), ("value", _Str)]


class _Answer(ctypes.Structure):
    _fields_ = [
        ("status", c_int),
        ("outcome", c_int),
        ("error", c_int),
        ("offset", c_size_t),
        ("reason", c_char_p),
    ]


_HandlerFunction = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)

# Event type: its member of the table of handlers, in the order of the table.
_TYPED_HANDLERS = {
    f"accounting.{entity}.{action}": f"{entity}_{action}"
    for entity in (
        "bill", "bill_payment", "credit_note", "customer", "expense", "invoice", "invoice_item",
        "ledger_account", "payment", "project", "purchase_order", "quote", "supplier", "tax_rate",
        "tracking_category",
    )
    for action in ("created", "updated", "deleted")
}


class _Handlers(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("any", _HandlerFunction),
        ("unknown", _HandlerFunction),
        ("handshake", c_void_p),
        ("failure", c_void_p),
        ("last_chance", c_void_p),
        ("user", c_void_p),
        *[(name, _HandlerFunction) for name in _TYPED_HANDLERS.values()],
    ]


_SETTINGS = ("name", "max_body", "store_bytes", "lease_ms", "retention_ms", "freshness_ms")


class _ReceiverConfig(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("allocator", c_void_p),
        ("keyring", c_void_p),
        ("handlers", POINTER(_Handlers)),
        ("store", c_void_p),
        ("clock", c_void_p),
        ("log", c_void_p),
        ("name", c_char_p),
        ("max_body", c_size_t),
        ("store_bytes", c_size_t),
        ("lease_ms", c_int64),
        ("retention_ms", c_int64),
        ("freshness_ms", c_int64),
        ("last_attempt", c_int64),
        ("last_age_ms", c_int64),
    ]


_COUNTERS = [
    "deliveries", "handled", "duplicate", "unhandled", "unknown", "handshake", "unauthentic",
    "malformed", "too_large", "busy", "store_failed", "handler_failed", "unavailable",
    "too_old",
]


class _Stats(ctypes.Structure):
    _fields_ = [("size", c_size_t), *[(name, c_uint64) for name in _COUNTERS]]


_FUNCTIONS = {
    "apideck_version": (c_char_p, []),
    "apideck_check_version": (c_int, [c_int, c_int, POINTER(_Error)]),
    "apideck_error_name": (c_char_p, [c_int]),
    "apideck_error_text": (c_char_p, [c_int]),
    "apideck_outcome_name": (c_char_p, [c_int]),
    "apideck_event_types": (POINTER(_EventTypeInfo), [POINTER(c_size_t)]),
    "apideck_keyring_new": (c_int, [c_void_p, POINTER(c_void_p)]),
    "apideck_keyring_accept": (c_int, [c_void_p, c_uint]),
    "apideck_keyring_add": (c_int, [c_void_p, c_char_p, c_char_p, c_size_t]),
    "apideck_keyring_free": (None, [c_void_p]),
    "apideck_verify_signature": (
        c_int,
        [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t, POINTER(_Verdict)],
    ),
    "apideck_sign": (c_int, [c_void_p, c_char_p, c_char_p, c_size_t, c_int, c_int, c_char_p]),
    "apideck_canonicalize": (
        c_int,
        [c_char_p, c_size_t, c_int, c_void_p, c_char_p, c_size_t]
        + [POINTER(c_size_t), POINTER(_Error)],
    ),
    "apideck_parse_event": (
        c_int,
        [c_char_p, c_size_t, c_void_p, POINTER(POINTER(_Event)), POINTER(_Error)],
    ),
    "apideck_verify_event": (
        c_int,
        [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t, c_void_p]
        + [POINTER(POINTER(_Event)), POINTER(_Verdict), POINTER(_Error)],
    ),
    "apideck_event_free": (None, [POINTER(_Event)]),
    "apideck_receiver_config_init_sized": (None, [POINTER(_ReceiverConfig), c_size_t]),
    "apideck_receiver_new": (c_int, [POINTER(_ReceiverConfig), POINTER(c_void_p), POINTER(_Error)]),
    "apideck_receiver_free": (None, [c_void_p]),
    "apideck_receiver_set_keyring": (c_int, [c_void_p, c_void_p]),
    "apideck_receiver_prune": (c_int, [c_void_p]),
    "apideck_receiver_stats": (c_int, [c_void_p, POINTER(_Stats)]),
    "apideck_accept": (
        c_int,
        [c_void_p, POINTER(_Header), c_size_t, c_char_p, c_size_t]
        + [POINTER(c_void_p), POINTER(_Answer)],
    ),
    "apideck_delivery_event": (POINTER(_Event), [c_void_p]),
    "apideck_finish": (c_int, [c_void_p, c_void_p, c_int, POINTER(_Answer)]),
}


def _load():
    library = ctypes.CDLL(os.environ.get("APIDECK_LIBRARY") or "libapideck.so.0")
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    details = _Error()
    if library.apideck_check_version(*_VERSION, byref(details)) != 0:
        raise ImportError(details.message.decode())
    return library


_library = _load()


# Errors ------------------------------------------------------------------------------------------


class Error(Exception):
    """What a call that failed raises.

    code    the number of the error
    name    its name, e.g. "APIDECK_ERR_SIGNATURE_MISMATCH"
    offset  the byte of the body that is to blame, else 0
    """

    def __init__(self, code, message=None, offset=0):
        self.code = code
        self.name = _library.apideck_error_name(code).decode()
        self.offset = offset
        super().__init__(message or _library.apideck_error_text(code).decode())

    def __str__(self):
        return f"{self.name}: {super().__str__()}"


def _check(code, details=None):
    if code != 0 and details is not None and details.message:
        raise Error(code, details.message.decode(), details.offset)
    if code != 0:
        raise Error(code)


def _bytes(value):
    """Text of a request as it was sent, as far as Python lets us know."""
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(value)


def _free_after(owner, free, pointer):
    """Frees what is C's once nobody has its owner any more, so never during a call. Not when Python
    ends, since daemon threads may be in a call even then."""
    weakref.finalize(owner, free, pointer).atexit = False


# Events ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """What a body says. A field that the body lacks is None."""

    event_type: str | None
    event_id: str | None
    unified_api: str | None
    service_id: str | None
    consumer_id: str | None
    entity_id: str | None
    entity_type: str | None
    entity_url: str | None
    occurred_at: str | None  # ISO 8601, as it was sent
    occurred_at_ms: int | None  # the same in milliseconds since 1970
    execution_attempt: int | None
    known: bool  # whether the library knows this type of event
    entity: bytes | None  # JSON text: the object that vault events carry
    payload: bytes  # JSON text: the event object
    body: bytes  # the whole body as it arrived


_TEXT_FIELDS = [
    "event_type", "event_id", "unified_api", "service_id", "consumer_id", "entity_id",
    "entity_type", "entity_url", "occurred_at",
]


def _copy_event(event):
    """The event as an object of Python's own: nothing of it points into the library."""
    attempt = event.execution_attempt
    return Event(
        **{name: getattr(event, name).text() for name in _TEXT_FIELDS},
        occurred_at_ms=None if event.occurred_at_ms == _NO_TIME else event.occurred_at_ms,
        execution_attempt=None if attempt == _NO_ATTEMPT else attempt,
        known=event.type != 0,
        entity=event.entity.bytes(),
        payload=event.payload.bytes(),
        body=event.body.bytes(),
    )


def _take_event(event):
    try:
        return _copy_event(event.contents)
    finally:
        _library.apideck_event_free(event)


def parse(body):
    """The event of a body that is trusted already: nothing here asks who sent it."""
    body = _bytes(body)
    event, details = POINTER(_Event)(), _Error()
    code = _library.apideck_parse_event(body, len(body), None, byref(event), byref(details))
    _check(code, details)
    return _take_event(event)


def event_types():
    """The names of the event types that the library knows."""
    count = c_size_t()
    table = _library.apideck_event_types(byref(count))
    return [table[i].name.decode() for i in range(count.value)]


def version():
    """The version of the library that was loaded."""
    return _library.apideck_version().decode()


# Signatures --------------------------------------------------------------------------------------


class Form(enum.IntEnum):
    """Which bytes are signed."""

    SORTED = 1
    SORTED_DEEP = 2
    RAW = 4


class Encoding(enum.IntEnum):
    HEX = 1
    BASE64 = 2


@dataclass(frozen=True)
class Verdict:
    """How a genuine body was signed."""

    form: Form
    encoding: Encoding
    key_name: str


def _copy_verdict(verdict):
    return Verdict(Form(verdict.form), Encoding(verdict.encoding), verdict.key_name.decode())


def _new_ring(keys, forms):
    """A keyring of the library; whoever calls has to free it."""
    ring = c_void_p()
    _check(_library.apideck_keyring_new(None, byref(ring)))
    try:
        _check(_library.apideck_keyring_accept(ring, forms))
        for name, key in keys.items():
            key = _bytes(key)
            _check(_library.apideck_keyring_add(ring, _bytes(name), key, len(key)))
    except BaseException:
        _library.apideck_keyring_free(ring)
        raise
    return ring


class Keyring:
    """The keys that a signature may be made with: {name: key}. Verdicts show the names.

    Keys are tried in their order; signatures are made with the first.
    """

    def __init__(self, keys, forms=_FORMS_ALL):
        self._ring = _new_ring(keys, forms)
        _free_after(self, _library.apideck_keyring_free, self._ring)

    def verify(self, body, signature):
        """Returns a Verdict when the signature of the body is genuine; raises Error otherwise."""
        body, signature = _bytes(body), _bytes(signature)
        verdict = _Verdict()
        _check(
            _library.apideck_verify_signature(
                self._ring, body, len(body), signature, len(signature), byref(verdict)
            )
        )
        return _copy_verdict(verdict)

    def verify_event(self, body, signature):
        """Returns (Event, Verdict) when the signature is genuine; raises Error otherwise."""
        body, signature = _bytes(body), _bytes(signature)
        event, verdict, details = POINTER(_Event)(), _Verdict(), _Error()
        code = _library.apideck_verify_event(
            self._ring, body, len(body), signature, len(signature), None,
            byref(event), byref(verdict), byref(details),
        )
        _check(code, details)
        return _take_event(event), _copy_verdict(verdict)

    def sign(self, body, form=Form.SORTED, encoding=Encoding.HEX):
        """Signs a body as Apideck would, for tests."""
        body = _bytes(body)
        signature = ctypes.create_string_buffer(_SIGNATURE_SIZE)
        _check(
            _library.apideck_sign(self._ring, None, body, len(body), form, encoding, signature)
        )
        return signature.value.decode()


def verify(key, body, signature):
    """Returns a Verdict when `key` made the signature of this body; raises Error otherwise."""
    return Keyring({"key": key}).verify(body, signature)


def canonicalize(body, form=Form.SORTED):
    """The bytes that a signature covers: for finding out why one does not match."""
    body = _bytes(body)
    size, details = c_size_t(len(body)), _Error()
    while True:
        text = ctypes.create_string_buffer(max(size.value, 1))
        code = _library.apideck_canonicalize(
            body, len(body), form, None, text, len(text), byref(size), byref(details)
        )
        if code != _ERR_BUFFER_TOO_SMALL:
            _check(code, details)
            return text.raw[: size.value]


# Receiver ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What to send back, and why."""

    status: int  # the HTTP status
    outcome: str  # "handled", "duplicate", ...
    error: str | None  # "APIDECK_ERR_..."
    offset: int  # the byte of the body where it was noticed, else 0
    reason: str  # fit for the response's body


def _copy_answer(answer):
    return Answer(
        status=answer.status,
        outcome=_library.apideck_outcome_name(answer.outcome).decode(),
        error=_library.apideck_error_name(answer.error).decode() if answer.error else None,
        offset=answer.offset,
        reason=answer.reason.decode(),
    )


# Stands in the table of handlers for those that there are: C is never asked to call them.
_a_handler = _HandlerFunction(lambda event, delivery, user: _ERR_HANDLER)


def _handler_table(names):
    """Tells the library which events have a handler; others it acknowledges, and that is all."""
    members = {"any": "any", "unknown": "unknown", **_TYPED_HANDLERS}
    table = _Handlers(size=ctypes.sizeof(_Handlers))
    for name in names:
        if name not in members:
            raise ValueError(f"no handler of its own: {name!r}; events of this type go to 'any'")
        setattr(table, members[name], _a_handler)
    return table


class Receiver:
    """Takes deliveries the whole way: verified, typed, handled once.

    keys          {name: key}
    handlers      {event type: function}, e.g. {"accounting.invoice.created": f}. A function gets an
                  Event. It returns when the event was handled, and raises when it was not: then it
                  is sent again. "any" gets the events of the other APIs, and those that have no
                  handler of their own; "unknown" gets those of a type newer than the library.
    on_exception  gets what a handler raised; without it that is logged, with its traceback, by the
                  logger "apideck". KeyboardInterrupt and the like reach who called receive().
    settings      name, max_body, store_bytes, lease_ms, retention_ms, freshness_ms: as in C. What
                  was handled is remembered in memory.
    """

    def __init__(self, keys, handlers, *, forms=_FORMS_ALL, on_exception=None, **settings):
        self._handlers = dict(handlers)
        self._forms = forms
        self._on_exception = on_exception
        config, details = _ReceiverConfig(), _Error()
        _library.apideck_receiver_config_init_sized(byref(config), ctypes.sizeof(config))
        for setting, value in settings.items():
            if setting not in _SETTINGS:
                raise TypeError(f"no such setting: {setting}")
            setattr(config, setting, _bytes(value) if setting == "name" else value)
        config.handlers = ctypes.pointer(_handler_table(handlers))
        ring = _new_ring(keys, forms)
        config.keyring = ring
        self._receiver = c_void_p()
        code = _library.apideck_receiver_new(byref(config), byref(self._receiver), byref(details))
        if code != 0:
            _library.apideck_keyring_free(ring)
            _check(code, details)
        _free_after(self, _library.apideck_receiver_free, self._receiver)  # and its ring

    def receive(self, headers, body) -> Answer:
        """Takes one request; `headers` is a mapping or pairs of name and value."""
        pairs = headers.items() if hasattr(headers, "items") else headers
        # c_void_p remembers nothing: the texts have to live here until the call is over.
        texts = [(_bytes(name), _bytes(value)) for name, value in pairs]
        array = (_Header * len(texts))()
        for header, (name, value) in zip(array, texts):
            header.name = _Str(ctypes.cast(name, c_void_p), len(name))
            header.value = _Str(ctypes.cast(value, c_void_p), len(value))
        body = _bytes(body)
        delivery, answer = c_void_p(), _Answer()
        _library.apideck_accept(
            self._receiver, array, len(texts), body, len(body), byref(delivery), byref(answer)
        )
        if delivery:
            self._handle_and_finish(delivery, answer)
        return _copy_answer(answer)

    def _handle_and_finish(self, delivery, answer):
        result = _ERR_HANDLER
        try:
            event = _copy_event(_library.apideck_delivery_event(delivery).contents)
            self._handler_of(event)(event)
            result = 0
        except Exception as exception:
            self._report(exception)
        finally:
            _library.apideck_finish(self._receiver, delivery, result, byref(answer))

    def _handler_of(self, event):
        own = self._handlers.get(event.event_type)
        return own or self._handlers["any" if event.known else "unknown"]

    def _report(self, exception):
        if self._on_exception is None:
            _log.error("a handler failed", exc_info=exception)
            return
        try:
            self._on_exception(exception)
        except Exception:
            _log.exception("on_exception failed")

    def set_keys(self, keys):
        """Replaces the keys while deliveries arrive."""
        ring = _new_ring(keys, self._forms)
        code = _library.apideck_receiver_set_keyring(self._receiver, ring)
        if code != 0:
            _library.apideck_keyring_free(ring)
            raise Error(code)

    def prune(self):
        """Has the store forget what need not be kept any longer."""
        code = _library.apideck_receiver_prune(self._receiver)
        _check(0 if code == _ERR_NOT_FOUND else code)

    def stats(self):
        """How many deliveries ended in which way: {outcome: count}, and "deliveries" for all."""
        stats = _Stats(size=ctypes.sizeof(_Stats))
        _check(_library.apideck_receiver_stats(self._receiver, byref(stats)))
        return {name: getattr(stats, name) for name in _COUNTERS}
