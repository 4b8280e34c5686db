"""neuroglot summarize: how a model learns to summarize code in a language with little data, compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.applied.summarize import load_examples
from neuroglot.commands.options import RUN_MODEL, RunOptions
from neuroglot.commands.runs import run_subject
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.documented import SPLITS
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES, title
from neuroglot.core.results import Result
from neuroglot.corpora.doc_pairs import Gathered, gather_pairs
from neuroglot.corpora.pairs import write_pairs
from neuroglot.learning import LearnOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.models.slices import TENSOR_PARALLEL
from neuroglot.stages.summarize import (
    How,
    PromptOptions,
    SummarizeOptions,
    bands_for,
    summarize,
    summarize_request,
)


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """Which model learns from which pairs, and which of its layers are concept layers."""

    model: Annotated[str, RUN_MODEL] = ""
    pairs: Annotated[str, "bundled, codesearchnet:PATH or codexglue:PATH (without a path from the hub)"] = "bundled"
    band: Annotated[str, "the concept layers, from 0, like 4-5; else the run's band, else the middle third"] = ""


@dataclass(frozen=True, slots=True)
class PairsOptions:
    """Where pairs are gathered and written."""

    folder: Annotated[str, "a folder whose folders are projects"]
    out: Annotated[str, "folder of the pairs: LANGUAGE/{train,valid,test}.jsonl"] = "pairs"
    languages: Annotated[tuple[str, ...], "languages that are read"] = LANGUAGES
    seed: Annotated[int, "seed by which projects are dealt to train, validation and test"] = 0


def run(
    where: RunOptions,
    source: SourceOptions,
    options: SummarizeOptions,
    prompting: PromptOptions,
    learning: LearnOptions,
    hold: HoldOptions,
) -> Answer:
    """Compare the ways to learn; a lead of nothing is an answer too."""
    if hold.device == TENSOR_PARALLEL:
        raise NeuroglotError("adapters are trained on whole layers: use --device auto, or spread")
    folder = Path(where.run).expanduser()
    examples = load_examples(source.pairs, options)
    subject = run_subject(folder, source.model, hold)
    bands = bands_for(subject, folder, source.band)
    how = How(learning, prompting)
    artifact = open_artifact(folder, summarize_request(subject, examples, bands, options, how))
    results = summarize(subject, examples, bands, options, how, artifact, PROGRESS)
    facts = artifact.facts()
    data = {
        "artifact": str(artifact.folder),
        "band": facts["band"],
        "adapters": sorted(str(path.parent) for path in artifact.folder.glob("adapters-*/learned.json")),
        "skipped": facts["skipped"],
        "results": [asdict(result) for result in results],
    }
    return Answer(data, _table(results, facts))


def pairs(options: PairsOptions) -> Answer:
    """Gather pairs from source trees."""
    found = gather_pairs(Path(options.folder).expanduser(), options.languages, options.seed)
    out = Path(options.out).expanduser()
    written = [path for split, examples in found.splits.items() for path in write_pairs(out, split, examples)]
    if not written:
        raise NeuroglotError(f"{options.folder} gives no pair: {dict(found.left_out) or 'it has no source file'}")
    counts = {
        split: dict(sorted(Counter(one.language for one in examples).items()))
        for split, examples in found.splits.items()
    }
    data = {"files": [str(path) for path in written], "pairs": counts, "left out": dict(found.left_out)}
    return Answer(data, _pairs_table(found, counts, out))


def _pairs_table(found: Gathered, counts: dict[str, dict[str, int]], out: Path) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for name in ("", *SPLITS):
        table.add_column(name, justify="right" if name else "left")
    for language in LANGUAGES:
        if any(language in own for own in counts.values()):
            table.add_row(title(language), *(str(counts[split].get(language, 0)) for split in SPLITS))
    left = ", ".join(f"{reason} {count:,}" for reason, count in found.left_out.most_common())
    words = [f"left out: {left}" if left else "nothing was left out", f"read them with --pairs codesearchnet:{out}"]
    return Group(table, *map(Text, words))


def _table(results: Iterable[Result], facts: dict[str, Any]) -> RenderableType:
    """BLEU and ROUGE-L of every arm in every language, in the form of the paper's Table 5."""
    whole = [
        one for one in results if "seed" not in one.condition and one.metric in ("summary_bleu", "summary_rouge_l")
    ]
    most = max((one.condition["amount"] for one in whole), default=0)
    cells = {(one.metric, one.condition["arm"], one.language): one for one in whole if one.condition["amount"] == most}
    languages = list(dict.fromkeys(language for _, _, language in cells))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    title_line = f"CodeXGLUE's BLEU-4 and ROUGE-L on the test split; {most} examples in the low language"
    table.add_column("")
    for language in languages:
        table.add_column(title(language or ""), justify="right")
    for arm in dict.fromkeys(arm for _, arm, _ in cells):
        found = [(cells.get(("summary_bleu", arm, one)), cells.get(("summary_rouge_l", arm, one))) for one in languages]
        table.add_row(arm, *("-" if not (a and b) else f"{a.value:.1f} {b.value:.1f}" for a, b in found))
    band = facts["band"]
    lines = [title_line, f"concept layers {band['first']} to {band['last']}: {band['source']}"]
    lines += [f"left out: {row['what']}: {row['why']}" for row in facts["skipped"]]
    return Group(table, *map(Text, lines))
