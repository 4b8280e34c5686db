"""neuroglot clones evaluate: how well each layer of a model tells clones from other pairs, with no training for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.applied.clones import NO_BAND, band_of, evaluate, of_names
from neuroglot.commands.options import RUN_MODEL, RunOptions
from neuroglot.commands.runs import run_subject
from neuroglot.console import PROGRESS
from neuroglot.core.clones import ALL, BAND, CHOSEN, JACCARD, PROMPT, TFIDF
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.results import Result
from neuroglot.corpora.clone_pairs import PairOptions, clone_pairs
from neuroglot.models.loading import HoldOptions
from neuroglot.models.slices import run_of
from neuroglot.report.clone_words import Row, clone_sentences, indexed, rows_of
from neuroglot.report.html import sound
from neuroglot.stages.clones import CloneOptions

COLUMNS = {"f1": "F1", "interval": "95 %", "precision": "prec.", "recall": "recall", "ap": "AP", "map_at_r": "MAP@R"}
SHORT = {JACCARD: "shared tokens", TFIDF: "TF-IDF", PROMPT: "asked", ALL: "all pairs", CHOSEN: "chosen: {}"}
"""Names of rows that fit 80 columns."""


@dataclass(frozen=True, slots=True)
class EvaluateOptions:
    """Which model, by which layers, on programs with which names."""

    model: Annotated[str, RUN_MODEL] = ""
    band: Annotated[str, "the concept layers, such as 4-5; else those that `neuroglot layers` found in this run"] = ""
    names: Annotated[tuple[str, ...], "own: programs as they are; random: copies whose own names are random"] = ("own",)


def clones(
    where: RunOptions, source: PairOptions, what: EvaluateOptions, options: CloneOptions, hold: HoldOptions
) -> Answer:
    """Evaluate, and say whether the band beats the last layer and shared tokens; that it doesn't is an answer too."""
    given = clone_pairs(source)
    several = [of_names(given, names, source.sample) for names in dict.fromkeys(what.names)]
    if not several:
        raise NeuroglotError("say which names the programs have: --names own, random or own,random")
    run = run_of(hold.device, Path(where.run))
    subject = run_subject(run, what.model, hold)
    band, why = (parsed_band(what.band), "") if what.band else band_of(Path(where.run), subject.id)
    skipped = [] if band else [{"what": NO_BAND, "why": f"{why}; or give it: --band 4-5"}]
    results: list[Result] = []
    for pairs in several:
        results += evaluate(run, subject, pairs, source, (band, options), PROGRESS)
        skipped += [row for row in pairs.skipped if row not in skipped]
    data = {"band": list(band), "skipped": skipped, "results": [asdict(result) for result in results]}
    return Answer(data, outcome(results, skipped))


def parsed_band(text: str) -> tuple[int, ...]:
    """`4-5`, or `4` alone, as layers. Raises NeuroglotError for anything else."""
    first, _, last = text.partition("-")
    try:
        found = tuple(range(int(first), int(last or first) + 1))
    except ValueError:
        found = ()
    if not found:
        raise NeuroglotError(f"--band is a layer, or the first and the last of several, such as 4-5, not {text!r}")
    return found


def outcome(results: Iterable[Result], skipped: Sequence[dict[str, Any]] = ()) -> RenderableType:
    """For each kind of names a table, a row a representation, and what it says."""
    parts: list[RenderableType] = []
    for one in indexed(results):
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
        where = f"clones in {one.corpus} ({one.split}), {one.names} names, {one.pairs} pairs; * in the band"
        table.title = Text(sound(where))
        table.add_column("scored by", no_wrap=True)
        for head in COLUMNS.values():
            table.add_column(head, justify="right", no_wrap=True)
        table.add_column("made by", no_wrap=True)
        for row in rows_of(one):
            cells = [_cell(row, column) for column in COLUMNS]
            table.add_row(_name(row), *cells, row.how, style="bold" if row.of_band else "")
        parts += [table, *(Text(sentence) for sentence in clone_sentences(one))]
    return Group(*parts, *(Text(sound(f"left out: {row['what']}: {row['why']}")) for row in skipped))


def _name(row: Row) -> Text:
    """What a row is called, in few letters."""
    if row.name == BAND:
        return Text(f"band {row.values['clone_f1'].condition['layers']}")
    layer = next(iter(row.values.values())).layer
    return Text(SHORT[row.name].format(layer) if row.name in SHORT else row.words)


def _cell(row: Row, column: str) -> str:
    """A value, or the interval of F1."""
    result = row.values.get("clone_f1" if column == "interval" else f"clone_{column}")
    if result is None:
        return "-"
    if column != "interval":
        return f"{result.value:.3f}"
    return "-" if result.low is None or result.high is None else f"[{result.low:.3f}, {result.high:.3f}]"
