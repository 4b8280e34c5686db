"""The model card; every number in it is from the lock file or one of the JSON files in this folder.

`python -m training.card` writes it anew from what is there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neuroglot.core.languages import LANGUAGES, title
from training import assess
from training.markdown import table

HERE = Path(__file__).parent
FOLDER = HERE.parent / "src" / "neuroglot" / "models" / "embedded_model"
FILES = {
    "baselines": "baselines.json",
    "assessment": "assessment.json",
    "test_pool": "test_pool.json",
    "humaneval_x": "humaneval_x.json",
}
"""What is measured besides the export: by `training.baselines`, `training.assess`, twice by `judge score --json`."""

TEXT = """\
---
license: apache-2.0
pipeline_tag: text-generation
tags: [code, interpretability]
---
# The embedded model

A Llama-architecture decoder of {millions} million parameters that neuroglot carries, so that every command works
offline, in seconds, on a CPU. It is an object of study and a check that the methods work, not a coding assistant.

| | |
|---|---|
| Layers, width | {layers} blocks, hidden {hidden}, MLP {inner}, {heads} heads over {key_value_heads} key-value heads |
| Tokenizer | byte-level BPE, {vocabulary} tokens, own; any text survives a round trip |
| Weights | bfloat16, tied embeddings |
| Trained | from scratch, {minutes} minutes on {threads} threads of a {device}, {tokens} million tokens, {steps} steps |
| Rows | {row_length} tokens, documents packed without attention across them |

## Data

Real code from {packages} packages of PyPI, npm and Debian, {megabytes} MB after filters and the removal of copies, and
programs from neuroglot's own generator. Permissive licences only, checked in package metadata or file by file in
debian/copyright; `training/sources.lock.json` lists every package with version, licence and hash.

{shares}

Licences of the packages: {licences}.

## Held-out bits per byte

Whole packages were held out (and copies of their files dropped from the training data). Measured on the exported
weights in windows of {row_length} tokens, BOS excluded. `generator` is its validation pool. Beside it, on the same
bytes (`python -m training.baselines`): an interpolated modified Kneser-Ney 5-gram over the same tokens, trained on up
to 20 million tokens of the source, whose context is not cut at windows; and zstd at level 19, alone and with 8 MB of
training text as its dictionary, which can refer to other held-out files of the same package, as the models can't.

{measures}
{programs}
## Limits

- It was trained for minutes, not months: it knows syntax, idioms and the small programs of the generator. The tables
  above say how far that goes.
- Trained on rows of {row_length} tokens: beyond that, quality falls.
- Ruby and PHP had a quarter of a main language's share, as plain code.
- Numbers found in it say something about the methods, and about this model; not about large models. Its untrained twin
  (`--model untrained:embedded`) is the least that a finding has to beat.

How it was made, with its training curve: `training/README.md` in the repository.
"""


PROGRAMS = """\

## Programs that pass their tests

Three samples a problem (temperature 0.8, top-p 0.95, top-k 50, seed 0), run in the sandbox; pass@k by the unbiased
estimator with 95 % bootstrap intervals over problems, and how the other samples end; in per cent. The problems are the
generator's test pool, whose families of tasks are not in the training data. Commands:
`neuroglot generate --problems bundled --split test --out samples.jsonl`, then `neuroglot judge score samples.jsonl
--problems bundled --split test --out judged.jsonl --json > training/test_pool.json`.
"""
HUMANEVAL_X = """\
HumanEval-X, one sample a problem (`neuroglot generate --problems humaneval_x:PATH --samples 1 --max-new-tokens 256`,
then `neuroglot judge score ... --json > training/humaneval_x.json`):
"""
ENDS = ("wrong answer", "exception", "compile error", "time-out")


def name_of(source: str) -> str:
    """A source's name for people."""
    return title(source) if source in LANGUAGES else source


