"""The table of how programs ended: how many parse, how many of them compile, run to an answer, and answer right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroglot.core.results import Result
from neuroglot.core.verdicts import Status
from neuroglot.report import numbers
from neuroglot.report.collect import Loaded, Run
from neuroglot.report.effects import Effects
from neuroglot.report.rates import NOTHING, Rates
from neuroglot.report.tables import markdown
from neuroglot.report.tables.markdown import MISSING, Cell, Figures
from neuroglot.report.tables.passes import named, pass_ablations

_EXPLAINED = (
    "Shares of all programs that were written. Parses: no syntax error (a compile error of a text that tree-sitter "
    "can't parse), and not refused. Compiles: no compile error either, which in languages with types includes their "
    "checks. Runs: it comes to an answer, without an exception and within time, memory and output. Right: it passes "
    "every test. The counts by ending follow; refused are programs that weren't run at all."
)
_PARSED = frozenset(Status) - {Status.SYNTAX_ERROR, Status.REFUSED}
_BUILT = _PARSED - {Status.COMPILE_ERROR}
_ANSWERED = frozenset({Status.PASSED, Status.WRONG_ANSWER})

_Ended = Mapping[str, Result]


def ending_tables(run: Run) -> str:
    """The document."""
    parts = [markdown.heading(1, "How programs ended with sets silent"), markdown.paragraph(_EXPLAINED)]
    measured = [part for one, found in pass_ablations(run) for part in _measurement(one, found)]
    return markdown.document([*parts, *(measured or [markdown.paragraph("No programs were run with sets silent.")])])


def _measurement(one: Loaded, found: Rates) -> Iterator[str]:
    if not found.endings:
        return
    yield markdown.heading(2, named(one, found))
    if not found.changes:
        yield _table(found, _rows(found, None))
    for effect in found.changes:
        yield markdown.heading(3, numbers.method_name(effect.method))
        yield _table(found, _rows(found, effect))


def _table(found: Rates, rows: Iterator[list[Cell]]) -> str:
    return markdown.table(
        ["Silent: language", "Programs", "Parses", "Compiles", "Runs", "Right", *found.statuses], rows
    )


def _rows(found: Rates, effect: Effects | None) -> Iterator[list[Cell]]:
    silenced = [(effect.source(label), label) for label in effect.labels] if effect else []
    for method, label in [(NOTHING, NOTHING), *silenced]:
        for language in found.languages:
            ended = found.endings.get((method, label, language))
            if ended:
                which = "Nothing" if label == NOTHING else numbers.name(label)
                counts = [markdown.whole(ended[one].value) if one in ended else MISSING for one in found.statuses]
                yield [f"{which}: {numbers.name(language)}", *_reached(ended), *counts]


def _reached(ended: _Ended) -> list[Figures]:
    """Programs, and the shares of them that parse, compile, run and are right."""
    total = sum(result.value for result in ended.values())
    reached = [
        sum(result.value for status, result in ended.items() if status in kept)
        for kept in (_PARSED, _BUILT, _ANSWERED, frozenset({Status.PASSED}))
    ]
    return [markdown.whole(total), *(Figures(numbers.rate(count / total if total else None)) for count in reached)]
