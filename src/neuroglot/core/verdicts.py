"""What became of a program that was run against its tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a run ended. Only PASSED is a success; the others say which way a program failed."""

    PASSED = "passed"
    WRONG_ANSWER = "wrong answer"
    EXCEPTION = "exception"
    COMPILE_ERROR = "compile error"
    TIME_OUT = "time-out"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output limit"
    REFUSED = "refused"
    """Not run at all: a missing toolchain, or a text that is no program (a NUL, more than a megabyte)."""
    SYNTAX_ERROR = "syntax error"
    """A compile error of a text that does not even parse. The judge says COMPILE_ERROR; where failures are counted by
    kind, tree-sitter tells the two apart."""


@dataclass(frozen=True, slots=True)
class Program:
    """A candidate's code and the tests that follow it; `code + newline + test` is the whole text that runs.

    The two are kept apart so that which tests are called is read from the tests alone.
    """

    language: str
    code: str
    test: str

    @property
    def text(self) -> str:
        """The whole program."""
        return f"{self.code}\n{self.test}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of one run, what the program said last (at most a few hundred characters), and its wall time."""

    status: Status
    detail: str = ""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether every test was run and held."""
        return self.status is Status.PASSED
