"""Progress of a piece is told as progress of the whole."""

from __future__ import annotations

from neuroglot.core.progress import Part


class Told:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.lines: list[str] = []
        self.begun = 0

    def begin(self, title: str, total: int, done: int = 0) -> None:
        self.begun += 1

    def advance(self, steps: int = 1) -> None:
        self.steps.append(steps)

    def say(self, text: str) -> None:
        self.lines.append(text)


def test_a_piece_moves_the_bar_of_the_whole_and_begins_none() -> None:
    whole = Told()
    piece = Part(whole)
    piece.begin("a file", 9, 4)
    piece.advance()
    piece.advance(4)
    piece.say("done")
    assert (sum(whole.steps), whole.lines, whole.begun) == (9, ["done"], 0)
