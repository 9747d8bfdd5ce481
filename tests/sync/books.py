"""What the API holds: customers and invoices, made of the specification's examples in
tests/vectors/entities, and the rows that a copy of them has to have. Numbers are texts here from
the document to the row, so that a digit that is lost is seen."""
import copy
import json
import pathlib
import random
import re

EXAMPLES = pathlib.Path(__file__).parent.parent / "vectors" / "entities"
AMOUNTS = ["0.10", "0", "-0.00", "27500.50", "1234567890123456789.0123456789", "1e3", "2.5E-7",
           "19.990", "100000000000000000000000", "-3.1415926535897932384626"]
NAMES = ["Windsurf Shop", "Łódź & Søn", "O'Brien \"Ltd\"", "北京 \U0001f600", "", "x" * 3000,
         "'); DROP TABLE customers;--", "two\nlines"]


class Number(str):
    """A number as it stands in a document."""


def load(kind):
    text = (EXAMPLES / f"{kind}.json").read_text()
    return json.loads(text, parse_float=Number, parse_int=Number)


def dump(document):
    """JSON with every Number as it is written."""
    def marked(value):
        if isinstance(value, Number):
            return f"\x00{value}\x00"
        if isinstance(value, dict):
            return {name: marked(item) for name, item in value.items()}
        return [marked(item) for item in value] if isinstance(value, list) else value
    text = json.dumps(marked(document), ensure_ascii=random.random() < 0.5)
    return re.sub(r'"\\u0000([^"\\]*)\\u0000"', r"\1", text).encode()


class Books:
    """The entities by (kind, consumer, service, id)."""

    def __init__(self, rng):
        self.rng = rng
        self.examples = {kind: load(kind) for kind in ("customer", "invoice")}
        self.entities = {}
        self.version = 0

    def put(self, key):
        """Creates the entity, or changes it."""
        kind, _, service, name = key
        document = copy.deepcopy(self.examples[kind])
        document["service"] = service
        document["data"]["id"] = name
        self.version += 1
        document["data"]["updated_at"] = f"2026-11-23T00:00:00.{self.version:06d}Z"
        (self._vary_customer if kind == "customer" else self._vary_invoice)(document["data"])
        self.entities[key] = document

    def remove(self, key):
        self.entities.pop(key, None)

    def _vary(self, data, names, choices):
        for name in names:
            chance = self.rng.random()
            if chance < 0.1:
                del data[name]
            elif chance < 0.2:
                data[name] = None
            else:
                data[name] = self.rng.choice(choices)

    def _vary_customer(self, data):
        self._vary(data, ["display_name", "company_name", "first_name", "last_name"], NAMES)
        self._vary(data, ["status"], ["active", "a status of tomorrow"])
        self._vary(data, ["emails", "phone_numbers"], [data["emails"], []])
        if data.get("phone_numbers"):
            data["phone_numbers"] = copy.deepcopy(self.examples["customer"]["data"]["phone_numbers"])

    def _vary_invoice(self, data):
        self._vary(data, ["sub_total", "total_tax", "total", "balance", "deposit",
                          "discount_amount", "currency_rate"], [Number(a) for a in AMOUNTS])
        self._vary(data, ["number"], NAMES)
        self._vary(data, ["tax_inclusive"], [True, False])
        self._vary(data, ["customer"], [data["customer"]])
        line = data["line_items"][0]
        data["line_items"] = [copy.deepcopy(line) for _ in range(self.rng.randrange(5))]
        for i, item in enumerate(data["line_items"]):
            item["id"] = f"line-{i}"
            self._vary(item, ["quantity", "unit_price", "discount_amount", "tax_amount",
                              "total_amount"], [Number(a) for a in AMOUNTS])
            self._vary(item, ["description"], NAMES)
            self._vary(item, ["item", "tax_rate", "ledger_account"], [{"id": "7"}, {}])

    # What a copy has to hold -----------------------------------------------------------------

    def rows(self):
        """Table -> sorted rows, each a tuple of column and value."""
        tables = {"customers": [], "invoices": [], "invoice_lines": []}
        for (kind, consumer, service, name), document in self.entities.items():
            data = document["data"]
            key = {"consumer": consumer, "service": service, "id": name}
            if kind == "customer":
                tables["customers"].append(key | customer_row(data))
            else:
                tables["invoices"].append(key | invoice_row(data))
                owner = {"consumer": consumer, "service": service, "invoice_id": name}
                for place, line in enumerate(data["line_items"]):
                    tables["invoice_lines"].append(owner | {"place": place} | line_row(line))
        return {table: sorted(repr(sorted(plain(row).items())) for row in rows)
                for table, rows in tables.items()}


def plain(row):
    """Without the classes of this file."""
    return {name: int(value) if isinstance(value, bool)
            else str(value) if isinstance(value, str) else value for name, value in row.items()}


def fields(data, names):
    return {name: data.get(name) for name in names.split()}


def id_of(data, name):
    return (data.get(name) or {}).get("id")


def customer_row(data):
    row = fields(data, "display_name company_name first_name last_name tax_number currency status "
                       "updated_at")
    emails, numbers = data.get("emails") or [{}], data.get("phone_numbers") or [{}]
    return row | {"email": emails[0].get("email"), "phone_number": numbers[0].get("number")}


def invoice_row(data):
    row = fields(data, "number invoice_date due_date status currency currency_rate tax_inclusive "
                       "sub_total total_tax discount_amount total balance deposit updated_at")
    return row | {"customer_id": id_of(data, "customer")}


def line_row(data):
    row = fields(data, "id description quantity unit_price discount_amount tax_amount total_amount")
    return row | {"item_id": id_of(data, "item"), "tax_rate_id": id_of(data, "tax_rate"),
                  "ledger_account_id": id_of(data, "ledger_account")}