def readme(card: dict[str, Any], lock: dict[str, Any], measured: Mapping[str, dict[str, Any]]) -> str:
    """The model card as Markdown. `measured` has what else was measured, by the names of FILES; any may be missing."""
    packages = lock["packages"]
    bytes_of: Counter[tuple[str, str]] = Counter()
    for entry in packages:
        bytes_of[entry["language"], entry["split"]] += entry["bytes"]
    licences = Counter(stated(entry["licence"]) for entry in packages if entry["files"])
    shares = [
        (name_of(source), f"{bytes_of[source, 'train'] / 1e6:.1f}" if source in LANGUAGES else "made", f"{share:.1%}")
        for source, share in card["share_of_rows"].items()
    ]
    return TEXT.format(
        **{**card, **card["shape"]},
        millions=f"{card['parameters'] / 1e6:.2f}",
        tokens=f"{card['tokens_seen'] / 1e6:.1f}",
        packages=sum(entry["files"] > 0 for entry in packages),
        megabytes=f"{sum(bytes_of.values()) / 1e6:.0f}",
        shares=table(("source", "MB for training", "share of rows seen"), shares),
        licences=", ".join(f"{name} ({count})" for name, count in licences.most_common()),
        measures=bits(card["heldout"], measured.get("baselines", {})),
        programs=programs(measured),
    )


def stated(licence: str) -> str:
    """An entry's licence; one with strokes lists what a package has, of which only permissive files were kept."""
    return "several, permissive files alone" if " / " in licence else licence


def bits(heldout: Mapping[str, dict[str, float]], baselines: Mapping[str, dict[str, float]]) -> str:
    """The table of bits per byte, the model's beside the baselines'."""
    rows = []
    for source, value in heldout.items():
        beside = baselines.get(source, {})
        cells = [f"{beside[key]:.3f}" if key in beside else "-" for key in ("five_gram", "zstd", "zstd_prefix")]
        rows.append((name_of(source), f"{value['bits_per_byte']:.3f}", *cells, f"{value['bytes']:,}"))
    return table(("source", "this model", "5-gram", "zstd", "zstd, dictionary", "bytes measured"), rows)


def programs(measured: Mapping[str, dict[str, Any]]) -> str:
    """What is known about the programs that it writes; empty before that was measured."""
    if "test_pool" not in measured:
        return ""
    parts = [PROGRAMS, passing(measured["test_pool"])]
    if "assessment" in measured:
        parts += ["", assess.tables(measured["assessment"])]
    if "humaneval_x" in measured:
        parts += ["", HUMANEVAL_X, passing(measured["humaneval_x"])]
    return "\n".join([*parts, ""])


def passing(found: Mapping[str, Any]) -> str:
    """pass@k by language with intervals, and how the samples that don't pass end, in per cent of all samples."""
    first = next(iter(found["languages"].values()))
    metrics = [name for name in first if name.startswith("pass@")]
    rows = []
    for language, row in found["languages"].items():
        ends, samples = row["status"], row["samples"]
        told = [ends.get(name, 0) for name in ENDS]
        told.append(samples - row["passed"] - sum(told))
        cells = [rate(row[metric]) for metric in metrics]
        rows.append((title(language), *cells, *(f"{100 * count / samples:.0f}" for count in told), f"{samples:,}"))
    return table(("", *metrics, *ENDS, "other", "samples"), rows)


def rate(found: Mapping[str, float | None]) -> str:
    """A share with its interval, in per cent."""
    value, low, high = (
        None if found[key] is None else f"{100 * (found[key] or 0):.1f}" for key in ("value", "low", "high")
    )
    return f"{value} [{low}, {high}]" if low is not None else str(value)


def write(folder: Path) -> None:
    """Writes the model card from the JSON files beside this one."""
    lock = json.loads((HERE / "sources.lock.json").read_text())
    measured = {name: json.loads((HERE / file).read_text()) for name, file in FILES.items() if (HERE / file).exists()}
    (folder / "README.md").write_text(readme(json.loads((HERE / "card.json").read_text()), lock, measured))


if __name__ == "__main__":
    write(FOLDER)
