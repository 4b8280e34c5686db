"""What Go writes with more than a template: operators spaced as gofmt has them, calls of helpers brought along."""

from __future__ import annotations

from neuroglot.corpora.bundled.ir import Expr
from neuroglot.corpora.bundled.render.engine import Form, Writer
from neuroglot.corpora.bundled.render.go_library import LIBRARY
from neuroglot.corpora.bundled.render.notation import (
    AND,
    ANY,
    ATOM,
    EQUALITY,
    OR,
    POSTFIX,
    PRODUCT,
    SUM,
    Template,
)
from neuroglot.corpora.bundled.syntax import lambda_types


def _digit(w: Writer, tree: Expr) -> tuple[str, int]:
    space = " " if w.depth == 1 else ""
    return f"int({_operand(w, tree.args[0], SUM, w.depth + 1)}{space}-{space}'0')", POSTFIX


def _function(w: Writer, tree: Expr) -> str:
    """The operation's lambda as a function literal."""
    kinds = lambda_types(tree.op, list(tree.args))
    params = ", ".join(f"{w.name(n)} {w.type(k)}" for n, k in zip(tree.binders, kinds, strict=True))
    body = tree.args[-1]
    head = f"func({params}) {w.type(body.type)} {{"
    outer, w.depth = w.depth, 1
    if body.op == "if":
        test, yes, no = (w.body(a) for a in body.args)
        text = f"{head}\n\tif {test} {{\n\t\treturn {yes}\n\t}}\n\treturn {no}\n}}"
    else:
        text = f"{head} return {w.body(body)} }}"
    w.depth = outer
    return text


_BINARY = {
    "or": ("||", OR), "and": ("&&", AND), "eq": ("==", EQUALITY), "ne": ("!=", EQUALITY), "eqs": ("==", EQUALITY),
    "nes": ("!=", EQUALITY), "lt": ("<", EQUALITY), "le": ("<=", EQUALITY), "gt": (">", EQUALITY),
    "ge": (">=", EQUALITY), "add": ("+", SUM), "sub": ("-", SUM), "cat": ("+", SUM), "catc": ("+", SUM),
    "cons": ("+", SUM), "mul": ("*", PRODUCT), "div": ("/", PRODUCT), "mod": ("%", PRODUCT),
}  # fmt: skip


def _levels(tree: Expr) -> set[int]:
    """The precedences of an expression's arithmetic operators, as far as no parenthesis comes between."""
    if tree.op not in _BINARY:
        return set()
    level = _BINARY[tree.op][1]
    found = {level} & {SUM, PRODUCT}
    for child in tree.args:
        if child.op in _BINARY and _BINARY[child.op][1] >= level:
            found |= _levels(child)
    return found


def _spaced(tree: Expr, depth: int) -> bool:
    """Whether gofmt puts spaces round the operator: by its precedence and by how deep the expression is nested."""
    mixed = {SUM, PRODUCT} <= _levels(tree)
    bound = SUM if depth > 1 else PRODUCT if mixed else PRODUCT + 1
    return _BINARY[tree.op][1] < bound


def _operand(w: Writer, tree: Expr, level: int, depth: int) -> str:
    own = _BINARY[tree.op][1] if tree.op in _BINARY else ATOM
    return at_depth(w, tree, max(depth - 1, 1) if own < level else depth, level)


def at_depth(w: Writer, tree: Expr, depth: int, level: int = ANY) -> str:
    outer, w.depth = w.depth, depth
    text = w.expr(tree, level)
    w.depth = outer
    return text


def _binary(w: Writer, tree: Expr) -> tuple[str, int]:
    """An operation of two operands, spaced as gofmt has it."""
    sign, level = _BINARY[tree.op]
    left, right = tree.args
    depth = w.depth
    same = left.op in _BINARY and _BINARY[left.op][1] == level
    one = _operand(w, left, level, depth if same else depth + 1)
    two = _operand(w, right, level + 1, depth + 1)
    one = f"string({one})" if tree.op == "cons" else one
    two = f"string({two})" if tree.op == "catc" else two
    space = " " if _spaced(tree, depth) else ""
    return f"{one}{space}{sign}{space}{two}", level


def _index(w: Writer, tree: Expr) -> tuple[str, int]:
    text = f"{w.expr(tree.args[0], POSTFIX)}[{at_depth(w, tree.args[1], w.depth + 1)}]"
    return (f"rune({text})" if tree.op == "sat" else text), POSTFIX


