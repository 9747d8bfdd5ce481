#!/usr/bin/env python3
"""Writes the library as two files, apideck.c and apideck.h, for projects that vendor it.

Usage: amalgamate.py OUTPUT_DIR

    cc -std=c11 -c apideck.c        needs libsodium, and jansson unless -DAPIDECK_NO_JSON is given

apideck.h holds all public headers; what json.h declares is there when APIDECK_JSON is defined.
A name that is private to one file of lib/ gets the name of its file in front wherever another file
uses the same name, for whatever purpose.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIB = ROOT / "lib"
PUBLIC = ROOT / "include" / "apideck"

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<name>[A-Za-z_]\w*)
      | (?P<number>\.?\d[\w.]*)
      | (?P<space>\s+)
      | (?P<sign>->|\.\.\.|.)""",
    re.S | re.X,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^">]+)[">][^\n]*\n', re.M)


def tokens(text):
    return [(match.lastgroup, match.group()) for match in TOKEN.finditer(text)]


def code_tokens(text):
    return [token for token in tokens(text) if token[0] not in ("comment", "space")]


# Private names ---------------------------------------------------------------------------------


def without_directives(text):
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*\n", "\n", text, flags=re.M)


def macros(text):
    return set(re.findall(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", text, flags=re.M))


def top_level(text):
    """The tokens outside of all braces and brackets, one list for each declaration."""
    depth = 0
    declaration = []
    for kind, token in code_tokens(without_directives(text)):
        if token in "})]":
            depth -= 1
        if depth == 0:
            declaration.append((kind, token))
            # A body ends a function, but not a struct or an initialiser.
            is_function = [t for _, t in declaration[-3:]] == [")", "{", "}"]
            if token == ";" or is_function:
                yield declaration
                declaration = []
        if token in "{([":
            depth += 1


def declared_names(declaration):
    """What a declaration of a .c file adds to the file's names, if that is private."""
    texts = [token for _, token in declaration]
    for keyword in ("struct", "enum", "union"):
        if keyword in texts and "{" in texts:
            tag = texts[texts.index(keyword) + 1]
            if tag != "{":
                yield tag
    if texts[0] not in ("static", "typedef") and "_Static_assert" not in texts:
        return
    # The name stands before the parameters, the initialiser, the dimensions or the end.
    for (kind, name), (_, following) in zip(declaration, declaration[1:]):
        if kind == "name" and following in ("(", "=", "[", ";") and name != "_Static_assert":
            yield name
            return


def enumerators(text):
    for body in re.findall(r"\benum\s*\w*\s*\{(.*?)\}", without_directives(text), flags=re.S):
        yield from re.findall(r"(?:^|,)\s*(\w+)", body)


def private_names(text):
    names = macros(text) | set(enumerators(text))
    for declaration in top_level(text):
        names.update(declared_names(declaration))
    # Names of ours that other files know, and reserved ones, which select features of the system.
    return {name for name in names if not name.lower().startswith(("apideck_", "_"))}


def member_places(found):
    """Indexes of the tokens that name members: behind `.` and `->`, and declared in a struct."""
    braces = []  # for each open one, whether it is that of a struct
    before = ["", "", ""]
    code = [(i, token) for i, (kind, token) in enumerate(found) if kind not in ("comment", "space")]
    for (i, token), (_, following) in zip(code, code[1:] + [(0, "")]):
        if token == "{":
            braces.append("struct" in before[-2:] or "union" in before[-2:])
        elif token == "}" and braces:
            braces.pop()
        in_struct = bool(braces) and braces[-1]
        if before[-1] in (".", "->") or (in_struct and following in (";", "[", ",", ":", ")")):
            yield i
        before = before[1:] + [token]


def rename(text, names):
    """Gives names a new form, but leaves members alone."""
    found = tokens(text)
    members = set(member_places(found))
    return "".join(
        names[token] if kind == "name" and token in names and i not in members else token
        for i, (kind, token) in enumerate(found)
    )


# Files -----------------------------------------------------------------------------------------


def inline_tables(path):
    """The file's text with its .inc files, which are a part of it, in their places."""

    def put(match):
        if match.group(2).endswith(".inc"):
            name = match.group(2)
            return inline_tables(next(p for p in (path.parent / name, LIB / name) if p.exists()))
        return match.group()

    return INCLUDE.sub(put, path.read_text(encoding="utf-8"))


def sources():
    listed = re.search(r"apideck_sources = files\((.*?)\)", (LIB / "meson.build").read_text(), re.S)
    return [LIB / name for name in re.findall(r"'([^']+)'", listed.group(1))]


def unclashed(paths):
    """Each source's text, in which no private name is used by any other file."""
    texts = {path: inline_tables(path) for path in paths}
    headers = [path.read_text(encoding="utf-8") for path in [*LIB.rglob("*.h"), *PUBLIC.glob("*.h")]]
    used = {path: {t for kind, t in tokens(text) if kind == "name"} for path, text in texts.items()}
    in_headers = {t for text in headers for kind, t in tokens(text) if kind == "name"}
    for path, text in texts.items():
        others = in_headers.union(*(names for other, names in used.items() if other != path))
        clashing = private_names(text) & others
        yield path, rename(text, {name: f"{path.stem}_{name}" for name in clashing})


class Writer:
    """Puts files together, each header where it is first wanted."""

    def __init__(self, public):
        self.public = public  # whether public headers are put here
        self.seen = set()

    def expand(self, text, folder):
        def put(match):
            quote, name = match.groups()
            if quote == "<" and name.startswith("apideck/"):
                path = PUBLIC / Path(name).name
                if not self.public:
                    return ""
            elif quote == '"':
                path = next(p for p in (folder / name, LIB / name) if p.exists())
            else:
                return match.group()
            if path in self.seen:
                return ""
            self.seen.add(path)
            return self.expand(path.read_text(encoding="utf-8"), path.parent)

        return INCLUDE.sub(put, text)


def licence():
    lines = (ROOT / "LICENSE").read_text(encoding="utf-8").rstrip().split("\n")
    return "\n".join((" * " + line).rstrip() for line in lines)


def head(name, purpose):
    return f"/*\n * {name}: {purpose}\n * Written by lib/amalgamate.py of libapideck.\n *\n{licence()}\n */\n"


def under(macro, text):
    return f"#ifdef {macro}\n{text.rstrip()}\n#endif\n"


def header():
    writer = Writer(public=True)
    parts = [head("apideck.h", "libapideck's public headers in one.")]
    for name in ["apideck", "api", "coverage", "entity", "entity_handlers", "replay", "testing"]:
        parts.append(writer.expand(f"#include <apideck/{name}.h>\n", PUBLIC))
    parts.append(under("APIDECK_JSON", writer.expand("#include <apideck/json.h>\n", PUBLIC)))
    return "\n".join(parts)


def source():
    writer = Writer(public=False)
    parts = [
        head("apideck.c", "libapideck in one file."),
        "#ifndef APIDECK_NO_JSON\n#define APIDECK_JSON\n#endif\n\n#include \"apideck.h\"\n",
    ]
    for path, text in unclashed(sources()):
        part = f"/* {path.relative_to(LIB)} */\n" + writer.expand(text, path.parent)
        parts.append(under("APIDECK_JSON", part) if path.name == "json.c" else part)
    return "\n".join(parts)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: amalgamate.py OUTPUT_DIR")
    output = Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    (output / "apideck.h").write_text(header(), encoding="utf-8")
    (output / "apideck.c").write_text(source(), encoding="utf-8")


main()
