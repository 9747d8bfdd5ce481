"""Writes what follows from entity_types.tsv, entity_fields.tsv and entity_enums.tsv: called by
generate.py, whose helpers it is given."""
import re

# What a field can be, and the C type of its member where that does not depend on the field.
PLAIN = {
    "text": "apideck_text",
    "boolean": "apideck_boolean",
    "integer": "apideck_integer",
    "decimal": "apideck_decimal",
    "date": "apideck_date",
    "instant": "apideck_instant",
    "texts": "apideck_text_list",
    "json": "apideck_json_value",
    "map": "apideck_json_value",
}
DEPENDENT = {
    "enum": "apideck_{}_value",
    "object": "apideck_{}_value",
    "objects": "apideck_{}_list",
}
JSON_TYPE = {
    "text": "string",
    "boolean": "boolean",
    "integer": "whole number",
    "decimal": "number",
    "date": "string",
    "instant": "string",
    "texts": "array of strings",
    "json": "anything",
    "map": "object",
    "enum": "string",
    "object": "object",
    "objects": "array of objects",
}
# Members that the library itself puts in front of the fields.
TAKEN = ("entity", "json")


class Entities:
    """The three tables, checked against each other."""

    def __init__(self, read_table, require, tables):
        types = read_table(tables / "entity_types.tsv")
        fields = read_table(tables / "entity_fields.tsv")
        values = read_table(tables / "entity_enums.tsv")
        self.kinds = [row["name"] for row in types if row["number"] != "-"]
        self.objects = {row["name"]: [] for row in types}
        self.enums = {}
        require(len(self.objects) == len(types), "an object stands twice in entity_types.tsv")
        for row in values:
            self.enums.setdefault(row["enum"], []).append(row)
        for row in fields:
            require(row["object"] in self.objects, f"no object {row['object']}")
            self.objects[row["object"]].append(row)
        for number, row in enumerate(types[: len(self.kinds)], 1):
            require(row["number"] == str(number), f"{row['name']} is not number {number}")
        for name, rows in self.objects.items():
            self.check_object(require, name, rows)
        for name, rows in self.enums.items():
            self.check_enum(require, name, rows)
        self.ordered = self.in_order(require)
        self.shown = self.kinds + [name for name in self.ordered if name not in self.kinds]

    def check_object(self, require, name, rows):
        names = [row["field"] for row in rows]
        require(names, f"{name} has no field")
        require(name not in self.enums, f"{name} is an object and an enumeration")
        require(len(set(names)) == len(names), f"{name} has a field twice")
        for row in rows:
            field = f"{name}.{row['field']}"
            require(re.fullmatch("[a-z][a-z0-9_]{0,62}", row["field"]), f"{field}: name")
            require(row["field"] not in TAKEN, f"{field}: the name is taken")
            require(row["type"] in PLAIN or row["type"] in DEPENDENT, f"{field}: type")
            known = self.enums if row["type"] == "enum" else self.objects
            found = row["of"] in known if row["type"] in DEPENDENT else row["of"] == "-"
            require(found, f"{field}: of")
            require(row["of"] not in self.kinds, f"{field}: an entity inside of another")
            notes = set(row["notes"].split(","))
            require(notes <= {"-", "nullable", "deprecated"}, f"{field}: notes")

    def check_enum(self, require, name, rows):
        for column in ("value", "constant"):
            values = [row[column] for row in rows]
            require(len(set(values)) == len(values), f"enum {name}: {column} twice")
        for number, row in enumerate(rows, 1):
            require(row["number"] == str(number), f"enum {name}: {row['value']}: number")
            constant = row["constant"]
            require(re.fullmatch("[A-Z][A-Z0-9_]*", constant), f"enum {name}: {constant}")
            require(constant != "UNKNOWN", f"enum {name}: the library's own UNKNOWN")

    def in_order(self, require):
        """The objects, each behind those that it holds."""
        done, open_now = [], []

        def visit(name):
            require(name not in open_now, f"{name} holds itself")
            if name in done:
                return
            open_now.append(name)
            for row in self.objects[name]:
                if row["type"] in ("object", "objects"):
                    visit(row["of"])
            open_now.pop()
            done.append(name)

        for name in self.kinds:
            visit(name)
        require(len(done) == len(self.objects), "an object that no entity holds")
        return done


def member_type(row):
    return PLAIN.get(row["type"]) or DEPENDENT[row["type"]].format(row["of"])


# entity.h ------------------------------------------------------------------------------------


def kinds_enum(entities):
    lines = []
    for number, name in enumerate(entities.kinds, 1):
        lines.append(f"    APIDECK_ENTITY_{name.upper()} = {number},")
    return lines


