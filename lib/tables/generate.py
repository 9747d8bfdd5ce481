#!/usr/bin/env python3
"""Writes all that follows from errors.tsv, outcomes.tsv, events.tsv and entity_*.tsv.

    generate.py          rewrites the files that differ and names them
    generate.py --check  rewrites nothing, names the stale files, exits 1 when there are any

In the public headers it replaces what stands between `/* generated: NAME */` and `/* end */`; the
.inc files and the pages under docs/ are its own. Python's standard library is all it needs.

The C text comes out as clang-format leaves it, which is why some functions count columns.
"""
import argparse
import itertools
import pathlib
import re
import sys
import textwrap

import entities as entity_text

WIDTH = 100
NONE = "-"


# Tables --------------------------------------------------------------------------------------


def read_table(path):
    """The rows as dictionaries. The comment line before the first row names the columns."""
    columns, rows = None, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# ") and "\t" in line:
            columns = line[2:].split("\t")
        elif line and not line.startswith("#"):
            cells = line.split("\t")
            if columns is None or len(cells) != len(columns) or "" in cells:
                sys.exit(f"{path}:{number}: does not have a value in each column")
            rows.append(dict(zip(columns, cells)))
    return rows


def require(condition, message):
    if not condition:
        sys.exit(f"generate.py: {message}")


def require_unique(rows, column):
    values = [row[column] for row in rows if row[column] != NONE]
    for value in values:
        require(values.count(value) == 1, f"{column} {value} stands twice")


def check_numbered_names(rows):
    require_unique(rows, "number")
    require_unique(rows, "name")
    for row in rows:
        require(re.fullmatch("[A-Z][A-Z0-9_]*", row["name"]), f"{row['name']} is no constant")


def check_events(events):
    for column in ("event_type", "constant", "struct"):
        require_unique(events, column)
    for position, event in enumerate(events, 1):
        name = event["event_type"]
        parts = (event["unified_api"], event["entity"], event["action"])
        typed = event["unified_api"] == "accounting"
        struct = f"{event['entity']}_{event['action']}" if typed else NONE
        vault = event["unified_api"] == "vault"
        require(event["number"] == str(position), f"{name} is not number {position}")
        require(name == ".".join(parts), f"{name} is not {'.'.join(parts)}")
        require(event["struct"] == struct, f"the struct of {name} is not {struct}")
        require((event["collection"] == NONE) == vault, f"{name}: collection")
        require((event["state"] != NONE) == vault, f"{name}: state")
        require(re.fullmatch("[A-Z][A-Z0-9_]*", event["constant"]), f"{name}: constant")


def typed_events(events):
    return [event for event in events if event["struct"] != NONE]


def by_entity(events):
    return itertools.groupby(events, key=lambda event: (event["unified_api"], event["entity"]))


# C text --------------------------------------------------------------------------------------


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted_or_null(text):
    return "NULL" if text == NONE else quoted(text)


def fill(head, items, tail):
    """`head`, the items, `tail`, as many items to a line as fit, lined up behind `head`."""
    lines, line = [], head
    for position, item in enumerate(items):
        last = position == len(items) - 1
        piece = item + (tail if last else ",")
        gap = "" if line == head or line.isspace() else " "
        if len(line + gap + piece) > WIDTH:
            lines.append(line.rstrip())
            line, gap = " " * len(head), ""
        line += gap + piece
    return lines + [line]


def comments_behind(codes, comments):
    """Each code with its comment behind it, all comments in one column, long ones folded."""
    column = max(map(len, codes)) + 1
    room = WIDTH - column - len("/* ")
    lines = []
    for code, comment in zip(codes, comments):
        # What ends the comment stays with its last word: textwrap does not part them here.
        text = comment + "\N{NO-BREAK SPACE}*/"
        folded = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
        folded[-1] = folded[-1].replace("\N{NO-BREAK SPACE}", " ")
        lines.append(f"{code:<{column}}/* {folded[0]}")
        lines += [" " * (column + len("/* ")) + rest for rest in folded[1:]]
    return lines


def comments_before(codes, comments):
    lines = []
    for code, comment in zip(codes, comments):
        lines += [f"    /* {comment} */", code]
    return lines


def array(declaration, rows):
    return [f"{declaration}[] = {{", *rows, "};"]


# Regions of the public headers ---------------------------------------------------------------


def error_codes(errors):
    codes = [f"    APIDECK_ERR_{row['name']} = {row['number']}," for row in errors]
    return comments_behind(codes, [row["text"] for row in errors])


