"""Reads the tasks' language from text, in a subset of Python's syntax.

Authoring in text keeps the grammar short: `sum(map(filter(values, lambda x: x % 3 == 0), lambda x: x * x))`.
A bytes literal of one character is a char (`b"a"`). The text is parsed, never executed.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from neuroglot.corpora.bundled.ir import (
    ELEMENT,
    Const,
    Expr,
    Function,
    Stmt,
    const,
    expr,
    nil,
    var,
)

_ARITHMETIC: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.FloorDiv: "div",
    ast.Mod: "mod",
}
_COMPARISON: dict[type[ast.AST], str] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
}
_EMPTY = ("ints", "strs", "chars", "counts")


def lambda_types(op: str, args: list[Expr]) -> tuple[str, ...]:
    """The types of a lambda's parameters, from the operation that takes it and its other operands."""
    first = ELEMENT.get(args[0].type, "")
    table = {
        "fold": (args[1].type, first) if len(args) > 1 else (),
        "zip": (first, ELEMENT.get(args[1].type, "")) if len(args) > 1 else (),
        "enum": ("int", first),
        "mfilter": ("str", "int"),
        "mmap": ("str", "int"),
    }
    return table.get(op, (first,))


@dataclass
class _Reader:
    """Converts syntax trees; `env` has the type of every variable, `calls` the result type of every helper."""

    env: dict[str, str]
    calls: Mapping[str, str] = field(default_factory=dict)

    def expression(self, node: ast.expr) -> Expr:
        match node:
            case ast.Name(id=name):
                return var(name, self._type(name))
            case ast.Constant(value=bytes() as value):
                return const(value.decode(), "char")
            case ast.Constant(value=value) if isinstance(value, bool | int | str):
                return const(value, type(value).__name__)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return self._binary(_ARITHMETIC[type(op)], self.expression(left), self.expression(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISON:
                return self._compare(_COMPARISON[type(op)], self.expression(left), self.expression(right))
            case ast.BoolOp(op=op, values=values):
                name = "and" if isinstance(op, ast.And) else "or"
                result = self.expression(values[0])
                for other in values[1:]:
                    result = expr(name, result, self.expression(other))
                return result
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return expr("not", self.expression(operand))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
                return const(-number)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return expr("neg", self.expression(operand))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return expr("if", *(self.expression(e) for e in (test, body, orelse)))
            case ast.Subscript(value=value, slice=index):
                base = self.expression(value)
                return expr("sat" if base.type == "str" else "at", base, self.expression(index))
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._call(name, args)
        raise ValueError(f"not in the tasks' language: {ast.unparse(node)}")

    def _type(self, name: str) -> str:
        if name not in self.env:
            raise ValueError(f"variable {name!r} is used before it is assigned")
        return self.env[name]

    def _binary(self, op: str, left: Expr, right: Expr) -> Expr:
        kinds = (left.type, right.type)
        if op == "add" and kinds != ("int", "int"):
            op = {"str": "cat", "char": "catc"}[right.type] if left.type == "str" else "cons"
            if left.type in ("ints", "strs", "chars"):
                op = "plus"
        return expr(op, left, right)

    def _compare(self, op: str, left: Expr, right: Expr) -> Expr:
        return expr(op + "s" if left.type == "str" else op, left, right)

    def _call(self, name: str, nodes: list[ast.expr]) -> Expr:
        if name in _EMPTY and not nodes:
            return nil(name)
        args: list[Expr] = []
        binders: tuple[str, ...] = ()
        for node in nodes:
            if isinstance(node, ast.Lambda):
                binders = tuple(a.arg for a in node.args.args)
                types = lambda_types(name, args)
                inner = _Reader({**self.env, **dict(zip(binders, types, strict=True))}, self.calls)
                args.append(inner.expression(node.body))
            else:
                args.append(self.expression(node))
        if name in self.calls:
            return Expr("call", tuple(args), self.calls[name], name)
        if name == "len":
            name = {"str": "slen", "counts": "mlen"}.get(args[0].type, "len")
        if name == "slice" and args[2] == expr("slen", args[0]):
            return expr("sdrop", args[0], args[1])
        return expr(name, *args, binders=binders)

    def block(self, nodes: list[ast.stmt]) -> tuple[Stmt, ...]:
        return tuple(self.statement(node) for node in nodes)

    def statement(self, node: ast.stmt) -> Stmt:
        match node:
            case ast.Return(value=ast.expr() as value):
                return Stmt("return", exprs=(self.expression(value),))
            case ast.Break():
                return Stmt("break")
            case ast.Continue():
                return Stmt("continue")
            case ast.If(test=test, body=body, orelse=orelse):
                return Stmt("if", (), (self.expression(test),), (self.block(body), self.block(orelse)))
            case ast.While(test=test, body=body):
                return Stmt("while", (), (self.expression(test),), (self.block(body),))
            case ast.For(target=target, iter=iterated, body=body):
                return self._loop(target, iterated, body)
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                change = self._binary(_ARITHMETIC[type(op)], var(name, self._type(name)), self.expression(value))
                return Stmt("aug", (name,), (change.args[1],), (), change.op)
            case ast.Assign(targets=[target], value=value):
                return self._assign(target, value)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[item])):
                return Stmt("append", (name,), (self.expression(item),))
        raise ValueError(f"not in the tasks' language: {ast.unparse(node)}")

    def _assign(self, target: ast.expr, value: ast.expr) -> Stmt:
        match target, value:
            case ast.Name(id=name), _:
                result = self.expression(value)
                kind = "set" if name in self.env else "let"
                self.env[name] = result.type
                return Stmt(kind, (name,), (result,))
            case ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)]), ast.Tuple(elts=[one, two]):
                return Stmt("pair", (first, second), (self.expression(one), self.expression(two)))
            case ast.Subscript(value=ast.Name(id=name), slice=index), _:
                return Stmt("put", (name,), (self.expression(index), self.expression(value)))
        raise ValueError(f"not in the tasks' language: {ast.unparse(target)} = ...")

    def _loop(self, target: ast.expr, iterated: ast.expr, body: list[ast.stmt]) -> Stmt:
        names = tuple(n.id for n in ast.walk(target) if isinstance(n, ast.Name))
        outer = dict(self.env)
        if (
            isinstance(iterated, ast.Call)
            and isinstance(iterated.func, ast.Name)
            and iterated.func.id
            in (
                "range",
                "down",
            )
        ):
            bounds = tuple(self.expression(a) for a in iterated.args)
            self.env[names[0]] = "int"
            kind = "count" if iterated.func.id == "range" else "down"
            statement = Stmt(kind, names, bounds, (self.block(body),))
        else:
            source = self.expression(iterated)
            kinds = ("str", "int") if source.type == "counts" else (ELEMENT[source.type],)
            self.env.update(zip(names, kinds, strict=True))
            statement = Stmt("each2" if len(names) == 2 else "each", names, (source,), (self.block(body),))
        self.env = outer
        return statement


def read_expression(text: str, env: Mapping[str, str], calls: Mapping[str, str]) -> Expr:
    """An expression from its text; `env` types its variables, `calls` the helpers it may call."""
    return _Reader(dict(env), calls).expression(ast.parse(text.strip(), mode="eval").body)


@cache
def read_function(text: str, calls: tuple[tuple[str, str], ...] = ()) -> Function:
    """A function from its text (`def f(n: int) -> int: ...`); it may call itself and the given helpers."""
    node = ast.parse(text.strip()).body[0]
    if not isinstance(node, ast.FunctionDef) or node.returns is None:
        raise ValueError(f"expected one function with a return type, got: {text[:60]}")
    params = tuple((a.arg, ast.unparse(a.annotation)) for a in node.args.args if a.annotation)
    returns = ast.unparse(node.returns)
    reader = _Reader(dict(params), {**dict(calls), node.name: returns})
    return Function(node.name, params, returns, reader.block(node.body))


__all__ = ["Const", "lambda_types", "read_expression", "read_function"]
