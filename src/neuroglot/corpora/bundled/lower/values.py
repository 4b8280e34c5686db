"""Operations that end in one value: sums, searches, texts, maps."""

from __future__ import annotations

from neuroglot.corpora.bundled.ir import (
    Expr,
    const,
    expr,
    nil,
)
from neuroglot.corpora.bundled.lower.writer import Lowering, Value


def _sum(low: Lowering, tree: Expr) -> Expr:
    total = low.let("total", const(0))
    low.each(tree.args[0], lambda v: low.emit("aug", str(total.value), exprs=(v,), op="add"))
    return total


def _count(low: Lowering, tree: Expr) -> Expr:
    total = low.let("count", const(0))
    low.each(tree.args[0], lambda v: low.emit("aug", str(total.value), exprs=(const(1),), op="add"))
    return total


def _fold(low: Lowering, tree: Expr) -> Expr:
    seq, first, body = tree.args
    total = low.let("state", first)
    name, item = tree.binders

    def step(value: Expr) -> None:
        new = low.apply(body, {name: total, item: value})
        low.emit("set", str(total.value), exprs=(new,))

    low.each(seq, step)
    return total


def _extreme(low: Lowering, tree: Expr) -> Expr:
    """The greatest (default below every value) or least (default -1, values not negative) element."""
    best = low.let("best", tree.args[1])

    def step(value: Expr) -> None:
        item = low.bind(value, "item")
        if tree.op == "max":
            better = expr("gt", item, best)
        else:
            better = expr("or", expr("eq", best, tree.args[1]), expr("lt", item, best))
        low.when(better, lambda: low.emit("set", str(best.value), exprs=(item,)))

    low.each(tree.args[0], step)
    return best


def _text(low: Lowering, tree: Expr) -> Expr:
    result = low.let("text", nil("builder"))
    low.each(tree.args[0], lambda v: low.emit("aug", str(result.value), exprs=(v,), op="catb"))
    return expr("built", result)


def _join(low: Lowering, tree: Expr) -> Expr:
    result = low.let("text", nil("builder"))
    name = str(result.value)

    def step(value: Expr) -> None:
        separate = expr("gt", expr("blen", result), const(0))
        low.when(separate, lambda: low.emit("aug", name, exprs=(tree.args[1],), op="cats"))
        low.emit("aug", name, exprs=(value,), op="cats")

    low.each(tree.args[0], step)
    return expr("built", result)


def _longest(low: Lowering, tree: Expr) -> Expr:
    best = low.let("best", const("", "str"))

    def step(value: Expr) -> None:
        item = low.bind(value, "item")
        longer = expr("gt", expr("slen", item), expr("slen", best))
        low.when(longer, lambda: low.emit("set", str(best.value), exprs=(item,)))

    low.each(tree.args[0], step)
    return best


def _first(low: Lowering, tree: Expr) -> Expr:
    found = low.let("first", tree.args[1])

    def step(value: Expr) -> None:
        low.emit("set", str(found.value), exprs=(value,))
        low.emit("break")

    low.each(tree.args[0], step)
    return found


def _last(low: Lowering, tree: Expr) -> Expr:
    found = low.let("last", tree.args[1])
    low.each(tree.args[0], lambda v: low.emit("set", str(found.value), exprs=(v,)))
    return found


def _tally(low: Lowering, tree: Expr) -> Expr:
    result = low.let("counts", nil("counts"))
    low.each(tree.args[0], lambda v: low.emit("bump", str(result.value), exprs=(v, const(1))))
    return result


def _map(low: Lowering, tree: Expr) -> Expr:
    result = low.let("counts", nil("counts"))
    low.each_pair(tree, lambda k, v: low.emit("put", str(result.value), exprs=(k, v)))
    return result


def _keys(low: Lowering, tree: Expr) -> Expr:
    found = low.let("result", nil("strs"))
    low.each_pair(tree.args[0], lambda k, v: low.emit("append", str(found.value), exprs=(k,)))
    return low.let("ordered", expr("sort", found))


def _size(low: Lowering, tree: Expr) -> Expr:
    if tree.args[0].op == "var":
        return tree
    total = low.let("count", const(0))
    low.each_pair(tree.args[0], lambda k, v: low.emit("aug", str(total.value), exprs=(const(1),), op="add"))
    return total


def _sorted(low: Lowering, tree: Expr) -> Expr:
    if tree.type == "ints" and (tree.args[0].op == "var" or low.exchanges):
        return _exchanged(low, tree)
    return low.let("ordered", expr(tree.op, low.value(tree.args[0])))


def _exchanged(low: Lowering, tree: Expr) -> Expr:
    """Sorting without the library: every pair that is in the wrong order is exchanged."""
    items = low.collect(tree.args[0])
    size, wrong = expr("len", items), "lt" if tree.op == "sort" else "gt"

    def outer(i: Expr) -> None:
        def inner(j: Expr) -> None:
            test = expr(wrong, expr("at", items, j), expr("at", items, i))
            low.when(test, lambda: low.emit("swap", str(items.value), exprs=(i, j)))

        low.counting(expr("add", i, const(1)), size, inner, "j")

    low.counting(const(0), size, outer)
    return items


def _contains(low: Lowering, tree: Expr) -> Expr:
    return expr("has", low.listed(tree.args[0]), low.value(tree.args[1]))


VALUES: dict[str, Value] = {
    "sum": _sum,
    "len": _count,
    "join": _join,
    "fold": _fold,
    "max": _extreme,
    "min": _extreme,
    "text": _text,
    "longest": _longest,
    "head": _first,
    "last": _last,
    "tally": _tally,
    "mfilter": _map,
    "mmap": _map,
    "keys": _keys,
    "mlen": _size,
    "sort": _sorted,
    "sortd": _sorted,
    "has": _contains,
}
