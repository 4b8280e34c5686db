"""PHP."""

from __future__ import annotations

from neuroglot.corpora.bundled.ir import Expr, Function, Stmt
from neuroglot.corpora.bundled.render.engine import Dialect, Writer
from neuroglot.corpora.bundled.render.notation import (
    ATOM,
    CHOICE,
    EQUALITY,
    ORDER,
    POSTFIX,
    SUM,
    Template,
    arithmetic,
    camel,
)

TYPES = {
    "int": "int",
    "bool": "bool",
    "str": "string",
    "char": "string",
    "ints": "array",
    "strs": "array",
    "chars": "array",
    "counts": "array",
    "builder": "string",
}


def literal(value: object, kind: str) -> str:
    """A value as PHP writes it."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _named(w: Writer, tree: Expr, word: str = "items") -> str:
    if tree.op == "var":
        return w.expr(tree)
    name, text = w.fresh(word), w.expr(tree)
    w.hoist(f"{name} = {text};")
    return name


def _call(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"{camel(str(tree.value))}({', '.join(w.expr(a) for a in tree.args)})", POSTFIX


def _filter(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"array_values({_kept(w, tree)})", POSTFIX


def _kept(w: Writer, tree: Expr) -> str:
    return w.fill(Template("array_filter($0, fn($x) => $1)"), tree)


def _length(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    return f"count({_kept(w, source) if source.op == 'filter' else w.expr(source)})", POSTFIX


def _extreme(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    return f"{name} ? {tree.op}({name}) : {w.expr(tree.args[1])}", CHOICE


def _quantifier(w: Writer, tree: Expr) -> tuple[str, int]:
    test = tree.args[1]
    if tree.op == "all":
        opposite = Expr("filter", (tree.args[0], Expr("not", (test,), "bool")), tree.args[0].type, None, tree.binders)
        return f"count({_kept(w, opposite)}) === 0", EQUALITY
    same = Expr("filter", tree.args, tree.args[0].type, None, tree.binders)
    return f"count({_kept(w, same)}) > 0", ORDER


def _ordered(w: Writer, tree: Expr) -> tuple[str, int]:
    name, text = w.fresh("ordered"), w.expr(tree.args[0])
    w.hoist(f"{name} = {text};", f"{'sort' if tree.op == 'sort' else 'rsort'}({name});")
    return name, ATOM


def _keys(w: Writer, tree: Expr) -> tuple[str, int]:
    name, text = w.fresh("names"), w.expr(tree.args[0])
    w.hoist(f"{name} = array_keys({text});", f"sort({name});")
    return name, ATOM


def _zip(w: Writer, tree: Expr) -> tuple[str, int]:
    one, two = _named(w, tree.args[0], "left"), _named(w, tree.args[1], "right")
    size = w.fresh("size")
    w.hoist(f"{size} = min(count({one}), count({two}));")
    function = w.fill(Template("fn($x, $y) => $2"), tree)
    return f"array_map({function}, array_slice({one}, 0, {size}), array_slice({two}, 0, {size}))", POSTFIX


def _enum(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    function = w.fill(Template("fn($x, $y) => $1"), tree)
    return f"array_map({function}, array_keys({name}), {name})", POSTFIX


def _scan(w: Writer, tree: Expr) -> tuple[str, int]:
    source, total, out = w.expr(tree.args[0]), w.fresh("sum"), w.fresh("sums")
    w.hoist(f"{total} = 0;", f"{out} = [];", f"foreach ({source} as $step) {{")
    w.hoist(f"    {total} += $step;", f"    {out}[] = {total};", "}")
    return out, ATOM


def _diffs(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    return f"array_map(fn($a, $b) => $b - $a, array_slice({name}, 0, -1), array_slice({name}, 1))", POSTFIX


def _windows(w: Writer, tree: Expr) -> tuple[str, int]:
    name, width = _named(w, tree.args[0]), int(tree.args[1].value or 0)
    keys = f"array_keys(array_slice({name}, {width - 1}))"
    return f"array_map(fn($i) => array_sum(array_slice({name}, $i, {width})), {keys})", POSTFIX


def _range(w: Writer, tree: Expr) -> tuple[str, int]:
    low, high = tree.args
    if high.op == "add" and high.args[1].op == "const" and high.args[1].value == 1:
        return f"range({w.expr(low)}, {w.expr(high.args[0])})", POSTFIX
    if low.value == 0 and high.op == "len":
        return f"array_keys({w.expr(high.args[0])})", POSTFIX
    text = f"range({w.expr(low)}, {w.expr(high, SUM)} - 1)"
    return (text, POSTFIX) if low.value != 0 else (f"{w.expr(high, SUM)} > 0 ? {text} : []", CHOICE)


def _tally(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"array_count_values({w.expr(tree.args[0])})", POSTFIX


def _map_values(w: Writer, tree: Expr) -> tuple[str, int]:
    name, out = _named(w, tree.args[0]), w.fresh("changed")
    head = w.fill(Template(f"foreach ({name} as $x => $y) {{"), tree)
    w.hoist(f"{out} = [];", head, w.fill(Template(f"    {out}[$x] = $1;"), tree), "}")
    return out, ATOM


def _nil(w: Writer, tree: Expr) -> tuple[str, int]:
    return ("''" if tree.type == "builder" else "[]"), ATOM


def _each_source(w: Writer, tree: Expr) -> str:
    return f"str_split({w.expr(tree)})" if tree.type == "str" else w.expr(tree)


def _helper(w: Writer, function: Function) -> list[str]:
    params = ", ".join(f"{w.type(kind)} {w.name(name)}" for name, kind in function.params)
    head = f"function {camel(function.name)}({params}): {w.type(function.returns)}"
    return [head, "{", *w.block(function.body, 1), "}"]


def _adjust(w: Writer, s: Stmt) -> list[str] | None:
    if s.kind == "each":
        head = f"foreach ({_each_source(w, s.exprs[0])} as {w.name(s.names[0])}) {{"
        return [head, *w.block(s.bodies[0], 1), "}"]
    if s.kind == "aug" and s.op == "div":
        name = w.name(s.names[0])
        return [f"{name} = intdiv({name}, {w.expr(s.exprs[0])});"]
    if s.kind == "aug" and s.exprs[0].op == "const" and s.exprs[0].value == 1 and s.op in ("add", "sub"):
        return [f"{w.name(s.names[0])}{'++' if s.op == 'add' else '--'};"]
    return None


TEMPLATES = {
    **arithmetic(
        div=Template("intdiv($0, $1)", POSTFIX),
        eq=Template("$0> === $1>", EQUALITY),
        ne=Template("$0> !== $1>", EQUALITY),
        eqs=Template("$0> === $1>", EQUALITY),
        nes=Template("$0> !== $1>", EQUALITY),
        cat=Template("$0< . $1>", SUM),
        catc=Template("$0< . $1>", SUM),
        cons=Template("$0< . $1>", SUM),
    ),
    "min2": Template("min($0, $1)", POSTFIX),
    "max2": Template("max($0, $1)", POSTFIX),
    "abs": Template("abs($0)", POSTFIX),
    "slen": Template("strlen($0)", POSTFIX),
    "mlen": Template("count($0)", POSTFIX),
    "sat": Template("$0.[$1]", POSTFIX),
    "tail": Template("array_slice($0, 1)", POSTFIX),
    "sdrop": Template("substr($0, $1)", POSTFIX),
    "stail": Template("substr($0, 1)", POSTFIX),
    "has": Template("in_array($1, $0, true)", POSTFIX),
    "single": Template("[$0]"),
    "plus": Template("array_merge($0, $1)", POSTFIX),
    "slice": Template("substr($0, $1, $2> - $1>)", POSTFIX),
    "upper": Template("strtoupper($0)", POSTFIX),
    "lower": Template("strtolower($0)", POSTFIX),
    "cupper": Template("strtoupper($0)", POSTFIX),
    "clower": Template("strtolower($0)", POSTFIX),
    "isupper": Template("ctype_upper($0)", POSTFIX),
    "islower": Template("ctype_lower($0)", POSTFIX),
    "isdigit": Template("ctype_digit($0)", POSTFIX),
    "isalpha": Template("ctype_alpha($0)", POSTFIX),
    "inset": Template("str_contains($1, $0)", POSTFIX),
    "ord": Template("ord($0)", POSTFIX),
    "chr": Template("chr($0)", POSTFIX),
    "digit": Template("intval($0)", POSTFIX),
    "str": Template("strval($0)", POSTFIX),
    "built": Template("$0"),
    "blen": Template("strlen($0)", POSTFIX),
    "cstr": Template("$0"),
    "starts": Template("str_starts_with($0, $1)", POSTFIX),
    "ends": Template("str_ends_with($0, $1)", POSTFIX),
    "contains": Template("str_contains($0, $1)", POSTFIX),
    "srev": Template("strrev($0)", POSTFIX),
    "repeat": Template("str_repeat($0, $1)", POSTFIX),
    "words": Template("preg_split('/\\s+/', $0, -1, PREG_SPLIT_NO_EMPTY)", POSTFIX),
    "join": Template("implode($1, $0)", POSTFIX),
    "chars": Template("str_split($0)", POSTFIX),
    "text": Template("implode('', $0)", POSTFIX),
    "mget": Template("($0.[$1] ?? $2)"),
    "mhas": Template("isset($0.[$1])", POSTFIX),
    "values": Template("array_values($0)", POSTFIX),
    "map": Template("array_map(fn($x) => $1, $0)", POSTFIX),
    "fold": Template("array_reduce($0, fn($x, $y) => $2, $1)", POSTFIX),
    "sum": Template("array_sum($0)", POSTFIX),
    "rev": Template("array_reverse($0)", POSTFIX),
    "uniq": Template("array_values(array_unique($0))", POSTFIX),
    "take": Template("array_slice($0, 0, $1)", POSTFIX),
    "drop": Template("array_slice($0, $1)", POSTFIX),
    "every": Template("array_map(fn($chunk) => $chunk[0], array_chunk($0, $1))", POSTFIX),
    "digits": Template("array_map('intval', str_split(strval($0)))", POSTFIX),
    "mfilter": Template("array_filter($0, fn($y, $x) => $1, ARRAY_FILTER_USE_BOTH)", POSTFIX),
    "head": Template("($0.[0] ?? $1)"),
    "longest": Template("array_reduce($0, fn($best, $w) => strlen($w) > strlen($best) ? $w : $best, '')", POSTFIX),
}


def _last(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    return f"{name} ? end({name}) : {w.expr(tree.args[1])}", CHOICE


FORMS = {
    "call": _call, "filter": _filter, "len": _length, "max": _extreme, "min": _extreme, "any": _quantifier,
    "all": _quantifier, "sort": _ordered, "sortd": _ordered, "keys": _keys, "zip": _zip, "enum": _enum,
    "scan": _scan, "diffs": _diffs, "windows": _windows, "range": _range, "tally": _tally, "mmap": _map_values,
    "nil": _nil, "last": _last,
}  # fmt: skip

DIALECT = Dialect(
    name="php",
    indent="    ",
    types=TYPES,
    templates=TEMPLATES,
    forms=FORMS,
    statements={
        "let": "@0 = $0;",
        "set": "@0 = $0;",
        "aug add": "@0 += $0;",
        "aug sub": "@0 -= $0;",
        "aug mul": "@0 *= $0;",
        "aug mod": "@0 %= $0;",
        "aug cat": "@0 .= $0;",
        "aug catc": "@0 .= $0;",
        "aug cats": "@0 .= $0;",
        "aug catb": "@0 .= $0;",
        "append": "@0[] = $0;",
        "put": "@0[$0] = $1;",
        "bump": "@0[$0] = (@0[$0] ?? 0) + $1;",
        "return": "return $0;",
        "swap": "[@0[$0], @0[$1]] = [@0[$1], @0[$0]];",
        "break": "break;",
        "continue": "continue;",
        "pair": "[@0, @1] = [$0, $1];",
    },
    blocks={
        "each2": "foreach ($0 as @0 => @1) {",
        "count": "for (@0 = $0; @0 < $1; @0++) {",
        "down": "for (@0 = $0 - 1; @0 >= $1; @0--) {",
        "while": "while ($0) {",
        "if": "if ($0) {",
        "else if": "} elseif ($0) {",
    },
    otherwise="} else {",
    end="}",
    literal=literal,
    identifier=lambda name: "$" + camel(name),
    helper=_helper,
    helpers_first=False,
    adjust=_adjust,
)
