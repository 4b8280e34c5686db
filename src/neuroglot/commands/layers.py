"""neuroglot layers semantic: where in a model programs that mean the same look the same, and whether that is a band."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.options import RUN_MODEL, RunOptions
from neuroglot.commands.runs import run_subject
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.core.layers import profile_of
from neuroglot.core.results import Result
from neuroglot.corpora import load_corpus
from neuroglot.corpora.load import SPLITS, sample_tasks
from neuroglot.corpora.parallel import Versions, versions
from neuroglot.models.loading import HoldOptions
from neuroglot.models.slices import run_of
from neuroglot.report.layer_words import SHOWN, band_sentences, chosen_curves
from neuroglot.stages.concept_layers import LayerOptions, concept_layers, layers_request

PARALLEL = "bundled, humaneval_x:PATH, or a JSONL file (language, text, task): programs of one task are parallel"


@dataclass(frozen=True, slots=True)
class ParallelOptions:
    """Which model reads which parallel programs; their comments and docstrings are always left out."""

    model: Annotated[str, RUN_MODEL] = ""
    corpus: Annotated[str, PARALLEL] = "bundled"
    languages: Annotated[tuple[str, ...], "languages that are compared"] = FIVE
    split: Annotated[str, "where curves are measured (the band is fixed on the other): test or validation"] = "test"
    tasks: Annotated[int, "so many tasks of that split; 0: all"] = 0
    development_tasks: Annotated[int, "so many tasks of the other, on which the band is fixed; 0: all"] = 0
    sample: Annotated[int, "seed by which those tasks are drawn"] = 0


def layers(where: RunOptions, source: ParallelOptions, options: LayerOptions, hold: HoldOptions) -> Answer:
    """Measure the curves and the band; that there is none is an answer too."""
    if source.split not in SPLITS:
        raise NeuroglotError(f"unknown split {source.split!r}; known: {', '.join(SPLITS)}")
    other = SPLITS[1 - SPLITS.index(source.split)]
    development = _versions(source, other, source.development_tasks, options.seed)
    test = _versions(source, source.split, source.tasks, options.seed)
    run = run_of(hold.device, Path(where.run))
    subject = run_subject(run, source.model, hold)
    artifact = open_artifact(run, layers_request(subject, development, test, options))
    results = concept_layers(subject, development, test, options, artifact, PROGRESS)
    profile, skipped = profile_of(results), artifact.facts()["skipped"]
    band = None if profile is None or profile.band is None else asdict(profile.band)
    data = {
        "artifact": str(artifact.folder),
        "band": band,
        "why": "" if profile is None else profile.why,
        "skipped": skipped,
        "results": [asdict(result) for result in results],
    }
    return Answer(data, outcome(results, skipped))


def _versions(source: ParallelOptions, split: str, tasks: int, seed: int) -> Versions:
    return versions(sample_tasks(load_corpus(source.corpus, split, source.languages), tasks, source.sample), seed)


def outcome(results: Iterable[Result], skipped: Iterable[dict[str, str]] = ()) -> RenderableType:
    """A row a layer, the band's marked, and what they say."""
    profile = profile_of(results)
    if profile is None:
        return Text("no curve was measured")
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    table.title = Text("the same task in two languages, mean-pooled residual states; * in the band")
    table.add_column("layer", justify="right")
    curves = chosen_curves(profile)
    for shown in curves:
        table.add_column(SHOWN[shown], justify="right", overflow="fold")
    for layer in range(profile.layers):
        inside = profile.band is not None and layer in profile.band
        cells = [next((f"{p.value:.3f}" for p in one.points if p.layer == layer), "-") for one in curves.values()]
        table.add_row(f"{'*' if inside else ' '} {layer}", *cells, style="bold" if inside else "")
    lines = [Text(sentence) for sentence in band_sentences(profile)]
    lines += [Text(f"left out: {row['what']}: {row['why']}") for row in skipped]
    return Group(table, *lines)
