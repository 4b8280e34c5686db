"""Ruby."""

from __future__ import annotations

from neuroglot.corpora.bundled.ir import Expr, Function, Stmt
from neuroglot.corpora.bundled.render.engine import Dialect, Writer
from neuroglot.corpora.bundled.render.notation import (
    ATOM,
    CHOICE,
    OR,
    POSTFIX,
    PRODUCT,
    SUM,
    UNARY,
    Template,
    arithmetic,
)

TYPES = dict.fromkeys(("int", "bool", "str", "char", "ints", "strs", "chars", "counts", "builder"), "")


def literal(value: object, kind: str) -> str:
    """A value as Ruby writes it."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _count(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    if source.op == "filter":
        inner = w.expr(source.args[0], POSTFIX)
        return f"{inner}.count {w.fill(Template('{ |$x| $1 }'), source)}", POSTFIX
    return f"{w.expr(source, POSTFIX)}.{'size' if source.op == 'range' else 'length'}", POSTFIX


def _sum(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    if source.op == "map":
        inner = w.expr(source.args[0], POSTFIX)
        return f"{inner}.sum {w.fill(Template('{ |$x| $1 }'), source)}", POSTFIX
    return f"{w.expr(source, POSTFIX)}.sum", POSTFIX


def _range(w: Writer, tree: Expr) -> tuple[str, int]:
    low, high = tree.args
    if high.op == "add" and high.args[1].op == "const" and high.args[1].value == 1:
        return f"({w.expr(low, SUM)}..{w.expr(high.args[0], SUM)})", ATOM
    return f"({w.expr(low, SUM)}...{w.expr(high, SUM)})", ATOM


def _zip(w: Writer, tree: Expr) -> tuple[str, int]:
    one, two = tree.args[:2]
    first, second = w.expr(one, POSTFIX), w.expr(two, POSTFIX)
    cut = f".take({second}.length)"
    return f"{first}{cut}.zip({second}).map {w.fill(Template('{ |$x, $y| $2 }'), tree)}", POSTFIX


def _scan(w: Writer, tree: Expr) -> tuple[str, int]:
    source = w.expr(tree.args[0], POSTFIX)
    name = w.fresh("sum")
    w.hoist(f"{name} = 0")
    return f"{source}.map {{ |step| {name} += step }}", POSTFIX


def _nil(w: Writer, tree: Expr) -> tuple[str, int]:
    return {"counts": "{}", "builder": "''"}.get(tree.type, "[]"), ATOM


def _head(w: Writer, tree: Expr) -> tuple[str, int]:
    source, default = tree.args
    if source.op == "filter":
        inner = w.expr(source.args[0], POSTFIX)
        return f"{inner}.find {w.fill(Template('{ |$x| $1 }'), source)} || {w.expr(default, SUM)}", OR
    return f"{w.expr(source, POSTFIX)}.first || {w.expr(default, SUM)}", OR


def _lambda(w: Writer, function: Function) -> list[str]:
    params = ", ".join(w.name(name) for name, _ in function.params)
    return [f"def {w.name(function.name)}({params})", *w.block(function.body, 1), "end"]


def _adjust(w: Writer, s: Stmt) -> list[str] | None:
    if s.kind == "count" and s.exprs[0].op == "const" and s.exprs[0].value == 0:
        head = f"{w.expr(s.exprs[1], POSTFIX)}.times do |{w.name(s.names[0])}|"
        return [head, *w.block(s.bodies[0], 1), "end"]
    if s.kind == "each" and s.exprs[0].type == "str":
        head = f"{w.expr(s.exprs[0], POSTFIX)}.each_char do |{w.name(s.names[0])}|"
        return [head, *w.block(s.bodies[0], 1), "end"]
    return None


TEMPLATES = {
    **arithmetic(),
    "min2": Template("[$0, $1].min", POSTFIX),
    "max2": Template("[$0, $1].max", POSTFIX),
    "abs": Template("$0..abs", POSTFIX),
    "slen": Template("$0..length", POSTFIX),
    "mlen": Template("$0..size", POSTFIX),
    "sat": Template("$0.[$1]", POSTFIX),
    "tail": Template("$0..drop(1)", POSTFIX),
    "sdrop": Template("$0.[$1...]", POSTFIX),
    "stail": Template("$0.[1..]", POSTFIX),
    "has": Template("$0..include?($1)", POSTFIX),
    "single": Template("[$0]"),
    "plus": Template("$0< + $1>", SUM),
    "slice": Template("$0.[$1....$2]", POSTFIX),
    "upper": Template("$0..upcase", POSTFIX),
    "lower": Template("$0..downcase", POSTFIX),
    "cupper": Template("$0..upcase", POSTFIX),
    "clower": Template("$0..downcase", POSTFIX),
    "isupper": Template("$0..match?(/[A-Z]/)", POSTFIX),
    "islower": Template("$0..match?(/[a-z]/)", POSTFIX),
    "isdigit": Template("$0..match?(/[0-9]/)", POSTFIX),
    "isalpha": Template("$0..match?(/[A-Za-z]/)", POSTFIX),
    "inset": Template("$1..include?($0)", POSTFIX),
    "ord": Template("$0..ord", POSTFIX),
    "chr": Template("$0..chr", POSTFIX),
    "digit": Template("$0..to_i", POSTFIX),
    "str": Template("$0..to_s", POSTFIX),
    "built": Template("$0"),
    "blen": Template("$0..length", POSTFIX),
    "cstr": Template("$0"),
    "starts": Template("$0..start_with?($1)", POSTFIX),
    "ends": Template("$0..end_with?($1)", POSTFIX),
    "contains": Template("$0..include?($1)", POSTFIX),
    "srev": Template("$0..reverse", POSTFIX),
    "repeat": Template("$0< * $1>", PRODUCT),
    "words": Template("$0..split", POSTFIX),
    "join": Template("$0..join($1)", POSTFIX),
    "chars": Template("$0..chars", POSTFIX),
    "text": Template("$0..join", POSTFIX),
    "mget": Template("$0..fetch($1, $2)", POSTFIX),
    "mhas": Template("$0..key?($1)", POSTFIX),
    "keys": Template("$0..keys.sort", POSTFIX),
    "values": Template("$0..values", POSTFIX),
    "map": Template("$0..map { |$x| $1 }", POSTFIX),
    "filter": Template("$0..select { |$x| $1 }", POSTFIX),
    "fold": Template("$0..reduce($1) { |$x, $y| $2 }", POSTFIX),
    "any": Template("$0..any? { |$x| $1 }", POSTFIX),
    "all": Template("$0..all? { |$x| $1 }", POSTFIX),
    "max": Template("$0..max || $1>", OR),
    "min": Template("$0..min || $1>", OR),
    "sort": Template("$0..sort", POSTFIX),
    "sortd": Template("$0..sort.reverse", POSTFIX),
    "rev": Template("$0..to_a.reverse", POSTFIX),
    "uniq": Template("$0..uniq", POSTFIX),
    "take": Template("$0..first($1)", POSTFIX),
    "drop": Template("$0..drop($1)", POSTFIX),
    "every": Template("$0..each_slice($1).map(&:first)", POSTFIX),
    "digits": Template("$0..digits.reverse", POSTFIX),
    "enum": Template("$0..each_with_index.map { |$y, $x| $1 }", POSTFIX),
    "diffs": Template("$0..each_cons(2).map { |a, b| b - a }", POSTFIX),
    "windows": Template("$0..each_cons($1).map(&:sum)", POSTFIX),
    "mfilter": Template("$0..select { |$x, $y| $1 }", POSTFIX),
    "mmap": Template("$0..to_h { |$x, $y| [$x, $1] }", POSTFIX),
    "last": Template("$0..last || $1>", OR),
    "tally": Template("$0..tally", POSTFIX),
    "longest": Template("$0..max_by(&:length) || ''", OR),
    "neg": Template("-$0>", UNARY),
    "if": Template("$0> ? $1> : $2>", CHOICE),
}

FORMS = {"len": _count, "sum": _sum, "range": _range, "zip": _zip, "scan": _scan, "nil": _nil, "head": _head}

DIALECT = Dialect(
    name="ruby",
    indent="  ",
    types=TYPES,
    templates=TEMPLATES,
    forms=FORMS,
    statements={
        "let": "@0 = $0",
        "set": "@0 = $0",
        "aug add": "@0 += $0",
        "aug sub": "@0 -= $0",
        "aug mul": "@0 *= $0",
        "aug div": "@0 /= $0",
        "aug mod": "@0 %= $0",
        "aug cat": "@0 += $0",
        "aug catc": "@0 += $0",
        "aug cats": "@0 << $0.",
        "aug catb": "@0 << $0.",
        "append": "@0 << $0.",
        "put": "@0[$0] = $1",
        "bump": "@0[$0] = @0.fetch($0, 0) + $1",
        "return": "return $0",
        "swap": "@0[$0], @0[$1] = @0[$1], @0[$0]",
        "break": "break",
        "continue": "next",
        "pair": "@0, @1 = $0, $1",
    },
    blocks={
        "each": "$0..each do |@0|",
        "each2": "$0..each do |@0, @1|",
        "count": "($0....$1).each do |@0|",
        "down": "($0 - 1).downto($1) do |@0|",
        "while": "while $0",
        "if": "if $0",
        "else if": "elsif $0",
    },
    otherwise="else",
    end="end",
    literal=literal,
    identifier=lambda name: name,
    helper=_lambda,
    helpers_first=False,
    adjust=_adjust,
)
