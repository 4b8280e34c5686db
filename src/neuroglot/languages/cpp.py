"""C++."""

import tree_sitter_cpp

from neuroglot.languages.language import Language

LANGUAGE = Language(
    name="cpp",
    suffixes=(".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx"),
    line_comment="//",
    grammar=tree_sitter_cpp.language,
)
