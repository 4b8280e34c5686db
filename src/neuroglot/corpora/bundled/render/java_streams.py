"""Streams: how Java writes sequences."""

from __future__ import annotations

from neuroglot.corpora.bundled.ir import ELEMENT, Expr, substitute
from neuroglot.corpora.bundled.render.engine import Writer
from neuroglot.corpora.bundled.render.notation import POSTFIX, Template


def raw(text: str, kind: str = "int") -> Expr:
    """Text of the target language in the place of an expression."""
    return Expr("raw", (), kind, text)


def _named(w: Writer, tree: Expr) -> str:
    if tree.op == "var":
        return w.expr(tree)
    text, name = w.expr(tree), w.fresh("items")
    w.hoist(f"{w.type(tree.type)} {name} = {text};")
    return name


def _indexed(w: Writer, tree: Expr, values: dict[str, Expr], size: str) -> tuple[str, str]:
    """A stream over positions: a body with its parameters replaced by elements at `i`."""
    body = substitute(tree.args[-1], values)
    method = "map" if body.type == "int" else "mapToObj"
    kind = "int" if body.type == "int" else "obj"
    return f"IntStream.range(0, {size}).{method}(i -> {w.body(body)})", kind


def stream(w: Writer, tree: Expr) -> tuple[str, str]:
    """A stream of the sequence's elements and its kind: `int` (IntStream) or `obj`."""
    special = _SOURCES.get(tree.op)
    if special is not None:
        return special(w, tree)
    if tree.op in ("filter", "map"):
        text, kind = stream(w, tree.args[0])
        x, body = w.name(tree.binders[0]), tree.args[1]
        if tree.op == "filter":
            return f"{text}.filter({x} -> {w.body(body)})", kind
        to_int = body.type == "int"
        method = "map" if to_int == (kind == "int") else "mapToInt" if to_int else "mapToObj"
        return f"{text}.{method}({x} -> {w.body(body)})", "int" if to_int else "obj"
    if tree.op in _STEPS:
        text, kind = stream(w, tree.args[0])
        if tree.op == "sortd":
            text += ".boxed()" if kind == "int" else ""
            kind = "obj"
        return text + w.fill(Template(_STEPS[tree.op]), tree), kind
    return f"{w.expr(tree, POSTFIX)}.stream()", "obj"


_STEPS = {
    "sort": ".sorted()",
    "sortd": ".sorted(Comparator.reverseOrder())",
    "uniq": ".distinct()",
    "take": ".limit($1)",
    "drop": ".skip($1)",
}


def _zip_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    one, two = _named(w, tree.args[0]), _named(w, tree.args[1])
    kinds = [ELEMENT[a.type] for a in tree.args[:2]]
    values = {
        tree.binders[0]: raw(f"{one}.get(i)", kinds[0]),
        tree.binders[1]: raw(f"{two}.get(i)", kinds[1]),
    }
    return _indexed(w, tree, values, f"Math.min({one}.size(), {two}.size())")


def _enum_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    name = _named(w, tree.args[0])
    values = {tree.binders[0]: raw("i"), tree.binders[1]: raw(f"{name}.get(i)", ELEMENT[tree.args[0].type])}
    return _indexed(w, tree, values, f"{name}.size()")


def _at_positions(w: Writer, tree: Expr, positions: str) -> tuple[str, str]:
    name = _named(w, tree.args[0])
    number = tree.type == "ints"
    text = positions.format(name=name, method="map" if number else "mapToObj")
    return text, "int" if number else "obj"


def _every_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    step = w.expr(tree.args[1])
    text = "IntStream.range(0, {name}.size()).filter(i -> i % " + step + " == 0).{method}(i -> {name}.get(i))"
    return _at_positions(w, tree, text)


def _reversed_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    text = "IntStream.rangeClosed(1, {name}.size()).{method}(i -> {name}.get({name}.size() - i))"
    return _at_positions(w, tree, text)


def _scan_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    text, kind = stream(w, tree.args[0])
    text += ".mapToInt(Integer::intValue)" if kind == "obj" else ""
    name = w.fresh("sums")
    w.hoist(f"int[] {name} = {text}.toArray();", f"Arrays.parallelPrefix({name}, Integer::sum);")
    return f"Arrays.stream({name})", "int"


def _diff_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    name = _named(w, tree.args[0])
    return f"IntStream.range(1, {name}.size()).map(i -> {name}.get(i) - {name}.get(i - 1))", "int"


def _window_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    name, width = _named(w, tree.args[0]), int(tree.args[1].value or 0)
    inner = f"{name}.subList(i, i + {width}).stream().mapToInt(Integer::intValue).sum()"
    return f"IntStream.rangeClosed(0, {name}.size() - {width}).map(i -> {inner})", "int"


def _range_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    low, high = tree.args
    if high.op == "add" and high.args[1].op == "const" and high.args[1].value == 1:
        return f"IntStream.rangeClosed({w.expr(low)}, {w.expr(high.args[0])})", "int"
    return f"IntStream.range({w.expr(low)}, {w.expr(high)})", "int"


def _digit_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    return f"String.valueOf({w.expr(tree.args[0])}).chars().map(c -> c - '0')", "int"


def _char_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    return f"{w.expr(tree.args[0], POSTFIX)}.chars().mapToObj(c -> (char) c)", "obj"


def _word_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    text = w.expr(tree.args[0], POSTFIX)
    return f'Arrays.stream({text}.split(" ")).filter(word -> !word.isEmpty())', "obj"


def _value_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    return f"{w.expr(tree.args[0], POSTFIX)}.values().stream()", "obj"


def _key_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    return f"{w.expr(tree.args[0], POSTFIX)}.keySet().stream().sorted()", "obj"


def _joined_stream(w: Writer, tree: Expr) -> tuple[str, str]:
    one, two = (w.expr(a, POSTFIX) for a in tree.args)
    return f"Stream.concat({one}.stream(), {two}.stream())", "obj"


_SOURCES = {
    "zip": _zip_stream, "enum": _enum_stream, "every": _every_stream, "rev": _reversed_stream, "scan": _scan_stream,
    "diffs": _diff_stream, "windows": _window_stream, "range": _range_stream, "digits": _digit_stream,
    "chars": _char_stream, "words": _word_stream, "values": _value_stream, "keys": _key_stream,
    "plus": _joined_stream,
}  # fmt: skip