def _library(name: str, function: bool = False) -> Form:
    """A call of a helper that the program brings along."""

    def form(w: Writer, tree: Expr) -> tuple[str, int]:
        w.library[name] = LIBRARY[name]
        given = tree.args[:-1] if function else tree.args
        args = [at_depth(w, a, w.depth + (len(tree.args) > 1)) for a in given]
        if function:
            args.append(_function(w, tree))
        return f"{name}({', '.join(args)})", POSTFIX

    return form


def _call(w: Writer, tree: Expr) -> tuple[str, int]:
    """A call; the task's own function is exported, its helpers are not."""
    name = w.name(str(tree.value))
    if tree.value == w.main:
        name = name[0].upper() + name[1:]
    depth = w.depth + (len(tree.args) > 1)
    return f"{name}({', '.join(at_depth(w, a, depth) for a in tree.args)})", POSTFIX


def _choice(w: Writer, tree: Expr) -> tuple[str, int]:
    test, yes, no = (at_depth(w, a, 1) for a in tree.args)
    name = w.fresh("chosen")
    w.hoist(f"{name} := {no}", f"if {test} {{", f"\t{name} = {yes}", "}")
    return name, ATOM


def _ordered(w: Writer, tree: Expr) -> tuple[str, int]:
    text, name = w.expr(tree.args[0]), w.fresh("ordered")
    kind = {"ints": "Int", "strs": "String"}[tree.type]
    w.hoist(f"{name} := append({w.type(tree.type)}{{}}, {text}...)")
    if tree.op == "sort":
        w.hoist(f"sort.{kind}s({name})")
    else:
        w.hoist(f"sort.Sort(sort.Reverse(sort.{kind}Slice({name})))")
    return name, ATOM


def _edge(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    items = w.expr(source)
    if source.op != "var":
        name = w.fresh("found")
        w.hoist(f"{name} := {items}")
        items = name
    result = w.fresh("first" if tree.op == "head" else "last")
    index = "0" if tree.op == "head" else f"len({items})-1"
    w.hoist(f"{result} := {w.expr(tree.args[1])}", f"if len({items}) > 0 {{", f"\t{result} = {items}[{index}]", "}")
    return result, ATOM


def _nil(w: Writer, tree: Expr) -> tuple[str, int]:
    return w.type(tree.type) + "{}", ATOM


def _get(w: Writer, tree: Expr) -> tuple[str, int]:
    if tree.args[2].value == 0:
        return w.fill(Template("$0.[$1]"), tree), POSTFIX
    name = w.fresh("amount")
    w.hoist(f"{name}, ok := {w.fill(Template('$0.[$1]'), tree)}", "if !ok {", f"\t{name} = {w.expr(tree.args[2])}", "}")
    return name, ATOM


def _has(w: Writer, tree: Expr) -> tuple[str, int]:
    name = w.fresh("known")
    w.hoist(w.fill(Template(f"_, {name} := $0.[$1]"), tree))
    return name, ATOM


FORMS = {
    **dict.fromkeys(_BINARY, _binary),
    "at": _index,
    "sat": _index,
    "digit": _digit,
    "call": _call,
    "map": _library("apply", True),
    "filter": _library("filter", True),
    "fold": _library("reduce", True),
    "any": _library("anyMatch", True),
    "all": _library("allMatch", True),
    "zip": _library("zipWith", True),
    "enum": _library("applyIndexed", True),
    "mfilter": _library("filterMap", True),
    "mmap": _library("applyValues", True),
    "sum": _library("sumOf"),
    "max": _library("maxOr"),
    "min": _library("minOr"),
    "min2": _library("minInt"),
    "max2": _library("maxInt"),
    "abs": _library("absInt"),
    "rev": _library("reversed"),
    "srev": _library("reverseString"),
    "uniq": _library("distinct"),
    "has": _library("contains"),
    "take": _library("firstN"),
    "drop": _library("skipN"),
    "every": _library("everyNth"),
    "range": _library("makeRange"),
    "digits": _library("digitsOf"),
    "scan": _library("runningSums"),
    "diffs": _library("differences"),
    "windows": _library("windowSums"),
    "tally": _library("tally"),
    "longest": _library("longestOf"),
    "values": _library("valuesOf"),
    "keys": _library("sortedKeys"),
    "if": _choice,
    "sort": _ordered,
    "sortd": _ordered,
    "head": _edge,
    "last": _edge,
    "nil": _nil,
    "mget": _get,
    "mhas": _has,
}
