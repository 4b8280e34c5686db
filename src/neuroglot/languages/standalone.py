"""Functions that were cut out of their programs, read again: where each could have stood, and without documentation."""

from __future__ import annotations

import tree_sitter

from neuroglot.languages import Language
from neuroglot.languages.documentation import without_documentation
from neuroglot.languages.function_nodes import COMMENTS
from neuroglot.languages.functions import functions
from neuroglot.languages.trees import encoded, find, syntax_tree

_PROGRAM, _CLASS = ("", ""), ("class A {\n", "\n}")
_AROUND: dict[str, tuple[tuple[str, str], ...]] = {
    "cpp": (_PROGRAM, ("class A {\n", "\n};")),
    "java": (_PROGRAM, _CLASS),
    "javascript": (_PROGRAM, _CLASS, ("({\n", "\n})")),
    "php": (("<?php\n", ""), ("<?php class A {\n", "\n}"), _PROGRAM),
}
"""What can stand before and behind a function, by language, the likelier first. PHP has its tag, since a method that
writes a page (`?> ... <?php`) would be taken for text without it."""


def standalone(code: str, language: Language | str) -> str | None:
    """The code of one function, without documentation; None where it can't be parsed anywhere, empty where it is none.

    It is read as a program and, where that fails, as a member of a class or, in JavaScript, of an object. Comments
    before it go, and strings that its body begins with in Python. If a function with a name begins it, what is behind
    that function goes too; other code (a function without a name) stays whole. What comes out stays as it is when it is
    given again. Raises NeuroglotError for an unknown language and for text that is not valid Unicode.
    """
    known = find(language)
    bare = _bare(code, known)
    while bare is not None and bare != code:
        code, bare = bare, _bare(bare, known)
    return bare


def _bare(code: str, language: Language) -> str | None:
    """The code without the comments before it and the first string inside; see `standalone`."""
    for before, behind in _AROUND.get(language.name, (_PROGRAM,)):
        whole = f"{before}{code}{behind}"
        root = syntax_tree(language, whole).root_node
        if not root.has_error:
            first = _beginning(root, whole, len(before), language.name)
            span = next((one for one in functions(whole, language) if one.start == first), None)
            return without_documentation(whole, span) if span else whole[first : len(whole) - len(behind)].rstrip()
    return None


def _beginning(root: tree_sitter.Node, text: str, start: int, language: str) -> int:
    """The character at which code begins, from `start` on: behind white space, comments and PHP's tag."""
    data, passed = encoded(text), {*COMMENTS.get(language, "comment").split(), "php_tag"}
    at = len(encoded(text[:start]))
    while True:
        at += len(data[at:]) - len(data[at:].lstrip())
        node = root.descendant_for_byte_range(at, at + 1)
        if at == len(data) or node is None or node.type not in passed:
            return len(data[:at].decode())
        at = node.end_byte
