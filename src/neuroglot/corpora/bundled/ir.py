"""The small typed language in which the bundled tasks are written: expressions, statements, functions.

Values are int, bool, char (one ASCII character), str, ints, strs, chars (lists) and counts (a map from str to int).
Programs keep to what means the same in every language rendered: ASCII text, ints far inside 32 bits, no division
or remainder of negative numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

Const = int | str | bool | None


@dataclass(frozen=True, slots=True)
class Expr:
    """An operation, its operands, its type; `binders` are the parameters of a lambda, the last operand its body."""

    op: str
    args: tuple[Expr, ...] = ()
    type: str = "int"
    value: Const = None
    binders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stmt:
    """A statement. What `names`, `exprs` and `bodies` hold depends on the kind:

    let/set v = e; aug v op= e; append v, e; put v[e0] = e1; bump v[e0] += e1; each v in e; each2 k, v in e;
    count v from e0 below e1; down v from e0 - 1 to e1; while e; if e (then, else); return e; pair a, b = e0, e1;
    swap v[e0], v[e1].
    """

    kind: str
    names: tuple[str, ...] = ()
    exprs: tuple[Expr, ...] = ()
    bodies: tuple[tuple[Stmt, ...], ...] = ()
    op: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function with typed parameters; `helpers` are the functions it calls, each before those that need it."""

    name: str
    params: tuple[tuple[str, str], ...]
    returns: str
    body: tuple[Stmt, ...]
    helpers: tuple[Function, ...] = ()


ELEMENT = {"ints": "int", "strs": "str", "chars": "char", "str": "char"}
LIST_OF = {"int": "ints", "str": "strs", "char": "chars"}

_FIXED = {
    "int": "add sub mul div mod neg min2 max2 abs len slen mlen ord digit mget sum max min blen",
    "bool": "eq ne lt le gt ge eqs nes and or not isupper islower isdigit isalpha inset starts ends contains "
    "has mhas any all",
    "str": "cat catc cons stail slice sdrop upper lower str cstr srev repeat join text longest built",
    "char": "cupper clower chr sat",
    "ints": "range digits scan diffs windows values",
    "strs": "words keys",
    "chars": "chars",
    "counts": "mfilter mmap tally",
}
_TYPES: dict[str, str] = {op: kind for kind, ops in _FIXED.items() for op in ops.split()}
_SAME = frozenset(["tail", "filter", "sort", "sortd", "rev", "uniq", "take", "drop", "every", "plus"])
SEQUENCE_BODY = frozenset(["map", "zip", "enum"])


def result_type(op: str, args: tuple[Expr, ...]) -> str:
    """The type of an operation's value, from its operands' types."""
    if op in _TYPES:
        return _TYPES[op]
    if op in _SAME:
        return args[0].type
    if op in SEQUENCE_BODY:
        return LIST_OF[args[-1].type]
    if op == "if":
        return args[1].type
    if op in ("at", "head", "last"):
        return ELEMENT[args[0].type]
    if op == "fold":
        return args[1].type
    if op == "single":
        return LIST_OF[args[0].type]
    raise ValueError(f"unknown operation {op!r}; known: {', '.join(sorted(_TYPES))}")


def expr(op: str, *args: Expr, binders: tuple[str, ...] = ()) -> Expr:
    """An operation with its type worked out."""
    return Expr(op, args, result_type(op, args), None, binders)


def var(name: str, kind: str) -> Expr:
    """A variable's value."""
    return Expr("var", (), kind, name)


def const(value: Const, kind: str = "int") -> Expr:
    """A constant; an empty list or map is `nil` of its type."""
    return Expr("const", (), kind, value)


def nil(kind: str) -> Expr:
    """An empty list or map."""
    return Expr("nil", (), kind)


def subexpressions(tree: Expr) -> Iterator[Expr]:
    """Every node of an expression, the root first."""
    yield tree
    for child in tree.args:
        yield from subexpressions(child)


def rewrite(tree: Expr, change: Callable[[Expr], Expr | None]) -> Expr:
    """The tree with every node for which `change` gives one replaced, from the root down."""
    new = change(tree)
    if new is not None:
        return new
    if not tree.args:
        return tree
    args = tuple(rewrite(child, change) for child in tree.args)
    return tree if args == tree.args else replace(tree, args=args)


def substitute(tree: Expr, values: dict[str, Expr]) -> Expr:
    """The tree with variables replaced; lambda parameters hide outer names."""
    if tree.op == "var":
        return values.get(str(tree.value), tree)
    if not tree.args:
        return tree
    inner = {k: v for k, v in values.items() if k not in tree.binders} if tree.binders else values
    last = len(tree.args) - 1
    args = tuple(substitute(a, inner if i == last else values) for i, a in enumerate(tree.args))
    return replace(tree, args=args)


def map_statement(statement: Stmt, change: Callable[[Expr], Expr]) -> Stmt:
    """The statement with `change` applied to each of its expressions, in its bodies too."""
    return replace(
        statement,
        exprs=tuple(change(e) for e in statement.exprs),
        bodies=tuple(tuple(map_statement(s, change) for s in body) for body in statement.bodies),
    )


def shape(tree: Expr) -> str:
    """The expression with names and constants abstracted: variables by order of appearance, constants by type."""
    seen: dict[str, int] = {}

    def walk(node: Expr) -> str:
        if node.op == "const":
            return f"#{node.type}"
        if node.op == "var":
            return f"v{seen.setdefault(str(node.value), len(seen))}:{node.type}"
        name = f"call {node.value}" if node.op == "call" else node.op
        return f"({name} {' '.join(walk(a) for a in node.args)})" if node.args else name

    return walk(tree)


def function_shape(function: Function) -> str:
    """A function's statements with names and constants abstracted."""

    def of(statement: Stmt) -> str:
        inner = "".join(f"[{' '.join(of(s) for s in body)}]" for body in statement.bodies)
        return f"({statement.kind}{statement.op} {' '.join(shape(e) for e in statement.exprs)}{inner})"

    return " ".join(of(statement) for statement in function.body)


def renamed(function: Function, names: dict[str, str]) -> Function:
    """The function with its own name, parameters and their uses renamed; names that are in use already are kept."""
    used = set(re.findall(r"\w+", repr(function.body))) | {helper.name for helper in function.helpers}
    table = {old: new for old, new in names.items() if new not in used}
    params = tuple((table.get(name, name), kind) for name, kind in function.params)
    if len({name for name, _ in params}) < len(params):
        return function

    def of_expr(tree: Expr) -> Expr:
        value = table.get(str(tree.value), tree.value) if tree.op in ("var", "call") else tree.value
        return replace(tree, args=tuple(of_expr(a) for a in tree.args), value=value)

    def of_statement(s: Stmt) -> Stmt:
        bodies = tuple(tuple(of_statement(inner) for inner in body) for body in s.bodies)
        return Stmt(
            s.kind, tuple(table.get(n, n) for n in s.names), tuple(of_expr(e) for e in s.exprs), bodies, s.op
        )  # fmt: skip

    body = tuple(of_statement(s) for s in function.body)
    return replace(function, name=table.get(function.name, function.name), params=params, body=body)
