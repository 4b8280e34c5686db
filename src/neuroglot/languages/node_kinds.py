"""The kind of a syntax-tree node, in one vocabulary for all languages: what Python calls `call` and Java
`method_invocation` is a call in both.

A table a language (`node_tables`) says the kind of every named node type of its grammar. What has no counterpart
elsewhere (assembler, the preprocessor, XML in JavaScript, modules of Java) is `other`, and so is a type that a table
does not name.
"""

from __future__ import annotations

from enum import StrEnum

from neuroglot.languages.node_tables import TABLES


class NodeKind(StrEnum):
    """What a node of a syntax tree is, in the order of the kinds' numbers."""

    IDENTIFIER = "identifier"  # names of values, fields and labels, qualified ones too; this, self, super
    TYPE = "type"  # names of types and type expressions, generics and templates
    STRING = "string"  # strings, characters, symbols, regular expressions, with all that is in them but code
    NUMBER = "number"
    CONSTANT = "constant"  # true, false, null and their like
    CALL = "call"  # calls, their arguments, new objects
    ACCESS = "access"  # members, elements, slices
    OPERATION = "operation"  # unary, binary, comparisons, conversions, parentheses
    ASSIGNMENT = "assignment"  # and declarations of variables, and i++
    PARAMETER = "parameter"
    FUNCTION = "function"  # definitions of functions, methods, lambdas
    CLASS = "class"  # definitions of classes, structures, interfaces, enumerations, with their fields
    BLOCK = "block"  # bodies, and the program itself
    CONDITION = "condition"  # if, switch, match, conditional expressions, their branches
    LOOP = "loop"  # loops and comprehensions
    RETURN = "return"  # and yield
    JUMP = "jump"  # break, continue, goto
    EXCEPTION = "exception"  # try, throw, assertions, with
    IMPORT = "import"  # imports, packages, name spaces
    COLLECTION = "collection"  # list, map and tuple literals, their elements and patterns
    STATEMENT = "statement"  # an expression that stands alone, an empty statement
    COMMENT = "comment"
    MODIFIER = "modifier"  # access, storage, annotations, decorators
    OTHER = "other"


KINDS = tuple(NodeKind)
"""The kinds in the order of their numbers."""


def _read(table: str) -> dict[str, NodeKind]:
    rows = [line.split() for line in table.strip().splitlines()]
    return {node_type: NodeKind(kind) for kind, *types in rows for node_type in types}


NODE_KINDS: dict[str, dict[str, NodeKind]] = {language: _read(table) for language, table in TABLES.items()}
"""The kind of every named node type, by language."""


def node_kind(language: str, node_type: str) -> NodeKind:
    """The kind of a named node; `other` for a type that the language's table does not name."""
    return NODE_KINDS[language].get(node_type, NodeKind.OTHER)
