"""The model card's text; every number in it is from card.json or the lock file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from neuroglot.core.languages import LANGUAGES, title

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
weights in windows of {row_length} tokens, BOS excluded. `generator` is its validation pool.

{measures}

## Limits

- It was trained for little more than an hour: it knows syntax, idioms and the small programs of the generator. Whether
  the programs it writes are correct was not measured yet.
- Trained on rows of {row_length} tokens: beyond that, quality falls.
- Ruby and PHP had about a quarter of a main language's share.
- Numbers found in it say something about the methods, and about this model; not about large models.

How it was made: `training/README.md` in the repository.
"""


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def name_of(source: str) -> str:
    """A source's name for people."""
    return title(source) if source in LANGUAGES else source


def readme(card: dict[str, Any], lock: dict[str, Any]) -> str:
    """The model card as Markdown."""
    packages = lock["packages"]
    bytes_of: Counter[tuple[str, str]] = Counter()
    for entry in packages:
        bytes_of[entry["language"], entry["split"]] += entry["bytes"]
    licences = Counter(entry["licence"] for entry in packages)
    shares = [
        (name_of(source), f"{bytes_of[source, 'train'] / 1e6:.1f}" if source in LANGUAGES else "made", f"{share:.1%}")
        for source, share in card["share_of_rows"].items()
    ]
    measures = [
        (name_of(source), f"{value['bits_per_byte']:.3f}", f"{value['bytes']:,}")
        for source, value in card["heldout"].items()
    ]
    return TEXT.format(
        **{**card, **card["shape"]},
        millions=f"{card['parameters'] / 1e6:.2f}",
        tokens=f"{card['tokens_seen'] / 1e6:.1f}",
        packages=len(packages),
        megabytes=f"{sum(bytes_of.values()) / 1e6:.0f}",
        shares=table(("source", "MB for training", "share of rows seen"), shares),
        licences=", ".join(f"{name} ({count})" for name, count in licences.most_common()),
        measures=table(("source", "bits per byte", "bytes measured"), measures),
    )
