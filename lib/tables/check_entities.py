#!/usr/bin/env python3
"""Usage: check_entities.py SPEC. Holds the entity tables and include/apideck/entity.h against
accounting.yml of apideck-libraries/openapi-specs.

Two lists of every place in the fifteen entities are made, e.g. invoice.line_items[].item.id, with
what may be there: one by walking the schemas of the specification, the other by walking the structs
of the header, whose enumerations have their texts from entity_enums.tsv. They have to be the same.
Needs PyYAML.
"""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


def table(name):
    lines = (ROOT / "lib" / "tables" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


# The specification -----------------------------------------------------------------------------


class Schema:
    """A schema with its references followed and its allOf merged."""

    def __init__(self, document, node):
        self.document = document
        self.types, self.properties, self.values = set(), {}, []
        self.items = self.format = None
        self.nullable = self.deprecated = False
        self.merge(node)

    def merge(self, node):
        self.nullable |= bool(node.get("nullable"))
        self.deprecated |= bool(node.get("deprecated"))
        if "$ref" in node:
            target = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            self.merge(target)
        for part in node.get("allOf", []):
            self.merge(part)
        for choice in ("anyOf", "oneOf"):
            for part in node.get(choice, []):
                if set(part) - {"required"}:  # else it only says what has to be there
                    self.types.add(str(Schema(self.document, part).what()))
        if "type" in node:
            self.types.add(node["type"])
        self.properties.update(node.get("properties", {}))
        self.items = node.get("items", self.items)
        self.format = node.get("format", self.format)
        self.values += node.get("enum", [])

    def what(self):
        if self.properties:
            return "object"
        if len(self.types) != 1:
            return "json"
        (kind,) = self.types
        if kind == "array":
            return "list"
        if kind == "object":
            return "map"
        if kind == "string":
            if self.values:
                return "enum " + " ".join(sorted(self.values))
            return {"date": "date", "date-time": "instant"}.get(self.format, "text")
        return {"number": "decimal", "integer": "integer", "boolean": "boolean"}[kind]


def walk_schema(document, node, path, places, above=()):
    schema = Schema(document, node)
    what = schema.what()
    notes = [n for n in ("nullable", "deprecated") if getattr(schema, n)]
    places[path] = (what, ",".join(notes) or "-")
    if len(above) > 16:
        sys.exit(f"{path}: the schema holds itself")
    if what == "object":
        for name, part in schema.properties.items():
            walk_schema(document, part, f"{path}.{name}", places, above + (path,))
    elif what == "list":
        walk_schema(document, schema.items, path + "[]", places, above + (path,))


# The header ------------------------------------------------------------------------------------


class Header:
    PLAIN = ("text", "boolean", "integer", "decimal", "date", "instant")

    def __init__(self):
        text = (ROOT / "include" / "apideck" / "entity.h").read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        self.structs = {
            name: [
                (" ".join(member.split()[:-1]).replace("const ", ""), member.split()[-1])
                for member in body.replace("*", " * ").split(";")
                if member.strip()
            ]
            for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\}", text, re.S)
        }
        self.enums = {
            name: dict(re.findall(r"(\w+) = (\d+)", body))
            for name, body in re.findall(r"typedef enum (\w+) \{(.*?)\}", text, re.S)
        }
        self.values = {}
        for name, number, value, constant in table("entity_enums.tsv"):
            self.values.setdefault(f"apideck_{name}", {})[value] = (constant, number)
        self.fields = {(row[0], row[1]): row for row in table("entity_fields.tsv")}

    def enum(self, name):
        values = self.values.get(name, {})
        prefix = name.upper() + "_"
        wanted = {prefix + constant: number for constant, number in values.values()}
        if self.enums.get(name) != {prefix + "UNKNOWN": "0", **wanted}:
            sys.exit(f"enum {name} of the header is not that of entity_enums.tsv")
        return "enum " + " ".join(sorted(values))

    def walk(self, struct, path, places):
        name = struct.removeprefix("apideck_")
        places[path] = ("object", None)
        for kind, member in self.structs[struct]:
            if member in ("entity", "json"):
                continue
            row = self.fields.pop((name, member), self.fields.get("seen " + name + member))
            if row is None:
                sys.exit(f"{struct}.{member} is not in entity_fields.tsv")
            self.fields["seen " + name + member] = row
            self.walk_member(kind, row, f"{path}.{member}", places)

    def walk_member(self, kind, row, path, places):
        plain = kind.removeprefix("apideck_")
        if plain in self.PLAIN:
            what = plain
        elif plain == "json_value":
            what = row[2]  # json or map: the same struct
        elif plain == "text_list":
            places[path + "[]"] = ("text", None)
            what = "list"
        elif kind.endswith("_list"):
            self.walk(self.held(kind, "items"), path + "[]", places)
            what = "list"
        else:
            of = self.held(kind, "value")
            if of in self.structs:
                self.walk(of, path, places)
                what = "object"
            else:
                what = self.enum(of)
        places[path] = (what, row[4])

    def held(self, struct, member):
        """What a member that is a pointer or a value is of."""
        for kind, name in self.structs[struct]:
            if name == member:
                return kind.split()[0]
        sys.exit(f"{struct} has no {member}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with open(sys.argv[1], encoding="utf-8") as file:
        document = yaml.load(file, Loader=loader)
    header = Header()
    passed = failed = 0
    for name, number, schema in table("entity_types.tsv"):
        if number == "-":
            continue
        ours, theirs = {}, {}
        walk_schema(document, {"$ref": f"#/components/schemas/{schema}"}, name, theirs)
        header.walk(f"apideck_{name}", name, ours)
        for path in sorted(set(ours) | set(theirs)):
            have, want = ours.get(path), theirs.get(path)
            same = have and want and have[0] == want[0] and have[1] in (None, want[1])
            passed += bool(same)
            failed += not same
            if not same:
                print(f"failed: {path}: is {have}, the specification has {want}", file=sys.stderr)
    for left in header.fields:
        if isinstance(left, tuple):
            failed += 1
            print(f"failed: {'.'.join(left)} is in no struct of an entity", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
