#!/usr/bin/env python3
"""Writes documents of connectors out of the specification, and what is to be read from them.

    connectors.py CONNECTOR_YML DIRECTORY

CONNECTOR_YML is connector.yml of apideck-libraries/openapi-specs 10.34.0; needs PyYAML.

connectors.json         a page with one connector, every field of the schema with its example
connectors.tsv          one line for each leaf of that page: its path and its value as text
connector_fields.tsv    one document a line, with one field that is right, null, of another type or
                        beyond what its type can hold: the error to be given, its path, the document
connector_levels.json   a page of connectors that say much, little or nothing, by chance
connector_levels.tsv    service_id, event type, and what docs/coverage.md says of the two
"""

import json
import random
import sys
from pathlib import Path

import yaml

# What is read of a connector. Of supported_events and webhook_support it is everything there is.
WANTED = {
    "": ["id", "name", "status", "service_id", "unified_apis", "supported_events", "webhook_support"],
    "unified_apis[0]": ["id", "name", "supported_events"],
}
BY_TYPE = {"string": "text", "integer": 3, "boolean": True}


class Specification:
    def __init__(self, path):
        self.schemas = yaml.safe_load(path.read_text())["components"]["schemas"]

    def resolve(self, schema):
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def example(self, schema):
        """The value that the specification gives as an example of a schema, or one of its type."""
        schema = self.resolve(schema)
        if "properties" in schema:
            return {name: self.example(part) for name, part in schema["properties"].items()}
        if isinstance(schema.get("additionalProperties"), dict):
            return {"employees": self.example(schema["additionalProperties"])}
        if schema.get("type") == "array":
            return [self.example(schema["items"])]
        return schema.get("example", schema.get("enum", [BY_TYPE.get(schema.get("type"))])[0])

    def fields(self, schema, path=""):
        """Path, type and whether it is read of each field there is."""
        schema = self.resolve(schema)
        if schema.get("type") == "array":
            yield from self.fields(schema["items"], path + "[0]")
            yield path + "[0]", self.resolve(schema["items"])["type"], True
            return
        parts = dict(schema.get("properties", {}))
        if isinstance(schema.get("additionalProperties"), dict):
            parts["employees"] = schema["additionalProperties"]
        for name, part in parts.items():
            below = f"{path}.{name}" if path else name
            read = path not in WANTED or name in WANTED[path]
            yield below, self.resolve(part)["type"], read
            if read:
                yield from self.fields(part, below)


def leaves(value, path):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, f"{path}[{place}]")
    else:
        yield path, value if isinstance(value, str) else json.dumps(value)


def with_field(path, value):
    """A document that has this field and nothing else."""
    for step in reversed(path.replace("[0]", ".[0]").split(".")):
        value = [value] if step == "[0]" else {step: value}
    return value


# Fields -----------------------------------------------------------------------------------------

SAMPLES = {"string": "x", "integer": 7, "boolean": False, "array": [], "object": {}}


def values_of(kind, read):
    """Values to try, and what each of them is."""
    for other, value in SAMPLES.items():
        yield value, "OK" if other == kind or not read else "FIELD_TYPE"
    yield None, "OK"
    if kind == "integer":
        for value in (-1, 1.5, 10**15):
            yield value, "FIELD_RANGE" if read else "OK"
    if kind == "string":
        for value in ("", "\u0000", "\ud800"):
            yield value, "FIELD_TEXT" if read and value else "OK"


def field_lines(specification):
    connector = specification.schemas["Connector"]
    for path, kind, read in specification.fields(connector):
        for value, error in values_of(kind, read):
            document = with_field(path, value)
            document.setdefault("service_id" if path == "id" else "id", "c")
            for envelope, prefix in ((lambda d: d, ""), (lambda d: {"data": d}, "data."),
                                     (lambda d: {"data": [None, d]}, "data[1].")):
                where = "-" if error == "OK" else prefix + path
                yield f"{error}\t{where}\t{json.dumps(envelope(document))}\n"


# Levels -----------------------------------------------------------------------------------------

QUERIES = """accounting.invoice.created accounting.customer.created accounting.bill.deleted
ecommerce.customer.created hris.employee.created hris.employee.updated crm.contact.created
accounting.thing.created thing.created ats.applicant.created vault.connection.created
apideck.subscription.created later.thing.created""".split()
RANK = ["none", "unknown", "virtual", "native"]


def catalogue():
    lines = (Path(__file__).parent / "events.tsv").read_text().splitlines()
    return {line.split("\t")[0] for line in lines if line and not line.startswith("#")}


TYPES = catalogue()
APIS = {name.split(".")[0] for name in TYPES}


def some_events(chance, apis):
    """A list of events, with and without their API."""
    events = []
    for _ in range(chance.randrange(4)):
        name = chance.choice(QUERIES)
        if chance.random() < 0.6:
            name = name.split(".", 1)[1] if name.count(".") > 1 else name
        event = {"event_type": name}
        source = chance.choice(["native", "virtual", "native", "virtual", None, "push", "absent"])
        if source != "absent":
            event["event_source"] = source
        events.append(event)
    return events


