"""Python's docstrings, and every other statement that is nothing but a string: comments by another name."""

from __future__ import annotations

from functools import cache

import tree_sitter
import tree_sitter_python

_QUERY = """
[
  (module (expression_statement [(string) (concatenated_string)]) @statement)
  (block (expression_statement [(string) (concatenated_string)]) @statement)
]
"""
_PREFIXES = (b"", b"r", b"u")


def string_statements(root: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The statements of a Python syntax tree that are nothing but a string, in their order.

    Docstrings are among them, and the strings that describe an attribute. Bytes and strings with expressions inside
    are not: nobody writes a comment in them.
    """
    found = tree_sitter.QueryCursor(_query()).captures(root).get("statement", [])
    return sorted((one for one in found if _is_plain(one)), key=lambda one: one.start_byte)


@cache
def _query() -> tree_sitter.Query:
    return tree_sitter.Query(tree_sitter.Language(tree_sitter_python.language()), _QUERY)


def _is_plain(statement: tree_sitter.Node) -> bool:
    if statement.child_count != 1:
        return False
    child = statement.children[0]
    strings = child.children if child.type == "concatenated_string" else [child]
    starts = [one.children[0] for one in strings if one.type == "string" and one.children]
    return all((start.text or b"").rstrip(b"\"'").lower() in _PREFIXES for start in starts)
