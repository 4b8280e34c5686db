"""Python."""

import tree_sitter_python

from neuroglot.languages.language import Language

LANGUAGE = Language(name="python", suffixes=(".py",), line_comment="#", grammar=tree_sitter_python.language)
