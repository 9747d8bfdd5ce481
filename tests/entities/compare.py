#!/usr/bin/env python3
"""Usage: compare.py DECODE [SPEC]. Holds the decoder of entities against Python's reader of JSON.

DECODE is the program that tests/entities/decode.c becomes. What has to come out of each document is
worked out here, from the document as Python reads it, and from what each field is: by the tables of
lib/tables, or with SPEC, accounting.yml of apideck-libraries/openapi-specs, by the specification.
"""
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "lib" / "tables"))
NO_TIME = -(2**63)


class Literal(str):
    """A number as it is written."""


def read(text):
    return json.loads(text, parse_float=Literal, parse_int=Literal)


def write(value):
    """JSON with the numbers as they were written."""
    if isinstance(value, Literal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(json.dumps(k) + ": " + write(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


# What each field is ------------------------------------------------------------------------------


def rows(name):
    lines = (ROOT / "lib" / "tables" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


NUMBERS = {(enum, value): int(number) for enum, number, value, _ in rows("entity_enums.tsv")}
ENUM_OF = {}


def shapes_of_tables():
    """{place: what}, with [] for the elements of a list: invoice.line_items[].type."""
    fields = {}
    for name, field, kind, of, _ in rows("entity_fields.tsv"):
        fields.setdefault(name, []).append((field, kind, of))
    places = {}

    def visit(name, path):
        places[path] = "object"
        for field, kind, of in fields[name]:
            place = f"{path}.{field}"
            places[place] = {"objects": "list", "texts": "list"}.get(kind, kind)
            if kind == "enum":
                ENUM_OF[place] = of
            if kind == "texts":
                places[place + "[]"] = "text"
            if kind in ("object", "objects"):
                visit(of, place + ("[]" if kind == "objects" else ""))

    kinds = [name for name, number, _ in rows("entity_types.tsv") if number != "-"]
    for name in kinds:
        visit(name, name)
    return kinds, places


def shapes_of_spec(path, kinds):
    import check_entities
    import yaml

    with open(path, encoding="utf-8") as file:
        document = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    places = {}
    for name, number, schema in rows("entity_types.tsv"):
        if name in kinds:
            node = {"$ref": f"#/components/schemas/{schema}"}
            check_entities.walk_schema(document, node, name, places)
    return {place: what.split()[0] for place, (what, _) in places.items()}


# What has to come out ----------------------------------------------------------------------------


def shown(text):
    return re.sub(r"[\x00-\x1f\\\x7f]", lambda c: f"\\x{ord(c[0]):02x}", text)


def day_of(text):
    try:
        day = text[:10] if text[10:11] in ("", "T") else ""
        day = datetime.date.fromisoformat(day)
        return f"{day.year}-{day.month}-{day.day}"
    except ValueError:
        return "0-0-0"


def ms_of(text):
    try:
        if "T" not in text:
            return NO_TIME
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        since = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return since // datetime.timedelta(milliseconds=1)
    except (ValueError, TypeError):
        return NO_TIME


def expect(places, value, place, path, out):
    """{path: fields of its line}; a piece of JSON as what Python reads of it."""
    what = places[place]
    if value is None:
        is_item = path.endswith("]") and what == "object"
        out[path] = ["null", None] if is_item else ["null"]
    elif what == "object":
        out[path] = ["object", value]
        for key, part in value.items():
            if f"{place}.{key}" in places:
                expect(places, part, f"{place}.{key}", f"{path}.{key}", out)
    elif what == "list":
        out[path] = ["list", str(len(value))]
        for index, part in enumerate(value):
            expect(places, part, place + "[]", f"{path}[{index}]", out)
    elif what in ("json", "map"):
        text = isinstance(value, str) and not isinstance(value, Literal)
        out[path] = ["json", value, shown(value) if text else "-"]
    elif what == "boolean":
        out[path] = ["boolean", str(int(value))]
    elif what == "decimal":
        out[path] = ["decimal", "%.17g" % float(value), str(value)]
    elif what == "integer":
        out[path] = ["integer", str(int(float(value)) if "." in value else int(value)), value]
    elif what == "date":
        out[path] = ["date", day_of(value), shown(value)]
    elif what == "instant":
        out[path] = ["instant", str(ms_of(value)), shown(value)]
    elif what == "enum":
        out[path] = ["enum", str(NUMBERS.get((ENUM_OF[place], value), 0)), shown(value)]
    else:
        out[path] = ["text", shown(value)]


def unshown(text):
    return re.sub(r"\\x(..)", lambda c: chr(int(c[1], 16)), text)


def parse(lines):
    out = {}
    for line in lines:
        cells = line.split("\t")
        fields = cells[1:]
        if fields[0] in ("object", "json") or (fields[0] == "null" and len(fields) > 1):
            fields[1] = read(unshown(fields[1]))
        out[cells[0]] = fields
    return out


# Documents ---------------------------------------------------------------------------------------

OF_EACH_TYPE = {
    "string": "a text",
    "number": Literal("12.50"),
    "boolean": True,
    "object": {},
    "array": [],
}
TYPE_OF = {
    "text": "string",
    "enum": "string",
    "date": "string",
    "instant": "string",
    "boolean": "boolean",
    "integer": "number",
    "decimal": "number",
    "object": "object",
    "map": "object",
    "list": "array",
}
SOME_OF = {
    "text": ["", "a \"quoted\" \\ text\n\twith \u00e4\u4e2d\U0001f600 and \u007f in it"],
    "enum": ["newer than the library", ""],
    "date": ["2024-02-29", "2023-02-29", "2023-13-01", "0001-01-01", "yesterday", "",
             "2023-02-28T10:00:00Z", "2023-02-28 10:00", "2023-02-30T10:00:00Z"],
    "instant": ["2024-02-29T23:59:59.999+05:30", "1969-12-31T23:59:59.999Z", "2024-02-29", "soon"],
    "boolean": [True, False],
    "integer": [Literal(n) for n in ("0", "-0", "9223372036854775807", "-9223372036854775808",
                                     "123456789012345.0")],
    "decimal": [Literal(n) for n in ("0.1", "1e400", "-1e400", "12345678901234567890.123", "-0",
                                     "1E+2", "0.10", "5e-324", "1e-400", "9007199254740993")],
    "json": ["text \u00e9\n", Literal("1.0"), True, False, [], [None], {}, {"a": {"b": "\\"}}],
    "map": [{}, {"id": Literal("1"), "deep": {"er": [Literal("1e2"), None]}}],
    "object": [{}, {"newer": {"than": ["the", "library"]}}],
    "list": [[]],
}


def around(place, value):
    """The smallest entity that has `value` at that place."""
    for step in reversed(re.findall(r"\.\w+|\[\]", place[place.index("."):])):
        value = [value] if step == "[]" else {step[1:]: value}
    return value


def documents(kinds, places):
    """(kind, entity, what has to be wrong with it: path and value, or None)"""
    for place, what in places.items():
        kind = place.split(".")[0]
        if "." not in place:
            continue
        path = place.replace("[]", "[0]").replace(kind, "data", 1)
        yield kind, around(place, None), None
        for value in SOME_OF[what]:
            yield kind, around(place, value), None
        if what == "enum":
            for enum, value in NUMBERS:
                if enum == ENUM_OF[place]:
                    yield kind, around(place, value), None
        if what == "list":
            yield kind, around(place, [None, None]), None
        for name, value in OF_EACH_TYPE.items():
            if what != "json" and name != TYPE_OF[what]:
                yield kind, around(place, value), (path, value)


class Decoder:
    def __init__(self, program):
        self.program = program
        self.asked = []

    def ask(self, kind, text, check):
        self.asked.append((kind, text.replace("\n", " "), check))

    def run(self):
        lines = "".join(f"{kind}\t{text}\n" for kind, text, _ in self.asked)
        # Where the program is for another machine, meson names what runs it.
        command = [*os.environ.get("MESON_EXE_WRAPPER", "").split(), self.program]
        done = subprocess.run(command, input=lines.encode(), capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{self.program}: {done.stderr.decode()}")
        answers = done.stdout.decode().split("\n\n")
        failed = 0
        for (kind, text, check), answer in zip(self.asked, answers):
            wrong = check(answer.split("\n"))
            failed += bool(wrong)
            if wrong and failed < 10:
                print(f"failed: {kind} {text[:300]}\n    {wrong}", file=sys.stderr)
        if len(answers) != len(self.asked) + 1:
            failed += 1
            print(f"failed: {len(answers)} answers", file=sys.stderr)
        return len(self.asked) - failed, failed


def compared(expected):
    def check(lines):
        if lines[0].startswith("error"):
            return lines[0]
        wanted = {"id": [shown(expected[1] or "") if expected[1] is not None else "-"],
                  "service": [expected[2]], **expected[0]}
        have = parse(lines)
        for path in set(wanted) | set(have):
            if wanted.get(path) != have.get(path):
                return f"{path}: is {have.get(path)}, expected {wanted.get(path)}"
        return None

    return check


def refused(path, offset):
    def check(lines):
        wanted = f"error\tAPIDECK_ERR_FIELD_TYPE\t{path}\t{offset}"
        return None if lines[0] == wanted else f"{lines[0]}, expected {wanted}"

    return check


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    kinds, places = shapes_of_tables()
    if len(sys.argv) == 3:
        of_spec = shapes_of_spec(sys.argv[2], kinds)
        if of_spec != places:
            sys.exit("the tables are not those of the specification: see check_entities.py")
        places = of_spec
    decoder = Decoder(sys.argv[1])
    vectors = ROOT / "tests" / "vectors" / "entities"
    reached = set()
    for kind in kinds:
        text = (vectors / f"{kind}.json").read_text(encoding="utf-8")
        document, out = read(text), {}
        expect(places, document["data"], kind, "data", out)
        del out["data"]
        reached |= {re.sub(r"\[\d+\]", "[]", path).replace("data", kind, 1) for path in out}
        decoder.ask(kind, text, compared((out, document["data"]["id"], document["service"])))
    missing = [place for place in places if "." in place and place not in reached]
    if missing:
        sys.exit(f"the documents of tests/vectors/entities lack {missing[:5]}")
    for kind, entity, wrong in documents(kinds, places):
        if wrong:
            # Written so that the value at fault can be found.
            text = '{"data":' + write(entity) + "}"
            literal = write(wrong[1])
            end = re.search(r"[\]}]*$", text)
            offset = len(text.encode()) - len(end[0]) - len(literal)
            if literal in ("{}", "[]"):
                offset = re.search(r"(\{\}|\[\])[\]}]*$", text).start()
            decoder.ask(kind, text, refused(wrong[0], offset))
        else:
            out = {}
            expect(places, entity, kind, "data", out)
            del out["data"]
            text = '{"service": "xero", "data": ' + write(entity) + ', "newer": [{}]}'
            identity = entity.get("id")
            decoder.ask(kind, text, compared((out, identity, "xero")))
    passed, failed = decoder.run()
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
