"""C++17: the algorithms of the standard library for what is functional, plain loops otherwise."""

from __future__ import annotations

import json

from neuroglot.corpora.bundled.ir import ELEMENT, Expr, Function, Stmt
from neuroglot.corpora.bundled.render.cpp_forms import FORMS, parameter
from neuroglot.corpora.bundled.render.engine import Dialect, Writer
from neuroglot.corpora.bundled.render.notation import (
    EQUALITY,
    POSTFIX,
    SUM,
    UNARY,
    Template,
    arithmetic,
)

TYPES = {
    "int": "int",
    "bool": "bool",
    "str": "string",
    "char": "char",
    "ints": "vector<int>",
    "strs": "vector<string>",
    "chars": "string",
    "counts": "map<string, int>",
    "builder": "string",
}


def literal(value: object, kind: str) -> str:
    """A value as C++ writes it."""
    if kind == "char":
        return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
    return json.dumps(value)


def _helper(w: Writer, function: Function) -> list[str]:
    params = ", ".join(f"{w.type(kind)} {w.name(name)}" for name, kind in function.params)
    kinds = ", ".join(w.type(kind) for _, kind in function.params)
    recursive = _calls(function.body, function.name)
    returns = w.type(function.returns)
    name = w.name(function.name)
    declared = f"function<{returns}({kinds})> {name}" if recursive else f"auto {name}"
    capture = "&" if recursive or any(_calls(function.body, h.name) for h in function.helpers) else ""
    return [f"{declared} = [{capture}]({params}) -> {returns} {{", *w.block(function.body, 1), "};"]


def _calls(statements: tuple[Stmt, ...], name: str) -> bool:
    def in_expr(tree: Expr) -> bool:
        return (tree.op == "call" and tree.value == name) or any(in_expr(a) for a in tree.args)

    return any(any(in_expr(e) for e in s.exprs) or any(_calls(b, name) for b in s.bodies) for s in statements)


def _adjust(w: Writer, s: Stmt) -> list[str] | None:
    name = w.name(s.names[0]) if s.names else ""
    if s.kind == "let" and s.exprs[0].op == "nil":
        return [f"{w.type(s.exprs[0].type)} {name};"]
    if s.kind == "each":
        kind = ELEMENT[s.exprs[0].type]
        return [f"for ({parameter(w, s.names[0], kind)} : {w.expr(s.exprs[0])}) {{", *w.block(s.bodies[0], 1), "}"]
    if s.kind == "pair":
        spare, kind = w.fresh("next"), w.type(s.exprs[0].type)
        other = w.name(s.names[1])
        return [f"{kind} {spare} = {w.expr(s.exprs[0])};", f"{other} = {w.expr(s.exprs[1])};", f"{name} = {spare};"]
    if s.kind == "aug" and s.exprs[0].op == "const" and s.exprs[0].value == 1 and s.op in ("add", "sub"):
        return [f"{name}{'++' if s.op == 'add' else '--'};"]
    if s.kind == "bump" and s.exprs[1].op == "const" and s.exprs[1].value == 1:
        return [f"{name}[{w.expr(s.exprs[0])}]++;"]
    return None


TEMPLATES = {
    **arithmetic(catc=Template("$0< + $1>", SUM), cons=Template("string(1, $0) + $1>", SUM)),
    "min2": Template("min($0, $1)", POSTFIX),
    "max2": Template("max($0, $1)", POSTFIX),
    "abs": Template("abs($0)", POSTFIX),
    "slen": Template("(int) $0..size()", UNARY),
    "mlen": Template("(int) $0..size()", UNARY),
    "sat": Template("$0.[$1]", POSTFIX),
    "tail": Template("$T($0..begin() + 1, $0..end())", POSTFIX),
    "sdrop": Template("$0..substr($1)", POSTFIX),
    "stail": Template("$0..substr(1)", POSTFIX),
    "single": Template("$T{$0}"),
    "slice": Template("$0..substr($1, $2> - $1>)", POSTFIX),
    "cupper": Template("(char) toupper($0)", UNARY),
    "clower": Template("(char) tolower($0)", UNARY),
    "isupper": Template("isupper($0)", POSTFIX),
    "islower": Template("islower($0)", POSTFIX),
    "isdigit": Template("isdigit($0)", POSTFIX),
    "isalpha": Template("isalpha($0)", POSTFIX),
    "inset": Template("string($1).find($0) != string::npos", EQUALITY),
    "ord": Template("(int) $0>", UNARY),
    "chr": Template("(char) ($0)", UNARY),
    "digit": Template("$0< - '0'", SUM),
    "str": Template("to_string($0)", POSTFIX),
    "built": Template("$0"),
    "blen": Template("(int) $0..size()", UNARY),
    "cstr": Template("string(1, $0)", POSTFIX),
    "starts": Template("$0..rfind($1, 0) == 0", EQUALITY),
    "contains": Template("$0..find($1) != string::npos", EQUALITY),
    "text": Template("$0"),
    "mget": Template("($0..count($1) ? $0..at($1) : $2)"),
    "mhas": Template("$0..count($1) > 0", EQUALITY),
}


DIALECT = Dialect(
    name="cpp",
    indent="    ",
    types=TYPES,
    templates=TEMPLATES,
    forms=FORMS,
    statements={
        "let": "$T @0 = $0;",
        "set": "@0 = $0;",
        "aug add": "@0 += $0;",
        "aug sub": "@0 -= $0;",
        "aug mul": "@0 *= $0;",
        "aug div": "@0 /= $0;",
        "aug mod": "@0 %= $0;",
        "aug cat": "@0 += $0;",
        "aug catc": "@0 += $0;",
        "aug cats": "@0 += $0;",
        "aug catb": "@0 += $0;",
        "append": "@0.push_back($0);",
        "put": "@0[$0] = $1;",
        "bump": "@0[$0] += $1;",
        "return": "return $0;",
        "swap": "swap(@0[$0], @0[$1]);",
        "break": "break;",
        "continue": "continue;",
    },
    blocks={
        "each2": "for (const auto& [@0, @1] : $0) {",
        "count": "for (int @0 = $0; @0 < $1; @0++) {",
        "down": "for (int @0 = $0 - 1; @0 >= $1; @0--) {",
        "while": "while ($0) {",
        "if": "if ($0) {",
        "else if": "} else if ($0) {",
    },
    otherwise="} else {",
    end="}",
    literal=literal,
    identifier=lambda name: name,
    helper=_helper,
    helpers_first=True,
    adjust=_adjust,
)
