"""What the tables of losses and of pass rates share: rows by set with random ones under them, and sizes with draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median

from neuroglot.core.results import Result
from neuroglot.report import numbers
from neuroglot.report.collect import Run
from neuroglot.report.compare import holder_of
from neuroglot.report.effects import Effects, Selection, selection
from neuroglot.report.tables import markdown
from neuroglot.report.tables.markdown import MISSING, Cell, Figures

MATCHED = "Random: sets matched to the row's by layer, site and unit."
SHARE = "Share: of all neurons at the sites that the method chose from."

_HEAD = ("Set", "Neurons", "Units", "Share", "Own language", "Random, lowest", "median", "highest")


def selections(run: Run) -> dict[str, Selection]:
    """What each method of a run chose."""
    return {method: selection(results, method) for method, results in run.selected.items()}


def rows_by_set(
    effect: Effects,
    languages: Sequence[str],
    cell: Callable[[str, str], Cell],
    drawn: Callable[[str, str], tuple[Result, ...]],
    shown: Callable[[float], str],
) -> Iterator[list[Cell]]:
    """A row a set, and under it the medians over its random sets, where there are any."""
    for label in effect.labels:
        yield [numbers.name(label), *(cell(label, language) for language in languages)]
        draws = {language: [draw.value for draw in drawn(label, language)] for language in languages}
        most = max(map(len, draws.values()), default=0)
        if most:
            medians = [Figures(shown(median(values))) if values else MISSING for values in draws.values()]
            yield [f"{numbers.name(label)}: random, median of {most}", *medians]


def sizes_and_draws(
    effect: Effects,
    chosen: Mapping[str, Selection],
    own: Callable[[Result | None], Figures],
    shown: Callable[[float], str],
    beaten: Callable[[str], tuple[int, int] | None],
) -> str:
    """The table of each set's size, and of its own language's change beside that under random sets."""
    rows: list[list[Cell]] = []
    for label in effect.labels:
        draws = [draw.value for draw in effect.draws.get((label, label), ())]
        spread = [Figures(shown(pick(draws))) if draws else MISSING for pick in (min, median, max)]
        above, of = beaten(label) or (0, 0)
        exceeded = Figures(f"{above} of {of}") if of else MISSING
        sizes = _sizes(holder_of(chosen, effect.source(label), label), label)
        rows.append([numbers.name(label), *sizes, own(effect.own(label)), *spread, exceeded])
    return markdown.table((*_HEAD, "Draws exceeded"), rows)


def _sizes(chosen: Selection | None, label: str) -> list[Figures]:
    neurons = chosen.neurons.get(label) if chosen else None
    units = chosen.units.get(label) if chosen else None
    share = f"{numbers.fixed(100 * neurons.value / neurons.n, 3)} %" if neurons and neurons.n else numbers.MISSING
    counts = [markdown.whole(one.value) if one else MISSING for one in (neurons, units)]
    return [*counts, Figures(share)]
