"""How stages tell that they advance, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """One bar at a time: `begin` it, `advance` it; the listener shows rate and time left."""

    def begin(self, title: str, total: int, done: int = 0) -> None:
        """A new piece of work of `total` steps, of which `done` were done before."""

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""

    def say(self, text: str) -> None:
        """A line that stays."""


class Silent:
    """Says nothing: the default for use as a library."""

    def begin(self, title: str, total: int, done: int = 0) -> None:
        """Nothing."""

    def advance(self, steps: int = 1) -> None:
        """Nothing."""

    def say(self, text: str) -> None:
        """Nothing."""


class Part:
    """A piece of work within a larger one whose bar goes on: what the piece finds done counts as done."""

    def __init__(self, whole: Progress) -> None:
        self.whole = whole

    def begin(self, title: str, total: int, done: int = 0) -> None:
        """The piece begins; its title and size are not shown."""
        self.whole.advance(done)

    def advance(self, steps: int = 1) -> None:
        """Some steps of the whole are done."""
        self.whole.advance(steps)

    def say(self, text: str) -> None:
        """A line that stays."""
        self.whole.say(text)
