"""What C++ writes with more than a template: algorithms between begin and end, statements put before."""

from __future__ import annotations

import re

from neuroglot.corpora.bundled.ir import ELEMENT, Expr
from neuroglot.corpora.bundled.render.engine import Writer
from neuroglot.corpora.bundled.render.notation import (
    AND,
    ATOM,
    CHOICE,
    EQUALITY,
    POSTFIX,
    SUM,
    UNARY,
)
from neuroglot.corpora.bundled.syntax import lambda_types


def parameter(w: Writer, name: str, kind: str) -> str:
    text = w.type(kind)
    return f"const {text}& {w.name(name)}" if kind not in ("int", "bool", "char") else f"{text} {w.name(name)}"


def _lambda(w: Writer, tree: Expr) -> str:
    """The operation's lambda; it captures only where it uses something from outside."""
    kinds = lambda_types(tree.op, list(tree.args))
    params = ", ".join(parameter(w, n, k) for n, k in zip(tree.binders, kinds, strict=True))
    lines, text = w.captured(tree.args[-1])
    capture = "&" if _outside(tree.args[-1], set(tree.binders)) else ""
    if not lines:
        return f"[{capture}]({params}) {{ return {text}; }}"
    inner = "\n".join(f"    {line}" for line in [*lines, f"return {text};"])
    return f"[{capture}]({params}) {{\n{inner}\n}}"


def _outside(tree: Expr, own: set[str]) -> bool:
    if tree.op == "call" or (tree.op == "var" and tree.value not in own):
        return True
    return any(_outside(a, own | set(tree.binders)) for a in tree.args)


def _named(w: Writer, tree: Expr, word: str = "items") -> str:
    """The sequence under a name: algorithms need it twice, for begin and end."""
    text = w.expr(tree)
    if text.isidentifier():
        return text
    name = w.fresh(word)
    w.hoist(f"{w.type(tree.type)} {name} = {text};")
    return name


def _span(name: str) -> str:
    return f"{name}.begin(), {name}.end()"


def _map(w: Writer, tree: Expr) -> tuple[str, int]:
    source, function = _named(w, tree.args[0]), _lambda(w, tree)
    name = w.fresh("mapped")
    w.hoist(f"{w.type(tree.type)} {name};", f"transform({_span(source)}, back_inserter({name}), {function});")
    return name, ATOM


def _filter(w: Writer, tree: Expr) -> tuple[str, int]:
    source, function = _named(w, tree.args[0]), _lambda(w, tree)
    name = w.fresh("kept")
    w.hoist(f"{w.type(tree.type)} {name};", f"copy_if({_span(source)}, back_inserter({name}), {function});")
    return name, ATOM


def _fold(w: Writer, tree: Expr) -> tuple[str, int]:
    source = _named(w, tree.args[0])
    return f"accumulate({_span(source)}, {w.expr(tree.args[1])}, {_lambda(w, tree)})", POSTFIX