def event_types(events):
    """One block for each entity; its comments stand behind the constants where all have room."""
    lines = []
    for _, block in by_entity(events):
        block = list(block)
        codes = [f"    APIDECK_EVENT_{row['constant']} = {row['number']}," for row in block]
        names = [row["event_type"] for row in block]
        room = WIDTH - max(map(len, codes)) - len(" /*  */")
        place = comments_behind if max(map(len, names)) <= room else comments_before
        lines += ([""] if lines else []) + place(codes, names)
    return lines


def event_struct(event):
    fields = [f"    apideck_str {event['entity']}_{part};" for part in ("id", "url")]
    return [
        f"typedef struct apideck_{event['struct']}_event {{",
        "    apideck_event event;",
        *comments_behind(fields, ["= event.entity_id", "= event.entity_url"]),
        f"}} apideck_{event['struct']}_event;",
        "",
    ]


EVENT_AS_COMMENT = """\
/*
 * apideck_event_as_*: an event as what its type says it is.
 *   event  in: may be NULL
 * Returns the same object, owned as before; NULL when the event is NULL or of another type.
 * Thread-safe.
 */"""


def event_as(event):
    struct = event["struct"]
    return [
        f"APIDECK_API const apideck_{struct}_event *",
        f"apideck_event_as_{struct}(const apideck_event *event);",
    ]


def event_structs(events):
    typed = typed_events(events)
    lines = [line for event in typed for line in event_struct(event)]
    lines += EVENT_AS_COMMENT.splitlines()
    return lines + [line for event in typed for line in event_as(event)]


def outcomes_enum(outcomes):
    codes = [f"    APIDECK_OUTCOME_{row['name']} = {row['number']}," for row in outcomes]
    return comments_behind(codes, [f"{row['status']}: {row['reason']}" for row in outcomes])


def handlers(events):
    lines = []
    for event in typed_events(events):
        parameters = [
            f"const apideck_{event['struct']}_event *event",
            "const apideck_delivery *delivery",
            "void *user",
        ]
        lines += fill(f"    int (*{event['struct']})(", parameters, ");")
    return lines


def stats(outcomes):
    return [f"    uint64_t {row['name'].lower()};" for row in outcomes]


# Files of C ----------------------------------------------------------------------------------


def inc_file(table, comment, lines):
    head = [f"/* Generated by lib/tables/generate.py from lib/tables/{table}: do not edit."]
    head += [" *" + (" " + line if line else "") for line in comment.splitlines()]
    return "\n".join(head + [" */"] + lines) + "\n"


def error_table(errors):
    rows = fill("    {", ["APIDECK_OK", '"APIDECK_OK"', '"no error"'], "},")
    for row in errors:
        code = "APIDECK_ERR_" + row["name"]
        rows += fill("    {", [code, quoted(code), quoted(row["text"])], "},")
    comment = "Used by error.c, which has the struct."
    return inc_file("errors.tsv", comment, array("static const struct error_row error_table", rows))


def outcome_table(outcomes):
    rows = []
    for row in outcomes:
        name = row["name"].lower()
        counter = f"offsetof(apideck_stats, {name})"
        items = [f"APIDECK_OUTCOME_{row['name']}", quoted(name), row["status"], counter]
        rows += fill("    {", items + [quoted(row["reason"])], "},")
    comment = "Used by outcome.c."
    declaration = "static const struct apideck__outcome_info outcome_table"
    return inc_file("outcomes.tsv", comment, array(declaration, rows))


CATALOGUE_SLOTS = 512
HASH_FACTOR = 0x9E3779B97F4A7C15


