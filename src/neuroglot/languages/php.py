"""PHP."""

import tree_sitter_php

from neuroglot.languages.language import Language

LANGUAGE = Language(name="php", suffixes=(".php",), line_comment="//", grammar=tree_sitter_php.language_php)
