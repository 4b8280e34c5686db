"""Wrong versions of a program, each with one small change, to see whether the tests notice.

Changed operators and constants, off-by-one, swapped branches, dropped stages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from neuroglot.corpora.bundled.ir import Expr, Function, Stmt, const, expr

_SWAPS: dict[str, tuple[str, ...]] = {
    "add": ("sub",), "sub": ("add",), "mul": ("add",), "div": ("mul",), "mod": ("div",),
    "lt": ("le", "ge"), "le": ("lt", "gt"), "gt": ("ge", "le"), "ge": ("gt", "lt"), "eq": ("ne",), "ne": ("eq",),
    "eqs": ("nes",), "nes": ("eqs",), "and": ("or",), "or": ("and",), "min2": ("max2",), "max2": ("min2",),
    "max": ("min",), "min": ("max",), "any": ("all",), "all": ("any",), "sort": ("sortd",), "sortd": ("sort",),
    "take": ("drop",), "drop": ("take",), "head": ("last",), "last": ("head",), "isupper": ("islower",),
    "islower": ("isupper",), "cupper": ("clower",), "clower": ("cupper",), "starts": ("ends",), "ends": ("starts",),
    "upper": ("lower",), "isdigit": ("isalpha",), "isalpha": ("isdigit",),
}  # fmt: skip
_DROPS = frozenset((
    "filter", "map", "sort", "sortd", "rev", "uniq", "take", "drop", "every", "scan", "windows", "diffs", "enum", "not",
    "abs", "min2", "max2", "cupper", "clower", "upper", "lower", "srev", "mfilter", "mmap", "neg", "repeat", "slice",
))  # fmt: skip


def _constants(tree: Expr) -> Iterator[Expr]:
    value = tree.value
    if isinstance(value, bool):
        yield const(not value, "bool")
    elif isinstance(value, int):
        yield const(value + 1)
        if value > 0:
            yield const(value - 1)
    elif tree.type == "char" and isinstance(value, str):
        yield const(chr(ord(value) + 1), "char")
    elif isinstance(value, str):
        yield const(value + "x", "str")


def of_expression(tree: Expr) -> Iterator[Expr]:
    """Every expression that differs from this one by one change."""
    if tree.op == "const":
        yield from _constants(tree)
        return
    for other in _SWAPS.get(tree.op, ()):
        yield replace(tree, op=other)
    if tree.op in _DROPS and tree.args[0].type == tree.type:
        yield tree.args[0]
    if tree.op == "if":
        yield expr("if", tree.args[0], tree.args[2], tree.args[1])
    for index, child in enumerate(tree.args):
        for changed in of_expression(child):
            yield replace(tree, args=(*tree.args[:index], changed, *tree.args[index + 1 :]))


def of_statement(s: Stmt) -> Iterator[Stmt]:
    """Every statement that differs from this one by one change."""
    if s.kind == "aug" and s.op in ("add", "sub"):
        yield replace(s, op="sub" if s.op == "add" else "add")
    for index, tree in enumerate(s.exprs):
        for changed in of_expression(tree):
            yield replace(s, exprs=(*s.exprs[:index], changed, *s.exprs[index + 1 :]))
    if s.kind == "if" and s.bodies[1]:
        yield replace(s, bodies=(s.bodies[1], s.bodies[0]))
    for number, body in enumerate(s.bodies):
        for changed_body in of_body(body):
            yield replace(s, bodies=(*s.bodies[:number], changed_body, *s.bodies[number + 1 :]))


def of_body(body: tuple[Stmt, ...]) -> Iterator[tuple[Stmt, ...]]:
    """Every sequence of statements that differs from this one by one change."""
    for index, statement in enumerate(body):
        for changed in of_statement(statement):
            yield (*body[:index], changed, *body[index + 1 :])


def mutants(function: Function) -> Iterator[Function]:
    """Every version of the function with one change in its body; its helpers stay as they are."""
    for body in of_body(function.body):
        yield replace(function, body=body)
