"""What neuroglot knows about a programming language, as one plain record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import tree_sitter


@dataclass(frozen=True, slots=True)
class Language:
    """A programming language: its name, its file suffixes and its grammar.

    `grammar` returns the language pointer of the grammar's own wheel; it is called when it is first needed.
    `line_comment` begins a comment to the end of the line.
    """

    name: str
    suffixes: tuple[str, ...]
    line_comment: str
    grammar: Callable[[], object]

    def parser(self) -> tree_sitter.Parser:
        """A new tree-sitter parser for this language."""
        return tree_sitter.Parser(tree_sitter.Language(self.grammar()))

    def parses(self, text: str) -> bool:
        """Whether the text is a whole program of this language without syntax errors."""
        return not self.parser().parse(text.encode()).root_node.has_error
