import re
from typing import Iterator, NamedTuple

TOKEN_RE = re.compile(r"\s*(?:(?P<num>\d+)|(?P<op>[-+*/()])|(?P<bad>\S))")


class ExpressionError(ValueError):
    pass


class Token(NamedTuple):
    kind: str
    text: str
    pos: int


def tokenize(source: str) -> Iterator[Token]:
    for match in TOKEN_RE.finditer(source):
        kind = match.lastgroup
        token = Token(kind, match[kind], match.start(kind))
        if kind == "bad":
            raise ExpressionError(f"bad character '{token.text}' at {token.pos}")
        yield token
    yield Token("end", "", len(source))


class Parser:
    def __init__(self, source: str) -> None:
        self._tokens = iter(list(tokenize(source)))
        self._current = next(self._tokens)

    def parse(self) -> int:
        value = self._expr()
        if self._current.kind != "end":
            raise self._unexpected()
        return value

    def _expr(self) -> int:
        value = self._term()
        while op := self._take("+", "-"):
            rhs = self._term()
            value = value + rhs if op == "+" else value - rhs
        return value

    def _term(self) -> int:
        value = self._factor()
        while op := self._take("*", "/"):
            rhs = self._factor()
            value = value * rhs if op == "*" else divide(value, rhs)
        return value

    def _factor(self) -> int:
        if self._take("-"):
            return -self._factor()
        if self._take("("):
            value = self._expr()
            if not self._take(")"):
                raise self._unexpected()
            return value
        if self._current.kind != "num":
            raise self._unexpected()
        return int(self._advance())

    def _take(self, *ops: str) -> str | None:
        if self._current.kind == "op" and self._current.text in ops:
            return self._advance()
        return None

    def _advance(self) -> str:
        text = self._current.text
        self._current = next(self._tokens)
        return text

    def _unexpected(self) -> ExpressionError:
        if self._current.kind == "end":
            return ExpressionError("unexpected end of input")
        return ExpressionError(
            f"unexpected '{self._current.text}' at {self._current.pos}"
        )


def divide(a: int, b: int) -> int:
    """Divide like C does, towards zero; // would round towards -infinity."""
    if b == 0:
        raise ExpressionError("division by zero")
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def main() -> None:
    sources = [
        "1 + 2 * 3",
        "(1 + 2) * -3",
        "-(10 - 3) / 2",
        "100 / 7 / 2",
        "12 * (3 + 4",
        "7 + * 3",
        "3 4",
        "6 % 4",
        "5 / (2 - 2)",
    ]
    for source in sources:
        try:
            print(f"{source} = {Parser(source).parse()}")
        except ExpressionError as err:
            print(f"{source} -> error: {err}")


if __name__ == "__main__":
    main()
