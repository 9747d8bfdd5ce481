#!/usr/bin/env python3
"""Writes a page of the log of deliveries out of the examples of the specification, and what is in it.

    webhook_logs.py WEBHOOK_YML DIRECTORY

WEBHOOK_YML is webhook.yml of apideck-libraries/openapi-specs 10.34.0. webhook_logs.json is the page,
webhook_logs.tsv one line for each leaf under it: its path and its value as text.
"""

import json
import sys
from pathlib import Path

import yaml


def example(schemas, schema):
    """The value that the specification gives as an example of a schema."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if "properties" in schema:
        return {name: example(schemas, part) for name, part in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example(schemas, schema["items"])]
    return schema.get("example", schema.get("enum", [None])[0])


def leaves(value, path):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, f"{path}[{place}]")
    else:
        yield path, value if isinstance(value, str) else json.dumps(value)


def main():
    specification, directory = sys.argv[1:]
    schemas = yaml.safe_load(Path(specification).read_text())["components"]["schemas"]
    page = {
        "status_code": 200,
        "status": "OK",
        "data": [example(schemas, schemas["WebhookEventLog"])],
        "meta": {
            name: example(schemas, schemas["Meta"]["properties"][name])
            for name in ("items_on_page", "cursors")
        },
        "links": example(schemas, schemas["Links"]),
    }
    target = Path(directory)
    (target / "webhook_logs.json").write_text(json.dumps(page, indent=1) + "\n")
    lines = [f"{path}\t{value}\n" for path, value in leaves(page, "")]
    (target / "webhook_logs.tsv").write_text("".join(lines))


main()
