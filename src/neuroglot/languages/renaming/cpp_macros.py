"""Macros in C++: their names, their parameters, and the names in what they stand for."""

from __future__ import annotations

import re

from neuroglot.languages.leaves import CPP_WORDS
from neuroglot.languages.renaming.book import Book, declare
from neuroglot.languages.renaming.library import library_globals
from neuroglot.languages.renaming.spots import LOCAL, Spot
from neuroglot.languages.renaming.steps import Step, below
from neuroglot.languages.trees import find, nodes

_DEFINED = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^()\n]*)\)[ \t]*((?:\\\r?\n|[^\n])*)", re.MULTILINE)
_MARK = b"\f"
_CONTROL = re.compile(r"(?:\\\r?\n|\s)*(?:for|while|if|switch|else)\b")
_LEXEMES = re.compile(
    r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/|\d[\w.]*|(?P<name>[^\W\d]\w*)', re.DOTALL
)
_LOOP_VARIABLE = r"\b(?:auto|int|long|size_t|char|double|bool|ll|unsigned|const|short|float)\b[\s&*]*\b{}\b\s*[=:;{{]"
_NEW_VARIABLE = re.compile(_LOOP_VARIABLE.format(r"(\w+)"))


def repaired(text: str) -> tuple[str, list[Spot]]:
    """A text in which macros that stand for `for (...)` and its like read as `if (...)`, and where they stand.

    The grammar has no macros: to it `rep(i, 0, n) {` lacks a semicolon. Offsets stay, and a form feed marks the place.
    """
    data = text.encode()
    spots = []
    for name, _, body in _DEFINED.findall(text):
        if not _CONTROL.match(body) or len(name) < 3:
            continue
        for match in re.finditer(rb"(?<![\w#])" + name.encode() + rb"(?=[ \t]*\()", data):
            line = data[data.rfind(b"\n", 0, match.start()) + 1 : match.start()]
            if b"#" in line:
                continue
            spots.append(Spot(match.start(), match.end(), name, "outer"))
            data = data[: match.start()] + b"if".ljust(len(name), _MARK) + data[match.end() :]
    return _without_types(data).decode(), spots


def _without_types(data: bytes) -> bytes:
    """Types where the grammar wants values, as in `typeid(int)` and `va_arg(list, int)`, made to numbers."""
    root = find("cpp").parser().parse(data).root_node
    for node, parent in nodes(root):
        if parent == "ERROR" and node.type in ("primitive_type", "sized_type_specifier"):
            data = data[: node.start_byte] + b"0".ljust(node.end_byte - node.start_byte) + data[node.end_byte :]
    return data


def _macros(book: Book) -> list[tuple[Step, list[Step], Step | None]]:
    """Each macro's name, its parameters, and what it stands for."""
    found = []
    for step in book.steps:
        if step.kind in ("preproc_def", "preproc_function_def"):
            name, parameters = step.child("name"), step.child("parameters")
            if name is not None and name.text not in CPP_WORDS:
                found.append((name, parameters.of_kind("identifier") if parameters else [], step.child("value")))
    return found


def declare_macros(book: Book) -> None:
    """Bind macros' names, and the names that stand for a loop's variable where a macro is used."""
    macros = _macros(book)
    names = {}
    for name, parameters, value in macros:
        binding = book.root.inner.bind(name.text, "outer", name.start)
        binding.values.append("macro")
        declare(book, name, binding)
        names[name.text] = binding
        body = value.text if value else ""
        _declare_arguments(book, name.text, [one.text for one in parameters], body)
    for step in book.steps:
        is_name = step.kind in ("field_identifier", "type_identifier", "identifier") and step.text in names
        if is_name and id(step) not in book.bound:
            book.bound[id(step)] = names[step.text]


def _declare_arguments(book: Book, name: str, parameters: list[str], body: str) -> None:
    loops = [place for place, one in enumerate(parameters) if re.search(_LOOP_VARIABLE.format(re.escape(one)), body)]
    for place in loops:
        for step in _uses(book, name):
            arguments = _arguments(step)
            if place < len(arguments) and arguments[place].kind == "identifier":
                one = arguments[place]
                declare(book, one, one.scope.bind(one.text, LOCAL, one.start))


def _uses(book: Book, name: str) -> list[Step]:
    """Where a macro is used: as a call, or as the `if` that it was made to."""
    mark = "if" + _MARK.decode() * (len(name) - 2)
    found = []
    for step in book.steps:
        function = step.child("function")
        is_call = step.kind == "call_expression" and function is not None and function.text == name
        is_made = step.kind == "condition_clause" and step.parent is not None and step.parent.text.startswith(mark)
        if is_call or (is_made and step.parent and not step.parent.text.startswith(mark + _MARK.decode())):
            found.append(step)
    return found


def _arguments(step: Step) -> list[Step]:
    if step.kind == "call_expression":
        arguments = step.child("arguments")
        return arguments.named() if arguments else []
    found, waiting = [], list(step.named())
    while waiting:
        here = waiting.pop(0)
        if here.kind == "comma_expression":
            waiting = [*here.named(), *waiting]
        else:
            found.append(here)
    return found


def note(book: Book) -> None:
    """Spots in what macros stand for, and names that macros turn into text."""
    for name, parameters, value in _macros(book):
        own = {one.text for one in parameters}
        for one in parameters:
            book.reading.declared.add((LOCAL, one.text))
            book.reading.spots.append(Spot(one.start, one.end, one.text, LOCAL))
        if value is None:
            continue
        body = value.text
        own |= {match[1] for match in _NEW_VARIABLE.finditer(body)} - CPP_WORDS
        book.reading.declared |= {(LOCAL, one) for one in own}
        _note_body(book, value, own)
        if "#" in body:
            uses = [one for one in _uses(book, name.text) if one.kind == "call_expression" or _CONTROL.match(body)]
            for call in uses:
                for one in (part for given in _arguments(call) for part in below(given)):
                    if one.kind == "identifier":
                        book.reading.fixed |= {(group, one.text) for group in (LOCAL, "outer", "member")}
    for step in book.steps:
        if step.kind == "preproc_call" and step.text.lstrip("# \t").startswith("undef"):
            argument = step.child("argument")
            if argument is not None and ("outer", argument.text.strip()) in book.reading.declared:
                name_text = argument.text.strip()
                start = argument.start + len(argument.text) - len(argument.text.lstrip())
                book.reading.spots.append(Spot(start, start + len(name_text), name_text, "outer"))


def _note_body(book: Book, value: Step, own: set[str]) -> None:
    body = value.text
    for match in _LEXEMES.finditer(body):
        name = match["name"]
        if name is None or name in CPP_WORDS:
            continue
        start = value.start + len(body[: match.start()].encode())
        before = body[: match.start()].rstrip()
        group = _group(book, name, own, before)
        if group:
            book.reading.spots.append(Spot(start, start + len(name.encode()), name, group))


def _group(book: Book, name: str, own: set[str], before: str) -> str:
    """To which group a name in a macro belongs; empty for a library's."""
    declared = book.reading.declared
    if name in own:
        return LOCAL
    if before.endswith((".", "->")):
        if ("member", name) in declared and name in book.known:
            book.reading.fixed.add(("member", name))
        return "member" if ("member", name) in declared else ""
    for group in ("outer", LOCAL, "member"):
        if (group, name) in declared:
            if group != "outer" and name in library_globals("cpp"):
                book.reading.fixed.add((group, name))
            return group
    return ""
