"""The class of a leaf of a syntax tree: keyword, operator, punctuation, identifier, literal, comment or white space.

One definition for all languages, so that classes can be compared between them:

- **keyword**: a word that the language's grammar spells in this place, reserved or only here (`of`, `match`); the names
  of primitive types where they are reserved words (C++, Java, PHP: `int`; Go's and Python's `int` are identifiers);
  `this`, `super`, and PHP's and Ruby's `self` (Python's `self` and PHP's `$this` are identifiers); word operators
  (`and`, `instanceof`, `sizeof`); preprocessor directives (`#include`) and PHP's tags.
- **operator**: a symbol that computes, assigns or makes a type (`*`, `&`, PHP's `?int`); `? :` is one.
- **punctuation**: a symbol that gives structure: brackets (those of type arguments and block parameters too),
  separators, access to members (`.`, `::`, `->`), arrows, and the `@` of a decorator.
- **literal**: numbers, characters, strings with their quotes and prefixes, regular expressions, symbols, `<vector>`
  after `#include`; the words for values (true, false, null, nil, None, undefined, iota); text between PHP's tags and in
  JSX. An expression inside a string is code, its braces are punctuation, its format (`!r:>8`) is literal.
- **comment**: what the grammar calls so, with Go's directives, shebangs and encodings.
"""

from __future__ import annotations

from enum import StrEnum


class TokenClass(StrEnum):
    """What a piece of program text is for, in the order of the classes' numbers."""

    KEYWORD = "keyword"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    IDENTIFIER = "identifier"
    LITERAL = "literal"
    COMMENT = "comment"
    WHITESPACE = "whitespace"


_COMMENTS = "comment line_comment block_comment html_comment hash_bang_line"

_LITERALS = """
    true false null nil none undefined boolean null_literal iota ellipsis integer float number rational complex
    number_literal int_literal float_literal imaginary_literal rune_literal decimal_integer_literal hex_integer_literal
    octal_integer_literal binary_integer_literal decimal_floating_point_literal hex_floating_point_literal
    literal_suffix user_defined_literal char_literal character_literal character string string_literal
    raw_string_literal raw_string_delimiter raw_string_content string_content string_fragment multiline_string_fragment
    string_start string_end escape_sequence escape_interpolation type_conversion format_specifier
    interpreted_string_literal interpreted_string_literal_content raw_string_literal_content template_string
    encapsed_string system_lib_string shell_command_expression subshell string_array symbol_array bare_string
    bare_symbol simple_symbol delimited_symbol regex regex_pattern regex_flags heredoc heredoc_beginning heredoc_start
    heredoc_body heredoc_content heredoc_end nowdoc nowdoc_body nowdoc_string uninterpreted text jsx_text
    html_character_reference
"""

_IDENTIFIERS = """
    identifier type_identifier field_identifier namespace_identifier package_identifier property_identifier
    private_property_identifier shorthand_property_identifier shorthand_property_identifier_pattern statement_identifier
    blank_identifier underscore_pattern label_name name variable_name constant instance_variable class_variable
    global_variable hash_key_symbol
"""

_KEYWORDS = """
    this super self auto boolean_type void_type primitive_type cast_type bottom_type var_modifier file line encoding
    preproc_directive php_tag php_end_tag
"""

NODES: dict[str, TokenClass] = {
    kind: token_class
    for kinds, token_class in (
        (_COMMENTS, TokenClass.COMMENT),
        (_LITERALS, TokenClass.LITERAL),
        (_IDENTIFIERS, TokenClass.IDENTIFIER),
        (_KEYWORDS, TokenClass.KEYWORD),
    )
    for kind in kinds.split()
}
"""The class of named nodes of all grammars: of their text, except where a node below them says otherwise."""

CODE = frozenset({"interpolation", "format_expression", "template_substitution", "string_interpolation"})
"""Named nodes that are code inside a literal."""

_OPENS_CODE = frozenset({"{", "}", "${"})