def some_connector(chance, number):
    connector = {"id": f"c{number}", "service_id": f"service-{number}"}
    if chance.random() < 0.85:
        connector["unified_apis"] = []
        for api in chance.sample(["accounting", "ecommerce", "hris", "later"], chance.randrange(4)):
            entry = {"id": api}
            if chance.random() < 0.5:
                entry["supported_events"] = some_events(chance, [api])
            connector["unified_apis"].append(entry)
    if chance.random() < 0.5:
        connector["supported_events"] = some_events(chance, None)
    if chance.random() < 0.6:
        connector["webhook_support"] = support = {}
        if chance.random() < 0.8:
            support["mode"] = chance.choice(["native", "virtual", "none", "pigeon", None])
        if chance.random() < 0.3:
            names = [e["event_type"] for e in some_events(chance, None)] + ["created"]
            support["virtual_webhooks"] = {"resources": {"things": {"events": names}}}
    return connector


class Judge:
    """What docs/coverage.md says, put down in the plainest way."""

    def __init__(self, connector):
        self.mode = (connector.get("webhook_support") or {}).get("mode")
        self.apis = connector.get("unified_apis")
        self.ids = [api["id"] for api in self.apis or []]
        self.listing = {api["id"] for api in self.apis or [] if "supported_events" in api}
        self.has_list = "supported_events" in connector
        self.entries = []
        for api in self.apis or []:
            for event in api.get("supported_events", []):
                self.enter(0, event["event_type"], api["id"], self.level_of(event))
        only = self.ids[0] if len(self.ids) == 1 else None
        for event in connector.get("supported_events", []):
            self.enter(1, event["event_type"], only, self.level_of(event))
        polled = (connector.get("webhook_support") or {}).get("virtual_webhooks", {})
        for resource in polled.get("resources", {}).values():
            for name in resource["events"]:
                if "." in name:
                    self.enter(2, name, only, "virtual")

    def level_of(self, event):
        source = event.get("event_source")
        if source is None:
            source = self.mode
        return source if source in ("native", "virtual") else "unknown"

    def knows(self, api):
        return api in self.ids or api in APIS

    def enter(self, origin, name, api, level):
        if not self.knows(name.split(".")[0]) and api:
            name = api + "." + name
        self.entries.append((name, level == "unknown", origin, -RANK.index(level), level))

    def listed(self, name):
        return min((entry for entry in self.entries if entry[0] == name), default=None)

    def could_be_of(self, other, rest):
        if self.apis is not None and other not in self.ids:
            return False
        return other not in self.listing or self.listed(f"{other}.{rest}")

    def level(self, name):
        if entry := self.listed(name):
            return entry[4]
        api, rest = name.split(".", 1)
        if not self.knows(api):
            return "unknown"
        in_apis = self.apis is None or api in self.ids
        bare = self.listed(rest) if in_apis and api not in self.listing else None
        if bare:
            if name in TYPES:
                others = [o for o in APIS if o != api and f"{o}.{rest}" in TYPES]
                sure = not any(self.could_be_of(other, rest) for other in others)
            else:
                others = [o for o in APIS if f"{o}.{rest}" in TYPES]
                sure = len(self.ids) == 1 and not any(self.could_be_of(o, rest) for o in others)
            return bare[4] if sure else "unknown"
        if api == "vault":
            return "unknown"
        if self.has_list or api in self.listing or not in_apis or self.mode == "none":
            return "none"
        return "unknown"


def main():
    specification = Specification(Path(sys.argv[1]))
    target = Path(sys.argv[2])
    schemas = specification.schemas
    page = {
        "status_code": 200,
        "status": "OK",
        "data": [specification.example(schemas["Connector"])],
        "meta": {
            name: specification.example(schemas["Meta"]["properties"][name])
            for name in ("items_on_page", "cursors")
        },
        "links": specification.example(schemas["Links"]),
    }
    (target / "connectors.json").write_text(json.dumps(page, indent=1) + "\n")
    lines = [f"{path}\t{value}\n" for path, value in leaves(page, "")]
    (target / "connectors.tsv").write_text("".join(lines))
    (target / "connector_fields.tsv").write_text("".join(field_lines(specification)))
    chance = random.Random(7)
    connectors = [some_connector(chance, number) for number in range(120)]
    (target / "connector_levels.json").write_text(
        "{\"data\": [\n" + ",\n".join(json.dumps(c) for c in connectors) + "\n]}\n")
    with (target / "connector_levels.tsv").open("w") as file:
        for connector in connectors:
            judge = Judge(connector)
            for name in QUERIES:
                file.write(f"{connector['service_id']}\t{name}\t{judge.level(name)}\n")


main()