def catalogue_slot(name):
    """As slot_of in catalogue.c: words of the name, mixed by multiplication."""
    require(len(name) >= 8, f"event type {name}: shorter than the hash of catalogue.c can take")
    value = 0
    for place in (0, (len(name) - 8) // 2, len(name) - 8):
        word = int.from_bytes(name[place : place + 8].encode(), "little")
        value = (value ^ word) * HASH_FACTOR % 2**64
    return value * CATALOGUE_SLOTS >> 64


def catalogue_slots(names):
    """Slot -> place in the catalogue, counted from 1."""
    slots = {}
    for place, name in enumerate(names, 1):
        slot = catalogue_slot(name)
        while slot in slots:
            slot = (slot + 1) % CATALOGUE_SLOTS
        slots[slot] = place
    return slots


def catalogue_table(events):
    by_name = sorted(events, key=lambda event: event["event_type"].encode())
    rows = []
    for event in by_name:
        texts = [quoted(event[c]) for c in ("event_type", "unified_api", "entity", "action")]
        rows += fill("    {", [f"APIDECK_EVENT_{event['constant']}"] + texts, "},")
    positions = [
        f"    [APIDECK_EVENT_{event['constant']}] = {by_name.index(event)}," for event in events
    ]
    lines = ["", "/* Sorted by name, bytewise. */"]
    lines += array("static const apideck_event_type_info catalogue", rows)
    lines += ["", "/* Where a type stands in the catalogue. */"]
    lines += array("static const unsigned short catalogue_position", positions)
    lines += [
        "",
        "/* The hash table of names: one more than the place in the catalogue, 0 for empty slots. A",
        " * name is in the slot that catalogue.c computes, or in the first free one behind it. */",
        f"#define CATALOGUE_SLOTS {CATALOGUE_SLOTS}",
        "static const unsigned char catalogue_slots[CATALOGUE_SLOTS] = {",
    ]
    slots = catalogue_slots([row["event_type"] for row in by_name])
    lines += [f"    [{slot}] = {place}," for slot, place in sorted(slots.items())]
    lines += ["};"]
    return inc_file("events.tsv", "Used by catalogue.c.", lines)


def example_table(events):
    rows = []
    for event in events:
        texts = [quoted_or_null(event[c]) for c in ("service_id", "collection", "state")]
        rows += fill(f"    [APIDECK_EVENT_{event['constant']}] = {{", texts, "},")
    comment = "Used by example.c, which has the struct."
    return inc_file("events.tsv", comment, array("static const struct example example_table", rows))


DISPATCH_COMMENT = """
The event types that have a struct and a handler of their own, one line each:
    TYPED_EVENT(constant, struct, entity)
Define TYPED_EVENT, include this file, and the macro is gone again. To call the handler of an
event, where there is one:

    #define TYPED_EVENT(CONSTANT, STRUCT, ENTITY)                                          \\
        case APIDECK_EVENT_##CONSTANT:                                                     \\
            if (handlers->STRUCT) {                                                        \\
                return handlers->STRUCT((const apideck_##STRUCT##_event *)event, delivery, \\
                                        handlers->user);                                   \\
            }                                                                              \\
            break;
    switch (event->type) {
    #include "dispatch_table.inc"
    default:
        break;
    }

Every handler is called through a pointer of its own type; only the event is cast, to the struct
that its type says it is."""


def dispatch_table(events):
    lines = [
        f"TYPED_EVENT({event['constant']}, {event['struct']}, {event['entity']})"
        for event in typed_events(events)
    ]
    return inc_file("events.tsv", DISPATCH_COMMENT, lines + ["#undef TYPED_EVENT"])


# Pages of documentation ----------------------------------------------------------------------


def markdown_table(headings, rows):
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def monospaced(text):
    return f"`{text}`"


EVENTS_PAGE = """\
# Event types

<!-- Generated by lib/tables/generate.py from lib/tables/events.tsv: do not edit. -->

The {total} types of event that the library knows, by number. The {typed} of the accounting API
have a struct and a handler of their own. Events of the other types come as an `apideck_event`, to
the handler `any`; that handler also gets the accounting events whose own one is not set. An event
of a type that is not in this table has the type `APIDECK_EVENT_UNKNOWN` and goes to the handler
`unknown`.

For an event `STRUCT`, `apideck_event_as_STRUCT` gives the struct `apideck_STRUCT_event`, whose
two further fields are the entity's id and URL: `invoice_id` and `invoice_url` of
`apideck_invoice_created_event`.

Apideck writes the `modifier-group` of the POS API with a hyphen in its lists of types and with an
underscore in its examples. Both are known; the constants of the latter end in `_UNDERSCORED`.
"""


def events_page(events):
    lines = EVENTS_PAGE.format(total=len(events), typed=len(typed_events(events))).splitlines()
    for api, group in itertools.groupby(events, key=lambda event: event["unified_api"]):
        rows = []
        for event in group:
            typed = event["struct"] != NONE
            struct = f"apideck_{event['struct']}_event" if typed else "apideck_event"
            handler = event["struct"] if typed else "any"
            constant = "APIDECK_EVENT_" + event["constant"]
            names = (event["event_type"], constant, struct, handler)
            rows.append([event["number"], *map(monospaced, names)])
        headings = ["Number", "Type", "Constant", "Struct", "Handler"]
        lines += ["", f"## {api}", "", *markdown_table(headings, rows)]
    return "\n".join(lines) + "\n"


ERRORS_PAGE = """\
# Errors and outcomes

<!-- Generated by lib/tables/generate.py from lib/tables/errors.tsv and lib/tables/outcomes.tsv:
     do not edit. -->

## Errors

What the functions of the library return: 0 for success, or one of these. Numbers are never reused.
`apideck_error_name` gives the name and `apideck_error_text` the text.
"""

OUTCOMES_PAGE = """
## Outcomes

How a delivery can end in a receiver, with the HTTP status that the host sends and the reason that
it can send as the body. `apideck_stats` counts each of them in a field of the name that
`apideck_outcome_name` gives: the constant's last part in lower case.
"""


def errors_page(errors, outcomes):
    error_rows = [
        [row["number"], monospaced("APIDECK_ERR_" + row["name"]), row["text"]] for row in errors
    ]
    outcome_rows = [
        [row["number"], monospaced("APIDECK_OUTCOME_" + row["name"]), row["status"], row["reason"]]
        for row in outcomes
    ]
    lines = [*ERRORS_PAGE.splitlines(), ""]
    lines += markdown_table(["Number", "Error", "Text"], error_rows)
    lines += [*OUTCOMES_PAGE.splitlines(), ""]
    lines += markdown_table(["Number", "Outcome", "Status", "Reason"], outcome_rows)
    return "\n".join(lines) + "\n"


# All together --------------------------------------------------------------------------------


def with_region(path, text, name, lines):
    """`text` with the lines between the markers of the region `name` replaced."""
    marks = re.compile(
        rf"(^ *{re.escape(f'/* generated: {name} */')}\n).*?(^ */\* end \*/$)", re.M | re.S
    )
    body = "".join(line + "\n" for line in lines)
    text, count = marks.subn(lambda found: found.group(1) + body + found.group(2), text)
    require(count == 1, f"{path} does not have one region {name}")
    return text


def outputs(root):
    """What every output should hold, by its path."""
    tables = root / "lib" / "tables"
    errors = read_table(tables / "errors.tsv")
    outcomes = read_table(tables / "outcomes.tsv")
    events = read_table(tables / "events.tsv")
    check_numbered_names(errors)
    check_numbered_names(outcomes)
    check_events(events)

    entities = entity_text.Entities(read_table, require, tables)
    here = sys.modules[__name__]

    regions = [
        ("base.h", "error codes", error_codes(errors)),
        ("event.h", "event types", event_types(events)),
        ("event.h", "event structs", event_structs(events)),
        ("receiver.h", "outcomes", outcomes_enum(outcomes)),
        ("receiver.h", "handlers", handlers(events)),
        ("receiver.h", "stats", stats(outcomes)),
        ("entity.h", "entity kinds", entity_text.kinds_enum(entities)),
        ("entity.h", "entity enumerations", entity_text.enum_declarations(entities)),
        ("entity.h", "nested objects", entity_text.struct_declarations(entities, nested=True)),
        ("entity.h", "entities", entity_text.struct_declarations(entities, nested=False)),
        ("entity.h", "entities as", entity_text.as_declarations(entities)),
        ("entity.h", "get", entity_text.get_declarations(entities, fill)),
        ("entity_handlers.h", "entity handlers", entity_text.handler_members(entities, fill)),
    ]
    texts = {
        root / "lib" / "error_table.inc": error_table(errors),
        root / "lib" / "outcome_table.inc": outcome_table(outcomes),
        root / "lib" / "catalogue_table.inc": catalogue_table(events),
        root / "lib" / "example_table.inc": example_table(events),
        root / "lib" / "dispatch_table.inc": dispatch_table(events),
        root / "lib" / "api" / "entity_table.inc": entity_text.entity_table(entities, here),
        root / "lib" / "api" / "entity_kinds.inc": entity_text.kinds_table(entities, here),
        root / "tests" / "entity_members.inc": entity_text.members_table(entities, here),
        root / "docs" / "entities.md": entity_text.page(entities, here),
        root / "docs" / "events.md": events_page(events),
        root / "docs" / "errors.md": errors_page(errors, outcomes),
    }
    for header, name, lines in regions:
        path = root / "include" / "apideck" / header
        text = texts.get(path) or path.read_bytes().decode("utf-8")
        texts[path] = with_region(path, text, name, lines)
    return texts


def main():
    parser = argparse.ArgumentParser(description="Writes all that follows from the tables.")
    parser.add_argument("--check", action="store_true", help="only name the stale files")
    check = parser.parse_args().check

    root = pathlib.Path(__file__).resolve().parents[2]
    stale = []
    for path, text in outputs(root).items():
        content = text.encode("utf-8")
        if path.exists() and path.read_bytes() == content:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    for path in stale:
        print("stale:" if check else "written:", path.relative_to(root).as_posix())
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
