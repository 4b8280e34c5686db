"""JavaScript."""

from __future__ import annotations

import json

from neuroglot.corpora.bundled.ir import Expr, Function, Stmt
from neuroglot.corpora.bundled.render.engine import Dialect, Writer
from neuroglot.corpora.bundled.render.notation import (
    ATOM,
    CHOICE,
    EQUALITY,
    OR,
    ORDER,
    POSTFIX,
    SUM,
    Template,
    arithmetic,
    camel,
)

TYPES = dict.fromkeys(("int", "bool", "str", "char", "ints", "strs", "chars", "counts", "builder"), "")


def literal(value: object, kind: str) -> str:
    """A value as JavaScript writes it."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return json.dumps(value)


def _named(w: Writer, tree: Expr, word: str = "items") -> str:
    if tree.op == "var":
        return w.expr(tree)
    name, text = w.fresh(word), w.expr(tree)
    w.hoist(f"const {name} = {text};")
    return name


def _sum(w: Writer, tree: Expr) -> tuple[str, int]:
    a, b = w.fresh("a"), w.fresh("b")
    return f"{w.expr(tree.args[0], POSTFIX)}.reduce(({a}, {b}) => {a} + {b}, 0)", POSTFIX


def _extreme(w: Writer, tree: Expr) -> tuple[str, int]:
    items, default = tree.args
    if tree.op == "max":
        return f"Math.max({w.expr(default)}, ...{w.expr(items, OR)})", POSTFIX
    name = _named(w, items)
    return f"{name}.length > 0 ? Math.min(...{name}) : {w.expr(default)}", CHOICE


def _scan(w: Writer, tree: Expr) -> tuple[str, int]:
    source = w.expr(tree.args[0], POSTFIX)
    name = w.fresh("sum")
    w.hoist(f"let {name} = 0;")
    return f"{source}.map((step) => ({name} += step))", POSTFIX


def _diffs(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    return f"{name}.slice(1).map((b, i) => b - {name}[i])", POSTFIX


def _windows(w: Writer, tree: Expr) -> tuple[str, int]:
    name, width = _named(w, tree.args[0]), int(tree.args[1].value or 0)
    return (
        f"{name}.slice({width - 1}).map((_, i) => {name}.slice(i, i + {width}).reduce((a, b) => a + b, 0))",
        POSTFIX,
    )


def _zip(w: Writer, tree: Expr) -> tuple[str, int]:
    one, two = _named(w, tree.args[0], "left"), _named(w, tree.args[1], "right")
    x, y = (w.name(b) for b in tree.binders)
    body = w.body(tree.args[2])
    size = f"Math.min({one}.length, {two}.length)"
    return f"{one}.slice(0, {size}).map(({x}, i) => {{ const {y} = {two}[i]; return {body}; }})", POSTFIX


def _head(w: Writer, tree: Expr) -> tuple[str, int]:
    source, default = tree.args
    if source.op == "filter":
        text = f"{w.expr(source.args[0], POSTFIX)}.find({w.fill(Template('($x) => $1'), source)})"
        return f"{text} ?? {w.expr(default, SUM)}", OR
    return f"{w.expr(source, POSTFIX)}[0] ?? {w.expr(default, SUM)}", OR


def _tally(w: Writer, tree: Expr) -> tuple[str, int]:
    source = w.expr(tree.args[0], POSTFIX)
    name = w.fresh("counts")
    w.hoist(f"const {name} = {{}};")
    w.hoist(f"{source}.forEach((key) => {{ {name}[key] = ({name}[key] || 0) + 1; }});")
    return name, ATOM


def _nil(w: Writer, tree: Expr) -> tuple[str, int]:
    return {"counts": "{}", "builder": "''"}.get(tree.type, "[]"), ATOM


def _text(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"{w.expr(tree.args[0], POSTFIX)}.join('')", POSTFIX


def _sort(w: Writer, tree: Expr) -> tuple[str, int]:
    order = "" if tree.type != "ints" else "(a, b) => a - b" if tree.op == "sort" else "(a, b) => b - a"
    source = tree.args[0]
    text = w.expr(source, POSTFIX)
    copied = text if source.op in ("map", "filter", "chars", "uniq", "words") else f"[...{text}]"
    return f"{copied}.sort({order})" + (".reverse()" if tree.op == "sortd" and not order else ""), POSTFIX


def _reverse(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    text = w.expr(source, POSTFIX)
    return f"{text if source.op != 'var' else f'[...{text}]'}.reverse()", POSTFIX


def _count(w: Writer, tree: Expr) -> tuple[str, int]:
    if tree.args[0].op == "uniq":
        return f"new Set({w.expr(tree.args[0].args[0])}).size", POSTFIX
    return f"{w.expr(tree.args[0], POSTFIX)}.length", POSTFIX


def _helper(w: Writer, function: Function) -> list[str]:
    params = ", ".join(w.name(name) for name, _ in function.params)
    return [f"const {w.name(function.name)} = ({params}) => {{", *w.block(function.body, 1), "};"]


def _adjust(w: Writer, s: Stmt) -> list[str] | None:
    if s.kind == "let":
        word = "const" if s.exprs[0].op == "nil" and s.exprs[0].type != "builder" else "let"
        return [f"{word} {w.name(s.names[0])} = {w.expr(s.exprs[0])};"]
    if s.kind == "aug" and s.exprs[0].op == "const" and s.exprs[0].value == 1 and s.op in ("add", "sub"):
        return [f"{w.name(s.names[0])}{'++' if s.op == 'add' else '--'};"]
    if s.kind == "aug" and s.op == "div":
        name = w.name(s.names[0])
        return [f"{name} = Math.floor({name} / {w.expr(s.exprs[0], POSTFIX)});"]
    return None


TEMPLATES = {
    **arithmetic(
        eq=Template("$0< === $1>", EQUALITY),
        ne=Template("$0< !== $1>", EQUALITY),
        eqs=Template("$0< === $1>", EQUALITY),
        nes=Template("$0< !== $1>", EQUALITY),
    ),
    "div": Template("Math.floor($0. / $1.)", POSTFIX),
    "min2": Template("Math.min($0, $1)", POSTFIX),
    "max2": Template("Math.max($0, $1)", POSTFIX),
    "abs": Template("Math.abs($0)", POSTFIX),
    "slen": Template("$0..length", POSTFIX),
    "mlen": Template("Object.keys($0).length", POSTFIX),
    "sat": Template("$0.[$1]", POSTFIX),
    "tail": Template("$0..slice(1)", POSTFIX),
    "sdrop": Template("$0..slice($1)", POSTFIX),
    "stail": Template("$0..slice(1)", POSTFIX),
    "has": Template("$0..includes($1)", POSTFIX),
    "single": Template("[$0]"),
    "plus": Template("[...$0, ...$1]"),
    "slice": Template("$0..slice($1, $2)", POSTFIX),
    "upper": Template("$0..toUpperCase()", POSTFIX),
    "lower": Template("$0..toLowerCase()", POSTFIX),
    "cupper": Template("$0..toUpperCase()", POSTFIX),
    "clower": Template("$0..toLowerCase()", POSTFIX),
    "isupper": Template("/[A-Z]/.test($0)", POSTFIX),
    "islower": Template("/[a-z]/.test($0)", POSTFIX),
    "isdigit": Template("/[0-9]/.test($0)", POSTFIX),
    "isalpha": Template("/[A-Za-z]/.test($0)", POSTFIX),
    "inset": Template("$1..includes($0)", POSTFIX),
    "ord": Template("$0..charCodeAt(0)", POSTFIX),
    "chr": Template("String.fromCharCode($0)", POSTFIX),
    "digit": Template("Number($0)", POSTFIX),
    "str": Template("String($0)", POSTFIX),
    "built": Template("$0"),
    "blen": Template("$0..length", POSTFIX),
    "cstr": Template("$0"),
    "starts": Template("$0..startsWith($1)", POSTFIX),
    "ends": Template("$0..endsWith($1)", POSTFIX),
    "contains": Template("$0..includes($1)", POSTFIX),
    "srev": Template("[...$0].reverse().join('')", POSTFIX),
    "repeat": Template("$0..repeat($1)", POSTFIX),
    "words": Template("$0..split(' ').filter((w) => w.length > 0)", POSTFIX),
    "join": Template("$0..join($1)", POSTFIX),
    "chars": Template("[...$0]", ATOM),
    "mget": Template("($0.[$1] || $2)", ATOM),
    "mhas": Template("$1> in $0>", ORDER),
    "keys": Template("Object.keys($0).sort()", POSTFIX),
    "values": Template("Object.values($0)", POSTFIX),
    "map": Template("$0..map(($x) => $1)", POSTFIX),
    "filter": Template("$0..filter(($x) => $1)", POSTFIX),
    "fold": Template("$0..reduce(($x, $y) => $2, $1)", POSTFIX),
    "any": Template("$0..some(($x) => $1)", POSTFIX),
    "all": Template("$0..every(($x) => $1)", POSTFIX),
    "uniq": Template("[...new Set($0)]"),
    "take": Template("$0..slice(0, $1)", POSTFIX),
    "drop": Template("$0..slice($1)", POSTFIX),
    "every": Template("$0..filter((_, i) => i % $1 === 0)", POSTFIX),
    "digits": Template("[...String($0)].map(Number)", POSTFIX),
    "enum": Template("$0..map(($y, $x) => $1)", POSTFIX),
    "mfilter": Template("Object.fromEntries(Object.entries($0).filter(([$x, $y]) => $1))", POSTFIX),
    "mmap": Template("Object.fromEntries(Object.entries($0).map(([$x, $y]) => [$x, $1]))", POSTFIX),
    "last": Template("$0..slice(-1)[0] ?? $1", OR),
    "longest": Template("$0..reduce((best, w) => (w.length > best.length ? w : best), '')", POSTFIX),
}


def _range(w: Writer, tree: Expr) -> tuple[str, int]:
    low, high = tree.args
    if low.op == "const" and high.op == "add" and high.args[1].value == low.value:
        size = w.expr(high.args[0])
    else:
        size = w.expr(Expr("sub", (high, low))) if low.value != 0 else w.expr(high)
    item = "i" if low.value == 0 else f"i + {w.expr(low, SUM)}"
    return f"Array.from({{ length: {size} }}, (_, i) => {item})", POSTFIX


FORMS = {
    "sum": _sum,
    "max": _extreme,
    "min": _extreme,
    "scan": _scan,
    "diffs": _diffs,
    "windows": _windows,
    "zip": _zip,
    "head": _head,
    "tally": _tally,
    "nil": _nil,
    "text": _text,
    "sort": _sort,
    "sortd": _sort,
    "rev": _reverse,
    "len": _count,
    "range": _range,
}

DIALECT = Dialect(
    name="javascript",
    indent="  ",
    types=TYPES,
    templates=TEMPLATES,
    forms=FORMS,
    statements={
        "set": "@0 = $0;",
        "aug add": "@0 += $0;",
        "aug sub": "@0 -= $0;",
        "aug mul": "@0 *= $0;",
        "aug mod": "@0 %= $0;",
        "aug cat": "@0 += $0;",
        "aug catc": "@0 += $0;",
        "aug cats": "@0 += $0;",
        "aug catb": "@0 += $0;",
        "append": "@0.push($0);",
        "put": "@0[$0] = $1;",
        "bump": "@0[$0] = (@0[$0] || 0) + $1;",
        "return": "return $0;",
        "swap": "[@0[$0], @0[$1]] = [@0[$1], @0[$0]];",
        "break": "break;",
        "continue": "continue;",
        "pair": "[@0, @1] = [$0, $1];",
    },
    blocks={
        "each": "for (const @0 of $0) {",
        "each2": "for (const [@0, @1] of Object.entries($0)) {",
        "count": "for (let @0 = $0; @0 < $1; @0++) {",
        "down": "for (let @0 = $0 - 1; @0 >= $1; @0--) {",
        "while": "while ($0) {",
        "if": "if ($0) {",
        "else if": "} else if ($0) {",
    },
    otherwise="} else {",
    end="}",
    literal=literal,
    identifier=camel,
    helper=_helper,
    helpers_first=True,
    adjust=_adjust,
)
