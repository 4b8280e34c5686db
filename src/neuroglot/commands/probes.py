"""neuroglot layers syntax, and layers stream: what every layer knows of syntax, and what it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.options import CORPUS, RUN_MODEL, RunOptions
from neuroglot.commands.runs import run_subject
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.core.results import Result
from neuroglot.corpora import load_corpus
from neuroglot.corpora.load import first_programs, sample_tasks
from neuroglot.corpora.problems import load_problems, sample_problems
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.models.slices import run_of
from neuroglot.report import probes as probe_words
from neuroglot.report import streams as stream_words
from neuroglot.report.depth import layer_name
from neuroglot.report.probes import Probed
from neuroglot.report.streams import CENTRED, Stream
from neuroglot.stages.residual import ResidualOptions, Written, residual, residual_request
from neuroglot.stages.syntax_probe import SyntaxProbeOptions, syntax_probe, syntax_probe_request


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """Which model reads what: programs of the validation split to learn from, programs of the test split to measure."""

    model: Annotated[str, RUN_MODEL] = ""
    corpus: Annotated[str, CORPUS] = "bundled"
    languages: Annotated[tuple[str, ...], "languages that are compared"] = FIVE
    tasks: Annotated[int, "programs of so many tasks (or files) a language, of each split; 0: all"] = 0
    programs: Annotated[int, "programs of a task and language, at most; 0: all"] = 0
    sample: Annotated[int, "seed by which those tasks are drawn"] = 0


@dataclass(frozen=True, slots=True)
class TextOptions:
    """Whose tokens are looked at."""

    text: Annotated[str, "given: the corpus's programs; written: what the model writes for its problems"] = "given"


def syntax(where: RunOptions, source: SplitOptions, options: SyntaxProbeOptions, hold: HoldOptions) -> Answer:
    """Train a linear probe on the validation split and test it on the test split, at every layer."""
    run = run_of(hold.device, Path(where.run))
    subject = run_subject(run, source.model, hold)
    train, test = (_programs(source, split) for split in ("validation", "test"))
    artifact = open_artifact(run, syntax_probe_request(subject, train, test, options))
    results = syntax_probe(subject, train, test, options, artifact, PROGRESS)
    return _answer(artifact, results, syntax_outcome(results))


def stream(
    where: RunOptions,
    source: SplitOptions,
    text: TextOptions,
    options: ResidualOptions,
    sampling: SamplingOptions,
    hold: HoldOptions,
) -> Answer:
    """Read the stream of the test split's programs, or of what the model writes for its problems."""
    if text.text not in ("given", "written"):
        raise NeuroglotError(f"unknown text {text.text!r}; known: given, written")
    run = run_of(hold.device, Path(where.run))
    subject = run_subject(run, source.model, hold)
    vocabulary, test = (_programs(source, split) for split in ("validation", "test"))
    if text.text == "given":
        texts: Corpus | Written = test
    else:
        problems = load_problems(source.corpus, "test", source.languages)
        texts = Written(sample_problems(problems, source.tasks, source.sample), sampling)
    artifact = open_artifact(run, residual_request(subject, texts, vocabulary, options))
    results = residual(subject, texts, vocabulary, options, artifact, PROGRESS)
    return _answer(artifact, results, stream_outcome(results))


def _programs(source: SplitOptions, split: str) -> Corpus:
    corpus = load_corpus(source.corpus, split, source.languages)
    return first_programs(sample_tasks(corpus, source.tasks, source.sample), source.programs)


def _answer(artifact: Artifact, results: Sequence[Result], shown: RenderableType) -> Answer:
    return Answer({"artifact": str(artifact.folder), "results": [asdict(result) for result in results]}, shown)


def syntax_outcome(results: Sequence[Result]) -> RenderableType:
    """A row a layer: accuracy and selectivity of both syntactic probes, and of the languages; and what they say."""
    found = Probed(results)
    columns = {
        "node type": found.points("probe_accuracy", "types"),
        "selectivity": found.points("probe_selectivity", "types"),
        "node kind": found.points("probe_accuracy", "kinds"),
        "selectivity ": found.points("probe_selectivity", "kinds"),
        "language": found.points("probe_accuracy", "language"),
        "of program": found.points("probe_accuracy", "programs"),
    }
    table = _table("share of test tokens that a linear probe is right about", columns)
    token = [found.baseline(probe, "token") for probe in ("types", "kinds", "language", "programs")]
    cells = ["-" if one is None else f"{one.value:.3f}" for one in token]
    table.add_section()
    table.add_row("token alone", cells[0], "", cells[1], "", *cells[2:])
    return Group(table, *(Text(line) for line in probe_words.sentences(found)))


def stream_outcome(results: Sequence[Result]) -> RenderableType:
    """A row a layer: what attention and MLP add, what it does for the written token, and what the lens says."""
    found = Stream(results)
    columns = {}
    for part, words in {"attention": "attn", "mlp": "MLP"}.items():
        columns[f"{words} size"] = found.points("stream_share", part=part, over="after")
        columns[f"{words} cosine"] = found.points("stream_cosine", part=part)
        columns[f"{words} effect"] = found.points("direct_effect", part=part, of=CENTRED)
    columns["lens: own"] = found.points("lens_mass", tokens="own")
    columns["others"] = found.points("lens_mass", tokens="others")
    table = _table("what each layer adds to the stream, and what the lens reads behind it", columns)
    return Group(table, *(Text(line) for line in stream_words.sentences(found)))


def _table(title: str, columns: Mapping[str, Mapping[int, Result]]) -> Table:
    table = Table(title=Text(title), box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1))
    table.add_column("layer", justify="right")
    for name in columns:
        table.add_column(name.strip(), justify="right")
    for layer in sorted({layer for points in columns.values() for layer in points}):
        cells = [f"{points[layer].value:.3f}" if layer in points else "" for points in columns.values()]
        table.add_row(layer_name(layer), *cells)
    return table
