"""The functions and methods of a program: where each begins and ends, what it is called, and what documents it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import tree_sitter

from neuroglot.languages import Language
from neuroglot.languages.docstrings import string_statements
from neuroglot.languages.function_nodes import binding_of, body_of, names_of, query, whole
from neuroglot.languages.trees import encoded, find, syntax_tree

_DOCUMENTS = {
    "cpp": re.compile(r"/\*[*!](?!/)|//[/!](?!/)"),
    "java": re.compile(r"/\*\*(?!/)"),
    "javascript": re.compile(r"/\*\*(?!/)"),
    "php": re.compile(r"/\*\*(?!/)"),
    "go": re.compile(r"//|/\*"),
    "ruby": re.compile(r"#(?!!)|=begin"),
}
"""How a comment begins that documents what is below it; Python's are strings inside."""

_DIRECTIVE = re.compile(r"//(?:[a-z0-9]+:[a-z0-9]|line |export |extern )")
"""A comment of Go that speaks to its tools, not to readers (go.dev/doc/comment, "Syntax")."""


@dataclass(frozen=True, slots=True)
class FunctionSpan:
    """A function or method with a name and a body, as places in its text.

    `start` and `end` are character offsets: decorators, annotations, modifiers, `export`, a template's header and, in
    JavaScript, the name that a function expression is bound to are inside, the comment before it is not. `body_start`
    and `body_end` are its body's, with braces. Lines count from 1. `qualified` has the names of the classes, modules,
    namespaces and functions around it before its own, with points. `documentation` is the span of the comment directly
    before it in its language's form (Javadoc, JSDoc, PHPDoc, Doxygen, lines of Go and Ruby) or of Python's docstring.
    `parent` is the place, in the same tuple, of the innermost function around it. `broken`: a syntax error is inside.
    """

    name: str
    qualified: str
    start: int
    end: int
    body_start: int
    body_end: int
    first_line: int
    last_line: int
    documentation: tuple[int, int] | None
    parent: int | None
    broken: bool


def functions(text: str, language: Language | str) -> tuple[FunctionSpan, ...]:
    """Every function and method with a name and a body, in the order of their beginnings, outer ones first.

    Function expressions of JavaScript count where they are bound to a name (a variable, a property, a field) or have
    one; lambdas and closures of other languages don't. A text with syntax errors yields what the parser recovers.
    Raises NeuroglotError for an unknown language and for text that is not valid Unicode.
    """
    known = find(language)
    source = _Source.read(known, text)
    found: list[FunctionSpan] = []
    around: list[tuple[int, str, int | None]] = []  # where a scope ends, the names up to it, its function's place
    for node in source.nodes:
        while around and around[-1][0] < node.end_byte:
            around.pop()
        _, before, parent = around[-1] if around else (0, "", None)
        bound = binding_of(node) or node
        qualified = ".".join((before, *names_of(bound)) if before else names_of(bound))
        span = None if node.id in source.scopes else source.span(node, bound, qualified, parent)
        around.append((node.end_byte, qualified, parent if span is None else len(found)))
        if span is not None:
            found.append(span)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Source:
    """A program, parsed: functions and scopes in order, comments as byte spans, and from bytes to characters."""

    language: Language
    data: bytes
    nodes: Sequence[tree_sitter.Node]
    scopes: frozenset[int]
    comments: Sequence[tuple[int, int]]
    strings: frozenset[int]
    character: Callable[[int], int]

    @classmethod
    def read(cls, language: Language, text: str) -> _Source:
        data = encoded(text)
        tree = syntax_tree(language, text)
        captured = tree_sitter.QueryCursor(query(language.name, tree.language)).captures(tree.root_node)
        scopes = captured.get("scope", [])
        nodes = sorted(captured.get("function", []) + scopes, key=lambda one: (one.start_byte, -one.end_byte))
        comments = sorted((one.start_byte, one.end_byte) for one in captured.get("comment", []))
        strings = string_statements(tree.root_node) if language.name == "python" else []
        return cls(
            language,
            data,
            nodes,
            frozenset(one.id for one in scopes),
            comments,
            frozenset(one.id for one in strings),
            _characters(data),
        )

    def span(
        self, node: tree_sitter.Node, bound: tree_sitter.Node, qualified: str, parent: int | None
    ) -> FunctionSpan | None:
        """The span of a function that is bound by a node, often itself; None for one without a name or a body."""
        names, body = names_of(bound), body_of(node)
        if not names or not names[-1] or body is None:
            return None
        outer = whole(bound)
        start = outer.start_byte
        end = start + len(self.data[start : outer.end_byte].rstrip())
        documentation = self._docstring(node) if self.language.name == "python" else self._comment_before(start)
        at = self.character
        return FunctionSpan(
            name=names[-1],
            qualified=qualified,
            start=at(start),
            end=at(end),
            body_start=at(body[0]),
            body_end=at(min(body[1], end)),
            first_line=outer.start_point.row + 1,
            last_line=outer.start_point.row + 1 + self.data.count(b"\n", start, end),
            documentation=None if documentation is None else (at(documentation[0]), at(documentation[1])),
            parent=parent,
            broken=outer.has_error,
        )

    def _docstring(self, function: tree_sitter.Node) -> tuple[int, int] | None:
        body = function.child_by_field_name("body")
        first = next((one for one in body.named_children if one.type != "comment"), None) if body else None
        return None if first is None or first.id not in self.strings else (first.start_byte, first.end_byte)

    def _comment_before(self, start: int) -> tuple[int, int] | None:
        """The comment that ends on the line before a function, or on its line: one block, or all lines of a run."""
        begins = _DOCUMENTS[self.language.name]
        found: tuple[int, int] | None = None
        place, below = bisect_right(self.comments, (start, start)) - 1, start
        while place >= 0:
            first, last = self.comments[place]
            text = self.data[first:last].decode().rstrip()
            last = first + len(text.encode())
            between = self.data[last:below]
            if between.strip() or between.count(b"\n") > 1 or not begins.match(text):
                break
            is_block = text.startswith(("/*", "=begin"))
            if (is_block and found) or (not is_block and not self._begins_line(first)):
                break
            is_directive = self.language.name == "go" and _DIRECTIVE.match(text)
            if not (is_directive and found is None):
                found = (first, found[1] if found else last)
            if is_block:
                break
            place, below = place - 1, first
        return found

    def _begins_line(self, at: int) -> bool:
        return not self.data[self.data.rfind(b"\n", 0, at) + 1 : at].strip()


def _characters(data: bytes) -> Callable[[int], int]:
    """From an offset in UTF-8 to one in characters."""
    if data.isascii():
        return int
    starts = (np.frombuffer(data, dtype=np.uint8) & 0xC0) != 0x80
    before = np.concatenate([[0], np.cumsum(starts)])
    return lambda offset: int(before[offset])
