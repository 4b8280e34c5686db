"""What the tasks mean: programs of the tasks' language, run.

A function is compiled to Python source by a table of its own, apart from the Python renderer, so that each checks the
other. `while` loops and calls burn fuel, so that a mutant that never ends is an error, not a hang.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from neuroglot.corpora.bundled.ir import Expr, Function, Stmt

FUEL = 2_500
LIMIT = 10**9


class OutOfBoundsError(Exception):
    """The program left the values that mean the same in every language, or ran too long."""


_INFIX = {
    "add": "+", "sub": "-", "mul": "*", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "eqs": "==", "nes": "!=", "and": "and", "or": "or", "cat": "+", "catc": "+", "cons": "+", "plus": "+",
    "inset": "in",
}  # fmt: skip
_FORMS = {
    "div": "_div({0}, {1})", "mod": "_mod({0}, {1})", "neg": "-{0}", "min2": "min({0}, {1})", "max2": "max({0}, {1})",
    "abs": "abs({0})", "not": "(not {0})", "if": "({1} if {0} else {2})", "len": "len({0})", "slen": "len({0})",
    "mlen": "len({0})", "at": "_at({0}, {1})", "sat": "_at({0}, {1})", "tail": "{0}[1:]", "stail": "{0}[1:]",
    "has": "({1} in {0})", "single": "[{0}]", "slice": "{0}[{1}:{2}]", "sdrop": "{0}[{1}:]",
    "upper": "{0}.upper()", "lower": "{0}.lower()",
    "cupper": "{0}.upper()", "clower": "{0}.lower()", "isupper": "{0}.isupper()", "islower": "{0}.islower()",
    "isdigit": "{0}.isdigit()", "isalpha": "{0}.isalpha()", "ord": "ord({0})", "chr": "_chr({0})",
    "digit": "int({0})", "str": "str({0})", "cstr": "{0}", "starts": "{0}.startswith({1})",
    "ends": "{0}.endswith({1})", "contains": "({1} in {0})", "srev": "{0}[::-1]", "repeat": "({0} * {1})",
    "words": "{0}.split()", "join": "{1}.join({0})", "chars": "list({0})", "text": "''.join({0})",
    "mget": "{0}.get({1}, {2})", "mhas": "({1} in {0})", "keys": "sorted({0})", "values": "list({0}.values())",
    "map": "[{1} for {x} in {0}]", "filter": "[{x} for {x} in {0} if {1}]", "sum": "sum({0})",
    "fold": "_fold({0}, {1}, lambda {x}, {y}: {2})", "max": "max({0}, default={1})", "min": "min({0}, default={1})",
    "any": "any([{1} for {x} in {0}])", "all": "all([{1} for {x} in {0}])", "sort": "sorted({0})",
    "sortd": "sorted({0}, reverse=True)", "rev": "{0}[::-1]", "uniq": "list(dict.fromkeys({0}))",
    "take": "{0}[:{1}]", "drop": "{0}[{1}:]", "range": "list(range({0}, {1}))",
    "digits": "[int(_c) for _c in str({0})]", "zip": "[{2} for {x}, {y} in zip({0}, {1})]",
    "scan": "list(accumulate({0}))", "diffs": "_diffs({0})", "windows": "_windows({0}, {1})",
    "mfilter": "{{{x}: {y} for {x}, {y} in {0}.items() if {1}}}", "mmap": "{{{x}: {1} for {x}, {y} in {0}.items()}}",
    "tally": "_tally({0})", "head": "({0} or [{1}])[0]", "last": "({0} or [{1}])[-1]",
    "longest": "max({0}, key=len, default='')", "enum": "[{1} for {x}, {y} in enumerate({0})]",
    "every": "{0}[::{1}]", "built": "{0}", "blen": "len({0})",
}  # fmt: skip
_EMPTY = {"ints": "[]", "strs": "[]", "chars": "[]", "counts": "{}", "builder": "''"}


def text_of(tree: Expr) -> str:
    """The expression as Python source."""
    if tree.op == "var":
        return str(tree.value)
    if tree.op == "const":
        return repr(tree.value)
    if tree.op == "nil":
        return _EMPTY[tree.type]
    args = [text_of(a) for a in tree.args]
    if tree.op == "call":
        return f"{tree.value}({', '.join(args)})"
    if tree.op in _INFIX:
        return f"({args[0]} {_INFIX[tree.op]} {args[1]})"
    x, y = (*tree.binders, "", "")[:2]
    if tree.op == "sub" and tree.args[0].type == "int":
        return f"({args[0]} - {args[1]})"
    return _FORMS[tree.op].format(*args, x=x, y=y)


_HEADS = {
    "each": "for {n[0]} in {e[0]}:",
    "each2": "for {n[0]}, {n[1]} in {e[0]}.items():",
    "count": "for {n[0]} in range({e[0]}, {e[1]}):",
    "down": "for {n[0]} in range({e[0]} - 1, {e[1]} - 1, -1):",
    "while": "while {e[0]}:",
    "if": "if {e[0]}:",
}
_PLAIN = {
    "let": "{n[0]} = {e[0]}",
    "set": "{n[0]} = {e[0]}",
    "append": "{n[0]}.append({e[0]})",
    "put": "{n[0]}[{e[0]}] = {e[1]}",
    "bump": "{n[0]}[{e[0]}] = {n[0]}.get({e[0]}, 0) + {e[1]}",
    "return": "return {e[0]}",
    "break": "break",
    "continue": "continue",
    "swap": "{n[0]}[{e[0]}], {n[0]}[{e[1]}] = {n[0]}[{e[1]}], {n[0]}[{e[0]}]",
    "pair": "{n[0]}, {n[1]} = {e[0]}, {e[1]}",
}


def _statement(s: Stmt, pad: str, lines: list[str]) -> None:
    e = [text_of(x) for x in s.exprs]
    n = s.names
    if s.kind == "aug":
        sign = {"sub": "-", "mul": "*", "div": "//", "mod": "%"}.get(s.op, "+")
        lines.append(f"{pad}{n[0]} {sign}= {e[0]}")
    elif s.kind in _PLAIN:
        lines.append(pad + _PLAIN[s.kind].format(n=n, e=e))
    else:
        lines.append(pad + _HEADS[s.kind].format(n=n, e=e))
        if s.kind == "while":
            lines.append(f"{pad} _burn()")
        for inner in s.bodies[0]:
            _statement(inner, pad + " ", lines)
        if not s.bodies[0]:
            lines.append(f"{pad} pass")
        if s.kind == "if" and s.bodies[1]:
            lines.append(f"{pad}else:")
            for inner in s.bodies[1]:
                _statement(inner, pad + " ", lines)


def source_of(function: Function) -> str:
    """The function and its helpers as Python source."""
    parts = [source_of(helper) for helper in function.helpers]
    lines = [f"def {function.name}({', '.join(name for name, _ in function.params)}):", " _burn()"]
    for statement in function.body:
        _statement(statement, " ", lines)
    return "\n".join([*parts, *lines])


class _Tank:
    """Fuel, spent by loops and calls."""

    def __init__(self) -> None:
        self.left = FUEL

    def burn(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OutOfBoundsError("too many steps")


def _div(a: int, b: int) -> int:
    if a < 0 or b <= 0:
        raise OutOfBoundsError(f"{a} // {b}")
    return a // b


def _mod(a: int, b: int) -> int:
    if a < 0 or b <= 0:
        raise OutOfBoundsError(f"{a} % {b}")
    return a % b


def _at(items: Sequence[Any], index: int) -> Any:
    if not 0 <= index < len(items):
        raise OutOfBoundsError(f"index {index} of {len(items)}")
    return items[index]


def _chr(code: int) -> str:
    if not 32 <= code < 127:
        raise OutOfBoundsError(f"character code {code}")
    return chr(code)


def _fold(items: Sequence[Any], state: Any, step: Callable[[Any, Any], Any]) -> Any:
    for item in items:
        state = step(state, item)
    return state


def _diffs(items: Sequence[int]) -> list[int]:
    return [b - a for a, b in pairwise(items)]


def _windows(items: Sequence[int], width: int) -> list[int]:
    return [sum(items[i : i + width]) for i in range(len(items) - width + 1)]


def _tally(items: Sequence[str]) -> dict[str, int]:
    result: dict[str, int] = {}
    for item in items:
        result[item] = result.get(item, 0) + 1
    return result


def _check(value: Any) -> None:
    if isinstance(value, int) and not -LIMIT < value < LIMIT:
        raise OutOfBoundsError(f"{value} is outside 32 bits")
    if isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            _check(item)


_LIBRARY: dict[str, Any] = {
    "_div": _div, "_mod": _mod, "_at": _at, "_chr": _chr, "_fold": _fold, "_diffs": _diffs, "_windows": _windows,
    "_tally": _tally, "accumulate": accumulate,
}  # fmt: skip


def compiled(sources: Sequence[str], name: str, common: str = "") -> list[Callable[[Sequence[Any]], Any]]:
    """One caller for each source, in one compilation; each defines a function of this name and may call `common`.

    A caller takes the list of arguments and returns the result, or raises OutOfBoundsError where the program errs.
    """
    tank = _Tank()
    scope: dict[str, Any] = {**_LIBRARY, "_burn": tank.burn}
    wrapped = [common]
    for number, source in enumerate(sources):
        body = "\n".join(" " + line for line in source.splitlines())
        wrapped.append(f"def _make{number}():\n{body}\n return {name}")
    exec(compile("\n".join(wrapped), "<task>", "exec"), scope)  # noqa: S102 - text made here, from our own grammar

    def caller(function: Callable[..., Any]) -> Callable[[Sequence[Any]], Any]:
        def call(arguments: Sequence[Any]) -> Any:
            tank.left = FUEL
            try:
                result = function(*arguments)
            except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
                raise OutOfBoundsError(str(error)) from error
            _check(result)
            return result

        return call

    return [caller(scope[f"_make{number}"]()) for number in range(len(sources))]


def runner(function: Function) -> Callable[[Sequence[Any]], Any]:
    """A caller of one function."""
    return compiled([source_of(function)], function.name)[0]
