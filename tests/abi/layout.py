#!/usr/bin/env python3
"""Writes a C program that prints the layout of every public struct, and every public number.

Usage: layout.py HEADER... >layout.c

A line for each: `struct NAME SIZE`, `member NAME.MEMBER OFFSET`, `enum NAME CONSTANT VALUE`,
`define NAME VALUE`.
The program's output is committed as layout.txt; it is the part of the ABI that names do not show.
"""

import re
import sys
from pathlib import Path


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def definitions(text, kind):
    """Name and body of each `typedef struct NAME { ... } NAME;`."""
    pattern = rf"typedef {kind} (\w+) \{{(.*?)\n\}} \1;"
    found = re.findall(pattern, text, flags=re.S)
    expected = len(re.findall(rf"^(?:typedef )?{kind}\b[^;]*?\{{", text, flags=re.M))
    if len(found) != expected:
        sys.exit(f"layout.py: {expected} {kind}s, but only {len(found)} are read")
    return found


def member_name(declaration):
    """The name that `int (*claim)(...)`, `char name[4]` or `size_t size` declares."""
    pointer = re.search(r"\(\*(\w+)\)\s*\(", declaration)
    if pointer:
        return pointer.group(1)
    if "," in declaration:
        sys.exit(f"layout.py: one member at a time, please: {declaration}")
    return re.search(r"(\w+)\s*(?:\[[^]]*\]\s*)?$", declaration).group(1)


def members(body):
    return [member_name(part.strip()) for part in body.split(";") if part.strip()]


def constants(body):
    return [part.split("=")[0].strip() for part in body.split(",") if part.strip()]


def numbers(text):
    """Macros that are numbers, but for the version, which changes with each release."""
    number = r"\(?-?(?:0x)?[0-9a-fA-F]+u?\)?|INT64_MIN"
    names = re.findall(rf"^#define (APIDECK_\w+) (?:{number}) *$", text, flags=re.M)
    return [name for name in names if not name.startswith("APIDECK_VERSION_")]


def prints(text):
    for name in numbers(text):
        yield f'    printf("define {name} %lld\\n", (long long){name});'
    for name, body in definitions(text, "struct"):
        yield f'    printf("struct {name} %zu\\n", sizeof({name}));'
        for member in members(body):
            yield f'    printf("member {name}.{member} %zu\\n", offsetof({name}, {member}));'
    for name, body in definitions(text, "enum"):
        for constant in constants(body):
            yield f'    printf("enum {name} {constant} %d\\n", (int){constant});'


def main():
    headers = sorted(Path(argument) for argument in sys.argv[1:] if argument.endswith(".h"))
    for header in headers:
        print(f"#include <apideck/{header.name}>")
    print("#include <stddef.h>\n#include <stdio.h>\n\nint main(void) {")
    for header in headers:
        for line in prints(without_comments(header.read_text(encoding="utf-8"))):
            print(line)
    print("    return 0;\n}")


main()
