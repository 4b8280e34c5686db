"""Go."""

from __future__ import annotations

import json

from neuroglot.corpora.bundled.ir import Function, Stmt
from neuroglot.corpora.bundled.render.engine import Dialect, Writer, mentioned
from neuroglot.corpora.bundled.render.go_forms import FORMS, at_depth
from neuroglot.corpora.bundled.render.notation import (
    POSTFIX,
    SUM,
    UNARY,
    Template,
    camel,
)

TYPES = {
    "int": "int",
    "bool": "bool",
    "str": "string",
    "char": "rune",
    "ints": "[]int",
    "strs": "[]string",
    "chars": "[]rune",
    "counts": "map[string]int",
    "builder": "strings.Builder",
}


def literal(value: object, kind: str) -> str:
    """A value as Go writes it."""
    if kind == "char":
        return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
    return json.dumps(value)


def _helper(w: Writer, function: Function) -> list[str]:
    params = ", ".join(f"{w.name(name)} {w.type(kind)}" for name, kind in function.params)
    head = f"func {camel(function.name)}({params}) {w.type(function.returns)} {{"
    return [head, *w.block(function.body, 1), "}"]


def _adjust(w: Writer, s: Stmt) -> list[str] | None:
    name = w.name(s.names[0]) if s.names else ""
    if s.kind == "return" and s.exprs[0].op == "if":
        test, yes, no = (w.expr(a) for a in s.exprs[0].args)
        return [f"if {test} {{", f"\treturn {yes}", "}", f"return {no}"]
    if s.kind == "let" and s.exprs[0].type == "builder":
        return [f"var {name} strings.Builder"]
    if s.kind == "aug" and s.exprs[0].op == "const" and s.exprs[0].value == 1 and s.op in ("add", "sub"):
        return [f"{name}{'++' if s.op == 'add' else '--'}"]
    if s.kind == "bump" and s.exprs[1].op == "const" and s.exprs[1].value == 1:
        return [f"{name}[{w.expr(s.exprs[0])}]++"]
    if s.kind == "count":
        low, high = w.expr(s.exprs[0]), at_depth(w, s.exprs[1], 2)
        return [f"for {name} := {low}; {name} < {high}; {name}++ {{", *w.block(s.bodies[0], 1), "}"]
    if s.kind == "down":
        high, low = w.expr(s.exprs[0], SUM), at_depth(w, s.exprs[1], 2)
        return [f"for {name} := {high} - 1; {name} >= {low}; {name}-- {{", *w.block(s.bodies[0], 1), "}"]
    if s.kind == "pair":
        one, two = (at_depth(w, e, 2) for e in s.exprs)
        return [f"{name}, {w.name(s.names[1])} = {one}, {two}"]
    if s.kind == "append":
        return [f"{name} = append({name}, {at_depth(w, s.exprs[0], 2)})"]
    if s.kind == "each2":
        used = mentioned(s.bodies[0])
        key, value = (w.name(n) if n in used else "_" for n in s.names)
        left = f"{key}, {value} := " if value != "_" else f"{key} := " if key != "_" else ""
        head = f"for {left}range {w.expr(s.exprs[0])} {{"
        return [head, *w.block(s.bodies[0], 1), "}"]
    return _unused_loop_variable(w, s)


def _unused_loop_variable(w: Writer, s: Stmt) -> list[str] | None:
    if s.kind != "each" or s.names[0] in mentioned(s.bodies[0]):
        return None
    return [f"for range {w.expr(s.exprs[0])} {{", *w.block(s.bodies[0], 1), "}"]


TEMPLATES = {
    "not": Template("!$0>", UNARY),
    "neg": Template("-$0>", UNARY),
    "len": Template("len($0)", POSTFIX),
    "slen": Template("len($0)", POSTFIX),
    "mlen": Template("len($0)", POSTFIX),
    "tail": Template("$0.[1:]", POSTFIX),
    "sdrop": Template("$0.[$1:]", POSTFIX),
    "stail": Template("$0.[1:]", POSTFIX),
    "single": Template("$T{$0}"),
    "plus": Template("append(append($T{}, $0....), $1....)", POSTFIX),
    "slice": Template("$0.[$1:$2]", POSTFIX),
    "upper": Template("strings.ToUpper($0)", POSTFIX),
    "lower": Template("strings.ToLower($0)", POSTFIX),
    "cupper": Template("unicode.ToUpper($0)", POSTFIX),
    "clower": Template("unicode.ToLower($0)", POSTFIX),
    "isupper": Template("unicode.IsUpper($0)", POSTFIX),
    "islower": Template("unicode.IsLower($0)", POSTFIX),
    "isdigit": Template("unicode.IsDigit($0)", POSTFIX),
    "isalpha": Template("unicode.IsLetter($0)", POSTFIX),
    "inset": Template("strings.ContainsRune($1, $0)", POSTFIX),
    "ord": Template("int($0)", POSTFIX),
    "chr": Template("rune($0)", POSTFIX),
    "str": Template("strconv.Itoa($0)", POSTFIX),
    "built": Template("$0..String()", POSTFIX),
    "blen": Template("$0..Len()", POSTFIX),
    "cstr": Template("string($0)", POSTFIX),
    "starts": Template("strings.HasPrefix($0, $1)", POSTFIX),
    "ends": Template("strings.HasSuffix($0, $1)", POSTFIX),
    "contains": Template("strings.Contains($0, $1)", POSTFIX),
    "repeat": Template("strings.Repeat($0, $1)", POSTFIX),
    "words": Template("strings.Fields($0)", POSTFIX),
    "join": Template("strings.Join($0, $1)", POSTFIX),
    "chars": Template("[]rune($0)", POSTFIX),
    "text": Template("string($0)", POSTFIX),
}


DIALECT = Dialect(
    name="go",
    indent="\t",
    types=TYPES,
    templates=TEMPLATES,
    forms=FORMS,
    statements={
        "let": "@0 := $0",
        "set": "@0 = $0",
        "aug add": "@0 += $0",
        "aug sub": "@0 -= $0",
        "aug mul": "@0 *= $0",
        "aug div": "@0 /= $0",
        "aug mod": "@0 %= $0",
        "aug cat": "@0 += $0",
        "aug catc": "@0 += string($0)",
        "aug cats": "@0.WriteString($0)",
        "aug catb": "@0.WriteRune($0)",
        "put": "@0[$0] = $1",
        "bump": "@0[$0] += $1",
        "return": "return $0",
        "swap": "@0[$0], @0[$1] = @0[$1], @0[$0]",
        "break": "break",
        "continue": "continue",
    },
    blocks={
        "each": "for _, @0 := range $0 {",
        "while": "for $0 {",
        "if": "if $0 {",
        "else if": "} else if $0 {",
    },
    otherwise="} else {",
    end="}",
    literal=literal,
    identifier=camel,
    helper=_helper,
    helpers_first=False,
    adjust=_adjust,
)
