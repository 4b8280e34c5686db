"""Python."""

from __future__ import annotations

from neuroglot.corpora.bundled.ir import Function, Stmt
from neuroglot.corpora.bundled.render.engine import Dialect, Writer
from neuroglot.corpora.bundled.render.notation import (
    AND,
    ATOM,
    CHOICE,
    EQUALITY,
    NOT,
    OR,
    POSTFIX,
    PRODUCT,
    SUM,
    Template,
    arithmetic,
)
from neuroglot.corpora.bundled.render.python_forms import FORMS

TYPES = {
    "int": "int",
    "bool": "bool",
    "str": "str",
    "char": "str",
    "ints": "List[int]",
    "strs": "List[str]",
    "chars": "List[str]",
    "counts": "Dict[str, int]",
    "builder": "str",
}


def literal(value: object, kind: str) -> str:
    """A value as Python writes it."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def _helper(w: Writer, function: Function) -> list[str]:
    params = ", ".join(w.name(name) for name, _ in function.params)
    return [f"def {w.name(function.name)}({params}):", *w.block(function.body, 1), ""]


def _adjust(w: Writer, s: Stmt) -> list[str] | None:
    if s.kind == "count" and s.exprs[0].value == 0 and s.exprs[0].op == "const":
        head = f"for {w.name(s.names[0])} in range({w.expr(s.exprs[1])}):"
        return [head, *w.block(s.bodies[0], 1)]
    if s.kind == "down":
        stop = "-1" if s.exprs[1].value == 0 else f"{w.expr(s.exprs[1])} - 1"
        head = f"for {w.name(s.names[0])} in range({w.expr(s.exprs[0])} - 1, {stop}, -1):"
        return [head, *w.block(s.bodies[0], 1)]
    return None


TEMPLATES = {
    **arithmetic(
        eq=Template("$0> == $1>", EQUALITY),
        div=Template("$0< // $1>", PRODUCT),
        **{
            "and": Template("$0< and $1>", AND),
            "or": Template("$0< or $1>", OR),
            "not": Template("not $0<", NOT),
            "if": Template("$1> if $0> else $2>", CHOICE),
        },
    ),
    "min2": Template("min($0, $1)", POSTFIX),
    "max2": Template("max($0, $1)", POSTFIX),
    "abs": Template("abs($0)", POSTFIX),
    "slen": Template("len($0)", POSTFIX),
    "mlen": Template("len($0)", POSTFIX),
    "sat": Template("$0.[$1]", POSTFIX),
    "tail": Template("$0.[1:]", POSTFIX),
    "sdrop": Template("$0.[$1:]", POSTFIX),
    "stail": Template("$0.[1:]", POSTFIX),
    "has": Template("$1> in $0>", EQUALITY),
    "single": Template("[$0]"),
    "plus": Template("$0< + $1>", SUM),
    "slice": Template("$0.[$1:$2]", POSTFIX),
    "upper": Template("$0..upper()", POSTFIX),
    "lower": Template("$0..lower()", POSTFIX),
    "cupper": Template("$0..upper()", POSTFIX),
    "clower": Template("$0..lower()", POSTFIX),
    "isupper": Template("$0..isupper()", POSTFIX),
    "islower": Template("$0..islower()", POSTFIX),
    "isdigit": Template("$0..isdigit()", POSTFIX),
    "isalpha": Template("$0..isalpha()", POSTFIX),
    "inset": Template("$0> in $1>", EQUALITY),
    "ord": Template("ord($0)", POSTFIX),
    "chr": Template("chr($0)", POSTFIX),
    "digit": Template("int($0)", POSTFIX),
    "str": Template("str($0)", POSTFIX),
    "built": Template("$0"),
    "blen": Template("len($0)", POSTFIX),
    "cstr": Template("$0", ATOM),
    "starts": Template("$0..startswith($1)", POSTFIX),
    "ends": Template("$0..endswith($1)", POSTFIX),
    "contains": Template("$1> in $0>", EQUALITY),
    "srev": Template("$0.[::-1]", POSTFIX),
    "repeat": Template("$0< * $1>", PRODUCT),
    "words": Template("$0..split()", POSTFIX),
    "chars": Template("list($0)", POSTFIX),
    "mget": Template("$0..get($1, $2)", POSTFIX),
    "mhas": Template("$1> in $0>", EQUALITY),
    "keys": Template("sorted($0)", POSTFIX),
    "values": Template("list($0..values())", POSTFIX),
    "take": Template("$0.[:$1]", POSTFIX),
    "drop": Template("$0.[$1:]", POSTFIX),
    "every": Template("$0.[::$1]", POSTFIX),
    "range": Template("list(range($0, $1))", POSTFIX),
    "digits": Template("[int(d) for d in str($0)]"),
    "zip": Template("[$2 for $x, $y in zip($0, $1)]"),
    "enum": Template("[$1 for $x, $y in enumerate($0)]"),
    "mfilter": Template("{$x: $y for $x, $y in $0..items() if $1}"),
    "mmap": Template("{$x: $1 for $x, $y in $0..items()}"),
    "nil": Template("[]"),
}


DIALECT = Dialect(
    name="python",
    indent="    ",
    types=TYPES,
    templates=TEMPLATES,
    forms=FORMS,
    statements={
        "let": "@0 = $0",
        "set": "@0 = $0",
        "aug add": "@0 += $0",
        "aug sub": "@0 -= $0",
        "aug mul": "@0 *= $0",
        "aug div": "@0 //= $0",
        "aug mod": "@0 %= $0",
        "aug cat": "@0 += $0",
        "aug catc": "@0 += $0",
        "aug cats": "@0 += $0",
        "aug catb": "@0 += $0",
        "append": "@0.append($0)",
        "put": "@0[$0] = $1",
        "bump": "@0[$0] = @0.get($0, 0) + $1",
        "return": "return $0",
        "swap": "@0[$0], @0[$1] = @0[$1], @0[$0]",
        "break": "break",
        "continue": "continue",
        "pair": "@0, @1 = $0, $1",
    },
    blocks={
        "each": "for @0 in $0:",
        "each2": "for @0, @1 in $0..items():",
        "count": "for @0 in range($0, $1):",
        "while": "while $0:",
        "if": "if $0:",
        "else if": "elif $0:",
    },
    otherwise="else:",
    end=None,
    literal=literal,
    identifier=lambda name: name,
    helper=_helper,
    helpers_first=True,
    adjust=_adjust,
)
