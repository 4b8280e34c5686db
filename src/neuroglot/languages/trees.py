"""From a text to its syntax tree, and through the tree without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tree_sitter
import tree_sitter_php

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import canonical
from neuroglot.languages import BY_NAME, Language

_OPEN_TAG = re.compile(r"<\?(?:php\b|=|\s)", re.IGNORECASE)


def find(language: Language | str) -> Language:
    """A language by any accepted name. Raises NeuroglotError for an unknown one."""
    if isinstance(language, Language):
        return language
    try:
        return BY_NAME[canonical(language)]
    except ValueError as error:
        raise NeuroglotError(str(error)) from error


def encoded(text: str) -> bytes:
    """The text in UTF-8. Raises NeuroglotError at a character that UTF-8 can't hold (half of a surrogate pair)."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NeuroglotError(
            f"character {error.start} of the text is {text[error.start]!r}, which is no valid Unicode; "
            "decode the text anew from its bytes, or leave it out"
        ) from error


def syntax_tree(language: Language, text: str) -> tree_sitter.Tree:
    """The syntax tree of a text; PHP without an opening tag is parsed as code, not as a page.

    Raises NeuroglotError for text that is not valid Unicode.
    """
    parser = language.parser()
    if language.name == "php" and not _OPEN_TAG.search(text):
        parser.language = tree_sitter.Language(tree_sitter_php.language_php_only())
    return parser.parse(encoded(text))


def nodes(root: tree_sitter.Node) -> Iterator[tuple[tree_sitter.Node, str]]:
    """Every node with the kind of its parent (empty for the root), before the nodes below it.

    Trees may be deeper than Python's stack.
    """
    cursor = root.walk()
    node, parents = root, [""]
    while True:
        yield node, parents[-1]
        if cursor.goto_first_child():
            parents.append(node.type)
        else:
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return
                parents.pop()
        node = cursor.node or root