def _sum(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"accumulate({_span(_named(w, tree.args[0]))}, 0)", POSTFIX


def _length(w: Writer, tree: Expr) -> tuple[str, int]:
    source = tree.args[0]
    if source.op == "filter":
        return f"(int) count_if({_span(_named(w, source.args[0]))}, {_lambda(w, source)})", UNARY
    return f"(int) {w.expr(source, POSTFIX)}.size()", UNARY


def _quantifier(w: Writer, tree: Expr) -> tuple[str, int]:
    return f"{tree.op}_of({_span(_named(w, tree.args[0]))}, {_lambda(w, tree)})", POSTFIX


def _extreme(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    return f"{name}.empty() ? {w.expr(tree.args[1])} : *{tree.op}_element({_span(name)})", CHOICE


def _ordered(w: Writer, tree: Expr) -> tuple[str, int]:
    text, name = w.expr(tree.args[0]), w.fresh("ordered")
    order = f"{_span(name)}" if tree.op == "sort" else f"{name}.rbegin(), {name}.rend()"
    w.hoist(f"{w.type(tree.type)} {name} = {text};", f"sort({order});")
    return name, ATOM


def _reversed(w: Writer, tree: Expr) -> tuple[str, int]:
    source = _named(w, tree.args[0])
    if tree.op == "srev":
        return f"string({source}.rbegin(), {source}.rend())", POSTFIX
    name = w.fresh("turned")
    w.hoist(f"{w.type(tree.type)} {name}({source}.rbegin(), {source}.rend());")
    return name, ATOM


def _unique(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("distinct")
    kind = w.type(tree.type)
    w.hoist(
        f"{kind} {name};",
        f"copy_if({_span(source)}, back_inserter({name}), [&](const auto& item) {{",
        f"    return find({_span(name)}, item) == {name}.end();",
        "});",
    )
    return name, ATOM


def _part(w: Writer, tree: Expr) -> tuple[str, int]:
    source, count, name = _named(w, tree.args[0]), w.expr(tree.args[1]), w.fresh("part")
    middle = f"{source}.begin() + min<int>({count}, {source}.size())"
    ends = f"{source}.begin(), {middle}" if tree.op == "take" else f"{middle}, {source}.end()"
    w.hoist(f"{w.type(tree.type)} {name}({ends});")
    return name, ATOM


def _every(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("spaced")
    step = w.expr(tree.args[1])
    w.hoist(f"{w.type(tree.type)} {name};", f"for (size_t i = 0; i < {source}.size(); i += {step}) {{")
    w.hoist(f"    {name}.push_back({source}[i]);", "}")
    return name, ATOM


def _range(w: Writer, tree: Expr) -> tuple[str, int]:
    low, high = tree.args
    name = w.fresh("numbers")
    if high.op == "add" and high.args[1] == low:
        size = w.expr(high.args[0])
    else:
        size = w.expr(high) if low.value == 0 else f"{w.expr(high, SUM)} - {w.expr(low, UNARY)}"
    w.hoist(f"vector<int> {name}({size});", f"iota({_span(name)}, {w.expr(low)});")
    return name, ATOM


def _digits(w: Writer, tree: Expr) -> tuple[str, int]:
    text, name = w.fresh("text"), w.fresh("digits")
    w.hoist(f"string {text} = to_string({w.expr(tree.args[0])});", f"vector<int> {name};")
    w.hoist(f"transform({_span(text)}, back_inserter({name}), [](char c) {{ return c - '0'; }});")
    return name, ATOM


def _zip(w: Writer, tree: Expr) -> tuple[str, int]:
    one, two = _named(w, tree.args[0], "left"), _named(w, tree.args[1], "right")
    name, function = w.fresh("combined"), _lambda(w, tree)
    first = f"{one}.begin(), {one}.begin() + min({one}.size(), {two}.size()), {two}.begin()"
    w.hoist(f"{w.type(tree.type)} {name};", f"transform({first}, back_inserter({name}), {function});")
    return name, ATOM


def _enum(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("weighted")
    index, item = (w.name(n) for n in tree.binders)
    kind = w.type(ELEMENT[tree.args[0].type])
    w.hoist(f"{w.type(tree.type)} {name};", f"for (int {index} = 0; {index} < (int) {source}.size(); {index}++) {{")
    w.hoist(f"    {kind} {item} = {source}[{index}];", f"    {name}.push_back({w.body(tree.args[1])});", "}")
    return name, ATOM


def _scan(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("sums")
    w.hoist(f"vector<int> {name};", f"partial_sum({_span(source)}, back_inserter({name}));")
    return name, ATOM


def _diffs(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("steps")
    w.hoist(f"vector<int> {name};", f"adjacent_difference({_span(source)}, back_inserter({name}));")
    w.hoist(f"if (!{name}.empty()) {name}.erase({name}.begin());")
    return name, ATOM


def _windows(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("sums")
    width = w.expr(tree.args[1])
    w.hoist(f"vector<int> {name};", f"for (int i = 0; i + {width} <= (int) {source}.size(); i++) {{")
    w.hoist(f"    {name}.push_back(accumulate({source}.begin() + i, {source}.begin() + i + {width}, 0));", "}")
    return name, ATOM


def _join(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("joined")
    separator = w.expr(tree.args[1])
    w.hoist(
        f"string {name} = accumulate({_span(source)}, string(), [](const string& a, const string& b) {{",
        f"    return a.empty() ? b : a + {separator} + b;",
        "});",
    )
    return name, ATOM


def _words(w: Writer, tree: Expr) -> tuple[str, int]:
    source, flow, name = w.expr(tree.args[0]), w.fresh("stream"), w.fresh("words")
    w.hoist(f"istringstream {flow}({source});")
    w.hoist(f"vector<string> {name}{{istream_iterator<string>({flow}), istream_iterator<string>()}};")
    return name, ATOM


def _case(w: Writer, tree: Expr) -> tuple[str, int]:
    text, name = w.expr(tree.args[0]), w.fresh("changed")
    w.hoist(f"string {name} = {text};")
    w.hoist(f"transform({_span(name)}, {name}.begin(), ::to{tree.op});")
    return name, ATOM


def _repeat(w: Writer, tree: Expr) -> tuple[str, int]:
    name, part, times = w.fresh("repeated"), w.expr(tree.args[0]), w.expr(tree.args[1])
    index = next(name for name in ("i", "r", "t") if not re.search(rf"\b{name}\b", f"{part} {times}"))
    w.hoist(f"string {name};", f"for (int {index} = 0; {index} < {times}; {index}++) {name} += {part};")
    return name, ATOM


def _ends(w: Writer, tree: Expr) -> tuple[str, int]:
    text, size = w.expr(tree.args[0], POSTFIX), len(str(tree.args[1].value))
    ending = w.expr(tree.args[1])
    return f"{text}.size() >= {size} && {text}.substr({text}.size() - {size}) == {ending}", AND


def _edge(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    get = "front" if tree.op == "head" else "back"
    return f"{name}.empty() ? {w.expr(tree.args[1])} : {name}.{get}()", CHOICE


def _tally(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("counts")
    w.hoist(f"map<string, int> {name};")
    w.hoist(f"for_each({_span(source)}, [&](const string& word) {{ {name}[word]++; }});")
    return name, ATOM


def _entries(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("result")
    key, value = (w.name(n) for n in tree.binders)
    body = w.body(tree.args[1])
    inner = f"if ({body}) {name}[{key}] = {value};" if tree.op == "mfilter" else f"{name}[{key}] = {body};"
    w.hoist(f"map<string, int> {name};", f"for (const auto& [{key}, {value}] : {source}) {{", f"    {inner}", "}")
    return name, ATOM


def _column(w: Writer, tree: Expr) -> tuple[str, int]:
    source, name = _named(w, tree.args[0]), w.fresh("names" if tree.op == "keys" else "amounts")
    field = "first" if tree.op == "keys" else "second"
    w.hoist(f"{w.type(tree.type)} {name};")
    function = f"[](const auto& entry) {{ return entry.{field}; }}"
    w.hoist(f"transform({_span(source)}, back_inserter({name}), {function});")
    return name, ATOM


def _longest(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    order = "[](const string& a, const string& b) { return a.size() < b.size(); }"
    return f'{name}.empty() ? "" : *max_element({_span(name)}, {order})', CHOICE


def _plus(w: Writer, tree: Expr) -> tuple[str, int]:
    one, two, name = w.expr(tree.args[0]), _named(w, tree.args[1]), w.fresh("joined")
    w.hoist(f"{w.type(tree.type)} {name} = {one};", f"{name}.insert({name}.end(), {_span(two)});")
    return name, ATOM


def _has(w: Writer, tree: Expr) -> tuple[str, int]:
    name = _named(w, tree.args[0])
    return f"find({_span(name)}, {w.expr(tree.args[1])}) != {name}.end()", EQUALITY


def _nil(w: Writer, tree: Expr) -> tuple[str, int]:
    return w.type(tree.type) + "{}", ATOM


def _chars(w: Writer, tree: Expr) -> tuple[str, int]:
    return w._expr(tree.args[0])


FORMS = {
    "map": _map, "filter": _filter, "fold": _fold, "sum": _sum, "len": _length, "any": _quantifier,
    "all": _quantifier, "max": _extreme, "min": _extreme, "sort": _ordered, "sortd": _ordered, "rev": _reversed,
    "srev": _reversed, "uniq": _unique, "take": _part, "drop": _part, "every": _every, "range": _range,
    "digits": _digits, "zip": _zip, "enum": _enum, "scan": _scan, "diffs": _diffs, "windows": _windows,
    "join": _join, "words": _words, "upper": _case, "lower": _case, "repeat": _repeat, "ends": _ends,
    "head": _edge, "last": _edge, "tally": _tally, "mfilter": _entries, "mmap": _entries, "keys": _column,
    "values": _column, "longest": _longest, "plus": _plus, "has": _has, "nil": _nil, "chars": _chars,
}  # fmt: skip
