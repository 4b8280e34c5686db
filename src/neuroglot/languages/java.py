"""Java."""

import tree_sitter_java

from neuroglot.languages.language import Language

LANGUAGE = Language(name="java", suffixes=(".java",), line_comment="//", grammar=tree_sitter_java.language)