def enum_declarations(entities):
    lines = []
    for name, rows in sorted(entities.enums.items()):
        prefix = f"APIDECK_{name.upper()}_"
        lines += [f"typedef enum apideck_{name} {{", f"    {prefix}UNKNOWN = 0,"]
        lines += [f"    {prefix}{row['constant']} = {row['number']}," for row in rows]
        lines += [f"}} apideck_{name};", ""]
        lines += [
            f"typedef struct apideck_{name}_value {{",
            "    apideck_presence presence;",
            f"    apideck_{name} value;",
            "    apideck_str text;",
            f"}} apideck_{name}_value;",
            "",
        ]
    return lines[:-1]


def struct_declaration(entities, name):
    lines = [f"typedef struct apideck_{name} {{"]
    lines += ["    apideck_entity entity;" if name in entities.kinds else "    apideck_str json;"]
    block, comments = [], []
    for row in entities.objects[name]:
        deprecated = " /* deprecated by the API */" if "deprecated" in row["notes"] else ""
        block.append((f"    {member_type(row)} {row['field']};", deprecated))
    # Comments on neighbouring lines stand in one column.
    for position, (code, comment) in enumerate(block):
        run = [code]
        for step in (-1, 1):
            near = position + step
            while comment and 0 <= near < len(block) and block[near][1]:
                run.append(block[near][0])
                near += step
        comments.append(code.ljust(max(map(len, run))) + comment if comment else code)
    return lines + comments + [f"}} apideck_{name};", ""]


def reference_declarations(entities, name):
    """How an object is held by others."""
    held = {row["type"] for rows in entities.objects.values() for row in rows if row["of"] == name}
    lines = []
    if "object" in held:
        lines += [
            f"typedef struct apideck_{name}_value {{",
            "    apideck_presence presence;",
            f"    const apideck_{name} *value;",
            f"}} apideck_{name}_value;",
            "",
        ]
    if "objects" in held:
        lines += [
            f"typedef struct apideck_{name}_list {{",
            "    apideck_presence presence;",
            "    size_t count;",
            f"    const apideck_{name} *const *items;",
            f"}} apideck_{name}_list;",
            "",
        ]
    return lines


def struct_declarations(entities, nested):
    lines = []
    for name in entities.ordered:
        if (name not in entities.kinds) == nested:
            lines += struct_declaration(entities, name) + reference_declarations(entities, name)
    return lines[:-1]


def as_declarations(entities):
    lines = []
    for name in entities.kinds:
        one = f"APIDECK_API const apideck_{name} *apideck_entity_as_{name}(const apideck_entity *entity);"
        if len(one) <= 100:
            lines.append(one)
        else:
            lines.append(f"APIDECK_API const apideck_{name} *")
            lines.append(f"apideck_entity_as_{name}(const apideck_entity *entity);")
    return lines


def get_declarations(entities, fill):
    lines = []
    for name in entities.kinds:
        parameters = [
            "const apideck_transport *transport",
            "const apideck_credentials *credentials",
            "const apideck_event *event",
            "const apideck_allocator *allocator",
            f"apideck_{name} **{name}_out",
            "apideck_problem **problem_out",
        ]
        behind = fill(f"apideck_get_{name}(", parameters, ");")
        if len(behind) < 5:
            lines += ["APIDECK_API APIDECK_MUST_USE int", *behind]
        else:
            lines.append(f"APIDECK_API APIDECK_MUST_USE int apideck_get_{name}(")
            lines += fill("    ", parameters, ");")
    return lines


def handler_members(entities, fill):
    lines = []
    for name in entities.kinds:
        parameters = [
            "const apideck_event *event",
            f"const apideck_{name} *{name}",
            "const apideck_delivery *delivery",
            "void *user",
        ]
        lines += fill(f"    int (*{name})(", parameters, ");")
    return lines


# Files of C ----------------------------------------------------------------------------------


def object_constant(name):
    return f"OBJECT_{name.upper()}"