_CPP_WORDS = """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
    concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete
    do double dynamic_cast else enum explicit export extern float for friend goto if inline int long mutable namespace
    new noexcept not not_eq operator or or_eq private protected public register reinterpret_cast requires return short
    signed sizeof static static_assert static_cast struct switch template this thread_local throw try typedef typeid
    typename union unsigned using virtual void volatile wchar_t while xor xor_eq
"""

CPP_WORDS = frozenset(_CPP_WORDS.split())
"""The reserved words of C++20 that name no value."""

_WORDS: dict[tuple[str, str], frozenset[str]] = {
    ("cpp", "identifier"): CPP_WORDS,
    ("cpp", "type_identifier"): CPP_WORDS,
    ("java", "type_identifier"): frozenset({"var"}),
    ("ruby", "identifier"): frozenset({"__FILE__", "__LINE__", "__ENCODING__"}),
    ("php", "function_call_expression"): frozenset({"isset", "empty", "eval", "die"}),
}
"""Keywords that a grammar takes for names (`static_cast`), by language and by the kind of their node or its parent."""

_IN_PLACE: dict[tuple[str, str], TokenClass] = {
    **dict.fromkeys(
        [(":", kind) for kind in ("conditional_expression", "ternary_expression", "conditional")]
        + [("@", kind) for kind in ("binary_operator", "error_suppression_expression", "unary_op_expression")]
        + [("..", "range"), ("...", "range"), (".", "binary_expression")],
        TokenClass.OPERATOR,
    ),
    **dict.fromkeys(
        [
            (bracket, kind)
            for kind in ("template_argument_list", "template_parameter_list", "type_arguments", "type_parameters")
            for bracket in "<>"
        ]
        + [
            (bracket, f"jsx_{kind}_element")
            for kind in ("opening", "closing", "self_closing")
            for bracket in ("<", ">", "</", "/>")
        ]
        + [("|", "block_parameters")],
        TokenClass.PUNCTUATION,
    ),
    ("_", "case_pattern"): TokenClass.IDENTIFIER,
    ("__future__", "future_import_statement"): TokenClass.IDENTIFIER,
}
"""Anonymous leaves that are something else in this kind of node than they would be anywhere else."""

_PUNCTUATION = frozenset("()[]{},;:.@#$\\")
_LINKS = frozenset({"->", "=>", "?.", "&.", "?->"})
_QUOTES = frozenset("\"'`")


def leaf_class(language: str, kind: str, named: bool, parent: str, text: str) -> TokenClass:
    """The class of a leaf.

    `kind` and `parent` are the grammar's names for the leaf and for the node right above it, `named` whether the leaf
    is a named node. C++'s library types (`size_t`), which its grammar takes for primitive ones, are identifiers.
    """
    if not named:
        return _anonymous(kind, parent)
    words = _WORDS.get((language, kind), frozenset()) | _WORDS.get((language, parent), frozenset())
    if text in words:
        return TokenClass.KEYWORD
    if kind == "primitive_type" and language == "cpp" and text not in CPP_WORDS:
        return TokenClass.IDENTIFIER
    return NODES.get(kind) or (symbol_class(text) if _is_symbol(text) else TokenClass.IDENTIFIER)


def _anonymous(kind: str, parent: str) -> TokenClass:
    above = NODES.get(parent)
    if above and not (above is TokenClass.LITERAL and kind in _OPENS_CODE):
        return above
    if (kind, parent) in _IN_PLACE:
        return _IN_PLACE[kind, parent]
    return symbol_class(kind) if _is_symbol(kind) else TokenClass.KEYWORD


def _is_symbol(text: str) -> bool:
    return not any(character.isalnum() for character in text) or not _QUOTES.isdisjoint(text)


def symbol_class(text: str) -> TokenClass:
    """The class of a symbol wherever it stands: operator or punctuation; a quote without its string is literal."""
    if not _QUOTES.isdisjoint(text):
        return TokenClass.LITERAL
    return TokenClass.PUNCTUATION if text in _LINKS or _PUNCTUATION.issuperset(text.strip()) else TokenClass.OPERATOR
