"""Go."""

import tree_sitter_go

from neuroglot.languages.language import Language

LANGUAGE = Language(name="go", suffixes=(".go",), line_comment="//", grammar=tree_sitter_go.language)