def entity_table(entities, generate):
    lines = ["", "/* The texts of each enumeration, sorted bytewise. */"]
    for name, rows in sorted(entities.enums.items()):
        rows = sorted(rows, key=lambda row: row["value"].encode())
        prefix = f"APIDECK_{name.upper()}_"
        lines.append(f"static const struct apideck__enum_value {name}_values[] = {{")
        for row in rows:
            cells = [f"TEXT({generate.quoted(row['value'])})", prefix + row["constant"]]
            lines += generate.fill("    {", cells, "},")
        lines.append("};")
    lines += ["", "enum {"]
    lines += [f"    ENUM_{name.upper()}," for name in sorted(entities.enums)]
    lines += ["};", "", "static const struct apideck__enum_type enum_types[] = {"]
    for name in sorted(entities.enums):
        lines.append(f"    [ENUM_{name.upper()}] = {{LIST({name}_values)}},")
    lines += ["};", "", "/* The decoder writes these as an int. */"]
    for name in sorted(entities.enums):
        lines.append(f"SAME_LAYOUT(apideck_{name}_value);")
    lines += ["", "enum {"]
    lines += [f"    {object_constant(name)}," for name in entities.shown]
    lines += ["};", "", "/* The fields of each object, sorted bytewise. */"]
    for name in entities.shown:
        lines.append(f"static const struct apideck__field {name}_fields[] = {{")
        for row in sorted(entities.objects[name], key=lambda row: row["field"].encode()):
            of = "0"
            if row["type"] in DEPENDENT:
                of = ("ENUM_" if row["type"] == "enum" else "OBJECT_") + row["of"].upper()
            cells = [
                f"TEXT({generate.quoted(row['field'])})",
                f"APIDECK__{row['type'].upper()}",
                of,
                f"offsetof(apideck_{name}, {row['field']})",
            ]
            lines += generate.fill("    {", cells, "},")
        lines.append("};")
    lines += ["", "static const struct apideck__object_type object_types[] = {"]
    for name in entities.shown:
        lines.append(f"    [{object_constant(name)}] = OBJECT_TYPE({name}),")
    lines.append("};")
    comment = "Used by entity_schema.c, which has the structs and the macros."
    return generate.inc_file("entity_*.tsv", comment, lines)


KINDS_COMMENT = """
The kinds of entity, one line each:
    ENTITY(constant, name)
Define ENTITY, include this file, and the macro is gone again."""


def kinds_table(entities, generate):
    lines = [f"ENTITY({name.upper()}, {name})" for name in entities.kinds]
    return generate.inc_file("entity_types.tsv", KINDS_COMMENT, lines + ["#undef ENTITY"])


MEMBERS_COMMENT = """
Every member of every object, for tests that go through the structs by name:
    OBJECT(name) MEMBER(object, field, type, of)… END
objects behind those that they hold."""


def members_table(entities, generate):
    lines = []
    for name in entities.ordered:
        lines.append(f"OBJECT({name})")
        for row in entities.objects[name]:
            of = row["of"] if row["of"] != "-" else "none"
            lines.append(f"MEMBER({name}, {row['field']}, {row['type']}, {of})")
        lines.append("END")
    return generate.inc_file("entity_*.tsv", MEMBERS_COMMENT, lines)


# The page ------------------------------------------------------------------------------------

PAGE = """\
# Entities

<!-- Generated by lib/tables/generate.py from lib/tables/entity_types.tsv, entity_fields.tsv and
     entity_enums.tsv: do not edit. -->

Every field of the {kinds} entities behind the events of the accounting API, {fields} in {objects}
structs, declared in `<apideck/entity.h>`. [Fetching and reading entities](entities-guide.md) tells
how they are used, and what the types of the members mean.

A field that is *nullable* is one of which the API says that it may be null. The library takes null
for every field, and no field for granted. *Deprecated* fields are still sent by the API, but will
not be for ever.
"""


def anchor(name):
    return f"apideck_{name}"


def type_cell(row):
    text = f"`{member_type(row)}`"
    if row["type"] == "enum":
        return f"[{text}](#enum-apideck_{row['of']})"
    if row["type"] in DEPENDENT:
        return f"[{text}](#{anchor(row['of'])})"
    return text


def page(entities, generate):
    count = sum(len(rows) for rows in entities.objects.values())
    text = PAGE.format(kinds=len(entities.kinds), fields=count, objects=len(entities.objects))
    lines = text.splitlines()
    for title, names in (
        ("Entities by kind", entities.kinds),
        ("Objects inside of them", [n for n in entities.shown if n not in entities.kinds]),
    ):
        lines += ["", f"## {title}"]
        for name in sorted(names):
            rows = [
                [
                    f"`{row['field']}`",
                    type_cell(row),
                    JSON_TYPE[row["type"]],
                    row["notes"].replace(",", ", ").replace("-", ""),
                ]
                for row in entities.objects[name]
            ]
            lines += ["", f"### apideck_{name}", ""]
            lines += generate.markdown_table(["Field", "Member", "JSON", ""], rows)
    lines += ["", "## Enumerations"]
    for name, rows in sorted(entities.enums.items()):
        prefix = f"APIDECK_{name.upper()}_"
        lines += ["", f"### enum apideck_{name}", ""]
        table = [[r["number"], f"`{r['value']}`", f"`{prefix}{r['constant']}`"] for r in rows]
        lines += generate.markdown_table(["Number", "Text", "Constant"], table)
    return "\n".join(lines) + "\n"
