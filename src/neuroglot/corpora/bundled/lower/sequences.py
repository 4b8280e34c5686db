"""Operations on sequences: the loop over what lies at the bottom, and what is done with each element."""

from __future__ import annotations

from neuroglot.corpora.bundled.ir import (
    Expr,
    const,
    expr,
    nil,
    var,
)
from neuroglot.corpora.bundled.lower.writer import OPPOSITE, Loop, Lowering, Use, negated


def _each_map(low: Lowering, seq: Expr, use: Use) -> None:
    low.each(seq.args[0], lambda v: use(low.apply(seq.args[1], {seq.binders[0]: v})))


def _each_filter(low: Lowering, seq: Expr, use: Use) -> None:
    def step(value: Expr) -> None:
        item = low.bind(value, "item")
        test = low.apply(seq.args[1], {seq.binders[0]: item})
        if low.skips and (test.op in OPPOSITE or test.op == "not"):
            low.when(negated(test), lambda: low.emit("continue"))
            use(item)
        else:
            low.when(test, lambda: use(item))

    low.each(seq.args[0], step)


def _each_zip(low: Lowering, seq: Expr, use: Use) -> None:
    one, two = low.listed(seq.args[0]), low.listed(seq.args[1])
    first, second = seq.binders
    size = expr("min2", expr("len", one), expr("len", two))

    def step(i: Expr) -> None:
        use(low.apply(seq.args[2], {first: expr("at", one, i), second: expr("at", two, i)}))

    low.counting(const(0), low.let("size", size), step)


def _each_enum(low: Lowering, seq: Expr, use: Use) -> None:
    items = low.listed(seq.args[0])
    index, item = seq.binders
    low.counting(
        const(0), expr("len", items), lambda i: use(low.apply(seq.args[1], {index: i, item: expr("at", items, i)}))
    )


def _each_range(low: Lowering, seq: Expr, use: Use) -> None:
    low.counting(low.value(seq.args[0]), low.value(seq.args[1]), use, "number")


def _each_digit(low: Lowering, seq: Expr, use: Use) -> None:
    low.each(expr("chars", expr("str", low.value(seq.args[0]))), lambda c: use(expr("digit", c)))


def _each_char(low: Lowering, seq: Expr, use: Use) -> None:
    low.over(low.value(seq.args[0]), use)


def _each_reversed(low: Lowering, seq: Expr, use: Use) -> None:
    if seq.args[0].op == "chars":
        source = low.bind(low.value(seq.args[0].args[0]), "source")
        get, size = "sat", expr("slen", source)
    else:
        source = low.listed(seq.args[0])
        get, size = "at", expr("len", source)
    name = low.fresh("i")
    low.inside("down", (name,), (size, const(0)), lambda: use(expr(get, source, var(name, "int"))))


def _each_unique(low: Lowering, seq: Expr, use: Use) -> None:
    seen = low.let("seen", nil(seq.type))

    def step(value: Expr) -> None:
        item = low.bind(value, "item")

        def new() -> None:
            low.emit("append", str(seen.value), exprs=(item,))
            use(item)

        low.when(expr("not", expr("has", seen, item)), new)

    low.each(seq.args[0], step)


def _each_taken(low: Lowering, seq: Expr, use: Use) -> None:
    items = low.listed(seq.args[0])
    size = low.let("size", expr("min2", seq.args[1], expr("len", items)))
    low.counting(const(0), size, lambda i: use(expr("at", items, i)))


def _each_rest(low: Lowering, seq: Expr, use: Use) -> None:
    items = low.listed(seq.args[0])
    low.counting(seq.args[1], expr("len", items), lambda i: use(expr("at", items, i)))


def _each_nth(low: Lowering, seq: Expr, use: Use) -> None:
    items = low.listed(seq.args[0])

    def step(i: Expr) -> None:
        low.when(expr("eq", expr("mod", i, seq.args[1]), const(0)), lambda: use(expr("at", items, i)))

    low.counting(const(0), expr("len", items), step)


def _each_running(low: Lowering, seq: Expr, use: Use) -> None:
    running = low.let("running", const(0))

    def step(value: Expr) -> None:
        low.emit("aug", str(running.value), exprs=(value,), op="add")
        use(running)

    low.each(seq.args[0], step)


def _each_difference(low: Lowering, seq: Expr, use: Use) -> None:
    items = low.listed(seq.args[0])

    def step(i: Expr) -> None:
        use(expr("sub", expr("at", items, i), expr("at", items, expr("sub", i, const(1)))))

    low.counting(const(1), expr("len", items), step)


def _each_window(low: Lowering, seq: Expr, use: Use) -> None:
    items, width = low.listed(seq.args[0]), seq.args[1]

    def step(i: Expr) -> None:
        total = low.let("window", const(0))

        def add(j: Expr) -> None:
            low.emit("aug", str(total.value), exprs=(expr("at", items, j),), op="add")

        low.counting(i, expr("add", i, width), add, "j")
        use(total)

    last = expr("sub", expr("len", items), const(int(width.value or 0) - 1))
    low.counting(const(0), last, step)


def _each_value(low: Lowering, seq: Expr, use: Use) -> None:
    low.each_pair(seq.args[0], lambda k, v: use(v))


LOOPS: dict[str, Loop] = {
    "map": _each_map,
    "filter": _each_filter,
    "zip": _each_zip,
    "enum": _each_enum,
    "range": _each_range,
    "digits": _each_digit,
    "chars": _each_char,
    "rev": _each_reversed,
    "uniq": _each_unique,
    "take": _each_taken,
    "drop": _each_rest,
    "every": _each_nth,
    "scan": _each_running,
    "diffs": _each_difference,
    "windows": _each_window,
    "values": _each_value,
}
