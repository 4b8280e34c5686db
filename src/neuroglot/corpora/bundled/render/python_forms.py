"""What Python writes with more than a template: comprehensions and what takes them."""

from __future__ import annotations

from neuroglot.corpora.bundled.ir import Expr
from neuroglot.corpora.bundled.render.engine import Form, Writer
from neuroglot.corpora.bundled.render.notation import (
    ATOM,
    CHOICE,
    EQUALITY,
    NOT,
    OR,
    POSTFIX,
    Template,
)


def _comprehension(w: Writer, tree: Expr) -> str:
    """`body for x in seq if test`, with one filter and one map taken together where they can be."""
    if tree.op == "filter":
        x = w.name(tree.binders[0])
        return f"{x} for {x} in {_iterable(w, tree.args[0])} if {w.body(tree.args[1], OR)}"
    source = tree.args[0]
    body, x = w.body(tree.args[1], CHOICE), w.name(tree.binders[0])
    if source.op == "filter" and source.binders == tree.binders:
        return f"{body} for {x} in {_iterable(w, source.args[0])} if {w.body(source.args[1], OR)}"
    return f"{body} for {x} in {_iterable(w, source)}"


def _function(w: Writer, tree: Expr) -> str:
    """The operation's lambda; the name alone where it only calls a function of its parameter."""
    body = tree.args[-1]
    if body.op == "call" and [a.value for a in body.args] == list(tree.binders):
        return w.name(str(body.value))
    return f"lambda {w.name(tree.binders[0])}: {w.body(body)}"


def _iterable(w: Writer, tree: Expr) -> str:
    """What a `for` can go over, without making a list of it."""
    if tree.op == "map" and tree.args[0].op == "filter":
        return f"({_comprehension(w, tree)})"
    if tree.op in ("map", "filter"):
        return f"{tree.op}({_function(w, tree)}, {_iterable(w, tree.args[0])})"
    if tree.op == "range":
        return w.fill(Template("range($0, $1)"), tree)
    if tree.op == "chars":
        return w.expr(tree.args[0], OR)
    if tree.op == "values":
        return w.fill(Template("$0..values()"), tree)
    if tree.op == "digits":
        return w.fill(Template("map(int, str($0))"), tree)
    if tree.op == "scan":
        return f"accumulate({_iterable(w, tree.args[0])})"
    return w.expr(tree, OR)


def _list(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"[{_comprehension(w, tree)}]", ATOM


def _aggregate(before: str, after: str) -> Form:
    """A function of one iterable; a comprehension inside needs no brackets if it is the only argument."""

    def form(w: Writer, tree: Expr) -> tuple[str, int]:
        source = tree.args[0]
        alone = after.startswith(")") and source.op in ("map", "filter")
        inner = _comprehension(w, source) if alone else _iterable(w, source)
        return before + inner + w.fill(Template(after), tree), POSTFIX

    return form


def _quantifier(w: Writer, tree: Expr) -> tuple[str, int]:
    body, x = w.body(tree.args[1], CHOICE), w.name(tree.binders[0])
    return f"{tree.op}({body} for {x} in {_iterable(w, tree.args[0])})", POSTFIX


def _length(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    if source.op == "filter":
        x = w.name(source.binders[0])
        test = w.body(source.args[1], OR)
        return f"sum(1 for {x} in {_iterable(w, source.args[0])} if {test})", POSTFIX
    if source.op == "uniq":
        inner = source.args[0]
        items = _comprehension(w, inner) if inner.op in ("map", "filter") else _iterable(w, inner)
        return f"len(set({items}))", POSTFIX
    return f"len({w.expr(source)})", POSTFIX


def _join(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    separator = w.expr(tree.args[1], POSTFIX) if tree.op == "join" else '""'
    inner = _comprehension(w, source) if source.op in ("map", "filter") else _iterable(w, source)
    return f"{separator}.join({inner})", POSTFIX


def _reversed(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"{w.expr(tree.args[0], POSTFIX)}[::-1]", POSTFIX


def _text(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    if source.op == "rev" and source.args[0].op == "chars":
        return f"{w.expr(source.args[0].args[0], POSTFIX)}[::-1]", POSTFIX
    return _join(w, tree)


def _first(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    if source.op in ("map", "filter"):
        return f"next(({_comprehension(w, source)}), {w.expr(tree.args[1])})", POSTFIX
    return _edge(w, tree)


def _edge(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    text = w.expr(source, POSTFIX)
    if source.op != "var":
        name = w.fresh("found")
        w.hoist(f"{name} = {text}")
        text = name
    index = "0" if tree.op == "head" else "-1"
    return f"{text}[{index}] if {text} else {w.expr(tree.args[1])}", CHOICE


def _scan(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"list(accumulate({_iterable(w, tree.args[0])}))", POSTFIX


def _diffs(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    return f"[b - a for a, b in zip({name}, {name}[1:])]", ATOM


def _windows(w: Writer, tree: Expr) -> tuple[str, int]:
    name, width = _named(w, tree.args[0]), int(tree.args[1].value or 0)
    return f"[sum({name}[i:i + {width}]) for i in range(len({name}) - {width - 1})]", ATOM


def _named(w: Writer, tree: Expr) -> str:
    text = w.expr(tree)
    if tree.op != "var":
        name = w.fresh("items")
        w.hoist(f"{name} = {text}")
        return name
    return text


def _nil(w: Writer, tree: Expr) -> tuple[str, int]:
    return {"counts": "{}", "builder": '""'}.get(tree.type, "[]"), ATOM


def _not(w: Writer, tree: Expr) -> tuple[str, int]:
    inner = tree.args[0]
    if inner.op in ("has", "mhas", "contains"):
        return w.fill(Template("$1> not in $0>", EQUALITY), inner), EQUALITY
    if inner.op == "inset":
        return w.fill(Template("$0> not in $1>", EQUALITY), inner), EQUALITY
    return f"not {w.expr(inner, NOT)}", NOT


def _fold(w: Writer, tree: Expr) -> tuple[str, int]:
    source = _iterable(w, tree.args[0])
    lambda_text = w.fill(Template("lambda $x, $y: $2"), tree)
    return f"reduce({lambda_text}, {source}, {w.expr(tree.args[1])})", POSTFIX


FORMS = {
    "map": _list,
    "filter": _list,
    "sum": _aggregate("sum(", ")"),
    "max": _aggregate("max(", ", default=$1)"),
    "min": _aggregate("min(", ", default=$1)"),
    "sort": _aggregate("sorted(", ")"),
    "sortd": _aggregate("sorted(", ", reverse=True)"),
    "uniq": _aggregate("list(dict.fromkeys(", "))"),
    "tally": _aggregate("dict(Counter(", "))"),
    "longest": _aggregate("max(", ', key=len, default="")'),
    "any": _quantifier,
    "all": _quantifier,
    "len": _length,
    "join": _join,
    "text": _text,
    "rev": _reversed,
    "head": _first,
    "last": _edge,
    "scan": _scan,
    "diffs": _diffs,
    "windows": _windows,
    "nil": _nil,
    "not": _not,
    "fold": _fold,
}
