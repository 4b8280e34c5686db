"""JavaScript."""

import tree_sitter_javascript

from neuroglot.languages.language import Language

LANGUAGE = Language(
    name="javascript", suffixes=(".js", ".mjs", ".cjs"), line_comment="//", grammar=tree_sitter_javascript.language
)
