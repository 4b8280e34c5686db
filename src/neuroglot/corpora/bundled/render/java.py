"""Java: streams for what is functional, plain loops otherwise."""

from __future__ import annotations

import json

from neuroglot.corpora.bundled.ir import ELEMENT, Expr, Function, Stmt, substitute
from neuroglot.corpora.bundled.render.engine import Dialect, Form, Writer
from neuroglot.corpora.bundled.render.java_streams import raw, stream
from neuroglot.corpora.bundled.render.notation import CHOICE, EQUALITY, POSTFIX, SUM, UNARY, Template, arithmetic, camel

TYPES = {
    "int": "int",
    "bool": "boolean",
    "str": "String",
    "char": "char",
    "ints": "List<Integer>",
    "strs": "List<String>",
    "chars": "List<Character>",
    "counts": "Map<String, Integer>",
    "builder": "StringBuilder",
}


_NIL = {"counts": "new HashMap<>()", "builder": "new StringBuilder()"}


def literal(value: object, kind: str) -> str:
    """A value as Java writes it."""
    if kind == "char":
        return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
    return json.dumps(value)


def _collected(w: Writer, tree: Expr) -> tuple[str, int]:
    text, kind = stream(w, tree)
    return text + (".boxed()" if kind == "int" else "") + ".collect(Collectors.toList())", POSTFIX


def _numbers(w: Writer, tree: Expr) -> str:
    text, kind = stream(w, tree)
    return text if kind == "int" else text + ".mapToInt(Integer::intValue)"


def _sum(w: Writer, tree: Expr) -> tuple[str, int]:
    return _numbers(w, tree.args[0]) + ".sum()", POSTFIX


