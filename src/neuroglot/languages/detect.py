"""In which language a text is written, by parsing: the one whose grammar has a place for nearly all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import tree_sitter

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.languages import Language
from neuroglot.languages.docstrings import string_statements
from neuroglot.languages.fragments import program_part, readings
from neuroglot.languages.leaves import NODES, TokenClass
from neuroglot.languages.telling import telling
from neuroglot.languages.trees import encoded, find, nodes, syntax_tree

_BLANKS = re.compile(r"[ \t\n\r\f\v]+")

UNCLEAR = 0.1
"""A language that has no place for a larger share of a text's code than this is not the text's."""

SWALLOWED = 4
"""A language that reads so many times more of a text as strings than as code does not read it."""

LOOSE = {("named_expression", "expression_statement"): len(":="), ("method_declaration", "program"): 1}
"""Bytes of what a grammar reads though the language does not, by its kind and its parent's: `x := 1` as a statement of
Python, a method of Java in no class."""

DIRECTIVES = frozenset({"#pragma", "#error", "#warning", "#line"})
"""What C++'s grammar rightly takes for a directive; it takes every word behind `#` for one."""

MISREADS = ("ruby",)
"""Languages whose grammar takes a reserved word out of place (`end`) for a name, where others see an error."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a language reads a text, in bytes without white space.

    `wrong` counts what its grammar has no place for: what is right under an ERROR node (what is parsed inside of one
    has its place), one byte for each token that is missing, names that speak against the language (see `telling`), and
    what the grammar reads though the language does not (`LOOSE`; Ruby's reading of prose as calls inside calls).
    `code` is what it reads as neither comment nor string, `strings` what it reads as strings.
    """

    wrong: int
    code: int
    strings: int

    @property
    def share(self) -> float:
        """What is wrong, as a share of the code; 1 where there is no code."""
        return self.wrong / self.code if self.code > 0 else 1.0


def written_language(text: str, candidates: Sequence[str] = FIVE) -> str | None:
    """The one candidate whose grammar has a place for most of the text; None where that is none, or not one.

    Every candidate reads the text as the kind of fragment that suits it best (see `readings`). Out are those to which
    more than `UNCLEAR` of its code is wrong, as in prose, and those that read less than half as much code in it as
    another that is left (the rest is comments or strings to them: what follows `//` in Python divides). Of the others
    the one with the fewest wrong bytes is the answer, unless two have as few (`x = f(y)` is a statement in several).
    Raises NeuroglotError for unknown or too few candidates.
    """
    names = tuple(dict.fromkeys(find(candidate).name for candidate in candidates))
    if len(names) < 2:
        raise NeuroglotError(f"a language is told from others: give two candidates or more, not {list(candidates)}")
    part = program_part(text)
    if not any(character.isalpha() for character in part):
        return None
    fits = {name: fit(name, part, names) for name in names}
    read = {name: one for name, one in fits.items() if one.share <= UNCLEAR and one.strings <= SWALLOWED * one.code}
    most = max((one.code for one in read.values()), default=0)
    wrong = {name: one.wrong for name, one in read.items() if 2 * one.code >= most}
    best = [name for name in wrong if wrong[name] == min(wrong.values())]
    return best[0] if len(best) == 1 else None


def fit(language: str, text: str, candidates: Sequence[str]) -> Fit:
    """How a language reads a text, as the kind of fragment that suits it best; candidates are all that it may be in.

    Raises NeuroglotError for an unknown language and for text that is not valid Unicode.
    """
    known = find(language)
    words = telling(known.name, frozenset(candidates))
    root = syntax_tree(known, text).root_node
    errors = _errors(root)
    best = _fit(known, root, text, words)
    misread = best.wrong > errors and known.name in MISREADS
    for whole, lacking in readings(known.name, text, root) if errors or misread else ():
        other = syntax_tree(known, whole).root_node
        fewer = lacking + _errors(other)
        if fewer < errors or misread:
            found = _fit(known, other, whole, words)
            around = len(_BLANKS.sub("", whole)) - len(_BLANKS.sub("", text))
            of_whole = Fit(found.wrong + lacking, found.code - around, found.strings)
            errors, best = min(errors, fewer), min(best, of_whole, key=lambda one: one.wrong)
    return best


def _fit(language: Language, root: tree_sitter.Node, text: str, against: frozenset[str]) -> Fit:
    """How a language reads a text as it stands; `root` is the root of its tree."""
    code, strings, names = _read(root, encoded(text), against)
    if language.name == "python":
        strings -= sum(map(_size, string_statements(root)))
    return Fit(_errors(root) + names, code, strings)


def _read(root: tree_sitter.Node, data: bytes, against: frozenset[str]) -> tuple[int, int, int]:
    """Bytes of code, bytes of strings, and bytes of names that speak against the language."""
    comments = strings = wrong = 0
    for node, parent in nodes(root):
        kind = NODES.get(node.type) or NODES.get(parent)
        if kind is TokenClass.LITERAL:
            strings += _size(node) - sum(map(_size, node.children))
        elif kind is TokenClass.COMMENT:
            comments += _size(node) - sum(map(_size, node.children))
        elif node.child_count == 0 and _speaks(node, kind, data, against):
            wrong += _size(node)
        wrong += LOOSE.get((node.type, parent), 0)
        wrong += _size(node) if node.type == "call" and parent == "argument_list" and _is_wordy(node) else 0
    return _size(root) - comments - strings, strings, wrong


def _speaks(node: tree_sitter.Node, kind: TokenClass | None, data: bytes, against: frozenset[str]) -> bool:
    """Whether a leaf speaks against the language: a telling name (alone, called, or as a type), or no directive."""
    word = (node.text or b"").decode()
    if node.type == "preproc_directive":
        return word not in DIRECTIVES
    if kind is not TokenClass.IDENTIFIER:
        return False
    is_called = data[node.end_byte : node.end_byte + 1] == b"("
    return (
        word in against
        or (is_called and f"{word}(" in against)
        or (node.type == "type_identifier" and f"{word}:" in against)
        or (word.startswith("$") and "$" in against)
    )


def _is_wordy(call: tree_sitter.Node) -> bool:
    """Whether a call is one of Ruby without parentheses, as an argument of another such: so its grammar reads prose."""
    inner, outer = call.child_by_field_name("arguments"), call.parent
    return all(one is not None and one.children and one.children[0].type != "(" for one in (inner, outer))


def _errors(root: tree_sitter.Node) -> int:
    """Bytes right under an ERROR node, whether they are tokens or were skipped, and one for each token missing."""
    wrong, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        has_place = 0
        for child in node.children:
            wrong += child.is_missing
            if child.child_count or NODES.get(child.type) is TokenClass.COMMENT:
                has_place += _size(child)
            if child.has_error:
                waiting.append(child)
        wrong += _size(node) - has_place if node.is_error else 0
    return wrong


def _size(node: tree_sitter.Node) -> int:
    """Bytes without white space."""
    return len((node.text or b"").translate(None, b" \t\n\r\f\v"))
