"""A run folder with an examination in it, made without a model; its texts may be hostile."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from neuroglot.core.artifacts import Request, open_artifact
from neuroglot.core.examined import MISSING, Document, Examined, Words, save_examined
from neuroglot.core.languages import FIVE
from neuroglot.core.neuron_files import save_sets
from neuroglot.core.neurons import Neuron, neuron_set
from neuroglot.core.statistics import NeuronStatistics, save_statistics

CLASSES = ("keyword", "operator", "punctuation", "identifier", "literal", "comment", "whitespace")
KINDS = ("highest", "lowest", "quantile 0.5", "random")
SITES = ("mlp.gate", "attn.o")
LAYERS, WIDTH, WINDOW, BINS = 6, 4096, 24, 8
LINES = "def f{n}(x):\n    total = x + {n}\n    # sum é 🙂\n    return total\n"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u2028\ud800\x00&lt;<!--"


def document(language: str, number: int, text: str | None = None) -> Document:
    """A program of four-letter tokens; the last but one shares its characters with the one before."""
    said = LINES.format(n=number) if text is None else text
    ends = [*range(4, len(said), 4), len(said)]
    ends.insert(len(ends) - 1, ends[-2])
    third = len(said) // 3
    return Document(
        language, "made by hand", f"task {number}", said, ends, [(third, 0), (third, 3), (len(said) - 2 * third, 4)]
    )


def examined(neurons: int, examples: int = 4, tasks: int = 2, hostile: str = "") -> Examined:
    """So many neurons with plausible numbers; `hostile` becomes a program, a label and a token."""
    dice = np.random.default_rng(0)
    documents = [document(language, task) for task in range(max(tasks, 1)) for language in FIVE]
    if hostile:
        documents.append(document("python", 99, f"{hostile}\nx = 1\n"))
    languages, cells = len(FIVE), len(CLASSES)
    which = dice.integers(0, len(documents), (neurons, examples))
    if hostile:
        which[:, 0] = len(documents) - 1
    read = np.array([len(one.ends) for one in documents])
    start = np.maximum(0, np.minimum(2, read[which] - WINDOW))
    counts = dice.integers(0, 900, (neurons, languages, cells))
    whole = sum(len(documents[place].ends) for place in range(tasks * languages))
    values = dice.integers(-127, 128, (neurons, examples, WINDOW)).astype(np.int8)
    values[:, :, 3] = 127
    values[:, :, 5] = MISSING
    number = np.arange(neurons)
    figures: dict[str, Any] = {
        "address": np.stack([number % LAYERS, number // LAYERS % len(SITES), number // (LAYERS * len(SITES))], axis=1),
        "counts": counts,
        "sums": dice.normal(size=counts.shape) * counts,
        "positives": counts // 2,
        "squares": counts.sum(axis=2) * 1.5,
        "largest": np.full(neurons, 6.35, dtype=np.float32),
        "smallest": np.full(neurons, -2.0, dtype=np.float32),
        "histogram": dice.integers(0, 50, (neurons, languages, BINS)).astype(np.int32),
        "exponent": np.zeros(neurons, dtype=np.int16),
        "example_document": which.astype(np.int32),
        "example_start": start.astype(np.int32),
        "example_peak": (start + 3).astype(np.int32),
        "example_kind": (np.arange(examples) % len(KINDS)).astype(np.int8),
        "example_values": values,
        "parallel_values": dice.integers(-127, 128, (neurons, whole)).astype(np.int8),
        "similarity": dice.uniform(0, 1, (tasks, LAYERS, languages, languages)).astype(np.float32),
        "scale": np.full(neurons, 0.05, dtype=np.float32),
        "alone": np.stack(
            [dice.normal(size=(neurons, languages)) * 0.001 + shift for shift in (0, -0.001, 0.001)], axis=2
        ),
        "attribution": dice.normal(size=(2, neurons, languages)).astype(np.float32),
        "similar": np.stack([(number + 1) % neurons, (number + 2) % neurons], axis=1),
        "correlation": np.full((neurons, 2), 0.5, dtype=np.float32),
    }
    feature = {
        "group": "token",
        "name": hostile or " return",
        "count": 30,
        "active": 60,
        "of": 90,
        "lift": 12.5,
        "p": 1e-9,
        "q": 1e-7,
        "programs": 9,
    }
    words = [
        Words(
            [("margin", FIVE[row % 5])] if row % 3 else [("random", "drawn")],
            f"high at token ' return' {hostile}" if row == 0 else f"high at node number {row}",
            [(hostile or " return", 1.5), ("\n", 1.0)],
            [("\t", -1.0)],
            "column of mlp.down",
            [feature],
            [],
        )
        for row in range(neurons)
    ]
    parallel = [[task * languages + place for place in range(languages)] for task in range(tasks)]
    facts = {
        "model": "toy",
        "layers": LAYERS,
        "counted tokens": 9000,
        "sampled tokens": 4096,
        "active tokens": 60,
        "tasks silenced on": 8,
    }
    return Examined(
        FIVE, CLASSES, SITES, KINDS, ("signed", "mean-of-products"), figures, words, documents, parallel, facts
    )


def write_selection(run: Path, method: str, neurons: Iterable[Neuron], identity: dict[str, str], **options: Any) -> str:
    """A selection with one set, of Go; its hash."""
    selected = open_artifact(run, Request("select", {"method": method, **options}, identity))
    save_sets(selected.folder / "sets.safetensors", {"go": neuron_set("go", method, neurons)})
    selected.finish([], {})
    return selected.hash()


def write_examination(run: Path, found: Examined, options: dict[str, Any], identity: dict[str, str]) -> None:
    """An examination that is complete."""
    artifact = open_artifact(run, Request("examine", options, identity))
    save_examined(artifact.folder, found)
    artifact.finish([], {"skipped": [{"what": "a program", "why": "no valid Unicode"}], "neuroglot": "0.1.0"})


def write_run(
    run: Path,
    found: Examined,
    model: str = "toy",
    more: int = 40,
    weights: str = "w" * 20,
    held_out: tuple[str, str] = ("toy corpus", "test"),
    shift: float = 0.0,
) -> Path:
    """A recording, a selection by PLS with `more` neurons of Go that were not examined, and the examination.

    The recording's sums are larger by `shift` at `mlp.gate`; it has none at `attn.o` in the last layer.
    """
    keys = [(site, layer) for layer in range(LAYERS) for site in SITES if (site, layer) != ("attn.o", LAYERS - 1)]
    dice = np.random.default_rng(1)
    sums = {
        quantity: {key: dice.normal(size=(5, 2, WIDTH)) + shift * (key[0] == "mlp.gate") for key in keys}
        for quantity in ("signed", "sum")
    }
    ones = np.full((5, 2), 7, dtype=np.int64)
    read = {"model": model, "corpus": "toy corpus", "split": "validation"}
    recorded = open_artifact(run, Request("record", read, {"weights": weights}))
    save_statistics(recorded.folder / "statistics.safetensors", NeuronStatistics(FIVE, ones, ones, sums))
    recorded.finish([], {})
    identity = {"weights": weights, "recording": recorded.hash()}
    others = [Neuron(number % LAYERS, "mlp.gate", WIDTH - 1 - number // LAYERS) for number in range(more)]
    write_selection(run, "pls", others, identity)
    write_examination(run, found, {**read, "seed": 0, "held out": [*held_out, "ab"]}, identity)
    return run
