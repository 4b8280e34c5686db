"""Which nodes of a syntax tree are functions, what they are called, and which nodes around them belong to them."""

from __future__ import annotations

from functools import cache

import tree_sitter

FUNCTIONS: dict[str, str] = {
    "cpp": "function_definition",
    "java": "method_declaration constructor_declaration compact_constructor_declaration",
    "python": "function_definition",
    "go": "function_declaration method_declaration",
    "javascript": "function_declaration generator_function_declaration method_definition function_expression "
    "generator_function arrow_function",
    "ruby": "method singleton_method",
    "php": "function_definition method_declaration",
}
"""The node types of functions that can have a name, by language; lambdas of other languages than JavaScript can't."""

SCOPES: dict[str, str] = {
    "cpp": "class_specifier struct_specifier union_specifier namespace_definition",
    "java": "class_declaration interface_declaration enum_declaration record_declaration",
    "python": "class_definition",
    "go": "",
    "javascript": "class_declaration class",
    "ruby": "class module",
    "php": "class_declaration trait_declaration interface_declaration enum_declaration",
}
"""The node types that give the functions inside of them a first name, by language."""

COMMENTS: dict[str, str] = {"java": "line_comment block_comment"}
"""The node types of comments; `comment` where a language has no row."""

_WRAPPERS = frozenset(
    {
        "decorated_definition",
        "template_declaration",
        "export_statement",
        "linkage_specification",
        "expression_statement",
    }
)
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})
_BOUND_AS = {
    "variable_declarator": "value",
    "assignment_expression": "right",
    "pair": "value",
    "field_definition": "value",
}
_NAMED_BY = {
    "variable_declarator": "name",
    "assignment_expression": "left",
    "pair": "key",
    "field_definition": "property",
}
_EXPRESSIONS = frozenset({"function_expression", "generator_function", "arrow_function"})


@cache
def query(language: str, grammar: tree_sitter.Language) -> tree_sitter.Query:
    """Finds the functions (`function`), what names them (`scope`) and the comments (`comment`) of a syntax tree.

    `grammar` is the tree's own: PHP has two.
    """
    kinds = {"function": FUNCTIONS, "scope": SCOPES, "comment": COMMENTS}
    patterns = [
        f"({kind}) @{capture}"
        for capture, table in kinds.items()
        for kind in table.get(language, "comment" if capture == "comment" else "").split()
    ]
    return tree_sitter.Query(grammar, "\n".join(patterns))


def body_of(function: tree_sitter.Node) -> tuple[int, int] | None:
    """The bytes of a function's body, its braces included; None for a mere declaration.

    An empty method of Ruby has an empty body before its `end`.
    """
    body = function.child_by_field_name("body")
    if body is not None:
        return body.start_byte, body.end_byte
    last = function.children[-1] if function.children else None
    if function.type in ("method", "singleton_method") and last is not None and last.type == "end":
        return last.start_byte, last.start_byte
    return None


def binding_of(function: tree_sitter.Node) -> tree_sitter.Node | None:
    """What binds a function expression of JavaScript to a name (`f = () => 1`), or None."""
    if function.type not in _EXPRESSIONS:
        return None
    parent = function.parent
    if parent is None or parent.type not in _BOUND_AS:
        return None
    value = parent.child_by_field_name(_BOUND_AS[parent.type])
    return parent if value is not None and value.id == function.id else None


def whole(node: tree_sitter.Node) -> tree_sitter.Node:
    """The node that holds a function (or its binding) with its decorators, template header, `export` and `const`.

    Of a declaration of several variables it is only their own part; Ruby's `private def f` is whole with `private`.
    """
    while (parent := node.parent) is not None:
        if parent.type in _WRAPPERS or (parent.type in _DECLARATIONS and parent.named_child_count == 1):
            node = parent
        elif _is_modified(parent):
            node = parent.parent or parent
        else:
            break
    return node


def _is_modified(parent: tree_sitter.Node) -> bool:
    """Whether this is the argument list of `private def f`, which has no parentheses and nothing else in it."""
    if parent.type != "argument_list" or parent.child_count != 1:
        return False
    call = parent.parent
    return (
        parent.children[0].type in ("method", "singleton_method", "call")
        and call is not None
        and call.type == "call"
        and call.child_by_field_name("receiver") is None
    )


def names_of(node: tree_sitter.Node) -> tuple[str, ...]:
    """The names by which a function, its binding or a scope calls itself, outermost first; empty without a name.

    C++'s `A::f` and Go's `func (a *A) f()` are ("A", "f"), `x.y = function () {}` is ("x", "y").
    """
    if node.type in _NAMED_BY:
        target = node.child_by_field_name(_NAMED_BY[node.type])
        return () if target is None else _path(target)
    if node.type == "function_definition" and node.child_by_field_name("declarator") is not None:
        declared = _declared(node)
        return () if declared is None else _qualified(declared)
    name = node.child_by_field_name("name")
    if name is None:
        return ()
    owner = node.child_by_field_name("receiver") or node.child_by_field_name("object")
    first = () if owner is None else _owner(owner)
    return (*first, *_qualified(name))


def _path(target: tree_sitter.Node) -> tuple[str, ...]:
    """`a.b["c"]` as its names; only the last of them where something else than names stands before it."""
    if target.type in ("member_expression", "subscript_expression"):
        owner, last = (target.child_by_field_name(field) for field in ("object", "property"))
        last = target.child_by_field_name("index") if last is None else last
        is_named = owner is not None and owner.type in ("identifier", "this", "member_expression")
        first = _path(owner) if owner is not None and is_named else ()
        return first if last is None else (*first, *_path(last))
    return (_text(target).strip("'\"`[]"),)


def _owner(node: tree_sitter.Node) -> tuple[str, ...]:
    """The type of a receiver of Go, the object of a singleton method of Ruby."""
    if node.type == "self":
        return ()
    if node.type != "parameter_list":
        return (_text(node),)
    found = node
    while found.type != "type_identifier":
        inner = found.child_by_field_name("type") or next(iter(found.named_children), None)
        if inner is None:
            return ()
        found = inner
    return (_text(found),)


def _declared(function: tree_sitter.Node) -> tree_sitter.Node | None:
    """What a function definition of C++ declares, inside of pointers, references and parameters."""
    found: tree_sitter.Node | None = function
    is_function = False
    while found is not None:
        if found.type == "operator_cast":
            return found
        is_function |= found.type == "function_declarator"
        inner = found.child_by_field_name("declarator")
        if inner is None:
            inner = next((one for one in found.named_children if one.type.endswith("declarator")), None)
        if inner is None:
            return found if is_function else None
        found = inner
    return None


def _qualified(node: tree_sitter.Node) -> tuple[str, ...]:
    """`A<T>::B::f` as its names, without the arguments of templates."""
    names: list[str] = []
    found: tree_sitter.Node | None = node
    if node.type == "nested_namespace_specifier":
        return tuple(_text(node).replace(" ", "").split("::"))
    while found is not None and found.type in ("qualified_identifier", "scope_resolution"):
        scope = found.child_by_field_name("scope")
        names += [] if scope is None else [_plain(scope)]
        found = found.child_by_field_name("name")
    return (*names, *([] if found is None else [_plain(found)]))


def _plain(node: tree_sitter.Node) -> str:
    if node.type in ("template_type", "template_function", "template_method"):
        node = node.child_by_field_name("name") or node
    if node.type == "operator_cast":
        kind = node.child_by_field_name("type")
        return "operator" if kind is None else f"operator {_text(kind)}"
    return _text(node)


def _text(node: tree_sitter.Node) -> str:
    return " ".join((node.text or b"").decode().split())
