"""Ruby."""

import tree_sitter_ruby

from neuroglot.languages.language import Language

LANGUAGE = Language(name="ruby", suffixes=(".rb",), line_comment="#", grammar=tree_sitter_ruby.language)
