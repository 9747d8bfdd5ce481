#!/usr/bin/env python3
"""Usage: make.py SPEC. Writes a document for each kind of entity beside this file, as the API would
answer with it: every field of the schemas in accounting.yml of apideck-libraries/openapi-specs,
with the example that the specification has for it, or the first text of its enumeration; where it
has neither, a value of its type. Of an example that is a sentence the first words are enough.
Needs PyYAML.
"""
import json
import pathlib
import re
import sys

import yaml

KINDS = """Customer Invoice InvoiceItem LedgerAccount TaxRate PurchaseOrder Expense Quote Project
TrackingCategory Bill BillPayment Payment Supplier CreditNote""".split()
BY_FORMAT = {
    "date": "2021-05-01",
    "date-time": "2021-05-01T12:00:00.000Z",
    "email": "elon@musk.com",
}
BY_TYPE = {"number": 1049.11, "integer": 3, "boolean": True}


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Leaves dates as the texts they are."""


Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in Loader.yaml_implicit_resolvers.items()
}


def resolved(spec, node):
    """The schema, with what stands beside a $ref on top of what it refers to."""
    merged = {}
    if "$ref" in node:
        target = spec
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        merged.update(resolved(spec, target))
    for part in node.get("allOf", []):
        merged.update(resolved(spec, part))
    merged.update({key: value for key, value in node.items() if key != "$ref"})
    return merged


def value_of(spec, node, name):
    schema = resolved(spec, node)
    if "properties" in schema:
        return {key: value_of(spec, part, key) for key, part in schema["properties"].items()}
    if schema.get("type") == "array":
        item = value_of(spec, schema["items"], name)
        listed = schema.get("example")
        plain = isinstance(listed, list) and listed and not isinstance(item, (dict, list))
        return listed if plain else [item]
    if "example" in schema:
        return fitting(schema, schema["example"])
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("type") == "string":
        return BY_FORMAT.get(schema.get("format"), name)
    if schema.get("type") in BY_TYPE:
        return BY_TYPE[schema["type"]]
    return {"key": name}


def fitting(schema, example):
    """Some examples are not of the type that they are the example of."""
    kind = schema.get("type")
    if kind == "string" and not isinstance(example, str):
        return json.dumps(example)
    if kind in ("number", "integer") and isinstance(example, str):
        return float(example) if kind == "number" else int(example)
    if isinstance(example, str) and " " in example:
        return " ".join(example.split()[:4])
    return example


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = yaml.load(file, Loader=Loader)
    here = pathlib.Path(__file__).resolve().parent
    for kind in KINDS:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
        response = {"$ref": f"#/components/schemas/Get{kind}Response"}
        if f"Get{kind}Response" not in spec["components"]["schemas"]:
            response = {"$ref": "#/components/schemas/GetInvoiceResponse"}
        document = value_of(spec, response, name)
        document["data"] = value_of(spec, {"$ref": f"#/components/schemas/{kind}"}, name)
        document["resource"] = name.replace("_", "-") + "s"
        text = json.dumps(document, indent=1, ensure_ascii=False)
        (here / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
