"""Templates and precedences: the notation in which dialects say how a language writes things."""

from __future__ import annotations

from dataclasses import dataclass

ANY, CHOICE, OR, AND, NOT, EQUALITY, ORDER, SUM, PRODUCT, UNARY, POSTFIX, ATOM = range(12)


@dataclass(frozen=True, slots=True)
class Template:
    """How an operation is written, and how tightly the result binds."""

    text: str
    level: int = ATOM


def camel(name: str) -> str:
    """snake_case to camelCase."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def arithmetic(**changes: Template) -> dict[str, Template]:
    """The operators that most languages share, with a language's own changes."""
    table = {
        "add": Template("$0< + $1>", SUM),
        "sub": Template("$0< - $1>", SUM),
        "mul": Template("$0< * $1>", PRODUCT),
        "div": Template("$0< / $1>", PRODUCT),
        "mod": Template("$0< % $1>", PRODUCT),
        "neg": Template("-$0>", UNARY),
        "eq": Template("$0< == $1>", EQUALITY),
        "ne": Template("$0< != $1>", EQUALITY),
        "lt": Template("$0< < $1>", ORDER),
        "le": Template("$0< <= $1>", ORDER),
        "gt": Template("$0< > $1>", ORDER),
        "ge": Template("$0< >= $1>", ORDER),
        "and": Template("$0< && $1>", AND),
        "or": Template("$0< || $1>", OR),
        "not": Template("!$0>", UNARY),
        "if": Template("$0> ? $1> : $2>", CHOICE),
        "at": Template("$0.[$1]", POSTFIX),
        "cat": Template("$0< + $1>", SUM),
        "catc": Template("$0< + $1>", SUM),
        "cons": Template("$0< + $1>", SUM),
        "eqs": Template("$0< == $1>", EQUALITY),
        "nes": Template("$0< != $1>", EQUALITY),
    }
    return {**table, **changes}