def _extreme(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"{_numbers(w, tree.args[0])}.{tree.op}().orElse({w.expr(tree.args[1])})", POSTFIX


def _length(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    if source.op == "var":
        return f"{w.expr(source)}.size()", POSTFIX
    return f"(int) {stream(w, source)[0]}.count()", UNARY


def _fold(w: Writer, tree: Expr) -> tuple[str, int]:
    text = stream(w, tree.args[0])[0]
    return text + w.fill(Template(".reduce($1, ($x, $y) -> $2)"), tree), POSTFIX


def _quantifier(w: Writer, tree: Expr) -> tuple[str, int]:
    text = stream(w, tree.args[0])[0]
    return text + w.fill(Template(f".{tree.op}Match($x -> $1)"), tree), POSTFIX


def _after(suffix: str) -> Form:
    """What ends a stream."""

    def form(w: Writer, tree: Expr) -> tuple[str, int]:
        return stream(w, tree.args[0])[0] + w.fill(Template(suffix), tree), POSTFIX

    return form


def _text(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    if source.op == "rev" and source.args[0].op == "chars":
        return f"new StringBuilder({w.expr(source.args[0].args[0])}).reverse().toString()", POSTFIX
    return stream(w, source)[0] + ".map(String::valueOf).collect(Collectors.joining())", POSTFIX


def _entries(w: Writer, tree: Expr) -> tuple[str, int]:
    key, value = tree.binders
    names = {key: raw("entry.getKey()", "str"), value: raw("entry.getValue()")}
    body = w.body(substitute(tree.args[1], names))
    source = f"{w.expr(tree.args[0], POSTFIX)}.entrySet().stream()"
    if tree.op == "mfilter":
        collect = "Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)"
        return f"{source}.filter(entry -> {body}).collect({collect})", POSTFIX
    return f"{source}.collect(Collectors.toMap(Map.Entry::getKey, entry -> {body}))", POSTFIX


def _nil(w: Writer, tree: Expr) -> tuple[str, int]:
    return _NIL.get(tree.type, "new ArrayList<>()"), POSTFIX


def _same(w: Writer, tree: Expr) -> tuple[str, int]:
    """Strings, and boxed numbers on both sides, are compared by `equals`."""
    left, right = tree.args
    boxed = left.op in ("at", "raw") and right.op in ("at", "raw")
    if tree.op in ("eqs", "nes") or boxed:
        sign = "!" if tree.op in ("nes", "ne") else ""
        return f"{sign}{w.expr(left, POSTFIX)}.equals({w.expr(right)})", UNARY if sign else POSTFIX
    return w.fill(Template(f"$0< {'==' if tree.op == 'eq' else '!='} $1>", EQUALITY), tree), EQUALITY


def _helper(w: Writer, function: Function) -> list[str]:
    params = ", ".join(f"{w.type(kind)} {w.name(name)}" for name, kind in function.params)
    head = f"private {w.type(function.returns)} {w.name(function.name)}({params}) {{"
    return [head, *w.block(function.body, 1), "}"]


def _adjust(w: Writer, s: Stmt) -> list[str] | None:
    if s.kind == "each":
        kind = ELEMENT[s.exprs[0].type]
        source = w.expr(s.exprs[0], POSTFIX)
        if s.exprs[0].type == "str":
            source += ".toCharArray()"
        elif s.exprs[0].op == "words":
            source = f'{w.expr(s.exprs[0].args[0], POSTFIX)}.trim().split("\\\\s+")'
        return [f"for ({w.type(kind)} {w.name(s.names[0])} : {source}) {{", *w.block(s.bodies[0], 1), "}"]
    if s.kind == "each2":
        key, value = (w.name(n) for n in s.names)
        head = f"for (Map.Entry<String, Integer> entry : {w.expr(s.exprs[0], POSTFIX)}.entrySet()) {{"
        lines = [f"    String {key} = entry.getKey();", f"    int {value} = entry.getValue();"]
        return [head, *lines, *w.block(s.bodies[0], 1), "}"]
    if s.kind == "pair":
        name, kind = w.fresh("next"), w.type(s.exprs[0].type)
        one, two = (w.name(n) for n in s.names)
        return [f"{kind} {name} = {w.expr(s.exprs[0])};", f"{two} = {w.expr(s.exprs[1])};", f"{one} = {name};"]
    if s.kind == "aug" and s.exprs[0].op == "const" and s.exprs[0].value == 1 and s.op in ("add", "sub"):
        return [f"{w.name(s.names[0])}{'++' if s.op == 'add' else '--'};"]
    return None


TEMPLATES = {
    **arithmetic(),
    "min2": Template("Math.min($0, $1)", POSTFIX),
    "max2": Template("Math.max($0, $1)", POSTFIX),
    "abs": Template("Math.abs($0)", POSTFIX),
    "at": Template("$0..get($1)", POSTFIX),
    "slen": Template("$0..length()", POSTFIX),
    "mlen": Template("$0..size()", POSTFIX),
    "sat": Template("$0..charAt($1)", POSTFIX),
    "tail": Template("$0..subList(1, $0..size())", POSTFIX),
    "sdrop": Template("$0..substring($1)", POSTFIX),
    "stail": Template("$0..substring(1)", POSTFIX),
    "has": Template("$0..contains($1)", POSTFIX),
    "single": Template("List.of($0)", POSTFIX),
    "slice": Template("$0..substring($1, $2)", POSTFIX),
    "upper": Template("$0..toUpperCase()", POSTFIX),
    "lower": Template("$0..toLowerCase()", POSTFIX),
    "cupper": Template("Character.toUpperCase($0)", POSTFIX),
    "clower": Template("Character.toLowerCase($0)", POSTFIX),
    "isupper": Template("Character.isUpperCase($0)", POSTFIX),
    "islower": Template("Character.isLowerCase($0)", POSTFIX),
    "isdigit": Template("Character.isDigit($0)", POSTFIX),
    "isalpha": Template("Character.isLetter($0)", POSTFIX),
    "inset": Template("$1..indexOf($0) >= 0", EQUALITY),
    "ord": Template("(int) $0>", UNARY),
    "chr": Template("(char) ($0)", UNARY),
    "digit": Template("Character.getNumericValue($0)", POSTFIX),
    "str": Template("String.valueOf($0)", POSTFIX),
    "built": Template("$0..toString()", POSTFIX),
    "blen": Template("$0..length()", POSTFIX),
    "cstr": Template("String.valueOf($0)", POSTFIX),
    "starts": Template("$0..startsWith($1)", POSTFIX),
    "ends": Template("$0..endsWith($1)", POSTFIX),
    "contains": Template("$0..contains($1)", POSTFIX),
    "srev": Template("new StringBuilder($0).reverse().toString()", POSTFIX),
    "repeat": Template("$0..repeat($1)", POSTFIX),
    "mget": Template("$0..getOrDefault($1, $2)", POSTFIX),
    "mhas": Template("$0..containsKey($1)", POSTFIX),
    "if": Template("$0> ? $1> : $2>", CHOICE),
    "cat": Template("$0< + $1>", SUM),
}


FORMS = {
    **dict.fromkeys(
        (
            "map",
            "filter",
            "sort",
            "sortd",
            "uniq",
            "take",
            "drop",
            "zip",
            "enum",
            "every",
            "rev",
            "scan",
            "diffs",
            "windows",
            "range",
            "digits",
            "chars",
            "words",
            "values",
            "keys",
            "plus",
        ),
        _collected,
    ),
    **dict.fromkeys(("eq", "ne", "eqs", "nes"), _same),
    **dict.fromkeys(("any", "all"), _quantifier),
    **dict.fromkeys(("max", "min"), _extreme),
    **dict.fromkeys(("mfilter", "mmap"), _entries),
    "sum": _sum,
    "len": _length,
    "fold": _fold,
    "text": _text,
    "nil": _nil,
    "join": _after(".collect(Collectors.joining($1))"),
    "head": _after(".findFirst().orElse($1)"),
    "last": _after(".reduce((first, second) -> second).orElse($1)"),
    "tally": _after(".collect(Collectors.toMap(word -> word, word -> 1, Integer::sum))"),
    "longest": _after('.reduce("", (best, word) -> word.length() > best.length() ? word : best)'),
}


DIALECT = Dialect(
    name="java",
    indent="    ",
    types=TYPES,
    templates=TEMPLATES,
    forms=FORMS,
    statements={
        "let": "$T @0 = $0;",
        "set": "@0 = $0;",
        "aug add": "@0 += $0;",
        "aug sub": "@0 -= $0;",
        "aug mul": "@0 *= $0;",
        "aug div": "@0 /= $0;",
        "aug mod": "@0 %= $0;",
        "aug cat": "@0 += $0;",
        "aug catc": "@0 += $0;",
        "aug cats": "@0.append($0);",
        "aug catb": "@0.append($0);",
        "append": "@0.add($0);",
        "put": "@0.put($0, $1);",
        "bump": "@0.merge($0, $1, Integer::sum);",
        "return": "return $0;",
        "swap": "Collections.swap(@0, $0, $1);",
        "break": "break;",
        "continue": "continue;",
    },
    blocks={
        "count": "for (int @0 = $0; @0 < $1; @0++) {",
        "down": "for (int @0 = $0 - 1; @0 >= $1; @0--) {",
        "while": "while ($0) {",
        "if": "if ($0) {",
        "else if": "} else if ($0) {",
    },
    otherwise="} else {",
    end="}",
    literal=literal,
    identifier=camel,
    helper=_helper,
    helpers_first=False,
    adjust=_adjust,
    boxes={"int": "Integer", "bool": "Boolean", "char": "Character"},
)
